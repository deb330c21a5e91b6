"""A class goes on air and ends; what comes from the teacher's computer is noted as it is heard."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from zhiyu.catalog.actions import show_live
from zhiyu.kernel.clock import now
from zhiyu.kernel.errors import NotFound
from zhiyu.live.actions.keys import holds
from zhiyu.live.asking import ask_settling
from zhiyu.live.engines import engine
from zhiyu.live.errors import LiveStateError, NoRoomOnAir, NoSignal
from zhiyu.live.models import LiveClass, Missed, Signal
from zhiyu.live.queries import is_heard
from zhiyu.live.space import space_for
from zhiyu.media.actions import end_stream, open_stream
from zhiyu.media.models import Asset
from zhiyu.platform import audit
from zhiyu.platform.live import tell
from zhiyu.ui import wording

State = LiveClass.State
# What was said is still on its way when a class is ended.
STILL_COMING_SECONDS = 5


class Wanted(StrEnum):
    """What is to be done with what comes in."""

    HOLD = "hold"
    KEEP = "keep"
    LEAVE = "leave"


@dataclass(frozen=True, kw_only=True)
class Heard:
    width: int = 0
    height: int = 0
    kbps: int = 0
    seconds: int = 0
    problem: str = ""


def locked(class_id: int) -> LiveClass:
    one = LiveClass.objects.select_for_update().filter(pk=class_id).first()
    if one is None:
        raise NotFound
    return one


@transaction.atomic
def begin(*, class_id: int, actor_id: int | None) -> LiveClass:
    """From now on what comes in is shown and kept. Said twice it is said once."""
    one = locked(class_id)
    if one.state == State.LIVE:
        return one
    if not is_heard(one):
        raise NoSignal
    if not (space := space_for(one.minutes)).may_begin:
        raise NoRoomOnAir(
            _("服务器的磁盘快满了，放视频的地方还能用 %(free)s，直播一小时约要 %(hour)s，所以没有开播。请先腾出空间。")
            % {"free": wording.size(space.free), "hour": wording.size(space.hour)}
        )
    return go(one, actor_id=actor_id)


def go(one: LiveClass, *, actor_id: int | None) -> LiveClass:
    one.move_to(State.LIVE)
    one.began_at = now()
    if one.asset_id is None:
        one.asset = open_stream(name=f"{one.lesson.title}.flv", owner_id=one.host_id)
        show_live(lesson_id=one.lesson_id, asset_id=one.asset.pk)
    one.save(update_fields=["began_at", "asset"])
    audit.record(actor_id=actor_id, action="live.began", target=f"live:{one.pk}")
    return one


@transaction.atomic
def end(*, class_id: int, actor_id: int | None) -> LiveClass:
    """No more is taken in; what there is becomes the replay. Said twice it is said once."""
    one = locked(class_id)
    if one.state == State.ENDED:
        return one
    if one.state != State.LIVE or (one.is_film and actor_id is not None and not one.asset_id):
        raise LiveStateError
    one.move_to(State.ENDED)
    one.ended_at = now()
    one.save(update_fields=["ended_at"])
    if one.asset_id:
        end_stream(asset_id=one.asset_id)
    audit.record(actor_id=actor_id, action="live.ended", target=f"live:{one.pk}")
    ask_settling(one.pk)
    if door := engine():
        door.hang_up(one.pk, seconds=STILL_COMING_SECONDS)
    return one


@transaction.atomic
def hear(*, class_id: int, key_number: int, heard: Heard) -> tuple[Wanted, UUID | None]:
    """Called each second while something comes in; at its time a class begins by itself."""
    one = LiveClass.objects.select_related("stream_key", "lesson").get(pk=class_id)
    gone = one.state == State.PLANNED and one.lesson.removed_at is not None
    if gone or not holds(one, key_number):
        return Wanted.LEAVE, None
    at = now()
    note(class_id, heard, at)
    due = one.state == State.PLANNED and one.starts_at <= at
    if due and not heard.problem and space_for(one.minutes).may_begin:
        one = locked(class_id)
        one = go(one, actor_id=None) if one.state == State.PLANNED else one
    wanted = {State.PLANNED: Wanted.HOLD, State.LIVE: Wanted.KEEP}.get(State(one.state), Wanted.LEAVE)
    return wanted, one.asset_id


@transaction.atomic
def miss(*, class_id: int, began_at: datetime, ended_at: datetime) -> None:
    """Told each second while it lasts: a killed process leaves what was told."""
    values = {"ended_at": ended_at}
    _row, new = Missed.objects.update_or_create(live_class_id=class_id, began_at=began_at, defaults=values)
    if new:
        told(class_id)


def note(class_id: int, heard: Heard, at: datetime) -> None:
    """Open pages are told of what changed by more than figures."""
    before = Signal.objects.filter(live_class_id=class_id).first()
    connected_at = before.connected_at if before else None
    values = {"heard_at": at, "connected_at": connected_at or at, **vars(heard)}
    Signal.objects.update_or_create(live_class_id=class_id, defaults=values)
    if before is None or connected_at is None or before.problem != heard.problem:
        told(class_id)


def rest_of(*, class_id: int, key_number: int) -> tuple[UUID, datetime] | None:
    """Where what came before a class ended belongs, and when that was, until its recording is settled."""
    one = LiveClass.objects.select_related("stream_key", "asset").get(pk=class_id)
    waits = one.state == State.ENDED and one.asset is not None and one.asset.state == Asset.State.LIVE
    if not waits or one.stream_key.number != key_number or one.asset_id is None or one.ended_at is None:
        return None
    return one.asset_id, one.ended_at


@transaction.atomic
def silence(*, class_id: int) -> None:
    """The connection ended."""
    if Signal.objects.filter(live_class_id=class_id, connected_at__isnull=False).update(connected_at=None, kbps=0):
        told(class_id)


def told(class_id: int) -> None:
    tell(f"live:{class_id}")
    tell("studio")
