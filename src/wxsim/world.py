"""The platform as one object: keys, memory, clock, faults, and how it reaches the merchant."""

import http.client
import secrets
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone

from wxsim.alipay.pen import AlipayKeys
from wxsim.faults import Faults
from wxsim.keys import Keys
from wxsim.store import Store

PATIENCE = 5
RETRIES = (15, 15, 30, 180, 600, 1200, 1800, 1800, 1800, 3600, 10800, 10800, 10800, 21600, 21600)
SIGNINGS = ("public_key", "certificate", "both")
SHANGHAI = timezone(timedelta(hours=8))
Hear = Callable[[str, Mapping[str, str], bytes], str]
Post = Callable[[str, Mapping[str, str], bytes], int]


class Straight(urllib.request.HTTPRedirectHandler):
    """A redirect is no acknowledgement."""

    def redirect_request(self, *args: object, **kwargs: object) -> None:
        del args, kwargs


DIRECT = urllib.request.build_opener(urllib.request.ProxyHandler({}), Straight())


def post(url: str, headers: Mapping[str, str], body: bytes) -> int:
    """The merchant's HTTP status, or 0 when nobody answered within five seconds."""
    return send(url, headers, body)[0]


def hear(url: str, headers: Mapping[str, str], body: bytes) -> str:
    """What the merchant says; empty when nobody answered."""
    return send(url, headers, body)[1]


def send(url: str, headers: Mapping[str, str], body: bytes) -> tuple[int, str]:
    request = urllib.request.Request(url, data=body, headers=dict(headers), method="POST")  # noqa: S310 -- checked at ordering
    try:
        with DIRECT.open(request, timeout=PATIENCE) as answer:
            said = answer.read().decode(errors="replace")
            return int(answer.status), said
    except urllib.error.HTTPError as error:
        error.close()
        return error.code, ""
    except (OSError, http.client.HTTPException):  # killed before it answered, or in the middle of its answer
        return 0, ""


@dataclass
class World:
    keys: Keys
    alipay: AlipayKeys
    store: Store
    url: str
    merchant: str = "林知学堂"
    post: Post = post
    hear: Hear = hear
    retries: tuple[float, ...] = RETRIES
    pace: float = 1.0
    """How long a second of the retry schedule lasts: 0.01 makes a day of repetitions a quarter of an hour."""
    signing: str = "public_key"
    """With what messages are signed: public_key, certificate, or both by turns as during a switch-over."""
    refund_seconds: float = 1.0
    faults: Faults = field(default_factory=Faults)
    offset: float = 0
    turns: int = 0

    def now(self) -> float:
        """The platform's own clock, which a test may set wrong."""
        return time.time() + self.offset

    def clock(self, at: float | None = None) -> str:
        """The time in Shanghai as Alipay writes it."""
        return f"{datetime.fromtimestamp(self.now() if at is None else at, SHANGHAI):%Y-%m-%d %H:%M:%S}"

    def next_by_public_key(self) -> bool:
        self.turns += 1
        return self.signing == "public_key" or (self.signing == "both" and self.turns % 2 == 1)

    def stamp(self, at: float | None = None) -> str:
        return datetime.fromtimestamp(self.now() if at is None else at, SHANGHAI).isoformat(timespec="seconds")

    def reference(self, prefix: str) -> str:
        """A number of the platform's own: 28 digits with the day inside."""
        day = self.stamp()[:10].replace("-", "")
        return f"{prefix}{secrets.randbelow(10**6):06d}{day}{secrets.randbelow(10**10):010d}"
