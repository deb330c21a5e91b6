from collections.abc import Mapping
from typing import Any, ClassVar, Self

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class DomainError(Exception):
    """A rule said no. ``code`` is stable and public; ``message`` is for people, in their language.

    ``extra`` travels beside code and detail in the problem+json answer (a new quote, a limit).
    """

    code: ClassVar[str] = "invalid"
    status: ClassVar[int] = 409
    message: ClassVar[str | Promise] = _("这个操作现在不能完成。")

    def __init__(self, message: str | Promise | None = None, *, extra: Mapping[str, Any] | None = None) -> None:
        self.detail = message or self.message
        self.extra = dict(extra or {})
        super().__init__(self.detail)

    def __str__(self) -> str:
        return str(self.detail)

    @classmethod
    def at(cls, field: str, message: str | Promise | None = None) -> Self:
        """Of one field, which the API names as it names what it cannot read, and a page's form shows it at."""
        made = cls(message)
        made.extra["errors"] = [{"where": field, "what": str(made)}]
        return made

    @property
    def where(self) -> str | None:
        return next((one["where"] for one in self.extra.get("errors", ())), None)


class NotFound(DomainError):
    code = "not_found"
    status = 404
    message = _("没有找到，或者你没有权限查看。")


class Forbidden(DomainError):
    code = "forbidden"
    status = 403
    message = _("你的角色没有这个权限。")


class Invalid(DomainError):
    code = "invalid"
    status = 422
    message = _("填写的内容有误。")
