"""The port through which money is asked for and given back. Adapters live in ``integrations`` and know no order."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from functools import cache
from typing import Protocol

from django.conf import settings
from django.utils.module_loading import import_string


class ProviderError(Exception):
    """The provider did not do what was asked; the kind says what to do about it."""


class ProviderRetryable(ProviderError):
    """Nothing happened: the same call may be made again."""


class ProviderPermanent(ProviderError):
    """The provider said no and will say no again."""


class ProviderUnknown(ProviderError):
    """It may have happened: query, or repeat with the same number; never with a new one."""


@dataclass(frozen=True, kw_only=True)
class PayClient:
    """Who pays, and from where: what a provider may need beside the order."""

    openid: str = ""
    address: str = ""
    return_url: str = ""


@dataclass(frozen=True, kw_only=True)
class PayOrder:
    out_trade_no: str
    method: str
    description: str
    amount_fen: int
    expires_at: datetime
    client: PayClient = PayClient()


@dataclass(frozen=True, kw_only=True)
class PayStart:
    """What the buyer's client needs to pay. ``cashier_url``: a page of the simulator, in the demo only."""

    out_trade_no: str
    code_url: str | None = None
    parameters: dict[str, str] | None = None
    h5_url: str | None = None
    cashier_url: str | None = None


class Paid(StrEnum):
    PENDING = "pending"
    PAID = "paid"
    CLOSED = "closed"
    ABSENT = "absent"


@dataclass(frozen=True, kw_only=True)
class PaymentState:
    """What the provider says became of one ``out_trade_no``; the last three are set when it is paid."""

    out_trade_no: str
    status: Paid
    reference: str = ""
    paid_fen: int = 0
    paid_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class RefundOrder:
    """``no`` never changes: asked for twice, the money goes back once."""

    no: str
    out_trade_no: str
    amount_fen: int
    total_fen: int
    reason: str = field(default="")


@dataclass(frozen=True, kw_only=True)
class RefundState:
    """``status``: processing, succeeded, abnormal, closed, or absent when the provider knows no such number."""

    no: str
    status: str
    reference: str = ""


class PaymentProvider(Protocol):
    def start(self, order: PayOrder) -> PayStart: ...

    def query(self, out_trade_no: str) -> PaymentState: ...

    def close(self, out_trade_no: str) -> None: ...

    def refund(self, order: RefundOrder) -> RefundState: ...

    def query_refund(self, no: str) -> RefundState: ...


@cache
def provider(name: str) -> PaymentProvider:
    """The adapter that settings bind to ``name``; made once, since it keeps connections."""
    made: PaymentProvider = import_string(settings.PAYMENT_PROVIDERS[name])()
    return made
