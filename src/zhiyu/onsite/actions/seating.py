"""Seats are booked, waited for and given back, one at a time under the class's row: none is ever sold twice.

Whoever asked first is first: nobody waits while a seat is free, and a seat that comes free is the first waiter's.
"""

from collections.abc import Iterable

from django.db import transaction

from zhiyu.access.errors import LessonLocked
from zhiyu.access.queries import may_open
from zhiyu.kernel.clock import now
from zhiyu.kernel.errors import NotFound
from zhiyu.onsite.actions.telling import tell_seat
from zhiyu.onsite.errors import CameAlready, OnsiteStateError, Underway
from zhiyu.onsite.models import OnsiteClass, Seat
from zhiyu.onsite.queries import taken, without_right

State = Seat.State
HELD = [State.BOOKED, State.WAITING]


def locked(class_id: int) -> OnsiteClass:
    one = OnsiteClass.objects.select_for_update().filter(pk=class_id).first()
    if one is None:
        raise NotFound
    return one


def bookable(class_id: int) -> OnsiteClass:
    one = locked(class_id)
    if one.state == OnsiteClass.State.CALLED_OFF:
        raise OnsiteStateError
    if one.state != OnsiteClass.State.PLANNED or now() >= one.ends_at:
        raise Underway
    return one


def seat_of(one: OnsiteClass, user_id: int) -> Seat:
    return Seat.objects.get_or_create(onsite_class=one, user_id=user_id)[0]


def has_room(one: OnsiteClass) -> bool:
    return not one.seats or taken(one.pk) < one.seats


def next_number(one: OnsiteClass) -> int:
    one.numbers += 1
    one.save(update_fields=["numbers"])
    return one.numbers


@transaction.atomic
def book(*, class_id: int, user_id: int) -> Seat:
    """A seat, or the end of the line. Said twice it is said once."""
    one = bookable(class_id)
    if not may_open(user_id, one.lesson_id):
        raise LessonLocked
    seat = seat_of(one, user_id)
    if seat.state != State.GIVEN_BACK:
        return seat
    seat.move_to(State.BOOKED if has_room(one) else State.WAITING)
    seat.number, seat.booked_at = next_number(one), now()
    seat.save(update_fields=["state", "number", "booked_at"])
    return seat


@transaction.atomic
def give_back(*, class_id: int, user_id: int) -> None:
    """It is the next one's at once."""
    one = bookable(class_id)
    seat = Seat.objects.filter(onsite_class=one, user=user_id).first()
    if seat is None and not may_open(user_id, one.lesson_id):
        raise LessonLocked
    if seat is None or seat.state == State.GIVEN_BACK:
        return
    if seat.state == State.CAME:
        raise CameAlready
    let_go(seat)
    fill(one)


@transaction.atomic
def release(*, class_id: int, people: Iterable[int], leaving: bool = False) -> None:
    """Seats of those who have no right to them any more, who are told, or of who is leaving for good."""
    one = locked(class_id)
    held = Seat.objects.filter(onsite_class=one, user__in=people, state__in=HELD)
    for seat in held.order_by("number"):
        let_go(seat)
        if not leaving:
            tell_seat(one, seat, "lost")
    fill(one)


def release_held(*, user_id: int) -> None:
    """Of somebody who gave something back: where nothing else opens the class to them."""
    coming = OnsiteClass.objects.filter(state=OnsiteClass.State.PLANNED, starts_at__gt=now())
    held = coming.filter(pk__in=Seat.objects.filter(user=user_id, state__in=HELD).values("onsite_class"))
    for one in held.select_related("lesson__chapter__course__product").order_by("pk"):
        if user_id in without_right(one):
            release(class_id=one.pk, people=[user_id])


def let_go(seat: Seat) -> None:
    seat.move_to(State.GIVEN_BACK)
    seat.save(update_fields=["state"])


def fill(one: OnsiteClass) -> None:
    """As many of the line as there is room for, the first first. Who lost the right goes. Each hears of it."""
    if one.state != OnsiteClass.State.PLANNED or now() >= one.ends_at:
        return
    for seat in Seat.objects.filter(onsite_class=one, state=State.WAITING).order_by("number", "pk"):
        if not has_room(one):
            return
        if not may_open(seat.user_id, one.lesson_id):
            if not one.lesson.free:  # off the shelf for a moment is no reason to lose one's place in the line
                let_go(seat)
                tell_seat(one, seat, "lost")
            continue
        seat.move_to(State.BOOKED)
        seat.save(update_fields=["state"])
        tell_seat(one, seat)
