from django.utils.translation import gettext_lazy as _

from zhiyu.kernel.errors import DomainError


class CompletedByWatching(DomainError):
    """This lesson is completed by watching enough of it, not by saying so."""

    code = "completed_by_watching"
    message = _("这一课学到规定的比例会自动完成，不需要手动标记。")
