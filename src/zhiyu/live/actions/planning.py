"""Classes are planned, moved and called off; those who may watch hear of it."""

import calendar
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import TypedDict, Unpack

from django.db import transaction
from django.utils.translation import gettext as _

from zhiyu.catalog.actions import add_lesson, edit_lesson, hold_back, remove_lesson, set_lesson_asset
from zhiyu.catalog.errors import EditedElsewhere
from zhiyu.catalog.models import Lesson
from zhiyu.kernel.clock import LATEST, SHANGHAI, now
from zhiyu.kernel.errors import Invalid
from zhiyu.live.actions.airing import locked
from zhiyu.live.actions.keys import make_key
from zhiyu.live.engines import engine
from zhiyu.live.errors import InThePast, LiveStateError
from zhiyu.live.events import LiveCalledOff, LiveMoved
from zhiyu.live.models import LiveClass, Series
from zhiyu.live.queries import chapters, films, hosts
from zhiyu.platform import audit
from zhiyu.platform.bus import publish
from zhiyu.platform.live import tell

State = LiveClass.State
Rhythm = Series.Rhythm
MOST_TIMES = 52
A_WEEK = timedelta(weeks=1)
JUST_NOW = timedelta(minutes=5)


class Plan(TypedDict):
    title: str
    starts_at: datetime
    minutes: int
    host_id: int
    free: bool


@transaction.atomic
def plan(
    *, chapter_id: int, actor_id: int | None, rhythm: str = "", times: int | None = None, **wanted: Unpack[Plan]
) -> list[LiveClass]:
    """One class, or as many as a rhythm is asked for, each a lesson at the chapter's end."""
    if not chapters().filter(pk=chapter_id).exists():
        raise Invalid.at("chapter", _("直播要放在一门课的一章里，这一章不在或者放不了。"))
    is_to_come(wanted["starts_at"])
    has_host(wanted["host_id"])
    if rhythm and times is None:
        raise Invalid.at("times", _("每周或每月一次的，写一共几次，例如 4。"))
    times = min(max(1, times or 1), MOST_TIMES) if rhythm else 1
    series = Series.objects.create(rhythm=rhythm) if times > 1 else None
    made = []
    for number, starts_at in enumerate(moments(wanted["starts_at"], rhythm, times), start=1):
        title = _("%(title)s（第 %(n)s 次）") % {"title": wanted["title"], "n": number} if series else wanted["title"]
        lesson = add_lesson(
            chapter_id=chapter_id, title=title[:80], actor_id=actor_id, kind=Lesson.Kind.LIVE, free=wanted["free"]
        )
        one = LiveClass.objects.create(
            lesson=lesson,
            series=series,
            host_id=wanted["host_id"],
            starts_at=starts_at,
            minutes=wanted["minutes"],
        )
        make_key(one)
        note("planned", one, actor_id)
        made.append(one)
    return made


def is_to_come(starts_at: datetime) -> None:
    """Or is just now: whoever begins at once chose the minute some moments ago."""
    if starts_at <= now() - JUST_NOW:
        raise InThePast.at("starts_at")
    if starts_at >= LATEST:
        raise Invalid.at("starts_at", _("这个时间太远了，请选近一点的。"))


def has_host(host_id: int) -> None:
    if not hosts().filter(pk=host_id).exists():
        raise Invalid.at("host", _("主讲要是能编辑课程的人，请换一位。"))


def moments(first: datetime, rhythm: str, times: int) -> Iterator[datetime]:
    """At the same hour of the same weekday or day of the month; of a month that is too short, its last day."""
    local = first.astimezone(SHANGHAI)
    for number in range(times):
        if rhythm == Rhythm.MONTHLY:
            year, month = divmod(local.month - 1 + number, 12)
            longest = calendar.monthrange(local.year + year, month + 1)[1]
            yield local.replace(year=local.year + year, month=month + 1, day=min(local.day, longest))
        else:
            yield local + number * A_WEEK


@transaction.atomic
def change(*, class_id: int, actor_id: int | None, seen_at: datetime | None, **wanted: Unpack[Plan]) -> LiveClass:
    """Before it begins. Who may watch is told of another time."""
    one = planned(class_id)
    if seen_at is not None and one.updated_at > seen_at:
        raise EditedElsewhere
    moved = one.starts_at != wanted["starts_at"]
    if moved:
        is_to_come(wanted["starts_at"])
    has_host(wanted["host_id"])
    one.starts_at, one.minutes, one.host_id = wanted["starts_at"], wanted["minutes"], wanted["host_id"]
    one.save(update_fields=["starts_at", "minutes", "host", "updated_at"])
    edit_lesson(lesson_id=one.lesson_id, actor_id=actor_id, title=wanted["title"], free=wanted["free"])
    if not one.is_film:
        make_key(one)
    note("changed", one, actor_id)
    if moved:
        at = one.updated_at.isoformat()
        publish(LiveMoved(class_id=one.pk, starts_at=one.starts_at.isoformat(), moved_at=at))
    return one


@transaction.atomic
def call_off(*, class_id: int, actor_id: int | None) -> LiveClass:
    """Its lesson leaves the course; a film stays one, without its evening. Said twice it is said once."""
    one = locked(class_id)
    if one.state == State.CALLED_OFF:
        return one
    one.move_to(State.CALLED_OFF)
    note("called_off", one, actor_id)
    publish(LiveCalledOff(class_id=one.pk))
    if door := engine():
        door.hang_up(one.pk)
    if one.is_film and one.asset_id:
        set_lesson_asset(lesson_id=one.lesson_id, asset_id=one.asset_id, actor_id=actor_id)
    else:
        remove_lesson(lesson_id=one.lesson_id, actor_id=actor_id)
    return one


@transaction.atomic
def premiere(*, lesson_id: int, starts_at: datetime, host_id: int, actor_id: int | None) -> LiveClass:
    """A film lesson that is shown to everybody at one time first, as if it were filmed then."""
    is_to_come(starts_at)
    has_host(host_id)
    if LiveClass.objects.filter(lesson=lesson_id).exists():
        raise LiveStateError
    if not films().filter(pk=lesson_id).exists():
        raise Invalid.at("lesson", _("这节课还没有能放的视频。"))
    lesson = hold_back(lesson_id=lesson_id, actor_id=actor_id)
    ms = lesson.asset.duration_ms if lesson.asset else 0
    one = LiveClass.objects.create(
        lesson=lesson,
        host_id=host_id,
        starts_at=max(starts_at, now()),  # nobody misses its beginning
        minutes=max(1, -(-ms // 60_000)),
        asset=lesson.asset,
        is_film=True,
    )
    note("planned", one, actor_id)
    return one


def planned(class_id: int) -> LiveClass:
    one = locked(class_id)
    if one.state != State.PLANNED:
        raise LiveStateError
    return one


def note(action: str, one: LiveClass, actor_id: int | None) -> None:
    audit.record(actor_id=actor_id, action=f"live.{action}", target=f"live:{one.pk}", starts_at=str(one.starts_at))
    tell(f"live:{one.pk}")
    tell("studio")
