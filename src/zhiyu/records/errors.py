from django.utils.translation import gettext_lazy as _

from zhiyu.kernel.errors import DomainError


class NothingLearned(DomainError):
    """No lesson of that course was completed or watched in those days."""

    code = "nothing_learned"
    status = 422
    message = _("这段时间里，这门课还没有学完的课时，也没有核对过的观看时间。")


class BadPeriod(DomainError):
    code = "bad_period"
    status = 422
    message = _("请把日期选对：开始不晚于结束，结束不晚于今天。")


class CannotSign(DomainError):
    """The private key was sealed with a key of the school that is not here."""

    code = "cannot_sign"
    status = 503
    message = _("学堂的签名钥匙打不开，暂时开不了证明。请联系学堂。")
