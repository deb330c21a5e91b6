"""Tickets: who may fetch which playlist, keys and segments, from which login and browser, until when.

A ticket is the signed claims themselves and travels inside the media address. It opens nothing alone: each
request must come from its holder, and each playlist and key is asked of the doorkeeper as well, who looks into
the database.
"""

import hashlib
import hmac
import secrets
import struct
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.crypto import salted_hmac

from zhiyu.kernel.clock import now
from zhiyu.media import layout
from zhiyu.media.errors import AssetNotReady, TicketExpired, TicketRefused
from zhiyu.media.models import Rendition
from zhiyu.media.queries import current_rendition

SALT = "zhiyu.media.ticket"
LAYOUT = struct.Struct(">BQQ16sQ16sIIQ8s")
PLAIN, WRAPPED = 1, 2
MAC_BYTES = 16
SHORTEST_LIFE = 4 * 3600


@dataclass(frozen=True)
class Film:
    """What of an asset the gate must know."""

    pk: UUID
    duration_ms: int
    preview_seconds: int | None
    state: str
    progress: int
    wrapped: bool = False


@dataclass(frozen=True, kw_only=True)
class Holder:
    """Where a request comes from: a login on a device, or an anonymous browser by its signed cookie."""

    user_id: int | None
    device_id: int | None
    visitor: str | None
    user_agent: str

    @property
    def seal(self) -> bytes:
        who = f"u{self.user_id} d{self.device_id}" if self.user_id else f"v{self.visitor}"
        return hashlib.sha256(f"{who}\n{self.user_agent}".encode()).digest()[:16]


@dataclass(frozen=True, kw_only=True)
class TicketClaims:
    """``segments`` is how many of them may be fetched; ``Rendition.WHOLE`` for the whole lesson, ``REACHED`` for a
    stream, as far as it has come.

    ``wrapped``: keys are given sealed to the player's own key, or not at all.
    """

    user_id: int | None
    device_id: int | None
    seal: bytes
    lesson_id: int
    asset_id: UUID
    version: int
    segments: int
    expires_at: int
    nonce: bytes
    wrapped: bool = False

    @property
    def preview(self) -> bool:
        return self.segments not in {Rendition.WHOLE, Rendition.REACHED}

    @property
    def reached(self) -> bool:
        return self.segments == Rendition.REACHED


@dataclass(frozen=True, kw_only=True)
class Ticket:
    """``preview_seconds`` is None when the whole lesson is open."""

    playlist_url: str
    expires_at: datetime
    preview_seconds: int | None
    wrapped: bool


Doorkeeper = Callable[[TicketClaims], bool]
_doorkeepers: list[Doorkeeper] = []


def register_doorkeeper(ask: Doorkeeper) -> None:
    """``ask`` says whether the claims still hold; with none registered, nothing is opened."""
    _doorkeepers[:] = [ask]


def still_welcome(claims: TicketClaims) -> bool:
    return bool(_doorkeepers) and all(ask(claims) for ask in _doorkeepers)


def holder_of(request: HttpRequest) -> Holder:
    from zhiyu.accounts.http import visitor_id  # noqa: PLC0415 -- it brings ninja, which only the web part needs

    device = getattr(request, "device", None)
    known = device is not None and request.user.is_authenticated
    return Holder(
        user_id=request.user.pk if known else None,
        device_id=device.pk if device and known else None,
        visitor=None if known else visitor_id(request),
        user_agent=request.headers.get("User-Agent", ""),
    )


def require_playable(film: Film) -> Rendition:
    rendition = current_rendition(film.pk)
    if rendition is None:
        raise AssetNotReady(extra={"state": film.state, "progress": film.progress})
    return rendition


def preview_of(film: Film, rendition: Rendition) -> list[int]:
    """The lengths (ms) of the segments that anybody may see: never more than today's limit, sealed anew or not."""
    durations = [duration for duration, _bytes, _epoch in rendition.segments[: rendition.preview_segments]]
    limit = layout.preview_limit_ms(duration_ms=film.duration_ms, preview_seconds=film.preview_seconds)
    return durations[: layout.segments_within(durations, limit)]


