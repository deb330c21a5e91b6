"""What the log and the audit know of the request under way, without passing it through every call."""

import uuid
from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass

import structlog
from django.http import HttpRequest, HttpResponse


@dataclass(frozen=True)
class Here:
    id: str = ""
    address: str | None = None


NOWHERE = Here()
_here: ContextVar[Here] = ContextVar("request", default=NOWHERE)


def current() -> Here:
    return _here.get()


def middleware(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    def answer(request: HttpRequest) -> HttpResponse:
        here = Here(id=uuid.uuid4().hex, address=request.META.get("REMOTE_ADDR") or None)
        token = _here.set(here)
        structlog.contextvars.bind_contextvars(request=here.id)
        try:
            response = get_response(request)
        finally:
            structlog.contextvars.unbind_contextvars("request")
            _here.reset(token)
        response.headers["X-Request-ID"] = here.id
        return response

    return answer
