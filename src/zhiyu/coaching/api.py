"""The twin of the pages of sessions and appointments; the stream of a call is ``/live?topics=call:{id}``."""

from datetime import date, datetime
from typing import Any, Literal

from ninja import Field, Router, Status
from pydantic import AwareDatetime, field_validator

from zhiyu.access.models import Grant
from zhiyu.accounts.http import UserRequest, signed_in_api, staff_api
from zhiyu.coaching import actions, ice, queries
from zhiyu.coaching.models import LONGEST, Appointment, Delivery
from zhiyu.coaching.signs import is_meeting
from zhiyu.kernel.cursors import number_in
from zhiyu.kernel.schema import Schema
from zhiyu.platform.idempotency import idempotent

router = Router(tags=["sessions"])
PAGE = 30
GIVERS = staff_api("sessions.give")


class DeliveryOut(Schema):
    id: int
    given_on: date
    note: str
    undone: bool


class AppointmentOut(Schema):
    """``link`` empty: it is in our room, open from ``opens_at`` to ``closes_at``. ``seen`` for the next change."""

    id: int
    state: str
    starts_at: datetime
    minutes: int
    link: str
    host: str
    opens_at: datetime
    closes_at: datetime
    version: int


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
    appointments: list[AppointmentOut]


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


class AppointmentIn(Schema):
    """``seen``: for a new one, how many had been made when the caller looked; for a change, the version they saw."""

    seen: int = Field(ge=0, le=1_000_000)
    starts_at: AwareDatetime
    minutes: int = Field(ge=5, le=LONGEST)
    link: str = Field(default="", max_length=500)

    @field_validator("link")
    @classmethod
    def leads_to_a_meeting(cls, link: str) -> str:
        if link and not is_meeting(link):
            raise ValueError("an https address")
        return link


class CallOut(Schema):
    """The room of two as its caller finds it. ``servers`` as RTCPeerConnection takes them; the passwords last hours."""

    side: Literal["host", "learner"]
    other: str
    open: bool
    closes_at: datetime
    servers: list[dict[str, Any]]


class SignalIn(Schema):
    """``tab`` names the sender's page, ``to`` the one it answers; ``body`` is the pages' own."""

    kind: Literal["hello", "here", "description", "candidates", "media", "bye"]
    tab: str = Field(min_length=8, max_length=40, pattern=r"^[A-Za-z0-9-]+$")
    to: str = Field(default="", max_length=40, pattern=r"^[A-Za-z0-9-]*$")
    body: str = Field(default="", max_length=24_000)


class OkOut(Schema):
    ok: bool = True


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


@router.post("/studio/sessions/{int:grant_id}/appointments", response={201: AppointmentOut}, auth=GIVERS)
@idempotent()
def make_appointment(request: UserRequest, grant_id: int, body: AppointmentIn) -> Status[AppointmentOut]:
    made = actions.make_appointment(grant_id=grant_id, actor_id=request.user.pk, **body.model_dump())
    return Status(201, appointment_out(queries.appointment(made.pk)))


@router.put("/studio/appointments/{int:appointment_id}", response=AppointmentOut, auth=GIVERS)
def change_appointment(request: UserRequest, appointment_id: int, body: AppointmentIn) -> AppointmentOut:
    actions.change_appointment(appointment_id=appointment_id, actor_id=request.user.pk, **body.model_dump())
    return appointment_out(queries.appointment(appointment_id))


@router.post("/studio/appointments/{int:appointment_id}/call-off", response=AppointmentOut, auth=GIVERS)
@idempotent()
def call_off_appointment(request: UserRequest, appointment_id: int) -> AppointmentOut:
    actions.call_off_appointment(appointment_id=appointment_id, actor_id=request.user.pk)
    return appointment_out(queries.appointment(appointment_id))


@router.post("/studio/appointments/{int:appointment_id}/given", response=DeliveryOut, auth=GIVERS)
@idempotent()
def note_given(request: UserRequest, appointment_id: int) -> DeliveryOut:
    return delivery_out(actions.note_given(appointment_id=appointment_id, actor_id=request.user.pk))


@router.get("/appointments/{int:appointment_id}/call", response=CallOut, auth=signed_in_api)
def read_call(request: UserRequest, appointment_id: int) -> CallOut:
    call = queries.call_of(appointment_id, request.user.pk)
    return CallOut(
        side=call.side,
        other=call.other,
        open=call.appointment.is_open,
        closes_at=call.appointment.closes_at,
        servers=ice.servers(request.user.pk) if call.appointment.is_open else [],
    )


@router.post("/appointments/{int:appointment_id}/signals", response={202: OkOut}, auth=signed_in_api)
def send_signal(request: UserRequest, appointment_id: int, body: SignalIn) -> Status[OkOut]:
    actions.pass_on(appointment_id=appointment_id, user_id=request.user.pk, **body.model_dump())
    return Status(202, OkOut())


def appointment_out(one: Appointment) -> AppointmentOut:
    return AppointmentOut(
        id=one.pk,
        state=one.state,
        starts_at=one.starts_at,
        minutes=one.minutes,
        link=one.link,
        host=one.host.name,
        opens_at=one.opens_at,
        closes_at=one.closes_at,
        version=one.version,
    )


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
        appointments=[appointment_out(one) for one in held.appointments.all()],
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
