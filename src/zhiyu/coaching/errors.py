from django.utils.translation import gettext_lazy as _

from zhiyu.kernel.errors import DomainError


class NotedMeanwhile(DomainError):
    """More sessions are noted than whoever asks had seen: somebody else did, or they pressed twice."""

    code = "noted_meanwhile"
    message = _("刚刚已经记过一次了，请看一眼下面的记录再记。")


class NotYet(DomainError):
    code = "not_yet"
    status = 422
    message = _("还没到那一天。")


class AppointmentStateError(DomainError):
    code = "appointment_state"
    message = _("这次预约已经不在这一步，请刷新看看。")


class MadeMeanwhile(DomainError):
    """More appointments are made than whoever asks had seen: somebody else did, or they pressed twice."""

    code = "made_meanwhile"
    message = _("刚刚已经约过一次了，请看一眼下面的预约再约。")


class ChangedMeanwhile(DomainError):
    code = "changed_meanwhile"
    message = _("这次预约刚刚改过，请看一眼再改。")


class InThePast(DomainError):
    code = "in_the_past"
    status = 422
    message = _("这个时间已经过了，请选以后的时间。")


class AfterTheEnd(DomainError):
    code = "after_the_end"
    status = 422
    message = _("这个时间在有效期以后，请选早一点的时间。")


class CallClosed(DomainError):
    """For the two whose call it is: too early, or over."""

    code = "call_closed"
    message = _("房间现在没有开。")


class SignalTooLong(DomainError):
    code = "signal_too_long"
    status = 422
    message = _("这条连接消息太长了。")


class SignalsTooFast(DomainError):
    """``seconds``: after how many it may be tried again."""

    code = "too_soon"
    status = 429
    message = _("发得有点快，稍等几秒再发。")
