"""The permission matrix: every route, every caller, every method that it takes."""

import json
from typing import Any

import pytest
from django.http import HttpResponseBase

from tests.access.viewers import content
from tests.security.callers import FORBIDDEN, LOGIN, MISSING, OPEN, Route
from tests.security.routes import METHODS, SIMPLE, bare, body_of, filled, operations, patterns
from tests.security.state import changed
from tests.security.table import ROUTES
from tests.security.table_api import API
from tests.security.world import CALLERS, STAFF, World, nothing_kept
from zhiyu.accounts.permissions import SCOPES


def verdict(answer: HttpResponseBase, also: tuple[int, ...]) -> str:
    """What a caller met. Only an answer of the kind that a valid call gets counts as open."""
    status = answer.status_code
    sent_to = answer.headers.get("Location", "") + answer.headers.get("HX-Redirect", "")
    if status == 401 or sent_to.startswith("/login?"):
        return LOGIN
    if status in also or 200 <= status < 400:
        return OPEN
    return {403: FORBIDDEN, 404: MISSING}.get(status, str(status))


def knock(world: World, caller: str, method: str, route: Route) -> HttpResponseBase:
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
    content(answer)
    return answer


def meets(world: World, caller: str, method: str, route: Route) -> tuple[str, list[str]]:
    """The verdict, and the tables that the try wrote to."""
    with nothing_kept(world):
        found = verdict(knock(world, caller, method, route), route.also)
        return found, [] if found == OPEN else changed(world.rows, world.written)


def test_every_route_has_its_line() -> None:
    known = [route.pattern for route in ROUTES]
    assert sorted(known) == sorted(set(known)), "a route stands in the table twice"
    there = patterns()
    assert sorted(there - set(known)) == [], "new routes: say in tests/security/table.py who may use them"
    assert sorted(set(known) - there) == [], "routes that are gone"


def test_every_api_method_stands_in_its_line() -> None:
    lines = {bare(route.pattern): set(route.methods.split()) for route in API}
    told = {address: (lines.get(address), methods) for address, methods in operations().items()}
    assert {address: pair for address, pair in told.items() if pair[0] != pair[1]} == {}


def test_every_role_is_a_caller() -> None:
    assert set(SCOPES) == set(STAFF)
    for route in ROUTES:
        assert set(route.can) == set(CALLERS), route.pattern


@pytest.mark.parametrize("route", ROUTES, ids=str)
def test_each_caller_meets_what_the_table_says(world: World, route: Route) -> None:
    expected: dict[str, Any] = {}
    found: dict[str, Any] = {}
    for method in route.methods.split():
        for caller in CALLERS:
            expected[f"{method} {caller}"] = (route.can[caller], [])
            found[f"{method} {caller}"] = meets(world, caller, method, route)
    wrong = [f"{key}: {value}, not {expected[key]}" for key, value in found.items() if value != expected[key]]
    assert not wrong, "\n".join(wrong)


NINJAS_OWN = {"api/v1/", "api/v1/openapi.json"}  # it answers every method there as it answers GET


@pytest.mark.parametrize("route", [one for one in ROUTES if one.pattern not in NINJAS_OWN], ids=str)
def test_no_route_takes_another_method(world: World, route: Route) -> None:
    """As the school's owner, who is turned away from little."""
    address = filled(route.pattern, world.values, route.at)
    for method in set(METHODS) - set(route.methods.split()):
        with nothing_kept(world):
            answer = world.client("owner", address).generic(method, address, headers=dict(route.headers))
        assert answer.status_code == 405, method
