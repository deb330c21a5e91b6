"""What deals and coupons brought, counted from the orders that used them; and what they would cost whom."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from zhiyu.catalog.intakes import sold_as
from zhiyu.catalog.models import Product
from zhiyu.catalog.plans import SOLD_AS
from zhiyu.catalog.presales import products_in_presale
from zhiyu.kernel.clock import now
from zhiyu.platform.plain import rows
from zhiyu.promotions.market import Coupon, Deal, Kind, Market
from zhiyu.promotions.models import Coupon as CouponRow
from zhiyu.promotions.models import Deal as DealRow
from zhiyu.promotions.models import Floor
from zhiyu.promotions.queries import products_on_sale, standing
from zhiyu.promotions.quotes import PricedLine, Quote, QuoteContext, quote

MOST_SAMPLES = 30


@dataclass(frozen=True)
class Result:
    """``waiting``: placed and not paid yet; ``off_fen``: what paid orders saved by it."""

    paid: int = 0
    waiting: int = 0
    off_fen: int = 0


OF_DEALS = """
select deal_id, count(*) filter (where paid_at is not null), count(*) filter (where paid_at is null),
       coalesce(sum(off_fen) filter (where paid_at is not null), 0)::bigint
from promotions_use where deal_id = any(%s) and given_back_at is null group by deal_id
"""
OF_COUPONS = """
select coupon_id, count(*) filter (where used_at is not null),
       count(*) filter (where used_at is null and order_no <> ''),
       coalesce(sum(off_fen) filter (where used_at is not null), 0)::bigint
from promotions_held where coupon_id = any(%s) group by coupon_id
"""


def results_of_deals(deal_ids: Collection[int]) -> dict[int, Result]:
    return {pk: Result(*figures) for pk, *figures in rows(OF_DEALS, [[*deal_ids]])}


def results_of_coupons(coupon_ids: Collection[int]) -> dict[int, Result]:
    return {pk: Result(*figures) for pk, *figures in rows(OF_COUPONS, [[*coupon_ids]])}


@dataclass(frozen=True)
class Sample:
    """A product as a buyer whom a deal is made for would see it. ``below_fen``: the floor that its price is under."""

    product: Product
    quote: Quote
    below_fen: int | None


def imagined(
    products: Sequence[Product], *, deals: Sequence[Deal] = (), coupons: Sequence[Coupon] = ()
) -> list[Sample]:
    """Each product by itself, at the best that ``deals`` and ``coupons`` could give to anybody."""
    members = frozenset[str]().union(*(deal.members for deal in deals))
    market = Market(deals=tuple(deals), coupons=tuple(coupons), newcomer=True, member_of=members)
    floors = dict(Floor.objects.filter(product__in=products).values_list("product_id", "floor_fen"))
    made = []
    for product in products:
        found = quote([line_of(product)], context=QuoteContext(buyer_id=None, at=now(), market=market))
        floor_fen = floors.get(product.pk)
        below = floor_fen if floor_fen is not None and found.total_fen < floor_fen else None
        made.append(Sample(product=product, quote=found, below_fen=below))
    return made


def line_of(product: Product) -> PricedLine:
    return PricedLine(
        product=product.code,
        title=product.title,
        unit_fen=product.price_fen,
        refund_days=product.refund_days,
        refund_percent=product.refund_percent,
        refund_later_days=product.refund_later_days,
        deposit=product.deposit,
    )


def quoted_deal(deal: DealRow, *, codes: Collection[str] | None = None) -> Deal:
    """As the quote knows it, whenever it runs; ``codes``: what it covers, None for whatever it is asked of."""
    return Deal(
        id=deal.pk,
        kind=Kind(deal.kind),
        title=deal.title,
        codes=None if codes is None else frozenset(codes),
        price_fen=deal.price_fen,
        percent=deal.percent,
        off_fen=deal.off_fen,
        threshold_fen=deal.threshold_fen,
        left=None if deal.stock is None else deal.stock - deal.taken,
        members=frozenset(deal.members.values_list("code", flat=True)) if deal.kind == Kind.MEMBER else frozenset(),
    )


def quoted_coupon(coupon: CouponRow, *, codes: Collection[str] | None = None) -> Coupon:
    return Coupon(
        id=coupon.pk,
        held_id=coupon.pk,
        title=coupon.title,
        codes=None if codes is None else frozenset(codes),
        off_fen=coupon.off_fen,
        percent=coupon.percent,
        most_fen=coupon.most_fen,
        whole=coupon.whole,
        threshold_fen=coupon.threshold_fen,
        joins=coupon.joins,
    )


def samples_of(row: DealRow | CouponRow) -> list[Sample]:
    """What it is for and is on sale, at its own or its intake's price: first courses from which it takes something."""
    chosen = products_on_sale() if row.everything else row.products.filter(status=Product.Status.PUBLISHED)
    products = list(chosen.select_related(*SOLD_AS).order_by("title")[:MOST_SAMPLES])
    sold = [sold_as(one) for one in products]
    if isinstance(row, DealRow):
        found = imagined(sold, deals=[quoted_deal(row)])
    else:
        found = imagined(sold, coupons=[quoted_coupon(row)])
    pairs = zip(products, found, strict=True)
    apart = products_in_presale()  # whose page is about the deposit
    made = [replace(one, product=product) for product, one in pairs]
    return sorted(made, key=lambda one: (not one.quote.given, one.product.pk in apart, not is_course(one.product)))


def is_course(product: Product) -> bool:
    """Its page says most of a deal."""
    return product.kind == Product.Kind.COURSE


@dataclass(frozen=True)
class PriceRow:
    """What a product costs now, by whom: anybody, who buys for the first time, a member of everything."""

    product: Product
    anybody: Quote
    newcomer: Quote
    member: Quote
    floor_fen: int | None

    @property
    def lowest_fen(self) -> int:
        return min(self.anybody.total_fen, self.newcomer.total_fen, self.member.total_fen)

    @property
    def below(self) -> bool:
        return self.floor_fen is not None and self.lowest_fen < self.floor_fen


def price_table() -> list[PriceRow]:
    """Every priced product on sale. Coupons are in people's hands, and not in it."""
    floors = dict(Floor.objects.values_list("product_id", "floor_fen"))
    return [
        PriceRow(
            product=one,
            anybody=quoted_as([one]),
            newcomer=quoted_as([one], newcomer=True),
            member=quoted_as([one], member=True),
            floor_fen=floors.get(one.pk),
        )
        for one in products_on_sale().filter(price_fen__gt=0)
    ]


def quoted_as(products: Sequence[Product], *, newcomer: bool = False, member: bool = False) -> Quote:
    """What somebody would pay who never paid before, or who is a member of everything, or neither."""
    deals = standing().deals
    members = frozenset[str]().union(*(deal.members for deal in deals)) if member else frozenset[str]()
    market = Market(deals=deals, newcomer=newcomer, member_of=members)
    return quote([line_of(one) for one in products], context=QuoteContext(buyer_id=None, at=now(), market=market))
