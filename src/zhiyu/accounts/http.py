"""Who is asking, and guards: pages by session, the API by bearer token or session.

Private parts of accounts stay private; this module is what other apps' edges import.
"""

import secrets
from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Concatenate, ParamSpec, cast
from urllib.parse import urlencode, urlsplit

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.contrib import messages
from django.core import signing
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from ninja.security.base import AuthBase
from ninja.utils import check_csrf

from zhiyu.accounts import actions, permissions
from zhiyu.accounts.asking import address_of, be_known_as, middleware, user_agent_of
from zhiyu.accounts.errors import CsrfFailed, FactorMissing, LoginRequired, ProofNeeded
from zhiyu.accounts.models import Device, User
from zhiyu.accounts.parting import Parted, parted_of
from zhiyu.accounts.queries import has_factor
from zhiyu.accounts.theft import network_of
from zhiyu.kernel.clock import now
from zhiyu.kernel.errors import Forbidden
from zhiyu.ui import preferences

__all__ = ["address_of", "be_known_as", "middleware", "user_agent_of"]

P = ParamSpec("P")
PROOF_LASTS = timedelta(minutes=15)
SECOND_STEP = "second_step"
SAFE = {"GET", "HEAD", "OPTIONS", "TRACE"}
VISITOR_COOKIE = "zhiyu_device"
VISITOR_AGE = 365 * 24 * 3600
visitor_signer = signing.Signer(salt="zhiyu.accounts.visitor")


class UserRequest(HttpRequest):
    """A request whose sender is known. ``device`` is the login it came by."""

    user: User
    device: Device | None


# --- coming in and leaving -----------------------------------------------------------------------------------------


def enter(request: HttpRequest, user: User, wanted: str) -> HttpResponse:
    """Who has shown the first thing they know or hold goes on, or is asked for the second."""
    if has_factor(user):
        request.session[SECOND_STEP] = {"user": user.pk, "next": wanted, "at": now().timestamp()}
        return HttpResponseRedirect(reverse("accounts:login_factor"))
    return let_in(request, user, wanted)


def let_in(request: HttpRequest, user: User, wanted: str) -> HttpResponse:
    sign_in(request, user)
    request.session.pop(SECOND_STEP, None)
    response = HttpResponseRedirect(wanted)
    keep_preferences(request, response)
    return response


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
            return factor_first(request) or proof_first(request) or view(request, *args, **kwargs)

        return guarded

    return guard


def recently_proved(
    view: Callable[Concatenate[UserRequest, P], HttpResponse],
) -> Callable[Concatenate[UserRequest, P], HttpResponse]:
    """Inside ``signed_in`` or ``staff``: a dangerous step, for who has shown in the last minutes who they are."""

    @wraps(view)
    def guarded(request: UserRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        return view(request, *args, **kwargs) if is_fresh(request) else to_confirm(request)

    return guarded


def is_fresh(request: HttpRequest) -> bool:
    device: Device | None = getattr(request, "device", None)
    return bool(device and device.proved_at and device.proved_at > now() - PROOF_LASTS)


def lacks_factor(user: User) -> bool:
    return settings.STAFF_MFA == "required" and not has_factor(user)


def has_moved(request: HttpRequest) -> bool:
    """Whether this login is somewhere its holder never proved themselves from."""
    device: Device | None = getattr(request, "device", None)
    return bool(device and device.networks and network_of(address_of(request)) not in device.networks)


def factor_first(request: UserRequest) -> HttpResponse | None:
    if not lacks_factor(request.user):
        return None
    messages.warning(request, _("管理学堂的账号需要先开启两步验证。"))
    return HttpResponseRedirect(reverse("accounts:security"))


def proof_first(request: UserRequest) -> HttpResponse | None:
    if not has_moved(request):
        return None
    messages.warning(request, _("你换了一个网络。为了安全，请先确认是你本人。"))
    return to_confirm(request)


def require(user: User, scope: str) -> None:
    if not (permissions.can(user, scope) if scope else permissions.is_staff(user)):
        raise Forbidden


def to_login(request: HttpRequest) -> HttpResponse:
    return to_page_and_back(request, "accounts:login")


def to_confirm(request: HttpRequest) -> HttpResponse:
    return to_page_and_back(request, "accounts:confirm")


def to_page_and_back(request: HttpRequest, page: str) -> HttpResponse:
    """That page, remembering where they wanted to go; a form they sent leads back to its page."""
    wanted = request.get_full_path() if request.method in SAFE else local_path(request, request.headers.get("Referer"))
    if request.headers.get("HX-Request"):
        current = local_path(request, request.headers.get("HX-Current-URL"))
        return HttpResponse(status=204, headers={"HX-Redirect": f"{reverse(page)}?{urlencode({'next': current})}"})
    return HttpResponseRedirect(f"{reverse(page)}?{urlencode({'next': wanted})}")


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

    def __init__(self, scope: str | None = None, *, anyone: bool = False, fresh: bool = False) -> None:
        super().__init__()
        self.scope = scope
        self.anyone = anyone
        self.fresh = fresh

    def __call__(self, request: HttpRequest) -> object:
        user = request.user
        if not isinstance(user, User):
            if self.anyone:
                return user
            raise login_required(request)
        if request.method not in SAFE and check_csrf(request) is not None:
            raise CsrfFailed
        if self.scope is not None:
            require(user, self.scope)
            if lacks_factor(user):
                raise FactorMissing
        if (self.scope is not None and has_moved(request)) or (self.fresh and not is_fresh(request)):
            raise ProofNeeded
        return user


signed_in_api = ApiGuard()
proved_api = ApiGuard(fresh=True)
anyone_api = ApiGuard(anyone=True)


def staff_api(scope: str, *, fresh: bool = False) -> ApiGuard:
    return ApiGuard(scope, fresh=fresh)


def login_required(request: HttpRequest) -> LoginRequired:
    """Who was signed out by somebody or something else is told why and when."""
    ended: Device | None = getattr(request, "ended", None)
    known: Parted | None = parted_of(ended) if ended else getattr(request, "parted", None)
    if known is None:
        return LoginRequired()
    return LoginRequired(known.words, extra={"reason": known.because, "ended_at": known.at.isoformat()})


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
