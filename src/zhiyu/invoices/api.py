"""The twin of the pages of titles and invoices."""

from datetime import date, datetime
from typing import Annotated

from django.http import HttpRequest
from ninja import Field, Router, Status

from zhiyu.accounts.http import UserRequest, signed_in_api, staff_api
from zhiyu.invoices import actions, presenters, queries
from zhiyu.invoices.models import Invoice, Seller, Title
from zhiyu.kernel.cursors import stretch
from zhiyu.kernel.schema import Schema
from zhiyu.platform.idempotency import idempotent

router = Router(tags=["invoices"])
PAGE = 20
Text = Annotated[str, Field(max_length=100)]


class InvoiceTitleIn(Schema):
    """``kind`` is ``person`` or ``company``; a company's ``tax_no`` is its unified social credit code."""

    kind: str = Field(max_length=8)
    name: Text = Field(min_length=1)
    tax_no: str = Field(default="", max_length=30)
    address: Text = ""
    phone: str = Field(default="", max_length=30)
    bank: str = Field(default="", max_length=80)
    account: str = Field(default="", max_length=40)
    email: str = Field(default="", max_length=254)


class InvoiceTitleOut(InvoiceTitleIn):
    id: int


class InvoiceTitleList(Schema):
    items: list[InvoiceTitleOut]
    next: str | None


class ApplicationIn(Schema):
    """``title`` is the id of one of the caller's titles."""

    title: int


class InvoiceLineOut(Schema):
    title: str
    amount_fen: int
    red_fen: int


class InvoiceOut(Schema):
    """``red_fen`` of it has to be reversed; ``file`` is where it is fetched from once it is there."""

    id: int
    no: str
    order: str
    status: str
    kind: str
    name: str
    tax_no: str
    amount_fen: int
    red_fen: int
    number: str
    issued_on: date | None
    note: str
    file: str | None
    lines: list[InvoiceLineOut]
    applied_at: datetime


class InvoiceList(Schema):
    items: list[InvoiceOut]
    next: str | None


class OrderInvoicesOut(Schema):
    """What may still be asked for, and the order's invoices so far."""

    may_apply: bool
    amount_fen: int
    items: list[InvoiceOut]


class StudioInvoiceOut(InvoiceOut):
    buyer: str
    email: str
    item: str
    tax_code: str
    rate_bp: int
    tax_fen: int


class StudioInvoiceList(Schema):
    items: list[StudioInvoiceOut]
    next: str | None


class ChosenIn(Schema):
    invoices: list[int] = Field(min_length=1, max_length=1_000)


class BegunOut(Schema):
    begun: int


class InvoiceNumberIn(Schema):
    """As the tax office gave it: 20 digits, or 8 on the older kind."""

    number: str = Field(max_length=40)


class InvoiceReasonIn(Schema):
    note: str = Field(min_length=1, max_length=200)


class SellerIO(Schema):
    """``rate_bp`` is the rate in hundredths of a per cent: 300 is 3 %."""

    offered: bool
    name: Text = ""
    tax_no: str = Field(default="", max_length=18)
    item: str = Field(min_length=1, max_length=40)
    tax_code: str = Field(pattern=r"^[0-9]{19}$")
    rate_bp: int = Field(ge=0, le=2_000)


def title_out(title: Title) -> InvoiceTitleOut:
    return InvoiceTitleOut(id=title.pk, **{name: getattr(title, name) for name in title.FIELDS})


def invoice_out(invoice: Invoice) -> InvoiceOut:
    red = presenters.open_reversal(invoice)
    return InvoiceOut(
        id=invoice.pk,
        no=invoice.no,
        order=invoice.order.no,
        status=invoice.status,
        kind=invoice.kind,
        name=invoice.name,
        tax_no=invoice.tax_no,
        amount_fen=invoice.amount_fen,
        red_fen=red.amount_fen if red else 0,
        number=invoice.number,
        issued_on=invoice.issued_on,
        note=presenters.reason(invoice.note),
        file=f"/me/invoices/{invoice.pk}/file" if invoice.file else None,
        lines=[
            InvoiceLineOut(title=line.title, amount_fen=line.amount_fen, red_fen=line.red_fen)
            for line in invoice.lines.all()
        ],
        applied_at=invoice.applied_at,
    )


def studio_invoice_out(invoice: Invoice) -> StudioInvoiceOut:
    return StudioInvoiceOut(
        **invoice_out(invoice).model_dump() | {"file": f"/studio/invoices/{invoice.pk}/file" if invoice.file else None},
        buyer=str(invoice.order.buyer),
        email=invoice.email,
        item=invoice.item,
        tax_code=invoice.tax_code,
        rate_bp=invoice.rate_bp,
        tax_fen=invoice.tax_fen,
    )


def seller_out(found: Seller) -> SellerIO:
    return SellerIO(
        offered=found.offered,
        name=found.name,
        tax_no=found.tax_no,
        item=found.item,
        tax_code=found.tax_code,
        rate_bp=found.rate_bp,
    )


@router.get("/me/invoice-titles", response=InvoiceTitleList, auth=signed_in_api)
def my_titles(request: UserRequest) -> InvoiceTitleList:
    return InvoiceTitleList(items=[title_out(one) for one in queries.titles_of(request.user.pk)], next=None)


@router.post("/me/invoice-titles", response={201: InvoiceTitleOut}, auth=signed_in_api)
@idempotent()
def add_title(request: UserRequest, body: InvoiceTitleIn) -> Status[InvoiceTitleOut]:
    """The same title again is the title there is."""
    return Status(201, title_out(actions.save_title(owner_id=request.user.pk, fields=body.model_dump())))


