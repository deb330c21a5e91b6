"""A campaign goes on sale as one, and stops as one."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from zhiyu.campaigns.actions.planning import locked, offers_of
from zhiyu.campaigns.models import Campaign, Offer
from zhiyu.kernel.clock import now
from zhiyu.kernel.errors import Invalid
from zhiyu.platform import audit
from zhiyu.promotions import actions as promotions


@transaction.atomic
def publish_campaign(*, campaign_id: int, actor_id: int | None) -> Campaign:
    """All of its offers at once, or none. Said twice it is said once; after a stop, what the stop stopped goes on."""
    campaign = locked(campaign_id)
    if campaign.state == Campaign.State.ON:
        return campaign
    again = campaign.state == Campaign.State.OFF
    offers = offers_of(campaign)
    if not offers:
        raise Invalid(_("还没有优惠。先给一个阶段加上优惠，再发布。"))
    at = now()
    if again and campaign.ends_at <= at:
        raise Invalid(_("这个活动已经过了，不能再开。"))
    for offer in offers:
        if not again and offer.phase.ends_at <= at:
            raise Invalid(_("「%(title)s」的时间已经过了，先改日期再发布。") % {"title": offer.phase.title})
        if not again or (offer.stopped and offer.phase.ends_at > at and not over(offer, at)):
            switch(offer, on=True, actor_id=actor_id)
            note(offer, stopped=False)
    campaign.move_to(Campaign.State.ON)
    audit.record(actor_id=actor_id, action="campaign.on", target=f"campaign:{campaign.pk}")
    return campaign


@transaction.atomic
def stop_campaign(*, campaign_id: int, actor_id: int | None) -> Campaign:
    """Every deal of it that runs stops; what was stopped by hand before is not this stop's."""
    campaign = locked(campaign_id)
    if campaign.state == Campaign.State.OFF:
        return campaign
    campaign.move_to(Campaign.State.OFF)
    for offer in offers_of(campaign):
        ran = offer.runs
        if ran:
            switch(offer, on=False, actor_id=actor_id)
        note(offer, stopped=ran)
    audit.record(actor_id=actor_id, action="campaign.off", target=f"campaign:{campaign.pk}")
    return campaign


def switch(offer: Offer, *, on: bool, actor_id: int | None) -> None:
    if offer.deal_id is not None:
        promotions.switch_deal(deal_id=offer.deal_id, on=on, actor_id=actor_id)
    elif offer.coupon_id is not None:
        promotions.switch_coupon(coupon_id=offer.coupon_id, on=on, actor_id=actor_id)


def note(offer: Offer, *, stopped: bool) -> None:
    offer.stopped = stopped
    offer.save(update_fields=["stopped"])


def over(offer: Offer, at: datetime) -> bool:
    """By a time of its own, which may be before its phase's."""
    return offer.deal is not None and offer.deal.ends_at is not None and offer.deal.ends_at <= at
