"""Guessing: ids of nothing, ids too large for the database, ids in odd clothes. Never more than "not found"."""

import json
from collections.abc import Iterator
from uuid import UUID

import pytest

from tests.access.viewers import content
from tests.security.callers import OPEN, Route
from tests.security.routes import PLACE, SIMPLE, body_of, filled
from tests.security.state import changed
from tests.security.table import ROUTES
from tests.security.world import World, nothing_kept

WORDS = {"slug": "no-such-thing", "code": "no-such-thing", "no": "ZY000000", "key": "none", "role": "king"}
WORDS |= {"ticket": "x" * 40, "on": "2026-13-45", "form": "exe", "design": "none", "name": "none"}
ANY_NUMBER = {"ui/brand/<int:hue>.css"}
NAMED = [
    route
    for route in ROUTES
    if PLACE.search(route.pattern) and OPEN in route.can.values() and route.pattern not in ANY_NUMBER
]


def nothings(route: Route) -> Iterator[dict[str, object]]:
    names = PLACE.findall(route.pattern)
    for number in (0, 2**31, 2**63, 10**30):
        yield {name: word(name, number) for name in names}


def word(name: str, number: int) -> object:
    if name in {"upload_id", "asset_id"}:
        return UUID(int=number % 2**128)
    return WORDS.get(name, number)


@pytest.mark.parametrize("route", NAMED, ids=str)
def test_what_is_not_there_is_not_found(world: World, route: Route) -> None:
    caller = "owner" if route.can["owner"] == OPEN else "buyer"
    for values in nothings(route):
        address = filled(route.pattern, world.values | values, {name: name for name in values})
        for method in route.methods.split():
            with nothing_kept(world):
                client = world.client(caller, address)
                headers = {name: value for name, value in route.headers.items() if name != "Content-Type"}
                body = body_of(route.body, world.values)
                if method == "POST" and not address.startswith("/api/"):
                    answer = client.post(address, body, headers=headers)
                else:
                    sent = b"" if method in SIMPLE else json.dumps(body)
                    kind = route.headers.get("Content-Type", "application/json")
                    answer = client.generic(method, address, sent, kind, headers=headers)
                content(answer)
                assert answer.status_code in {404, 403, 409, 422}, f"{method} {address}: {answer.status_code}"
                assert changed(world.rows, world.written) == []
