"""Who is asking, and guards: pages by session, the API by bearer token or session.

Private parts of accounts stay private; this module is what other apps' edges import.
"""

import secrets
from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, cast
from urllib.parse import urlencode, urlsplit

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core import signing
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from ninja.security.base import AuthBase
from ninja.utils import check_csrf

from zhiyu.accounts import actions, permissions
from zhiyu.accounts.actions.devices import hash_token
from zhiyu.accounts.errors import CsrfFailed, LoginRequired
from zhiyu.accounts.models import Device, User
from zhiyu.accounts.queries import device_of_session, live_device
from zhiyu.kernel.clock import now
from zhiyu.kernel.errors import Forbidden
from zhiyu.ui import preferences

P = ParamSpec("P")
SAFE = {"GET", "HEAD", "OPTIONS", "TRACE"}
VISITOR_COOKIE = "zhiyu_device"
VISITOR_AGE = 365 * 24 * 3600
visitor_signer = signing.Signer(salt="zhiyu.accounts.visitor")


class UserRequest(HttpRequest):
    """A request whose sender is known. ``device`` is the login it came by."""

    user: User
    device: Device | None


def address_of(request: HttpRequest) -> str | None:
    return request.META.get("REMOTE_ADDR") or None


def user_agent_of(request: HttpRequest) -> str:
    return request.headers.get("User-Agent", "")[:400]


# --- who is asking -------------------------------------------------------------------------------------------------


