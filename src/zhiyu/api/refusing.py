"""Requests nobody can read are refused ahead of every view, each side in its own words."""

from collections.abc import Callable

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from zhiyu.api.nul import sent_nul
from zhiyu.api.root import problem

BAD_REQUEST = 400


def middleware(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    def answer(request: HttpRequest) -> HttpResponse:
        if not sent_nul(request):
            return get_response(request)
        if request.path.startswith("/api/"):
            return problem(status=BAD_REQUEST, code="invalid", detail=_("填写的内容有误。"))
        raise BadRequest

    return answer
