from django.utils.translation import gettext_lazy as _

from zhiyu.kernel.errors import DomainError


class AssetStateError(DomainError):
    code = "asset_state"
    message = _("文件现在的状态不能这样操作。")


class MediaRefused(DomainError):
    """The file is damaged, empty or of a kind we cannot use. ``code`` of the cause is in ``extra["cause"]``."""

    code = "media_refused"
    status = 422
    message = _("这个文件不能使用。")


class TicketRefused(DomainError):
    """A media address without a right: wrong person, device, browser or lesson, or an ended right."""

    code = "ticket_refused"
    status = 403
    message = _("播放许可无效，请刷新页面。")


class TicketExpired(TicketRefused):
    code = "ticket_expired"
    status = 410
    message = _("播放许可已过期，请重新打开。")
