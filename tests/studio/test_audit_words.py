"""Whatever is noted in the audit is told in words: no key of the code reaches the health page as it is."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from django.utils.translation import override

import zhiyu
from zhiyu.commerce.models import Exchange, Refund
from zhiyu.complaints.models import Complaint
from zhiyu.invoices.models import Invoice
from zhiyu.promotions.models import Deal
from zhiyu.rooms.models import Question
from zhiyu.studio.queries.audit_words import WORDS, words_of

SOURCE = Path(zhiyu.__file__).parent


def calls(place: str) -> Iterator[tuple[str, ast.Call]]:
    """Every call in a file or folder, with the bare name of what is called."""
    for path in [SOURCE / place] if place.endswith(".py") else sorted((SOURCE / place).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call):
                yield ast.unparse(node.func).rpartition(".")[2], node


def literals(node: ast.expr) -> set[str] | None:
    """None for what only a run could tell."""
    if isinstance(node, ast.Constant):
        return {str(node.value)}
    if isinstance(node, ast.IfExp):
        yes, no = literals(node.body), literals(node.orelse)
        return None if yes is None or no is None else yes | no
    return None


def said(place: str, *helpers: str, prefix: str = "") -> set[str]:
    """The words that go into a small function of its own, which makes the key of them."""
    given = (node.args + [one.value for one in node.keywords] for name, node in calls(place) if name in helpers)
    found = (literals(one) or set() for arguments in given for one in arguments[:2])
    return {f"{prefix}{word}" for words in found for word in words if word}


def exports() -> set[str]:
    found = (
        one.value for name, node in calls("") if name == "note_export" for one in node.keywords if one.arg == "what"
    )
    return {f"{word}.exported" for one in found for word in literals(one) or {"group:any"}}


# Where a key is made of parts, and which keys those can be.
MADE = {
    "access/actions.py": said("access/actions.py", "note_pause"),
    "catalog/actions/intakes.py": set(),  # by keyword, seen at the call
    "catalog/actions/lessons.py": said("catalog/actions", "note", "changed", prefix="catalog.")
    - said("catalog/actions/packages.py", "note", prefix="catalog."),
    "catalog/actions/packages.py": said("catalog/actions/packages.py", "note", prefix="catalog.package_"),
    "catalog/actions/plans.py": set(),  # by keyword, seen at the call
    "catalog/actions/writings.py": {"catalog.article_created", "catalog.ebook_created"},
    "coaching/actions/appointments.py": said("coaching/actions/appointments.py", "noted", prefix="coaching."),
    "coaching/actions/deliveries.py": said("coaching/actions/deliveries.py", "told"),
    "commerce/actions/exchanging.py": {f"exchange.{one}" for one in Exchange.Status.values},
    "commerce/actions/settling.py": {f"refund.{one}" for one in Refund.Status.values},
    "complaints/actions.py": said("complaints/actions.py", "note", prefix="complaints.")
    | {f"complaints.{one}" for one in (Complaint.Status.UPHELD, Complaint.Status.REJECTED)},
    "invoices/actions/applying.py": said("invoices/actions", "note", prefix="invoice.")
    | {f"invoice.{one}" for one in (Invoice.Status.REJECTED, Invoice.Status.CANCELLED)},
    "live/actions/planning.py": said("live/actions/planning.py", "note", prefix="live."),
    "onsite/actions/coming.py": said("onsite/actions/coming.py", "note", prefix="onsite."),
    "onsite/actions/planning.py": said("onsite/actions/planning.py", "note", prefix="onsite."),
    "platform/actions.py": exports(),
    "promotions/actions/setting_up.py": {f"deal.{one}" for one in (Deal.State.ON, Deal.State.OFF)},
    "rooms/actions/asking.py": {f"question.{one}" for one in Question.State.values},
    "rooms/actions/running.py": {"room.muted", "room.unmuted"},
    "screening/actions/applying.py": said("screening/actions", "note", prefix="screening."),
}


def recorded() -> set[str]:
    found, unknown = set[str](), set[str]()
    for path in sorted(SOURCE.rglob("*.py")):
        place = str(path.relative_to(SOURCE))
        for name, node in calls(place):
            given = next((one.value for one in node.keywords if one.arg == "action"), None)
            keys = literals(given) if given is not None else None
            if keys is not None:
                found |= {key for key in keys if name in {"record", "entry"} or "." in key}
            elif given is not None and name in {"record", "entry"} and place != "platform/audit.py":
                found |= MADE.get(place, set())
                unknown |= {place} - MADE.keys()
    assert not unknown, "say in MADE which keys these can be"
    return found


def test_every_action_that_is_noted_anywhere_has_words_in_both_languages() -> None:
    known = recorded()
    assert {"login", "deal.on", "media.captions_put", "catalog.lesson_added", "onsite.ticked", "exchange.done"} <= known
    assert sorted(key for key in known if words_of(key) == key) == []
    with override("en"):
        assert sorted(key for key in known if re.search(r"[一-鿿]", str(words_of(key)))) == []


def test_no_words_stand_for_an_action_that_nobody_notes() -> None:
    assert sorted(WORDS.keys() - recorded()) == []
