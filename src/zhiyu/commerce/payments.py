"""The port to whoever moves money. Adapters live in ``integrations`` and are bound by ``settings.PAYMENT_PROVIDERS``.

An adapter talks to the outside, so nothing here is called inside a transaction. What it learns it hands to
``commerce.actions.confirm_payment`` and ``settle_refund``.
"""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from functools import cache
from typing import Literal, Protocol

from django.conf import settings
from django.utils.functional import Promise
from django.utils.module_loading import import_string

from zhiyu.commerce.errors import MethodUnknown
from zhiyu.kernel.clock import now


class ProviderError(Exception):
    """The channel did not do what was asked. ``str()`` is for the log, never for a buyer."""


class ProviderRetryable(ProviderError):
    """Nothing happened; the same call may be made again."""


class ProviderPermanent(ProviderError):
    """The channel said no and will say no again."""


class ProviderUnknown(ProviderError):
    """It may or may not have happened: query, or repeat with the same number; never with a new one."""


class PaymentStatus(StrEnum):
    PENDING = "pending"
    PAID = "paid"
    CLOSED = "closed"
    MISSING = "missing"


class Browser(StrEnum):
    """Where somebody pays: what opens there decides how."""

    WECHAT = "wechat"
    PHONE = "phone"
    DESKTOP = "desktop"


@dataclass(frozen=True, kw_only=True)
class PayClient:
    """Where the payment is asked from, and the whole address that the channel's own page shall lead back to."""

    address: str = ""
    back: str = ""


@dataclass(frozen=True, kw_only=True)
class PayOrder:
    """One attempt to be paid. For ``jsapi`` the adapter finds the buyer's openid, or raises ``OpenidNeeded``."""

    out_trade_no: str
    method: str
    description: str
    total_fen: int
    expires_at: datetime
    buyer_id: int
    client: PayClient = field(default_factory=PayClient)


@dataclass(frozen=True, kw_only=True)
class PayStart:
    """What the client needs to pay. ``cashier_url``: a page of the simulator, in the demo only.

    ``h5_url`` and ``page_url`` are pages of the channel; the way back is added to the first and is part of the second.
    A ``page_url`` that begins with a slash is a page of this school.
    ``back``: the way back when the answer holds it. ``good_until`` (RFC 3339): from then on the answer opens nothing.
    """

    out_trade_no: str
    code_url: str = ""
    parameters: dict[str, str] = field(default_factory=dict)
    h5_url: str = ""
    page_url: str = ""
    cashier_url: str = ""
    back: str = ""
    good_until: str = ""

    @property
    def spoilt(self) -> bool:
        return bool(self.good_until) and datetime.fromisoformat(self.good_until) <= now()

    def leads(self, client: PayClient) -> bool:
        """Whether it brings this client back to where they came from."""
        return not self.back or self.back == client.back


@dataclass(frozen=True, kw_only=True)
class PaymentState:
    """What the channel says of an attempt; reference, amount and time are there when it is paid."""

    out_trade_no: str
    status: PaymentStatus
    reference: str = ""
    paid_fen: int = 0
    paid_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class RefundOrder:
    """Money to send back. ``no`` stays the same however often it is asked."""

    no: str
    out_trade_no: str
    reference: str
    refund_fen: int
    total_fen: int
    reason: str


@dataclass(frozen=True, kw_only=True)
class RefundState:
    """``status``: processing, succeeded, abnormal, closed; or missing when the channel knows no such refund."""

    no: str
    status: str
    reference: str = ""


@dataclass(frozen=True, kw_only=True)
class BillRow:
    """One line of a day's bill. ``out_no`` is our number (attempt or refund), ``reference`` the channel's own.

    Amounts are positive; ``fee_fen`` is what the channel kept for this line, negative where it gave a fee back.
    """

    kind: Literal["payment", "refund"]
    out_no: str
    reference: str
    amount_fen: int
    fee_fen: int
    at: datetime


@dataclass(frozen=True, kw_only=True)
class Bill:
    """What a channel says moved on one day in Shanghai. The adapter has proved the file whole and the totals right."""

    day: date
    rows: tuple[BillRow, ...]
    total_fen: int
    refund_fen: int
    fee_fen: int


class PaymentProvider(Protocol):
    label: str | Promise
    """The channel's name, for people."""
    app: str | Promise
    """What somebody opens to pay by it."""

    @property
    def methods(self) -> frozenset[str]: ...

    @property
    def ready(self) -> bool:
        """Whether it is set up; one that is not is never offered."""

    def method_for(self, browser: Browser) -> str | None:
        """How one pays from there; None where the channel does not open."""

    def start(self, order: PayOrder) -> PayStart: ...

    def query(self, out_trade_no: str) -> PaymentState: ...

    def close(self, out_trade_no: str) -> None:
        """Return only when it can no longer be paid."""

    def refund(self, order: RefundOrder) -> RefundState: ...

    def query_refund(self, order: RefundOrder) -> RefundState: ...

    def bill(self, day: date) -> Bill | None:
        """The bill of a day in Shanghai; None when nothing moved. Not there yet: ``ProviderRetryable``."""


def provider_names() -> list[str]:
    return list(settings.PAYMENT_PROVIDERS)


def provider(name: str) -> PaymentProvider:
    return _bound(settings.PAYMENT_PROVIDERS[name])


def provider_of(method: str) -> str:
    """The name of the provider that offers ``method``."""
    for name, path in settings.PAYMENT_PROVIDERS.items():
        if method in _bound(path).methods:
            return str(name)
    raise MethodUnknown


@dataclass(frozen=True, kw_only=True)
class Way:
    """A channel as somebody meets it on one browser."""

    provider: str
    method: str
    label: str | Promise
    app: str | Promise


def ways(browser: Browser) -> list[Way]:
    """What can be chosen there, in the order of the settings."""
    found = []
    for name in provider_names():
        channel = provider(name)
        method = channel.method_for(browser) if channel.ready else None
        if method is not None:
            found.append(Way(provider=name, method=method, label=channel.label, app=channel.app))
    return found


@cache
def _bound(path: str) -> PaymentProvider:
    made: PaymentProvider = import_string(path)()
    return made
