"""A refund is asked for and decided. The decision undoes everything in one transaction; the money follows outside."""

from collections.abc import Collection, Sequence

from django.db import transaction

from zhiyu.access.actions import hold_rights, lock_grants, revoke
from zhiyu.catalog.actions import release_seats
from zhiyu.commerce.actions.crediting import account_of, return_credits
from zhiyu.commerce.actions.fulfilment import seats_of, takes
from zhiyu.commerce.actions.patience import FIRST
from zhiyu.commerce.actions.previews import preview_of, used_up
from zhiyu.commerce.actions.settling import record_success
from zhiyu.commerce.actions.wallets import refund_to_balance, take_for_payout
from zhiyu.commerce.consumption import handed_over
from zhiyu.commerce.errors import NotRefundable, RefundStateError
from zhiyu.commerce.events import RefundApproved, RefundRejected, RefundRequested
from zhiyu.commerce.models import Order, OrderLine, Refund, RefundLine
from zhiyu.commerce.queries import kept_payment, lines_kept, open_refund
from zhiyu.commerce.undo import undos
from zhiyu.kernel.clock import now
from zhiyu.kernel.errors import Invalid, NotFound
from zhiyu.kernel.ids import dated_no
from zhiyu.ledger.actions import post
from zhiyu.platform import audit
from zhiyu.platform.bus import publish
from zhiyu.platform.live import tell
from zhiyu.promotions import actions as promotions


@transaction.atomic
def request_refund(
    *,
    order_no: str,
    buyer_id: int,
    reason: str,
    products: Sequence[str] = (),
    line_ids: Collection[int] = (),
    to_balance: bool = False,
) -> Refund:
    """Ask for money back, the way it came or to the balance. One open refund an order: again answers the same one."""
    if reason not in Refund.BUYERS_REASONS:
        raise Invalid
    return ask(
        order_no=order_no,
        buyer_id=buyer_id,
        reason=reason,
        products=products,
        line_ids=line_ids,
        to_balance=to_balance,
    )


@transaction.atomic
def return_untaken(*, order_no: str, buyer_id: int, line_ids: Collection[int]) -> Refund:
    """What was for others and nobody came for goes back by itself; ``NotRefundable`` while another refund is open."""
    order = Order.objects.select_for_update().get(no=order_no, buyer_id=buyer_id)
    lines = lines_kept(order).filter(pk__in=line_ids)
    if open_refund(order) is not None or any(handed_over(line) for line in lines):
        raise NotRefundable
    refund = ask(order_no=order_no, buyer_id=buyer_id, reason=Refund.Reason.NOT_TAKEN, line_ids=line_ids)
    if refund.status == Refund.Status.REQUESTED:  # limits are for what people ask for
        carry_out(order, refund, actor_id=None, note="")
    return refund


def ask(
    *,
    order_no: str,
    buyer_id: int,
    reason: str,
    products: Sequence[str] = (),
    line_ids: Collection[int] = (),
    to_balance: bool = False,
) -> Refund:
    order = Order.objects.select_for_update().filter(no=order_no, buyer_id=buyer_id).first()
    if order is None:
        raise NotFound
    asked = open_refund(order)
    if asked is not None and asked.payout:
        raise RefundStateError
    if asked is not None:
        return asked
    hold_restored(order)
    lock_grants(sources=[line.source for line in order.lines.all()])
    preview = preview_of(order, products, line_ids, to_balance=to_balance)
    refund = Refund.objects.create(
        no=dated_no("R"),
        order=order,
        payment=kept_payment(order) if preview.amount_fen > preview.balance_fen else None,
        amount_fen=preview.amount_fen,
        balance_fen=preview.balance_fen,
        reason=reason,
        undo=[item.to_json() for item in preview.items],
        requested_by_id=buyer_id,
    )
    RefundLine.objects.bulk_create(
        RefundLine(refund=refund, line=part.line, amount_fen=part.amount_fen, whole=part.whole)
        for part in preview.parts
    )
    publish(RefundRequested(refund_id=refund.pk, order_id=order.pk))
    tell(f"order:{order.no}")
    audit.record(
        actor_id=buyer_id,
        action="refund.requested",
        target=f"order:{order.no}",
        refund=refund.no,
        amount_fen=refund.amount_fen,
        reason=reason,
    )
    if preview.by_itself:
        carry_out(order, refund, actor_id=None, note="")
    return refund


