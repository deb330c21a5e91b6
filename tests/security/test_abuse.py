"""Guessing, repeating, forging, borrowing and exhausting."""

import ast
import functools
import json
import re
import sys
import time
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test import override_settings
from django.test.utils import CaptureQueriesContext
from django.utils.http import urlencode

import zhiyu
from tests.access.viewers import content
from tests.security.routes import filled
from tests.security.world import World, nothing_kept
from zhiyu.accounts.models import PhoneCode
from zhiyu.catalog.markdown import render
from zhiyu.catalog.outlines import parse
from zhiyu.config import redaction
from zhiyu.kernel.sheets import safe
from zhiyu.platform.models import AuditEntry

SOURCE = Path(zhiyu.__file__).parent
HERE = "http://testserver"


def post(world: World, caller: str, address: str, body: Any, **headers: str) -> Any:
    return world.apps[caller].post(f"/api/v1{address}", json.dumps(body), "application/json", headers=headers)


# --- doors that lead elsewhere -------------------------------------------------------------------------------------

ELSEWHERE = ["//evil.test", "https://evil.test", "http:evil.test", "/\\evil.test", "\\\\evil.test", "/\t/evil.test"]
ELSEWHERE += ["javascript:canary()", f"{HERE}@evil.test", f"{HERE}.evil.test", "///evil.test", "/%09/evil.test/..//x"]
ELSEWHERE += [
    " //evil.test",
    "\x01//evil.test",
    "data:text/html,x",
    "//evil.test/%2f..",
    f"{HERE}\\@evil.test",
    "evil.test",
]


def leads_away(location: str) -> bool:
    return bool(location) and not (location.startswith("/") and not location.startswith(("//", "/\\", "/\t")))


@pytest.mark.parametrize("wanted", ELSEWHERE)
def test_no_next_and_no_referer_leads_to_another_site(world: World, wanted: str) -> None:
    with nothing_kept(world):
        buyer, nobody = world.pages["buyer"], world.pages["anonymous"]
        slug, free = world.values["slug"], world.values["free_slug"]
        query = urlencode({"next": wanted})
        header = wanted if wanted.isprintable() else ""
        answers = [
            buyer.get(f"/login?{query}"),
            buyer.post("/login", {"next": wanted}),
            buyer.get(f"/checkout/{slug}?{query}"),
            buyer.post(f"/courses/{free}/take", {"next": wanted}),
            buyer.get(f"/integrations/wechat-oa/join?{query}"),
            nobody.post("/ui/preferences", {"theme": "dark", "next": wanted}),
            nobody.post("/ui/preferences", {"theme": "dark"}, headers={"Referer": header}),
            nobody.post(f"/courses/{free}/take", headers={"Referer": header}),
            nobody.get("/me/", headers={"HX-Request": "true", "HX-Current-URL": header}),
        ]
    for answer in answers:
        assert not leads_away(answer.headers.get("Location", "") or answer.headers.get("HX-Redirect", "")), wanted
        told = answer.headers.get("Location", "") + answer.headers.get("HX-Redirect", "")
        assert "evil" not in told.partition("?")[0].partition("/%09")[0]


# --- guessing ------------------------------------------------------------------------------------------------------


def test_a_forged_address_buys_no_more_codes(world: World) -> None:
    with nothing_kept(world):
        answers = []
        for n in range(31):
            forged = {"X-Forwarded-For": f"10.0.0.{n}", "X-Real-IP": f"10.0.0.{n}", "Forwarded": f"for=10.0.0.{n}"}
            answers.append(post(world, "anonymous", "/auth/phone/code", {"phone": f"139{n:08d}"}, **forged).status_code)
        assert answers == [204] * 30 + [429]
        assert set(PhoneCode.objects.values_list("address", flat=True)) == {"127.0.0.1"}


def test_nobody_learns_which_phone_is_known(world: World) -> None:
    """The same words and the same work, for a learner of this school and for a number nobody has."""
    known, unknown = world.people["buyer"].phone, "13700000000"
    seen = []
    for phone in (known, unknown):
        with (
            nothing_kept(world),
            CaptureQueriesContext(
                connection,
            ) as asked,
        ):
            sent = post(world, "anonymous", "/auth/phone/code", {"phone": phone})
            wrong = post(world, "anonymous", "/auth/phone/login", {"phone": phone, "code": "000000", "accepted": []})
            page = world.pages["anonymous"].post("/login", {"phone": phone})
        seen.append((sent.status_code, sent.content, wrong.status_code, wrong.content, page.status_code, len(asked)))
    assert seen[0] == seen[1]


