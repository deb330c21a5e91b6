"""What being paid means, and what being let go means: the state, access or seats, the fact for everybody else."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from zhiyu.access.actions import grant
from zhiyu.catalog.actions import release_seats
from zhiyu.catalog.models import Product
from zhiyu.commerce.events import OrderClosed, OrderPaid
from zhiyu.commerce.models import Order, OrderLine
from zhiyu.kernel.clock import now
from zhiyu.platform import audit, plain
from zhiyu.platform.bus import publish


def fulfil(order: Order, *, paid_fen: int, at: datetime, actor_id: int | None = None) -> None:
    order.move_to(Order.Status.PAID, paid_at=at)
    for line in lines_of(order):
        grant(user_id=order.buyer_id, product_id=line.product_id, source=line.source)
    publish(OrderPaid(order_id=order.pk, buyer_id=order.buyer_id, paid_fen=paid_fen))
    audit.record(actor_id=actor_id, action="order.paid", target=f"order:{order.no}", paid_fen=paid_fen)


def let_go(order: Order, *, actor_id: int | None = None) -> None:
    """Close a pending order and free its seats, in the caller's transaction."""
    order.move_to(Order.Status.CLOSED, closed_at=now(), close_at=None)
    for line in order.lines.order_by("product_id"):
        release_seats(product_id=line.product_id, quantity=line.quantity)
    publish(OrderClosed(order_id=order.pk))
    audit.record(actor_id=actor_id, action="order.closed", target=f"order:{order.no}")


def lock_orders(*, buyer_id: int, product_ids: Collection[int]) -> list[Order]:
    """Every order of one buyer for these products, oldest first: two of them are never paid at the same time."""
    of_these = "id in (select order_id from commerce_orderline where product_id = any(%s))"
    return plain.found(Order, f"where buyer_id = %s and {of_these} order by id for update", [buyer_id, [*product_ids]])


def know(order: Order, *, lines: list[OrderLine]) -> None:
    """A new order's lines, and that it has no refunds, as a reader would find them: nobody has to read them back."""
    remember(order, "lines", lines, order.lines.all())
    remember(order, "refunds", [], order.refunds.all())


def remember(order: Order, name: str, rows: list[Any], found: Any) -> None:
    found._result_cache, found._prefetch_done = rows, True  # noqa: SLF001 -- what prefetching itself does
    order.__dict__.setdefault("_prefetched_objects_cache", {})[name] = found


def lines_of(order: Order) -> list[OrderLine]:
    """With their products, read once for the whole of an action: lines never change."""
    if "lines" not in order.__dict__.get("_prefetched_objects_cache", {}):
        found = plain.found(OrderLine, "where order_id = %s order by id", [order.pk])
        sold = plain.found(Product, "where id = any(%s)", [[line.product_id for line in found]])
        products = {product.pk: product for product in sold}
        for line in found:
            line.order, line.product = order, products[line.product_id]
        remember(order, "lines", found, order.lines.all())
    return list(order.lines.all())
