"""The twin of the pages of gifts."""

import functools
from collections.abc import Callable
from datetime import datetime
from typing import Annotated, Any, ParamSpec, TypeVar, cast

from django.http import HttpRequest
from ninja import Field, Router, Status

from zhiyu.accounts.http import UserRequest, address_of, anyone_api, signed_in_api, staff_api
from zhiyu.accounts.models import User
from zhiyu.catalog.plans import product_on_sale
from zhiyu.commerce.actions import MOST_FOR_OTHERS, Seen
from zhiyu.commerce.models import Order
from zhiyu.commerce.pricing import quote_for_others
from zhiyu.gifts import actions, presenters, queries
from zhiyu.gifts.actions import GONE
from zhiyu.gifts.models import Gift
from zhiyu.kernel.cursors import stretch
from zhiyu.kernel.schema import Schema
from zhiyu.platform.idempotency import idempotent
from zhiyu.promotions.actions import know_coupon

router = Router(tags=["gifts"])
PAGE = 20
P = ParamSpec("P")
T = TypeVar("T")
ProductCode = Annotated[str, Field(max_length=80)]


class GiftIn(Schema):
    """``shown_total_fen`` and ``accepted`` as for an order. ``coupon``: one that the giver holds (``held:17``), empty
    for none, a typed code, null for the best one.
    """

    product: ProductCode
    quantity: int = Field(default=1, ge=1, le=MOST_FOR_OTHERS)
    from_name: str = Field(default="", max_length=24)
    message: str = Field(default="", max_length=200)
    shown_total_fen: int = Field(ge=0)
    accepted: list[ProductCode] = Field(default=[], max_length=20)
    coupon: str | None = Field(default=None, max_length=40)


class GiftOut(Schema):
    """``token`` opens it: who claims with it first has it. ``receiver`` is a name; ``line`` is what a refund names."""

    id: int
    line: int
    product: str
    title: str
    order: str
    state: str
    token: str
    from_name: str
    message: str
    until: datetime
    receiver: str | None
    claimed_at: datetime | None


class GiftList(Schema):
    items: list[GiftOut]
    next: str | None


class GiftOrderOut(Schema):
    """Paid like every order: POST ``/orders/{no}/pay``. Its gifts stand in ``/me/gifts`` once it is paid."""

    no: str
    status: str
    total_fen: int
    quantity: int


class GiftCardOut(Schema):
    """``state``: ``open``, ``mine``, ``taken``, ``returned`` or ``over``."""

    product: str
    title: str
    giver: str
    message: str
    state: str
    until: datetime


class ReceivedOut(Schema):
    product: str
    title: str
    giver: str
    message: str
    state: str
    claimed_at: datetime | None


class ReceivedList(Schema):
    items: list[ReceivedOut]
    next: str | None


class StudioGiftOut(Schema):
    id: int
    order: str
    title: str
    state: str
    giver: str
    receiver: str | None
    paid_at: datetime | None
    claimed_at: datetime | None


class StudioGiftList(Schema):
    items: list[StudioGiftOut]
    next: str | None


def gift_out(gift: Gift) -> GiftOut:
    return GiftOut(
        id=gift.pk,
        line=gift.line_id,
        product=gift.line.product.code,
        title=gift.line.title,
        order=gift.line.order.no,
        state=gift.state,
        token=gift.token,
        from_name=gift.from_name,
        message=gift.message,
        until=gift.until,
        receiver=str(gift.receiver) if gift.receiver else None,
        claimed_at=gift.claimed_at,
    )


def order_out(order: Order) -> GiftOrderOut:
    return GiftOrderOut(no=order.no, status=order.status, total_fen=order.total_fen, quantity=len(order.lines.all()))


def card_out(gift: Gift, user: User | None) -> GiftCardOut:
    card = presenters.card_shown(gift, user)
    return GiftCardOut(
        product=gift.line.product.code,
        title=gift.line.title,
        giver=card["giver"],
        message=gift.message,
        state=card["state"],
        until=gift.until,
    )


def require_coupon(request: UserRequest, said: str | None) -> None:
    if said and ":" not in said:
        know_coupon(typed=said, user=request.user, address=address_of(request))


