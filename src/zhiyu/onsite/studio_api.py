"""The twin of the studio's pages of classes at a place, and of the screen at the door."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Literal

from ninja import Field, Router, Status
from pydantic import AwareDatetime, StringConstraints

from zhiyu.accounts.http import UserRequest, staff_api
from zhiyu.accounts.permissions import can
from zhiyu.kernel.cursors import number_in
from zhiyu.kernel.schema import Schema
from zhiyu.onsite import actions, passes, queries
from zhiyu.onsite.actions.planning import MOST_WEEKS, Plan
from zhiyu.onsite.forms import MOST_SEATS
from zhiyu.onsite.models import OnsiteClass, Seat
from zhiyu.platform.idempotency import idempotent
from zhiyu.ui.links import public_address

router = Router(tags=["onsite"])
PAGE, PEOPLE = 30, 100
SCOPE, DOOR = "catalog.edit", "rooms.host"
Title = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=60)]
# As long as a lesson's: of a series, it carries its number.
Numbered = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=80)]
Place = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=120)]
Directions = Annotated[str, StringConstraints(strip_whitespace=True, max_length=500)]


class OnsiteIn(Schema):
    """``seats`` 0: as many as come. ``directions`` are for who may come; ``free``: for everybody."""

    title: Title
    starts_at: AwareDatetime
    minutes: int = Field(default=120, ge=5, le=1_440)
    place: Place
    directions: Directions = ""
    seats: int = Field(default=20, ge=0, le=MOST_SEATS)
    host: int
    free: bool = False

    def plan(self) -> Plan:
        return {
            "title": self.title,
            "starts_at": self.starts_at,
            "minutes": self.minutes,
            "place": self.place,
            "directions": self.directions,
            "seats": self.seats,
            "host_id": self.host,
            "free": self.free,
        }


class OnsiteNewIn(OnsiteIn):
    """``weeks``: one a week at the same hour, each with seats of its own; all of them or none."""

    chapter: int
    weeks: int = Field(default=1, ge=1, le=MOST_WEEKS)


class OnsiteChangeIn(OnsiteIn):
    """``seen_at``: its ``updated_at`` when the caller looked; who saved since then is not written over."""

    title: Numbered
    seen_at: AwareDatetime


class BringIn(Schema):
    phone: str = Field(min_length=1, max_length=40)


class OnsiteLineOut(Schema):
    """``state``: ``planned``, ``over``, ``called_off``. Of the ``seats`` some are ``booked``; who ``came`` has one."""

    id: int
    lesson: int
    course: str
    course_title: str
    title: str
    host: int
    host_name: str
    state: str
    starts_at: datetime
    ends_at: datetime
    minutes: int
    place: str
    directions: str
    free: bool
    seats: int
    booked: int
    came: int
    waiting: int
    given_back: int
    signs_in_from: datetime
    signs_in_until: datetime
    updated_at: datetime


class OnsiteLineList(Schema):
    items: list[OnsiteLineOut]
    next: str | None


class SeatOut(Schema):
    """``state``: ``booked``, ``waiting``, ``given_back``, ``came``; ``how`` they signed in: ``qr`` or ``staff``.
    ``user_id`` null: for who may not read learners.
    """

    id: int
    user_id: int | None
    name: str
    state: str
    number: int
    booked_at: datetime | None
    came_at: datetime | None
    how: str


class SeatList(Schema):
    items: list[SeatOut]
    next: str | None


class DoorOut(Schema):
    """``code``, and the ``address`` to draw as a QR code, are empty while nobody can sign in; another code comes each
    half minute.
    """

    open: bool
    code: str
    address: str
    came: int
    booked: int
    signs_in_from: datetime
    signs_in_until: datetime


class OnsiteChapterOut(Schema):
    id: int
    course: str
    course_title: str
    title: str


class OnsiteHostOut(Schema):
    id: int
    name: str


class OnsiteChoicesOut(Schema):
    """Where a class can stand, and who can give it."""

    chapters: list[OnsiteChapterOut]
    hosts: list[OnsiteHostOut]


@router.get("/studio/onsite", response=OnsiteLineList, auth=staff_api(DOOR))
def list_classes(request: UserRequest, scope: Literal["coming", "past"] = "coming", cursor: str = "") -> OnsiteLineList:
    """What comes, the next first; or what is over or called off, the last first."""
    del request
    start = number_in(cursor)
    found = list(queries.listed(scope)[start : start + PAGE + 1])
    more = str(start + PAGE) if len(found) > PAGE else None
    return OnsiteLineList(items=lines_out(found[:PAGE]), next=more)


@router.post("/studio/onsite", response={201: OnsiteLineList}, auth=staff_api(SCOPE))
@idempotent()
def plan_classes(request: UserRequest, body: OnsiteNewIn) -> Status[OnsiteLineList]:
    made = actions.plan_weekly(chapter_id=body.chapter, weeks=body.weeks, actor_id=request.user.pk, **body.plan())
    planned = list(queries.listed("coming").filter(pk__in=[one.pk for one in made]))
    return Status(201, OnsiteLineList(items=lines_out(planned), next=None))


@router.get("/studio/onsite/choices", response=OnsiteChoicesOut, auth=staff_api(SCOPE))
def list_choices(request: UserRequest) -> OnsiteChoicesOut:
    del request
    found = [(one, one.course.product) for one in queries.chapters()]
    places = [OnsiteChapterOut(id=one.pk, course=of.code, course_title=of.title, title=one.title) for one, of in found]
    return OnsiteChoicesOut(chapters=places, hosts=[OnsiteHostOut(id=one.pk, name=one.name) for one in queries.hosts()])


@router.get("/studio/onsite/{int:class_id}", response=OnsiteLineOut, auth=staff_api(DOOR))
def read_class(request: UserRequest, class_id: int) -> OnsiteLineOut:
    del request
    return class_out(class_id)


@router.put("/studio/onsite/{int:class_id}", response=OnsiteLineOut, auth=staff_api(SCOPE))
@idempotent()
def change_class(request: UserRequest, class_id: int, body: OnsiteChangeIn) -> OnsiteLineOut:
    """Before it is over. Who has a seat is told of another time or place; seats that are added go to the line."""
    queries.onsite_class(class_id)
    actions.change(class_id=class_id, actor_id=request.user.pk, seen_at=body.seen_at, **body.plan())
    return class_out(class_id)


@router.post("/studio/onsite/{int:class_id}/call-off", response=OnsiteLineOut, auth=staff_api(SCOPE))
@idempotent()
def call_class_off(request: UserRequest, class_id: int) -> OnsiteLineOut:
    queries.onsite_class(class_id)
    actions.call_off(class_id=class_id, actor_id=request.user.pk)
    return class_out(class_id)


@router.get("/studio/onsite/{int:class_id}/door", response=DoorOut, auth=staff_api(DOOR))
def read_door(request: UserRequest, class_id: int) -> DoorOut:
    """What the screen at the door shows: learners bring the code to ``POST /onsite/{id}/here``."""
    found, counts = queries.facts(class_id, request.user), queries.place_counts(class_id)
    code = passes.shown(class_id, found.now) if found.at_the_door else ""
    return DoorOut(
        open=found.at_the_door,
        code=code,
        address=public_address(request, passes.leads_to(class_id, code)) if code else "",
        came=counts[Seat.State.CAME],
        booked=counts[Seat.State.BOOKED],
        signs_in_from=found.opens_at,
        signs_in_until=found.closes_at,
    )


@router.get("/studio/onsite/{int:class_id}/seats", response=SeatList, auth=staff_api(DOOR))
def list_seats(
    request: UserRequest,
    class_id: int,
    state: Literal["", "booked", "waiting", "given_back", "came"] = "",
    cursor: str = "",
) -> SeatList:
    """In the order in which they asked."""
    queries.onsite_class(class_id)
    start, held = number_in(cursor), queries.places(class_id)
    held = held.filter(state=state) if state else held
    found = list(held[start : start + PEOPLE + 1])
    more = str(start + PEOPLE) if len(found) > PEOPLE else None
    return SeatList(items=[seat_out(request, one) for one in found[:PEOPLE]], next=more)


# These answers name a learner, so none is kept for an Idempotency-Key; each is written once however often it is said.
@router.post("/studio/onsite/{int:class_id}/seats", response=SeatOut, auth=staff_api(DOOR))
def bring(request: UserRequest, class_id: int, body: BringIn) -> SeatOut:
    """Signs in who is not on the list, by the phone that they log in with."""
    queries.onsite_class(class_id)
    return seat_out(request, actions.bring(class_id=class_id, phone=body.phone, actor_id=request.user.pk))


@router.post("/studio/onsite/{int:class_id}/seats/{int:seat_id}/came", response=SeatOut, auth=staff_api(DOOR))
def tick(request: UserRequest, class_id: int, seat_id: int) -> SeatOut:
    queries.onsite_class(class_id)
    return seat_out(request, actions.tick(class_id=class_id, seat_id=seat_id, actor_id=request.user.pk))


@router.post("/studio/onsite/{int:class_id}/seats/{int:seat_id}/undo", response=SeatOut, auth=staff_api(DOOR))
def undo(request: UserRequest, class_id: int, seat_id: int) -> SeatOut:
    """They are again what they were; a lesson that is completed stays so."""
    queries.onsite_class(class_id)
    return seat_out(request, actions.undo(class_id=class_id, seat_id=seat_id, actor_id=request.user.pk))


def class_out(class_id: int) -> OnsiteLineOut:
    return line_out(queries.onsite_class(class_id), queries.place_counts(class_id))


def lines_out(found: list[OnsiteClass]) -> list[OnsiteLineOut]:
    counts = queries.counts_of([one.pk for one in found])
    return [line_out(one, counts[one.pk]) for one in found]


def line_out(one: OnsiteClass, counts: Mapping[str, int]) -> OnsiteLineOut:
    product = one.lesson.chapter.course.product
    return OnsiteLineOut(
        id=one.pk,
        lesson=one.lesson_id,
        course=product.code,
        course_title=product.title,
        title=one.lesson.title,
        host=one.host_id,
        host_name=one.host.name,
        state=one.state,
        starts_at=one.starts_at,
        ends_at=one.ends_at,
        minutes=one.minutes,
        place=one.place,
        directions=one.directions,
        free=one.lesson.free,
        seats=one.seats,
        signs_in_from=one.opens_at,
        signs_in_until=one.closes_at,
        updated_at=one.updated_at,
        **counts,
    )


def seat_out(request: UserRequest, one: Seat) -> SeatOut:
    return SeatOut(
        id=one.pk,
        user_id=one.user_id if can(request.user, "learners.read") else None,
        name=str(one.user),
        state=one.state,
        number=one.number,
        booked_at=one.booked_at,
        came_at=one.came_at,
        how=one.how,
    )
