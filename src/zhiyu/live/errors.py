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


class NoRoomOnAir(DomainError):
    """Not even for a few minutes."""

    code = "no_room_on_air"
    status = 507
    message = _("服务器的磁盘快满了，所以没有开播。请先腾出空间。")


class NothingRecorded(DomainError):
    code = "nothing_recorded"
    message = _("腾讯云的录制里没有比我们的回放更多的内容，或者现在取不到，请刷新看看。")


class InThePast(DomainError):
    code = "in_the_past"
    status = 422
    message = _("这个时间已经过了，请选以后的时间。")


class NotTakenIn(DomainError):
    """No camera can be taken in here: it is switched off, or another programme holds the port."""

    code = "not_taken_in"
    message = _("推流已经在设置里关掉（ZHIYU_LIVE=off），现在只能放录好的视频。")
