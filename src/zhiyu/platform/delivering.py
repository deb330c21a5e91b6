"""Delivering events. At least once and unordered; a handler's effect on the database happens once.

A waiting delivery is its own job: due at ``due_at``, which is null while somebody has it. Time is the database's, so
nodes whose clocks differ agree on what is due.
"""

import json
from collections.abc import Callable

import structlog
from django.db import connection, transaction

from zhiyu.platform import plain
from zhiyu.platform.bus import DomainEvent, Subscription, subscription_of
from zhiyu.platform.live import tell

CHANNEL = "deliveries"
MAX_ATTEMPTS = 8
log = structlog.get_logger(__name__)

TAKE = """
update platform_delivery d
   set due_at = null, claimed_by = %(worker)s, claimed_at = statement_timestamp(), updated_at = statement_timestamp()
  from platform_event e
 where e.id = d.event_id and d.id = (
       select id from platform_delivery where state = 'waiting' and due_at <= statement_timestamp()
        order by due_at limit 1 for update skip locked)
returning d.id, d.event_id, d.handler, e.payload::text
"""
LOCK = "select id from platform_delivery where id = %s and state <> 'done' for update"
DONE = "update platform_delivery set state = 'done', updated_at = statement_timestamp() where id = %s returning id"
COUNT = """
update platform_delivery
   set attempts = attempts + 1, last_error = %(error)s, updated_at = statement_timestamp(), claimed_by = null,
       due_at = statement_timestamp() + make_interval(secs => 2 ^ (attempts + 1)),
       state = case when attempts + 1 < %(most)s then 'waiting' else 'parked' end
 where state = 'waiting' and
"""
FAILED = COUNT + " id = %(delivery)s returning attempts, state"
# Counted too, so that one that kills whoever takes it is parked.
LEFT = f"""{COUNT} due_at is null and not exists (
       select from procrastinate_workers w
        where w.id = claimed_by and w.last_heartbeat > now() - make_interval(secs => %(silent)s))
"""


def deliver_due(*, worker: int | None = None, stopped: Callable[[], bool] = lambda: False) -> int:
    """One after the other until none is due. ``worker``'s heartbeat says that it still has what it took."""
    count = 0
    while not stopped() and (taken := plain.row(TAKE, {"worker": worker})):
        deliver(*taken)
        count += 1
    return count


def deliver(delivery_id: int, event_id: int, handler: str, payload: str) -> None:
    """What has been taken: done afterwards, or counted as failed."""
    with structlog.contextvars.bound_contextvars(event_id=event_id, handler=handler):
        try:
            subscription = subscription_of(handler)
            event = subscription.event_type(**json.loads(payload))
            run = run_outside if subscription.outside else run_inside
            run(delivery_id, subscription, event)
        except Exception as error:  # noqa: BLE001 -- whatever a handler raises is counted, retried, then parked
            if connection.errors_occurred:
                connection.close_if_unusable_or_obsolete()
            record_failure(delivery_id=delivery_id, error=error)


def run_inside(delivery_id: int, subscription: Subscription, event: DomainEvent) -> None:
    with transaction.atomic():
        if plain.row(LOCK, [delivery_id]):
            subscription.handle(event)
            plain.row(DONE, [delivery_id])


def run_outside(delivery_id: int, subscription: Subscription, event: DomainEvent) -> None:
    subscription.handle(event)
    plain.row(DONE, [delivery_id])


@transaction.atomic
def record_failure(*, delivery_id: int, error: Exception) -> None:
    """Count the failure; wait 2, 4, 8 … 128 seconds before the next try, or park after the last."""
    text = f"{type(error).__name__}: {error}".replace("\0", "")[:2000]
    counted = plain.row(FAILED, {"delivery": delivery_id, "error": text, "most": MAX_ATTEMPTS})
    if counted is None:
        return
    attempts, state = counted
    log.warning("delivery failed", delivery=delivery_id, attempts=attempts, exc_info=error)
    if state == "parked":
        tell("studio")
