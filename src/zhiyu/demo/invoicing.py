"""Invoices in every state that a learner and a bookkeeper meet: the files are drawn here, and say what they are."""

from pathlib import Path
from tempfile import TemporaryDirectory

from zhiyu.accounts.models import User
from zhiyu.commerce.models import Order
from zhiyu.invoices import actions, notices
from zhiyu.invoices.models import Invoice
from zhiyu.kernel.money import yuan

PERSON = {"kind": "person", "name": "陈默", "email": "chenmo@example.com"}
# The code that GB 32100-2015 itself gives as its example: nobody's.
COMPANY = {
    "kind": "company",
    "name": "福州慢慢文化传播有限公司",
    "tax_no": "91350100M000100Y43",
    "email": "caiwu@example.com",
    "address": "福建省福州市鼓楼区五一路 1 号",
    "phone": "0591-8000 0000",
    "bank": "示例银行福州分行",
    "account": "6200 0000 0000 0000",
}


def set_up(owner: User) -> None:
    actions.save_seller(actor_id=owner.pk, fields={"name": "林知学堂（示例）", "tax_no": COMPANY["tax_no"]})


def ask(order: Order, fields: dict[str, str]) -> Invoice:
    title = actions.save_title(owner_id=order.buyer_id, fields=fields)
    invoice = actions.apply(buyer_id=order.buyer_id, order_no=order.no, title_id=title.pk)
    notices.tell_applied(invoice_id=invoice.pk)
    return invoice


def issue(invoice: Invoice, *, by: User) -> None:
    """As the bookkeeper does it: begin, type it in, bring back number and file."""
    actions.start_issuing(invoice_ids=[invoice.pk], actor_id=by.pk)
    actions.record_issued(invoice_id=invoice.pk, number=f"2635{invoice.pk:016d}", actor_id=by.pk)
    notices.tell_issued(invoice_id=invoice.pk)
    with TemporaryDirectory() as place:
        path = Path(place) / "invoice.pdf"
        said = [f"Demo invoice {invoice.no}", "Not a tax document.", f"Amount: {yuan(invoice.amount_fen)} CNY"]
        path.write_bytes(pdf(said))
        actions.put_file(invoice_id=invoice.pk, path=path, name=f"{invoice.no}.pdf", actor_id=by.pk)


def pdf(lines: list[str]) -> bytes:
    """One page of Latin text, small enough to be written by hand."""
    shown = "BT /F1 18 Tf 60 760 Td 28 TL " + " ".join(f"({line}) Tj T*" for line in lines) + " ET"
    font = "/Resources << /Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >>"
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R {font} >>",
        f"<< /Length {len(shown)} >>\nstream\n{shown}\nendstream",
    ]
    body, places = "%PDF-1.4\n", []
    for number, one in enumerate(objects, 1):
        places.append(len(body))
        body += f"{number} 0 obj\n{one}\nendobj\n"
    table = "".join(f"{place:010d} 00000 n \n" for place in places)
    rows = len(objects) + 1
    body += f"xref\n0 {rows}\n0000000000 65535 f \n{table}trailer\n<< /Size {rows} /Root 1 0 R >>\n"
    return f"{body}startxref\n{body.index('xref')}\n%%EOF\n".encode("ascii")
