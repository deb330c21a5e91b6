from django.utils.translation import gettext_lazy as _

from zhiyu.kernel.errors import DomainError


class RunStateError(DomainError):
    code = "import_state"
    message = _("这次搬家现在的状态不能这样操作，请刷新后再看。")


class ExportRefused(DomainError):
    """A file that is no export we know, or one that cannot be read."""

    code = "export_refused"
    status = 422
    message = _("认不出这是什么。可以用 WordPress 导出的 XML、Ghost 导出的 JSON，或者装着它们的 ZIP。")


class PictureMissing(DomainError):
    code = "picture_missing"
    status = 422
    message = _("图片没取到。")
