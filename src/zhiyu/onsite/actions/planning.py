"""Classes are planned, moved and called off; those with a seat hear of it."""

from datetime import datetime, timedelta
from typing import Any, TypedDict, Unpack

from django.db import transaction
from django.utils.translation import gettext as _

from zhiyu.catalog.actions import add_lesson, edit_lesson, remove_lesson
from zhiyu.catalog.errors import EditedElsewhere
from zhiyu.catalog.models import Lesson
from zhiyu.kernel.clock import LATEST, now
from zhiyu.kernel.errors import Invalid
from zhiyu.onsite.actions.seating import fill, locked
from zhiyu.onsite.errors import InThePast, OnsiteStateError, TooFewSeats
from zhiyu.onsite.events import OnsiteCalledOff, OnsiteChanged
from zhiyu.onsite.models import OnsiteClass
from zhiyu.onsite.queries import chapters, hosts, taken
from zhiyu.platform import audit
from zhiyu.platform.bus import publish
from zhiyu.platform.live import tell

State = OnsiteClass.State
MOST_WEEKS = 26


class Plan(TypedDict):
    title: str
    starts_at: datetime
    minutes: int
    place: str
    directions: str
    seats: int
    host_id: int
    free: bool


@transaction.atomic
def plan(*, chapter_id: int, actor_id: int | None, **wanted: Unpack[Plan]) -> OnsiteClass:
    """A lesson at the chapter's end, with its class."""
    if not chapters().filter(pk=chapter_id).exists():
        raise Invalid.at("chapter", _("线下课要放在一门课的一章里，这一章不在或者放不了。"))
    is_to_come(wanted["starts_at"])
    has_host(wanted["host_id"])
    title, free = wanted["title"], wanted["free"]
    lesson = add_lesson(chapter_id=chapter_id, title=title, actor_id=actor_id, kind=Lesson.Kind.ONSITE, free=free)
    one = OnsiteClass.objects.create(lesson=lesson, **words_of(wanted))
    note("planned", one, actor_id)
    return one


@transaction.atomic
def plan_weekly(*, chapter_id: int, weeks: int, actor_id: int | None, **wanted: Unpack[Plan]) -> list[OnsiteClass]:
    """One a week at the same hour, numbered; all of them or none."""
    if not 1 <= weeks <= MOST_WEEKS:
        raise Invalid.at("weeks")
    is_to_come(wanted["starts_at"])
    return [plan(chapter_id=chapter_id, actor_id=actor_id, **turn(wanted, n, weeks)) for n in range(weeks)]


def is_to_come(starts_at: datetime) -> None:
    if starts_at <= now():
        raise InThePast.at("starts_at")
    if starts_at >= LATEST:
        raise Invalid.at("starts_at", _("这个时间太远了，请选近一点的。"))


def has_host(host_id: int) -> None:
    if not hosts().filter(pk=host_id).exists():
        raise Invalid.at("host", _("主讲要是能主持课堂的人，请换一位。"))


def turn(first: Plan, number: int, weeks: int) -> Plan:
    named = _("%(title)s · 第 %(n)s 次") % {"title": first["title"], "n": number + 1}
    title = named if weeks > 1 else first["title"]
    return {**first, "title": title, "starts_at": first["starts_at"] + timedelta(weeks=number)}


def words_of(wanted: Plan) -> dict[str, Any]:
    """Without what its lesson keeps."""
    return {name: value for name, value in wanted.items() if name not in {"title", "free"}}


@transaction.atomic
def change(*, class_id: int, actor_id: int | None, seen_at: datetime | None, **wanted: Unpack[Plan]) -> OnsiteClass:
    """Before it is over. Who has a seat is told of another time or place; seats that are added go to the line."""
    one = locked(class_id)
    if one.state != State.PLANNED:
        raise OnsiteStateError
    if seen_at is not None and one.updated_at > seen_at:
        raise EditedElsewhere
    moved, elsewhere = one.starts_at != wanted["starts_at"], one.place != wanted["place"]
    if moved:
        is_to_come(wanted["starts_at"])
    has_host(wanted["host_id"])
    fewer = wanted["seats"] > 0 and (wanted["seats"] < one.seats or not one.seats)
    if fewer and wanted["seats"] < taken(class_id):
        raise TooFewSeats.at("seats")
    for name, value in words_of(wanted).items():
        setattr(one, name, value)
    one.save(update_fields=["starts_at", "minutes", "place", "directions", "seats", "host", "updated_at"])
    edit_lesson(lesson_id=one.lesson_id, actor_id=actor_id, title=wanted["title"], free=wanted["free"])
    note("changed", one, actor_id)
    if moved or elsewhere:
        publish(OnsiteChanged(class_id=one.pk, what="moved" if moved else "place", at=one.updated_at.isoformat()))
    fill(one)
    return one


@transaction.atomic
def call_off(*, class_id: int, actor_id: int | None) -> OnsiteClass:
    """Its lesson leaves the course. Said twice it is said once."""
    one = locked(class_id)
    if one.state == State.CALLED_OFF:
        return one
    one.move_to(State.CALLED_OFF)
    note("called_off", one, actor_id)
    publish(OnsiteCalledOff(class_id=one.pk))
    if one.lesson.removed_at is None and one.lesson.chapter.removed_at is None:
        remove_lesson(lesson_id=one.lesson_id, actor_id=actor_id)
    return one


def note(action: str, one: OnsiteClass, actor_id: int | None) -> None:
    audit.record(actor_id=actor_id, action=f"onsite.{action}", target=f"onsite:{one.pk}", starts_at=str(one.starts_at))
    tell("studio")
