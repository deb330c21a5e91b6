"""The twin of the pages of messages."""

from datetime import datetime

from django.http import HttpRequest
from ninja import Field, Router

from zhiyu.accounts.http import UserRequest, signed_in_api, staff_api
from zhiyu.kernel.cursors import stretch
from zhiyu.kernel.schema import Schema
from zhiyu.messaging import actions, presenters, queries
from zhiyu.messaging import templates as registered
from zhiyu.messaging.channels import SMS
from zhiyu.messaging.models import Message, Send
from zhiyu.platform.idempotency import idempotent

router = Router(tags=["messages"])
PAGE = 20


class MessageOut(Schema):
    """``link`` is the page that it is about; ``why`` says why the caller was told."""

    id: int
    at: datetime
    topic: str
    title: str
    text: str
    link: str
    why: str
    read: bool


class MessageList(Schema):
    items: list[MessageOut]
    next: str | None
    unread: int


class ReadIn(Schema):
    """Everything up to the message of this id."""

    up_to: int = Field(ge=1, lt=10**15)


class UnreadOut(Schema):
    unread: int


class MessageChoicesIO(Schema):
    """The topics (``orders``, ``after_sale``, ``invoices``) that also come by text message."""

    sms: list[str] = Field(max_length=10)


class MessageTemplateOut(Schema):
    """``sms`` is null where the message stays in the school; ``draft`` is the text to have approved."""

    name: str
    topic: str
    title: str
    text: str
    sms: bool | None
    sms_on: bool
    sms_number: str
    draft: str


class MessageTemplateList(Schema):
    items: list[MessageTemplateOut]
    next: str | None


class SwitchIn(Schema):
    """``number`` is the one that the provider gave to the approved text."""

    on: bool
    number: str = Field(default="", max_length=40, pattern=r"^[A-Za-z0-9_]*$")


class SendOut(Schema):
    id: int
    template: str
    recipient: int
    channel: str
    status: str
    because: str
    attempts: int
    due_at: datetime
    ended_at: datetime | None


class SendList(Schema):
    items: list[SendOut]
    next: str | None


def message_out(message: Message) -> MessageOut:
    one = presenters.shown(message)
    return MessageOut(
        id=one.pk,
        at=one.at,
        topic=one.topic,
        title=one.words.title,
        text=one.words.text,
        link=one.words.link,
        why=one.why,
        read=not one.unread,
    )


def template_out(one: registered.Template, way: presenters.Way | None) -> MessageTemplateOut:
    words = registered.rendered(one, one.sample)
    return MessageTemplateOut(
        name=one.name,
        topic=one.topic,
        title=words.title,
        text=words.text,
        sms=way.works if way else None,
        sms_on=bool(way and way.on),
        sms_number=way.number if way else "",
        draft=presenters.text_to_approve(one, SMS) if way else "",
    )


def send_out(send: Send) -> SendOut:
    return SendOut(
        id=send.pk,
        template=send.message.template,
        recipient=send.message.recipient_id,
        channel=send.channel,
        status=send.status,
        because=send.because,
        attempts=send.attempts,
        due_at=send.due_at,
        ended_at=send.ended_at,
    )


@router.get("/me/messages", response=MessageList, auth=signed_in_api)
def my_messages(request: UserRequest, cursor: str = "") -> MessageList:
    """Newest first. Asking for them reads none: say so with ``/me/messages/read``."""
    found = stretch(queries.messages_of(request.user.pk), size=PAGE, before=cursor)
    items = [message_out(one) for one in found.rows]
    return MessageList(items=items, next=found.older, unread=queries.unread_of(request.user.pk))


@router.post("/me/messages/read", response=UnreadOut, auth=signed_in_api)
@idempotent()
def read(request: UserRequest, body: ReadIn) -> UnreadOut:
    actions.mark_read(user_id=request.user.pk, up_to=body.up_to)
    return UnreadOut(unread=queries.unread_of(request.user.pk))


@router.get("/me/messages/choices", response=MessageChoicesIO, auth=signed_in_api)
def choices(request: UserRequest) -> MessageChoicesIO:
    topics = presenters.topics_of(queries.refused_by(request.user.pk))
    return MessageChoicesIO(sms=[key for key, _name, _what, on in topics if on])


@router.put("/me/messages/choices", response=MessageChoicesIO, auth=signed_in_api)
@idempotent()
def choose(request: UserRequest, body: MessageChoicesIO) -> MessageChoicesIO:
    actions.choose(user_id=request.user.pk, way=SMS, topics=body.sms)
    return choices(request)


@router.get("/studio/messages/templates", response=MessageTemplateList, auth=staff_api("learners.read"))
def template_list(request: HttpRequest) -> MessageTemplateList:
    del request
    switches = queries.switches()
    items = [template_out(one, presenters.sms_of(one, switches)) for one in registered.templates()]
    return MessageTemplateList(items=items, next=None)


@router.put("/studio/messages/templates/{name}", response=MessageTemplateOut, auth=staff_api("settings.edit"))
@idempotent()
def set_switch(request: UserRequest, name: str, body: SwitchIn) -> MessageTemplateOut:
    switch = actions.set_switch(template=name, way=SMS, on=body.on, number=body.number, actor_id=request.user.pk)
    one = registered.template(name)
    return template_out(one, presenters.way_of(one, switch))


@router.get("/studio/messages/sends", response=SendList, auth=staff_api("learners.read"))
def send_list(request: HttpRequest, status: str = "", cursor: str = "") -> SendList:
    """What left the school by a channel, or was to."""
    del request
    found = stretch(queries.sends_for_studio(status=status), size=PAGE, before=cursor)
    return SendList(items=[send_out(one) for one in found.rows], next=found.older)


@router.post("/studio/messages/sends/{int:send_id}/retry", response=SendOut, auth=staff_api("learners.read"))
@idempotent()
def retry(request: UserRequest, send_id: int) -> SendOut:
    """One that failed, after its cause was mended."""
    actions.retry(send_id=send_id, actor_id=request.user.pk)
    return send_out(queries.send_by_id(send_id))