def middleware(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    def answer(request: HttpRequest) -> HttpResponse:
        scheme, _, token = request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() == "bearer":
            know_by_token(request, token.strip())
        elif settings.SESSION_COOKIE_NAME in request.COOKIES:
            know_by_session(request)
        else:
            be_known_as(request, None)
        response = get_response(request)
        if request.user.is_authenticated:
            # Neither a shared cache nor the next person at this browser may find it again.
            response.headers.setdefault("Cache-Control", "private, no-store")
        return response

    return answer


def know_by_token(request: HttpRequest, token: str) -> None:
    """A bearer token beats cookies: no other site can send it along, so it needs no CSRF proof."""
    request._dont_enforce_csrf_checks = True  # type: ignore[attr-defined]  # noqa: SLF001 -- Django's own switch
    device = live_device(token_hash=hash_token(token))
    be_known_as(request, device if device and device.user.is_active else None)
    if device and is_stale(device):
        actions.touch_device(device=device, address=address_of(request))


def know_by_session(request: HttpRequest) -> None:
    """A session counts while its device does; one opened elsewhere gets its device here."""
    user = request.user
    if not isinstance(user, User) or not user.is_active or not request.session.session_key:
        be_known_as(request, None)
        return
    device = device_of_session(request.session.session_key) or actions.open_device(
        user=user,
        session_key=request.session.session_key,
        user_agent=user_agent_of(request),
        address=address_of(request),
    )
    if device.signed_out_at or device.expires_at < now() or device.user_id != user.pk:
        be_known_as(request, None)
        return
    device.user = user
    be_known_as(request, device)
    if is_stale(device) and actions.touch_device(device=device, address=address_of(request)):
        request.session.modified = True


def be_known_as(request: HttpRequest, device: Device | None) -> None:
    request.device = device  # type: ignore[attr-defined]
    request.user = device.user if device else AnonymousUser()


def is_stale(device: Device) -> bool:
    return device.last_seen_at < now() - actions.TOUCH_EVERY


def sign_in(request: HttpRequest, user: User) -> Device:
    """Open a browser session: allauth rotates its key, a device row makes it visible to its owner."""
    leave_device(request)
    get_adapter(request).login(request, user)
    if not request.session.session_key:
        request.session.create()
    device = actions.open_device(
        user=user,
        session_key=cast("str", request.session.session_key),
        user_agent=user_agent_of(request),
        address=address_of(request),
    )
    be_known_as(request, device)
    return device


def sign_out(request: HttpRequest) -> None:
    """End the login this request came by; a token's end leaves the browser's session alone."""
    device: Device | None = getattr(request, "device", None)
    leave_device(request)
    if device is None or device.session_key:
        get_adapter(request).logout(request)
    be_known_as(request, None)


def leave_device(request: HttpRequest) -> None:
    device: Device | None = getattr(request, "device", None)
    if device:
        actions.sign_out_device(user=device.user, device_id=device.pk)


# --- guards of pages -----------------------------------------------------------------------------------------------


def signed_in(
    view: Callable[Concatenate[UserRequest, P], HttpResponse],
) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """Let people in who are logged in; send others to the login page and back."""

    @wraps(view)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if not request.user.is_authenticated:
            return to_login(request)
        return view(cast("UserRequest", request), *args, **kwargs)

    return guarded


def staff(
    scope: str,
) -> Callable[
    [Callable[Concatenate[UserRequest, P], HttpResponse]],
    Callable[Concatenate[HttpRequest, P], HttpResponse],
]:
    """Let in who has a role with this scope; an empty scope means any role."""

    def guard(
        view: Callable[Concatenate[UserRequest, P], HttpResponse],
    ) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
        @wraps(view)
        @signed_in
        def guarded(request: UserRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            require(request.user, scope)
            return view(request, *args, **kwargs)

        return guarded

    return guard


def require(user: User, scope: str) -> None:
    if not (permissions.can(user, scope) if scope else permissions.is_staff(user)):
        raise Forbidden


def to_login(request: HttpRequest) -> HttpResponse:
    """The login page, remembering where they wanted to go; a form they sent leads back to its page."""
    wanted = request.get_full_path() if request.method in SAFE else local_path(request, request.headers.get("Referer"))
    address = f"{reverse('accounts:login')}?{urlencode({'next': wanted})}"
    if request.headers.get("HX-Request"):
        current = local_path(request, request.headers.get("HX-Current-URL"))
        address = f"{reverse('accounts:login')}?{urlencode({'next': current})}"
        return HttpResponse(status=204, headers={"HX-Redirect": address})
    return HttpResponseRedirect(address)


def local_path(request: HttpRequest, wanted: str | None, default: str = "/") -> str:
    """``wanted`` without its host when it leads to this site, else ``default``: never a door to elsewhere."""
    # Browsers read a backslash as a slash and skip control characters; neither is ever in a link of ours.
    if not wanted or "\\" in wanted or not wanted.isprintable():
        return default
    if not url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    ):
        return default
    path = urlsplit(wanted)._replace(scheme="", netloc="").geturl()
    local = path.startswith("/") and url_has_allowed_host_and_scheme(path, allowed_hosts=None)
    return path if local else default


# --- guards of the API ---------------------------------------------------------------------------------------------


class ApiGuard(AuthBase):
    """For ``auth=`` of a ninja route. Writes that come by session must prove they come from our pages."""

    openapi_type = "http"
    openapi_scheme = "bearer"
    openapi_name = "bearer"

    def __init__(self, scope: str | None = None, *, anyone: bool = False) -> None:
        super().__init__()
        self.scope = scope
        self.anyone = anyone

    def __call__(self, request: HttpRequest) -> object:
        user = request.user
        if not isinstance(user, User):
            if self.anyone:
                return user
            raise LoginRequired
        if request.method not in SAFE and check_csrf(request) is not None:
            raise CsrfFailed
        if self.scope is not None:
            require(user, self.scope)
        return user


signed_in_api = ApiGuard()
anyone_api = ApiGuard(anyone=True)


def staff_api(scope: str) -> ApiGuard:
    return ApiGuard(scope)


# --- people without an account -------------------------------------------------------------------------------------


def visitor_id(request: HttpRequest) -> str:
    """A stable name for an anonymous browser; ``keep_visitor`` makes it last."""
    if not hasattr(request, "visitor"):
        try:
            request.visitor = visitor_signer.unsign(request.COOKIES.get(VISITOR_COOKIE, ""))  # type: ignore[attr-defined]
        except signing.BadSignature:
            request.visitor = secrets.token_urlsafe(12)  # type: ignore[attr-defined]
            request.visitor_is_new = True  # type: ignore[attr-defined]
    return cast("str", request.visitor)  # type: ignore[attr-defined]


def keep_visitor(request: HttpRequest, response: HttpResponse) -> None:
    visitor = visitor_id(request)
    if getattr(request, "visitor_is_new", False):
        response.set_cookie(
            VISITOR_COOKIE,
            visitor_signer.sign(visitor),
            max_age=VISITOR_AGE,
            httponly=True,
            samesite="Lax",
            secure=settings.SESSION_COOKIE_SECURE,
        )


def keep_preferences(request: HttpRequest, response: HttpResponse, *, always: bool = False) -> None:
    """Carry an account's text size and language to this browser; a choice made on it wins unless ``always``."""
    user = request.user
    if not isinstance(user, User):
        return
    for name, value in (("text", user.text_size), ("language", user.language)):
        cookie = preferences.COOKIES[name]
        if always or cookie not in request.COOKIES:
            response.set_cookie(
                cookie,
                value,
                max_age=preferences.YEAR,
                samesite="Lax",
                secure=settings.SESSION_COOKIE_SECURE,
                httponly=True,
            )
