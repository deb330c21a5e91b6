"""What comes after paying: the word of welcome for who holds a product, and the one step that follows."""

from dataclasses import dataclass

from zhiyu.access.queries import owned_products, owns
from zhiyu.catalog.models import Product, Welcome
from zhiyu.catalog.plans import SOLD_AS
from zhiyu.catalog.welcomes import welcome_of
from zhiyu.commerce.models import OrderLine, Refund
from zhiyu.commerce.presenters import Goods, goods_of
from zhiyu.commerce.pricing import quote_each
from zhiyu.kernel.clock import now
from zhiyu.kernel.errors import NotFound
from zhiyu.platform.plain import row
from zhiyu.promotions.quotes import Quote

# Who bought several things as one, or what opens on a later day, holds that as long as it was not given back.
BOUGHT = """
select from commerce_orderline l join commerce_order o on o.id = l.order_id
where o.buyer_id = %(user)s and l.product_id = %(product)s and l.to_buyer and o.paid_at is not null
  and not exists (select from commerce_refundline x join commerce_refund r on r.id = x.refund_id
                  where x.line_id = l.id and r.status = any(%(undone)s))
"""
FURTHEST = 5


def holds(user_id: int | None, product: Product) -> bool:
    if user_id is None:
        return False
    asked = {"user": user_id, "product": product.pk, "undone": [*Refund.UNDONE]}
    later = product.opens_at is not None and product.opens_at > now()
    return owns(user_id, product.pk) or ((product.composed or later) and row(BOUGHT, asked) is not None)


def welcome_for(user_id: int, code: str) -> Welcome:
    """For holders alone; to everybody else there is none."""
    product = Product.objects.filter(code=code).first()
    if product is None or not holds(user_id, product):
        raise NotFound
    found = welcome_of(product.pk)
    if found is None:
        raise NotFound
    return found


def welcome_of_line(user_id: int, line: OrderLine) -> Welcome | None:
    return welcome_of(line.product_id) if holds(user_id, line.product) else None


@dataclass(frozen=True)
class NextStep:
    """One thing to go on with, at today's price."""

    goods: Goods
    quote: Quote


def next_step(leads_to_id: int | None, buyer_id: int | None) -> NextStep | None:
    """What follows, or what follows that where it is owned; nothing when nothing of it can be bought."""
    for _ in range(FURTHEST):
        if leads_to_id is None:
            return None
        product = Product.objects.select_related(*SOLD_AS).filter(pk=leads_to_id).first()
        if product is None or product.status != Product.Status.PUBLISHED or not product.sold_alone:
            return None
        if not held(buyer_id, product):
            if not product.selling(now()):
                return None
            return NextStep(goods=goods_of(product), quote=quote_each([product], buyer_id=buyer_id)[0])
        leads_to_id = product.leads_to_id
    return None


def next_after(code: str, buyer_id: int) -> NextStep | None:
    product = Product.objects.filter(code=code, published_at__isnull=False).first()
    if product is None:
        raise NotFound
    return next_step(product.leads_to_id, buyer_id)


def held(buyer_id: int | None, product: Product) -> bool:
    """With every part of it, where it has parts."""
    parts = set(product.bundle.parts.values_list("pk", flat=True)) if product.composed else {product.pk}
    return parts <= owned_products(buyer_id, parts)
