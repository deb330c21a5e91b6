from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, kw_only=True)
class CodeRedeemed:
    name: ClassVar[str] = "gifts.code_redeemed"
    code_id: int
    batch_id: int
    user_id: int
    product_id: int


@dataclass(frozen=True, kw_only=True)
class CodeTakenBack:
    """A redeemed code was revoked, and what it gave with it."""

    name: ClassVar[str] = "gifts.code_taken_back"
    code_id: int
    user_id: int


@dataclass(frozen=True, kw_only=True)
class GiftClaimed:
    name: ClassVar[str] = "gifts.claimed"
    gift_id: int
    order_id: int
    giver_id: int
    receiver_id: int


@dataclass(frozen=True, kw_only=True)
class GiftReturned:
    """Given back by a refund; ``receiver_id``: who had it until then."""

    name: ClassVar[str] = "gifts.returned"
    gift_id: int
    order_id: int
    giver_id: int
    receiver_id: int | None
