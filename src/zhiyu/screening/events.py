"""What became of an application. Ids only: answers and words stay in their row."""

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, kw_only=True)
class ApplicationSent:
    name: ClassVar[str] = "screening.application_sent"
    application_id: int


@dataclass(frozen=True, kw_only=True)
class ApplicationApproved:
    name: ClassVar[str] = "screening.application_approved"
    application_id: int


@dataclass(frozen=True, kw_only=True)
class ApplicationDeclined:
    name: ClassVar[str] = "screening.application_declined"
    application_id: int
