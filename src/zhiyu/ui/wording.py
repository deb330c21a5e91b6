"""How numbers, times and sizes read on a page, in the reader's language."""

from datetime import date, datetime, timedelta
from zlib import crc32

from django.http import HttpRequest
from django.utils import dateformat
from django.utils.translation import gettext as _

from zhiyu.kernel.clock import SHANGHAI, now
from zhiyu.kernel.cursors import COUNTED
from zhiyu.kernel.money import yuan

MINUTE = 60
HOUR = 3600
KIB = 1024
TONES = 6


def money(fen: int | None) -> str:
    """``9900`` → ``¥99``; nothing for nothing."""
    if fen is None:
        return ""
    return f"-¥{yuan(-fen)}" if fen < 0 else f"¥{yuan(fen)}"


def capped(count: int | None) -> str | None:
    """What was counted only so far: ``1000+``."""
    return None if count is None else f"{COUNTED}+" if count > COUNTED else str(count)


def when(at: datetime | None) -> str:
    """Shanghai date and time; the year only when it is another year."""
    if at is None:
        return ""
    local = at.astimezone(SHANGHAI)
    this_year = local.year == now().astimezone(SHANGHAI).year
    return dateformat.format(local, _("n月j日 H:i") if this_year else _("Y年n月j日 H:i"))


def day(at: date | None) -> str:
    if at is None:
        return ""
    local = at.astimezone(SHANGHAI) if isinstance(at, datetime) else at
    this_year = local.year == now().astimezone(SHANGHAI).year
    return dateformat.format(local, _("n月j日") if this_year else _("Y年n月j日"))


def last_day(until: datetime | None) -> str:
    """The last day of a time that ends at a moment: what ends at midnight ends with the day before."""
    return day(until - timedelta(microseconds=1)) if until else ""


def duration(seconds: float | None) -> str:
    """``754`` → ``12:34``; from an hour on ``1 小时 2 分``."""
    whole = round(seconds or 0)
    if whole < HOUR:
        return f"{whole // MINUTE}:{whole % MINUTE:02d}"
    hours, minutes = divmod(whole // MINUTE, MINUTE)
    if not minutes:
        return _("%(hours)s 小时") % {"hours": hours}
    return _("%(hours)s 小时 %(minutes)s 分") % {"hours": hours, "minutes": minutes}


def size(count: int | None) -> str:
    """Bytes for people: ``5242880`` → ``5.0 MB``."""
    number = float(count or 0)
    for unit in ("B", "KB", "MB"):
        if number < KIB:
            return f"{number:.0f} {unit}" if unit in {"B", "KB"} else f"{number:.1f} {unit}"
        number /= KIB
    return f"{number:.1f} GB"


def tone(name: object) -> int:
    """A steady colour number for a name, so that one person always has one colour."""
    return crc32(str(name).encode()) % TONES


def query_with(request: HttpRequest, **changes: object) -> str:
    """The page's query string with some values replaced; None takes a value away."""
    query = request.GET.copy()
    for name, value in changes.items():
        if value is None:
            query.pop(name, None)
        else:
            query[name] = str(value)
    return f"?{query.urlencode()}"


def digits(text: str) -> str:
    """``京公网安备 11010502030143 号`` → ``11010502030143``."""
    return "".join(one for one in text if one.isascii() and one.isdigit())