# --- borrowing -----------------------------------------------------------------------------------------------------


def test_an_idempotency_key_belongs_to_its_sender(world: World) -> None:
    body = {"lines": [{"product": world.values["free_slug"]}], "shown_total_fen": 0}
    with nothing_kept(world):
        mine = post(world, "buyer", "/orders", body, **{"Idempotency-Key": "k-1"}).json()
        theirs = post(world, "stranger", "/orders", body, **{"Idempotency-Key": "k-1"}).json()
        again = post(world, "buyer", "/orders", body, **{"Idempotency-Key": "k-1"}).json()
    assert again == mine
    assert theirs["no"] != mine["no"]


def test_whoever_looks_at_a_phone_is_written_down(world: World) -> None:
    with nothing_kept(world):
        buyer, operator = world.people["buyer"], world.people["operator"]
        page = world.pages["operator"].post(f"/studio/learners/{buyer.pk}/phone").content.decode()
        assert (buyer.phone or "-") in page
        look = AuditEntry.objects.get(action="phone.revealed")
        assert (look.actor_id, look.target) == (operator.pk, f"user:{buyer.pk}")
        for address in ("/studio/learners", f"/studio/learners/{buyer.pk}", "/studio/orders", "/studio/orders.csv"):
            answer = world.pages["operator"].get(address)
            assert (buyer.phone or "-") not in content(answer).decode()


@pytest.mark.parametrize("quantity", [-1, 0, 100, 2**31, 2**63, 10**40, 1.5, "1e5", None, [], True])
def test_a_quantity_is_a_small_whole_number(world: World, quantity: object) -> None:
    body = {"lines": [{"product": world.values["slug"], "quantity": quantity}], "shown_total_fen": 9_900}
    with nothing_kept(world):
        answer = post(world, "stranger", "/orders", body | {"accepted": [world.values["term"]]})
    assert answer.status_code == (201 if quantity is True else 422)


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", "|", "＝", "＋", "－", "＠"])
def test_no_cell_of_a_table_begins_a_formula(start: str) -> None:
    assert safe(f"{start}cmd|' /C calc'!A0").startswith("'")


# --- what a fault tells --------------------------------------------------------------------------------------------


def test_a_fault_tells_nothing_of_the_inside(world: World) -> None:
    with nothing_kept(world), override_settings(PAYMENT_PROVIDERS={"wechat": "tests.no.such.Provider"}):
        client = world.apps["buyer"]
        client.raise_request_exception = False
        answer = post(world, "buyer", f"/orders/{world.values['pending_no']}/pay", {"method": "native"})
        page_client = world.pages["buyer"]
        page_client.raise_request_exception = False
        page = page_client.get(f"/orders/{world.values['pending_no']}/pay")
        client.raise_request_exception = page_client.raise_request_exception = True
    assert (answer.status_code, answer.json()["code"]) == (500, "error")
    assert page.status_code == 500
    for text in (answer.content.decode(), page.content.decode()):
        for inside in ("Traceback", "tests.no", "site-packages", settings.SECRET_KEY, "psycopg", str(SOURCE)):
            assert inside not in text


# --- exhausting ----------------------------------------------------------------------------------------------------

HUGE = 100_000
SLOW_S = 1.0
UNITS = [
    "a",
    "1",
    " ",
    "-",
    "=",
    "名",
    "\n",
    "(",
    "[",
    "*",
    "_",
    "`",
    "#",
    "<",
    ".",
    "::",
    "a.",
    "1 ",
    "\t\n",
    "a-",
    "http:",
]


def patterns() -> dict[str, Any]:
    """Every compiled expression of ours that lives in a module."""
    found = {}
    for module in [one for name, one in sys.modules.items() if name.startswith("zhiyu.")]:
        for name, value in vars(module).items():
            if isinstance(value, re.Pattern):
                found[value.pattern] = (f"{module.__name__}.{name}", value)
    found |= {f"redaction {at}": (f"redaction {at}", one) for at, (one, _) in enumerate(redaction.PATTERNS)}
    return dict(found.values())


