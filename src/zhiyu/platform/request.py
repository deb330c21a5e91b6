"""What the log and the audit know of the request under way, without passing it through every call."""

import re
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
    agent: str = ""


NOWHERE = Here()
FROM_PROXY = "0"
LONGEST_AGENT = 400
GIVEN = re.compile(r"[0-9A-Za-z]{8,32}")
_here: ContextVar[Here] = ContextVar("request", default=NOWHERE)


def current() -> Here:
    return _here.get()


def id_of(request: HttpRequest) -> str:
    """The proxy's id where a trusted one stands before us: then the front gives the client's address port 0."""
    given = request.headers.get("X-Request-ID", "").replace("-", "")
    if str(request.META.get("REMOTE_PORT")) == FROM_PROXY and GIVEN.fullmatch(given):
        return given
    return uuid.uuid4().hex


def middleware(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    def answer(request: HttpRequest) -> HttpResponse:
        agent = request.headers.get("User-Agent", "")[:LONGEST_AGENT]
        here = Here(id=id_of(request), address=request.META.get("REMOTE_ADDR") or None, agent=agent)
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
