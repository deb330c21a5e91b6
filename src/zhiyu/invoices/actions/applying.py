"""A buyer asks for an invoice over what they paid and kept, and may think again until the school begins."""

from django.db import transaction

from zhiyu.commerce.models import Order
from zhiyu.commerce.queries import open_refund
from zhiyu.invoices.errors import InvoiceOpen, NothingToInvoice, NotOffered, RefundUnderway
from zhiyu.invoices.events import InvoiceApplied
from zhiyu.invoices.models import Invoice, InvoiceLine
from zhiyu.invoices.queries import invoices_of, parts_to_invoice, seller, title_of
from zhiyu.kernel.clock import now
from zhiyu.kernel.errors import NotFound
from zhiyu.kernel.ids import dated_no
from zhiyu.platform import audit
from zhiyu.platform.bus import publish
from zhiyu.platform.live import tell


@transaction.atomic
def apply(*, buyer_id: int, order_no: str, title_id: int) -> Invoice:
    """Whatever no invoice holds yet of the order, made out to one of the buyer's titles."""
    order = Order.objects.select_for_update().filter(no=order_no, buyer_id=buyer_id).first()
    if order is None:
        raise NotFound
    title = title_of(buyer_id, title_id)
    terms = seller()
    if not terms.offered:
        raise NotOffered
    if Invoice.objects.filter(order=order, status__in=Invoice.OPEN).exists():
        raise InvoiceOpen
    if open_refund(order) is not None:
        raise RefundUnderway
    parts = parts_to_invoice(order)
    if not parts:
        raise NothingToInvoice
    invoice = Invoice.objects.create(
        no=dated_no("F"),
        order=order,
        amount_fen=sum(part.amount_fen for part in parts),
        item=terms.item,
        tax_code=terms.tax_code,
        rate_bp=terms.rate_bp,
        **{name: getattr(title, name) for name in title.FIELDS},
    )
    InvoiceLine.objects.bulk_create(
        InvoiceLine(
            invoice=invoice,
            line=part.line,
            title=part.line.title,
            quantity=part.line.quantity,
            amount_fen=part.amount_fen,
            paid_fen=part.line.total_fen,
            back_fen=part.back_fen,
        )
        for part in parts
    )
    publish(InvoiceApplied(invoice_id=invoice.pk, order_id=order.pk))
    note(invoice, "applied", actor_id=buyer_id, amount_fen=invoice.amount_fen)
    tell(f"order:{order.no}")
    return invoice


@transaction.atomic
def cancel(*, buyer_id: int, invoice_id: int) -> Invoice:
    """Said twice it is said once."""
    if not invoices_of(buyer_id).filter(pk=invoice_id).exists():
        raise NotFound
    invoice = locked(invoice_id)
    if invoice.status != Invoice.Status.CANCELLED:
        end(invoice, Invoice.Status.CANCELLED, actor_id=buyer_id)
    return invoice


def locked(invoice_id: int) -> Invoice:
    """The order's row first, then the invoice's."""
    order_id = Invoice.objects.filter(pk=invoice_id).values_list("order_id", flat=True).first()
    if order_id is None:
        raise NotFound
    order = Order.objects.select_for_update().get(pk=order_id)
    invoice = Invoice.objects.select_for_update().get(pk=invoice_id)
    invoice.order = order
    return invoice


def end(invoice: Invoice, status: Invoice.Status, *, actor_id: int | None, because: str = "") -> None:
    """It will never be an invoice: its lines are free for another, and nothing of it is to be reversed."""
    invoice.move_to(status, ended_at=now(), note=because[:200])
    invoice.lines.update(live=False)
    invoice.reversals.filter(done_at=None).delete()
    note(invoice, str(status), actor_id=actor_id, note=because[:200])


def note(invoice: Invoice, what: str, *, actor_id: int | None, **detail: str | int) -> None:
    audit.record(actor_id=actor_id, action=f"invoice.{what}", target=f"invoice:{invoice.no}", **detail)
