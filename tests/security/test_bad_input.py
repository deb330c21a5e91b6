"""Odd letters, huge numbers and half a page of text in every field there is: an answer for people, never a fault."""

import html
import json
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any

import pytest
from django.http import HttpResponseBase

from tests import pace
from tests.access.viewers import content
from tests.security.callers import OPEN, Route
from tests.security.routes import body_of, filled
from tests.security.table import PAGES, ROUTES
from tests.security.test_schema import SCHEMA
from tests.security.world import NOBODY, World, nothing_kept

NOT_READY = 503  # /healthz of a school whose worker does not run
LONG = "名" * 10_000
ODD = [
    LONG,
    "😀👨\u200d👩\u200d👧" * 8,
    "a\x00b",
    "\u202e正在付款\u202c",
    "\u200b\u200d\ufeff",
    "'; drop table accounts_user; --",
    "<script>canary()</script>",
    "${7*7}{{7*7}}%(x)s%s%n",
    "../../../etc/passwd",
    "=cmd|' /C calc'!A0",
    "\r\nSet-Cookie: canary=1",
    "-1",
    "9" * 30,
    "9223372036854775808",
    "1e309",
    "NaN",
    "٣",
    "²",
    " ",
]
WORDS = [
    "query",
    "status",
    "cursor",
    "before",
    "after",
    "page",
    "tag",
    "category",
    "joined",
    "next",
    "state",
    "code",
    "price",
    "position",
]
WRITES = [one for one in PAGES if "POST" in one.methods.split() and one.body and OPEN in one.can.values()]
ASK_NOTHING = {"api/v1/openapi.json", "styleguide/", "styleguide", "ui/brand/<int:hue>.css"}
READS = [
    one
    for one in ROUTES
    if "GET" in one.methods.split() and OPEN in one.can.values() and one.pattern not in ASK_NOTHING
]


class Fields(HTMLParser):
    """The names of what a page lets people fill in, and of those the ones they type."""

    def __init__(self) -> None:
        super().__init__()
        self.names: set[str] = set()
        self.typed: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag in {"input", "textarea", "select"} and given.get("name"):
            self.names.add(given["name"] or "")
            if tag == "textarea" or (
                tag == "input" and given.get("type", "text") in {"text", "tel", "number", "email"}
            ):
                self.typed.add(given["name"] or "")


def caller_of(route: Route) -> str:
    return next(name for name in ("owner", "buyer", "anonymous") if route.can[name] == OPEN)


def fields_of(world: World, route: Route, address: str) -> Fields:
    found = Fields()
    if "GET" in route.methods.split():
        with nothing_kept(world):
            found.feed(content(world.pages[caller_of(route)].get(address)).decode())
    found.names = (found.names | set(route.body)) - {"csrfmiddlewaretoken"}
    return found


