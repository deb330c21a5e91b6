"""Requests nobody can read are refused ahead of every view, each side in its own words."""

from collections.abc import Callable

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from zhiyu.api.nul import sent_nul
from zhiyu.api.root import problem

API = "/api/"
BAD_REQUEST, NOT_FOUND, WRONG_METHOD = 400, 404, 405


def middleware(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    def answer(request: HttpRequest) -> HttpResponse:
        if not sent_nul(request):
            return in_kind(request, get_response(request))
        if request.path.startswith(API):
            return problem(status=BAD_REQUEST, code="invalid", detail=_("填写的内容有误。"))
        raise BadRequest

    return answer


def in_kind(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Where no operation answers, Django and ninja refuse with a page; a program is told in its own way."""
    if not request.path.startswith(API) or response.headers.get("Content-Type", "").startswith("application/"):
        return response
    if response.status_code == NOT_FOUND:
        return problem(status=NOT_FOUND, code="not_found", detail=_("没有找到，或者你没有权限查看。"))
    if response.status_code == WRONG_METHOD:
        told = problem(status=WRONG_METHOD, code="method_not_allowed", detail=_("这个操作现在不能完成。"))
        told.headers["Allow"] = response.headers["Allow"]
        return told
    return response
