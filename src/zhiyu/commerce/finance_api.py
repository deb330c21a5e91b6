"""The twin of the bookkeeper's pages: stuck orders, bills and refund rates."""

import dataclasses
from datetime import date, datetime

from django.http import HttpRequest
from ninja import Field, Router

from zhiyu.accounts.http import UserRequest, staff_api
from zhiyu.commerce import actions, rates, statements, stuck
from zhiyu.commerce.models import Difference, Statement
from zhiyu.kernel.cursors import number_in
from zhiyu.kernel.schema import Schema
from zhiyu.platform.idempotency import idempotent

router = Router(tags=["finance"])
PAGE = 20


class RateOut(Schema):
    """``paid`` and ``back`` count orders; ``key`` is what ``GET /studio/orders`` calls it."""

    key: str
    label: str
    paid: int
    back: int
    paid_fen: int
    back_fen: int


class ReasonOut(Schema):
    reason: str
    label: str
    orders: int
    back_fen: int


class RatesOut(Schema):
    since: str
    overall: RateOut
    products: list[RateOut]
    months: list[RateOut]
    channels: list[RateOut]
    referrers: list[RateOut]
    reasons: list[ReasonOut]


class StuckOut(Schema):
    """``kind`` (``attempt``, ``payment``, ``refund``) and ``id`` name it in the calls below."""

    kind: str
    id: int
    order: str
    number: str
    amount_fen: int
    why: str
    since: datetime


class StuckList(Schema):
    items: list[StuckOut]


class ReasonIn(Schema):
    note: str = Field(min_length=1, max_length=200)


class BillOut(Schema):
    id: int
    provider: str
    day: date
    total_fen: int
    refund_fen: int
    fee_fen: int
    lines: int
    open: int
    fetched_at: datetime | None


class BillList(Schema):
    items: list[BillOut]
    next: str | None


class DifferenceOut(Schema):
    id: int
    kind: str
    because: str
    key: str
    off_fen: int
    order: str | None
    note: str
    settled_at: datetime | None


class BillDetail(BillOut):
    differences: list[DifferenceOut]


def stuck_out(item: stuck.StuckItem) -> StuckOut:
    return StuckOut(
        kind=item.kind,
        id=item.pk,
        order=item.order.no,
        number=item.number,
        amount_fen=item.amount_fen,
        why=str(item.why),
        since=item.since,
    )


def stuck_list() -> StuckList:
    return StuckList(items=[stuck_out(item) for item in stuck.stuck_items()])


def bill_out(found: Statement) -> BillOut:
    return BillOut(
        id=found.pk,
        provider=found.provider,
        day=found.day,
        total_fen=found.total_fen,
        refund_fen=found.refund_fen,
        fee_fen=found.fee_fen,
        lines=getattr(found, "lines", 0),
        open=getattr(found, "open", 0),
        fetched_at=found.fetched_at,
    )


def difference_out(one: Difference) -> DifferenceOut:
    return DifferenceOut(
        id=one.pk,
        kind=one.kind,
        because=one.because,
        key=one.key,
        off_fen=one.off_fen,
        order=one.order.no if one.order else None,
        note=one.note,
        settled_at=one.settled_at,
    )


def bill_detail(statement_id: int) -> BillDetail:
    found = statements.statement_by_id(statement_id)
    told = [difference_out(one) for one in statements.differences_of(found)]
    return BillDetail(**bill_out(found).model_dump(), differences=told)


@router.get("/studio/stuck", response=StuckList, auth=staff_api("money.read"))
def read_stuck(request: HttpRequest) -> StuckList:
    """What could not be settled by itself, longest first."""
    del request
    return stuck_list()


@router.post("/studio/stuck/{kind}/{int:pk}/ask", response=StuckList, auth=staff_api("money.settle"))
@idempotent(replay=False)
def ask_again(request: UserRequest, kind: str, pk: int) -> StuckList:
    """Ask the channel now; answers what is stuck after that."""
    actions.ask_again(kind=kind, pk=pk, actor_id=request.user.pk)
    return stuck_list()


@router.post("/studio/stuck/payment/{int:pk}/return", response=StuckList, auth=staff_api("money.settle"))
@idempotent()
def give_back(request: UserRequest, pk: int) -> StuckList:
    """Send back exactly what came."""
    actions.return_suspended(payment_id=pk, actor_id=request.user.pk)
    return stuck_list()


@router.post("/studio/stuck/{kind}/{int:pk}/settle", response=StuckList, auth=staff_api("money.settle"))
@idempotent()
def settle(request: UserRequest, kind: str, pk: int, body: ReasonIn) -> StuckList:
    """Mark as dealt with elsewhere."""
    actions.settle_outside(kind=kind, pk=pk, actor_id=request.user.pk, note=body.note)
    return stuck_list()


@router.get("/studio/bills", response=BillList, auth=staff_api("money.read"))
def read_bills(request: HttpRequest, cursor: str = "") -> BillList:
    """Newest day first; the cursor is a place in the list."""
    del request
    start = number_in(cursor) or 0
    found = list(statements.statements()[start : start + PAGE + 1])
    after = str(start + PAGE) if len(found) > PAGE else None
    return BillList(items=[bill_out(one) for one in found[:PAGE]], next=after)


@router.get("/studio/bills/{int:statement_id}", response=BillDetail, auth=staff_api("money.read"))
def read_bill(request: HttpRequest, statement_id: int) -> BillDetail:
    del request
    return bill_detail(statement_id)


@router.post("/studio/bills/{int:statement_id}/check", response=BillDetail, auth=staff_api("money.settle"))
@idempotent(replay=False)
def check_bill(request: UserRequest, statement_id: int) -> BillDetail:
    """Fetch and match the day again."""
    actions.check_bill(statement_id=statement_id, actor_id=request.user.pk)
    return bill_detail(statement_id)


@router.post(
    "/studio/bills/differences/{int:difference_id}/settle", response=BillDetail, auth=staff_api("money.settle")
)
@idempotent()
def settle_difference(request: UserRequest, difference_id: int, body: ReasonIn) -> BillDetail:
    one = actions.settle_difference(difference_id=difference_id, actor_id=request.user.pk, note=body.note)
    return bill_detail(one.statement_id)


@router.get("/studio/refund-rates", response=RatesOut, auth=staff_api("orders.read"))
def refund_rates(request: HttpRequest, months: int = 12) -> RatesOut:
    """Over orders paid in the last ``months`` months, this one counted."""
    del request
    since = rates.since(min(max(months, 1), 120))

    def by(what: str) -> list[RateOut]:
        return [RateOut(**dataclasses.asdict(one)) for one in rates.rates(what, since_month=since)]

    return RatesOut(
        since=since,
        overall=RateOut(**dataclasses.asdict(rates.overall(since_month=since))),
        products=by("product"),
        months=by("month"),
        channels=by("channel"),
        referrers=by("referrer"),
        reasons=[ReasonOut(**dataclasses.asdict(one)) for one in rates.reasons(since_month=since)],
    )
