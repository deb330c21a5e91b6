"""Time: stored in UTC, days counted in Asia/Shanghai."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils import timezone

SHANGHAI = ZoneInfo("Asia/Shanghai")


def now() -> datetime:
    return timezone.now()


def day_start(at: datetime | None = None) -> datetime:
    """Midnight in Shanghai of the day that holds ``at``."""
    return (at or now()).astimezone(SHANGHAI).replace(hour=0, minute=0, second=0, microsecond=0)


def days_ago(days: int) -> datetime:
    return day_start() - timedelta(days=days)
