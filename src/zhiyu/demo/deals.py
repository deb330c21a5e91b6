"""Something of each way to lower a price, so set that the courses' own prices stay what they are for most people."""

from datetime import datetime, timedelta

from zhiyu.accounts.models import User
from zhiyu.catalog.models import Product
from zhiyu.kernel.clock import day_start
from zhiyu.promotions.actions import CouponTerms, DealTerms, give_coupon, save_coupon, save_deal, switch_deal
from zhiyu.promotions.market import Kind
from zhiyu.promotions.models import Coupon, Deal

PLAIN_DEAL: DealTerms = {
    "title": "",
    "everything": False,
    "products": [],
    "members": [],
    "price_fen": None,
    "percent": None,
    "off_fen": None,
    "threshold_fen": 0,
    "stock": None,
    "once": False,
    "starts_at": None,
    "ends_at": None,
}
PLAIN_COUPON: CouponTerms = {
    "title": "",
    "how": "claim",
    "code": None,
    "everything": False,
    "products": [],
    "off_fen": None,
    "percent": None,
    "most_fen": None,
    "whole": False,
    "threshold_fen": 0,
    "joins": True,
    "budget": None,
    "per_person": 1,
    "claim_until": None,
    "valid_days": None,
    "valid_until": None,
}


def make_deals(*, owner: User, friend: User) -> None:
    if Deal.objects.exists() or Coupon.objects.exists():
        return
    sleep, photos = (Product.objects.get(code=code).pk for code in ("calm-before-sleep", "phone-family-photos"))
    deals: list[tuple[Kind, bool, DealTerms]] = [
        (
            Kind.NEWCOMER,
            True,
            {**PLAIN_DEAL, "title": "新人见面价", "products": [sleep], "price_fen": 100, "once": True},
        ),
        (
            Kind.FLASH,
            True,
            {
                **PLAIN_DEAL,
                "title": "周末秒杀",
                "products": [photos],
                "price_fen": 5_900,
                "stock": 20,
                "once": True,
                "starts_at": in_days(3),
                "ends_at": in_days(5),
            },
        ),
        (
            Kind.SPEND,
            True,
            {**PLAIN_DEAL, "title": "一起学", "everything": True, "threshold_fen": 30_000, "off_fen": 5_000},
        ),
        (
            Kind.MEMBER,
            False,
            {**PLAIN_DEAL, "title": "老学员价", "everything": True, "members": [photos], "percent": 80},
        ),
        (
            Kind.DISCOUNT,
            False,
            {**PLAIN_DEAL, "title": "618 特惠", "everything": True, "percent": 85, "ends_at": in_days(200)},
        ),
        (Kind.FREE, False, {**PLAIN_DEAL, "title": "周末免费", "products": [sleep], "price_fen": 0}),
    ]
    for kind, on, terms in deals:
        deal = save_deal(kind=kind, terms=terms, actor_id=owner.pk)
        if on:
            switch_deal(deal_id=deal.pk, on=True, actor_id=owner.pk)
    coupons: list[CouponTerms] = [
        {
            **PLAIN_COUPON,
            "title": "老朋友券",
            "everything": True,
            "off_fen": 2_000,
            "threshold_fen": 9_900,
            "budget": 100,
            "valid_days": 30,
        },
        {
            **PLAIN_COUPON,
            "title": "公众号读者",
            "everything": True,
            "how": "code",
            "code": "HELLO2026",
            "percent": 90,
            "most_fen": 3_000,
        },
        {**PLAIN_COUPON, "title": "兑换一门课", "how": "issued", "whole": True, "products": [sleep], "valid_days": 90},
    ]
    for coupon in coupons:
        made = save_coupon(terms=coupon, actor_id=owner.pk)
    give_coupon(coupon_id=made.pk, user_ids=[friend.pk], actor_id=owner.pk, reason="demo")


def in_days(days: int) -> datetime:
    return day_start() + timedelta(days=days, hours=20)
