"""Jobs of killed workers: taken again at once by their own home, by heartbeat elsewhere, and never without end."""

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from procrastinate import App
from procrastinate.contrib.django import app as django_app
from procrastinate.contrib.django.utils import connector_params
from procrastinate.psycopg_connector import PsycopgConnector

from zhiyu.command import left_jobs

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setenv("ZHIYU_HOME", str(tmp_path))
    yield tmp_path
    with connection.cursor() as cursor:
        cursor.execute("delete from procrastinate_jobs; delete from procrastinate_workers")


def run(what: Any) -> None:
    async def with_app() -> None:
        app: App = django_app.with_connector(PsycopgConnector(kwargs=connector_params(), min_size=1, max_size=2))
        async with app.open_async():
            await what(app)

    asyncio.run(with_app())


def one(statement: str, *values: Any) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchone()


def worker(*, silent_for: int = 0) -> int:
    (made,) = one(
        "insert into procrastinate_workers (last_heartbeat) values (now() - make_interval(secs => %s)) returning id",
        silent_for,
    )
    return int(made)


def job(worker_id: int | None, *, attempts: int = 0, status: str = "doing", queueing_lock: str | None = None) -> int:
    (made,) = one(
        "insert into procrastinate_jobs (queue_name, task_name, args, status, attempts, worker_id, lock, queueing_lock)"
        " values ('media', 'media.package', '{}', %s::procrastinate_job_status, %s, %s, %s, %s) returning id",
        status,
        attempts,
        worker_id,
        queueing_lock,
        queueing_lock,
    )
    return int(made)


def state(job_id: int) -> Any:
    return one("select status::text, attempts from procrastinate_jobs where id = %s", job_id)


def test_the_next_worker_of_the_home_takes_what_a_killed_one_left_at_once() -> None:
    killed, living = worker(), worker()
    left, held = job(killed), job(living)
    note = left_jobs.Note()
    note.write([killed])
    other = left_jobs.Note()
    other.write([living])
    note.lock.close()  # as the kernel does at a kill

    run(left_jobs.take_over)

    assert state(left) == ("todo", 1)
    assert state(held) == ("doing", 0)
    assert list(left_jobs.notes().iterdir()) == [other.path]
    other.lock.close()


def test_a_worker_of_another_machine_is_dead_after_thirty_silent_seconds() -> None:
    left, held = job(worker(silent_for=31)), job(worker(silent_for=20))

    run(left_jobs.sweep)

    assert state(left) == ("todo", 1)
    assert state(held) == ("doing", 0)


def test_a_job_that_kills_whoever_takes_it_is_parked() -> None:
    poison = job(worker(silent_for=60), attempts=left_jobs.MOST_TRIES - 1)

    run(left_jobs.sweep)

    assert state(poison) == ("failed", left_jobs.MOST_TRIES)


def test_a_left_job_makes_way_for_one_of_its_kind_that_waits() -> None:
    left = job(worker(silent_for=60), queueing_lock="film")
    waiting = job(None, status="todo", queueing_lock="film")

    run(left_jobs.sweep)

    assert state(left) is None
    assert state(waiting) == ("todo", 0)


def test_a_job_that_somebody_else_took_meanwhile_is_left_alone() -> None:
    dead, living = worker(silent_for=60), worker()
    taken = job(dead)

    async def late(app: App) -> None:
        (listed,) = await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=left_jobs.STALLED_AFTER)
        await app.connector.execute_query_async(
            "update procrastinate_jobs set worker_id = %(w)s where id = %(j)s", w=living, j=taken
        )
        await left_jobs.again(app, listed)

    run(late)

    assert state(taken) == ("doing", 0)