@router.put("/me/invoice-titles/{int:title_id}", response=InvoiceTitleOut, auth=signed_in_api)
@idempotent()
def edit_title(request: UserRequest, title_id: int, body: InvoiceTitleIn) -> InvoiceTitleOut:
    return title_out(actions.save_title(owner_id=request.user.pk, title_id=title_id, fields=body.model_dump()))


@router.delete("/me/invoice-titles/{int:title_id}", response={204: None}, auth=signed_in_api)
def remove_title(request: UserRequest, title_id: int) -> Status[None]:
    actions.remove_title(owner_id=request.user.pk, title_id=title_id)
    return Status(204, None)


@router.get("/me/invoices", response=InvoiceList, auth=signed_in_api)
def my_invoices(request: UserRequest, cursor: str = "") -> InvoiceList:
    found = stretch(queries.invoices_of(request.user.pk), size=PAGE, before=cursor)
    return InvoiceList(items=[invoice_out(one) for one in found.rows], next=found.older)


@router.post("/me/invoices/{int:invoice_id}/cancel", response=InvoiceOut, auth=signed_in_api)
@idempotent()
def cancel(request: UserRequest, invoice_id: int) -> InvoiceOut:
    actions.cancel(buyer_id=request.user.pk, invoice_id=invoice_id)
    return invoice_out(queries.invoice_of(request.user.pk, invoice_id))


@router.get("/orders/{no}/invoices", response=OrderInvoicesOut, auth=signed_in_api)
def of_order(request: UserRequest, no: str) -> OrderInvoicesOut:
    found = queries.standing(request.user.pk, no)
    items = [invoice_out(one) for one in found.invoices]
    return OrderInvoicesOut(
        may_apply=found.may_apply, amount_fen=found.amount_fen if found.may_apply else 0, items=items
    )


@router.post("/orders/{no}/invoices", response={201: InvoiceOut}, auth=signed_in_api)
@idempotent()
def apply(request: UserRequest, no: str, body: ApplicationIn) -> Status[InvoiceOut]:
    """For whatever no invoice holds yet of what was paid and kept."""
    made = actions.apply(buyer_id=request.user.pk, order_no=no, title_id=body.title)
    return Status(201, invoice_out(queries.invoice_of(request.user.pk, made.pk)))


@router.get("/studio/invoices", response=StudioInvoiceList, auth=staff_api("money.read"))
def studio_invoices(request: HttpRequest, query: str = "", status: str = "", cursor: str = "") -> StudioInvoiceList:
    del request
    invoices = queries.invoices_for_studio(status=status)
    found = stretch(invoices, size=PAGE, before=cursor, sources=queries.matching(query))
    return StudioInvoiceList(items=[studio_invoice_out(one) for one in found.rows], next=found.older)


@router.post("/studio/invoices/issue", response=BegunOut, auth=staff_api("money.settle"))
@idempotent()
def issue(request: UserRequest, body: ChosenIn) -> BegunOut:
    """Begin with several; those that do not wait any more are passed over."""
    return BegunOut(begun=actions.start_issuing(invoice_ids=body.invoices, actor_id=request.user.pk))


@router.post("/studio/invoices/{int:invoice_id}/issued", response=StudioInvoiceOut, auth=staff_api("money.settle"))
@idempotent()
def issued(request: UserRequest, invoice_id: int, body: InvoiceNumberIn) -> StudioInvoiceOut:
    actions.record_issued(invoice_id=invoice_id, number=body.number, actor_id=request.user.pk)
    return studio_invoice_out(queries.invoice_by_id(invoice_id))


@router.post("/studio/invoices/{int:invoice_id}/reject", response=StudioInvoiceOut, auth=staff_api("money.settle"))
@idempotent()
def reject(request: UserRequest, invoice_id: int, body: InvoiceReasonIn) -> StudioInvoiceOut:
    actions.reject(invoice_id=invoice_id, because=body.note, actor_id=request.user.pk)
    return studio_invoice_out(queries.invoice_by_id(invoice_id))


@router.post("/studio/invoices/{int:invoice_id}/red", response=StudioInvoiceOut, auth=staff_api("money.settle"))
@idempotent()
def red(request: UserRequest, invoice_id: int, body: InvoiceReasonIn) -> StudioInvoiceOut:
    """It was printed wrongly: all that is left of it is to be reversed."""
    actions.need_red(invoice_id=invoice_id, because=body.note, actor_id=request.user.pk)
    return studio_invoice_out(queries.invoice_by_id(invoice_id))


@router.post("/studio/invoices/{int:invoice_id}/reversed", response=StudioInvoiceOut, auth=staff_api("money.settle"))
@idempotent()
def reversed_(request: UserRequest, invoice_id: int, body: InvoiceNumberIn) -> StudioInvoiceOut:
    """The red invoice has this number."""
    actions.record_reversed(invoice_id=invoice_id, number=body.number, actor_id=request.user.pk)
    return studio_invoice_out(queries.invoice_by_id(invoice_id))


@router.get("/studio/invoices/seller", response=SellerIO, auth=staff_api("money.settle"))
def read_seller(request: HttpRequest) -> SellerIO:
    del request
    return seller_out(queries.seller())


@router.put("/studio/invoices/seller", response=SellerIO, auth=staff_api("money.settle"))
@idempotent()
def save_seller(request: UserRequest, body: SellerIO) -> SellerIO:
    return seller_out(actions.save_seller(actor_id=request.user.pk, fields=body.model_dump()))
