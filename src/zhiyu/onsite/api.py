"""What a learner does about a class at a place: read it, book, give back, sign in by the code at the door."""

from datetime import datetime

from django.http import HttpRequest
from ninja import Field, Router

from zhiyu.accounts.http import UserRequest, anyone_api, signed_in_api
from zhiyu.kernel.errors import NotFound
from zhiyu.kernel.schema import Schema
from zhiyu.onsite import actions, queries
from zhiyu.onsite.queries import Facts

router = Router(tags=["onsite"])


class OnsiteOut(Schema):
    """``left``: seats left, null for as many as come. ``mine``: ``booked``, ``waiting`` with ``ahead`` before one,
    ``given_back`` or ``came``; empty for who never asked. ``directions`` are for who may come.
    """

    id: int
    lesson: int
    course: str
    title: str
    state: str
    starts_at: datetime
    ends_at: datetime
    place: str
    directions: str
    seats: int
    left: int | None
    waiting: int
    may_come: bool
    mine: str
    ahead: int
    signs_in_from: datetime
    signs_in_until: datetime


class CodeIn(Schema):
    code: str = Field(min_length=1, max_length=100)


def told(found: Facts) -> OnsiteOut:
    return OnsiteOut(
        id=found.class_id,
        lesson=found.lesson_id,
        course=found.course_code,
        title=found.title,
        state=found.state,
        starts_at=found.starts_at,
        ends_at=found.ends_at,
        place=found.place,
        directions=found.directions,
        seats=found.seats,
        left=found.left,
        waiting=found.waiting,
        may_come=found.may_come,
        mine=found.mine,
        ahead=found.ahead,
        signs_in_from=found.opens_at,
        signs_in_until=found.closes_at,
    )


@router.get("/onsite/{int:class_id}", response=OnsiteOut, auth=anyone_api)
def onsite_class(request: HttpRequest, class_id: int) -> OnsiteOut:
    return told(queries.facts(class_id, request.user))


@router.get("/lessons/{int:lesson_id}/onsite", response=OnsiteOut, auth=anyone_api)
def onsite_class_of_lesson(request: HttpRequest, lesson_id: int) -> OnsiteOut:
    found = queries.facts_of_lesson(lesson_id, request.user)
    if found is None:
        raise NotFound
    return told(found)


@router.put("/onsite/{int:class_id}/seat", response=OnsiteOut, auth=signed_in_api)
def book_seat(request: UserRequest, class_id: int) -> OnsiteOut:
    """A seat, or the end of the waiting line; ``mine`` says which."""
    actions.book(class_id=class_id, user_id=request.user.pk)
    return told(queries.facts(class_id, request.user))


@router.delete("/onsite/{int:class_id}/seat", response=OnsiteOut, auth=signed_in_api)
def give_seat_back(request: UserRequest, class_id: int) -> OnsiteOut:
    actions.give_back(class_id=class_id, user_id=request.user.pk)
    return told(queries.facts(class_id, request.user))


@router.post("/onsite/{int:class_id}/here", response=OnsiteOut, auth=signed_in_api)
def sign_in(request: UserRequest, class_id: int, body: CodeIn) -> OnsiteOut:
    """``code`` is what the QR code on the screen carries; another one comes every half minute."""
    actions.come(class_id=class_id, user=request.user, code=body.code)
    return told(queries.facts(class_id, request.user))
