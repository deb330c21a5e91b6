"""What every answer says about itself: frames, scripts, caches, cookies, hosts."""

from collections.abc import Iterator
from html.parser import HTMLParser

import pytest
from django.conf import settings
from django.http import HttpResponseBase
from django.test import override_settings

from tests.access.viewers import content
from tests.security.callers import OPEN, Route
from tests.security.routes import filled
from tests.security.table import PAGES, ROUTES
from tests.security.world import CALLERS, NOBODY, World, nothing_kept

READS = [route for route in ROUTES if "GET" in route.methods.split() and OPEN in route.can.values()]
PUBLIC = {route.pattern for route in PAGES if route.can["anonymous"] == OPEN}
OK = 200
TWO = "sessions/<int:appointment_id>/room"
SANDBOXED = "media/courseware/<slug:ticket>/<path:name>"


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


def seen(world: World, route: Route) -> Iterator[tuple[str, HttpResponseBase, bytes]]:
    address = filled(route.pattern, world.values, route.at)
    for caller in CALLERS:
        with nothing_kept(world):
            answer = world.client(caller, address).get(address)
            yield caller, answer, content(answer)


@pytest.mark.parametrize("route", [route for route in READS if route.pattern != SANDBOXED], ids=str)
def test_every_answer_is_framed_typed_and_kept_as_it_may_be(world: World, route: Route) -> None:
    for caller, answer, body in seen(world, route):
        headers = answer.headers
        policy = headers["Content-Security-Policy"]
        assert "unsafe" not in policy
        assert "default-src 'self'" in policy or "default-src 'none'" in policy
        devices = "(self)" if route.pattern == TWO and answer.status_code == OK else "()"
        assert headers["Permissions-Policy"] == f"camera={devices}, microphone={devices}"
        assert headers["X-Frame-Options"] == "SAMEORIGIN"
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] == "same-origin"
        assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
        kept = headers.get("Cache-Control", "")
        if caller not in NOBODY and "public" not in kept:
            assert "no-store" in kept or "private" in kept, f"{caller}: {kept}"
        if route.pattern not in PUBLIC:
            assert "public" not in kept
        if headers.get("Content-Type", "").startswith("text/html"):
            page = Inline()
            page.feed(body.decode())
            assert page.found == []
            assert all(page.forms), "a form that posts without a token"


def test_what_is_not_ours_runs_without_an_origin_and_reaches_only_its_own_files(world: World) -> None:
    route = next(route for route in READS if route.pattern == SANDBOXED)
    given = [answer.headers for _caller, answer, _body in seen(world, route) if answer.status_code == OK]
    assert given
    for headers in given:
        rules = dict(rule.strip().partition(" ")[::2] for rule in headers["Content-Security-Policy"].split(";"))
        assert "allow-scripts" in rules["sandbox"]
        assert "allow-same-origin" not in rules["sandbox"]
        assert "'self'" not in rules["default-src"]
        assert headers["X-Content-Type-Options"] == "nosniff"


def test_cookies_say_how_they_may_travel(world: World) -> None:
    with nothing_kept(world), override_settings(SESSION_COOKIE_SECURE=True, CSRF_COOKIE_SECURE=True):
        lesson = world.pages["anonymous"].get(filled("lessons/<int:lesson_id>", world.values, {}))
        theme = world.pages["anonymous"].post("/ui/preferences", {"theme": "dark"})
        login = world.pages["anonymous"].get("/login")
        code = world.pages["anonymous"].post("/login", {"phone": "13912345678"})
        cookies = {k: v for one in (lesson, theme, login, code) for k, v in one.cookies.items()}
    assert {"zhiyu_device", "zhiyu_theme", settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME} <= set(cookies)
    for name, cookie in cookies.items():
        assert cookie["secure"], name
        assert cookie["samesite"] == "Lax", name
        assert cookie["path"] == "/", name
        assert not cookie["domain"], name
        assert cookie["httponly"] or name == settings.CSRF_COOKIE_NAME, name


@override_settings(ALLOWED_HOSTS=["school.test"], PUBLIC_URL="https://school.test")
def test_a_host_that_is_not_ours_is_refused_before_any_view(world: World) -> None:
    client = world.pages["anonymous"]
    with nothing_kept(world):
        for host in (
            "evil.test",
            "school.test.evil.test",
            "school.test@evil.test",
            "school.test:80@evil.test",
            "evil test",
        ):
            assert client.get("/", headers={"Host": host}).status_code == 400, host
        forwarded = client.get("/sitemap.xml", headers={"Host": "school.test", "X-Forwarded-Host": "evil.test"})
        assert forwarded.status_code == 200
        assert b"evil.test" not in forwarded.content
