from zhiyu.invoices import actions
from zhiyu.invoices.events import InvoiceStarted
from zhiyu.platform.bus import subscribe


@subscribe(InvoiceStarted, key="invoices.ask_issuer", outside=True)
def ask_issuer(event: InvoiceStarted) -> None:
    actions.ask_issuer(invoice_id=event.invoice_id)
