"""Deals and coupons as the studio sets them up, with boring defaults."""

from typing import Any

from tests import make
from zhiyu.accounts.models import User
from zhiyu.catalog.models import Course, Product
from zhiyu.commerce.actions import confirm_payment, place_order
from zhiyu.commerce.models import Order
from zhiyu.commerce.pricing import quote_for
from zhiyu.kernel.clock import now
from zhiyu.promotions.actions import CouponTerms, DealTerms, save_coupon, save_deal, switch_deal
from zhiyu.promotions.market import Kind
from zhiyu.promotions.models import Coupon, Deal

DEAL: DealTerms = {
    "title": "双周特惠",
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
COUPON: CouponTerms = {
    "title": "老朋友券",
    "how": "claim",
    "code": None,
    "everything": False,
    "products": [],
    "off_fen": 1_000,
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


def deal(kind: Kind = Kind.DISCOUNT, *, on: bool = True, **said: Any) -> Deal:
    took: dict[str, Any] = {} if {"price_fen", "percent", "off_fen"} & said.keys() else {"percent": 80}
    took |= {"everything": not said.get("products")}
    made = save_deal(kind=kind, terms={**DEAL, **took, **said}, actor_id=None)  # type: ignore[typeddict-item]
    return switch_deal(deal_id=made.pk, on=True, actor_id=None) if on else made


def coupon(**said: Any) -> Coupon:
    took: dict[str, Any] = {"off_fen": None} if {"percent", "whole"} & said.keys() else {}
    took |= {"everything": not said.get("products")}
    return save_coupon(terms={**COUPON, **took, **said}, actor_id=None)  # type: ignore[typeddict-item]


def order(buyer: User, *goods: Course | Product, coupon: str | None = None) -> Order:
    """At what this buyer pays for them."""
    codes = [(one if isinstance(one, Product) else one.product).code for one in goods]
    offer = quote_for(codes, buyer_id=buyer.pk, coupon=coupon)
    return place_order(
        buyer_id=buyer.pk,
        lines=[(code, 1) for code in codes],
        shown_total_fen=offer.total_fen,
        accepted=[term.id for term in offer.terms],
        coupon=coupon,
    )


def paid(order: Order) -> Order:
    if order.total_fen:
        confirm_payment(
            out_trade_no=make.attempt(order).out_trade_no,
            provider="wechat",
            reference=f"paid-{order.no}",
            paid_fen=order.total_fen,
            paid_at=now(),
        )
    order.refresh_from_db()
    return order
