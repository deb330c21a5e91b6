import functools
from collections.abc import Callable
from datetime import datetime
from typing import Annotated, Any, Literal, ParamSpec, TypeVar, cast

from django.http import HttpRequest
from django.urls import reverse
from ninja import Field, Query, Router, Status

from zhiyu.accounts.http import UserRequest, address_of, signed_in_api, staff_api
from zhiyu.catalog.errors import SoldOut
from zhiyu.commerce import actions, filters, queries
from zhiyu.commerce.actions import MOST_FOR_OTHERS
from zhiyu.commerce.models import Order, Refund
from zhiyu.commerce.payments import PayClient
from zhiyu.commerce.undo import read_undo
from zhiyu.kernel.cursors import stretch
from zhiyu.kernel.schema import Schema
from zhiyu.platform.idempotency import idempotent
from zhiyu.promotions.actions import know_coupon
from zhiyu.promotions.errors import CouponTaken, CreditTaken, DealGone, DealSpent

router = Router(tags=["commerce"])
PAGE = 20
P = ParamSpec("P")
T = TypeVar("T")
Code = Annotated[str, Field(max_length=80)]


class LineIn(Schema):
    product: Code
    quantity: int = Field(default=1, ge=1, le=99)


class OrderIn(Schema):
    """``shown_total_fen`` is the total the buyer saw; ``accepted`` are the ids of the quote's terms. ``coupon``: a
    choice of the quote's, a typed code, empty for none; null takes the best one.
    """

    lines: list[LineIn] = Field(min_length=1, max_length=20)
    shown_total_fen: int = Field(ge=0)
    accepted: list[Code] = Field(default=[], max_length=20)
    coupon: str | None = Field(default=None, max_length=40)
    channel: str = Field(default="", max_length=40)
    referrer: str = Field(default="", max_length=40)


class LineOut(Schema):
    """``to_buyer`` false: it is a gift, and paying for it gives the buyer nothing."""

    id: int
    to_buyer: bool
    product: str
    title: str
    quantity: int
    total_fen: int
    refunded_fen: int


class RefundOut(Schema):
    """``balance_fen``: what of the amount goes to the buyer's balance, the rest the way it came."""

    id: int
    no: str
    status: str
    amount_fen: int
    balance_fen: int
    reason: str
    note: str
    requested_at: datetime
    decided_at: datetime | None
    settled_at: datetime | None


class OrderOut(Schema):
    """``balance_fen``: what of the total the buyer's balance pays."""

    no: str
    status: str
    total_fen: int
    balance_fen: int
    refunded_fen: int
    quote: dict[str, Any]
    lines: list[LineOut]
    refunds: list[RefundOut]
    created_at: datetime
    expires_at: datetime
    paid_at: datetime | None


class OrderList(Schema):
    items: list[OrderOut]
    next: str | None


class PayIn(Schema):
    method: str = Field(max_length=12)


class PayOut(Schema):
    out_trade_no: str
    code_url: str | None = None
    parameters: dict[str, str] | None = None
    h5_url: str | None = None
    page_url: str | None = None
    cashier_url: str | None = None


class UndoOut(Schema):
    kind: str
    text: str


class PreviewOut(Schema):
    amount_fen: int
    items: list[UndoOut]


class RefundIn(Schema):
    """``lines`` are product codes of the order, ``line_ids`` ids of its lines; without either all that is left.

    ``to``: the way it came, or the buyer's balance; what a balance paid goes back there first.
    """

    reason: str = Field(max_length=20)
    lines: list[Code] = Field(default=[], max_length=20)
    line_ids: list[int] = Field(default=[], max_length=MOST_FOR_OTHERS)
    to: Literal["origin", "balance"] = "origin"


class PreviewIn(Schema):
    line: list[int] = Field(default=[], max_length=MOST_FOR_OTHERS)
    to: Literal["origin", "balance"] = "origin"


class NoteIn(Schema):
    note: str = Field(default="", max_length=200)


class StudioRefundOut(RefundOut):
    order: str
    buyer: str
    undo: list[UndoOut]


class StudioRefundList(Schema):
    items: list[StudioRefundOut]
    next: str | None


