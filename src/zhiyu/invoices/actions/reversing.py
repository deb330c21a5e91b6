"""Red invoices: because money went back, or because what was printed is wrong. They are made at the tax office."""

from django.db import transaction

from zhiyu.commerce.models import OrderLine
from zhiyu.invoices.actions.applying import end, locked, note
from zhiyu.invoices.actions.issuing import claim, clean_number
from zhiyu.invoices.errors import InvoiceStateError
from zhiyu.invoices.events import InvoiceRedNeeded
from zhiyu.invoices.models import Invoice, InvoiceLine, Reversal
from zhiyu.invoices.queries import given_back
from zhiyu.kernel.clock import now
from zhiyu.kernel.errors import Invalid
from zhiyu.platform.bus import publish

Status = Invoice.Status
REFUND = "refund"  # put in words when somebody reads it


@transaction.atomic
def fit_to_kept(*, line: OrderLine) -> None:
    """Inside a refund, which holds the order's row: no invoice may say more than what is kept of this line."""
    held = InvoiceLine.objects.filter(line=line, live=True).first()
    if held is None:
        return
    invoice = locked(held.invoice_id)
    if invoice.status == Status.APPLIED:
        end(invoice, Status.CANCELLED, actor_id=None, because=REFUND)
        return
    back = given_back(line)
    excess = max(0, held.amount_fen - held.red_fen - (held.paid_fen - back))
    held.back_fen, held.red_fen = back, held.red_fen + excess
    held.save(update_fields=["back_fen", "red_fen"])
    if excess:
        reverse(invoice, excess, actor_id=None, because=REFUND)


def reverse(invoice: Invoice, amount_fen: int, *, actor_id: int | None, because: str) -> None:
    """One more part to reverse, together with what waits already. Of one that has no number yet: once it has."""
    waiting = invoice.reversals.filter(done_at=None).first()
    if waiting is None:
        Reversal.objects.create(invoice=invoice, amount_fen=amount_fen, because=because[:200])
    else:
        waiting.amount_fen += amount_fen
        waiting.save(update_fields=["amount_fen"])
    if invoice.status == Status.ISSUED:
        invoice.move_to(Status.RED_NEEDED)
    if invoice.status == Status.RED_NEEDED:
        publish(InvoiceRedNeeded(invoice_id=invoice.pk, order_id=invoice.order_id, amount_fen=amount_fen))
    note(invoice, "red_needed", actor_id=actor_id, amount_fen=amount_fen, note=because[:200])


@transaction.atomic
def need_red(*, invoice_id: int, actor_id: int, because: str) -> Invoice:
    """What was printed is wrong, a title say: all that is left of it is to be reversed, and may be asked for anew."""
    if not because.strip():
        raise Invalid
    invoice = locked(invoice_id)
    if invoice.status not in {Status.ISSUED, Status.RED_NEEDED}:
        raise InvoiceStateError
    left = 0
    for held in invoice.lines.all():
        left += held.amount_fen - held.red_fen
        held.red_fen = held.amount_fen
        held.save(update_fields=["red_fen"])
    if left:
        reverse(invoice, left, actor_id=actor_id, because=because.strip())
    return invoice


@transaction.atomic
def record_reversed(*, invoice_id: int, number: str, actor_id: int) -> Invoice:
    """The tax office gave the red invoice its number. Whole: the lines are free again; in part: the rest holds."""
    number = clean_number(number)
    invoice = locked(invoice_id)
    if invoice.reversals.filter(number=number).exists():
        return invoice
    waiting = invoice.reversals.filter(done_at=None).first()
    if invoice.status != Status.RED_NEEDED or waiting is None:
        raise InvoiceStateError
    claim(number)
    waiting.number, waiting.done_at = number, now()
    waiting.save(update_fields=["number", "done_at"])
    if sum(one.amount_fen for one in invoice.reversals.all()) < invoice.amount_fen:
        invoice.move_to(Status.ISSUED)
    else:
        invoice.move_to(Status.REVERSED, ended_at=now())
        invoice.lines.update(live=False)
    note(invoice, "reversed", actor_id=actor_id, number=number, amount_fen=waiting.amount_fen)
    return invoice
