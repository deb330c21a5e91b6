"""The exact words that are hashed. Changing one changes every seal: add a new version, never edit."""

import hashlib
import json
from collections.abc import Sequence
from datetime import UTC

from zhiyu.ledger.models import Journal, Line

START = "0" * 64
Mark = list[int | str]


def digest(*words: object) -> str:
    """SHA-256 over a JSON list: no two different lists share a form."""
    return hashlib.sha256(json.dumps(words, ensure_ascii=False, separators=(",", ":")).encode()).hexdigest()


def mark(line: Line) -> Mark:
    """A line's id and digest; its account counts by code, so that renaming a row is seen too."""
    return [line.pk, digest("line", line.pk, line.journal_id, line.account.code, line.amount_fen)]


def seal_digest(*, number: int, previous: str, journal: Journal, marks: Sequence[Mark]) -> str:
    posted = journal.posted_at.astimezone(UTC).isoformat(timespec="microseconds")
    return digest("journal", number, previous, journal.pk, journal.source, journal.memo, posted, list(marks))
