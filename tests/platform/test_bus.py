from dataclasses import dataclass
from typing import ClassVar

import pytest
from django.db import connection, transaction
from django.db.models.functions import Now

from tests.jobs import run_jobs
from zhiyu.platform import audit
from zhiyu.platform.actions import retry_delivery
from zhiyu.platform.bus import publish, subscribe
from zhiyu.platform.delivering import MAX_ATTEMPTS, deliver
from zhiyu.platform.models import AuditEntry, Delivery, Event

seen: list[int] = []
broken: list[bool] = []


@dataclass(frozen=True, kw_only=True)
class Rang:
    name: ClassVar[str] = "test.rang"
    bell_id: int


@subscribe(Rang, key="test.hear")
def hear(event: Rang) -> None:
    if broken:
        raise ValueError("deaf")
    seen.append(event.bell_id)


@subscribe(Rang, key="test.tell_outside", outside=True)
def tell_outside(event: Rang) -> None:
    seen.append(-event.bell_id)


@dataclass(frozen=True, kw_only=True)
class Struck:
    name: ClassVar[str] = "test.struck"
    bell_id: int


@subscribe(Struck, key="test.write_then_fail")
def write_then_fail(event: Struck) -> None:
    audit.record(actor_id=None, action="bell.struck", target=f"bell:{event.bell_id}")
    raise ValueError("cracked")


@pytest.fixture(autouse=True)
def quiet() -> None:
    seen.clear()
    broken.clear()


@pytest.mark.django_db(transaction=True)
def test_publishing_outside_a_transaction_is_refused() -> None:
    with pytest.raises(RuntimeError, match="outside a transaction"):
        publish(Rang(bell_id=1))
    assert not Event.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_rolled_back_event_leaves_no_trace() -> None:
    with transaction.atomic():
        publish(Rang(bell_id=1))
        transaction.set_rollback(True)
    assert not Event.objects.exists()
    assert run_jobs() == 0


def lapse(**of: object) -> None:
    """Whatever waits for its next try is due."""
    Delivery.objects.filter(state="waiting", **of).update(due_at=Now())


@pytest.mark.django_db
def test_each_handler_hears_an_event_once_however_often_it_is_delivered() -> None:
    publish(Rang(bell_id=7))
    assert run_jobs() == 2
    Delivery.objects.update(due_at=Now())
    assert run_jobs() == 0
    inside = Delivery.objects.get(handler="test.hear")
    deliver(inside.pk, inside.event_id, inside.handler, '{"bell_id": 7}')
    assert sorted(seen) == [-7, 7]
    assert set(Delivery.objects.values_list("handler", "state")) == {
        ("test.hear", "done"),
        ("test.tell_outside", "done"),
    }


@pytest.mark.django_db
def test_a_failing_handler_is_parked_after_the_last_try_and_can_be_retried() -> None:
    broken.append(True)
    publish(Rang(bell_id=3))
    for _ in range(MAX_ATTEMPTS):
        run_jobs()
        lapse(handler="test.hear")
    delivery = Delivery.objects.get(handler="test.hear")
    assert (delivery.state, delivery.attempts, delivery.last_error) == ("parked", MAX_ATTEMPTS, "ValueError: deaf")
    assert run_jobs() == 0

    broken.clear()
    retry_delivery(actor_id=None, delivery_id=delivery.pk)
    run_jobs()
    delivery.refresh_from_db()
    assert (delivery.state, sorted(seen)) == ("done", [-3, 3])


@pytest.mark.django_db
def test_each_failure_waits_twice_as_long_as_the_one_before() -> None:
    broken.append(True)
    publish(Rang(bell_id=3))
    waits = []
    for _ in range(MAX_ATTEMPTS - 1):
        assert run_jobs() >= 1
        delivery = Delivery.objects.get(handler="test.hear")
        assert delivery.due_at is not None
        waits.append((delivery.due_at - delivery.updated_at).total_seconds())
        assert run_jobs() == 0
        lapse()
    assert waits == [2, 4, 8, 16, 32, 64, 128]


@pytest.mark.django_db
def test_a_failing_handler_holds_up_and_undoes_no_other() -> None:
    broken.append(True)
    for bell in (1, 2, 3):
        publish(Rang(bell_id=bell))
    run_jobs()
    assert sorted(seen) == [-3, -2, -1]
    assert set(Delivery.objects.values_list("handler", "state", "attempts")) == {
        ("test.hear", "waiting", 1),
        ("test.tell_outside", "done", 0),
    }


@pytest.mark.django_db
def test_what_a_failing_handler_wrote_is_undone() -> None:
    publish(Struck(bell_id=5))
    run_jobs()
    assert not AuditEntry.objects.filter(action="bell.struck").exists()
    assert Delivery.objects.get(handler="test.write_then_fail").attempts == 1


@pytest.mark.django_db
@pytest.mark.parametrize("state", ["done", "parked"])
def test_what_is_done_or_parked_is_left_alone(state: str) -> None:
    publish(Rang(bell_id=5))
    Delivery.objects.update(state=state)
    assert run_jobs() == 0


@pytest.mark.django_db
def test_jobs_of_the_version_before_end_and_the_delivery_is_made_by_its_row() -> None:
    publish(Rang(bell_id=5))
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into procrastinate_jobs (queue_name, task_name, args)"
            " select 'events', 'platform.deliver', jsonb_build_object('delivery_id', id) from platform_delivery"
            " union all select 'default', 'platform.sweep', '{\"timestamp\": 0}'"
        )
    assert run_jobs() == 3 + 2
    assert sorted(seen) == [-5, 5]
