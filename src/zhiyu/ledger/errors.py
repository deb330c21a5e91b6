from django.utils.translation import gettext_lazy as _

from zhiyu.kernel.errors import DomainError


class Unbalanced(DomainError):
    code = "unbalanced"
    message = _("这笔分录借贷不平。")


class UnknownAccount(DomainError):
    code = "unknown_account"
    message = _("没有这个科目。")


class BookedDifferently(DomainError):
    """The same source was posted before with other amounts: one of the two is a mistake."""

    code = "booked_differently"
    message = _("这笔业务已经入账，而且金额不同。")
