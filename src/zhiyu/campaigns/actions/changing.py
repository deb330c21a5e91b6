"""A campaign is changed: its words, its goods, its timetable, and its offers with them."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise

from django.db import transaction
from django.utils.translation import gettext as _

from zhiyu.campaigns.actions.planning import FURTHEST, drop, locked, offers_of, require_day, require_products
from zhiyu.campaigns.errors import CampaignBegun, CampaignStateError
from zhiyu.campaigns.models import Campaign, Phase
from zhiyu.kernel.clock import now
from zhiyu.kernel.errors import Invalid
from zhiyu.platform import audit
from zhiyu.promotions import actions as promotions
from zhiyu.promotions.models import Coupon, Deal

MOST_PHASES = 12
Span = tuple[datetime, datetime]
OwnSpan = tuple[datetime | None, datetime | None]


@dataclass(frozen=True, kw_only=True)
class PhaseTerms:
    """``id``: the phase that stands; None is a new one."""

    id: int | None
    title: str
    words: str
    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True, kw_only=True)
class CampaignTerms:
    """``products`` are ids. Of a campaign on show the phases stay the same ones."""

    title: str
    slug: str
    words: str
    products: Collection[int]
    phases: Sequence[PhaseTerms]


@transaction.atomic
def edit_campaign(*, campaign_id: int, terms: CampaignTerms, actor_id: int | None) -> Campaign:
    """Phases that have begun keep their times, and their offers what they are for; the rest follows."""
    campaign = locked(campaign_id)
    before = gave(campaign)
    require_products(terms.products, kept=before.products)
    if Campaign.objects.filter(slug=terms.slug).exclude(pk=campaign.pk).exists():
        raise Invalid(_("这个地址已经有别的活动在用，换一个。"))
    if campaign.state != Campaign.State.DRAFT and terms.slug != campaign.slug:
        raise CampaignStateError(_("发布过的活动地址不再变化，别人手里的链接一直有效。"))
    arrange(campaign, terms.phases)
    campaign.title, campaign.slug, campaign.words = terms.title, terms.slug, terms.words
    campaign.save(update_fields=["title", "slug", "words"])
    campaign.products.set(terms.products)
    follow(campaign, before, actor_id=actor_id)
    audit.record(actor_id=actor_id, action="campaign.saved", target=f"campaign:{campaign.pk}")
    return campaign


@transaction.atomic
def move_campaign(*, campaign_id: int, day: date, actor_id: int | None) -> Campaign:
    """To another day: every phase that has not begun goes with it, by as many days."""
    require_day(day)
    campaign = locked(campaign_id)
    before = gave(campaign)
    by = day - campaign.day
    moved = [moved_by(phase, by, begun=begun(campaign, phase)) for phase in campaign.phases.all()]
    arrange(campaign, moved)
    campaign.day = day
    campaign.save(update_fields=["day"])
    follow(campaign, before, by=by, actor_id=actor_id)
    audit.record(actor_id=actor_id, action="campaign.moved", target=f"campaign:{campaign.pk}", day=str(day))
    return campaign


def moved_by(phase: Phase, by: timedelta, *, begun: bool) -> PhaseTerms:
    """Shanghai's clocks are never set forward or back, so days are all of one length."""
    step = timedelta() if begun else by
    return PhaseTerms(
        id=phase.pk,
        title=phase.title,
        words=phase.words,
        starts_at=phase.starts_at + step,
        ends_at=phase.ends_at + step,
    )


def begun(campaign: Campaign, phase: Phase) -> bool:
    """A draft has begun nothing, whatever the clock says."""
    return campaign.state != Campaign.State.DRAFT and phase.starts_at <= now()


def arrange(campaign: Campaign, wanted: Sequence[PhaseTerms]) -> None:
    """Write the phases as wanted, one after another, and the campaign's own first and last moment."""
    standing = {phase.pk: phase for phase in campaign.phases.all()}
    require_known(campaign, standing.keys(), wanted)
    require_open(campaign, standing, wanted)
    require_order(wanted)
    for pk in standing.keys() - {one.id for one in wanted}:
        for offer in standing[pk].offers.all():
            drop(offer)
        standing[pk].delete()
    for one in wanted:
        values = {"title": one.title, "words": one.words, "starts_at": one.starts_at, "ends_at": one.ends_at}
        if one.id is None:
            Phase.objects.create(campaign=campaign, **values)
        else:
            Phase.objects.filter(pk=one.id, campaign=campaign).update(**values)
    campaign.starts_at, campaign.ends_at = min(one.starts_at for one in wanted), max(one.ends_at for one in wanted)
    campaign.save(update_fields=["starts_at", "ends_at"])


