"""Delivering events. At least once and unordered; a handler's effect on the database happens once."""

import structlog
from django.db import transaction
from procrastinate.contrib.django import app

from zhiyu.kernel.clock import now
from zhiyu.platform.bus import Subscription, subscription_of
from zhiyu.platform.models import Delivery

MAX_ATTEMPTS = 8
log = structlog.get_logger(__name__)


@app.task(name="platform.deliver", queue="events")
def deliver(*, delivery_id: int) -> None:
    delivery = Delivery.objects.select_related("event").get(pk=delivery_id)
    try:
        subscription = subscription_of(delivery.handler)
        run_outside(delivery, subscription) if subscription.outside else run_inside(delivery, subscription)
    except Exception as error:  # noqa: BLE001 -- whatever a handler raises is counted, retried, then parked
        record_failure(delivery_id=delivery_id, error=error)


def run_inside(delivery: Delivery, subscription: Subscription) -> None:
    with transaction.atomic():
        locked = Delivery.objects.select_for_update().get(pk=delivery.pk)
        if locked.state == Delivery.State.DONE:
            return
        subscription.handle(subscription.event_type(**delivery.event.payload))
        locked.state = Delivery.State.DONE
        locked.save(update_fields=["state", "updated_at"])


def run_outside(delivery: Delivery, subscription: Subscription) -> None:
    with transaction.atomic():
        locked = Delivery.objects.select_for_update().get(pk=delivery.pk)
        if locked.state == Delivery.State.DONE:
            return
        locked.claimed_at = now()
        locked.save(update_fields=["claimed_at", "updated_at"])
    subscription.handle(subscription.event_type(**delivery.event.payload))
    Delivery.objects.filter(pk=delivery.pk).update(state=Delivery.State.DONE, updated_at=now())


@transaction.atomic
def record_failure(*, delivery_id: int, error: Exception) -> None:
    """Count the failure; wait 2, 4, 8 … 256 seconds before the next try, or park after the last."""
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
    else:
        deliver.configure(schedule_in={"seconds": 2**delivery.attempts}).defer(delivery_id=delivery_id)
    delivery.save(update_fields=["attempts", "last_error", "state", "updated_at"])


@transaction.atomic
def retry_parked(*, delivery_id: int) -> None:
    delivery = Delivery.objects.select_for_update().get(pk=delivery_id)
    if delivery.state != Delivery.State.PARKED:
        return
    delivery.state, delivery.attempts = Delivery.State.WAITING, 0
    delivery.save(update_fields=["state", "attempts", "updated_at"])
    deliver.defer(delivery_id=delivery_id)
