from typing import Any

from django.db import connection, transaction
from django.db.models.functions import Now

from zhiyu.kernel.errors import NotFound
from zhiyu.platform import audit
from zhiyu.platform.live import tell
from zhiyu.platform.models import Delivery, School
from zhiyu.platform.school import school
from zhiyu.platform.shown import copies

AGAIN = """
with gone as (
    delete from procrastinate_jobs job where id = %(job)s and status = 'failed' and exists (
        select from procrastinate_jobs other where other.queueing_lock = job.queueing_lock and other.status = 'todo'
    ) returning id
), again as (
    update procrastinate_jobs set status = 'todo', attempts = 0, scheduled_at = null
    where id = %(job)s and status = 'failed' and id not in (select id from gone) and not exists (
        select from procrastinate_jobs other
        where other.queueing_lock = procrastinate_jobs.queueing_lock and other.status = 'todo'
    ) returning id
)
select id from gone union all select id from again
"""


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
        delivery.state, delivery.attempts, delivery.due_at = Delivery.State.WAITING, 0, Now()
        delivery.save(update_fields=["state", "attempts", "due_at", "updated_at"])
        tell("studio")
    audit.record(actor_id=actor_id, action="delivery.retried", target=f"delivery:{delivery_id}")


@transaction.atomic
def retry_job(*, actor_id: int | None, job_id: int) -> None:
    """Try again what was given up, from the first try on; if its like is waiting already, that one will do."""
    with connection.cursor() as cursor:
        cursor.execute(AGAIN, {"job": job_id})
        if not cursor.rowcount:
            raise NotFound
    audit.record(actor_id=actor_id, action="job.retried", target=f"job:{job_id}")
    tell("studio")


def note_export(*, actor_id: int, what: str, **detail: Any) -> None:
    """Somebody took a whole list along: the access log shows who and when."""
    audit.record(actor_id=actor_id, action=f"{what}.exported", target="school:1", **detail)
