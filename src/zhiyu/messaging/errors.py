from django.utils.translation import gettext_lazy as _

from zhiyu.kernel.errors import DomainError


class SendStateError(DomainError):
    code = "send_state"
    message = _("这条现在不能这样操作，请刷新后再试。")


class NumberMissing(DomainError):
    code = "number_missing"
    status = 422
    message = _("先填短信服务商给这条模板的编号，再打开短信。")


class NoSuchWords(DomainError):
    code = "no_such_words"
    status = 422
    message = _("这条消息只在学堂里，没有短信。")
