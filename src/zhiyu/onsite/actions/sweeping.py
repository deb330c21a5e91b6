"""What the clock, and what happens elsewhere, does to classes: each minute."""

from django.db import transaction

from zhiyu.kernel.clock import now
from zhiyu.onsite.actions.planning import call_off
from zhiyu.onsite.actions.seating import locked, release
from zhiyu.onsite.actions.telling import due_to_be_told, remind
from zhiyu.onsite.models import DOOR, OnsiteClass
from zhiyu.onsite.queries import lessons_removed, without_right

State = OnsiteClass.State


def sweep() -> None:
    """Seats of who was refunded go to the line, classes end, those whose lesson was removed are called off."""
    for one in lessons_removed():
        call_off(class_id=one.pk, actor_id=None)
    planned = OnsiteClass.objects.filter(state=State.PLANNED)
    for one in planned.filter(starts_at__lte=now() - DOOR):
        close(class_id=one.pk)
    coming = planned.filter(starts_at__gt=now()).select_related("lesson__chapter__course__product")
    for one in coming:
        if people := without_right(one):
            release(class_id=one.pk, people=people)
    for class_id in due_to_be_told():
        remind(class_id=class_id)


@transaction.atomic
def close(*, class_id: int) -> None:
    one = locked(class_id)
    if one.state == State.PLANNED and one.closes_at <= now():
        one.move_to(State.OVER)
