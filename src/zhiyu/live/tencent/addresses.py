"""What a class's stream is called at Tencent, and the signed addresses it is sent to and pulled from.

A name is nobody's secret and never used again: class, number of the key, when the class was made. An address opens it
until its time, by ``txSecret`` over key, name and time.
"""

import hashlib
import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.conf import settings

from zhiyu.kernel.clock import now
from zhiyu.live.models import LiveClass

NAMED = re.compile(r"(\d{1,18})-(\d{1,9})-([0-9a-f]{1,10})")
PULLS_FOR = 3600
AT_LEAST, AT_MOST = timedelta(hours=1), timedelta(days=89)


@dataclass(frozen=True)
class Named:
    class_id: int
    number: int
    made: int


def name_of(one: LiveClass, number: int) -> str:
    return f"{one.pk}-{number}-{made(one):x}"


def made(one: LiveClass) -> int:
    return int(one.made_at.timestamp())


def read(name: str) -> Named | None:
    found = NAMED.fullmatch(name)
    return Named(int(found[1]), int(found[2]), int(found[3], 16)) if found else None


def signed(name: str, *, key: str, until: int, kind: str = "md5") -> str:
    """The query of an address."""
    at = f"{until:X}"
    secret = hashlib.new(kind, f"{key}{name}{at}".encode(), usedforsecurity=False).hexdigest()
    return f"txSecret={secret}&txTime={at}"


def server() -> str:
    return f"rtmp://{settings.TENCENT_LIVE['push']}/{settings.TENCENT_LIVE['app']}"


def key_for(one: LiveClass) -> str:
    """What stands in the teacher's programme beside the server."""
    mine, row = settings.TENCENT_LIVE, one.stream_key
    name = name_of(one, row.number)
    query = signed(name, key=mine["push_key"], until=int(row.expires_at.timestamp()), kind=mine["sign"])
    return f"{name}?{query}"


def pulled_from(name: str, *, at: datetime, key: str) -> str:
    """Never shown to anybody: it opens the class without our gate."""
    mine = settings.TENCENT_LIVE
    query = signed(name, key=key, until=int(at.timestamp()) + PULLS_FOR, kind=mine["sign"])
    return f"{mine['play']}/{mine['app']}/{name}.flv?{query}"


def resumes(one: LiveClass) -> str:
    """Until when its addresses would open it, within what Tencent takes: later than now, at most 90 days."""
    until = min(max(one.stream_key.expires_at, now() + AT_LEAST), now() + AT_MOST)
    return f"{until.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
