from django.utils.translation import gettext_lazy as _

from zhiyu.kernel.errors import DomainError


class ComplaintStateError(DomainError):
    code = "complaint_state"
    message = _("这份投诉现在的状态不能这样操作，请刷新后再看。")


class WordsNeeded(DomainError):
    code = "words_needed"
    status = 422
    message = _("请写几句话，对方要靠它知道结果和原因。")


class SaidEnough(DomainError):
    code = "said_enough"
    message = _("这份投诉里的话已经很多了，请用上面的联系方式直接说。")


class NoWayBack(DomainError):
    code = "contact_unusable"
    status = 422
    message = _("请写手机号或邮箱，例如 13800000000 或 name@example.com。")
