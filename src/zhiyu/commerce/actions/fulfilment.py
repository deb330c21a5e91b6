"""What being paid means, and what being let go means: the state, access or seats, the fact for everybody else."""

from collections.abc import Collection
from datetime import datetime

from zhiyu.access.actions import grant
from zhiyu.catalog.actions import release_seats
from zhiyu.commerce.events import OrderClosed, OrderPaid
from zhiyu.commerce.models import Order, OrderLine
from zhiyu.commerce.queries import lines_with_products, remember
from zhiyu.kernel.clock import now
from zhiyu.platform import audit, plain
from zhiyu.platform.bus import publish
from zhiyu.promotions import actions as promotions


def fulfil(order: Order, *, paid_fen: int, at: datetime, actor_id: int | None = None) -> None:
    order.move_to(Order.Status.PAID, paid_at=at)
    for line in lines_of(order):
        grant(user_id=order.buyer_id, product_id=line.product_id, source=line.source)
    if takes(order):
        promotions.note_paid(order_no=order.no)
    publish(OrderPaid(order_id=order.pk, buyer_id=order.buyer_id, paid_fen=paid_fen))
    audit.record(actor_id=actor_id, action="order.paid", target=f"order:{order.no}", paid_fen=paid_fen)


def let_go(order: Order, *, actor_id: int | None = None) -> None:
    """Close a pending order and free its seats, in the caller's transaction."""
    order.move_to(Order.Status.CLOSED, closed_at=now(), close_at=None)
    for line in order.lines.order_by("product_id"):
        release_seats(product_id=line.product_id, quantity=line.quantity)
    if takes(order):
        promotions.give_back(order_no=order.no)
    publish(OrderClosed(order_id=order.pk))
    audit.record(actor_id=actor_id, action="order.closed", target=f"order:{order.no}")


def takes(order: Order) -> bool:
    """Whether its price took something of a deal or a coupon, which has to follow what becomes of it."""
    return bool(order.quote.get("uses") or order.quote.get("coupon"))


def lock_orders(*, buyer_id: int, product_ids: Collection[int]) -> list[Order]:
    """Every order of one buyer for these products, oldest first: two of them are never paid at the same time."""
    of_these = "id in (select order_id from commerce_orderline where product_id = any(%s))"
    return plain.found(Order, f"where buyer_id = %s and {of_these} order by id for update", [buyer_id, [*product_ids]])


def know(order: Order, *, lines: list[OrderLine]) -> None:
    """A new order's lines, and that it has no refunds, as a reader would find them: nobody has to read them back."""
    remember(order, "lines", lines)
    remember(order, "refunds", [])


def lines_of(order: Order) -> list[OrderLine]:
    """With their products, read once for the whole of an action: lines never change."""
    if "lines" not in order.__dict__.get("_prefetched_objects_cache", {}):
        remember(order, "lines", lines_with_products(order))
    return list(order.lines.all())
