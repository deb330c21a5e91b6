"""A person ends what could not end by itself."""

import structlog
from django.db import transaction

from zhiyu.commerce.actions.closing import close_order, shut_now
from zhiyu.commerce.actions.fulfilment import let_go
from zhiyu.commerce.actions.refunds import locked
from zhiyu.commerce.actions.settling import record_success, retry_refund
from zhiyu.commerce.actions.suspending import clear_suspended
from zhiyu.commerce.actions.wallets import pay_from_bank
from zhiyu.commerce.errors import NotStuck, ProviderUnavailable
from zhiyu.commerce.models import Order, PaymentAttempt, Refund, Wallet, WalletEntry
from zhiyu.commerce.payments import ProviderError
from zhiyu.kernel.errors import NotFound
from zhiyu.platform import audit

log = structlog.get_logger(__name__)


def ask_again(*, kind: str, pk: int, actor_id: int) -> Order:
    """Ask the channel now. What it still does not say leaves everything as it was."""
    if kind == "attempt":
        return ask_about(pk, actor_id=actor_id)
    if kind != "refund":
        raise NotFound
    refund = Refund.objects.filter(pk=pk).select_related("order").first()
    if refund is None:
        raise NotFound
    if not refund.stuck:
        raise NotStuck
    return retry_refund(refund_id=pk, actor_id=actor_id).order


def ask_about(attempt_id: int, *, actor_id: int) -> Order:
    attempt = PaymentAttempt.objects.select_related("order").filter(pk=attempt_id).first()
    if attempt is None:
        raise NotFound
    if attempt.stuck_at is None:
        raise NotStuck
    try:
        order = close_order(order_no=attempt.order.no, actor_id=actor_id)
    except ProviderError as error:
        log.warning("a stuck order was asked about without an answer", order=attempt.order.no, exc_info=error)
        raise ProviderUnavailable from error
    if order.status == Order.Status.PENDING:
        raise ProviderUnavailable
    return order


def settle_outside(*, kind: str, pk: int, actor_id: int, note: str) -> None:
    """Mark as dealt with elsewhere, with the reason. Said twice it is said once."""
    if kind == "attempt":
        end_unanswered(attempt_id=pk, actor_id=actor_id, note=note)
    elif kind == "payment":
        clear_suspended(payment_id=pk, actor_id=actor_id, note=note)
    elif kind == "refund":
        settle_from_bank(refund_id=pk, actor_id=actor_id, note=note)
    elif kind == "balance":
        settle_left_balance(wallet_id=pk, actor_id=actor_id, note=note)
    else:
        raise NotFound


@transaction.atomic
def end_unanswered(*, attempt_id: int, actor_id: int, note: str) -> None:
    """Close an order though the channel never said it is unpaid; money that comes after all is late money."""
    order_id = PaymentAttempt.objects.filter(pk=attempt_id).values_list("order_id", flat=True).first()
    if order_id is None:
        raise NotFound
    order = Order.objects.select_for_update().get(pk=order_id)
    if order.status == Order.Status.CLOSED:
        return
    if order.status != Order.Status.PENDING or not order.attempts.filter(stuck_at__isnull=False).exists():
        raise NotStuck
    order.attempts.filter(closed_at=None).update(**shut_now())
    audit.record(actor_id=actor_id, action="order.ended", target=f"order:{order.no}", note=note[:200])
    let_go(order, actor_id=actor_id)


@transaction.atomic
def settle_from_bank(*, refund_id: int, actor_id: int, note: str) -> Refund:
    """The buyer has the money, but not through the channel: what was owed is paid from the bank."""
    order, refund = locked(refund_id)
    if refund.outside:
        return refund
    if not refund.stuck:
        raise NotStuck
    record_success(order, refund, outside=True)
    audit.record(
        actor_id=actor_id,
        action="refund.settled_outside",
        target=f"order:{order.no}",
        refund=refund.no,
        note=note[:200],
    )
    return refund


@transaction.atomic
def settle_left_balance(*, wallet_id: int, actor_id: int, note: str) -> None:
    """Whoever had closed their account has the money, from the bank: their balance is nothing."""
    wallet = Wallet.objects.filter(pk=wallet_id, user__closed_at__isnull=False).first()
    if wallet is None:
        raise NotStuck
    last = WalletEntry.objects.filter(wallet=wallet, order__isnull=False).order_by("-pk").values("order")[:1]
    order = Order.objects.select_for_update().get(pk__in=last)
    fen = pay_from_bank(order)
    if fen:
        audit.record(
            actor_id=actor_id, action="balance.settled_outside", target=f"order:{order.no}", fen=fen, note=note[:200]
        )
