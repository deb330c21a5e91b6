"""The hours in which nobody's phone rings: 21:00 to 08:00 in Shanghai."""

from datetime import datetime, timedelta
from typing import Final

from zhiyu.kernel.clock import SHANGHAI

EVENING, MORNING = 21, 8
DAY: Final = timedelta(days=1)


def allowed_from(at: datetime) -> datetime:
    """``at`` itself by day, else eight in the morning."""
    local = at.astimezone(SHANGHAI)
    if MORNING <= local.hour < EVENING:
        return at
    morning = local.replace(hour=MORNING, minute=0, second=0, microsecond=0)
    return morning + DAY if local.hour >= EVENING else morning
