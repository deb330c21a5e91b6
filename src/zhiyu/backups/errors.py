from django.utils.translation import gettext_lazy as _

from zhiyu.kernel.errors import DomainError


class BackupFailed(DomainError):
    """No backup came to be; whatever was begun is taken away."""

    code = "backup_failed"
    status = 500
    message = _("备份没有完成。")


class ArchiveRefused(DomainError):
    """Not a whole backup that this version can read. Nothing was touched."""

    code = "archive_refused"
    status = 422
    message = _("这不是一份完好的知域备份。")