def freeing_own(route: Callable[P, T]) -> Callable[P, T]:
    """Outside ``idempotent``, whose rollback of a refusal takes back the end of the giver's stale order too, and the
    count of guessed codes.
    """

    @functools.wraps(route)
    def freed(*args: P.args, **kwargs: P.kwargs) -> T:
        request, body = cast("tuple[UserRequest, GiftIn]", (args[0], kwargs["body"]))
        require_coupon(request, body.coupon)
        try:
            return route(*args, **kwargs)
        except GONE:
            actions.free_own(giver_id=request.user.pk, code=body.product)
            raise

    return freed


@router.get("/gift-quotes/{code}", response=dict[str, Any], auth=signed_in_api)
def gift_quote(request: UserRequest, code: str, quantity: int = 1, coupon: str | None = None) -> dict[str, Any]:
    """What so many would cost as a gift: prices that are for oneself do not count. ``coupon`` as for the gift."""
    require_coupon(request, coupon)
    actions.require_giveable(product_on_sale(code))
    wanted = min(max(quantity, 1), MOST_FOR_OTHERS)
    return quote_for_others(code, wanted, buyer_id=request.user.pk, coupon=coupon).to_json()


@router.post("/gifts", response={201: GiftOrderOut}, auth=signed_in_api)
@freeing_own
@idempotent()
def give(request: UserRequest, body: GiftIn) -> Status[GiftOrderOut]:
    """An order of a line for each. Refused like an order, and with ``not_giveable``."""
    order = actions.give(
        giver_id=request.user.pk,
        code=body.product,
        quantity=body.quantity,
        card=actions.Card(from_name=body.from_name, message=body.message),
        seen=Seen(total_fen=body.shown_total_fen, accepted=body.accepted, coupon=body.coupon),
    )
    return Status(201, order_out(order))


@router.get("/gifts/{token}", response=GiftCardOut, auth=anyone_api)
def gift(request: HttpRequest, token: str) -> GiftCardOut:
    user = request.user if isinstance(request.user, User) else None
    return card_out(queries.gift_by_token(token), user)


@router.post("/gifts/{token}/claim", response=GiftCardOut, auth=signed_in_api)
@idempotent()
def claim(request: UserRequest, token: str) -> GiftCardOut:
    """Who comes first has it. Refused with ``gift_taken``, ``gift_returned``, ``gift_over``, ``already_yours``."""
    actions.claim(token=token, user_id=request.user.pk)
    return card_out(queries.gift_by_token(token), request.user)


@router.get("/me/gifts", response=GiftList, auth=signed_in_api)
def gifts_given(request: UserRequest, cursor: str = "") -> GiftList:
    found = stretch(queries.gifts_given(request.user.pk), size=PAGE, before=cursor)
    return GiftList(items=[gift_out(one) for one in found.rows], next=found.older)


@router.post("/me/gifts/{int:gift_id}/renew", response=GiftOut, auth=signed_in_api)
@idempotent()
def renew(request: UserRequest, gift_id: int) -> GiftOut:
    """A new link for one that nobody has claimed; the old one opens nothing any more."""
    queries.gift_given(request.user.pk, gift_id)
    actions.renew_link(giver_id=request.user.pk, gift_id=gift_id)
    return gift_out(queries.gift_given(request.user.pk, gift_id))


@router.get("/me/gifts/received", response=ReceivedList, auth=signed_in_api)
def gifts_received(request: UserRequest, cursor: str = "") -> ReceivedList:
    found = stretch(queries.gifts_received(request.user.pk), size=PAGE, before=cursor)
    items = [
        ReceivedOut(
            product=one.line.product.code,
            title=one.line.title,
            giver=presenters.giver_of(one),
            message=one.message,
            state=one.state,
            claimed_at=one.claimed_at,
        )
        for one in found.rows
    ]
    return ReceivedList(items=items, next=found.older)


@router.get("/studio/gifts", response=StudioGiftList, auth=staff_api("orders.read"))
def studio_gifts(request: HttpRequest, state: str = "", query: str = "", cursor: str = "") -> StudioGiftList:
    del request
    rows = queries.gifts_for_studio(state=state)
    found = stretch(rows, size=PAGE, before=cursor, sources=queries.gifts_like(query))
    items = [
        StudioGiftOut(
            id=one.pk,
            order=one.line.order.no,
            title=one.line.title,
            state=one.state,
            giver=str(one.giver),
            receiver=str(one.receiver) if one.receiver else None,
            paid_at=one.line.order.paid_at,
            claimed_at=one.claimed_at,
        )
        for one in found.rows
    ]
    return StudioGiftList(items=items, next=found.older)
