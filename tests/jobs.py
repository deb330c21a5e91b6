"""Running background jobs and delivering events inside a test, in its own thread and transaction."""

import json

from django.db import connection
from procrastinate.contrib.django import app

from zhiyu.platform.delivering import deliver_due


def run_jobs(*, rounds: int = 20, but: str = "") -> int:
    """Run every job and delivery that is due, and what they bring about, until none is left. Answers how many.

    ``but`` names a task that is left waiting.
    """
    ran = 0
    for _ in range(rounds):
        with connection.cursor() as cursor:
            cursor.execute(
                "update procrastinate_jobs set status = 'doing' where id in (select id from procrastinate_jobs"
                " where status = 'todo' and (scheduled_at is null or scheduled_at <= now())"
                " and task_name <> %s order by id) returning id, task_name, args",
                [but],
            )
            due = sorted(cursor.fetchall(), key=lambda row: row[0])
        delivered = 0 if due else deliver_due()
        if not due and not delivered:
            return ran
        ran += delivered
        for number, name, args in due:
            app.tasks[name](**(json.loads(args) if isinstance(args, str) else args))
            ran += 1
            with connection.cursor() as cursor:
                cursor.execute("update procrastinate_jobs set status = 'succeeded' where id = %s", [number])
    raise AssertionError(f"jobs still waiting after {rounds} rounds")
