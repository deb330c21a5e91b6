"""What the school did with a work. Ids only: what is on it stays in its row."""

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, kw_only=True)
class WorkHidden:
    name: ClassVar[str] = "works.hidden"
    work_id: int
    at: str


@dataclass(frozen=True, kw_only=True)
class WorkShown:
    name: ClassVar[str] = "works.shown"
    work_id: int
    at: str
