from django.utils.translation import gettext_lazy as _

from zhiyu.kernel.errors import DomainError


class OrderStateError(DomainError):
    code = "order_state"
    message = _("订单现在的状态不能这样操作，请刷新后再试。")


class RefundStateError(DomainError):
    code = "refund_state"
    message = _("退款现在的状态不能这样操作，请刷新后再试。")


class NotStuck(DomainError):
    code = "not_stuck"
    message = _("这一笔现在不用处理，请刷新后再看。")


class PriceChanged(DomainError):
    """The total the buyer saw is not today's; ``extra["quote"]`` is the new one."""

    code = "price_changed"
    message = _("价格有变化，请确认新的价格。")


class TermsNotAccepted(DomainError):
    code = "terms_not_accepted"
    status = 422
    message = _("请先确认退款规则。")


class AlreadyOwned(DomainError):
    code = "already_owned"
    message = _("你已经一直拥有它，不用再买，可以直接学习。")


class TermsReliedOn(DomainError):
    code = "terms_relied_on"
    message = _("已经有人按现在的条件订了定金，定金、抵多少和时间都不能再改；可以取消预售，定金全部退回。")


class DepositPaid(AlreadyOwned):
    code = "deposit_paid"
    message = _("你已经付过定金了，到时间直接付尾款。")


class OnceOnly(DomainError):
    code = "once_only"
    message = _("体验每人只有一次，你已经体验过了。")


class AmountMismatch(DomainError):
    code = "amount_mismatch"
    message = _("付款金额与订单不一致。")


class UnknownPayment(DomainError):
    code = "unknown_payment"
    status = 404
    message = _("没有这笔付款对应的订单。")


class NotRefundable(DomainError):
    code = "not_refundable"
    status = 422
    message = _("这笔订单已不在可退款的范围内。")


class OpenidNeeded(DomainError):
    code = "openid_needed"
    status = 422
    message = _("请先用微信登录，再用微信支付。")


class ProviderUnavailable(DomainError):
    code = "provider_unavailable"
    status = 502
    message = _("支付渠道暂时没有响应，钱没有扣。请稍后再试。")


class BalanceTooLow(DomainError):
    code = "balance_too_low"
    message = _("余额不够了，请刷新后再看。")


class NothingToPayOut(DomainError):
    code = "nothing_to_pay_out"
    message = _("没有可以退回原支付的余额。")


class ExchangeStateError(DomainError):
    code = "exchange_state"
    message = _("换课现在的状态不能这样操作，请刷新后再试。")


class ExchangeChanged(DomainError):
    """The value the buyer saw is not today's; ``extra["value_fen"]`` is the new one."""

    code = "exchange_changed"
    message = _("可抵的金额有变化，请看过新的金额再确认。")


class MethodUnknown(DomainError):
    code = "method_unknown"
    status = 422
    message = _("不支持这种付款方式。")


class NothingToPay(DomainError):
    code = "nothing_to_pay"
    message = _("这笔订单不需要付款。")


class OneOnly(DomainError):
    code = "one_only"
    status = 422
    message = _("一门课程买一份就够了。")
