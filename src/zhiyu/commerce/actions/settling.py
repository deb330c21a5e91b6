"""The channel gives the money back: it is asked with a number that never changes, and its answers are settled."""

from datetime import datetime
from typing import Any

import structlog
from django.db import transaction

from zhiyu.commerce.actions.patience import FIRST
from zhiyu.commerce.errors import RefundStateError, UnknownPayment
from zhiyu.commerce.events import RefundApproved, RefundSettled
from zhiyu.commerce.models import Order, OrderLine, Payment, PaymentAttempt, Refund, RefundLine
from zhiyu.commerce.payments import ProviderError, ProviderPermanent, RefundOrder, RefundState, provider
from zhiyu.commerce.queries import lines_unsettled, open_refund
from zhiyu.kernel.clock import now
from zhiyu.kernel.errors import NotFound
from zhiyu.kernel.ids import dated_no
from zhiyu.ledger.actions import post
from zhiyu.platform import audit
from zhiyu.platform.bus import publish
from zhiyu.platform.live import tell

log = structlog.get_logger(__name__)
Status = Refund.Status
ENDED = {Status.SUCCEEDED, Status.CLOSED}
SILENT = {Status.APPROVED, Status.PROCESSING}


def ask_channel(*, refund_id: int) -> None:
    """Outside any transaction. A lost answer is asked for again with the same number: the money goes back once."""
    refund = Refund.objects.select_related("payment__attempt").get(pk=refund_id)
    payment = refund.payment
    if payment is None or payment.attempt is None or refund.status not in {Status.APPROVED, Status.PROCESSING}:
        return
    said = ""
    try:
        state = provider(payment.provider).refund(asked_of_channel(refund, payment, payment.attempt))
    except ProviderPermanent as error:
        log.warning("channel refused a refund", refund=refund.no, exc_info=error)
        state, said = RefundState(no=refund.no, status=Status.ABNORMAL), str(error)
    settle_refund(no=refund.no, provider=payment.provider, status=state.status, reference=state.reference, said=said)


def asked_of_channel(refund: Refund, payment: Payment, attempt: PaymentAttempt) -> RefundOrder:
    """The same words each time, whether it is asked for or asked after."""
    return RefundOrder(
        no=refund.no,
        out_trade_no=attempt.out_trade_no,
        reference=payment.reference,
        refund_fen=refund.channel_fen,
        total_fen=payment.amount_fen,
        reason=str(Refund.Reason(refund.reason).label),
    )


@transaction.atomic
def settle_refund(*, no: str, provider: str, status: str, reference: str = "", said: str = "") -> Refund:
    """Take the channel's word on a refund: processing, succeeded, abnormal, closed. Repeated, it changes nothing.

    ``said``: why it would not, in its own words, for whoever has to mend it.
    """
    found = Refund.objects.filter(no=no, payment__provider=provider).values_list("pk", "order_id").first()
    if found is None or status not in {Status.PROCESSING, Status.ABNORMAL, *ENDED}:
        raise UnknownPayment
    order = Order.objects.select_for_update().get(pk=found[1])
    refund = Refund.objects.select_for_update().get(pk=found[0])
    if refund.status == status or refund.status in ENDED:
        return refund
    if status == Status.SUCCEEDED:
        record_success(order, refund, reference=reference)
        return refund
    if (refund.status, status) == (Status.ABNORMAL, Status.PROCESSING):
        return refund  # only a person's retry leads out of abnormal, not a late letter
    stamps: dict[str, Any] = {"provider_reference": reference or refund.provider_reference}
    if status != Status.PROCESSING:
        stamps |= {"stuck_at": now(), "ask_at": None}
    refund.move_to(Status(status), **stamps)
    if status != Status.PROCESSING:
        announce(order, refund, said=said)
    return refund


