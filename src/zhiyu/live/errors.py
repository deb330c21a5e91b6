from django.utils.translation import gettext_lazy as _

from zhiyu.kernel.errors import DomainError


class LiveStateError(DomainError):
    code = "live_state"
    message = _("这场直播已经不在这一步，请刷新看看。")


class NotOnAir(DomainError):
    """Nothing to watch yet, or not any more."""

    code = "not_on_air"
    message = _("现在没有画面，开播后会自动出现。")


class NoSignal(DomainError):
    code = "no_signal"
    message = _("还没有收到你电脑的画面。先在 OBS 里点“开始直播”，这里看到画面的数字再开始上课。")


class InThePast(DomainError):
    code = "in_the_past"
    status = 422
    message = _("这个时间已经过了，请选以后的时间。")
