"""Why someone was sent to WeChat, kept in their own session under a signed state that works once.

A state brought by another browser, a second time, or after ten minutes is no state.
"""

import hmac
import secrets
import time
from dataclasses import asdict, dataclass
from typing import Final

from django.contrib.sessions.backends.base import SessionBase
from django.utils.crypto import salted_hmac

KEY: Final = "wechat_oa"
LIFE: Final = 600
MOST: Final = 5
NONCE: Final = 32


@dataclass(frozen=True, kw_only=True)
class Errand:
    wanted: str
    """The local path to go on to."""
    scope: str
    accepted: list[str]
    until: float


def send(session: SessionBase, *, wanted: str, scope: str, accepted: list[str] | None = None) -> str:
    """The state to travel with; letters and digits only, as WeChat demands."""
    nonce = secrets.token_hex(NONCE // 2)
    errand = Errand(wanted=wanted, scope=scope, accepted=accepted or [], until=time.time() + LIFE)
    kept = [*session.get(KEY, {}).items(), (nonce, asdict(errand))]
    session[KEY] = dict(kept[-MOST:])
    return nonce + seal(nonce)


def come_back(session: SessionBase, state: str) -> Errand | None:
    nonce, sealed = state[:NONCE], state[NONCE:]
    kept = dict(session.get(KEY, {}))
    if not hmac.compare_digest(sealed.encode(), seal(nonce).encode()) or nonce not in kept:
        return None
    errand = Errand(**kept.pop(nonce))
    session[KEY] = kept
    return errand if errand.until > time.time() else None


def seal(nonce: str) -> str:
    return salted_hmac("zhiyu.wechat_oa.state", nonce, algorithm="sha256").hexdigest()[:NONCE]
