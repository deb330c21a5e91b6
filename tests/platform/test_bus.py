from dataclasses import dataclass
from datetime import timedelta
from typing import ClassVar

import pytest
from django.db import OperationalError, connection, transaction
from procrastinate.jobs import Job

from tests.jobs import run_jobs
from zhiyu.kernel.clock import now
from zhiyu.platform.actions import retry_delivery
from zhiyu.platform.bus import publish, subscribe
from zhiyu.platform.models import Delivery, Event
from zhiyu.platform.tasks import MAX_ATTEMPTS, deliver, sweep

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


@pytest.mark.django_db
def test_each_handler_hears_an_event_once_however_often_it_is_delivered() -> None:
    publish(Rang(bell_id=7))
    run_jobs()
    for delivery in Delivery.objects.all():
        deliver(delivery_id=delivery.pk)
    assert sorted(seen) == [-7, 7]
    assert set(Delivery.objects.values_list("handler", "state")) == {
        ("test.hear", "done"),
        ("test.tell_outside", "done"),
    }


@pytest.mark.django_db
def test_a_failing_handler_is_parked_after_the_last_try_and_can_be_retried() -> None:
    broken.append(True)
    publish(Rang(bell_id=3))
    delivery = Delivery.objects.get(handler="test.hear")
    for _ in range(MAX_ATTEMPTS):
        deliver(delivery_id=delivery.pk)
    delivery.refresh_from_db()
    assert (delivery.state, delivery.attempts, delivery.last_error) == ("parked", MAX_ATTEMPTS, "ValueError: deaf")

    broken.clear()
    retry_delivery(actor_id=None, delivery_id=delivery.pk)
    run_jobs()
    delivery.refresh_from_db()
    assert (delivery.state, sorted(seen)) == ("done", [-3, 3])


def lose_jobs() -> None:
    with connection.cursor() as cursor:
        cursor.execute("delete from procrastinate_jobs")


@pytest.mark.django_db
def test_a_delivery_that_lost_its_job_gets_another() -> None:
    publish(Rang(bell_id=5))
    lose_jobs()
    Delivery.objects.filter(handler="test.hear").update(updated_at=now() - timedelta(minutes=11))

    sweep(0)
    sweep(0)
    assert run_jobs() == 1
    assert seen == [5]


@pytest.mark.django_db
@pytest.mark.parametrize("state", ["done", "parked"])
def test_what_is_done_or_parked_is_left_alone(state: str) -> None:
    publish(Rang(bell_id=5))
    lose_jobs()
    Delivery.objects.update(state=state, updated_at=now() - timedelta(days=1))
    sweep(0)
    assert run_jobs() == 0


@pytest.mark.django_db
def test_a_fault_of_the_database_itself_is_tried_again_later() -> None:
    with pytest.raises(Delivery.DoesNotExist):
        deliver(delivery_id=0)
    job = Job(id=1, queue="events", lock=None, queueing_lock=None, task_name="platform.deliver", attempts=0)
    assert deliver.get_retry_exception(exception=OperationalError("gone"), job=job) is not None