def require_known(campaign: Campaign, standing: Collection[int], wanted: Sequence[PhaseTerms]) -> None:
    known = [one.id for one in wanted if one.id is not None]
    if not 1 <= len(wanted) <= MOST_PHASES or len(set(known)) != len(known) or set(known) - set(standing):
        raise Invalid(_("活动至少要有一个阶段，最多 %(n)s 个。") % {"n": MOST_PHASES})
    if campaign.state != Campaign.State.DRAFT and (set(standing) != set(known) or len(wanted) != len(known)):
        raise CampaignStateError(_("发布过的活动不能再加减阶段。"))


def require_open(campaign: Campaign, standing: Mapping[int, Phase], wanted: Sequence[PhaseTerms]) -> None:
    """Of what is on show, only what has not begun moves, and not into the past."""
    if campaign.state == Campaign.State.DRAFT:
        return
    for one in wanted:
        phase = standing[one.id or 0]
        if (one.starts_at, one.ends_at) == (phase.starts_at, phase.ends_at):
            continue
        if begun(campaign, phase):
            raise CampaignBegun
        if one.starts_at < now():
            raise Invalid(_("「%(title)s」不能改到已经过去的时间开始。") % {"title": one.title})


def require_order(wanted: Sequence[PhaseTerms]) -> None:
    in_order = sorted(wanted, key=lambda one: one.starts_at)
    at = now()
    for one in in_order:
        if one.starts_at < at - FURTHEST or one.ends_at > at + FURTHEST:
            raise Invalid(_("「%(title)s」的时间太远了，选两年以内的。") % {"title": one.title})
        if one.ends_at <= one.starts_at:
            raise Invalid(_("「%(title)s」的结束要在开始之后。") % {"title": one.title})
    for one, after in pairwise(in_order):
        if after.starts_at < one.ends_at:
            raise Invalid(
                _("「%(after)s」在「%(title)s」结束之前就开始了，错开一下。")
                % {"title": one.title, "after": after.title}
            )


@dataclass(frozen=True, kw_only=True)
class Gave:
    """What a campaign gave its offers. Where one has anything else, somebody set it by hand, and it stays that."""

    products: frozenset[int]
    spans: Mapping[int, Span]
    ends_at: datetime


def gave(campaign: Campaign) -> Gave:
    return Gave(
        products=frozenset(campaign.products.values_list("pk", flat=True)),
        spans={phase.pk: (phase.starts_at, phase.ends_at) for phase in campaign.phases.all()},
        ends_at=campaign.ends_at,
    )


def follow(campaign: Campaign, before: Gave, *, by: timedelta = timedelta(), actor_id: int | None) -> None:
    """The offers of phases that have not begun take on their phase's times and the campaign's products; coupons are
    good to the campaign's end, begun or not. ``by``: how far times that an offer has of its own are moved.
    """
    after = gave(campaign)
    for offer in offers_of(campaign):
        phase, deal, coupon = offer.phase, offer.deal, offer.coupon
        still = begun(campaign, phase)
        if deal is not None and not still:
            times = (deal.starts_at, deal.ends_at)
            starts_at, ends_at = followed(times, before, after, phase=phase.pk, by=by)
            promotions.schedule_deal(
                deal_id=deal.pk,
                starts_at=starts_at,
                ends_at=ends_at,
                products=goods_of(deal, before, after),
                actor_id=actor_id,
            )
        if coupon is not None and not (still and before.ends_at == after.ends_at):
            claims = (coupon.claim_from, coupon.claim_until)
            promotions.schedule_coupon(
                coupon_id=coupon.pk,
                claims=claims if still else followed(claims, before, after, phase=phase.pk, by=by),
                valid_until=after.ends_at if coupon.valid_until == before.ends_at else coupon.valid_until,
                products=goods_of(coupon, before, before if still else after),
                actor_id=actor_id,
            )


def followed(own: OwnSpan, before: Gave, after: Gave, *, phase: int, by: timedelta) -> OwnSpan:
    if own == before.spans[phase]:
        return after.spans[phase]
    starts_at, ends_at = own
    return starts_at and starts_at + by, ends_at and ends_at + by


def goods_of(row: Deal | Coupon, before: Gave, after: Gave) -> Collection[int]:
    own = frozenset(row.products.values_list("pk", flat=True))
    return after.products if own == before.products else own
