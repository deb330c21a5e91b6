"""Jobs and events in numbers."""

from collections.abc import Iterable

from django.db import connection
from django.db.models import Count
from procrastinate.contrib.django import app

from zhiyu.platform import metrics
from zhiyu.platform.models import Delivery

# A job without a time of its own waits since it was put down. Deliveries are a queue by themselves.
WAITING = """
    select queue_name, count(*), extract(epoch from max(statement_timestamp() - since)) from (
        select j.queue_name, coalesce(j.scheduled_at, e.at) as since
        from procrastinate_jobs j
        left join lateral (
            select at from procrastinate_events where job_id = j.id and type = 'deferred' order by id limit 1
        ) e on true
        where j.status = 'todo' and (j.scheduled_at is null or j.scheduled_at <= statement_timestamp())
        union all
        select 'events', due_at from platform_delivery where state = 'waiting' and due_at <= statement_timestamp()
    ) due
    group by 1
"""
UNFINISHED = "select queue_name, status::text, count(*) from procrastinate_jobs group by 1, 2"
STATES = ("todo", "doing", "failed")


def queues() -> set[str]:
    return {task.queue for task in app.tasks.values() if task.queue != "builtin"}


def waiting() -> dict[str, tuple[int, float]]:
    with connection.cursor() as cursor:
        cursor.execute(WAITING)
        return {queue: (count, float(age or 0)) for queue, count, age in cursor.fetchall()}


def depth() -> Iterable[metrics.Row]:
    found = waiting()
    return [((queue,), found.get(queue, (0, 0))[0]) for queue in sorted(queues())]


def age() -> Iterable[metrics.Row]:
    found = waiting()
    return [((queue,), found.get(queue, (0, 0.0))[1]) for queue in sorted(queues())]


def jobs() -> Iterable[metrics.Row]:
    with connection.cursor() as cursor:
        cursor.execute(UNFINISHED)
        found = {(queue, state): count for queue, state, count in cursor.fetchall()}
    return [((queue, state), found.get((queue, state), 0)) for queue in sorted(queues()) for state in STATES]


def deliveries() -> Iterable[metrics.Row]:
    states = [Delivery.State.WAITING, Delivery.State.PARKED]
    found = Delivery.objects.filter(state__in=states).values_list("state").annotate(n=Count("pk"))
    return metrics.counted(states, dict(found))


def register() -> None:
    metrics.gauge("queue_depth", "Jobs that are due and wait.", ["queue"], depth)
    metrics.gauge("queue_age_seconds", "How long the oldest of them waits.", ["queue"], age)
    metrics.gauge("jobs", "Jobs by what became of them; those done are forgotten.", ["queue", "state"], jobs)
    metrics.gauge("deliveries", "Events on their way to a handler, and parked ones.", ["state"], deliveries)
