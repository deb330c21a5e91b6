from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, kw_only=True)
class SendQueued:
    """A message is to leave by a channel, now or when its hour comes."""

    name: ClassVar[str] = "messaging.send_queued"
    send_id: int
