from django.utils.translation import gettext_lazy as _

from zhiyu.kernel.errors import DomainError


class CodeStateError(DomainError):
    code = "code_state"
    message = _("这个兑换码现在的状态不能这样操作，请刷新后再试。")


class CodeUnknown(DomainError):
    code = "code_unknown"
    status = 404
    message = _("没有这个兑换码，请对着卡片再看一遍。大小写、空格和横线都不要紧。")


class CodeUsed(DomainError):
    code = "code_used"
    message = _("这个兑换码已经有人用过了。")


class CodeOver(DomainError):
    code = "code_over"
    message = _("这个兑换码已经过期或停用，请联系给你码的人。")


class CodeLimit(DomainError):
    code = "code_limit"
    message = _("这一批码每个人能用的次数你已经用完了，这个码还可以留给别人。")


class AlreadyYours(DomainError):
    code = "already_yours"
    message = _("你已经一直拥有它，不用再领。这一份还在，可以转给别人。")


class HadTrial(DomainError):
    code = "once_only"
    message = _("体验每人只有一次，你已经体验过了。这个码还可以留给别人。")


class GiftStateError(DomainError):
    code = "gift_state"
    message = _("这份礼物现在的状态不能这样操作，请刷新后再试。")


class NotGiveable(DomainError):
    code = "not_giveable"
    status = 422
    message = _("这个不能当礼物送：免费的、每人一次的体验和要先申请的，请直接把链接发给朋友。")


class GiftTaken(DomainError):
    code = "gift_taken"
    message = _("这份礼物已经被领走了。如果不是你想给的人领的，请问问送礼物的人。")


class GiftReturned(DomainError):
    code = "gift_returned"
    message = _("这份礼物已经退回给送的人，不能再领了。")


class GiftOver(DomainError):
    code = "gift_over"
    message = _("这份礼物过了领取的时间，钱会退给送的人。")
