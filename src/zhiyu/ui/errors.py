"""Every refusal as a page that says, in the reader's words, what happened and where to go on."""

from collections.abc import Callable, Mapping
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from zhiyu.kernel.errors import DomainError
from zhiyu.ui.preferences import back

TOAST = "ui/errors/toast.html"


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    return render(request, "ui/errors/csrf.html", {"reason": reason, "again": back(request)}, status=403)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    del exception
    return render(request, "ui/errors/400.html", status=400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    return refuse(request, status=403, detail=str(exception) or _("你的角色没有这个权限。"))


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    del exception
    return render(request, "ui/errors/404.html", {"extra": {}}, status=404)


def broken(request: HttpRequest) -> HttpResponse:
    """Stands on nothing: no database, no session, no school."""
    del request
    return HttpResponse(render_to_string("ui/errors/500.html", {"debug": settings.DEBUG}), status=500)


def refuse(request: HttpRequest, *, status: int, detail: str, extra: Mapping[str, Any] | None = None) -> HttpResponse:
    """A toast for a part of a page, a page of its own for a whole one."""
    if request.headers.get("HX-Request") == "true":
        response = render(request, TOAST, {"detail": detail}, status=status)
        response.headers["HX-Retarget"] = "#toasts"
        response.headers["HX-Reswap"] = "beforeend"
        return response
    name = f"ui/errors/{status}.html" if status in {403, 404, 410} else "ui/errors/refused.html"
    return render(request, name, {"detail": detail, "again": back(request), "extra": extra or {}}, status=status)


class Middleware:
    """A rule that said no inside a page view becomes a page; the API answers for itself."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, DomainError):
            return refuse(request, status=exception.status, detail=str(exception), extra=exception.extra)
        return None
