"""Telling open pages that something moved. Ids only: a page that hears of it asks for what it may see."""

from typing import Final

import orjson

from zhiyu.platform.plain import rows

CHANNEL: Final = "live"
LONGEST: Final = 7900
"""PostgreSQL carries less than 8000 bytes in a notice."""


def tell(topic: str, **ids: int | str) -> None:
    """Inside the caller's transaction: heard when it commits, never when it rolls back. Outside one: at once."""
    notice = orjson.dumps({"topic": topic, **ids}).decode()
    if len(notice.encode()) > LONGEST:
        raise ValueError(f"a notice of {topic} is too long: it carries ids, not contents")
    rows("select pg_notify(%s, %s)", [CHANNEL, notice])
