"""Time: stored in UTC, days counted in Asia/Shanghai."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils import timezone

SHANGHAI = ZoneInfo("Asia/Shanghai")
LATEST = datetime(2100, 1, 1, tzinfo=SHANGHAI)
"""Nothing is planned from here on: what is reckoned from it stays a moment."""
_ahead = ContextVar("ahead", default=timedelta())


def now() -> datetime:
    return timezone.now() + _ahead.get()


@contextmanager
def ahead_to(moment: datetime | None) -> Iterator[None]:
    """It is that moment already, for whoever rehearses what will be seen then; of a moment that is past it is now."""
    ahead = moment - timezone.now() if moment else timedelta()
    token = _ahead.set(max(ahead, timedelta()))
    try:
        yield
    finally:
        _ahead.reset(token)


def day_start(at: datetime | None = None) -> datetime:
    """Midnight in Shanghai of the day that holds ``at``."""
    return (at or now()).astimezone(SHANGHAI).replace(hour=0, minute=0, second=0, microsecond=0)


def days_ago(days: int) -> datetime:
    return day_start() - timedelta(days=days)
