"""The twin of the pages on which one thing bought is exchanged for another."""

from datetime import datetime
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Field, Router, Status

from zhiyu.accounts.http import UserRequest, signed_in_api, staff_api
from zhiyu.commerce import actions, exchanges, queries
from zhiyu.commerce.api import OrderOut, order_out
from zhiyu.commerce.models import Exchange, Order
from zhiyu.kernel.schema import Schema
from zhiyu.platform.idempotency import idempotent

router = Router(tags=["after-sale"])
Code = Annotated[str, Field(max_length=80)]


class ExchangeIn(Schema):
    """``product`` of the order for ``wanted``."""

    product: Code
    wanted: Code


class ExchangeOut(Schema):
    """``status``: ``asked``, ``offered``, ``done``, ``refused``. ``order``: the one it was exchanged into.

    While it is offered, ``value_fen`` is what the old is worth now and ``quote`` what the new costs.
    """

    id: int
    status: str
    product: str
    wanted: str
    value_fen: int | None
    quote: dict[str, Any] | None
    order: str | None
    created_at: datetime


class ExchangeList(Schema):
    items: list[ExchangeOut]


class TakeIn(Schema):
    value_fen: int = Field(ge=0)
    total_fen: int = Field(ge=0)
    accepted: list[Code] = Field(default=[], max_length=20)


def exchange_out(found: Exchange) -> ExchangeOut:
    offer = exchanges.bargain(found) if found.status == Exchange.Status.OFFERED else None
    return ExchangeOut(
        id=found.pk,
        status=found.status,
        product=found.line.product.code,
        wanted=found.wanted.code,
        value_fen=offer.value_fen if offer else found.value_fen,
        quote=offer.quote.to_json() if offer else None,
        order=found.order.no if found.order else None,
        created_at=found.created_at,
    )


def listed(order: Order) -> ExchangeList:
    return ExchangeList(items=[exchange_out(one) for one in exchanges.exchanges_of(order)])


@router.get("/orders/{no}/exchanges", response=ExchangeList, auth=signed_in_api)
def my_exchanges(request: UserRequest, no: str) -> ExchangeList:
    return listed(queries.order_of(request.user.pk, no))


@router.post("/orders/{no}/exchanges", response={201: ExchangeOut}, auth=signed_in_api)
@idempotent()
def ask_exchange(request: UserRequest, no: str, body: ExchangeIn) -> Status[ExchangeOut]:
    said = {"product": body.product, "wanted": body.wanted}
    made = actions.ask_exchange(order_no=no, buyer_id=request.user.pk, **said)
    return Status(201, exchange_out(exchanges.exchange_by_id(made.pk)))


@router.post("/orders/{no}/exchanges/{int:exchange_id}/take", response=OrderOut, auth=signed_in_api)
@idempotent(replay=False)
def take_exchange(request: UserRequest, no: str, exchange_id: int, body: TakeIn) -> OrderOut:
    """What was seen must be today's: 409 ``exchange_changed`` or ``price_changed``. Answers the new order."""
    queries.order_of(request.user.pk, no)
    seen = actions.SeenExchange(value_fen=body.value_fen, total_fen=body.total_fen, accepted=body.accepted)
    new = actions.take_exchange(exchange_id=exchange_id, buyer_id=request.user.pk, seen=seen)
    return order_out(queries.order_of(request.user.pk, new.no))


@router.get("/studio/orders/{no}/exchanges", response=ExchangeList, auth=staff_api("orders.read"))
def exchanges_of_order(request: HttpRequest, no: str) -> ExchangeList:
    del request
    return listed(queries.order_by_no(no))


@router.post("/studio/orders/{no}/exchanges", response={201: ExchangeOut}, auth=staff_api("refunds.decide"))
@idempotent()
def offer_exchange(request: UserRequest, no: str, body: ExchangeIn) -> Status[ExchangeOut]:
    said = {"product": body.product, "wanted": body.wanted}
    made = actions.offer_exchange(order_no=no, actor_id=request.user.pk, **said)
    return Status(201, exchange_out(exchanges.exchange_by_id(made.pk)))


@router.post("/studio/exchanges/{int:exchange_id}/agree", response=ExchangeOut, auth=staff_api("refunds.decide"))
@idempotent()
def agree_exchange(request: UserRequest, exchange_id: int) -> ExchangeOut:
    actions.decide_exchange(exchange_id=exchange_id, actor_id=request.user.pk, agree=True)
    return exchange_out(exchanges.exchange_by_id(exchange_id))


@router.post("/studio/exchanges/{int:exchange_id}/refuse", response=ExchangeOut, auth=staff_api("refunds.decide"))
@idempotent()
def refuse_exchange(request: UserRequest, exchange_id: int) -> ExchangeOut:
    actions.decide_exchange(exchange_id=exchange_id, actor_id=request.user.pk, agree=False)
    return exchange_out(exchanges.exchange_by_id(exchange_id))
