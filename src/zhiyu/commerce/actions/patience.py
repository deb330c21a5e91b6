"""How long to wait before asking a silent channel again: minutes while somebody waits, hours later, days at most."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from time import monotonic
from typing import TypeVar

FIRST = timedelta(minutes=2)
WHILE_WAITED_FOR = timedelta(minutes=5)
LONGEST = timedelta(hours=6)
LOOKS_AFTER_THE_END = timedelta(hours=2)
UNCLOSED = timedelta(days=3)
UNREFUNDED = timedelta(days=5)
TURN_SECONDS = 40
T = TypeVar("T")


def next_time(
    since: datetime, *, at: datetime, until: timedelta, longest: timedelta = LONGEST, first: timedelta = FIRST
) -> datetime | None:
    """Half as long again as it has been silent, in bounds; None once ``until`` has passed."""
    silent = at - since
    if silent >= until:
        return None
    return at + min(max(first, silent / 2), longest)


def in_turn(due: Iterable[T]) -> Iterator[T]:
    """As many as one turn of the clock has time for: a slow channel must not keep the worker from its other work.

    What is left over is still due, and the next minute goes on with it.
    """
    ends = monotonic() + TURN_SECONDS
    for one in due:
        yield one
        if monotonic() >= ends:
            return
