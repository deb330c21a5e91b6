"""Who is asking: a browser by its session, a client by its bearer token, or nobody."""

import re
from collections.abc import Callable
from copy import copy
from time import monotonic
from typing import Final

from django.conf import settings
from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.backends.db import SessionStore
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import constant_time_compare

from zhiyu.accounts import actions, known, parting
from zhiyu.accounts.actions.devices import hash_token
from zhiyu.accounts.known import Known
from zhiyu.accounts.models import Device, User
from zhiyu.accounts.queries import device_of_session
from zhiyu.accounts.theft import contradicts
from zhiyu.kernel.clock import now
from zhiyu.platform.shown import logins

PLAYERS: Final = re.compile(r"/media/hls/|/api/v1/(lessons|live)/\d+/ticket$")
REMEMBERED: Final = 60  # seconds: less than TOUCH_EVERY, or a login would be touched with every segment
BEARER: Final = "bearer"


def address_of(request: HttpRequest) -> str | None:
    return request.META.get("REMOTE_ADDR") or None


def user_agent_of(request: HttpRequest) -> str:
    return request.headers.get("User-Agent", "")[:400]


def middleware(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    def answer(request: HttpRequest) -> HttpResponse:
        if PLAYERS.match(request.path):
            know_player(request)
        else:
            know(request)
        came_by: Device | None = request.device  # type: ignore[attr-defined]
        known = parting.parted(request)
        request.parted = known  # type: ignore[attr-defined]
        request.comes_back = known is not None and known.comes_back  # type: ignore[attr-defined]
        response = get_response(request)
        parting.keep(request, response, came_by=came_by)
        if request.user.is_authenticated:
            # Neither a shared cache nor the next person at this browser may find it again.
            response.headers.setdefault("Cache-Control", "private, no-store")
        ended: Device | None = getattr(request, "ended", None)
        if ended and ended.session_key:
            response.delete_cookie(settings.SESSION_COOKIE_NAME, samesite=settings.SESSION_COOKIE_SAMESITE)
        return response

    return answer


def know(request: HttpRequest) -> None:
    kind, proof = proof_of(request)
    if kind == BEARER:
        know_by_token(request, proof)
    elif proof:
        know_by_session(request, proof)
    else:
        be_known_as(request, None)


def proof_of(request: HttpRequest) -> tuple[str, str]:
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() == BEARER:
        return BEARER, token.strip()
    return "session", request.COOKIES.get(settings.SESSION_COOKIE_NAME, "")


def know_player(request: HttpRequest) -> None:
    """A player asks every few seconds, so whom it plays for is remembered for a minute, and forgotten at once when any
    login ends. Whether this one still counts, the doorkeeper asks with every playlist and key.
    """
    heard = False

    def ask() -> Device | None:
        nonlocal heard
        heard = True
        know(request)
        return request.device  # type: ignore[attr-defined, no-any-return]

    kind, proof = proof_of(request)
    device = logins.get((kind, proof, int(monotonic() // REMEMBERED)), ask)
    if heard:
        return
    if device is None or has_ended(device) or contradicts(device.user_agent, user_agent_of(request)):
        know(request)
        return
    device.user = copy(device.user)
    request._dont_enforce_csrf_checks = kind == BEARER  # type: ignore[attr-defined]  # noqa: SLF001 -- as below
    be_known_as(request, device)


def know_by_token(request: HttpRequest, token: str) -> None:
    """A bearer token beats cookies: no other site can send it along, so it needs no CSRF proof."""
    request._dont_enforce_csrf_checks = True  # type: ignore[attr-defined]  # noqa: SLF001 -- Django's own switch
    found = known.by_token(hash_token(token))
    if found is None:
        be_known_as(request, None)
    else:
        look_at(request, found.device)


def know_by_session(request: HttpRequest, key: str) -> None:
    """A session counts while its device does. What Django must look at itself goes the long way."""
    found = known.by_session(key)
    if found and has_ended(found.device):
        say_goodbye(request, found.device)
    elif found and opens(request, found):
        look_at(request, found.device)
    else:
        know_slowly(request, found)


def opens(request: HttpRequest, found: Known) -> bool:
    """Whether the stored session is this person's under their present password; then the request has it loaded."""
    stored = SessionStore().decode(found.stored) if found.stored else {}
    user = found.device.user
    fits = stored.get(SESSION_KEY) == str(user.pk) and constant_time_compare(
        stored.get(HASH_SESSION_KEY, ""), user.get_session_auth_hash()
    )
    if fits:
        request.session._session_cache = stored  # type: ignore[attr-defined]  # noqa: SLF001 -- spares a statement
    return fits


def look_at(request: HttpRequest, device: Device) -> None:
    if has_ended(device):
        say_goodbye(request, device)
    elif not device.user.is_active:
        be_known_as(request, None)
    elif contradicts(device.user_agent, user_agent_of(request)):
        because = Device.Ended.CHANGED
        actions.sign_out_device(user=device.user, device_id=device.pk, because=because)
        device.signed_out_at, device.ended_because = now(), because
        say_goodbye(request, device)
    else:
        be_known_as(request, device)
        touch(request, device)


def know_slowly(request: HttpRequest, found: Known | None) -> None:
    """A session without its device yet, or one that Django signs anew after the secret key changed."""
    user = request.user
    # To look at the person may give the session another key, so that is asked for last.
    if not isinstance(user, User) or not user.is_active or not (key := request.session.session_key):
        be_known_as(request, None)
        return
    if found and found.device.user_id == user.pk and found.device.session_key != key:
        actions.rekey_device(device=found.device, session_key=key)
    device = device_of_session(key) or actions.open_device(
        user=user, session_key=key, user_agent=user_agent_of(request), address=address_of(request)
    )
    if has_ended(device) or device.user_id != user.pk:
        be_known_as(request, None)
        return
    device.user = user
    be_known_as(request, device)
    touch(request, device)


def touch(request: HttpRequest, device: Device) -> None:
    stale = device.last_seen_at < now() - actions.TOUCH_EVERY
    if stale and actions.touch_device(device=device, address=address_of(request)) and device.session_key:
        request.session.modified = True


def has_ended(device: Device) -> bool:
    return device.signed_out_at is not None or device.expires_at < now()


def say_goodbye(request: HttpRequest, device: Device) -> None:
    """Nobody any more; if something else ended it, pages say so (``parting``) and the API in its refusal."""
    be_known_as(request, None)
    request.ended = device  # type: ignore[attr-defined]


def be_known_as(request: HttpRequest, device: Device | None) -> None:
    request.device = device  # type: ignore[attr-defined]
    request.user = device.user if device else AnonymousUser()
