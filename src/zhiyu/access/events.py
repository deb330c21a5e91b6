from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, kw_only=True)
class GrantRevoked:
    """A refund, an exchange, a code that was taken back: what it gave is over, whatever else gives the same."""

    name: ClassVar[str] = "access.grant_revoked"
    grant_id: int
    user_id: int
