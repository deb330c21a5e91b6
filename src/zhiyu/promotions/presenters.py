"""What the pages of deals and coupons show, worked out from rows and forms."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as lazy

from zhiyu.kernel.clock import now
from zhiyu.promotions import queries
from zhiyu.promotions.counting import countings
from zhiyu.promotions.forms import CouponForm, DealForm
from zhiyu.promotions.market import Kind
from zhiyu.promotions.models import Coupon, Deal, Held
from zhiyu.promotions.results import Result, results_of_coupons, results_of_deals
from zhiyu.promotions.words import what_of, where_of, worth_of

NOTHING = Result()
Text = str | Promise


@dataclass(frozen=True)
class KindCard:
    """A way to lower a price, and when it is the right one."""

    kind: str
    name: Text
    icon: str
    text: Text


KINDS = [
    KindCard(Kind.NEWCOMER, lazy("新人价"), "gift", lazy("第一次在这里花钱的人，1 元学一门引流课。每人一次。")),
    KindCard(Kind.FLASH, lazy("秒杀"), "zap", lazy("一个很低的价格，数量有限，卖完为止，绝不超卖。")),
    KindCard(Kind.DISCOUNT, lazy("限时折扣"), "timer", lazy("一段时间里打折，到点自动恢复标价。")),
    KindCard(Kind.FREE, lazy("限时免费"), "heart", lazy("几天之内免费领取，之后恢复标价，领过的人一直能学。")),
    KindCard(Kind.MEMBER, lazy("会员价"), "award", lazy("买过会员或指定课程的人，买别的更便宜。")),
    KindCard(Kind.SPEND, lazy("满减"), "layers", lazy("一单满多少就减多少，鼓励一起买。")),
]
STATES: dict[str, tuple[Text, str]] = {
    "running": (lazy("进行中"), "ok"),
    "early": (lazy("还没开始"), "gold"),
    "over": (lazy("已结束"), "plain"),
    "gone": (lazy("已抢完"), "plain"),
    "draft": (lazy("草稿"), "plain"),
    "off": (lazy("已停止"), "plain"),
}


def state_of(deal: Deal) -> tuple[Text, str]:
    at = now()
    if deal.state != Deal.State.ON:
        return STATES[deal.state]
    if deal.ends_at is not None and deal.ends_at <= at:
        return STATES["over"]
    if deal.starts_at is not None and deal.starts_at > at:
        return STATES["early"]
    return STATES["gone" if deal.stock is not None and deal.taken >= deal.stock else "running"]


@dataclass(frozen=True)
class DealRow:
    deal: Deal
    state: tuple[Text, str]
    what: str
    where: str
    result: Result


@dataclass(frozen=True)
class CouponRow:
    coupon: Coupon
    what: str
    where: str
    result: Result


def overview() -> dict[str, Any]:
    deals = queries.deals_listed()
    coupons = list(queries.coupons_listed())
    of_deals = results_of_deals([deal.pk for deal in deals])
    of_coupons = results_of_coupons([coupon.pk for coupon in coupons])
    return {
        "countings": list(countings()),
        "deals": [
            DealRow(deal, state_of(deal), what_of(deal), where_of(deal), of_deals.get(deal.pk, NOTHING))
            for deal in deals
        ],
        "coupons": [CouponRow(one, worth_of(one), where_of(one), of_coupons.get(one.pk, NOTHING)) for one in coupons],
    }


def deal_shown(form: DealForm, deal: Deal | None) -> dict[str, Any]:
    kind = next(one for one in KINDS if one.kind == form.kind)
    results = results_of_deals([deal.pk]) if deal else {}
    return {
        "form": form,
        "kind": kind,
        "deal": deal,
        "state": state_of(deal) if deal else None,
        "result": results.get(deal.pk, NOTHING) if deal else None,
        "many": queries.how_many_on_sale(),
    }


def coupon_shown(form: CouponForm, coupon: Coupon | None) -> dict[str, Any]:
    results = results_of_coupons([coupon.pk]) if coupon else {}
    return {
        "form": form,
        "coupon": coupon,
        "result": results.get(coupon.pk, NOTHING) if coupon else None,
        "many": queries.how_many_on_sale(),
    }


@dataclass(frozen=True)
class MyCoupon:
    held: Held
    worth: str
    where: str
    state: str
    """``usable``, ``ordered`` (on an order that is not paid), ``used``, ``over``."""


def my_coupons(held: Iterable[Held]) -> list[MyCoupon]:
    """Usable ones first."""
    at = now()
    places = ("usable", "ordered", "used", "over")
    found = [MyCoupon(one, worth_of(one.coupon), where_of(one.coupon), held_state(one, at)) for one in held]
    return sorted(found, key=lambda one: places.index(one.state))


def held_state(held: Held, at: datetime) -> str:
    if held.used_at is not None:
        return "used"
    if held.order_no:
        return "ordered"
    return "over" if held.valid_until is not None and held.valid_until <= at else "usable"
