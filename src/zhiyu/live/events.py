from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, kw_only=True)
class LiveCalledOff:
    name: ClassVar[str] = "live.called_off"
    class_id: int


@dataclass(frozen=True, kw_only=True)
class LiveReplayed:
    """Its lesson has a film now: the replay, or a better one."""

    name: ClassVar[str] = "live.replayed"
    class_id: int


@dataclass(frozen=True, kw_only=True)
class LiveMoved:
    """``moved_at`` tells one move from another to the same time."""

    name: ClassVar[str] = "live.moved"
    class_id: int
    starts_at: str
    moved_at: str = ""
