"""The twin of the host's screen."""

from datetime import datetime
from typing import Literal

from ninja import Field, Router, Status

from zhiyu.accounts.http import UserRequest, staff_api
from zhiyu.kernel.cursors import number_in
from zhiyu.kernel.schema import Schema
from zhiyu.live.queries import live_class
from zhiyu.rooms import actions, queries
from zhiyu.rooms.api import OkOut, key
from zhiyu.rooms.models import Attendance, Message, Question
from zhiyu.rooms.queries import HOSTS

router = Router(tags=["rooms"])
PAGE = 50


class WaitingOut(Schema):
    id: int
    who: str
    text: str
    at: datetime


class HostOut(Schema):
    """What waits for the host, how many are there (``here``), which messages are of those who may not speak now
    (``muted``), and how the picture stands. ``disk``: the server's is full, and viewers do not see (``unseen``) or the
    recording has not (``unkept``, ``unseen_unkept``) what is taught meanwhile. ``recorded``: there is something that
    the lesson will play, and ``replay``: it plays it.
    """

    held: list[WaitingOut]
    questions: list[WaitingOut]
    here: int
    muted: list[int]
    on_air: bool
    interrupted: bool
    recorded: bool
    replay: bool
    disk: str


class ArrangeIn(Schema):
    slow_seconds: int = Field(ge=0, le=300)
    quiet: bool


class StateIn(Schema):
    state: Literal["open", "answered", "hidden"]


class MuteIn(Schema):
    """Of who said message ``n``."""

    n: int
    muted: bool


class PollIn(Schema):
    title: str = Field(max_length=80)
    options: list[str] = Field(min_length=2, max_length=8)
    multiple: bool = False
    key: str = key()


class DrawIn(Schema):
    title: str = Field(max_length=40)
    among: Literal["present", "voted"] = "present"
    places: int = Field(default=1, ge=1, le=20)
    key: str = key()


class CardIn(Schema):
    """With ``price_fen`` and ``minutes`` it is a limited offer: a deal that begins now."""

    product: str
    price_fen: int | None = Field(default=None, ge=0)
    minutes: int | None = Field(default=None, ge=1, le=1_440)
    stock: int | None = Field(default=None, ge=1)
    key: str = key()


class MadeOut(Schema):
    id: int


class DrawnOut(Schema):
    id: int
    winners: list[int]


class AttendanceOut(Schema):
    user_id: int
    name: str
    number: int
    first_at: datetime
    last_at: datetime
    minutes: int


class AttendanceList(Schema):
    items: list[AttendanceOut]
    next: str | None


@router.get("/studio/rooms/{int:room_id}", response=HostOut, auth=staff_api(HOSTS))
def read_host(request: UserRequest, room_id: int) -> HostOut:
    found = queries.facts(room_id, request.user)
    return HostOut(
        held=[waiting_out(one, one.said_at) for one in queries.held(room_id)],
        questions=[waiting_out(one, one.asked_at) for one in queries.held_questions(room_id)],
        here=queries.here(room_id),
        muted=queries.muted(room_id),
        on_air=found.on_air,
        interrupted=found.interrupted,
        recorded=found.recorded,
        replay=found.replay,
        disk=found.disk,
    )


@router.put("/studio/rooms/{int:room_id}", response=OkOut, auth=staff_api(HOSTS))
def arrange(request: UserRequest, room_id: int, body: ArrangeIn) -> OkOut:
    actions.arrange(room_id=room_id, actor_id=request.user.pk, **body.model_dump())
    return OkOut()


@router.post("/studio/rooms/{int:room_id}/messages/{int:n}/hide", response=OkOut, auth=staff_api(HOSTS))
def hide(request: UserRequest, room_id: int, n: int) -> OkOut:
    actions.hide(message_id=queries.message_id(room_id, n), actor_id=request.user.pk)
    return OkOut()


@router.post("/studio/rooms/{int:room_id}/mutes", response=OkOut, auth=staff_api(HOSTS))
def mute(request: UserRequest, room_id: int, body: MuteIn) -> OkOut:
    author = queries.author_of(room_id, body.n)
    actions.set_mute(room_id=room_id, user_id=author, muted=body.muted, actor_id=request.user.pk)
    return OkOut()


