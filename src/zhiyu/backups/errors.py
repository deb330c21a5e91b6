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


class BackupStateError(DomainError):
    code = "backup_state"
    message = _("这份备份现在的状态不能这样操作。")


class BackupUnderWay(DomainError):
    code = "backup_under_way"
    message = _("已经有一份备份正在进行，请等它做完。")


class NoStore(DomainError):
    code = "no_store"
    status = 422
    message = _("还没有设置对象存储（S3_BUCKET 等环境变量），先存到本机文件夹吧。")
