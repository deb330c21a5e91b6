"""What each caller who asks for an address is answered: asked once, for all tests that look at an answer."""

import json
from dataclasses import dataclass
from html.parser import HTMLParser

from django.http import HttpResponseBase
from django.http.response import ResponseHeaders

from tests.access.viewers import content
from tests.security.callers import FORBIDDEN, LOGIN, MISSING, OPEN, Route
from tests.security.routes import SIMPLE, body_of, filled
from tests.security.state import changed
from tests.security.world import World, nothing_kept


class Inline(HTMLParser):
    """Everything that a strict policy would refuse to run, and forms without a token."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.forms: list[bool] = []
        self.script = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.found += [f"{tag} {name}" for name in given if name.startswith("on") or name == "style"]
        self.found += [
            f"{tag} {name}" for name, value in attrs if (value or "").strip().lower().startswith("javascript:")
        ]
        if tag == "style" or (tag == "script" and "src" not in given and given.get("type") != "application/ld+json"):
            self.found.append(tag)
        self.token(tag, given)

    def token(self, tag: str, given: dict[str, str | None]) -> None:
        if tag == "form":
            action = given.get("action") or ""
            self.forms.append((given.get("method") or "get").lower() != "post" or action == "/ui/preferences")
        elif tag == "input" and given.get("name") == "csrfmiddlewaretoken" and self.forms:
            self.forms[-1] = True


@dataclass(frozen=True)
class Visit:
    """``wrote``: the tables that a try wrote to which was not open. ``page`` is what stands in one of HTML."""

    met: str
    wrote: list[str]
    status: int
    headers: ResponseHeaders
    page: Inline | None


def visit(world: World, caller: str, route: Route) -> Visit:
    """How the address answers GET, the first time that somebody wants to know; only what is asked of it is kept."""
    key = (route.pattern, caller)
    if key not in world.visits:
        world.visits[key] = tried(world, caller, "GET", route)
    found: Visit = world.visits[key]
    return found


def tried(world: World, caller: str, method: str, route: Route) -> Visit:
    with nothing_kept(world):
        answer, body = knock(world, caller, method, route)
        met = verdict(answer, route.also)
        wrote = [] if met == OPEN else changed(world.rows, world.written)
    page = None
    if method == "GET" and answer.headers.get("Content-Type", "").startswith("text/html"):
        page = Inline()
        page.feed(body.decode())
    return Visit(met, wrote, answer.status_code, answer.headers, page)


def verdict(answer: HttpResponseBase, also: tuple[int, ...]) -> str:
    """What a caller met. Only an answer of the kind that a valid call gets counts as open."""
    status = answer.status_code
    sent_to = answer.headers.get("Location", "") + answer.headers.get("HX-Redirect", "")
    if status == 401 or sent_to.startswith("/login?"):
        return LOGIN
    if status in also or 200 <= status < 400:
        return OPEN
    return {403: FORBIDDEN, 404: MISSING}.get(status, str(status))


def knock(world: World, caller: str, method: str, route: Route) -> tuple[HttpResponseBase, bytes]:
    address = filled(route.pattern, world.values, route.at)
    client = world.client(caller, address)
    headers = {name: value for name, value in route.headers.items() if name != "Content-Type"}
    if method in SIMPLE:
        answer = client.generic(method, address, headers=headers)
    elif "Upload-Offset" in headers:
        answer = client.generic(method, address, b"0123456789", route.headers["Content-Type"], headers=headers)
    elif address.startswith("/api/"):
        sent = json.dumps(body_of(route.body, world.values))
        answer = client.generic(method, address, sent, "application/json", headers=headers)
    else:
        answer = client.post(address, body_of(route.body, world.values), headers=headers)
    return answer, content(answer)
