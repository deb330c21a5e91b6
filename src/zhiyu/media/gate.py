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
from functools import cache
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.crypto import salted_hmac

from zhiyu.accounts.theft import network_of
from zhiyu.kernel.clock import now
from zhiyu.media import files, layout
from zhiyu.media.actions.plays import Began, begin_play, open_play
from zhiyu.media.errors import AssetNotReady, KeyMustBeWrapped, TicketExpired, TicketRefused
from zhiyu.media.models import Play, Rendition
from zhiyu.media.queries import opener_of, rendition
from zhiyu.platform.request import current

SALT = "zhiyu.media.ticket"
LAYOUT = struct.Struct(">BQQ16sQ16sIIQ8s")
PLAIN, WRAPPED, COUNTED_PLAIN, COUNTED_WRAPPED, CARRIED, CARRIED_OPEN = range(1, 7)
SMALL = 8
MAC_BYTES = 16
SHORTEST_LIFE = 4 * 3600
ANY = "A-TICKET"


@dataclass(frozen=True)
class Film:
    """What of an asset the gate must know. ``version``: what plays now, None where nothing does yet."""

    pk: UUID
    duration_ms: int
    preview_seconds: int | None
    state: str
    progress: int
    version: int | None = None
    preview_segments: int | None = None
    wrapped: bool = False
    small: bool = False


@dataclass(frozen=True, kw_only=True)
class Opening:
    """What of a film a ticket is for. ``counted``: it was bought, so who plays it, and how fast, is kept."""

    film: Film
    rendition: Rendition
    preview: bool
    counted: bool


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
class Wish:
    """What a player can do: open sealed keys itself; or (a phone's own, in the mini-program) not even show a login."""

    unwraps: bool = False
    carries: bool = False


@dataclass(frozen=True, kw_only=True)
class TicketClaims:
    """``segments`` is how many of them may be fetched; ``Rendition.WHOLE`` for the whole lesson, ``REACHED`` for a
    stream, as far as it has come.

    ``wrapped``: keys are given sealed to the player's own key, or not at all. ``counted``: it takes of what its person
    may play at once. ``carried``: its player shows no login; whoever opens it first is its holder. ``small``: of its
    pictures the small ones alone.
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
    counted: bool = False
    carried: bool = False
    small: bool = False

    @property
    def preview(self) -> bool:
        return self.segments not in {Rendition.WHOLE, Rendition.REACHED}

    @property
    def reached(self) -> bool:
        return self.segments == Rendition.REACHED

    @property
    def play(self) -> int:
        return int.from_bytes(self.nonce, "big", signed=True)

    @property
    def kept(self) -> bool:
        """Whether there is a ``Play`` of it: who opened what is carried must be known, were it free."""
        return self.counted or self.carried

    @property
    def form(self) -> int:
        return self.kind | (SMALL if self.small else 0)

    @property
    def kind(self) -> int:
        if self.carried:
            return CARRIED if self.counted else CARRIED_OPEN
        if self.counted:
            return COUNTED_WRAPPED if self.wrapped else COUNTED_PLAIN
        return WRAPPED if self.wrapped else PLAIN


@dataclass(frozen=True, kw_only=True)
class Ticket:
    """``preview_seconds`` is None when the whole lesson is open."""

    playlist_url: str
    expires_at: datetime
    preview_seconds: int | None
    wrapped: bool
    began: Began | None
    seat_url: str | None


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
    if film.version is None:
        raise AssetNotReady(extra={"state": film.state, "progress": film.progress})
    return rendition(asset_id=film.pk, version=film.version)


def preview_of(film: Film, shown: Rendition) -> list[int]:
    """The lengths (ms) of the segments that anybody may see: never more than today's limit, sealed anew or not."""
    durations = [duration for duration, _bytes, _epoch in shown.segments[: film.preview_segments or 0]]
    limit = layout.preview_limit_ms(duration_ms=film.duration_ms, preview_seconds=film.preview_seconds)
    return durations[: layout.segments_within(durations, limit)]


