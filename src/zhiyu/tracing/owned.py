"""The port of learners' own pictures: what carries its owner's mark is known to a floor above, which registers."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID


@dataclass(frozen=True, kw_only=True)
class Owned:
    """``prints`` is what copies are found by (``actions.print_of``), ``account`` whose mark others see on it."""

    asset_id: UUID
    account: int
    prints: bytes
    original: Path


@dataclass(frozen=True, kw_only=True)
class Said:
    """Of a picture that was found: what it is, whose, since when it is here."""

    work: str
    owner: str
    since: str


_known: list[Callable[[], Sequence[Owned]]] = []
_said: list[Callable[[Sequence[UUID]], dict[UUID, Said]]] = []


def register(known: Callable[[], Sequence[Owned]], said: Callable[[Sequence[UUID]], dict[UUID, Said]]) -> None:
    _known[:], _said[:] = [known], [said]


def all_owned() -> Sequence[Owned]:
    return _known[0]() if _known else []


def said_of(asset_ids: Sequence[UUID]) -> dict[UUID, Said]:
    """What was taken back since is not in it."""
    return _said[0](asset_ids) if _said else {}