def record_success(order: Order, refund: Refund, *, reference: str = "", outside: bool = False) -> None:
    """The money is back: the payable is settled and the order says so. Inside the caller's transaction.

    ``outside``: a person gave it back from the bank, and not the channel from what it holds for us.
    """
    said: dict[str, Any] = {"settled_at": now(), "outside": outside}
    said["provider_reference"] = reference or refund.provider_reference
    refund.move_to(Status.SUCCEEDED, **said, ask_at=None, stuck_at=None)
    if refund.payment is not None and refund.channel_fen:
        paid_by = "bank" if outside else f"receivable:{refund.payment.provider}"
        post(
            source=f"order:{order.no}/refund:{refund.no}/settled",
            memo=refund.no,
            lines=[("payable:refunds", refund.channel_fen), (paid_by, -refund.channel_fen)],
        )
    if not (refund.stray or refund.payout):
        count_back(order, refund)
    announce(order, refund)


def count_back(order: Order, refund: Refund) -> None:
    for given in refund.lines.all():
        line = OrderLine.objects.select_for_update().get(pk=given.line_id)
        line.refunded_fen += given.amount_fen
        line.save(update_fields=["refunded_fen"])
    rest = lines_unsettled(order).exists()
    whole = Order.Status.PARTLY_REFUNDED if rest else Order.Status.REFUNDED
    order.move_to(whole, refunded_fen=order.refunded_fen + refund.amount_fen)


def announce(order: Order, refund: Refund, *, said: str = "") -> None:
    publish(RefundSettled(refund_id=refund.pk, order_id=order.pk, status=refund.status))
    told = {"refund": refund.no, "note": said[:200]} if said else {"refund": refund.no}
    audit.record(actor_id=None, action=f"refund.{refund.status}", target=f"order:{order.no}", **told)


def retry_refund(*, refund_id: int, actor_id: int) -> Refund:
    """After somebody mended the cause, ask the channel again; silence is asked after later."""
    asked = resume(refund_id=refund_id, actor_id=actor_id)
    try:
        ask_channel(refund_id=asked.pk)
    except ProviderError as error:
        log.warning("refund asked again without an answer", refund=asked.no, exc_info=error)
    return Refund.objects.get(pk=asked.pk)


@transaction.atomic
def resume(*, refund_id: int, actor_id: int) -> Refund:
    """Abnormal goes on under its number; a number the channel closed is spent, so another refund follows it."""
    refund = Refund.objects.filter(pk=refund_id).first()
    if refund is None:
        raise NotFound
    order = Order.objects.select_for_update().get(pk=refund.order_id)
    refund = Refund.objects.select_for_update().get(pk=refund_id)
    if not refund.stuck:
        raise RefundStateError
    if refund.status == Status.CLOSED:
        refund = follow(order, refund, actor_id=actor_id)
    elif refund.status in SILENT:
        for name, value in asked_anew().items():
            setattr(refund, name, value)
        refund.save(update_fields=list(asked_anew()))
    else:
        refund.move_to(Status.PROCESSING, **asked_anew())
    audit.record(actor_id=actor_id, action="refund.retried", target=f"order:{order.no}", refund=refund.no)
    return refund


def asked_anew() -> dict[str, datetime | None]:
    return {"asked_at": now(), "ask_at": now() + FIRST, "stuck_at": None}


def follow(order: Order, closed: Refund, *, actor_id: int) -> Refund:
    """The same money and lines under a new number. Access is undone and the money owed already: neither again."""
    if not closed.stray and open_refund(order) is not None:
        raise RefundStateError
    refund = Refund.objects.create(
        no=dated_no("R"),
        order=order,
        payment=closed.payment,
        follows=closed,
        status=Status.APPROVED,
        amount_fen=closed.amount_fen,
        balance_fen=closed.balance_fen,
        reason=closed.reason,
        note=closed.note,
        undo=[item for item in closed.undo if item["kind"] == "money"],
        requested_by=closed.requested_by,
        decided_by_id=actor_id,
        decided_at=now(),
        asked_at=now(),
        ask_at=now() + FIRST,
    )
    closed.stuck_at = None
    closed.save(update_fields=["stuck_at"])
    RefundLine.objects.bulk_create(
        RefundLine(refund=refund, line_id=given.line_id, amount_fen=given.amount_fen, whole=given.whole)
        for given in closed.lines.all()
    )
    publish(RefundApproved(refund_id=refund.pk, order_id=order.pk))
    tell(f"order:{order.no}")
    return refund
