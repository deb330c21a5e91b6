"""Orders that are not paid: the channel is asked first, so that no money arrives for what was given away."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

import structlog
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from zhiyu.commerce.actions.fulfilment import let_go
from zhiyu.commerce.actions.patience import (
    FIRST,
    LOOKS_AFTER_THE_END,
    UNCLOSED,
    WHILE_WAITED_FOR,
    in_turn,
    next_time,
)
from zhiyu.commerce.actions.paying import confirm_payment
from zhiyu.commerce.actions.suspending import suspend_payment
from zhiyu.commerce.errors import AmountMismatch, OrderStateError, ProviderUnavailable
from zhiyu.commerce.models import Order, PaymentAttempt
from zhiyu.commerce.payments import PaymentState, PaymentStatus, ProviderError, provider
from zhiyu.commerce.queries import expired_orders, order_of
from zhiyu.kernel.clock import now
from zhiyu.platform import audit

log = structlog.get_logger(__name__)
AT_ONCE = 200
# Nobody knows here whether money was taken, so nobody says that it was not.
NOT_KNOWN = _("这笔订单可能正在付款，现在还不能取消。请稍后再看。")
A_MINUTE = timedelta(minutes=1)
# Missing may still be under way to the channel.
ALIVE = {PaymentStatus.PENDING, PaymentStatus.MISSING}


def close_order(*, order_no: str, actor_id: int | None = None) -> Order:
    """Ask the channel to close; where it will not, what it says was paid is confirmed; only then let go."""
    attempts = PaymentAttempt.objects.filter(order__no=order_no, closed_at=None)
    shut = [attempt.pk for attempt in attempts if shut_attempt(attempt)]
    return record_closed(order_no=order_no, shut=shut, actor_id=actor_id)


@transaction.atomic
def keep_open(*, order_no: str, until: datetime) -> None:
    """Somebody has to look before it is known whether it was paid; meanwhile it stays open, and keeps its seats."""
    order = Order.objects.select_for_update().get(no=order_no)
    if order.status == Order.Status.PENDING:
        order.expires_at = max(order.expires_at, until)
        order.close_at = max(order.close_at or until, until)
        order.save(update_fields=["expires_at", "close_at"])


def close_unless_unsure(*, order_no: str) -> None:
    """The job's form: what the channel does not answer for is no failure, the clock asks again within the minute."""
    try:
        close_order(order_no=order_no)
    except ProviderError as error:
        log.info("order not closed yet", order=order_no, error=str(error))


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
        take(attempt, state)
    elif state.status == PaymentStatus.CLOSED:
        mark_shut(attempt)  # its code is dead: whoever wants to pay gets a new one
    return state.status


def take(attempt: PaymentAttempt, state: PaymentState) -> None:
    """What the channel itself says was paid, asked by us: confirmed, or in suspense when it is another amount."""
    said: dict[str, Any] = {"reference": state.reference, "paid_fen": state.paid_fen, "paid_at": state.paid_at or now()}
    try:
        confirm_payment(out_trade_no=attempt.out_trade_no, provider=attempt.provider, **said)
    except AmountMismatch:
        suspend_payment(attempt_id=attempt.pk, **said)


@transaction.atomic
def record_closed(*, order_no: str, shut: Collection[int], actor_id: int | None) -> Order:
    order = Order.objects.select_for_update().get(no=order_no)
    order.attempts.filter(pk__in=shut, closed_at=None).update(**shut_now())
    if order.status == Order.Status.PENDING and not order.attempts.filter(closed_at=None).exists():
        let_go(order, actor_id=actor_id)
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
        raise ProviderUnavailable(NOT_KNOWN) from error
    if order.status == Order.Status.PENDING:
        raise ProviderUnavailable(NOT_KNOWN)
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


@transaction.atomic
def mark_shut(attempt: PaymentAttempt) -> None:
    """Under the order's lock, as another is begun: whoever begins one finds either this one open or none."""
    Order.objects.select_for_update().get(pk=attempt.order_id)
    PaymentAttempt.objects.filter(pk=attempt.pk, closed_at=None).update(**shut_now())


def shut_now() -> dict[str, Any]:
    """A shut attempt is looked at a few times more: channels let money through that was thought impossible."""
    return {"closed_at": now(), "ask_at": now() + FIRST, "stuck_at": None}


def postpone_look(attempt: PaymentAttempt) -> bool:
    """When to ask next, written before asking, so that whatever happens it is not asked at once again.

    False: somebody else asks already.
    """
    ended = attempt.closed_at is not None or attempt.order.status != Order.Status.PENDING
    since = attempt.closed_at or attempt.created_at
    until, longest = (LOOKS_AFTER_THE_END, LOOKS_AFTER_THE_END) if ended else (UNCLOSED, WHILE_WAITED_FOR)
    ask_at = next_time(since, at=now(), until=until, longest=longest)
    return PaymentAttempt.objects.filter(pk=attempt.pk, ask_at=attempt.ask_at).update(ask_at=ask_at) == 1


def close_expired() -> int:
    """Answers how many orders were closed; what the channel does not answer for waits longer each time."""
    closed = 0
    for order in in_turn(list(expired_orders()[:AT_ONCE])):
        again = next_time(order.expires_at, at=now(), until=UNCLOSED, first=A_MINUTE)
        if not postpone_close(order, until=again or now() + FIRST):
            continue
        try:
            found = close_order(order_no=order.no)
        except Exception:  # whatever is odd about one, the clock goes on for the others
            log.exception("order not closed", order=order.no)
            found = Order.objects.get(pk=order.pk)
        closed += found.status == Order.Status.CLOSED
        if again is None and found.status == Order.Status.PENDING:
            give_up(found)
    return closed


def postpone_close(order: Order, *, until: datetime) -> bool:
    """Written before asking, like ``postpone_look``; the last time too, since who asks may be killed over it."""
    return Order.objects.filter(pk=order.pk, close_at=order.close_at).update(close_at=until) == 1


@transaction.atomic
def give_up(order: Order) -> None:
    """Days without a word: from here on a person asks, and sees it on the page of stuck orders."""
    if not Order.objects.filter(pk=order.pk, status=Order.Status.PENDING).update(close_at=None):
        return
    order.attempts.filter(closed_at=None).update(stuck_at=now(), ask_at=None)
    audit.record(actor_id=None, action="order.stuck", target=f"order:{order.no}")
