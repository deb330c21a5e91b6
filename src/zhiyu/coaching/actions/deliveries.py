"""Sessions are given and noted. The count stands on the grant and moves by conditional UPDATE; the notes only grow."""

from datetime import date

from django.db import transaction

from zhiyu.access.actions import give_back_session, use_session
from zhiyu.access.models import Grant
from zhiyu.coaching.errors import NotedMeanwhile, NotYet
from zhiyu.coaching.models import Delivery, Undoing
from zhiyu.kernel.clock import day_start
from zhiyu.kernel.errors import NotFound
from zhiyu.platform import audit
from zhiyu.platform.live import tell


@transaction.atomic
def note_delivery(*, grant_id: int, seen: int, actor_id: int, given_on: date, note: str = "") -> Delivery:
    """One more session was given. ``seen``: how many had been when whoever says so looked; said twice counts once."""
    if given_on > day_start().date():
        raise NotYet
    held = locked(grant_id)
    if held.used != seen:
        raise NotedMeanwhile
    use_session(grant_id=grant_id)
    made = Delivery.objects.create(grant_id=grant_id, by_id=actor_id, given_on=given_on, note=note[:200])
    told(held, "coaching.delivered", actor_id=actor_id, delivery=made.pk)
    return made


@transaction.atomic
def undo_delivery(*, delivery_id: int, actor_id: int) -> Delivery:
    """It was noted by mistake: the session is there again. Said twice it is said once."""
    grant_id = Delivery.objects.filter(pk=delivery_id).values_list("grant_id", flat=True).first()
    if grant_id is None:
        raise NotFound
    held = locked(grant_id)
    delivery = Delivery.objects.select_related("undoing").get(pk=delivery_id)
    if not delivery.undone:
        delivery.undoing = Undoing.objects.create(delivery=delivery, by_id=actor_id)
        give_back_session(grant_id=grant_id)
        told(held, "coaching.undone", actor_id=actor_id, delivery=delivery_id)
    return delivery


def locked(grant_id: int) -> Grant:
    """The grant's row, as a refund locks it: it counts the session, or the session finds it revoked."""
    held = Grant.objects.select_for_update().filter(pk=grant_id, sessions__isnull=False).first()
    if held is None:
        raise NotFound
    return held


def told(held: Grant, what: str, *, actor_id: int, delivery: int) -> None:
    audit.record(actor_id=actor_id, action=what, target=f"user:{held.user_id}", grant=held.pk, delivery=delivery)
    tell("studio")
