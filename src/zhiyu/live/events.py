from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, kw_only=True)
class LiveBegan:
    name: ClassVar[str] = "live.began"
    class_id: int


@dataclass(frozen=True, kw_only=True)
class LiveEnded:
    name: ClassVar[str] = "live.ended"
    class_id: int


@dataclass(frozen=True, kw_only=True)
class LiveCalledOff:
    name: ClassVar[str] = "live.called_off"
    class_id: int


@dataclass(frozen=True, kw_only=True)
class LiveMoved:
    name: ClassVar[str] = "live.moved"
    class_id: int
    starts_at: str