@functools.cache
def source() -> str:
    return "\n".join(path.read_text() for path in SOURCE.rglob("*.py"))


def looked_for(name: str) -> bool:
    """Whether the source searches with it, rather than only matching a whole text or its beginning."""
    short = name.rsplit(".", maxsplit=1)[-1]
    return name.startswith("redaction") or bool(
        re.search(rf"\b{short}\.(search|sub|split|findall|finditer)\(", source())
    )


def test_no_expression_of_ours_can_be_made_to_think_for_long() -> None:
    ours = patterns()
    assert len(ours) > 15
    slow = {}
    for name, pattern in ours.items():
        looks = [pattern.match, pattern.fullmatch, *([pattern.search] if looked_for(name) else [])]
        for unit in UNITS:
            text: Any = (unit * (HUGE // len(unit)))[:HUGE] + "\x00"
            text = text.encode() if isinstance(pattern.pattern, bytes) else text
            began = time.process_time()
            for look in looks:
                look(text)
            if time.process_time() - began > SLOW_S:
                slow[f"{name} on {unit!r}"] = round(time.process_time() - began, 1)
    assert slow == {}


def steps(work: Callable[[str], object], text: str) -> int:
    """Lines of Python that ran: a measure of work that no busy machine changes."""
    count = 0

    def step(_frame: FrameType, event: str, _arg: object) -> Any:
        nonlocal count
        count += event == "line"
        return step

    before = sys.gettrace()
    sys.settrace(step)
    try:
        work(text)
    finally:
        sys.settrace(before)
    return count


@pytest.mark.parametrize("work", [render, parse], ids=["page", "import"])
@pytest.mark.parametrize(
    "unit", ["[", "![", "*", "**a ", "_a", "`", "> ", "- ", "#", "|a", "[^1]", "<a ", "[a](", "&#x", "~~", "\\["]
)
def test_twice_the_text_is_about_twice_the_work(unit: str, work: Callable[[str], object]) -> None:
    short, long = (steps(work, (unit * (size // len(unit)))[:size]) for size in (1_000, 2_000))
    assert long < 2.5 * short + 500  # what grows with the square would be four times as much


# --- what we ask of others -----------------------------------------------------------------------------------------

MAY_ASK = {
    "wechat/transport.py": "WeChat's addresses, from settings",
    "integrations/alipay/gateway.py": "Alipay's address, from settings",
    "integrations/alipay/account.py": "the same, kept open",
    "integrations/sms/calling.py": "the text-message houses' addresses, from settings",
    "kernel/calling.py": "whoever else is named here",
    "live/tencent/cloud.py": "Tencent's API, from settings",
    "live/tencent/pulling.py": "Tencent's play address, from settings, and where it leads",
    "live/tencent/recordings.py": "where Tencent keeps recordings: hosts of the settings, no redirect followed",
    "wechat/oauth.py": "WeChat's addresses, from settings",
    "command/doctor/around.py": "the addresses of the settings, asked whether they answer",
    "demo/history.py": "the simulator beside the demo school",
    "demo/past.py": "the simulator beside the demo school",
    "command/supervisor.py": "our own /healthz",
    "imports/pictures.py": "the site of an export: guarded, tests/imports/test_pictures.py",
}
ASKING = {
    "httpx",
    "requests",
    "aiohttp",
    "urllib3",
    "http.client",
    "httpcore",
    "urllib.request",
    "zhiyu.kernel.calling",
}


def test_nothing_here_fetches_an_address_that_somebody_typed() -> None:
    """No guard against server-side requests is needed while this list holds: each speaks to a host of the settings."""
    found = set()
    for path in SOURCE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            if any(name in ASKING for name in names):
                found.add(str(path.relative_to(SOURCE)))
    assert found - set(MAY_ASK) == set(), "say in MAY_ASK whose address it is, or guard it"


def test_the_matrix_can_fill_every_address(world: World) -> None:
    assert filled("lessons/<int:lesson_id>", world.values, {}) == f"/lessons/{world.values['lesson_id']}"
