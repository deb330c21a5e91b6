from django.utils.translation import gettext_lazy as _

from zhiyu.kernel.errors import DomainError


class LiveStateError(DomainError):
    code = "live_state"
    message = _("这场直播已经不在这一步，请刷新看看。")


class NotOnAir(DomainError):
    """Nothing to watch yet, or not any more."""

    code = "not_on_air"
    message = _("现在没有画面，开播后会自动出现。")
