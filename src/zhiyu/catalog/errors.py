from django.utils.translation import gettext_lazy as _

from zhiyu.kernel.errors import DomainError


class ProductStateError(DomainError):
    code = "product_state"
    message = _("课程现在的状态不能这样操作。")


class NotReady(DomainError):
    """Publishing was asked but something is missing; ``extra["missing"]`` lists it."""

    code = "not_ready"
    status = 422
    message = _("还不能上架，请先补齐缺少的内容。")


class SoldOut(DomainError):
    code = "sold_out"
    message = _("名额已满。")
