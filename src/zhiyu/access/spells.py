"""Time in pieces: one grant after another is one spell."""

from collections.abc import Iterable
from datetime import datetime

Span = tuple[datetime, datetime | None]


def end_of_spell(spans: Iterable[Span], at: datetime) -> datetime | None:
    """When the time that holds ``at`` ends, one piece joined to the next; None for never. ``at`` itself: it is over."""
    reach = at
    for begins, ends in sorted(spans, key=lambda span: span[0]):
        if begins > reach:
            break
        if ends is None:
            return None
        reach = max(reach, ends)
    return reach
