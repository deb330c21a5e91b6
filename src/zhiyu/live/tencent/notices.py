"""What Tencent tells us of a stream: signed over its time alone, so that no more is done by it than to go and look.

Of a recording it is noted where it should be; it is fetched when a person asks, and from no host that nobody named.
"""

import hashlib
import hmac
import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings

from zhiyu.kernel.clock import now

ENDED, BEGAN, RECORDED = 0, 1, 100
LONGEST, LONGEST_URL = 64, 2048
LATEST, LARGEST = 1 << 33, 1 << 50


class Unreadable(ValueError):
    """Not a notice as Tencent sends them."""


@dataclass(frozen=True, kw_only=True)
class Film:
    """A file that Tencent recorded: one every so many minutes, and one each time somebody sends."""

    file_id: str
    format: str
    url: str
    size: int
    began_at: datetime
    ended_at: datetime


@dataclass(frozen=True, kw_only=True)
class Notice:
    """``sequence``: one time that somebody sends, its beginning and its end; ``lasted_ms`` is known at its end."""

    kind: int
    domain: str
    app: str
    stream: str
    sequence: str
    at: datetime
    lasted_ms: int
    expires_at: int
    sign: str
    film: Film | None = None

    @property
    def is_of_ours(self) -> bool:
        """The addresses of one account may serve others beside this school."""
        mine = settings.TENCENT_LIVE
        return self.kind in {BEGAN, ENDED, RECORDED} and (self.domain, self.app) == (mine["push_name"], mine["app"])


def read(body: bytes) -> Notice:
    try:
        said = json.loads(body)
    except (ValueError, RecursionError):
        raise Unreadable from None
    if not isinstance(said, dict):
        raise Unreadable
    kind = whole(said.get("event_type"))
    return Notice(
        kind=kind,
        domain=text(said.get("app")),
        app=text(said.get("appname")),
        stream=text(said.get("stream_id")),
        sequence=text(said.get("sequence"))[:LONGEST],
        at=datetime.fromtimestamp(whole(said.get("event_time") or int(now().timestamp())), UTC),
        lasted_ms=whole(said.get("push_duration") or 0),
        expires_at=whole(said.get("t")),
        sign=text(said.get("sign")),
        film=film_of(said) if kind == RECORDED else None,
    )


def film_of(said: dict[str, Any]) -> Film:
    """What is kept in an object store has no number at VOD: its address is one."""
    url = text(said.get("video_url"))
    file_id = text(said.get("file_id")) or text(said.get("record_file_id"))
    if len(url) > LONGEST_URL or not is_address(url):
        raise Unreadable
    return Film(
        file_id=file_id[:LONGEST] or hashlib.sha256(url.partition("?")[0].encode()).hexdigest(),
        format=text(said.get("file_format")).lower()[:8],
        url=url,
        size=whole(said.get("file_size") or 0, below=LARGEST),
        began_at=datetime.fromtimestamp(whole(said.get("start_time")), UTC),
        ended_at=datetime.fromtimestamp(whole(said.get("end_time")), UTC),
    )


def is_address(url: str) -> bool:
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(parts.netloc)


def whole(given: Any, *, below: int = LATEST) -> int:
    if isinstance(given, str) and given.isascii() and given.isdigit():
        given = int(given[:LONGEST])
    if not isinstance(given, int) or isinstance(given, bool) or not 0 <= given < below:
        raise Unreadable
    return given


def text(given: Any) -> str:
    if given is None:
        return ""
    if not isinstance(given, str) or not given.isprintable():
        raise Unreadable
    return given


def is_theirs(notice: Notice) -> bool:
    """Signed by the key that we share, and for now."""
    if notice.expires_at <= now().timestamp():
        return False
    keys = settings.TENCENT_LIVE["callback_keys"]
    given = notice.sign.lower().encode()
    return any(hmac.compare_digest(sign(one, notice.expires_at).encode(), given) for one in keys)


def sign(key: str, at: int) -> str:
    return hashlib.md5(f"{key}{at}".encode(), usedforsecurity=False).hexdigest()
