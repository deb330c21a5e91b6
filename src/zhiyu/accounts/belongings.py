"""What the floors above keep about a person, said to them before they leave and handed to them when they ask.

Upper apps register in ``ready()``; accounts knows none of them.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

Words = Callable[[int], Sequence[str]]


def nothing(_user_id: int) -> Sequence[str]:
    return ()


def stay(_user_id: int) -> None:
    """Keeps it: the law asks for it, and no name is in it."""


@dataclass(frozen=True, kw_only=True)
class Belonging:
    """``key`` names its part of an export. ``forget`` runs inside the closing's transaction."""

    key: str
    export: Callable[[int], Any]
    lost: Words = nothing
    kept: Words = nothing
    stops: Words = nothing
    forget: Callable[[int], None] = stay


_registered: dict[str, Belonging] = {}


def register(belonging: Belonging) -> None:
    _registered[belonging.key] = belonging


def all_belongings() -> list[Belonging]:
    return list(_registered.values())
