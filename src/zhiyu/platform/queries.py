import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from zhiyu.platform import plain
from zhiyu.platform.models import AuditEntry, Delivery

# Of the same work, the last to fail. What the clock starts has got over it when its last run is gone from the jobs, and
# a delivery, which had a job in the version before, is due by itself.
DEAD = """
select distinct on (job.task_name, job.args - 'timestamp') job.id, job.task_name, (job.args - 'timestamp')::text, (
    select max(at) from procrastinate_events where job_id = job.id and type = 'failed'
)
from procrastinate_jobs job left join procrastinate_periodic_defers run on run.task_name = job.task_name
where job.status = 'failed' and job.task_name <> 'platform.deliver'
    and not (job.args ? 'timestamp' and run.job_id is null)
order by job.task_name, job.args - 'timestamp', job.id desc
"""
ABOUT = ("_id", "_no")


@dataclass(frozen=True)
class DeadJob:
    """A job that was given up; ``about`` are the ids it was to work on, never what else it was told."""

    pk: int
    task: str
    about: Mapping[str, Any]
    at: datetime | None


def dead_jobs() -> list[DeadJob]:
    """Latest first. They are few: a job that succeeds is deleted."""
    found = [
        DeadJob(pk, task, {name: value for name, value in json.loads(args).items() if name.endswith(ABOUT)}, at)
        for pk, task, args, at in plain.rows(DEAD)
    ]
    return sorted(found, key=lambda job: job.pk, reverse=True)


def parked_deliveries() -> QuerySet[Delivery]:
    return Delivery.objects.filter(state=Delivery.State.PARKED).select_related("event").order_by("-id")


def late_deliveries_count() -> int:
    """Deliveries that have failed at least once and wait for their next try."""
    return Delivery.objects.filter(state=Delivery.State.WAITING, attempts__gt=0).count()


def audit_of(target: str) -> QuerySet[AuditEntry]:
    return AuditEntry.objects.filter(target=target).order_by("id")
