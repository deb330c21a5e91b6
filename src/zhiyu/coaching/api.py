"""The twin of the pages of sessions."""

from datetime import date, datetime

from ninja import Field, Router, Status

from zhiyu.access.models import Grant
from zhiyu.accounts.http import UserRequest, signed_in_api, staff_api
from zhiyu.coaching import actions, queries
from zhiyu.coaching.models import Delivery
from zhiyu.kernel.cursors import number_in
from zhiyu.kernel.schema import Schema
from zhiyu.platform.idempotency import idempotent

router = Router(tags=["sessions"])
PAGE = 30


class DeliveryOut(Schema):
    id: int
    given_on: date
    note: str
    undone: bool


class SessionsOut(Schema):
    """What one purchase of a service gives: ``used`` of ``sessions``, until when."""

    id: int
    product: str
    title: str
    sessions: int
    used: int
    until: datetime | None
    booking: str
    deliveries: list[DeliveryOut]


class SessionsList(Schema):
    items: list[SessionsOut]
    next: str | None


class HolderOut(Schema):
    id: int
    user_id: int
    name: str
    phone: str
    product: str
    title: str
    sessions: int
    used: int
    until: datetime | None


class HolderList(Schema):
    items: list[HolderOut]
    next: str | None


class DeliveryIn(Schema):
    """``seen``: how many sessions were noted already when the caller looked; saying so twice counts once."""

    seen: int = Field(ge=0, le=32_767)
    given_on: date
    note: str = Field(default="", max_length=200)


@router.get("/me/sessions", response=SessionsList, auth=signed_in_api)
def my_sessions(request: UserRequest) -> SessionsList:
    return SessionsList(items=[sessions_out(one) for one in queries.sessions_of(request.user.pk)], next=None)


@router.get("/studio/sessions", response=HolderList, auth=staff_api("sessions.give"))
def list_holders(request: UserRequest, state: str = "left", cursor: str = "") -> HolderList:
    del request
    start = number_in(cursor)
    found = list(queries.holders(state)[start : start + PAGE + 1])
    more = str(start + PAGE) if len(found) > PAGE else None
    return HolderList(items=[holder_out(one) for one in found[:PAGE]], next=more)


@router.get("/studio/sessions/{int:grant_id}", response=SessionsOut, auth=staff_api("sessions.give"))
def read_holder(request: UserRequest, grant_id: int) -> SessionsOut:
    del request
    return sessions_out(queries.holder(grant_id))


@router.post("/studio/sessions/{int:grant_id}/deliveries", response={201: DeliveryOut}, auth=staff_api("sessions.give"))
@idempotent()
def note_delivery(request: UserRequest, grant_id: int, body: DeliveryIn) -> Status[DeliveryOut]:
    made = actions.note_delivery(grant_id=grant_id, actor_id=request.user.pk, **body.model_dump())
    return Status(201, delivery_out(made))


@router.post("/studio/deliveries/{int:delivery_id}/undo", response=DeliveryOut, auth=staff_api("sessions.give"))
@idempotent()
def undo_delivery(request: UserRequest, delivery_id: int) -> DeliveryOut:
    return delivery_out(actions.undo_delivery(delivery_id=delivery_id, actor_id=request.user.pk))


def delivery_out(one: Delivery) -> DeliveryOut:
    return DeliveryOut(id=one.pk, given_on=one.given_on, note=one.note, undone=one.undone)


def sessions_out(held: Grant) -> SessionsOut:
    return SessionsOut(
        id=held.pk,
        product=held.product.code,
        title=held.product.title,
        sessions=held.sessions or 0,
        used=held.used,
        until=held.valid_until,
        booking=held.product.package.booking,
        deliveries=[delivery_out(one) for one in held.deliveries.all()],
    )


def holder_out(held: Grant) -> HolderOut:
    return HolderOut(
        id=held.pk,
        user_id=held.user_id,
        name=held.user.name,
        phone=held.user.masked_phone,
        product=held.product.code,
        title=held.product.title,
        sessions=held.sessions or 0,
        used=held.used,
        until=held.valid_until,
    )
