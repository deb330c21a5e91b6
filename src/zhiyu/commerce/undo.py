"""The Undo port: what a refund takes back beside money and access. Apps above register themselves in ``ready()``."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from zhiyu.commerce.models import OrderLine


@dataclass(frozen=True, kw_only=True)
class UndoItem:
    """One consequence, in words for the buyer and the operator."""

    kind: str
    text: str


class Undo(Protocol):
    def preview(self, line: OrderLine) -> Sequence[UndoItem]: ...

    def apply(self, line: OrderLine) -> None:
        """Runs in the refund's own transaction; raising stops the refund."""


_registered: dict[str, Undo] = {}


def register_undo(key: str, undo: Undo) -> None:
    if key in _registered:
        raise RuntimeError(f"two undos named {key}")
    _registered[key] = undo


def undos() -> list[Undo]:
    return [_registered[key] for key in sorted(_registered)]
