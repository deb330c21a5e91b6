"""A campaign as learners meet it: what comes, what runs and until when, coupons to take, goods at today's price."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import cached_property

from django.urls import reverse

from zhiyu.access.standing import Person
from zhiyu.accounts.permissions import can
from zhiyu.campaigns import queries as campaigns
from zhiyu.campaigns.models import Campaign, Offer, Phase
from zhiyu.catalog.markdown import render
from zhiyu.catalog.models import Course, Product
from zhiyu.catalog.queries import courses_on_sale
from zhiyu.commerce.presenters import goods_of as sold_at
from zhiyu.commerce.pricing import quote_each
from zhiyu.kernel.clock import now
from zhiyu.kernel.errors import NotFound
from zhiyu.promotions.models import Coupon
from zhiyu.promotions.queries import claimable
from zhiyu.promotions.quotes import Quote
from zhiyu.promotions.words import OnOffer, on_offer, what_of, worth_of


class Stage(StrEnum):
    DRAFT = "draft"
    EARLY = "early"
    RUNNING = "running"
    OVER = "over"


@dataclass(frozen=True)
class Promise:
    """An offer in a learner's words. ``starts_at`` and ``ends_at`` are its own, which are its phase's unless changed.

    ``left``: of a limited price, how many there still are.
    """

    title: str
    what: str
    coupon: bool
    starts_at: datetime | None
    ends_at: datetime | None
    own_times: bool
    left: int | None


@dataclass(frozen=True)
class TopicPhase:
    phase: Phase
    promises: Sequence[Promise]
    state: str
    """``past``, ``now`` or ``next``."""


@dataclass(frozen=True)
class Good:
    """``course`` where it is one: for its cover. ``intake``: what its price is of, where it is sold by intakes."""

    product: Product
    quote: Quote
    course: Course | None
    intake: Product | None

    @property
    def sold(self) -> bool:
        """Whether it has a price of its own: some courses are sold by their memberships only."""
        return self.product.sold_alone or self.intake is not None

    @property
    def address(self) -> str:
        """Its page, which knows what this visitor can do there: buy, apply, or learn."""
        if self.product.kind == Product.Kind.LESSON:
            return reverse("storefront:course", args=[self.product.single.course.product.code])
        return sold_at(self.product).address


@dataclass(frozen=True)
class TopicPage:
    campaign: Campaign
    stage: Stage
    phases: Sequence[TopicPhase]
    offered: Sequence[OnOffer]
    goods: Sequence[Good]

    @property
    def html(self) -> str:
        return render(self.campaign.words)

    @cached_property
    def current(self) -> TopicPhase | None:
        return next((one for one in self.phases if one.state == "now"), None)

    @cached_property
    def coming(self) -> TopicPhase | None:
        return next((one for one in self.phases if one.state == "next"), None)

    @property
    def turns_at(self) -> datetime | None:
        """When prices change next: the phase that runs ends, or the first one begins."""
        found = self.current or self.coming
        if found is None:
            return None
        return found.phase.ends_at if found is self.current else found.phase.starts_at

    @property
    def usable(self) -> list[Coupon]:
        """Coupons of a campaign that is over which whoever has them can still use."""
        at = now()
        coupons = [offer.coupon for one in self.phases for offer in one.phase.offers.all() if offer.coupon is not None]
        return [one for one in coupons if one.issued and (one.valid_until is None or one.valid_until > at)]


def topic_page(slug: str, user: Person) -> TopicPage:
    """A draft is seen by those who set prices; for others it does not exist. One that was stopped is over."""
    campaign = campaigns.campaign_by_slug(slug)
    at = now()
    if campaign.state == Campaign.State.DRAFT and not can(user, "prices.edit"):
        raise NotFound
    stage = stage_of(campaign, at)
    campaigns.turn_with([campaign], at)
    return TopicPage(
        campaign=campaign,
        stage=stage,
        phases=[phase_shown(phase, stage, at) for phase in campaign.phases.all()],
        offered=offered_by(campaign, user) if stage == Stage.RUNNING else [],
        goods=goods_of(campaign, user),
    )


def stage_of(campaign: Campaign, at: datetime) -> Stage:
    if campaign.state == Campaign.State.DRAFT:
        return Stage.DRAFT
    if campaign.state == Campaign.State.OFF or campaign.ends_at <= at:
        return Stage.OVER
    return Stage.RUNNING if campaign.starts_at <= at else Stage.EARLY


def phase_shown(phase: Phase, stage: Stage, at: datetime) -> TopicPhase:
    """What was stopped by hand is promised to nobody any more."""
    over = stage == Stage.OVER or phase.ends_at <= at
    state = "past" if over else "now" if phase.starts_at <= at and stage == Stage.RUNNING else "next"
    live = [offer for offer in phase.offers.all() if stage == Stage.DRAFT or offer.runs]
    return TopicPhase(phase, [promise_of(offer, phase) for offer in live], state)


def promise_of(offer: Offer, phase: Phase) -> Promise:
    deal, coupon = offer.deal, offer.coupon
    if deal is not None:
        starts_at, ends_at = deal.starts_at, deal.ends_at
        title, what = deal.title, what_of(deal)
        left = None if deal.stock is None else deal.stock - deal.taken
    else:
        assert coupon is not None  # noqa: S101 -- an offer is one of the two, which the database holds
        starts_at, ends_at = coupon.claim_from, coupon.claim_until
        title, what = coupon.title, worth_of(coupon)
        left = None if coupon.budget is None else coupon.budget - coupon.issued
    return Promise(
        title=title,
        what=what,
        coupon=coupon is not None,
        starts_at=starts_at,
        ends_at=ends_at,
        own_times=(starts_at, ends_at) != (phase.starts_at, phase.ends_at),
        left=left,
    )


def offered_by(campaign: Campaign, user: Person) -> list[OnOffer]:
    mine = {offer.coupon_id for phase in campaign.phases.all() for offer in phase.offers.all() if offer.coupon_id}
    return on_offer(one for one in claimable(user.pk) if one.pk in mine)


def goods_of(campaign: Campaign, user: Person) -> list[Good]:
    """What of it is on sale now: what was taken off the shelf meanwhile is not shown."""
    products = [one for one in campaign.products.all() if one.status == Product.Status.PUBLISHED]
    intakes = campaigns.intakes_of(products)
    asked = [next(iter(intakes.get(one.pk, ())), one) for one in products]
    quotes = quote_each(asked, buyer_id=user.pk)
    courses = {one.product_id: one for one in courses_on_sale().filter(product__in=products)}
    found = [
        Good(product, quote, courses.get(product.pk), sold if sold is not product else None)
        for product, sold, quote in zip(products, asked, quotes, strict=True)
    ]
    return sorted(found, key=lambda one: (not one.quote.given, -one.product.pk))


@dataclass(frozen=True)
class TopicCard:
    """A campaign that runs, in few words, for the school's home."""

    campaign: Campaign
    phase: Phase | None


def topic_card() -> TopicCard | None:
    """One at a time: the one that began last."""
    found = campaigns.campaigns_on()
    return TopicCard(found[0], campaigns.phase_at(found[0], now())) if found else None
