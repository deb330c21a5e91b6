from datetime import datetime

from ninja import Router

from zhiyu.access.copies import ask_copy, own_copy
from zhiyu.accounts.http import UserRequest, signed_in_api
from zhiyu.kernel.schema import Schema
from zhiyu.storefront.copies import CopyState, state_of

router = Router(tags=["courses"], auth=signed_in_api)


class CopyOut(Schema):
    """``state``: ``none``, ``waiting``, ``making``, ``ready`` (then it is at ``url`` until ``until``) or ``failed``.

    ``minutes`` is a guess.
    """

    state: str
    percent: int
    minutes: int | None
    bytes: int | None
    until: datetime | None
    url: str | None


@router.post("/lessons/{int:lesson_id}/copy", response=CopyOut)
def ask(request: UserRequest, lesson_id: int) -> CopyOut:
    """A file to take along, where the course allows it; asked for twice it is the same one."""
    return copy_out(lesson_id, state_of(ask_copy(user=request.user, lesson_id=lesson_id)))


@router.get("/lessons/{int:lesson_id}/copy", response=CopyOut)
def read(request: UserRequest, lesson_id: int) -> CopyOut:
    return copy_out(lesson_id, state_of(own_copy(user=request.user, lesson_id=lesson_id)))


def copy_out(lesson_id: int, copy: CopyState) -> CopyOut:
    return CopyOut(
        state=copy.state,
        percent=copy.percent,
        minutes=copy.minutes,
        bytes=copy.bytes,
        until=copy.until,
        url=f"/lessons/{lesson_id}/copy/file" if copy.state == "ready" else None,
    )
