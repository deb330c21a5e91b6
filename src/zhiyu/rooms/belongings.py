"""What rooms keep about a person: what they said and asked, and when they were there."""

from collections.abc import Sequence
from typing import Any

from zhiyu.accounts.belongings import Belonging
from zhiyu.rooms.models import Attendance, Message, Question, Vote


def lost(user_id: int) -> Sequence[str]:
    del user_id
    return []


def export(user_id: int) -> list[dict[str, Any]]:
    said = Message.objects.filter(user=user_id).order_by("pk")
    asked = Question.objects.filter(user=user_id).order_by("pk")
    there = Attendance.objects.filter(user=user_id).order_by("pk")
    voted = Vote.objects.filter(user=user_id).prefetch_related("picks__option").select_related("poll").order_by("pk")
    return [
        *({"kind": "message", "class": one.room_id, "at": one.said_at, "text": one.text} for one in said),
        *({"kind": "question", "class": one.room_id, "at": one.asked_at, "text": one.text} for one in asked),
        *(
            {"kind": "vote", "poll": one.poll.title, "at": one.at, "picked": [x.option.text for x in one.picks.all()]}
            for one in voted
        ),
        *({"kind": "attendance", "class": x.room_id, "from": x.first_at, "seconds": x.seconds} for x in there),
    ]


def forget(user_id: int) -> None:
    """The words go; that somebody was there and answered stays as a number."""
    Message.objects.filter(user=user_id).update(text="", state=Message.State.HIDDEN)
    Question.objects.filter(user=user_id).update(text="", state=Question.State.HIDDEN)


ROOMS = Belonging(key="rooms", export=export, lost=lost, forget=forget)
