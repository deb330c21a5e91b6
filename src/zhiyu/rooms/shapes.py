"""What a room says to everybody in it, by the API and by the stream alike. Nothing here is of one person only, nor in
one language.
"""

from datetime import datetime

from zhiyu.kernel.schema import Schema


class Line(Schema):
    """``n`` goes up by one with each message of the room: a gap is something missed."""

    n: int
    who: str
    part: str
    text: str
    at: datetime


class QuestionShown(Schema):
    id: int
    who: str
    text: str
    votes: int
    answered: bool


class OptionShown(Schema):
    id: int
    text: str
    votes: int


class PollShown(Schema):
    id: int
    title: str
    multiple: bool
    closed: bool
    voters: int
    options: list[OptionShown]


class WinnerShown(Schema):
    number: int
    who: str


class DrawShown(Schema):
    """``seed_hash`` stands before the draw; the seed that it is of is on the draw's page after it."""

    id: int
    title: str
    among: str
    places: int
    seed_hash: str
    drawn: bool
    entrants: int
    winners: list[WinnerShown]


class CardShown(Schema):
    """``total_fen``: what somebody pays who has no price of their own; ``ends_at``: when that price ends."""

    id: int
    product: str
    title: str
    list_fen: int
    total_fen: int
    ends_at: datetime | None
    left: int | None
    url: str


class Stage(Schema):
    """How the room stands now."""

    state: str
    slow_seconds: int
    quiet: bool
    said: int
    likes: int
    here: int
    poll: PollShown | None
    draw: DrawShown | None
    card: CardShown | None
