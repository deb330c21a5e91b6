"""A campaign is planned from a template: a draft, with all of its offers as drafts."""

from collections.abc import Collection
from datetime import date, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from zhiyu.campaigns import queries
from zhiyu.campaigns.errors import CampaignStateError
from zhiyu.campaigns.models import Campaign, Offer, Phase
from zhiyu.campaigns.templates import BY_KEY, COUPON, USUAL, Planned, moment, span
from zhiyu.catalog.slugs import numbered, slug_of
from zhiyu.kernel.clock import day_start, now
from zhiyu.kernel.errors import Invalid, NotFound
from zhiyu.platform import audit
from zhiyu.promotions import actions as promotions
from zhiyu.promotions.actions import CouponTerms, DealTerms
from zhiyu.promotions.models import Coupon

# A campaign may be planned, and moved, this far ahead.
FURTHEST = timedelta(days=800)


@transaction.atomic
def plan_campaign(*, template: str, day: date, title: str, products: Collection[int], actor_id: int | None) -> Campaign:
    """A draft with all of the template's offers as drafts: nothing is on sale yet."""
    known = BY_KEY.get(template)
    if known is None:
        raise NotFound
    require_day(day)
    require_products(products)
    starts_at, ends_at = span(known, day)
    stem = slug_of(f"{title} {day.year}")
    campaign = Campaign.objects.create(
        template=template,
        title=title,
        slug=numbered(stem, queries.slugs_taken(stem)),
        words=str(known.words),
        cover_design=known.design,
        cover_hue=known.hue,
        day=day,
        starts_at=starts_at,
        ends_at=ends_at,
    )
    campaign.products.set(products)
    for stage in known.stages:
        phase = Phase.objects.create(
            campaign=campaign,
            title=str(stage.title),
            words=str(stage.words),
            starts_at=moment(day, stage.starts),
            ends_at=moment(day, stage.ends),
        )
        for planned in stage.offers:
            draft_offer(phase, planned, products=products, actor_id=actor_id)
    audit.record(actor_id=actor_id, action="campaign.planned", target=f"campaign:{campaign.pk}", template=template)
    return campaign


def draft_offer(phase: Phase, planned: Planned, *, products: Collection[int], actor_id: int | None) -> Offer:
    if planned.kind == COUPON:
        coupon = promotions.save_coupon(terms=coupon_terms(phase, planned, products), actor_id=actor_id)
        return Offer.objects.create(phase=phase, coupon=coupon)
    deal = promotions.save_deal(kind=planned.kind, terms=deal_terms(phase, planned, products), actor_id=actor_id)
    return Offer.objects.create(phase=phase, deal=deal)


def deal_terms(phase: Phase, planned: Planned, products: Collection[int]) -> DealTerms:
    return {
        "title": str(planned.title),
        "everything": False,
        "products": products,
        "members": [],
        "price_fen": None,
        "percent": planned.percent,
        "off_fen": planned.off_fen,
        "threshold_fen": planned.threshold_fen,
        "stock": planned.stock,
        "once": planned.once,
        "starts_at": phase.starts_at,
        "ends_at": phase.ends_at,
    }


def coupon_terms(phase: Phase, planned: Planned, products: Collection[int]) -> CouponTerms:
    """Taken while its phase lasts, and good to the campaign's end."""
    return {
        "title": str(planned.title),
        "how": Coupon.How.CLAIM,
        "code": None,
        "everything": False,
        "products": products,
        "off_fen": planned.off_fen,
        "percent": planned.percent,
        "most_fen": None,
        "whole": False,
        "threshold_fen": planned.threshold_fen,
        "joins": True,
        "budget": planned.budget,
        "per_person": 1,
        "on": False,
        "claim_from": phase.starts_at,
        "claim_until": phase.ends_at,
        "valid_days": None,
        "valid_until": phase.campaign.ends_at,
    }


def require_day(day: date) -> None:
    today = day_start().date()
    if not today <= day < today + FURTHEST - timedelta(days=30):
        raise Invalid(_("选今天到两年内的一天。"))


def require_products(products: Collection[int], *, kept: Collection[int] = ()) -> None:
    """What a campaign can be of, and what it is of already. None at all would mean every product, to a deal."""
    if not products:
        raise Invalid(_("至少选一个商品。"))
    if queries.products_to_choose(kept).filter(pk__in=products).count() != len(set(products)):
        raise Invalid(_("有的商品不存在，请刷新后重选。"))


def locked(campaign_id: int) -> Campaign:
    """Its row is held until the end: who else changes or publishes it waits, and sees what was done."""
    found = Campaign.objects.select_for_update(no_key=True).filter(pk=campaign_id).first()
    if found is None:
        raise NotFound
    return found


def offers_of(campaign: Campaign) -> list[Offer]:
    """In the order in which orders lock their deals."""
    found = Offer.objects.filter(phase__campaign=campaign).select_related("phase", "deal", "coupon")
    return list(found.order_by("deal_id", "coupon_id"))


@transaction.atomic
def add_offer(*, campaign_id: int, phase_id: int, kind: str, actor_id: int | None) -> Offer:
    """As a template would have it; what it takes off is changed where every deal and coupon is.

    On show already, it is a draft there until it is started: nothing runs whose numbers nobody has seen.
    """
    campaign = locked(campaign_id)
    phase = campaign.phases.filter(pk=phase_id).first()
    if phase is None or kind not in USUAL:
        raise NotFound
    if campaign.state == Campaign.State.OFF or (phase.ends_at <= now() and campaign.state != Campaign.State.DRAFT):
        raise CampaignStateError(_("停止的活动和过去的阶段不能再加优惠。"))
    products = list(campaign.products.values_list("pk", flat=True))
    return draft_offer(phase, USUAL[kind], products=products, actor_id=actor_id)


@transaction.atomic
def remove_offer(*, campaign_id: int, offer_id: int, actor_id: int | None) -> None:
    campaign = locked(campaign_id)
    offer = Offer.objects.filter(pk=offer_id, phase__campaign=campaign).select_related("deal", "coupon").first()
    if offer is None:
        raise NotFound
    if campaign.state != Campaign.State.DRAFT and not offer.never_ran:
        raise CampaignStateError(_("开始过的优惠不能从活动里去掉；可以单独停止它。"))
    drop(offer)
    audit.record(actor_id=actor_id, action="campaign.saved", target=f"campaign:{campaign.pk}")


def drop(offer: Offer) -> None:
    """What never ran goes with it; what was started by hand meanwhile stays, and is nobody's."""
    deal_id, coupon_id = offer.deal_id, offer.coupon_id
    offer.delete()
    if deal_id is not None:
        promotions.drop_deal(deal_id=deal_id)
    if coupon_id is not None:
        promotions.drop_coupon(coupon_id=coupon_id)


@transaction.atomic
def discard_campaign(*, campaign_id: int, actor_id: int | None) -> None:
    """A draft that is not wanted any more, and the drafts of its offers."""
    campaign = locked(campaign_id)
    if campaign.state != Campaign.State.DRAFT:
        raise CampaignStateError
    for offer in offers_of(campaign):
        drop(offer)
    audit.record(actor_id=actor_id, action="campaign.discarded", target=f"campaign:{campaign.pk}")
    campaign.delete()