def issue_ticket(*, lesson_id: int, film: Film, rendition: Rendition, holder: Holder, preview: bool) -> Ticket:
    """A ticket for what the caller has already decided that ``holder`` may see."""
    shown = preview_of(film, rendition)
    expires_at = int(now().timestamp()) + max(SHORTEST_LIFE, 2 * film.duration_ms // 1000)
    claims = TicketClaims(
        user_id=holder.user_id,
        device_id=holder.device_id,
        seal=holder.seal,
        lesson_id=lesson_id,
        asset_id=film.pk,
        version=rendition.version,
        segments=len(shown) if preview else Rendition.WHOLE,
        expires_at=expires_at,
        nonce=secrets.token_bytes(8),
        wrapped=film.wrapped,
    )
    return Ticket(
        playlist_url=reverse("media:playlist", kwargs={"ticket": written(claims)}),
        expires_at=datetime.fromtimestamp(expires_at, UTC),
        preview_seconds=layout.seconds_shown(sum(shown)) if preview else None,
        wrapped=film.wrapped,
    )


def mac(payload: bytes, key: str | None = None) -> bytes:
    return salted_hmac(SALT, payload, secret=key, algorithm="sha256").digest()[:MAC_BYTES]


def is_ours(payload: bytes, proof: bytes) -> bool:
    """Signed with the school's key, or with one it had before: a change of keys stops nobody's lesson."""
    known = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    return any(hmac.compare_digest(mac(payload, key), proof) for key in known)


def written(claims: TicketClaims) -> str:
    payload = LAYOUT.pack(
        WRAPPED if claims.wrapped else PLAIN,
        claims.user_id or 0,
        claims.device_id or 0,
        claims.seal,
        claims.lesson_id,
        claims.asset_id.bytes,
        claims.version,
        claims.segments,
        claims.expires_at,
        claims.nonce,
    )
    return urlsafe_b64encode(payload + mac(payload)).rstrip(b"=").decode()


def read(ticket: str) -> TicketClaims:
    """The claims of a ticket that we signed; refuses any other text."""
    try:
        whole = urlsafe_b64decode(ticket + "=" * (-len(ticket) % 4))
    except ValueError:
        raise TicketRefused from None
    payload, proof = whole[:-MAC_BYTES], whole[-MAC_BYTES:]
    if len(payload) != LAYOUT.size or not is_ours(payload, proof) or payload[0] not in {PLAIN, WRAPPED}:
        raise TicketRefused
    form, user_id, device_id, seal, lesson_id, asset, version, segments, expires_at, nonce = LAYOUT.unpack(payload)
    return TicketClaims(
        user_id=user_id or None,
        device_id=device_id or None,
        seal=seal,
        lesson_id=lesson_id,
        asset_id=UUID(bytes=asset),
        version=version,
        segments=segments,
        expires_at=expires_at,
        nonce=nonce,
        wrapped=form == WRAPPED,
    )


def admit(request: HttpRequest, ticket: str) -> TicketClaims:
    """What every media request must pass; no database beyond the login that the middleware read."""
    claims = read(ticket)
    if is_foreign(request) or not hmac.compare_digest(claims.seal, holder_of(request).seal):
        raise TicketRefused
    if claims.expires_at <= now().timestamp():
        raise TicketExpired
    return claims


def admit_asking(request: HttpRequest, ticket: str) -> TicketClaims:
    """``admit``, and the right is looked up again: for playlists and keys."""
    claims = admit(request, ticket)
    if not still_welcome(claims):
        raise TicketRefused
    return claims


def is_foreign(request: HttpRequest) -> bool:
    """Asked for from another site's page. Players send no Referer at all, which is fine."""
    if request.headers.get("Sec-Fetch-Site") == "cross-site":
        return True
    referer = request.headers.get("Referer")
    ours = {request.get_host(), urlsplit(settings.PUBLIC_URL).netloc}
    return referer is not None and urlsplit(referer).netloc not in ours
