"""What the pretended Alipay remembers."""

from dataclasses import dataclass, field
from typing import Any


@dataclass
class Trade:
    out_trade_no: str
    trade_no: str
    total: int
    asked: dict[str, Any]
    """The content of the signed page that opened it; opened again it must say the same."""
    way: str
    notify_url: str
    return_url: str
    created_at: float
    expires_at: float
    status: str = "WAIT_BUYER_PAY"
    buyer: int = 0
    paid_at: str = ""

    @property
    def key(self) -> str:
        return self.out_trade_no


@dataclass
class Back:
    """A refund, by the number the merchant gave it within one trade."""

    out_request_no: str
    out_trade_no: str
    amount: int
    reason: str
    at: str

    @property
    def key(self) -> str:
        return f"{self.out_trade_no} {self.out_request_no}"


@dataclass
class Call:
    """A notification, repeated until the merchant answers ``success``."""

    notify_id: str
    notify_url: str
    said: dict[str, str]
    due: float
    attempts: int = 0
    done: bool = False
    answers: list[str] = field(default_factory=list)
    after_refund: bool = False

    @property
    def key(self) -> str:
        return self.notify_id
