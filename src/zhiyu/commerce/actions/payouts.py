"""A balance leaves the way it came: asked for by its owner, decided like a refund, brought by the same channel."""

from django.db import transaction

from zhiyu.commerce.errors import NothingToPayOut
from zhiyu.commerce.events import RefundRequested
from zhiyu.commerce.models import Order, Payment, Refund
from zhiyu.commerce.queries import open_refund
from zhiyu.commerce.undo import UndoItem
from zhiyu.commerce.wallets import balance_of, open_payouts, orders_to_pay_out, way_back
from zhiyu.kernel.ids import dated_no
from zhiyu.platform import audit
from zhiyu.platform.bus import publish


@transaction.atomic
def request_payout(*, user_id: int, actor_id: int) -> list[Refund]:
    """All that may go back, one refund a payment, the newest first. What was asked already and waits is the answer."""
    ids = sorted(orders_to_pay_out(user_id).values_list("pk", flat=True))
    orders = list(Order.objects.select_for_update().filter(pk__in=ids).order_by("pk"))
    waiting = open_payouts(user_id)
    if waiting:
        return waiting
    left, made = balance_of(user_id), []
    for order in reversed(orders):
        found = way_back(order)
        if found is None or not left or open_refund(order) is not None:
            continue
        payment, room_fen = found
        made.append(ask_for(order, payment, min(left, room_fen), actor_id=actor_id))
        left -= made[-1].amount_fen
    if not made:
        raise NothingToPayOut
    return made


def ask_for(order: Order, payment: Payment, fen: int, *, actor_id: int) -> Refund:
    refund = Refund.objects.create(
        no=dated_no("R"),
        order=order,
        payment=payment,
        amount_fen=fen,
        reason=Refund.Reason.PAID_OUT,
        undo=[UndoItem.told("payout", fen=fen, provider=payment.provider).to_json()],
        requested_by_id=actor_id,
    )
    publish(RefundRequested(refund_id=refund.pk, order_id=order.pk))
    audit.record(
        actor_id=actor_id, action="refund.payout_requested", target=f"order:{order.no}", refund=refund.no, fen=fen
    )
    return refund
