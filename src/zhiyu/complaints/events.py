"""What became of a complaint. Ids only: who it is about and what was said stays in its row."""

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, kw_only=True)
class ComplaintSent:
    name: ClassVar[str] = "complaints.sent"
    complaint_id: int


@dataclass(frozen=True, kw_only=True)
class ComplaintAnswered:
    """Decided, or asked back: ``word_id`` is null for a decision, which is told by when it was made (``at``)."""

    name: ClassVar[str] = "complaints.answered"
    complaint_id: int
    word_id: int | None = None
    at: str = ""


@dataclass(frozen=True, kw_only=True)
class ComplaintAdded:
    name: ClassVar[str] = "complaints.added"
    complaint_id: int
    word_id: int
