from zhiyu.promotions.actions.coupons import claim_coupon, give_coupon, know_coupon
from zhiyu.promotions.actions.scheduling import drop_coupon, drop_deal, schedule_coupon, schedule_deal
from zhiyu.promotions.actions.setting_up import (
    CouponTerms,
    DealTerms,
    save_coupon,
    save_deal,
    set_floor,
    switch_coupon,
    switch_deal,
)
from zhiyu.promotions.actions.taking import (
    give_back,
    in_hand,
    lock_deals,
    note_paid,
    refund,
    take,
    take_again,
    take_units,
)

__all__ = [
    "CouponTerms",
    "DealTerms",
    "claim_coupon",
    "drop_coupon",
    "drop_deal",
    "give_back",
    "give_coupon",
    "in_hand",
    "know_coupon",
    "lock_deals",
    "note_paid",
    "refund",
    "save_coupon",
    "save_deal",
    "schedule_coupon",
    "schedule_deal",
    "set_floor",
    "switch_coupon",
    "switch_deal",
    "take",
    "take_again",
    "take_units",
]
