from django.utils.translation import gettext_lazy as _

from zhiyu.kernel.errors import DomainError


class LessonLocked(DomainError):
    code = "lesson_locked"
    status = 403
    message = _("这一课需要先获得课程才能学习。")


class NothingToPlay(DomainError):
    """An article, or a lesson whose media has not been added."""

    code = "nothing_to_play"
    message = _("这一课没有音频或视频。")


class NotPausable(DomainError):
    code = "not_pausable"
    message = _("现在没有可以暂停的会员。")


class PausedTooOften(DomainError):
    code = "paused_too_often"
    message = _("这一年的暂停次数已经用完。")


class PauseTooLong(DomainError):
    code = "pause_too_long"
    status = 422
    message = _("暂停的天数超过了这个会员允许的天数。")


class NotPaused(DomainError):
    code = "not_paused"
    message = _("这个会员现在没有暂停。")


class GrantMismatch(DomainError):
    """One cause cannot give the same product to two people."""

    code = "grant_mismatch"
    message = _("这个权益已经属于另一个人。")


class NothingLeft(DomainError):
    code = "nothing_left"
    message = _("已经用完、到期或退款，没有剩下的次数了。")
