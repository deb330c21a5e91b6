from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, kw_only=True)
class InvoiceApplied:
    name: ClassVar[str] = "invoices.applied"
    invoice_id: int
    order_id: int


@dataclass(frozen=True, kw_only=True)
class InvoiceStarted:
    """The school has begun to issue it; a channel that issues by itself may be asked now."""

    name: ClassVar[str] = "invoices.started"
    invoice_id: int
    order_id: int


@dataclass(frozen=True, kw_only=True)
class InvoiceIssued:
    name: ClassVar[str] = "invoices.issued"
    invoice_id: int
    order_id: int
    buyer_id: int


@dataclass(frozen=True, kw_only=True)
class InvoiceRejected:
    name: ClassVar[str] = "invoices.rejected"
    invoice_id: int
    order_id: int
    buyer_id: int


@dataclass(frozen=True, kw_only=True)
class InvoiceRedNeeded:
    """What is printed is more than what was kept: ``amount_fen`` of it must be reversed at the tax office."""

    name: ClassVar[str] = "invoices.red_needed"
    invoice_id: int
    order_id: int
    amount_fen: int
