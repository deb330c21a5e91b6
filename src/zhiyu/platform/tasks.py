"""Delivering events. At least once and unordered; a handler's effect on the database happens once."""

import json
from datetime import timedelta

import structlog
from django.db import transaction
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from zhiyu.kernel.clock import now
from zhiyu.platform import idempotency, plain
from zhiyu.platform.bus import DELIVER, DomainEvent, Subscription, subscription_of
from zhiyu.platform.live import tell
from zhiyu.platform.models import Delivery

MAX_ATTEMPTS = 8
LOST_AFTER = timedelta(minutes=10)
"""Well above the longest wait between two tries: a delivery untouched for so long has no job any more."""
SWEEP = 200
log = structlog.get_logger(__name__)

READ = """
select d.event_id, d.handler, e.payload::text from platform_delivery d join platform_event e on e.id = d.event_id
where d.id = %s
"""
LOCK = "select id from platform_delivery where id = %s and state <> 'done' for update"
CLAIM = "update platform_delivery set claimed_at = %s, updated_at = %s where id = %s and state <> 'done' returning id"
DONE = "update platform_delivery set state = 'done', updated_at = %s where id = %s returning id"


# A handler's failure is counted below; the retry is for faults that keep even the count from being written.
@app.task(name=DELIVER, queue="events", retry=RetryStrategy(max_attempts=6, exponential_wait=2))
def deliver(*, delivery_id: int) -> None:
    found = plain.row(READ, [delivery_id])
    if found is None:
        raise Delivery.DoesNotExist
    event_id, handler, payload = found
    with structlog.contextvars.bound_contextvars(event_id=event_id, handler=handler):
        try:
            subscription = subscription_of(handler)
            event = subscription.event_type(**json.loads(payload))
            run_outside(delivery_id, subscription, event) if subscription.outside else run_inside(
                delivery_id, subscription, event
            )
        except Exception as error:  # noqa: BLE001 -- whatever a handler raises is counted, retried, then parked
            record_failure(delivery_id=delivery_id, error=error)


def run_inside(delivery_id: int, subscription: Subscription, event: DomainEvent) -> None:
    with transaction.atomic():
        if plain.row(LOCK, [delivery_id]):
            subscription.handle(event)
            plain.row(DONE, [now(), delivery_id])


def run_outside(delivery_id: int, subscription: Subscription, event: DomainEvent) -> None:
    at = now()
    if plain.row(CLAIM, [at, at, delivery_id]):
        subscription.handle(event)
        plain.row(DONE, [now(), delivery_id])


@transaction.atomic
def record_failure(*, delivery_id: int, error: Exception) -> None:
    """Count the failure; wait 2, 4, 8 … 128 seconds before the next try, or park after the last."""
    delivery = Delivery.objects.select_for_update().get(pk=delivery_id)
    delivery.attempts += 1
    delivery.last_error = f"{type(error).__name__}: {error}"[:2000]
    log.warning(
        "delivery failed",
        delivery=delivery_id,
        handler=delivery.handler,
        attempts=delivery.attempts,
        exc_info=error,
    )
    if delivery.attempts >= MAX_ATTEMPTS:
        delivery.state = Delivery.State.PARKED
        tell("studio")
    else:
        deliver.configure(schedule_in={"seconds": 2**delivery.attempts}).defer(delivery_id=delivery_id)
    delivery.save(update_fields=["attempts", "last_error", "state", "updated_at"])


@app.periodic(cron="*/1 * * * *")
@app.task(name="platform.sweep", queue="default")
@transaction.atomic
def sweep(timestamp: int) -> None:
    """Give a new job to deliveries that lost theirs. One that comes twice is harmless."""
    del timestamp
    waiting = Delivery.objects.filter(state=Delivery.State.WAITING, updated_at__lt=now() - LOST_AFTER)
    for delivery in waiting.select_for_update(skip_locked=True).order_by("id")[:SWEEP]:
        delivery.save(update_fields=["updated_at"])
        deliver.defer(delivery_id=delivery.pk)


@app.periodic(cron="27 4 * * *")
@app.task(name="platform.forget", queue="default")
def forget(timestamp: int) -> None:
    del timestamp
    idempotency.forget_old_keys()
