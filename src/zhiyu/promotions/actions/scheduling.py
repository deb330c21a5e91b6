"""When a deal or a coupon runs and for what, set by whoever plans several of them together; all else stays as it is."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from zhiyu.promotions.actions.setting_up import (
    CouponTerms,
    DealTerms,
    locked_coupon,
    locked_deal,
    save_coupon,
    save_deal,
)
from zhiyu.promotions.models import Coupon, Deal, Held


@transaction.atomic
def schedule_deal(
    *,
    deal_id: int,
    starts_at: datetime | None,
    ends_at: datetime | None,
    products: Collection[int],
    actor_id: int | None,
) -> Deal:
    deal = locked_deal(deal_id)
    terms: DealTerms = {
        "title": deal.title,
        "everything": False,
        "products": products,
        "members": [one.pk for one in deal.members.all()],
        "price_fen": deal.price_fen,
        "percent": deal.percent,
        "off_fen": deal.off_fen,
        "threshold_fen": deal.threshold_fen,
        "stock": deal.stock,
        "once": deal.once,
        "starts_at": starts_at,
        "ends_at": ends_at,
    }
    return save_deal(kind=deal.kind, terms=terms, actor_id=actor_id, deal_id=deal_id)


@transaction.atomic
def schedule_coupon(
    *,
    coupon_id: int,
    claims: tuple[datetime | None, datetime | None],
    valid_until: datetime | None,
    products: Collection[int],
    actor_id: int | None,
) -> Coupon:
    """``claims``: from when until when it can be taken. Who has it already may have longer for it, never less."""
    coupon = locked_coupon(coupon_id)
    terms: CouponTerms = {
        "title": coupon.title,
        "how": coupon.how,
        "code": coupon.code,
        "everything": False,
        "products": products,
        "off_fen": coupon.off_fen,
        "percent": coupon.percent,
        "most_fen": coupon.most_fen,
        "whole": coupon.whole,
        "threshold_fen": coupon.threshold_fen,
        "joins": coupon.joins,
        "budget": coupon.budget,
        "per_person": coupon.per_person,
        "claim_from": claims[0],
        "claim_until": claims[1],
        "valid_days": coupon.valid_days,
        "valid_until": valid_until,
    }
    if valid_until is not None and coupon.valid_days is None:
        shorter = Held.objects.filter(coupon=coupon, used_at=None, valid_until__lt=valid_until)
        shorter.update(valid_until=valid_until)
    return save_coupon(terms=terms, actor_id=actor_id, coupon_id=coupon_id)


@transaction.atomic
def drop_deal(*, deal_id: int) -> None:
    """One that never ran leaves nothing behind; any other stays."""
    Deal.objects.filter(pk=deal_id, state=Deal.State.DRAFT).delete()


@transaction.atomic
def drop_coupon(*, coupon_id: int) -> None:
    """One that is stopped and that nobody ever had."""
    Coupon.objects.filter(pk=coupon_id, on=False, issued=0).delete()