@transaction.atomic
def approve_refund(*, refund_id: int, actor_id: int, note: str = "") -> Refund:
    """Yes. Said twice it is said once; after a no it is too late."""
    order, refund = locked(refund_id)
    if refund.status in Refund.UNDONE:
        return refund
    hold_restored(order)
    carry_out(order, refund, actor_id=actor_id, note=note)
    return refund


@transaction.atomic
def reject_refund(*, refund_id: int, actor_id: int, note: str = "") -> Refund:
    order, refund = locked(refund_id)
    if refund.status == Refund.Status.REJECTED:
        return refund
    refund.move_to(Refund.Status.REJECTED, decided_by_id=actor_id, decided_at=now(), note=note[:200])
    publish(RefundRejected(refund_id=refund.pk, order_id=order.pk))
    audit.record(
        actor_id=actor_id, action="refund.rejected", target=f"order:{order.no}", refund=refund.no, note=note[:200]
    )
    return refund


def hold_restored(order: Order) -> None:
    """A smaller membership may go on as the larger ends: meanwhile nobody gives its owner another term of it."""
    if order.quote.get("credits"):
        hold_rights(user_id=order.buyer_id)


def locked(refund_id: int) -> tuple[Order, Refund]:
    """The order's row first, as everywhere, then the refund's."""
    order_id = Refund.objects.filter(pk=refund_id).values_list("order_id", flat=True).first()
    if order_id is None:
        raise NotFound
    order = Order.objects.select_for_update().get(pk=order_id)
    return order, Refund.objects.select_for_update().get(pk=refund_id)


def carry_out(order: Order, refund: Refund, *, actor_id: int | None, note: str) -> None:
    """Access ends, every undo is applied, the money is booked as owed, and the channel will be asked: all or none."""
    if refund.status != Refund.Status.REQUESTED:
        raise RefundStateError
    ask_at = now() + FIRST if refund.channel_fen else None
    refund.move_to(Refund.Status.APPROVED, decided_by_id=actor_id, decided_at=now(), note=note[:200], ask_at=ask_at)
    if refund.payout:
        take_for_payout(order, refund)
    else:
        undo_sale(order, refund)
    publish(RefundApproved(refund_id=refund.pk, order_id=order.pk))
    audit.record(
        actor_id=actor_id, action="refund.approved", target=f"order:{order.no}", refund=refund.no, note=note[:200]
    )
    if not refund.channel_fen:
        record_success(order, refund, reference="")


def undo_sale(order: Order, refund: Refund) -> None:
    given = list(refund.lines.select_related("line__product").order_by("line__product_id"))
    lines = [one.line for one in given]
    for grant in lock_grants(sources=[line.source for line in lines]):
        revoke(source=grant.source, product_id=grant.product_id, because=f"refund:{refund.no}")
    return_credits(order, refund, given)
    for line in lines:
        apply_undos(line)
    for product_id, quantity in seats_of(lines):
        release_seats(product_id=product_id, quantity=quantity)
    if takes(order) and not lines_kept(order):
        promotions.refund(order_no=order.no, coupon_back=not used_up(order))
    if refund.amount_fen:
        owe(order, refund)
        refund_to_balance(order, refund)


def apply_undos(line: OrderLine) -> None:
    for undo in undos():
        undo.apply(line)


def owe(order: Order, refund: Refund) -> None:
    given = refund.lines.select_related("line__product").filter(amount_fen__gt=0)
    back = [(account_of(one.line, "refunds"), one.amount_fen) for one in given]
    post(
        source=f"order:{order.no}/refund:{refund.no}/owed",
        memo=refund.no,
        lines=[*back, ("payable:refunds", -refund.amount_fen)],
    )
