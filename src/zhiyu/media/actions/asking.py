"""Asking for work on an asset: one waiting job of a kind is enough."""

from uuid import UUID

import structlog
from django.db import transaction
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob
from procrastinate.exceptions import AlreadyEnqueued

log = structlog.get_logger(__name__)
# What was killed for want of memory would be killed again at once.
PAUSE_SECONDS = 60


def ask_packaging(asset_id: UUID, *, after: int = 0) -> None:
    """Jobs of one asset run one after the other."""
    defer("media.package", "media", f"media:{asset_id}", asset_id, after=after)


def ask_ladder(asset_id: UUID) -> None:
    """In a queue of its own: what is new is playable before what plays is made better."""
    defer("media.ladder", "ladder", f"ladder:{asset_id}", asset_id)


def ask_wave(asset_id: UUID) -> None:
    """Listening to hours of sound takes minutes: beside other long work, so that what is quick waits for none."""
    defer("media.wave", "copies", f"wave:{asset_id}", asset_id)


def ask_offloading(asset_id: UUID) -> None:
    defer("media.offload", "offload", f"offload:{asset_id}", asset_id)


def ask_copying(copy_id: UUID, *, user_id: int, after: int = 0) -> None:
    """One after the other for each person, whoever else waits."""
    lock = f"copy:{copy_id}"
    if ProcrastinateJob.objects.filter(queueing_lock=lock, status="todo").exists():
        return
    try:
        with transaction.atomic():
            task = app.configure_task(
                "media.copy", queue="copies", lock=f"copies:{user_id}", queueing_lock=lock, schedule_in=pause(after)
            )
            task.defer(copy_id=str(copy_id))
    except AlreadyEnqueued:
        log.debug("is already asked for", task="media.copy", copy=str(copy_id))


def pause(seconds: int) -> dict[str, int] | None:
    return {"seconds": seconds} if seconds else None


def defer(name: str, queue: str, lock: str, asset_id: UUID, *, after: int = 0) -> None:
    """Looked for first: the server would note each repetition as an error of its own."""
    if ProcrastinateJob.objects.filter(queueing_lock=lock, status="todo").exists():
        return
    try:
        with transaction.atomic():
            task = app.configure_task(name, queue=queue, lock=lock, queueing_lock=lock, schedule_in=pause(after))
            task.defer(asset_id=str(asset_id))
    except AlreadyEnqueued:
        log.debug("is already asked for", task=name, asset=str(asset_id))
