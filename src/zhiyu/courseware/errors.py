from django.utils.translation import gettext_lazy as _

from zhiyu.kernel.errors import DomainError


class ContinuedElsewhere(DomainError):
    """Another window opened this part since; of two that write, the later one's learner is the one at work."""

    code = "continued_elsewhere"
    message = _("这份练习刚在别的窗口打开了，这里不再保存。要在这里接着做，请点“接着做”。")


class TooMuchState(DomainError):
    code = "too_much_state"
    status = 413
    message = _("这份课件要保存的内容太多（超过 256 KB），这次没有存下。")


class NoExercise(DomainError):
    """The lesson is no courseware, is not unpacked yet, or has no such part."""

    code = "no_exercise"
    status = 404
    message = _("这里没有能打开的互动课件，请刷新页面。")


class PassRefused(DomainError):
    """An address of courseware without a right: another browser, an ended right, a text that we did not sign."""

    code = "pass_refused"
    status = 403
    message = _("这份课件的地址不能这样打开，请回到课程页面。")


class PassExpired(PassRefused):
    code = "pass_expired"
    status = 410
    message = _("这份课件开得太久了，请刷新页面接着做。")
