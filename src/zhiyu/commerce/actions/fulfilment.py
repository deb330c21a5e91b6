"""What being paid means, in the payment's own transaction: the state, access, the fact for everybody else."""

from datetime import datetime

from zhiyu.access.actions import grant
from zhiyu.commerce.events import OrderPaid
from zhiyu.commerce.models import Order
from zhiyu.platform import audit
from zhiyu.platform.bus import publish


def fulfil(order: Order, *, paid_fen: int, at: datetime, actor_id: int | None = None) -> None:
    order.move_to(Order.Status.PAID, paid_at=at)
    for line in order.lines.all():
        grant(user_id=order.buyer_id, product_id=line.product_id, source=line.source)
    publish(OrderPaid(order_id=order.pk, buyer_id=order.buyer_id, paid_fen=paid_fen))
    audit.record(actor_id=actor_id, action="order.paid", target=f"order:{order.no}", paid_fen=paid_fen)
