"""Those with a seat, and those in line, are told that it comes, moves, is elsewhere or called off."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, Q

from zhiyu.kernel.clock import now
from zhiyu.messaging.actions import tell
from zhiyu.messaging.templates import Facts
from zhiyu.onsite.models import DOOR, OnsiteClass, Seat
from zhiyu.onsite.queries import STANDING, places

State = OnsiteClass.State
A_DAY, SOON = timedelta(days=1), DOOR
AT_ONCE = 200
TO_SEATS = {"day", "soon"}


def due_to_be_told() -> list[int]:
    """Coming within the day or two hours, and not told of for this time yet."""
    at = now()
    day = Q(starts_at__lte=at + A_DAY) & (Q(day_told_for=None) | ~Q(day_told_for=F("starts_at")))
    soon = Q(starts_at__lte=at + SOON) & (Q(soon_told_for=None) | ~Q(soon_told_for=F("starts_at")))
    coming = OnsiteClass.objects.filter(STANDING, day | soon, state=State.PLANNED, starts_at__gt=at)
    return list(coming.values_list("pk", flat=True))


def remind(*, class_id: int) -> None:
    """Each person once for each time; one message is enough for a class that was planned at the last moment."""
    one = OnsiteClass.objects.get(pk=class_id)
    if one.state != State.PLANNED or one.starts_at <= now():
        return
    if one.starts_at <= now() + SOON:
        if one.soon_told_for != one.starts_at:
            tell_all(class_id=class_id, what="soon", at=one.starts_at)
        told_for = {"soon_told_for": one.starts_at, "day_told_for": one.starts_at}
    elif one.starts_at <= now() + A_DAY and one.day_told_for != one.starts_at:
        tell_all(class_id=class_id, what="day", at=one.starts_at)
        told_for = {"day_told_for": one.starts_at}
    else:
        return
    OnsiteClass.objects.filter(pk=class_id).update(**told_for)


def tell_all(*, class_id: int, what: str, at: datetime) -> None:
    """``at`` says for which time or change, so that nobody is told the same twice, however often this is begun."""
    one = OnsiteClass.objects.select_related("lesson").get(pk=class_id)
    states = [Seat.State.BOOKED] if what in TO_SEATS else [Seat.State.BOOKED, Seat.State.WAITING]
    people = list(places(class_id).filter(state__in=states).values_list("user_id", flat=True))
    for start in range(0, len(people), AT_ONCE):
        tell_some(one, people[start : start + AT_ONCE], what, at)


@transaction.atomic
def tell_some(one: OnsiteClass, people: Sequence[int], what: str, at: datetime) -> None:
    for user_id in people:
        key = f"onsite:{one.pk}:{what}:{int(at.timestamp() * 1000)}:{user_id}"
        tell(recipient_id=user_id, template=f"onsite.{what}", facts=said_of(one), key=key)


def tell_seat(one: OnsiteClass, seat: Seat, what: str = "seat") -> None:
    """Inside the transaction that gave or took it. A number is of one spell in the line, so each is told of once."""
    key = f"onsite:{one.pk}:{what}:{seat.number}:{seat.user_id}"
    tell(recipient_id=seat.user_id, template=f"onsite.{what}", facts=said_of(one), key=key)


def said_of(one: OnsiteClass) -> Facts:
    at, place = one.starts_at.isoformat(), one.place
    return {"class": one.pk, "title": one.lesson.title, "starts_at": at, "place": place}
