"""Deliveries on real PostgreSQL: several threads, a kill between taking and doing, and the notice to the workers."""

import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from threading import Event as Signal
from typing import ClassVar

import psycopg
import pytest
from django.db import connection, transaction

from zhiyu.platform import plain
from zhiyu.platform.bus import publish, subscribe
from zhiyu.platform.delivering import CHANNEL, DONE, LEFT, MAX_ATTEMPTS, TAKE, deliver, deliver_due
from zhiyu.platform.line import parameters
from zhiyu.platform.models import AuditEntry, Delivery

pytestmark = pytest.mark.django_db(transaction=True)
begun, go_on = Signal(), Signal()
called: list[int] = []


@dataclass(frozen=True, kw_only=True)
class Sent:
    name: ClassVar[str] = "test.sent"
    letter_id: int


@subscribe(Sent, key="test.note_letter")
def note_letter(event: Sent) -> None:
    AuditEntry.objects.create(actor_id=None, action="letter", target=str(event.letter_id))


@subscribe(Sent, key="test.call", outside=True)
def call(event: Sent) -> None:
    assert not connection.in_atomic_block
    called.append(event.letter_id)


@dataclass(frozen=True, kw_only=True)
class Slept:
    name: ClassVar[str] = "test.slept"


@subscribe(Slept, key="test.sleep")
def sleep(event: Slept) -> None:
    del event
    AuditEntry.objects.create(actor_id=None, action="slept", target="")
    begun.set()
    assert go_on.wait(30)


@pytest.fixture(autouse=True)
def quiet() -> None:
    called.clear()
    begun.clear()
    go_on.clear()


def send(*letters: int) -> None:
    with transaction.atomic():
        for number in letters:
            publish(Sent(letter_id=number))


def letters() -> list[str]:
    return sorted(AuditEntry.objects.filter(action="letter").values_list("target", flat=True))


def in_a_thread(worker: int) -> int:
    try:
        return deliver_due(worker=worker)
    finally:
        connection.close()


def living(*, silent_for: int = 0) -> int:
    found = plain.row(
        "insert into procrastinate_workers (last_heartbeat) values (now() - make_interval(secs => %s)) returning id",
        [silent_for],
    )
    assert found is not None
    return int(found[0])


def take(worker: int | None) -> tuple[int, int, str, str]:
    """What a worker has just before it begins."""
    found = plain.row(TAKE, {"worker": worker})
    assert found is not None
    return found


def sweep() -> None:
    with connection.cursor() as cursor:
        cursor.execute(LEFT, {"error": "left", "most": MAX_ATTEMPTS, "silent": 30.0})


def states() -> Counter[tuple[str, int]]:
    return Counter(Delivery.objects.values_list("state", "attempts"))


def test_four_threads_deliver_each_once() -> None:
    for first in range(0, 60, 3):
        send(first, first + 1, first + 2)
    with ThreadPoolExecutor(4) as pool:
        counts = list(pool.map(in_a_thread, range(4)))

    assert sum(counts) == 120
    assert states() == {("done", 0): 120}
    assert sorted(letters(), key=int) == [str(number) for number in range(60)]
    assert sorted(called) == list(range(60))


def test_a_handler_that_takes_long_holds_up_no_other() -> None:
    with transaction.atomic():
        publish(Slept())
    with ThreadPoolExecutor(1) as pool:
        slow = pool.submit(in_a_thread, 1)
        assert begun.wait(30)
        send(1)
        assert deliver_due() == 2
        assert (letters(), called) == (["1"], [1])
        go_on.set()
        assert slow.result(30) == 1


def test_what_a_killed_worker_had_taken_is_taken_again() -> None:
    alive, killed = living(), living(silent_for=31)
    send(1)
    held, lost = take(alive), take(killed)
    assert deliver_due() == 0

    sweep()
    assert states() == {("waiting", 0): 1, ("waiting", 1): 1}
    sweep()
    Delivery.objects.filter(pk=lost[0]).update(due_at="2020-01-01T00:00:00Z")
    assert deliver_due() == 1
    assert Delivery.objects.get(pk=lost[0]).state == "done"

    deliver(*held)
    assert (letters(), called) == (["1"], [1])
    assert states() == {("done", 0): 1, ("done", 1): 1}


def test_a_kill_in_the_middle_of_a_handler_leaves_nothing_of_it() -> None:
    with transaction.atomic():
        publish(Slept())
    with ThreadPoolExecutor(1) as pool:
        killed = pool.submit(in_a_thread, living())
        assert begun.wait(30)
        (ended,) = plain.row(
            "select count(pg_terminate_backend(pid)) from pg_stat_activity"
            " where datname = current_database() and state = 'idle in transaction'"
        ) or (0,)
        assert ended == 1
        assert not AuditEntry.objects.exists()
        go_on.set()
        killed.result(30)
    assert states() == {("waiting", 1): 1}

    Delivery.objects.update(due_at="2020-01-01T00:00:00Z")
    assert deliver_due() == 1
    assert AuditEntry.objects.filter(action="slept").count() == 1


def test_one_that_kills_whoever_takes_it_is_parked() -> None:
    send(1)
    Delivery.objects.filter(handler="test.call").delete()
    for _ in range(MAX_ATTEMPTS):
        Delivery.objects.update(due_at="2020-01-01T00:00:00Z")
        take(None)
        sweep()
    assert states() == {("parked", MAX_ATTEMPTS): 1}
    assert Delivery.objects.get().last_error == "left"


def test_one_that_is_done_by_the_time_it_is_thought_lost_stays_done() -> None:
    send(1)
    Delivery.objects.filter(handler="test.call").delete()
    taken = take(None)
    plain.row(DONE, [taken[0]])
    sweep()
    deliver(*taken)
    assert (letters(), states()) == ([], {("done", 0): 1})


def test_workers_hear_of_deliveries_when_they_are_committed_and_only_then() -> None:
    with psycopg.connect(**parameters() | {"dbname": connection.settings_dict["NAME"]}, autocommit=True) as line:
        line.execute(f"listen {CHANNEL}".encode())
        with transaction.atomic():
            publish(Sent(letter_id=1))
            publish(Sent(letter_id=2))
            assert list(line.notifies(timeout=0.2)) == []
        began = time.monotonic()
        assert len(list(line.notifies(timeout=10, stop_after=1))) == 1
        assert time.monotonic() - began < 10
        with transaction.atomic():
            publish(Sent(letter_id=3))
            transaction.set_rollback(True)
        assert list(line.notifies(timeout=0.2)) == []