def issue_ticket(*, lesson_id: int, opening: Opening, holder: Holder, wish: Wish) -> Ticket:
    """A ticket for what the caller has already decided that ``holder`` may see."""
    film = opening.film
    carried = wish.carries and holder.user_id is not None
    if carried and film.wrapped:
        raise KeyMustBeWrapped
    wrapped = film.wrapped or (wish.unwraps and not carried)
    shown = preview_of(film, opening.rendition)
    expires_at = int(now().timestamp()) + max(SHORTEST_LIFE, 2 * film.duration_ms // 1000)
    claims = TicketClaims(
        user_id=holder.user_id,
        device_id=holder.device_id,
        seal=holder.seal,
        lesson_id=lesson_id,
        asset_id=film.pk,
        version=opening.rendition.version,
        segments=len(shown) if opening.preview else Rendition.WHOLE,
        expires_at=expires_at,
        nonce=secrets.token_bytes(8),
        wrapped=wrapped,
        counted=opening.counted,
        carried=carried,
        small=film.small and not wrapped,
    )
    ticket = written(claims)
    seat = claims.counted and opening.rendition.name not in files.ENDINGS
    device_id = claims.device_id if claims.counted else None
    return Ticket(
        playlist_url=address("playlist", ticket),
        seat_url=address("seat", ticket) if seat else None,
        expires_at=datetime.fromtimestamp(expires_at, UTC),
        preview_seconds=layout.seconds_shown(sum(shown)) if opening.preview else None,
        wrapped=claims.wrapped,
        began=begin_play(play_of(claims, device_id), seat=seat) if claims.kept else None,
    )


def address(name: str, ticket: str) -> str:
    return _address_with(name).replace(ANY, ticket)


@cache
def _address_with(name: str) -> str:
    """Django takes longer to write an address than everything else of a ticket does together."""
    return reverse(f"media:{name}", kwargs={"ticket": ANY})


def play_of(claims: TicketClaims, device_id: int | None) -> Play:
    """``device_id`` where it is to count among the devices of its person."""
    at = now()
    return Play(
        nonce=claims.play,
        user_id=claims.user_id or 0,
        device_id=device_id,
        lesson_id=claims.lesson_id,
        network=network_of(current().address),
        plain=not claims.wrapped,
        opened_at=at if claims.wrapped else None,
        began_at=at,
        last_at=at,
    )


def mac(payload: bytes, key: str | None = None) -> bytes:
    return salted_hmac(SALT, payload, secret=key, algorithm="sha256").digest()[:MAC_BYTES]


def is_ours(payload: bytes, proof: bytes) -> bool:
    """Signed with the school's key, or with one it had before: a change of keys stops nobody's lesson."""
    known = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    return any(hmac.compare_digest(mac(payload, key), proof) for key in known)


def written(claims: TicketClaims) -> str:
    payload = LAYOUT.pack(
        claims.form,
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
    if len(payload) != LAYOUT.size or not is_ours(payload, proof) or not PLAIN <= payload[0] & ~SMALL <= CARRIED_OPEN:
        raise TicketRefused
    form, user_id, device_id, seal, lesson_id, asset, version, segments, expires_at, nonce = LAYOUT.unpack(payload)
    kind = form & ~SMALL
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
        wrapped=kind in {WRAPPED, COUNTED_WRAPPED},
        counted=kind in {COUNTED_PLAIN, COUNTED_WRAPPED, CARRIED},
        carried=kind in {CARRIED, CARRIED_OPEN},
        small=form != kind,
    )


def admit(request: HttpRequest, ticket: str, *, opening: bool = False) -> TicketClaims:
    """What every media request must pass; no database beyond the login that the middleware read.

    A ticket that shows no login is its first opener's, which the database knows. ``opening``: this may be the first.
    """
    claims = read(ticket)
    if is_foreign(request) or not ((opening and claims.carried) or is_holder(request, claims)):
        raise TicketRefused
    if claims.expires_at <= now().timestamp():
        raise TicketExpired
    return claims


def is_holder(request: HttpRequest, claims: TicketClaims) -> bool:
    if claims.carried:
        return hmac.compare_digest(opener_of(claims.play) or b"", opener(request, claims))
    return hmac.compare_digest(claims.seal, holder_of(request).seal)


def opener(request: HttpRequest, claims: TicketClaims) -> bytes:
    """Who opens a ticket: its holder; of one that shows no login, the player on its line."""
    if not claims.carried:
        return claims.seal
    line = network_of(current().address)
    return hashlib.sha256(f"{line}\n{request.headers.get('User-Agent', '')}".encode()).digest()[:16]


def admit_asking(request: HttpRequest, ticket: str, *, opening: bool = False) -> TicketClaims:
    """``admit``, and the right is looked up again: for playlists and keys."""
    claims = admit(request, ticket, opening=opening)
    if not still_welcome(claims):
        raise TicketRefused
    return claims


def admit_first(request: HttpRequest, ticket: str) -> TicketClaims:
    """``admit_asking`` for the first address of a play; a ticket for keys in the clear is used up by it.

    Not one for what is on air: its line is cut and comes again, and nobody fetches ahead with it.
    """
    claims = admit_asking(request, ticket, opening=True)
    if claims.kept and not claims.wrapped and not claims.reached:
        open_play(nonce=claims.play, opener=opener(request, claims))
    return claims


def is_foreign(request: HttpRequest) -> bool:
    """Asked for from another site's page. Players send no Referer at all, which is fine."""
    if request.headers.get("Sec-Fetch-Site") == "cross-site":
        return True
    referer = request.headers.get("Referer")
    ours = {request.get_host(), urlsplit(settings.PUBLIC_URL).netloc}
    return referer is not None and urlsplit(referer).netloc not in ours
