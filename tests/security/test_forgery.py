"""Another site makes a browser send our requests: none that writes goes through without the page's own token."""

import json

import pytest
from django.conf import settings
from django.test import Client

from tests.access.viewers import content
from tests.security.callers import OPEN, Route
from tests.security.routes import SIMPLE, body_of, filled
from tests.security.state import changed
from tests.security.table import PAGES, ROUTES
from tests.security.table_api import API
from tests.security.world import AGENT, NOBODY, World, nothing_kept

# By signature, and by Sec-Fetch-Site: a choice of colours is no right.
PROVED_OTHERWISE = {
    "integrations/wechat-pay/<slug:name>/notify",
    "integrations/nginx-rtmp/<slug:proof>",
    "integrations/tencent-live/notify",
    "ui/preferences",
}
# They answer with a token in the body and set no cookie: a forged call gives the forger nothing.
NO_COOKIE = {
    *(r.pattern for r in API if "/auth/" in r.pattern and r.can["anonymous"] == OPEN),
    *(r.pattern for r in API if r.methods == "GET"),
}


def unsafe(route: Route) -> list[str]:
    return [method for method in route.methods.split() if method not in SIMPLE]


def victim(world: World, route: Route) -> Client:
    """The browser of somebody who may do it, as another site would use it."""
    name = next(caller for caller, found in route.can.items() if found == OPEN and caller not in NOBODY)
    client = Client(enforce_csrf_checks=True, headers={"User-Agent": AGENT, "Origin": "https://evil.test"})
    client.cookies[settings.SESSION_COOKIE_NAME] = world.pages[name].cookies[settings.SESSION_COOKIE_NAME].value
    return client


def forged(client: Client, method: str, route: Route, world: World) -> tuple[int, str]:
    address = filled(route.pattern, world.values, route.at)
    body = body_of(route.body, world.values)
    headers = {name: value for name, value in route.headers.items() if name != "Content-Type"}
    if method == "POST" and not address.startswith("/api/"):
        answer = client.post(address, body, headers=headers)
    else:
        kind = route.headers.get("Content-Type", "application/json")
        answer = client.generic(method, address, json.dumps(body), kind, headers=headers)
    return answer.status_code, content(answer).decode()


WRITES = [
    route
    for route in ROUTES
    if unsafe(route) and OPEN in route.can.values() and route.pattern not in PROVED_OTHERWISE | NO_COOKIE
]


@pytest.mark.parametrize("route", WRITES, ids=str)
def test_a_forged_write_is_refused_and_writes_nothing(world: World, route: Route) -> None:
    for method in unsafe(route):
        with nothing_kept(world):
            status, text = forged(victim(world, route), method, route, world)
            assert status == 403, f"{method}: {status}"
            assert "csrf" in text or "页面停留太久" in text
            assert changed(world.rows, world.written) == []


def test_a_bearer_token_needs_no_proof_and_a_wrong_one_opens_no_session(world: World) -> None:
    route = next(one for one in PAGES if one.pattern == "me/settings")
    client = victim(world, route)
    with nothing_kept(world):
        token = {"Authorization": world.apps["buyer"].defaults["HTTP_AUTHORIZATION"]}
        body = json.dumps({"name": "改名"})
        assert client.patch("/api/v1/me", body, "application/json", headers=token).json()["name"] == "改名"
        wrong = {"Authorization": "Bearer nobody"}
        assert client.patch("/api/v1/me", body, "application/json", headers=wrong).status_code == 401


def test_preferences_are_kept_for_our_own_pages_only(world: World) -> None:
    client = world.pages["anonymous"]
    with nothing_kept(world):
        for site in ("cross-site", "same-site"):
            answer = client.post("/ui/preferences", {"theme": "dark"}, headers={"Sec-Fetch-Site": site})
            assert (answer.status_code, answer.cookies) == (400, {})
        for origin in ("https://evil.test", "null", "http://testserver.evil.test"):
            answer = client.post("/ui/preferences", {"theme": "dark"}, headers={"Origin": origin})
            assert (answer.status_code, answer.cookies) == (400, {})
        ours = client.post("/ui/preferences", {"theme": "dark"}, headers={"Origin": "http://testserver"})
        assert ours.status_code == 302


def test_a_method_is_what_it_says(world: World) -> None:
    """No header and no field turns a read into a write or a post into another method."""
    address = filled("api/v1/me/devices/<device_id>", world.values, {})
    with nothing_kept(world):
        for name in ("X-HTTP-Method-Override", "X-Method-Override", "X-HTTP-Method"):
            assert world.apps["buyer"].post(address, headers={name: "DELETE"}).status_code == 405
            assert world.apps["buyer"].get(address, headers={name: "DELETE"}).status_code == 405
        assert world.apps["buyer"].post(address, {"_method": "DELETE"}).status_code == 405
        assert changed(world.rows, world.written) == []
