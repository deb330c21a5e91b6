"""Orders of several courses, titles, and invoices as far as a test needs them."""

from itertools import count
from pathlib import Path

from tests import make
from tests.commerce.fakepay import pay
from tests.media import films
from zhiyu.accounts.models import User
from zhiyu.catalog.models import Course
from zhiyu.commerce.actions import place_order, request_refund
from zhiyu.commerce.models import Order, Refund
from zhiyu.commerce.pricing import quote_for
from zhiyu.invoices import actions
from zhiyu.invoices.models import Invoice, Title

COMPANY = "91350100M000100Y43"  # the example that the standard itself gives
PDF = b"%PDF-1.7\n" + b"0" * 500 + b"\n%%EOF\n"
_n = count(1)


def number() -> str:
    return f"2644{next(_n):016d}"


def bought(*courses: Course, buyer: User | None = None) -> Order:
    """One paid order of all of them."""
    codes = [one.product.code for one in courses or [make.course(lessons=6)]]
    quote = quote_for(codes, buyer_id=None)
    order = place_order(
        buyer_id=(buyer or make.user()).pk,
        lines=[(code, 1) for code in codes],
        shown_total_fen=quote.total_fen,
        accepted=[term.id for term in quote.terms],
    )
    return pay(order)


def title(owner: User, *, company: bool = False) -> Title:
    said = (
        {"kind": "company", "name": "福州某某有限公司", "tax_no": COMPANY}
        if company
        else {"kind": "person", "name": "王芳"}
    )
    return actions.save_title(owner_id=owner.pk, fields=said)


def applied(order: Order, *, company: bool = False) -> Invoice:
    made = title(order.buyer, company=company)
    return actions.apply(buyer_id=order.buyer_id, order_no=order.no, title_id=made.pk)


def issuing(order: Order) -> Invoice:
    invoice = applied(order)
    actions.start_issuing(invoice_ids=[invoice.pk], actor_id=order.buyer_id)
    return again(invoice)


def issued(order: Order) -> Invoice:
    invoice = issuing(order)
    return actions.record_issued(invoice_id=invoice.pk, number=number(), actor_id=order.buyer_id)


def refunded(order: Order, *products: str) -> Refund:
    """Nothing of it was opened, so it is approved by itself."""
    return request_refund(order_no=order.no, buyer_id=order.buyer_id, reason="no_time", products=products)


def again(invoice: Invoice) -> Invoice:
    return Invoice.objects.get(pk=invoice.pk)


def file(name: str = "a.pdf", body: bytes = PDF) -> Path:
    return films.wrong(name, body)
