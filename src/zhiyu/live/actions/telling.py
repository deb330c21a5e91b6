"""Those who may watch a class are told that it comes, that it was moved, that it is called off."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, Q

from zhiyu.access.queries import who_may_open
from zhiyu.catalog.models import Product
from zhiyu.kernel.clock import now
from zhiyu.live.models import LiveClass
from zhiyu.live.queries import STANDING
from zhiyu.messaging.actions import tell
from zhiyu.messaging.templates import Facts

State = LiveClass.State
A_DAY, SOON, LATE = timedelta(days=1), timedelta(minutes=15), timedelta(minutes=5)
AT_ONCE = 200


def due_to_be_told() -> list[int]:
    """Coming within the day or the quarter of an hour, and not told of for this time yet."""
    at = now()
    day = Q(starts_at__lte=at + A_DAY) & (Q(day_told_for=None) | ~Q(day_told_for=F("starts_at")))
    soon = Q(starts_at__lte=at + SOON) & (Q(soon_told_for=None) | ~Q(soon_told_for=F("starts_at")))
    coming = LiveClass.objects.filter(STANDING, day | soon, state=State.PLANNED, starts_at__gt=at - LATE)
    return list(coming.values_list("pk", flat=True))


def remind(*, class_id: int) -> None:
    """Each person once for each time; one message is enough for a class that was planned at the last moment."""
    one = LiveClass.objects.get(pk=class_id)
    if one.state != State.PLANNED or one.starts_at <= now() - LATE:
        return
    if one.starts_at <= now() + SOON:
        if one.soon_told_for != one.starts_at:
            tell_all(class_id=class_id, what="soon", starts_at=one.starts_at)
        told_for = {"soon_told_for": one.starts_at, "day_told_for": one.starts_at}
    elif one.starts_at <= now() + A_DAY and one.day_told_for != one.starts_at:
        tell_all(class_id=class_id, what="day", starts_at=one.starts_at)
        told_for = {"day_told_for": one.starts_at}
    else:
        return
    LiveClass.objects.filter(pk=class_id).update(**told_for)


def tell_all(*, class_id: int, what: str, starts_at: datetime, moved_at: str = "") -> None:
    """``key`` holds what, for which time, and which move it was, so that nobody is told the same twice, however often
    this is begun.
    """
    one = LiveClass.objects.select_related("lesson__chapter__course__product").get(pk=class_id)
    if one.lesson.chapter.course.product.status == Product.Status.DRAFT:
        return
    people = who_may_open(one.lesson_id)
    for start in range(0, len(people), AT_ONCE):
        tell_some(one, people[start : start + AT_ONCE], what, starts_at, moved_at)


@transaction.atomic
def tell_some(one: LiveClass, people: Sequence[int], what: str, starts_at: datetime, moved_at: str) -> None:
    facts: Facts = {"class": one.pk, "title": one.lesson.title, "starts_at": starts_at.isoformat()}
    for user_id in people:
        key = f"live:{one.pk}:{what}:{int(starts_at.timestamp())}{moved_at}:{user_id}"
        tell(recipient_id=user_id, template=f"live.{what}", facts=facts, key=key)
