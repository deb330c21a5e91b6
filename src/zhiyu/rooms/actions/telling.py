"""What open pages are told: ids only. A message goes by its number, all else by the part of the room that moved."""

from typing import Final

from zhiyu.platform import live

STAGE: Final = "stage"
QUESTIONS: Final = "questions"


def tell_said(room_id: int, n: int) -> None:
    live.tell(f"room:{room_id}", said=n)


def tell_gone(room_id: int, n: int) -> None:
    live.tell(f"room:{room_id}", gone=n)


def tell_moved(room_id: int, part: str) -> None:
    live.tell(f"room:{room_id}", moved=part)


def tell_person(room_id: int, user_id: int) -> None:
    """What is of one person only moved: their pages ask anew."""
    live.tell(f"room:{room_id}", person=user_id)


def tell_hosts(room_id: int) -> None:
    """Something waits for those who keep order."""
    live.tell(f"host:{room_id}")
