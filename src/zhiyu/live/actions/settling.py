"""A class that ended leaves a film, whoever was killed on the way; and what the clock alone must do."""

from datetime import timedelta

import structlog
from django.conf import settings
from django.db import transaction
from django.db.models import Q

from zhiyu.catalog.actions import set_lesson_asset, show_live
from zhiyu.catalog.models import Lesson
from zhiyu.kernel.clock import now
from zhiyu.live import flv
from zhiyu.live.actions.airing import end, go, locked
from zhiyu.live.actions.recordings import use_recordings
from zhiyu.live.actions.telling import due_to_be_told
from zhiyu.live.asking import ask_settling, ask_telling
from zhiyu.live.engines import engine
from zhiyu.live.events import LiveReplayed
from zhiyu.live.models import LiveClass
from zhiyu.live.queries import film_ends_at, state_of
from zhiyu.media.actions import settle_stream
from zhiyu.media.errors import DiskFull
from zhiyu.media.models import Asset
from zhiyu.media.streaming import BeingWritten
from zhiyu.platform.bus import publish
from zhiyu.platform.live import tell

log = structlog.get_logger(__name__)
State = LiveClass.State


def settle(*, class_id: int) -> None:
    """The recording becomes a film, and the lesson's own where that still stands. Raises ``BeingWritten`` while it is
    still received.
    """
    one = LiveClass.objects.select_related("asset", "lesson").get(pk=class_id)
    if one.state != State.ENDED:
        return
    door = engine()
    if one.asset is not None and door is not None and door.is_pending(class_id):
        raise BeingWritten
    if one.asset is not None:
        try:
            settle_stream(asset_id=one.asset.pk, mended=lambda original: flv.mended(original).last_ms)
        except DiskFull:  # it is there, and tried again each minute
            log.warning("no room to put a recording together", live_class=class_id)
            return
    if one.lesson.kind == Lesson.Kind.LIVE and one.lesson.removed_at is None:
        attach(class_id=class_id)


@transaction.atomic
def attach(*, class_id: int) -> None:
    one = locked(class_id)
    one.refresh_from_db(fields=["asset"])
    if one.asset_id:
        set_lesson_asset(lesson_id=one.lesson_id, asset_id=one.asset_id, actor_id=None)
        publish(LiveReplayed(class_id=one.pk))
    else:
        show_live(lesson_id=one.lesson_id, asset_id=None)
    tell(f"live:{one.pk}")
    tell("studio")


def sweep() -> None:
    """Each minute: films begin and end, classes whose teacher stays away end, what is ended becomes a replay."""
    for one in LiveClass.objects.filter(is_film=True, state__in=[State.PLANNED, State.LIVE]).select_related("asset"):
        follow_clock(one)
    door, gone = engine(), now() - timedelta(seconds=settings.LIVE_GRACE)
    silent = Q(signal__heard_at__lt=gone) | Q(signal=None, began_at__lt=gone)
    for class_id in LiveClass.objects.filter(silent, state=State.LIVE, is_film=False).values_list("pk", flat=True):
        if door is None or not door.is_sent(class_id):
            end(class_id=class_id, actor_id=None)
    waiting = Q(asset__state=Asset.State.LIVE) | Q(lesson__kind=Lesson.Kind.LIVE, lesson__removed_at=None)
    unsettled = LiveClass.objects.filter(waiting, state=State.ENDED, asset__isnull=False)
    for class_id in unsettled.values_list("pk", flat=True):
        ask_settling(class_id)
    use_recordings()
    for class_id in due_to_be_told():
        ask_telling(class_id)


@transaction.atomic
def follow_clock(one: LiveClass) -> None:
    state = state_of(one)
    if state == one.state:
        return
    held = locked(one.pk)
    if held.state == State.PLANNED:
        held = go(held, actor_id=None)
        held.began_at = held.starts_at
        held.save(update_fields=["began_at"])
    if state == State.ENDED and held.state == State.LIVE:
        end(class_id=one.pk, actor_id=None)
        LiveClass.objects.filter(pk=one.pk).update(ended_at=film_ends_at(one))