@router.post("/studio/messages/{int:message_id}/{word}", response=OkOut, auth=staff_api(HOSTS))
def decide(request: UserRequest, message_id: int, word: Literal["release", "drop"]) -> OkOut:
    """Of a message that waits."""
    act = actions.release if word == "release" else actions.hide
    act(message_id=message_id, actor_id=request.user.pk)
    return OkOut()


@router.put("/studio/questions/{int:question_id}", response=OkOut, auth=staff_api(HOSTS))
def sort_question(request: UserRequest, question_id: int, body: StateIn) -> OkOut:
    actions.sort_question(question_id=question_id, state=body.state, actor_id=request.user.pk)
    return OkOut()


@router.post("/studio/rooms/{int:room_id}/polls", response={201: MadeOut}, auth=staff_api(HOSTS))
def open_poll(request: UserRequest, room_id: int, body: PollIn) -> Status[MadeOut]:
    made = actions.open_poll(room_id=room_id, actor_id=request.user.pk, **body.model_dump())
    return Status(201, MadeOut(id=made.pk))


@router.post("/studio/polls/{int:poll_id}/close", response=OkOut, auth=staff_api(HOSTS))
def close_poll(request: UserRequest, poll_id: int) -> OkOut:
    actions.close_poll(poll_id=poll_id, actor_id=request.user.pk)
    return OkOut()


@router.post("/studio/rooms/{int:room_id}/draws", response={201: MadeOut}, auth=staff_api(HOSTS))
def announce_draw(request: UserRequest, room_id: int, body: DrawIn) -> Status[MadeOut]:
    made = actions.announce_draw(room_id=room_id, actor_id=request.user.pk, **body.model_dump())
    return Status(201, MadeOut(id=made.pk))


@router.post("/studio/draws/{int:draw_id}/draw", response=DrawnOut, auth=staff_api(HOSTS))
def draw_now(request: UserRequest, draw_id: int) -> DrawnOut:
    drawn = actions.draw_now(draw_id=draw_id, actor_id=request.user.pk)
    return DrawnOut(id=drawn.pk, winners=[one.attendance_id for one in drawn.winners.all()])


@router.post("/studio/draws/{int:draw_id}/call-off", response=OkOut, auth=staff_api(HOSTS))
def call_draw_off(request: UserRequest, draw_id: int) -> OkOut:
    actions.call_draw_off(draw_id=draw_id, actor_id=request.user.pk)
    return OkOut()


@router.post("/studio/rooms/{int:room_id}/cards", response={201: MadeOut}, auth=staff_api(HOSTS))
def show_card(request: UserRequest, room_id: int, body: CardIn) -> Status[MadeOut]:
    limited = actions.limited_of(price_fen=body.price_fen, minutes=body.minutes, stock=body.stock)
    made = actions.show_card(
        room_id=room_id,
        product_id=queries.product_id(body.product),
        limited=limited,
        key=body.key,
        actor=request.user,
    )
    return Status(201, MadeOut(id=made.pk))


@router.post("/studio/cards/{int:card_id}/down", response=OkOut, auth=staff_api(HOSTS))
def take_card_down(request: UserRequest, card_id: int) -> OkOut:
    actions.take_card_down(card_id=card_id, actor_id=request.user.pk)
    return OkOut()


@router.get("/studio/rooms/{int:room_id}/people", response=AttendanceList, auth=staff_api("learners.read"))
def list_people(request: UserRequest, room_id: int, cursor: str = "") -> AttendanceList:
    del request
    live_class(room_id)
    start = number_in(cursor)
    found = list(queries.attendances(room_id)[start : start + PAGE + 1])
    more = str(start + PAGE) if len(found) > PAGE else None
    return AttendanceList(items=[attendance_out(one) for one in found[:PAGE]], next=more)


def waiting_out(one: Message | Question, at: datetime) -> WaitingOut:
    return WaitingOut(id=one.pk, who=queries.name_of(one.user), text=one.text, at=at)


def attendance_out(one: Attendance) -> AttendanceOut:
    return AttendanceOut(
        user_id=one.user_id,
        name=queries.name_of(one.user),
        number=one.pk,
        first_at=one.first_at,
        last_at=one.last_at,
        minutes=one.minutes,
    )
