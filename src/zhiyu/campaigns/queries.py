"""Campaigns with their phases and offers, and what came of them. Reads only."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Prefetch, Q, QuerySet

from zhiyu.campaigns.models import Campaign, Offer, Phase
from zhiyu.catalog.models import Intake, Product
from zhiyu.catalog.plans import SOLD_AS
from zhiyu.commerce.models import Order
from zhiyu.kernel.clock import now
from zhiyu.kernel.errors import NotFound
from zhiyu.platform.plain import rows
from zhiyu.platform.shown import copies, until
from zhiyu.promotions.models import Held, Use
from zhiyu.promotions.queries import products_on_sale

MOST_LISTED = 200


def with_offers(campaigns: QuerySet[Campaign]) -> QuerySet[Campaign]:
    offers = Offer.objects.select_related("deal", "coupon")
    offers = offers.prefetch_related("deal__products", "deal__members", "coupon__products")
    products = Product.objects.select_related(*SOLD_AS, "single__course__product")
    return campaigns.prefetch_related(
        Prefetch("products", products), Prefetch("phases", Phase.objects.prefetch_related(Prefetch("offers", offers)))
    )


def campaign(campaign_id: int) -> Campaign:
    return _one(Campaign.objects.filter(pk=campaign_id))


def campaign_by_slug(slug: str) -> Campaign:
    return _one(Campaign.objects.filter(slug=slug))


def files_in_words(asset_ids: Iterable[UUID]) -> set[UUID]:
    """Those that a campaign's page shows."""
    shown = Campaign.objects.filter(words__contains="/media/assets/").values_list("words", flat=True)
    return {asset_id for asset_id in asset_ids if any(str(asset_id) in words for words in shown)}


def _one(found: QuerySet[Campaign]) -> Campaign:
    one = with_offers(found).first()
    if one is None:
        raise NotFound
    return one


def campaigns_listed() -> list[Campaign]:
    """What runs and what comes first, by when it begins; then drafts; then what is over or was stopped."""
    at = now()
    found = Campaign.objects.prefetch_related("phases").order_by("-starts_at", "-pk")[:MOST_LISTED]
    return sorted(found, key=lambda one: place_of(one, at))


def place_of(campaign: Campaign, at: datetime) -> tuple[int, float]:
    if campaign.state == Campaign.State.ON and campaign.ends_at > at:
        return 0, campaign.starts_at.timestamp()
    if campaign.state == Campaign.State.DRAFT:
        return 1, -campaign.pk
    return 2, -campaign.ends_at.timestamp()


def campaigns_on() -> list[Campaign]:
    """Those that run now, the one that began last first; the next turn of any is when a page about them is old."""
    at = now()
    found = [one for one in copies.get("campaigns", _published) if one.ends_at > at]
    turn_with(found, at)
    return [one for one in found if one.starts_at <= at]


def _published() -> list[Campaign]:
    found = Campaign.objects.filter(state=Campaign.State.ON, ends_at__gt=now())
    return list(found.prefetch_related("phases").order_by("-starts_at"))


def turn_with(campaigns: Collection[Campaign], at: datetime) -> None:
    phases = [phase for one in campaigns for phase in one.phases.all()]
    edges = [edge for phase in phases for edge in (phase.starts_at, phase.ends_at) if edge > at]
    until(min(edges, default=None))


def phase_at(campaign: Campaign, at: datetime) -> Phase | None:
    return next((one for one in campaign.phases.all() if one.starts_at <= at < one.ends_at), None)


def products_to_choose(kept: Collection[int] = ()) -> QuerySet[Product]:
    """What has a price, and what was chosen before."""
    found = products_on_sale(kept)
    return found.filter(Q(price_fen__gt=0) | Q(pk__in=kept))


def products_shown(campaign: Campaign) -> list[Product]:
    """What its topic page leads to."""
    found = campaign.products.filter(status=Product.Status.PUBLISHED)
    return list(found.select_related(*SOLD_AS).order_by("title"))


def usual_products() -> list[Product]:
    """Every course that is sold, by itself or by its intakes."""
    courses = [one for one in products_to_choose() if one.kind == Product.Kind.COURSE]
    intakes = intakes_of(courses)
    return [one for one in courses if one.sold_alone or one.pk in intakes]


def intakes_of(products: Collection[Product]) -> dict[int, list[Product]]:
    """By the product of their course, what is sold of it or will be, the next class first."""
    sold = Intake.objects.filter(course__product__in=products, product__status=Product.Status.PUBLISHED)
    sold = sold.filter(Q(product__sells_until=None) | Q(product__sells_until__gt=now()))
    found: dict[int, list[Product]] = {}
    for intake in sold.select_related("product", "course").order_by("starts_on", "pk"):
        found.setdefault(intake.course.product_id, []).append(intake.product)
    return found


def slugs_taken(stem: str) -> set[str]:
    return set(Campaign.objects.filter(slug__startswith=stem).values_list("slug", flat=True))


# --- what came of them ---------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Figures:
    """Of the paid orders that used one of its deals or coupons: ``paid_fen`` is what is left of them after refunds."""

    orders: int = 0
    units: int = 0
    paid_fen: int = 0
    people: int = 0


FIGURES = """
with used as (
    select p.campaign_id, u.order_no from campaigns_phase p
    join campaigns_offer o on o.phase_id = p.id
    join promotions_use u on u.deal_id = o.deal_id and u.given_back_at is null
    where p.campaign_id = any(%(campaigns)s)
    union
    select p.campaign_id, h.order_no from campaigns_phase p
    join campaigns_offer o on o.phase_id = p.id
    join promotions_held h on h.coupon_id = o.coupon_id and h.used_at is not null
    where p.campaign_id = any(%(campaigns)s)
)
select used.campaign_id, count(*), coalesce(sum(l.units), 0)::int,
       coalesce(sum(o.total_fen - o.refunded_fen), 0)::bigint, count(distinct o.buyer_id)
from used join commerce_order o on o.no = used.order_no and o.paid_at is not null
cross join lateral (select sum(quantity) as units from commerce_orderline where order_id = o.id) l
group by used.campaign_id
"""
NOTHING = Figures()


def figures_of(campaign_ids: Collection[int]) -> dict[int, Figures]:
    return {pk: Figures(*figures) for pk, *figures in rows(FIGURES, {"campaigns": [*campaign_ids]})}


def orders_of(campaign_id: int, *, offer_id: int | None = None) -> QuerySet[Order]:
    """The paid orders behind the figures of a campaign, or of one of its offers; newest first."""
    offers = Offer.objects.filter(phase__campaign_id=campaign_id)
    if offer_id is not None:
        offers = offers.filter(pk=offer_id)
    used = Use.objects.filter(deal__in=offers.filter(deal__isnull=False).values("deal"), given_back_at=None)
    held = Held.objects.filter(coupon__in=offers.filter(coupon__isnull=False).values("coupon"), used_at__isnull=False)
    found = Order.objects.filter(Q(no__in=used.values("order_no")) | Q(no__in=held.values("order_no")))
    return (
        found.filter(paid_at__isnull=False)
        .select_related("buyer")
        .prefetch_related("lines")
        .order_by("-paid_at", "-pk")
    )
