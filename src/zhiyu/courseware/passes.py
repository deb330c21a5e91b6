"""The signed part of a courseware file's address. Beside ``media.gate``, and unlike it without cookies.

A package runs in an opaque origin, from which no cookie comes. So the address itself says who may open what until
when; the browser's name is checked with every file, and so is, in the database, the right and the login. It opens the
files of one version of one lesson's package and nothing else.
"""

import hashlib
import hmac
import struct
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.crypto import salted_hmac

from zhiyu.access.standing import still_holds
from zhiyu.courseware.errors import PassExpired, PassRefused
from zhiyu.kernel.clock import now
from zhiyu.media.gate import Holder, TicketClaims
from zhiyu.media.models import Rendition

SALT = "zhiyu.courseware.pass"
LAYOUT = struct.Struct(">BQQ8sQ16sI")
VERSION = 1
MAC_BYTES = 16
LIFE = 4 * 3600


@dataclass(frozen=True, kw_only=True)
class Pass:
    """``user_id`` and ``device_id`` are None for a visitor of a free lesson."""

    user_id: int | None
    device_id: int | None
    lesson_id: int
    asset_id: UUID
    agent: bytes
    expires_at: int


def agent_of(request: HttpRequest) -> bytes:
    return hashlib.sha256(request.headers.get("User-Agent", "").encode()).digest()[:8]


def issue(request: HttpRequest, *, holder: Holder, lesson_id: int, asset_id: UUID) -> str:
    """For what the caller has already decided that ``holder`` may open."""
    made = Pass(
        user_id=holder.user_id,
        device_id=holder.device_id,
        lesson_id=lesson_id,
        asset_id=asset_id,
        agent=agent_of(request),
        expires_at=int(now().timestamp()) + LIFE,
    )
    payload = LAYOUT.pack(
        VERSION, made.user_id or 0, made.device_id or 0, made.agent, lesson_id, asset_id.bytes, made.expires_at
    )
    return urlsafe_b64encode(payload + mac(payload)).rstrip(b"=").decode()


def folder_of(text: str) -> str:
    """Below which all addresses of a package lie."""
    return reverse("courseware:file", kwargs={"ticket": text, "name": "-"})[:-1]


def mac(payload: bytes, key: str | None = None) -> bytes:
    return salted_hmac(SALT, payload, secret=key, algorithm="sha256").digest()[:MAC_BYTES]


def read(text: str) -> Pass:
    """What we signed; refuses any other text."""
    try:
        whole = urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except ValueError:
        raise PassRefused from None
    payload, proof = whole[:-MAC_BYTES], whole[-MAC_BYTES:]
    keys = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    if len(payload) != LAYOUT.size or not any(hmac.compare_digest(mac(payload, key), proof) for key in keys):
        raise PassRefused
    version, user_id, device_id, agent, lesson_id, asset, expires_at = LAYOUT.unpack(payload)
    if version != VERSION:
        raise PassRefused
    return Pass(
        user_id=user_id or None,
        device_id=device_id or None,
        lesson_id=lesson_id,
        asset_id=UUID(bytes=asset),
        agent=agent,
        expires_at=expires_at,
    )


def admit(request: HttpRequest, text: str) -> Pass:
    """What each file's request must pass. Opened as a page of its own, it is refused: it is part of a lesson.

    A frame's first page comes with cookies, where they say who it is they must agree; what it fetches comes with none.
    """
    found = read(text)
    if not hmac.compare_digest(found.agent, agent_of(request)) or request.headers.get("Sec-Fetch-Dest") == "document":
        raise PassRefused
    if request.user.is_authenticated and request.user.pk != found.user_id:
        raise PassRefused
    if found.expires_at <= now().timestamp():
        raise PassExpired
    if not still_holds(as_claims(found)):
        raise PassRefused
    return found


def as_claims(found: Pass) -> TicketClaims:
    """As the doorkeeper of films asks: a whole lesson, of this asset, for this login."""
    return TicketClaims(
        user_id=found.user_id,
        device_id=found.device_id,
        seal=b"",
        lesson_id=found.lesson_id,
        asset_id=found.asset_id,
        version=1,
        segments=Rendition.WHOLE,
        expires_at=found.expires_at,
        nonce=b"",
    )
