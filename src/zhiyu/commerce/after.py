"""What comes after paying: the word of welcome for who holds a product, and the one step that follows."""

from collections.abc import Callable
from dataclasses import dataclass

from zhiyu.access.queries import owned_products, owns
from zhiyu.catalog.models import Product, Welcome
from zhiyu.catalog.plans import SOLD_AS
from zhiyu.catalog.welcomes import welcome_of
from zhiyu.commerce.models import OrderLine
from zhiyu.commerce.presenters import Goods, goods_of
from zhiyu.commerce.pricing import quote_each
from zhiyu.kernel.clock import now
from zhiyu.kernel.errors import NotFound
from zhiyu.platform.plain import row
from zhiyu.promotions.quotes import Quote

# Who was given several things as one, or what opens on a later day, holds that as long as it was not taken back:
# bought by themselves or by a friend, or given by anything else that names the product itself.
GIVEN = """
select from access_grant g
left join commerce_orderline l on l.id = substring(g.source from '^order_line:([0-9]+)$')::bigint
where g.user_id = %(user)s and g.revoked_at is null and %(product)s = any(array[g.product_id, l.product_id])
"""
FURTHEST = 5

# Whether somebody was given a product as one by what an app above knows: (user, product).
Giver = Callable[[int, int], bool]
_givers: dict[str, Giver] = {}


def register_giver(key: str, giver: Giver) -> None:
    if key in _givers:
        raise RuntimeError(f"two givers named {key}")
    _givers[key] = giver


def holds(user_id: int | None, product: Product) -> bool:
    if user_id is None:
        return False
    if owns(user_id, product.pk):
        return True
    later = product.opens_at is not None and product.opens_at > now()
    if not (product.composed or later):
        return False
    asked = {"user": user_id, "product": product.pk}
    return row(GIVEN, asked) is not None or any(giver(user_id, product.pk) for _, giver in sorted(_givers.items()))


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
