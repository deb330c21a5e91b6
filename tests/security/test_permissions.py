"""The permission matrix: every route, every caller, every method that it takes; and what each answer says of itself."""

from typing import Any

import pytest

from tests.security.callers import OPEN, Route
from tests.security.routes import METHODS, bare, filled, operations, patterns
from tests.security.table import PAGES, ROUTES
from tests.security.table_api import API
from tests.security.visits import tried, visit
from tests.security.world import CALLERS, NOBODY, STAFF, World, nothing_kept
from zhiyu.accounts.permissions import SCOPES

READS = [route for route in ROUTES if "GET" in route.methods.split() and OPEN in route.can.values()]
PUBLIC = {route.pattern for route in PAGES if route.can["anonymous"] == OPEN}
OK = 200
TWO = "sessions/<int:appointment_id>/room"
SANDBOXED = "media/courseware/<slug:ticket>/<path:name>"


def meets(world: World, caller: str, method: str, route: Route) -> tuple[str, list[str]]:
    """The verdict, and the tables that the try wrote to."""
    found = visit(world, caller, route) if method == "GET" else tried(world, caller, method, route)
    return found.met, found.wrote


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


@pytest.mark.parametrize("route", [route for route in READS if route.pattern != SANDBOXED], ids=str)
def test_every_answer_is_framed_typed_and_kept_as_it_may_be(world: World, route: Route) -> None:
    for caller in CALLERS:
        answer = visit(world, caller, route)
        headers = answer.headers
        policy = headers["Content-Security-Policy"]
        assert "unsafe" not in policy
        assert "default-src 'self'" in policy or "default-src 'none'" in policy
        devices = "(self)" if route.pattern == TWO and answer.status == OK else "()"
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
            assert answer.page
            assert answer.page.found == []
            assert all(answer.page.forms), "a form that posts without a token"


def test_what_is_not_ours_runs_without_an_origin_and_reaches_only_its_own_files(world: World) -> None:
    route = next(route for route in READS if route.pattern == SANDBOXED)
    answers = [visit(world, caller, route) for caller in CALLERS]
    given = [answer.headers for answer in answers if answer.status == OK]
    assert given
    for headers in given:
        rules = dict(rule.strip().partition(" ")[::2] for rule in headers["Content-Security-Policy"].split(";"))
        assert "allow-scripts" in rules["sandbox"]
        assert "allow-same-origin" not in rules["sandbox"]
        assert "'self'" not in rules["default-src"]
        assert headers["X-Content-Type-Options"] == "nosniff"
