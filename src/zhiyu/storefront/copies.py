"""How far a copy to take along is, as its person is told."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise

from zhiyu.media import errors
from zhiyu.media.actions import is_there
from zhiyu.media.models import Copy
from zhiyu.media.queries import kept_until, minutes_left

WORDS = {
    one.code: one.message for one in (errors.CopyNoRoom, errors.CopyNoFont, errors.CopyUnmarked, errors.AssetNotReady)
}


@dataclass(frozen=True, kw_only=True)
class CopyState:
    """``state``: none, waiting, making, ready or failed. ``problem`` is empty where pressing again is all there is."""

    state: str
    percent: int = 0
    minutes: int | None = None
    bytes: int | None = None
    until: datetime | None = None
    problem: str | Promise = ""

    @property
    def moving(self) -> bool:
        return self.state in {Copy.State.WAITING, Copy.State.MAKING}


def state_of(copy: Copy | None) -> CopyState:
    if copy is None:
        return CopyState(state="none")
    if copy.state == Copy.State.READY:
        if not is_there(copy):
            return CopyState(state="none")
        return CopyState(state="ready", percent=100, bytes=copy.size, until=kept_until(copy))
    if copy.state == Copy.State.FAILED:
        return CopyState(state="failed", problem=WORDS.get(copy.error, ""))
    return CopyState(state=copy.state, percent=copy.progress, minutes=minutes_left(copy))
