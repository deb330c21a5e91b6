from django.utils.translation import gettext_lazy as _

from zhiyu.kernel.errors import DomainError, Invalid


class DealStateError(DomainError):
    code = "deal_state"
    message = _("这个活动现在不能这样改，请刷新后再看。")


class ScopeUnsaid(Invalid):
    code = "scope_unsaid"
    message = _("用在哪些商品上？选几个商品，或者说明是全部商品（everything），两样只能说一样。")


class DealGone(DomainError):
    code = "deal_gone"
    message = _("这个优惠刚刚被抢完了，价格已经更新。")


class DealSpent(DomainError):
    code = "deal_spent"
    message = _("这个优惠每人一次，你已经用过了，价格已经更新。")


class CouponTaken(DomainError):
    code = "coupon_taken"
    message = _("这张券正被你的另一笔订单用着，或者已经用掉了。")


class CreditTaken(DomainError):
    code = "credit_taken"
    message = _("这笔抵扣正被你的另一笔订单用着，或者已经失效了。")


class CouponUnknown(Invalid):
    code = "coupon_unknown"
    message = _("没有这张券，请检查券码有没有输错。")


class CouponGone(DomainError):
    code = "coupon_gone"
    message = _("这张券已经领完了。")


class CouponClosed(DomainError):
    code = "coupon_closed"
    message = _("这张券现在不能领。")
