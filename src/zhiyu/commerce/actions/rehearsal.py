"""Somebody who has bought something, for a rehearsal (``platform/rehearsing.py``)."""

from zhiyu.accounts.models import User
from zhiyu.catalog.models import Product
from zhiyu.commerce.actions.orders import place_order
from zhiyu.commerce.actions.paying import begin_attempt, confirm_payment
from zhiyu.commerce.models import Order
from zhiyu.commerce.pricing import quote_for
from zhiyu.kernel.clock import now
from zhiyu.platform import rehearsing


def buyer(product: Product) -> User:
    """At today's price, by the very actions of a sale."""
    user: User = rehearsing.play("newcomer")
    offer = quote_for([product.code], buyer_id=user.pk)
    order = place_order(
        buyer_id=user.pk,
        lines=[(product.code, 1)],
        shown_total_fen=offer.total_fen,
        accepted=[term.id for term in offer.terms],
    )
    if order.status == Order.Status.PENDING:
        attempt = begin_attempt(order_no=order.no, buyer_id=user.pk, provider="wechat", method="native")
        confirm_payment(
            out_trade_no=attempt.out_trade_no,
            provider=attempt.provider,
            reference=f"rehearsal-{order.no}",
            paid_fen=order.total_fen,
            paid_at=now(),
        )
    return user
