"""The twin of the pages of tips."""

from datetime import datetime

from ninja import Field, Router, Status

from zhiyu.accounts.http import UserRequest, signed_in_api, staff_api
from zhiyu.commerce.models import OrderLine
from zhiyu.kernel.cursors import number_in
from zhiyu.kernel.schema import Schema
from zhiyu.platform.idempotency import idempotent
from zhiyu.tips import actions, queries

router = Router(tags=["tips"])
PAGE = 30


class TipIn(Schema):
    amount_fen: int = Field(ge=1, le=200_000)
    words: str = Field(default="", max_length=120)


class TipOrderOut(Schema):
    """To be paid like any order, by ``POST /orders/{no}/pay``."""

    no: str
    status: str
    total_fen: int


class TipOut(Schema):
    order: str
    total_fen: int
    name: str
    course: str
    words: str
    paid_at: datetime | None


class TipList(Schema):
    items: list[TipOut]
    next: str | None


@router.post("/lessons/{int:lesson_id}/tips", response={201: TipOrderOut}, auth=signed_in_api)
@idempotent()
def give_tip(request: UserRequest, lesson_id: int, body: TipIn) -> Status[TipOrderOut]:
    order = actions.give_tip(user=request.user, lesson_id=lesson_id, amount_fen=body.amount_fen, words=body.words)
    return Status(201, TipOrderOut(no=order.no, status=order.status, total_fen=order.total_fen))


@router.get("/studio/tips", response=TipList, auth=staff_api("tips.read"))
def list_tips(request: UserRequest, cursor: str = "") -> TipList:
    del request
    start = number_in(cursor)
    found = list(queries.tips_received()[start : start + PAGE + 1])
    more = str(start + PAGE) if len(found) > PAGE else None
    return TipList(items=[tip_out(one) for one in found[:PAGE]], next=more)


def tip_out(line: OrderLine) -> TipOut:
    order = line.order
    return TipOut(
        order=order.no,
        total_fen=line.total_fen,
        name=order.buyer.name,
        course=line.product.tip_jar.course.product.code,
        words=order.tip.words if hasattr(order, "tip") else "",
        paid_at=order.paid_at,
    )