class StudioOrderOut(OrderOut):
    buyer: str
    phone: str


class StudioOrderList(Schema):
    items: list[StudioOrderOut]
    next: str | None


class WantedIn(Schema):
    """``month`` and ``since`` are months of payment (``2026-11``); ``money`` is ``paid`` or ``back``."""

    query: str = ""
    status: str = ""
    product: str = ""
    month: str = ""
    since: str = ""
    channel: str = ""
    referrer: str = ""
    reason: str = ""
    money: str = ""


def refund_out(refund: Refund) -> RefundOut:
    return RefundOut(
        id=refund.pk,
        no=refund.no,
        status=refund.status,
        amount_fen=refund.amount_fen,
        balance_fen=refund.balance_fen,
        reason=refund.reason,
        note=refund.note,
        requested_at=refund.requested_at,
        decided_at=refund.decided_at,
        settled_at=refund.settled_at,
    )


def order_out(order: Order) -> OrderOut:
    lines = [
        LineOut(
            id=line.pk,
            to_buyer=line.to_buyer,
            product=line.product.code,
            title=line.title,
            quantity=line.quantity,
            total_fen=line.total_fen,
            refunded_fen=line.refunded_fen,
        )
        for line in order.lines.all()
    ]
    return OrderOut(
        no=order.no,
        status=order.status,
        total_fen=order.total_fen,
        balance_fen=order.balance_fen,
        refunded_fen=order.refunded_fen,
        quote=order.quote,
        lines=lines,
        refunds=[refund_out(refund) for refund in order.refunds.all()],
        created_at=order.created_at,
        expires_at=order.expires_at,
        paid_at=order.paid_at,
    )


def studio_refund_out(refund: Refund) -> StudioRefundOut:
    return StudioRefundOut(
        **refund_out(refund).model_dump(),
        order=refund.order.no,
        buyer=str(refund.order.buyer),
        undo=[UndoOut(kind=item.kind, text=item.text) for item in read_undo(refund.undo)],
    )


def studio_order_out(order: Order) -> StudioOrderOut:
    return StudioOrderOut(**order_out(order).model_dump(), buyer=str(order.buyer), phone=order.buyer.masked_phone)


def freeing_own(route: Callable[P, T]) -> Callable[P, T]:
    """Outside ``idempotent``, whose rollback of a refusal takes back the end of the buyer's stale order too, and the
    count of guessed codes.
    """

    @functools.wraps(route)
    def freed(*args: P.args, **kwargs: P.kwargs) -> T:
        request, body = cast("tuple[UserRequest, OrderIn]", (args[0], kwargs["body"]))
        if body.coupon and ":" not in body.coupon:
            know_coupon(typed=body.coupon, user=request.user, address=address_of(request))
        try:
            return route(*args, **kwargs)
        except (SoldOut, DealGone, DealSpent, CouponTaken, CreditTaken):
            actions.free_own(buyer_id=request.user.pk, codes=[line.product for line in body.lines])
            raise

    return freed


@router.post("/orders", response={201: OrderOut}, auth=signed_in_api)
@freeing_own
@idempotent()
def place_order(request: UserRequest, body: OrderIn) -> Status[OrderOut]:
    """Refused with ``price_changed`` and the new quote when the total is not today's."""
    order = actions.place_order(
        buyer_id=request.user.pk,
        lines=[(line.product, line.quantity) for line in body.lines],
        shown_total_fen=body.shown_total_fen,
        accepted=body.accepted,
        coupon=body.coupon,
        origin=actions.Origin(channel=body.channel, referrer=body.referrer),
    )
    return Status(201, order_out(order))


@router.get("/orders", response=OrderList, auth=signed_in_api)
def my_orders(request: UserRequest, status: str = "", cursor: str = "") -> OrderList:
    found = stretch(queries.orders_of_user(request.user.pk, status=status), size=PAGE, before=cursor)
    return OrderList(items=[order_out(order) for order in found.rows], next=found.older)


@router.get("/orders/{no}", response=OrderOut, auth=signed_in_api)
def read_order(request: UserRequest, no: str) -> OrderOut:
    return order_out(queries.order_of(request.user.pk, no))


