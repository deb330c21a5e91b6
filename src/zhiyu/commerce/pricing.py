"""Today's price of goods for a buyer: the lines and what commerce knows of them, handed to ``promotions``."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import Protocol

from zhiyu.catalog.models import Product
from zhiyu.commerce.upgrades import upgrade_credits
from zhiyu.kernel.clock import now
from zhiyu.kernel.errors import NotFound
from zhiyu.platform.plain import row
from zhiyu.promotions.market import Kind
from zhiyu.promotions.queries import Buyer, Past, market_for
from zhiyu.promotions.quotes import PricedLine, Quote, QuoteContext, quote


class Priced(Protocol):
    """A product, however it was read."""

    @property
    def code(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def price_fen(self) -> int: ...
    @property
    def refund_days(self) -> int: ...
    @property
    def refund_percent(self) -> int: ...
    @property
    def sessions(self) -> int | None: ...
    @property
    def tip(self) -> bool: ...
    @property
    def deposit(self) -> bool: ...
    @property
    def membership(self) -> bool: ...
    @property
    def refund_later_days(self) -> int: ...


def quote_for(codes: Sequence[str], *, buyer_id: int | None, coupon: str | None = None, before: bool = True) -> Quote:
    """Today's price of these products for this buyer. ``coupon`` as in ``promotions.queries.market_for``; ``before``:
    whether what they paid before counts.
    """
    products = Product.objects.in_bulk(codes, field_name="code")
    if len(products) < len(set(codes)):
        raise NotFound
    return quote_products([(products[code], 1) for code in codes], buyer_id=buyer_id, coupon=coupon, before=before)


def quote_products(
    chosen: Sequence[tuple[Priced, int]],
    *,
    buyer_id: int | None,
    coupon: str | None = None,
    to_buyer: bool = True,
    before: bool = True,
) -> Quote:
    lines = [priced(product, quantity) for product, quantity in chosen]
    if all(line.tip or line.deposit for line in lines):  # who gives names the sum: nothing lowers it; nor a deposit
        return quote(lines, context=QuoteContext(buyer_id=buyer_id, at=now()))
    codes = [one.product for one in lines]
    membership = any(product.membership for product, _ in chosen)
    context = context_of(codes, buyer_id=buyer_id, coupon=coupon, to_buyer=to_buyer, membership=membership)
    if not before:
        context = replace(context, market=replace(context.market, credits=()))
    return quote(lines, context=context)


def quote_for_others(code: str, quantity: int, *, buyer_id: int | None, coupon: str | None = None) -> Quote:
    """As ``place_for_others`` would price it: a line for each."""
    product = Product.objects.filter(code=code).first()
    if product is None:
        raise NotFound
    return quote_products([(product, 1)] * quantity, buyer_id=buyer_id, coupon=coupon, to_buyer=False)


def quote_each(products: Sequence[Priced], *, buyer_id: int | None) -> list[Quote]:
    """Each by itself, in as many statements as one: for lists of things to choose from."""
    if not products:
        return []
    membership = any(product.membership for product in products)
    context = context_of([product.code for product in products], buyer_id=buyer_id, membership=membership)
    plain = QuoteContext(buyer_id=buyer_id, at=context.at)  # of what nothing lowers, as above
    return [quote([priced(one)], context=plain if one.tip or one.deposit else context) for one in products]


def priced(product: Priced, quantity: int = 1) -> PricedLine:
    return PricedLine(
        product=product.code,
        title=product.title,
        unit_fen=product.price_fen,
        quantity=quantity,
        refund_days=product.refund_days,
        refund_percent=product.refund_percent,
        sessions=product.sessions,
        tip=product.tip,
        deposit=product.deposit,
        refund_later_days=product.refund_later_days,
    )


# Prices that are for who learns it: what is bought for others does not have them, nor what was paid for oneself.
FOR_ONESELF = {Kind.NEWCOMER, Kind.FREE}


def context_of(
    codes: Sequence[str],
    *,
    buyer_id: int | None,
    coupon: str | None = None,
    to_buyer: bool = True,
    membership: bool = False,
) -> QuoteContext:
    """``membership``: one is among them, so that a smaller one may count."""
    buyer = Buyer(id=buyer_id, past=lambda: past_of(buyer_id, codes, to_buyer=to_buyer))
    market = market_for(codes, buyer, coupon=coupon)
    if membership and buyer_id is not None:
        market = replace(market, credits=market.credits + upgrade_credits(buyer_id, codes))
    if not to_buyer:
        deals = tuple(deal for deal in market.deals if deal.kind not in FOR_ONESELF)
        market = replace(market, deals=deals, credits=())
    return QuoteContext(buyer_id=buyer_id, at=now(), market=market)


# Ordering again reuses the open orders of these goods, or puts them aside. Tips and deposits make no old customer.
PAST = """
select array(select distinct o.no from commerce_order o join commerce_orderline l on l.order_id = o.id
             join catalog_product p on p.id = l.product_id
             where o.buyer_id = %(buyer)s and o.status = 'pending' and p.code = any(%(codes)s)
               and l.to_buyer = %(to_buyer)s),
       not exists (select 1 from commerce_order o join commerce_payment p on p.order_id = o.id and not p.suspended
                   join commerce_orderline l on l.order_id = o.id
                   join catalog_product g on g.id = l.product_id and g.kind not in ('tip', 'deposit')
                   where o.buyer_id = %(buyer)s)
"""


def past_of(buyer_id: int | None, codes: Collection[str], *, to_buyer: bool = True) -> Past:
    """A buyer's open orders of these goods, and whether they never paid for anything."""
    waiting, newcomer = row(PAST, {"buyer": buyer_id, "codes": [*codes], "to_buyer": to_buyer}) or ([], False)
    return Past(waiting, newcomer)
