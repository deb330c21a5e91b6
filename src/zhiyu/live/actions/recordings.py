"""Where our own line was cut, the replay can be made of what Tencent recorded: fetched when somebody asks for it.

Nobody is asked by a notice alone: its sign does not cover what it says.
"""

import errno
import os

import structlog
from django.conf import settings
from django.db import transaction

from zhiyu.catalog.actions import set_lesson_asset
from zhiyu.kernel.clock import now
from zhiyu.kernel.errors import DomainError
from zhiyu.live.actions.airing import locked, told
from zhiyu.live.asking import ask_fetching
from zhiyu.live.engines import engine
from zhiyu.live.errors import NothingRecorded
from zhiyu.live.events import LiveReplayed
from zhiyu.live.models import CloudReplay, LiveClass
from zhiyu.live.queries import MISSED, state_of
from zhiyu.live.tencent.cloud import CloudAway
from zhiyu.live.tencent.facts import recordings, spans, window
from zhiyu.live.tencent.recordings import RecordingRefused, fetch, joined
from zhiyu.media import files
from zhiyu.media.actions import store_file
from zhiyu.media.errors import DiskFull, MediaRefused, PackagingFailed
from zhiyu.media.models import Asset
from zhiyu.platform import audit
from zhiyu.platform.bus import publish

log = structlog.get_logger(__name__)
State = LiveClass.State
MOST_TRIES = 8
NO_ROOM = os.strerror(errno.ENOSPC)  # as ffmpeg says it
ROOM = 4
"""Fetched, cut, joined and taken in, it is never there more often at once."""


@transaction.atomic
def take_recording(*, class_id: int, actor_id: int) -> CloudReplay:
    """Asked for twice, it is fetched once; what went wrong may be asked for again."""
    one, door = locked(class_id), engine()
    row = CloudReplay.objects.filter(live_class=one).first()
    if row is not None and not row.problem:
        return row
    cloud = door.at_cloud(one) if door else None
    if state_of(one) not in {State.ENDED, MISSED} or cloud is None or not cloud.is_offered or cloud.host:
        raise NothingRecorded
    values = {"asked_by_id": actor_id, "tries": 0, "problem": "", "asset": None}
    row, _new = CloudReplay.objects.update_or_create(live_class=one, defaults=values)
    audit.record(actor_id=actor_id, action="live.cloud_replay_asked", target=f"live:{one.pk}")
    ask_fetching(one.pk)
    told(one.pk)
    return row


def fetch_recordings(*, class_id: int) -> None:
    """Kept first, packaged by the usual job, shown once that is done (``use_recording``).

    What is away may come back, so the job asks again; a few times in all, those included that killed their process.
    """
    row = CloudReplay.objects.select_related("live_class__lesson").get(live_class=class_id)
    if row.asset_id or not row.is_coming:
        return
    if row.tries >= MOST_TRIES:
        refuse(row, "away")
        return
    row.tries += 1
    row.save(update_fields=["tries"])
    try:
        with files.room_needed():
            take_in(row)
    except CloudAway:
        if row.tries < MOST_TRIES:
            raise
        refuse(row, "away")
    except (RecordingRefused, MediaRefused, PackagingFailed, DiskFull) as error:
        refuse(row, word_for(error))
    except OSError as error:
        log.warning("recording cannot be written", live_class=class_id, error=str(error))
        refuse(row, "unwritten")


def word_for(error: RecordingRefused | DomainError) -> str:
    if isinstance(error, RecordingRefused):
        return str(error)
    return DiskFull.code if NO_ROOM in error.extra.get("said", "") else error.code


def take_in(row: CloudReplay) -> None:
    one = row.live_class
    found = spans(recordings(one), *window(one))
    # What a notice says of its size is not signed.
    files.require_space(ROOM * sum(min(each.size, settings.MEDIA_MAX_UPLOAD) for each, _begins, _ends in found))
    with files.staging(f"cloud-{one.pk}") as stage:
        parts = [
            (fetch(each.url, stage / f"{each.pk}.{each.format}"), begins - each.began_at, ends - begins)
            for each, begins, ends in found
        ]
        film = joined(parts, stage)
        with transaction.atomic():
            name = f"{one.lesson.title}.mp4"
            row.asset = store_file(path=film, name=name, owner_id=one.host_id, expect="played")
            row.save(update_fields=["asset"])


def use_recordings() -> None:
    """Each minute: what was fetched and plays by now becomes the replay; whose job was lost is asked for anew."""
    waiting = CloudReplay.objects.filter(done_at=None, problem="")
    for class_id in waiting.filter(asset=None).values_list("live_class", flat=True):
        ask_fetching(class_id)
    settled = waiting.filter(asset__state__in=[Asset.State.READY, Asset.State.FAILED])
    for class_id in settled.values_list("live_class", flat=True):
        use_recording(class_id=class_id)


def use_recording(*, class_id: int) -> None:
    try:
        used(class_id=class_id)
    except DomainError as error:
        refuse(CloudReplay.objects.get(live_class=class_id), error.code)


@transaction.atomic
def used(*, class_id: int) -> None:
    """Ours stays the class's own, beside it: what was received is never lost. What the owner put there meanwhile
    stands.
    """
    one = locked(class_id)
    row = CloudReplay.objects.select_related("asset").get(live_class=one)
    if row.asset is None or not row.is_coming:
        return
    if row.asset.state != Asset.State.READY:
        refuse(row, "packaging")
        return
    other = one.lesson.removed_at or one.lesson.asset_id not in {None, one.asset_id}
    if other or state_of(one) not in {State.ENDED, MISSED}:
        refuse(row, "changed")
        return
    if one.state == State.PLANNED:
        one.move_to(State.LIVE)
        one.move_to(State.ENDED)
        found = spans(recordings(one), *window(one))
        one.began_at, one.ended_at = found[0][1], found[-1][2]
    one.asset = one.asset or row.asset
    one.save(update_fields=["asset", "began_at", "ended_at"])
    row.done_at = now()
    row.save(update_fields=["done_at"])
    set_lesson_asset(lesson_id=one.lesson_id, asset_id=row.asset.pk, actor_id=row.asked_by_id)
    publish(LiveReplayed(class_id=one.pk))
    audit.record(actor_id=row.asked_by_id, action="live.cloud_replay_done", target=f"live:{one.pk}")
    told(one.pk)


def refuse(row: CloudReplay, problem: str) -> None:
    row.problem = problem[:16]
    row.save(update_fields=["problem"])
    told(row.live_class_id)
