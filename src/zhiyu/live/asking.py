"""Asking for what the worker does: one waiting job a class is enough."""

from django.db import transaction
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob
from procrastinate.exceptions import AlreadyEnqueued


def ask_settling(class_id: int) -> None:
    defer("live.settle", class_id)


def ask_telling(class_id: int) -> None:
    defer("live.remind", class_id)


def ask_fetching(class_id: int) -> None:
    """Hours of film, in the queue where the worker does the like; one that runs goes on by itself."""
    if ProcrastinateJob.objects.filter(queueing_lock=f"live.fetch:{class_id}", status="doing").exists():
        return
    defer("live.fetch", class_id, queue="copies")


def ask_hanging_up(class_id: int, number: int, *, seconds: int = 0) -> None:
    """Said each time: it may be sent by that key again meanwhile."""
    later = app.configure_task("live.hang_up", queue="default", schedule_in={"seconds": seconds})
    later.defer(class_id=class_id, number=number)


def defer(name: str, class_id: int, *, queue: str = "default") -> None:
    lock = f"{name}:{class_id}"
    if ProcrastinateJob.objects.filter(queueing_lock=lock, status="todo").exists():
        return
    try:
        with transaction.atomic():
            app.configure_task(name, queue=queue, lock=lock, queueing_lock=lock).defer(class_id=class_id)
    except AlreadyEnqueued:
        return
