"""The page's language: the reader's own choice, never a guess from the browser."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import translation

from zhiyu.ui import preferences


def middleware(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    def answer(request: HttpRequest) -> HttpResponse:
        with translation.override(preferences.language(request)):
            response = get_response(request)
            response.headers.setdefault("Content-Language", translation.get_language() or "")
        return response

    return answer
