from django.utils.translation import gettext_lazy as _

from zhiyu.kernel.errors import DomainError


class TransferStateError(DomainError):
    code = "transfer_state"
    message = _("这笔转账现在不能这样操作，请刷新后再看。")


class ReferenceUsed(DomainError):
    """The same money cannot pay twice."""

    code = "reference_used"
    status = 422
    message = _("这个流水号已经用在另一笔转账上，请核对。")


class SlipMissing(DomainError):
    code = "slip_missing"
    status = 422
    message = _("请选择凭证图片。")
