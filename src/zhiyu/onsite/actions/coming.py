"""People sign in at the door: by the code on the screen, or ticked by hand. Being there completes the lesson."""

from django.db import transaction

from zhiyu.access.actions import open_lesson
from zhiyu.access.errors import LessonLocked
from zhiyu.access.queries import may_open
from zhiyu.accounts.models import User
from zhiyu.accounts.queries import user_by_phone
from zhiyu.kernel.clock import now
from zhiyu.kernel.errors import NotFound
from zhiyu.learning.actions import work_on
from zhiyu.onsite import passes
from zhiyu.onsite.actions.seating import fill, has_room, locked, next_number, seat_of
from zhiyu.onsite.errors import BadPass, DoorClosed, NoRight, NoRoom, OnsiteStateError
from zhiyu.onsite.models import OnsiteClass, Seat
from zhiyu.onsite.queries import seat as seat_in
from zhiyu.platform import audit

State = Seat.State


@transaction.atomic
def come(*, class_id: int, user: User, code: str) -> Seat:
    """By what the screen showed within the last minutes. Who has no seat gets one while there is room."""
    one = locked(class_id)
    if one.state == OnsiteClass.State.CALLED_OFF:
        raise OnsiteStateError
    if not may_open(user.pk, one.lesson_id):
        raise LessonLocked
    if not one.opens_at <= now() < one.closes_at:
        raise DoorClosed
    if not passes.lets_in(code, class_id=class_id, at=now()):
        raise BadPass
    seat = seat_of(one, user.pk)
    if seat.state == State.CAME:
        return seat
    if seat.state != State.BOOKED and not has_room(one):
        raise NoRoom
    return arrive(one, seat, how=Seat.How.QR, by_id=None)


@transaction.atomic
def tick(*, class_id: int, seat_id: int, actor_id: int) -> Seat:
    """By hand, for who has no phone: also beyond the seats, which who stands at the door can see."""
    one = at_the_door(class_id)
    return ticked(one, seat_in(seat_id, class_id=class_id), actor_id)


@transaction.atomic
def bring(*, class_id: int, phone: str, actor_id: int) -> Seat:
    """The same for somebody who is not on the list."""
    one = at_the_door(class_id)
    user = user_by_phone(phone)
    if user is None:
        raise NotFound
    return ticked(one, seat_of(one, user.pk), actor_id)


def at_the_door(class_id: int) -> OnsiteClass:
    """Staff may write down afterwards who was there."""
    one = locked(class_id)
    if one.state == OnsiteClass.State.CALLED_OFF:
        raise OnsiteStateError
    if now() < one.opens_at:
        raise DoorClosed
    return one


def ticked(one: OnsiteClass, seat: Seat, actor_id: int) -> Seat:
    if seat.state == State.CAME:
        return seat
    if not may_open(seat.user_id, one.lesson_id):
        raise NoRight
    note("ticked", one, seat, actor_id)
    return arrive(one, seat, how=Seat.How.STAFF, by_id=actor_id)


def arrive(one: OnsiteClass, seat: Seat, *, how: Seat.How, by_id: int | None) -> Seat:
    before = State(seat.state)
    seat.move_to(State.CAME)
    seat.before, seat.how, seat.by_id, seat.came_at = before, how, by_id, now()
    seat.number = seat.number if before != State.GIVEN_BACK else next_number(one)
    seat.save(update_fields=["state", "before", "how", "by", "came_at", "number"])
    open_lesson(user=seat.user, lesson=one.lesson)
    work_on(user_id=seat.user_id, lesson_id=one.lesson_id, fulfils=lambda _lesson: True)
    return seat


@transaction.atomic
def undo(*, class_id: int, seat_id: int, actor_id: int) -> Seat:
    """A tick by mistake: they are again what they were. A lesson that is completed stays so."""
    one = locked(class_id)
    seat = seat_in(seat_id, class_id=class_id)
    if seat.state != State.CAME:
        return seat
    seat.move_to(State(seat.before or State.GIVEN_BACK))
    seat.before, seat.how, seat.by, seat.came_at = "", "", None, None
    seat.save(update_fields=["state", "before", "how", "by", "came_at"])
    note("unticked", one, seat, actor_id)
    fill(one)
    return seat


def note(action: str, one: OnsiteClass, seat: Seat, actor_id: int) -> None:
    audit.record(actor_id=actor_id, action=f"onsite.{action}", target=f"onsite:{one.pk}", person=seat.user_id)