def tries(fields: set[str], body: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Each field alone far too long; then all at once, until each odd value was in some field of this form.

    With LONG every odd value is tried in every field.
    """
    names = sorted(fields)
    if pace.LONG > 1:
        yield from (("all", odd, body | dict.fromkeys(names, odd)) for odd in ODD)
        yield from ((name, odd, body | {name: odd}) for name in names for odd in ODD)
    for name in names:
        yield name, LONG, body | {name: LONG}
    for start in range(0, len(ODD), len(names) or len(ODD)):
        yield "all", ODD[start], body | {name: turn(ODD, start + at) for at, name in enumerate(names)}


def turn(values: list[str], at: int) -> str:
    return values[at % len(values)]


def is_for_people(answer: HttpResponseBase) -> bool:
    return (answer.status_code < 500 or answer.status_code == NOT_READY) and answer.headers.get("Set-Cookie", "").find(
        "canary"
    ) < 0


@pytest.mark.parametrize("route", WRITES, ids=str)
def test_a_form_takes_anything_and_keeps_what_was_typed(world: World, route: Route) -> None:
    address = filled(route.pattern, world.values, route.at)
    fields, body = fields_of(world, route, address), body_of(route.body, world.values)
    for name, odd, typed in tries(fields.names, body):
        with nothing_kept(world):
            answer = world.pages[caller_of(route)].post(address, typed)
            text = html.unescape(content(answer).decode())
        assert is_for_people(answer), f"{name}={odd[:20]!r}: {answer.status_code}"
        if name in fields.typed and answer.status_code == 422 and odd == LONG:
            assert "名" * 100 in text, f"{name} is not kept in the form"


@pytest.mark.parametrize("route", READS, ids=str)
def test_an_address_takes_any_question(world: World, route: Route) -> None:
    address = filled(route.pattern, world.values, route.at)
    first = READS.index(route)
    for start in range(first, first + len(ODD)) if pace.LONG > 1 else (first, first + len(WORDS)):
        asked = {word: turn(ODD, start + at)[:2_000] for at, word in enumerate(WORDS)}
        with nothing_kept(world):
            answer = world.client(caller_of(route), address).get(address, asked)
            content(answer)
        assert is_for_people(answer), f"{asked}: {answer.status_code}"


# --- JSON ----------------------------------------------------------------------------------------------------------

RAW = [
    "NaN",
    "Infinity",
    "-1",
    "1" + "0" * 30,
    "1.5",
    "true",
    "null",
    "[]",
    "{}",
    '"x"',
    r'"\ud800"',
    '"' + "名" * 10_000 + '"',
]
RAW += [r'"a\u0000b"', r'"\u202ex"', '"\U0001f600"', "[" * 100_000, '{"a":' * 5_000 + "1" + "}" * 5_000, "", "\ufeff{}"]
BODIES = [one for one in ROUTES if one.pattern.startswith("api/") and one.body]


def known_fields(route: Route) -> list[str]:
    """The names in the operation's schema, at its top."""
    path = "/" + re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", route.pattern)
    for operation in SCHEMA["paths"][path].values():
        if "requestBody" in operation:
            name = operation["requestBody"]["content"]["application/json"]["schema"]["$ref"].rsplit("/", 1)[1]
            return list(SCHEMA["components"]["schemas"][name]["properties"])
    raise AssertionError(path)


@pytest.mark.parametrize("route", BODIES, ids=str)
def test_a_program_may_send_anything_and_is_told_where_it_is_wrong(world: World, route: Route) -> None:
    address = filled(route.pattern, world.values, route.at)
    method = next(one for one in route.methods.split() if one != "GET")
    caller = "buyer" if route.can["buyer"] == OPEN else "owner"
    body = body_of(route.body, world.values)
    for at, field in enumerate(known_fields(route), BODIES.index(route)):
        for raw in (turn(RAW, at + step) for step in range(0, len(RAW), 1 if pace.LONG > 1 else 4)):
            rest = json.dumps({name: value for name, value in body.items() if name != field})[:-1]
            sent = f'{rest}{", " if len(rest) > 1 else ""}"{field}": {raw}}}'.encode("utf-8", "surrogatepass")
            with nothing_kept(world):
                answer = world.apps[caller].generic(method, address, sent, "application/json")
            assert is_for_people(answer), f"{field}={raw[:20]}: {answer.status_code}"
            told = json.loads(answer.content or b"{}")
            if answer.status_code == 422 and told.get("errors"):
                assert any(field in one["where"] for one in told["errors"]), f"{field}={raw[:20]}: {told['errors']}"
            if raw in {"NaN", "Infinity", r'"\ud800"', r'"a\u0000b"', ""} or raw.startswith("[["):
                assert answer.status_code == 400, f"{field}={raw[:20]}: {answer.status_code}"


@pytest.mark.parametrize("route", BODIES, ids=str)
def test_a_body_of_another_shape_is_refused(world: World, route: Route) -> None:
    address = filled(route.pattern, world.values, route.at)
    method = next(one for one in route.methods.split() if one != "GET")
    caller = "buyer" if route.can["buyer"] == OPEN else "owner"
    for sent in (b"", b"[]", b"null", b"1", b'"x"', b"{", b"\xff\xfe", b"a=1&b=2", b"<xml/>", b"[" * 100_000):
        with nothing_kept(world):
            answer = world.apps[caller].generic(method, address, sent, "application/json")
        assert answer.status_code in {200, 204, 400, 409, 422}, f"{sent[:10]!r}: {answer.status_code}"
        if answer.status_code in {200, 204}:
            assert not {"password", "phone"} & set(body_of(route.body, world.values))


EXTRA = {"id": 1, "pk": 1, "user_id": 1, "buyer_id": 1, "is_active": False, "is_staff": True, "role": "owner"}
EXTRA |= {"roles": ["owner"], "phone": "13800000001", "status": "paid", "total_fen": 0, "price_fen": 0, "amount_fen": 1}


def test_nobody_becomes_more_by_sending_more(world: World) -> None:
    """Mass assignment: names of columns that are no fields of the call change nothing."""
    buyer = world.people["buyer"]
    with nothing_kept(world):
        me = world.apps["buyer"].patch("/api/v1/me", json.dumps(EXTRA | {"name": "新名"}), "application/json").json()
        assert (me["id"], me["name"], me["roles"], me["phone"]) == (buyer.pk, "新名", ["learner"], buyer.masked_phone)
    with nothing_kept(world):
        form = {"name": "新名", "text_size": "large", "language": "en"} | {k: str(v) for k, v in EXTRA.items()}
        world.pages["buyer"].post("/me/settings", form)
        buyer.refresh_from_db()
        assert (buyer.name, buyer.is_active, buyer.role_grants.count()) == ("新名", True, 0)
    buyer.refresh_from_db()
    with nothing_kept(world):
        slug, term = world.values["slug"], world.values["term"]
        sent = EXTRA | {"lines": [{"product": slug, "price_fen": 0}], "shown_total_fen": 9_900, "accepted": [term]}
        made = world.apps["stranger"].post("/api/v1/orders", json.dumps(sent), "application/json").json()
        assert (made["total_fen"], made["status"]) == (9_900, "pending")


def test_everybody_is_listed_among_those_who_may_try() -> None:
    assert set(NOBODY) < set(next(iter(ROUTES)).can)
