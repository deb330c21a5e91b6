"""How long to wait before asking a silent channel again: minutes while somebody waits, hours later, days at most."""

from datetime import datetime, timedelta

FIRST = timedelta(minutes=2)
WHILE_WAITED_FOR = timedelta(minutes=5)
LONGEST = timedelta(hours=6)
LOOKS_AFTER_THE_END = timedelta(hours=2)
UNCLOSED = timedelta(days=3)
UNREFUNDED = timedelta(days=5)


def next_time(
    since: datetime, *, at: datetime, until: timedelta, longest: timedelta = LONGEST, first: timedelta = FIRST
) -> datetime | None:
    """Half as long again as it has been silent, in bounds; None once ``until`` has passed."""
    silent = at - since
    if silent >= until:
        return None
    return at + min(max(first, silent / 2), longest)
