"""The supervisor on real processes: what is killed comes back, what is stopped leaves nothing."""

import json
import os
import signal
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.command.homes import school_home
from tests.command.running import Running, free_port, new_home, processes, wait

# A job that waits for whoever holds the table.
FORGET = (
    "insert into procrastinate_jobs (queue_name, task_name, args)"
    " values (%s, 'platform.forget', '{\"timestamp\": 0}') returning id"
)
SHOW = ("manage", "showmigrations", "--skip-checks", "platform")
HOLD = "lock table platform_idempotencykey in access exclusive mode"


@pytest.fixture(scope="module")
def up() -> Iterator[Running]:
    running = Running(home=school_home()).start()
    yield running
    running.wipe()


def delivery(up: Running) -> int:
    """A delivery to a handler that does not exist: a failure is counted."""
    (event,) = up.sql(
        "insert into platform_event (name, payload, created_at) values ('test', '{}', now()) returning id"
    )
    (made,) = up.sql(
        "insert into platform_delivery (event_id, handler, state, attempts, last_error, updated_at)"
        " values (%s, 'test.none', 'waiting', 0, '', now()) returning id",
        event,
    )
    return int(made)


def tries(up: Running, made: int) -> int:
    (found,) = up.sql("select attempts from platform_delivery where id = %s", made)
    return int(found)


def job_status(up: Running, job: int) -> str:
    """Jobs that succeeded are not kept."""
    (found,) = up.sql("select status from procrastinate_jobs where id = %s", job) or ("succeeded",)
    return str(found)


def test_second_up_says_where_the_first_runs(up: Running) -> None:
    second = up.run("up", "--port", str(free_port()))

    assert second.returncode == 1
    assert f"already running at {up.url}" in second.stderr + second.stdout


def test_busy_port_is_told_with_its_holder(up: Running) -> None:
    other = Running(home=new_home(), port=up.port)
    try:
        refused = other.run("up", "--port", str(up.port))
    finally:
        other.wipe()

    assert refused.returncode == 1
    assert f"PID {up.part(' up ')}" in refused.stderr + refused.stdout


def test_commands_attach_to_the_running_database(up: Running) -> None:
    shown = up.run(*SHOW)

    assert shown.returncode == 0
    assert "[X] 0001_initial" in shown.stdout
    assert up.status() == 200


def test_killed_web_comes_back_and_requests_wait_for_it(up: Running) -> None:
    before = up.part("parts web")
    os.kill(before, signal.SIGKILL)

    assert up.status(patience=90) == 200
    assert up.part("parts web") != before


def test_killed_database_comes_back(up: Running) -> None:
    before = up.part("bin/postgres -D")
    os.kill(before, signal.SIGKILL)

    wait("healthy again", lambda: up.part("bin/postgres -D") not in {0, before} and up.status() == 200)


def test_deliveries_do_not_wait_for_other_queues(up: Running) -> None:
    wait("the worker listens", lambda: up.status() == 200)
    seconds = []
    with up.connection() as holder, holder.transaction():
        holder.execute(HOLD)
        jobs = [up.sql(FORGET, queue)[0] for queue in ("media", "media", "default", "default", "default")]
        for _ in range(20):
            one, began = delivery(up), time.monotonic()
            wait("tried", lambda one=one: tries(up, one) == 1)  # type: ignore[misc]
            seconds.append(time.monotonic() - began)
    wait("no job left", lambda: {job_status(up, job) for job in jobs} == {"succeeded"})

    # Looking by themselves they would take 2 s each, since each is sent when they have just looked. The machine of a
    # test run may be busy, so not all are held to half of it.
    assert sorted(seconds)[10] < 1, seconds


def test_jobs_of_a_stopped_worker_go_on_in_the_next(up: Running) -> None:
    with up.connection() as holder, holder.transaction():
        holder.execute(HOLD)
        (job,) = up.sql(FORGET, "media")
        wait("begun", lambda: job_status(up, job) == "doing")
        before = up.part("parts worker")
        os.kill(before, signal.SIGTERM)
        wait("a new worker", lambda: up.part("parts worker") not in {0, before})
    wait("done by the next worker", lambda: job_status(up, job) == "succeeded")


def test_what_a_killed_worker_had_taken_is_delivered_by_the_next(up: Running) -> None:
    before = up.part("parts worker")
    os.kill(before, signal.SIGSTOP)
    one = delivery(up)
    up.sql(
        "update platform_delivery set due_at = null, claimed_by = (select max(id) from procrastinate_workers)"
        " where id = %s returning id",
        one,
    )
    os.kill(before, signal.SIGKILL)
    wait("counted, and tried by the next", lambda: tries(up, one) == 2)


def test_stop_leaves_nothing_and_the_next_start_makes_nothing_anew(up: Running) -> None:
    assert up.stop() == 0
    assert processes(up.home) == {}
    assert up.status() == 0

    # What a server leaves that a power cut ended, its number given to another program since.
    note = up.home / "pg" / "pg18" / "postmaster.pid"
    note.write_text(f"{os.getpid()}\n{note.parent}\n0\n5432\n{up.home}/pg/run\n\n0 0\nready\n")
    before = len(up.log)
    up.start()
    assert "数据库就绪" in up.log[before:]
    assert "数据库结构更新" not in up.log[before:]
    assert "页面资源" not in up.log[before:]


def test_killed_supervisor_leaves_nothing_and_the_next_up_starts(up: Running) -> None:
    assert up.process is not None
    os.kill(up.process.pid, signal.SIGKILL)
    up.process.wait()
    wait("nothing left", lambda: processes(up.home) == {})

    up.start()
    assert up.stop() == 0
    assert processes(up.home) == {}


def test_parts_end_with_their_supervisor_where_the_kernel_does_not_see_to_it() -> None:
    other = Running(home=school_home(), variables={"ZHIYU_WITHOUT_PRCTL": "1"})
    try:
        other.start()
        assert other.process is not None
        assert other.part("parts web")
        assert other.part("parts worker")
        os.kill(other.process.pid, signal.SIGKILL)
        other.process.wait()
        wait("the parts are gone", lambda: not other.part("command.parts"))
        assert other.part("bin/postgres -D"), "the kernel was not asked"
    finally:
        other.wipe()


def test_commands_without_up_share_one_database_of_their_own() -> None:
    alone = Running(home=new_home())
    try:
        with ThreadPoolExecutor(3) as pool:
            shown = list(pool.map(lambda _: alone.run(*SHOW), range(3)))
        assert [(one.returncode, "0001_initial" in one.stdout) for one in shown] == [(0, True)] * 3, shown
        assert processes(alone.home) == {}
    finally:
        alone.wipe()


def test_ledger_of_a_new_home_is_sound() -> None:
    alone = Running(home=new_home())
    try:
        verified = alone.run("ledger", "verify", "--json")
    finally:
        alone.wipe()

    assert verified.returncode == 0, verified.stderr
    assert json.loads(verified.stdout) == {
        "journals": 0,
        "lines": 0,
        "sealed": 0,
        "unsealed": 0,
        "balances": {},
        "first_bad": None,
    }
