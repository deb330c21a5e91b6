from zhiyu.invoices import actions, notices
from zhiyu.invoices.events import InvoiceApplied, InvoiceIssued, InvoiceRedNeeded, InvoiceRejected, InvoiceStarted
from zhiyu.platform.bus import subscribe


@subscribe(InvoiceStarted, key="invoices.ask_issuer", outside=True)
def ask_issuer(event: InvoiceStarted) -> None:
    actions.ask_issuer(invoice_id=event.invoice_id)


@subscribe(InvoiceApplied, key="invoices.tell_applied")
def tell_applied(event: InvoiceApplied) -> None:
    notices.tell_applied(invoice_id=event.invoice_id)


@subscribe(InvoiceIssued, key="invoices.tell_issued")
def tell_issued(event: InvoiceIssued) -> None:
    notices.tell_issued(invoice_id=event.invoice_id)


@subscribe(InvoiceRejected, key="invoices.tell_rejected")
def tell_rejected(event: InvoiceRejected) -> None:
    notices.tell_rejected(invoice_id=event.invoice_id)


@subscribe(InvoiceRedNeeded, key="invoices.tell_red_needed")
def tell_red_needed(event: InvoiceRedNeeded) -> None:
    notices.tell_red_needed(invoice_id=event.invoice_id)
