from django.utils.translation import gettext_lazy as _

from zhiyu.kernel.errors import DomainError


class InquiryStateError(DomainError):
    code = "inquiry_state"
    message = _("这次比对现在不能这样操作。")


class NotReviewable(DomainError):
    """Nobody can be named, so there is nobody to decide about; or somebody decided already."""

    code = "not_reviewable"
    message = _("这次比对没有可以复核的人，或者已经复核过了。")


class NoteMissing(DomainError):
    code = "note_missing"
    status = 422
    message = _("请写下为什么这样判断。")


class CopyRefused(DomainError):
    """The suspect file cannot be read; the message says why."""

    code = "copy_refused"
    status = 422
    message = _("这个文件读不了。请换成视频、录音、图片或 PDF。")


class TracingMissing(DomainError):
    """The packages of the extra ``tracing`` are not installed."""

    code = "tracing_missing"
    status = 503
    message = _("还没有装追踪用的组件。请在服务器上、知域的目录里运行 make tracing，再重新启动。")
