"""Money in another amount than was asked: it buys nothing, stands in suspense, and a person decides."""

from datetime import datetime

from django.db import transaction

from zhiyu.commerce.actions.fulfilment import let_go
from zhiyu.commerce.actions.patience import FIRST
from zhiyu.commerce.actions.paying import locked
from zhiyu.commerce.errors import AmountMismatch, OrderStateError
from zhiyu.commerce.events import PaymentSuspended, RefundApproved
from zhiyu.commerce.models import Order, Payment, PaymentAttempt, Refund
from zhiyu.kernel.clock import now
from zhiyu.kernel.errors import NotFound
from zhiyu.kernel.ids import dated_no
from zhiyu.ledger.actions import post
from zhiyu.platform import audit
from zhiyu.platform.bus import publish


@transaction.atomic
def suspend_payment(*, attempt_id: int, reference: str, paid_fen: int, paid_at: datetime) -> Order:
    """Keep what the channel itself says it took. An order that waited for its money ends with it."""
    attempt = PaymentAttempt.objects.select_related("order").get(pk=attempt_id)
    order = locked(attempt.order_id)
    known = Payment.objects.filter(provider=attempt.provider, reference=reference).first()
    if known is not None and known.attempt_id == attempt.pk:
        return order
    if known is not None or paid_fen <= 0:
        raise AmountMismatch
    payment = Payment.objects.create(
        order=order,
        attempt=attempt,
        provider=attempt.provider,
        reference=reference,
        amount_fen=paid_fen,
        paid_at=paid_at,
        suspended=True,
    )
    post(
        source=f"order:{order.no}/payment:{payment.pk}",
        memo=str(payment),
        lines=[(f"receivable:{payment.provider}", paid_fen), ("suspense", -paid_fen)],
    )
    attempt.closed_at, attempt.ask_at, attempt.stuck_at = now(), None, None
    attempt.save(update_fields=["closed_at", "ask_at", "stuck_at"])
    if order.status == Order.Status.PENDING:
        let_go(order)
    publish(PaymentSuspended(order_id=order.pk, payment_id=payment.pk))
    audit.record(
        actor_id=None,
        action="payment.suspended",
        target=f"order:{order.no}",
        paid_fen=paid_fen,
        asked_fen=attempt.amount_fen,
        reference=reference,
    )
    return order


@transaction.atomic
def return_suspended(*, payment_id: int, actor_id: int) -> Refund:
    """Give back exactly what came. Said twice it is said once."""
    order, payment = held(payment_id)
    known = payment.refunds.filter(reason=Refund.Reason.PAID_OTHER_AMOUNT).order_by("-pk").first()
    if known is not None:
        return known
    if payment.cleared_at is not None:
        raise OrderStateError
    post(
        source=f"order:{order.no}/payment:{payment.pk}/back",
        memo=str(payment),
        lines=[("suspense", payment.amount_fen), ("payable:refunds", -payment.amount_fen)],
    )
    refund = Refund.objects.create(
        no=dated_no("R"),
        order=order,
        payment=payment,
        status=Refund.Status.APPROVED,
        amount_fen=payment.amount_fen,
        reason=Refund.Reason.PAID_OTHER_AMOUNT,
        decided_by_id=actor_id,
        decided_at=now(),
        ask_at=now() + FIRST,
    )
    clear(payment)
    publish(RefundApproved(refund_id=refund.pk, order_id=order.pk))
    audit.record(
        actor_id=actor_id,
        action="payment.returned",
        target=f"order:{order.no}",
        refund=refund.no,
        amount_fen=refund.amount_fen,
    )
    return refund


@transaction.atomic
def clear_suspended(*, payment_id: int, actor_id: int, note: str) -> Payment:
    """Dealt with elsewhere: the channel's next bill tells how, and its line stands in suspense against this one."""
    order, payment = held(payment_id)
    if payment.cleared_at is None:
        clear(payment)
        audit.record(
            actor_id=actor_id, action="payment.cleared", target=f"order:{order.no}", payment=payment.pk, note=note[:200]
        )
    return payment


def held(payment_id: int) -> tuple[Order, Payment]:
    """The order's row first, as everywhere."""
    order_id = Payment.objects.filter(pk=payment_id, suspended=True).values_list("order_id", flat=True).first()
    if order_id is None:
        raise NotFound
    order = Order.objects.select_for_update().get(pk=order_id)
    return order, Payment.objects.select_for_update().get(pk=payment_id)


def clear(payment: Payment) -> None:
    payment.cleared_at = now()
    payment.save(update_fields=["cleared_at"])
