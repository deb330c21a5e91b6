from zhiyu.rooms.models.games import Draw, Option, Pick, Poll, Vote, Winner
from zhiyu.rooms.models.room import Attendance, Card, Mute, Room, Word
from zhiyu.rooms.models.talk import Message, Question, Upvote

__all__ = [
    "Attendance",
    "Card",
    "Draw",
    "Message",
    "Mute",
    "Option",
    "Pick",
    "Poll",
    "Question",
    "Room",
    "Upvote",
    "Vote",
    "Winner",
    "Word",
]
