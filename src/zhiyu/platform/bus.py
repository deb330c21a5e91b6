"""Typed domain events: ``publish`` writes the fact and a delivery per subscriber in the caller's transaction."""

import dataclasses
from collections import defaultdict
from collections.abc import Callable
from typing import Any, ClassVar, Protocol, TypeVar

from django.db import connection

from zhiyu.platform import plain
from zhiyu.platform.models import Delivery, Event


class DomainEvent(Protocol):
    """A frozen dataclass of ids and amounts with a stable dotted ``name``."""

    name: ClassVar[str]
    __dataclass_fields__: ClassVar[dict[str, Any]]


E = TypeVar("E", bound=DomainEvent)
Handle = Callable[[E], None]


@dataclasses.dataclass(frozen=True, kw_only=True)
class Subscription:
    key: str
    event_type: type[Any]
    handle: Callable[[Any], None]
    outside: bool


_by_event: defaultdict[str, list[Subscription]] = defaultdict(list)
_by_key: dict[str, Subscription] = {}


def subscribe(event_type: type[E], *, key: str, outside: bool = False) -> Callable[[Handle[E]], Handle[E]]:
    """Register a handler under ``key``, its stable name in the database.

    ``outside=True``: the handler calls the outside world, so it runs after the claim is committed,
    in no transaction; it must carry the event's own ids as idempotency key.
    """

    def register(handle: Handle[E]) -> Handle[E]:
        if key in _by_key:
            raise RuntimeError(f"two subscribers named {key}")
        subscription = Subscription(key=key, event_type=event_type, handle=handle, outside=outside)
        _by_key[key] = subscription
        _by_event[event_type.name].append(subscription)
        return handle

    return register


def publish(event: DomainEvent) -> None:
    """Write the event and its deliveries beside the change it describes; all commit or none does.

    The table tells the workers, by trigger, when the deliveries are committed.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("publish() outside a transaction would lose or invent facts")
    fact = Event(name=event.name, payload=dataclasses.asdict(event))
    plain.insert(fact, *(Delivery(event=fact, handler=subscription.key) for subscription in _by_event[event.name]))


def subscription_of(key: str) -> Subscription:
    return _by_key[key]
