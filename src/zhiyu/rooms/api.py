"""What the pages of a room do; the same calls serve any other client. The stream is ``/live?topics=room:{id}``."""

from datetime import datetime

from ninja import Field, Router, Status

from zhiyu.accounts.http import UserRequest, signed_in_api
from zhiyu.kernel.schema import Schema
from zhiyu.rooms import actions, queries
from zhiyu.rooms.models import Message, Question
from zhiyu.rooms.shapes import Line, QuestionShown, Stage

router = Router(tags=["rooms"])


def key() -> str:
    """The sender's own name for what they send: sent again with it, it is the same."""
    return Field(min_length=8, max_length=40, pattern=r"^[A-Za-z0-9-]+$")  # type: ignore[no-any-return]


class RoomOut(Schema):
    """How the room stands, what was said last, what was taken down, and what of it is the caller's: their number,
    votes, mute, and (``owned``) the codes of what they have of all that can be held up.
    """

    stage: Stage
    lines: list[Line]
    gone: list[int]
    questions: list[QuestionShown]
    number: int | None
    muted: bool
    upvoted: list[int]
    voted: list[int]
    owned: list[str]


class LineList(Schema):
    items: list[Line]
    next: str | None


class SayIn(Schema):
    text: str = Field(min_length=1, max_length=1_000)
    key: str = key()


class SaidOut(Schema):
    """``n`` null: it waits for the host, and nobody else sees it yet."""

    n: int | None
    text: str
    at: datetime


class AskedOut(QuestionShown):
    """``held``: it waits for the host, and nobody else sees it yet."""

    held: bool


class VoteIn(Schema):
    options: list[int] = Field(min_length=1, max_length=20)


class LikesIn(Schema):
    count: int = Field(ge=1, le=50)


class OkOut(Schema):
    ok: bool = True


@router.get("/rooms/{int:room_id}", response=RoomOut, auth=signed_in_api)
def read_room(request: UserRequest, room_id: int, after: int = 0) -> RoomOut:
    """``after``: the highest ``n`` that the caller has, so that only what they missed is sent."""
    actions.enter(room_id=room_id, user=request.user)
    mine = queries.mine(room_id, request.user.pk)
    return RoomOut(
        stage=queries.stage(room_id),
        lines=queries.history(room_id, after=after),
        gone=queries.gone(room_id),
        questions=queries.questions(room_id),
        **vars(mine),
    )


@router.get("/rooms/{int:room_id}/messages", response=LineList, auth=signed_in_api)
def list_messages(request: UserRequest, room_id: int, cursor: int = queries.HIGHEST) -> LineList:
    """Oldest first; ``next`` leads to those before."""
    queries.facts(room_id, request.user)
    found = queries.history(room_id, before=cursor)
    more = found and found[0].n > 1
    return LineList(items=found, next=str(found[0].n) if more else None)


@router.post("/rooms/{int:room_id}/messages", response={201: SaidOut}, auth=signed_in_api)
def say(request: UserRequest, room_id: int, body: SayIn) -> Status[SaidOut]:
    return Status(201, said_out(actions.say(room_id=room_id, user=request.user, **body.model_dump())))


@router.post("/rooms/{int:room_id}/questions", response={201: AskedOut}, auth=signed_in_api)
def ask(request: UserRequest, room_id: int, body: SayIn) -> Status[AskedOut]:
    made = actions.ask(room_id=room_id, user=request.user, **body.model_dump())
    shown = queries.question_shown(made).model_dump()
    return Status(201, AskedOut(**shown, held=made.state == Question.State.HELD))


@router.post("/rooms/questions/{int:question_id}/votes", response=QuestionShown, auth=signed_in_api)
def upvote(request: UserRequest, question_id: int) -> QuestionShown:
    return queries.question_shown(actions.upvote(question_id=question_id, user=request.user))


@router.post("/rooms/polls/{int:poll_id}/votes", response=OkOut, auth=signed_in_api)
def vote(request: UserRequest, poll_id: int, body: VoteIn) -> OkOut:
    actions.vote(poll_id=poll_id, user=request.user, options=body.options)
    return OkOut()


@router.post("/rooms/{int:room_id}/likes", response=OkOut, auth=signed_in_api)
def like(request: UserRequest, room_id: int, body: LikesIn) -> OkOut:
    actions.like(room_id=room_id, user=request.user, count=body.count)
    return OkOut()


def said_out(one: Message) -> SaidOut:
    return SaidOut(n=one.n, text=one.text, at=one.said_at)
