"""What the creator's pages of campaigns show, worked out from rows."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as lazy

from zhiyu.campaigns import pricing, queries
from zhiyu.campaigns.models import Campaign, Offer, Phase
from zhiyu.campaigns.queries import NOTHING, Figures
from zhiyu.campaigns.templates import TEMPLATES, Template, next_day
from zhiyu.kernel.clock import now
from zhiyu.promotions.market import Kind
from zhiyu.promotions.models import Coupon
from zhiyu.promotions.presenters import state_of as state_of_deal
from zhiyu.promotions.results import Result, results_of_coupons, results_of_deals
from zhiyu.promotions.words import what_of, worth_of

Text = str | Promise
STATES: dict[str, tuple[Text, str]] = {
    "running": (lazy("进行中"), "ok"),
    "early": (lazy("还没开始"), "gold"),
    "over": (lazy("已结束"), "plain"),
    "draft": (lazy("草稿"), "plain"),
    "off": (lazy("已停止"), "plain"),
}
KINDS: list[tuple[str, Text]] = [
    (Kind.DISCOUNT, lazy("限时折扣")),
    (Kind.FLASH, lazy("秒杀")),
    (Kind.SPEND, lazy("满减")),
    ("coupon", lazy("优惠券")),
]


def word_of(campaign: Campaign) -> str:
    """A key of ``STATES``."""
    at = now()
    if campaign.state != Campaign.State.ON:
        return str(campaign.state)
    if campaign.ends_at <= at:
        return "over"
    return "running" if campaign.starts_at <= at else "early"


@dataclass(frozen=True)
class TemplateCard:
    template: Template
    day: date


def template_cards() -> list[TemplateCard]:
    """What comes next stands first; the blank one last."""
    at = now()
    cards = [TemplateCard(one, next_day(one, at)) for one in TEMPLATES]
    return sorted(cards, key=lambda card: (card.template.falls is None, card.day))


@dataclass(frozen=True)
class ListRow:
    campaign: Campaign
    state: tuple[Text, str]
    figures: Figures


def listed() -> list[ListRow]:
    found = queries.campaigns_listed()
    figures = queries.figures_of([one.pk for one in found])
    return [ListRow(one, STATES[word_of(one)], figures.get(one.pk, NOTHING)) for one in found]


@dataclass(frozen=True)
class OfferRow:
    """``elsewhere``: its times were changed by hand and are not its phase's."""

    offer: Offer
    title: str
    kind: str
    what: str
    state: tuple[Text, str]
    elsewhere: bool
    result: Result

    @property
    def never_ran(self) -> bool:
        return self.offer.never_ran


@dataclass(frozen=True)
class PhaseRow:
    phase: Phase
    priced: pricing.Priced
    offers: Sequence[OfferRow]
    now: bool
    open: bool
    """Whether an offer may still be added."""


def campaign_shown(campaign: Campaign) -> dict[str, Any]:
    offers = [offer for phase in campaign.phases.all() for offer in phase.offers.all()]
    of_deals = results_of_deals([one.deal_id for one in offers if one.deal_id])
    of_coupons = results_of_coupons([one.coupon_id for one in offers if one.coupon_id])
    results = {
        one.pk: (of_deals.get(one.deal_id) if one.deal_id else of_coupons.get(one.coupon_id or 0)) or Result()
        for one in offers
    }
    word, current = word_of(campaign), queries.phase_at(campaign, now())
    rows = [
        PhaseRow(
            phase=phase,
            priced=priced,
            offers=[offer_row(offer, phase, results[offer.pk]) for offer in phase.offers.all()],
            now=word == "running" and phase == current,
            open=word == "draft" or (word in {"early", "running"} and phase.ends_at > now()),
        )
        for phase, priced in zip(campaign.phases.all(), pricing.prices_of(campaign), strict=True)
    ]
    return {
        "campaign": campaign,
        "word": word,
        "state": STATES[word],
        "phases": rows,
        "kinds": KINDS,
        "figures": queries.figures_of([campaign.pk]).get(campaign.pk, NOTHING),
        "below": any(row.priced.below for row in rows),
    }


def offer_row(offer: Offer, phase: Phase, result: Result) -> OfferRow:
    deal, coupon = offer.deal, offer.coupon
    if deal is not None:
        return OfferRow(
            offer=offer,
            title=deal.title,
            kind=deal.get_kind_display(),
            what=what_of(deal),
            state=state_of_deal(deal),
            elsewhere=(deal.starts_at, deal.ends_at) != (phase.starts_at, phase.ends_at),
            result=result,
        )
    assert coupon is not None  # noqa: S101 -- an offer is one of the two, which the database holds
    return OfferRow(
        offer=offer,
        title=coupon.title,
        kind=str(lazy("优惠券")),
        what=worth_of(coupon),
        state=state_of_coupon(coupon),
        elsewhere=(coupon.claim_from, coupon.claim_until) != (phase.starts_at, phase.ends_at),
        result=result,
    )


def state_of_coupon(coupon: Coupon) -> tuple[Text, str]:
    at = now()
    if not coupon.on:
        return STATES["off" if coupon.issued else "draft"]
    if coupon.claim_from is not None and coupon.claim_from > at:
        return STATES["early"]
    over = coupon.claim_until is not None and coupon.claim_until <= at
    return STATES["over" if over else "running"]
