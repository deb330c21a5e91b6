"""Orders that are not paid: the channel is asked first, so that no money arrives for what was given away."""

from collections.abc import Collection

import structlog
from django.db import transaction

from zhiyu.catalog.actions import release_seats
from zhiyu.commerce.actions.paying import confirm_payment
from zhiyu.commerce.errors import AmountMismatch, OrderStateError, ProviderUnavailable
from zhiyu.commerce.events import OrderClosed
from zhiyu.commerce.models import Order, PaymentAttempt
from zhiyu.commerce.payments import PaymentStatus, ProviderError, provider
from zhiyu.commerce.queries import expired_orders, order_of
from zhiyu.kernel.clock import now
from zhiyu.platform import audit
from zhiyu.platform.bus import publish

log = structlog.get_logger(__name__)
AT_ONCE = 200
# Missing may still be under way to the channel.
ALIVE = {PaymentStatus.PENDING, PaymentStatus.MISSING}


def close_order(*, order_no: str, actor_id: int | None = None) -> Order:
    """Ask the channel to close; where it will not, what it says was paid is confirmed; only then let go."""
    attempts = PaymentAttempt.objects.filter(order__no=order_no, closed_at=None)
    shut = [attempt.pk for attempt in attempts if shut_attempt(attempt)]
    return record_closed(order_no=order_no, shut=shut, actor_id=actor_id)


def shut_attempt(attempt: PaymentAttempt) -> bool:
    """Whether nobody can pay it any more."""
    try:
        provider(attempt.provider).close(attempt.out_trade_no)
    except ProviderError as error:
        log.info("channel did not close", attempt=attempt.out_trade_no, error=str(error))
        return look_up(attempt) != PaymentStatus.PENDING
    return True


def look_up(attempt: PaymentAttempt) -> PaymentStatus:
    """Ask what became of an attempt, and confirm it when it was paid."""
    state = provider(attempt.provider).query(attempt.out_trade_no)
    if state.status == PaymentStatus.PAID:
        confirm_payment(
            out_trade_no=attempt.out_trade_no,
            provider=attempt.provider,
            reference=state.reference,
            paid_fen=state.paid_fen,
            paid_at=state.paid_at or now(),
        )
    elif state.status == PaymentStatus.CLOSED:
        mark_shut(attempt)  # its code is dead: whoever wants to pay gets a new one
    return state.status


@transaction.atomic
def record_closed(*, order_no: str, shut: Collection[int], actor_id: int | None) -> Order:
    order = Order.objects.select_for_update().get(no=order_no)
    order.attempts.filter(pk__in=shut, closed_at=None).update(closed_at=now())
    if order.status != Order.Status.PENDING or order.attempts.filter(closed_at=None).exists():
        return order
    order.move_to(Order.Status.CLOSED, closed_at=now())
    for line in order.lines.order_by("product_id"):
        release_seats(product_id=line.product_id, quantity=line.quantity)
    publish(OrderClosed(order_id=order.pk))
    audit.record(actor_id=actor_id, action="order.closed", target=f"order:{order.no}")
    return order


def cancel_order(*, order_no: str, buyer_id: int) -> Order:
    """A buyer changes their mind. If their money was already under way, they get the course instead."""
    order = order_of(buyer_id, order_no)
    if order.status == Order.Status.CLOSED:
        return order
    if order.status != Order.Status.PENDING:
        raise OrderStateError
    try:
        order = close_order(order_no=order.no, actor_id=buyer_id)
    except ProviderError as error:
        raise ProviderUnavailable from error
    except AmountMismatch as error:
        log.exception("an order was paid with another amount", order=order.no)
        raise OrderStateError from error
    if order.status == Order.Status.PENDING:
        raise ProviderUnavailable
    return order


def close_other_attempts(*, order_id: int) -> None:
    """After one way of paying succeeded, shut the others, lest somebody pays twice."""
    for attempt in PaymentAttempt.objects.filter(order_id=order_id, closed_at=None):
        if shut_attempt(attempt):
            mark_shut(attempt)


def follow_up(attempt: PaymentAttempt) -> None:
    """Ask after a silent attempt. One that nobody waits for and yet can be paid is shut, if need be again."""
    status = look_up(attempt)
    unwanted = attempt.closed_at is not None or attempt.order.status != Order.Status.PENDING
    if status in ALIVE and unwanted and shut_attempt(attempt):
        mark_shut(attempt)


def mark_shut(attempt: PaymentAttempt) -> None:
    PaymentAttempt.objects.filter(pk=attempt.pk, closed_at=None).update(closed_at=now())


def close_expired() -> int:
    """Answers how many orders were closed; what the channel does not answer for waits a minute more."""
    closed = 0
    for order_no in list(expired_orders().values_list("no", flat=True)[:AT_ONCE]):
        try:
            closed += close_order(order_no=order_no).status == Order.Status.CLOSED
        except Exception:  # whatever is odd about one, the clock goes on for the others
            log.exception("order not closed", order=order_no)
    return closed
