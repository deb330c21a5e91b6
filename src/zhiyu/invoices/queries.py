"""Reads of titles and invoices. Whose they are is in the name and in the WHERE."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, Prefetch, Q, QuerySet, Sum

from zhiyu.accounts.queries import found_people
from zhiyu.commerce.models import Order, OrderLine, Refund, RefundLine
from zhiyu.commerce.queries import open_refund
from zhiyu.invoices.models import Invoice, InvoiceLine, Reversal, Seller, Title
from zhiyu.kernel.errors import NotFound

PAID = [Order.Status.PAID, Order.Status.PARTLY_REFUNDED]


def seller() -> Seller:
    """What the school says about itself; its defaults until somebody saved it."""
    return Seller.objects.filter(pk=1).first() or Seller(pk=1)


def titles_of(user_id: int) -> QuerySet[Title]:
    return Title.objects.filter(owner=user_id).order_by("-pk")


def title_of(user_id: int, title_id: int) -> Title:
    found = titles_of(user_id).filter(pk=title_id).first()
    if found is None:
        raise NotFound
    return found


def whole(invoices: QuerySet[Invoice]) -> QuerySet[Invoice]:
    """With everything that a list or a page of it shows."""
    return invoices.select_related("order__buyer", "file").prefetch_related(
        Prefetch("lines", InvoiceLine.objects.order_by("pk")), Prefetch("reversals", Reversal.objects.order_by("pk"))
    )


def invoices_of(user_id: int) -> QuerySet[Invoice]:
    return whole(Invoice.objects.filter(order__buyer=user_id)).order_by("-pk")


def invoice_of(user_id: int, invoice_id: int) -> Invoice:
    found = invoices_of(user_id).filter(pk=invoice_id).first()
    if found is None:
        raise NotFound
    return found


def given_back(line: OrderLine) -> int:
    """What refunds took of the line, also before the channel is through; one that follows a closed one counts once."""
    undone = RefundLine.objects.filter(
        line=line, refund__status__in=Refund.UNDONE, refund__follower__isnull=True
    ).aggregate(fen=Sum("amount_fen"))
    return undone["fen"] or 0


@dataclass(frozen=True, kw_only=True)
class Part:
    """What one line of an order leaves to be invoiced."""

    line: OrderLine
    amount_fen: int
    back_fen: int


def parts_to_invoice(order: Order) -> Sequence[Part]:
    """The lines that no invoice holds, each with what was paid for it and kept."""
    if order.status not in PAID:
        return []
    held = set(InvoiceLine.objects.filter(line__order=order, live=True).values_list("line", flat=True))
    free = [line for line in OrderLine.objects.filter(order=order).order_by("pk") if line.pk not in held]
    parts = [
        Part(line=line, back_fen=back, amount_fen=line.total_fen - back) for line in free for back in [given_back(line)]
    ]
    return [part for part in parts if part.amount_fen > 0]


@dataclass(frozen=True, kw_only=True)
class Standing:
    """How an order stands to invoices: those there are, and what may still be asked for."""

    order: Order
    invoices: Sequence[Invoice]
    parts: Sequence[Part]
    refunding: bool
    offered: bool

    @property
    def amount_fen(self) -> int:
        return sum(part.amount_fen for part in self.parts)

    @property
    def open(self) -> bool:
        return any(one.status in Invoice.OPEN for one in self.invoices)

    @property
    def may_apply(self) -> bool:
        return self.offered and bool(self.parts) and not self.open and not self.refunding


def standing(user_id: int, no: str) -> Standing:
    order = Order.objects.filter(buyer=user_id, no=no).first()
    if order is None:
        raise NotFound
    return Standing(
        order=order,
        invoices=list(invoices_of(user_id).filter(order=order)),
        parts=parts_to_invoice(order),
        refunding=open_refund(order) is not None,
        offered=seller().offered,
    )


# --- the studio ----------------------------------------------------------------------------------------------------


def invoices_for_studio(*, status: str = "") -> QuerySet[Invoice]:
    found = whole(Invoice.objects.all())
    return found.filter(status=status) if status in Invoice.Status.values else found


def matching(query: str) -> list[Q]:
    """Our number, the order's or the tax office's, whole; a part of the title's name; the buyer."""
    word = query.strip()
    if not word:
        return []
    return [
        Q(no=word) | Q(number=word) | Q(name__icontains=word) | Q(tax_no=word),
        Q(order__no=word),
        found_people(word, link="order__buyer"),
    ]


def counts_for_studio() -> dict[str, int]:
    rows = Invoice.objects.values("status").annotate(n=Count("pk")).order_by()
    found = dict.fromkeys(Invoice.Status.values, 0) | {row["status"]: row["n"] for row in rows}
    return {"": sum(found.values())} | found


def invoice_by_id(invoice_id: int) -> Invoice:
    found = invoices_for_studio().filter(pk=invoice_id).first()
    if found is None:
        raise NotFound
    return found


def invoice_for_file(*, nos: Sequence[str], numbers: Sequence[str]) -> Invoice | None:
    """The one invoice that numbers in a file's name speak of; None for none and for several."""
    wanted = Q(no__in=nos) | Q(number__in=numbers) | Q(order__no__in=nos)
    states = [Invoice.Status.ISSUING, Invoice.Status.ISSUED, Invoice.Status.RED_NEEDED]
    found = list(Invoice.objects.filter(wanted, status__in=states).order_by("-pk")[:2])
    return found[0] if len(found) == 1 else None
