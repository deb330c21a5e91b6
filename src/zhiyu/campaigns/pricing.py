"""What a campaign's offers make of each product's price, phase by phase: asked of ``promotions``, like every price."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from zhiyu.campaigns.models import Campaign, Offer
from zhiyu.campaigns.queries import intakes_of
from zhiyu.campaigns.templates import COUPON, Planned, Template, moment
from zhiyu.catalog.models import Product
from zhiyu.promotions import market
from zhiyu.promotions.market import Kind
from zhiyu.promotions.models import Coupon, Deal
from zhiyu.promotions.results import Sample, imagined, quoted_coupon, quoted_deal
from zhiyu.promotions.words import what_of, worth_of

Intakes = Mapping[int, Sequence[Product]]


@dataclass(frozen=True)
class Row:
    """A product in a phase: at its deals, and with the coupons that were there to take by then."""

    plain: Sample
    best: Sample

    @property
    def product(self) -> Product:
        return self.plain.product

    @property
    def below_fen(self) -> int | None:
        return self.best.below_fen


@dataclass(frozen=True)
class Priced:
    """One phase, whether it is planned or stands."""

    title: str
    words: str
    starts_at: datetime
    ends_at: datetime
    offers: Sequence[tuple[str, str]]
    """Their titles, and what they take off in words."""
    rows: Sequence[Row]

    @property
    def below(self) -> list[Row]:
        return [row for row in self.rows if row.below_fen is not None]


def planned_as(planned: Planned, place: int) -> market.Deal | market.Coupon:
    """As the quote knows it. Without times: each phase is looked at as if it were now."""
    if planned.kind == COUPON:
        return market.Coupon(
            id=place,
            held_id=place,
            title=str(planned.title),
            off_fen=planned.off_fen,
            percent=planned.percent,
            threshold_fen=planned.threshold_fen,
        )
    return market.Deal(
        id=place,
        kind=Kind(planned.kind),
        title=str(planned.title),
        percent=planned.percent,
        off_fen=planned.off_fen,
        threshold_fen=planned.threshold_fen,
        left=planned.stock,
    )


def standing_as(offer: Offer, intakes: Intakes) -> market.Deal | market.Coupon:
    """As ``planned_as``, from the rows that the creator may have changed since."""
    deal, coupon = offer.deal, offer.coupon
    if deal is not None:
        return quoted_deal(deal, codes=codes_of(deal, intakes))
    assert coupon is not None  # noqa: S101 -- an offer is one of the two, which the database holds
    return quoted_coupon(coupon, codes=codes_of(coupon, intakes))


def codes_of(row: Deal | Coupon, intakes: Intakes) -> frozenset[str] | None:
    """A course's intakes are covered with it."""
    if row.everything:
        return None
    goods = [one for product in row.products.all() for one in (product, *intakes.get(product.pk, ()))]
    return frozenset(one.code for one in goods)


def as_sold(products: Sequence[Product], intakes: Intakes) -> list[Product]:
    """A course that is sold by intakes costs what they cost."""
    return [one for product in products for one in intakes.get(product.pk, [product])]


def planned_prices(template: Template, day: date, products: Sequence[Product]) -> list[Priced]:
    """Before there is any row of it."""
    found, place = [], 0
    for stage in template.stages:
        offers = []
        for planned in stage.offers:
            place += 1
            offers.append(planned_as(planned, place))
        found.append((str(stage.title), str(stage.words), moment(day, stage.starts), moment(day, stage.ends), offers))
    return priced(found, as_sold(products, intakes_of(products)))


def prices_of(campaign: Campaign) -> list[Priced]:
    products = list(campaign.products.all())
    intakes = intakes_of(products)
    phases = [
        (one.title, one.words, one.starts_at, one.ends_at, [standing_as(offer, intakes) for offer in one.offers.all()])
        for one in campaign.phases.all()
    ]
    return priced(phases, [one for one in as_sold(products, intakes) if one.price_fen])


Laid = tuple[str, str, datetime, datetime, list[market.Deal | market.Coupon]]


def priced(phases: Sequence[Laid], products: Sequence[Product]) -> list[Priced]:
    """A coupon that could be taken in a phase is good in all that follow."""
    held: list[market.Coupon] = []
    found = []
    for title, words, starts_at, ends_at, offers in phases:
        held += [one for one in offers if isinstance(one, market.Coupon)]
        deals = [one for one in offers if isinstance(one, market.Deal)]
        plain, best = imagined(products, deals=deals), imagined(products, deals=deals, coupons=held)
        rows = [Row(*pair) for pair in zip(plain, best, strict=True)]
        said = [(one.title, what_of(one) if isinstance(one, market.Deal) else worth_of(one)) for one in offers]
        found.append(Priced(title, words, starts_at, ends_at, said, rows))
    return found
