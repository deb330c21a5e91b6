"""An order is paid from the buyer's balance: whole, or in part with the rest by a channel."""

from django.db import transaction

from zhiyu.commerce.actions.fulfilment import fulfil, lines_of, require_use_now, still_approved, still_runs
from zhiyu.commerce.actions.paying import locked, sales_of
from zhiyu.commerce.actions.starting import shut
from zhiyu.commerce.actions.wallets import HELD, hold_balance, lock_balance
from zhiyu.commerce.errors import BalanceTooLow, NothingToPay, OrderStateError
from zhiyu.commerce.models import Order, PaymentAttempt
from zhiyu.commerce.queries import order_of
from zhiyu.kernel.clock import now
from zhiyu.ledger.actions import post
from zhiyu.platform import audit, plain
from zhiyu.platform.live import tell


def use_balance(*, order_no: str, buyer_id: int) -> Order:
    """As much of the balance as the order takes. A page to pay all of it that stands open is shut first."""
    order = order_of(buyer_id, order_no)
    if not order.balance_fen:
        for attempt in PaymentAttempt.objects.filter(order=order, closed_at=None):
            shut(attempt)
    return set_aside(order_id=order.pk)


@transaction.atomic
def set_aside(*, order_id: int, at_most: int | None = None) -> Order:
    """Twice it is once. What the balance covers whole is paid at this moment."""
    order = locked(order_id)
    if order.balance_fen:
        return order
    if order.status != Order.Status.PENDING or order.expires_at <= now() or order.attempts.filter(closed_at=None):
        raise OrderStateError
    if not (still_approved(order) and still_runs(order)):
        raise OrderStateError
    if not order.total_fen:
        raise NothingToPay
    require_use_now(order.buyer_id, lines_of(order))
    fen = min(order.total_fen, lock_balance(order.buyer_id))
    fen = fen if at_most is None else min(fen, at_most)
    if not fen:
        raise BalanceTooLow
    hold_balance(order, fen=fen)
    order.balance_fen = fen
    plain.update(order, "balance_fen")
    audit.record(actor_id=order.buyer_id, action="order.balance_used", target=f"order:{order.no}", fen=fen)
    tell(f"order:{order.no}")
    if not order.due_fen:
        source = f"order:{order.no}/paid-from-balance"
        post(source=source, memo=order.no, lines=[(HELD, fen), *sales_of(order)])
        fulfil(order, paid_fen=fen, at=now(), actor_id=order.buyer_id)
    return order
