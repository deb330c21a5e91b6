from typing import Any

from django.db import transaction

from zhiyu.kernel.errors import NotFound
from zhiyu.platform import audit
from zhiyu.platform.bus import hand_over
from zhiyu.platform.live import tell
from zhiyu.platform.models import Delivery, School
from zhiyu.platform.school import school
from zhiyu.platform.shown import copies


@transaction.atomic
def save_school(*, actor_id: int | None, **fields: Any) -> School:
    """Change the school's public face; ``fields`` are columns of ``School``."""
    found = School.objects.select_for_update().get(pk=school().pk)
    changed = [name for name, value in fields.items() if getattr(found, name) != value]
    for name in changed:
        setattr(found, name, fields[name])
    if changed:
        found.save(update_fields=changed)
        transaction.on_commit(copies.fall)  # who saved it sees it on the very next page
        audit.record(actor_id=actor_id, action="school.saved", target="school:1", fields=changed)
    return found


@transaction.atomic
def retry_delivery(*, actor_id: int | None, delivery_id: int) -> None:
    """Try again what was parked; from the first try on."""
    delivery = Delivery.objects.select_for_update().filter(pk=delivery_id).first()
    if delivery is None:
        raise NotFound
    if delivery.state == Delivery.State.PARKED:
        delivery.state, delivery.attempts = Delivery.State.WAITING, 0
        delivery.save(update_fields=["state", "attempts", "updated_at"])
        tell("studio")
        hand_over(delivery_id)
    audit.record(actor_id=actor_id, action="delivery.retried", target=f"delivery:{delivery_id}")


def note_export(*, actor_id: int, what: str) -> None:
    """Somebody took a whole list along: the access log shows who and when."""
    audit.record(actor_id=actor_id, action=f"{what}.exported", target="school:1")