@router.post("/orders/{no}/pay", response=PayOut, exclude_none=True, auth=signed_in_api)
@idempotent(replay=False)
def pay(request: UserRequest, no: str, body: PayIn) -> PayOut:
    back = request.build_absolute_uri(reverse("commerce:done", args=[no]))
    client = PayClient(address=address_of(request) or "", back=back)
    start = actions.start_payment(order_no=no, buyer_id=request.user.pk, method=body.method, client=client)
    return PayOut(
        out_trade_no=start.out_trade_no,
        code_url=start.code_url or None,
        parameters=start.parameters or None,
        h5_url=start.h5_url or None,
        page_url=start.page_url or None,
        cashier_url=start.cashier_url or None,
    )


@router.post("/orders/{no}/cancel", response=OrderOut, auth=signed_in_api)
@idempotent(replay=False)
def cancel(request: UserRequest, no: str) -> OrderOut:
    actions.cancel_order(order_no=no, buyer_id=request.user.pk)
    return order_out(queries.order_of(request.user.pk, no))


@router.get("/orders/{no}/refund-preview", response=PreviewOut, auth=signed_in_api)
def refund_preview(request: UserRequest, no: str, chosen: Query[PreviewIn]) -> PreviewOut:
    """What giving back these lines, or the whole order, would do; ``not_refundable`` with the reason when the rule
    says no.
    """
    found = actions.preview_refund(
        order_no=no, buyer_id=request.user.pk, line_ids=chosen.line, to_balance=chosen.to == "balance"
    )
    items = [UndoOut(kind=item.kind, text=item.text) for item in found.items]
    return PreviewOut(amount_fen=found.amount_fen, items=items)


@router.post("/orders/{no}/refunds", response={201: RefundOut}, auth=signed_in_api)
@idempotent()
def request_refund(request: UserRequest, no: str, body: RefundIn) -> Status[RefundOut]:
    refund = actions.request_refund(
        order_no=no,
        buyer_id=request.user.pk,
        reason=body.reason,
        products=body.lines,
        line_ids=body.line_ids,
        to_balance=body.to == "balance",
    )
    return Status(201, refund_out(refund))


@router.get("/studio/refunds", response=StudioRefundList, auth=staff_api("orders.read"))
def studio_refunds(request: HttpRequest, status: str = "", cursor: str = "") -> StudioRefundList:
    del request
    found = stretch(queries.refunds_for_studio(status=status), size=PAGE, before=cursor)
    return StudioRefundList(items=[studio_refund_out(refund) for refund in found.rows], next=found.older)


@router.post("/studio/refunds/{int:refund_id}/approve", response=StudioRefundOut, auth=staff_api("refunds.decide"))
@idempotent()
def approve_refund(request: UserRequest, refund_id: int, body: NoteIn) -> StudioRefundOut:
    actions.approve_refund(refund_id=refund_id, actor_id=request.user.pk, note=body.note)
    return studio_refund_out(queries.refund_by_id(refund_id))


@router.post("/studio/refunds/{int:refund_id}/reject", response=StudioRefundOut, auth=staff_api("refunds.decide"))
@idempotent()
def reject_refund(request: UserRequest, refund_id: int, body: NoteIn) -> StudioRefundOut:
    actions.reject_refund(refund_id=refund_id, actor_id=request.user.pk, note=body.note)
    return studio_refund_out(queries.refund_by_id(refund_id))


@router.get("/studio/orders", response=StudioOrderList, auth=staff_api("orders.read"))
def studio_orders(request: HttpRequest, wanted: Query[WantedIn], cursor: str = "") -> StudioOrderList:
    """The filters are those of the studio's list; ``-`` as channel or referrer means the orders that name none."""
    del request
    asked = filters.Wanted.of(wanted.model_dump())
    rows, sources = filters.wanted_orders(asked), queries.matching(asked.query)
    found = stretch(rows, size=PAGE, before=cursor, sources=sources, by=filters.NEWEST)
    return StudioOrderList(items=[studio_order_out(order) for order in found.rows], next=found.older)
