from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, kw_only=True)
class OnsiteChanged:
    """``what``: ``moved`` to another time, or ``place``. ``at`` (ISO 8601) makes each change its own."""

    name: ClassVar[str] = "onsite.changed"
    class_id: int
    what: str
    at: str


@dataclass(frozen=True, kw_only=True)
class OnsiteCalledOff:
    name: ClassVar[str] = "onsite.called_off"
    class_id: int
