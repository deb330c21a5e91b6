"""The school issues what was asked for: several at once, by a person or by a channel that can."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.db import transaction

from zhiyu.invoices import taxno
from zhiyu.invoices.actions.applying import end, locked, note
from zhiyu.invoices.errors import InvoiceStateError, NumberTaken, NumberWrong, TaxNoWrong
from zhiyu.invoices.events import InvoiceIssued, InvoiceRedNeeded, InvoiceRejected, InvoiceStarted
from zhiyu.invoices.issuers import Item, Sheet, issuer
from zhiyu.invoices.models import Invoice, Reversal, Seller, tax_in
from zhiyu.invoices.queries import invoice_by_id, seller
from zhiyu.kernel.clock import SHANGHAI, now
from zhiyu.kernel.errors import Invalid
from zhiyu.platform import audit, plain
from zhiyu.platform.bus import publish

Status = Invoice.Status
NUMBER = re.compile(r"\d{20}|\d{8}", re.ASCII)


def start_issuing(*, invoice_ids: Sequence[int], actor_id: int) -> int:
    """Begin with all of these that still wait; answers how many. Each is its own small transaction."""
    waiting = Invoice.objects.filter(pk__in=set(invoice_ids), status=Status.APPLIED).order_by("pk")
    return sum(start_one(invoice_id=pk, actor_id=actor_id) for pk in waiting.values_list("pk", flat=True))


@transaction.atomic
def start_one(*, invoice_id: int, actor_id: int) -> bool:
    """What it is called and taxed at is settled now: the school may have mended its settings since."""
    invoice = locked(invoice_id)
    if invoice.status != Status.APPLIED:
        return False
    terms = seller()
    invoice.move_to(Status.ISSUING, started_at=now(), item=terms.item, tax_code=terms.tax_code, rate_bp=terms.rate_bp)
    publish(InvoiceStarted(invoice_id=invoice.pk, order_id=invoice.order_id))
    note(invoice, "issuing", actor_id=actor_id)
    return True


def ask_issuer(*, invoice_id: int) -> None:
    """Outside any transaction. Asked twice, the channel knows the sheet by its number."""
    invoice = invoice_by_id(invoice_id)
    if invoice.status != Status.ISSUING:
        return
    answer = issuer().issue(sheet_of(invoice))
    if answer is not None:
        record_issued(invoice_id=invoice_id, number=answer.number, issued_on=answer.issued_on, actor_id=None)


def sheet_of(invoice: Invoice) -> Sheet:
    items = [
        Item(
            name=f"*{invoice.item}*{line.title}",
            tax_code=invoice.tax_code,
            quantity=line.quantity,
            amount_fen=line.amount_fen,
            rate_bp=invoice.rate_bp,
            tax_fen=tax_in(line.amount_fen, invoice.rate_bp),
        )
        for line in invoice.lines.all()
    ]
    told = {name: getattr(invoice, name) for name in invoice.FIELDS}
    return Sheet(no=invoice.no, order_no=invoice.order.no, items=items, **told)


def clean_number(typed: str) -> str:
    number = re.sub(r"\s", "", unicodedata.normalize("NFKC", typed))
    if not NUMBER.fullmatch(number):
        raise NumberWrong
    return number


@transaction.atomic
def record_issued(*, invoice_id: int, number: str, actor_id: int | None, issued_on: date | None = None) -> Invoice:
    """The tax office gave it a number. What was refunded meanwhile must be reversed at once."""
    number = clean_number(number)
    invoice = locked(invoice_id)
    if invoice.number == number:
        return invoice
    if invoice.status != Status.ISSUING:
        raise InvoiceStateError
    claim(number)
    on = issued_on or now().astimezone(SHANGHAI).date()
    invoice.move_to(Status.ISSUED, number=number, issued_on=on, ended_at=now())
    publish(InvoiceIssued(invoice_id=invoice.pk, order_id=invoice.order_id, buyer_id=invoice.order.buyer_id))
    note(invoice, "issued", actor_id=actor_id, number=number)
    waiting = invoice.reversals.filter(done_at=None).first()
    if waiting is not None:
        invoice.move_to(Status.RED_NEEDED)
        publish(InvoiceRedNeeded(invoice_id=invoice.pk, order_id=invoice.order_id, amount_fen=waiting.amount_fen))
    return invoice


def claim(number: str) -> None:
    """Whoever else would use this number waits until it is known who did."""
    plain.rows("select pg_advisory_xact_lock(hashtext(%s))", [f"invoice:{number}"])
    if Invoice.objects.filter(number=number).exists() or Reversal.objects.filter(number=number).exists():
        raise NumberTaken


@transaction.atomic
def reject(*, invoice_id: int, actor_id: int, because: str) -> Invoice:
    """It was not and will not be issued; the buyer reads why and may ask again."""
    if not because.strip():
        raise Invalid
    invoice = locked(invoice_id)
    if invoice.status == Status.REJECTED:
        return invoice
    end(invoice, Status.REJECTED, actor_id=actor_id, because=because.strip())
    publish(InvoiceRejected(invoice_id=invoice.pk, order_id=invoice.order_id, buyer_id=invoice.order.buyer_id))
    return invoice


@transaction.atomic
def save_seller(*, actor_id: int, fields: Mapping[str, Any]) -> Seller:
    """``fields`` are columns of ``Seller``; what is being issued already keeps what it was begun with."""
    code = taxno.normalise(str(fields.get("tax_no", "")))
    if code and not taxno.is_valid(code):
        raise TaxNoWrong
    Seller.objects.get_or_create(pk=1)
    found = Seller.objects.select_for_update().get(pk=1)
    said = {**fields, "tax_no": code}
    changed = [name for name, value in said.items() if getattr(found, name) != value]
    for name in changed:
        setattr(found, name, said[name])
    if changed:
        found.save(update_fields=changed)
        audit.record(actor_id=actor_id, action="invoice.seller_saved", target="school:1", fields=changed)
    return found
