from django.utils.translation import gettext_lazy as _

from zhiyu.kernel.errors import DomainError


class NotedMeanwhile(DomainError):
    """More sessions are noted than whoever asks had seen: somebody else did, or they pressed twice."""

    code = "noted_meanwhile"
    message = _("刚刚已经记过一次了，请看一眼下面的记录再记。")


class NotYet(DomainError):
    code = "not_yet"
    status = 422
    message = _("还没到那一天。")
