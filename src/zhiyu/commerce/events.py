from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, kw_only=True)
class OrderPaid:
    name: ClassVar[str] = "commerce.order_paid"
    order_id: int
    buyer_id: int
    paid_fen: int


@dataclass(frozen=True, kw_only=True)
class OrderClosed:
    name: ClassVar[str] = "commerce.order_closed"
    order_id: int


@dataclass(frozen=True, kw_only=True)
class PaymentArrivedLate:
    """Money for a closed order whose seats are gone: it goes back by itself."""

    name: ClassVar[str] = "commerce.payment_arrived_late"
    order_id: int
    payment_id: int


@dataclass(frozen=True, kw_only=True)
class PaymentSuspended:
    """Money in another amount than was asked: it bought nothing and waits for a person."""

    name: ClassVar[str] = "commerce.payment_suspended"
    order_id: int
    payment_id: int


@dataclass(frozen=True, kw_only=True)
class RefundRequested:
    name: ClassVar[str] = "commerce.refund_requested"
    refund_id: int
    order_id: int


@dataclass(frozen=True, kw_only=True)
class RefundApproved:
    name: ClassVar[str] = "commerce.refund_approved"
    refund_id: int
    order_id: int


@dataclass(frozen=True, kw_only=True)
class RefundRejected:
    name: ClassVar[str] = "commerce.refund_rejected"
    refund_id: int
    order_id: int


@dataclass(frozen=True, kw_only=True)
class RefundSettled:
    """The channel's last word: ``status`` is succeeded, abnormal or closed."""

    name: ClassVar[str] = "commerce.refund_settled"
    refund_id: int
    order_id: int
    status: str
