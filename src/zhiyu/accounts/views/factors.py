"""Second factors: asked for after the first step of a login, set up and put away on the security page."""

from typing import Any

import orjson
from allauth.mfa.adapter import get_adapter
from allauth.mfa.totp.internal.auth import generate_totp_secret
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.request import RawPostDataException
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zhiyu.accounts import actions, passkeys, queries
from zhiyu.accounts.errors import TooManyTries, WrongFactor
from zhiyu.accounts.forms import FactorForm
from zhiyu.accounts.http import (
    SECOND_STEP,
    UserRequest,
    address_of,
    is_fresh,
    lacks_factor,
    let_in,
    local_path,
    recently_proved,
    signed_in,
    user_agent_of,
)
from zhiyu.accounts.models import User
from zhiyu.accounts.permissions import is_staff
from zhiyu.accounts.presenters import device_name, tries_words
from zhiyu.accounts.views.one_form import one_form
from zhiyu.kernel.clock import now
from zhiyu.platform import vault
from zhiyu.ui import qr

SECRET = "totp_secret"  # noqa: S105 -- a name in the session
SECOND_STEP_LASTS = 600


def half_in(request: HttpRequest) -> tuple[User, str] | None:
    """Who has done the first step a moment ago, and where they want to go."""
    step = request.session.get(SECOND_STEP)
    if not step or step["at"] < now().timestamp() - SECOND_STEP_LASTS:
        return None
    return queries.person(step["user"]), step["next"]


@never_cache
@require_http_methods(["GET", "POST"])
def login_factor(request: HttpRequest) -> HttpResponse:
    found = half_in(request)
    if found is None:
        return redirect("accounts:login")
    user, wanted = found
    form = FactorForm(request.POST or None)
    if form.is_valid():
        try:
            actions.check_factor(user=user, code=form.cleaned_data["code"], address=address_of(request))
            return let_in(request, user, wanted)
        except TooManyTries as error:
            form.add_error("code", tries_words(error.extra["retry_after"]))
        except WrongFactor as error:
            form.add_error("code", str(error))
    return one_form(
        request,
        form,
        title=_("两步验证"),
        lead=_("填写验证器里现在显示的 6 位数字，或一个恢复码。"),
        back=reverse("accounts:login"),
        submit=_("登录"),
        next=wanted,
        passkey=reverse("accounts:login_factor_passkey"),
        note=_("手机和恢复码都丢了？请学堂的服务器管理员清空你的两步验证。"),
    )


# --- passkeys: one address each, asked twice, for the challenge and with the answer ---------------------------------


def read(request: HttpRequest) -> dict[str, Any]:
    try:
        said = orjson.loads(request.body)
    except (orjson.JSONDecodeError, RawPostDataException):  # a form, already read for its token, is no answer of a key
        return {}
    return said if isinstance(said, dict) else {}


def credential_in(said: dict[str, Any]) -> dict[str, Any]:
    found = said.get("credential")
    return found if isinstance(found, dict) else {}


@never_cache
@require_POST
def login_passkey(request: HttpRequest) -> HttpResponse:
    """Without a phone or a password: the passkey says who it is, and that they were asked for finger or PIN."""
    said = read(request)
    if said.get("step") == "begin":
        return JsonResponse(passkeys.request_options(None))
    user = passkeys.holder(credential_in(said), user=None)
    accepted = [text.id for text in queries.missing_agreements(user.pk)]
    if accepted:
        return JsonResponse({"next": reverse("accounts:login")})
    actions.admit(user=user, accepted=[], address=address_of(request), user_agent=user_agent_of(request))
    return gone_to(let_in(request, user, local_path(request, str(said.get("next", "")))))


@never_cache
@require_POST
def login_factor_passkey(request: HttpRequest) -> HttpResponse:
    found, said = half_in(request), read(request)
    if found is None:
        raise WrongFactor
    user, wanted = found
    if said.get("step") == "begin":
        return JsonResponse(passkeys.request_options(user))
    passkeys.holder(credential_in(said), user=user)
    return gone_to(let_in(request, user, wanted))


@never_cache
@require_POST
@signed_in
def confirm_passkey(request: UserRequest) -> HttpResponse:
    said = read(request)
    if said.get("step") == "begin":
        return JsonResponse(passkeys.request_options(request.user))
    passkeys.holder(credential_in(said), user=request.user)
    if request.device:
        actions.prove_device(device=request.device, address=address_of(request))
    return JsonResponse({"next": local_path(request, str(said.get("next", "")))})


@never_cache
@require_POST
@signed_in
@recently_proved
def add_passkey(request: UserRequest) -> HttpResponse:
    said = read(request)
    if said.get("step") == "begin":
        return JsonResponse(passkeys.creation_options(request.user))
    passkeys.add(
        user=request.user,
        name=device_name(user_agent_of(request)),
        credential=credential_in(said),
        device=request.device,
    )
    messages.success(request, _("通行密钥加好了。请把恢复码抄下来，手机丢了靠它回来。"))
    return JsonResponse({"next": reverse("accounts:recovery_codes")})


def gone_to(response: HttpResponse) -> HttpResponse:
    """The same answer for a script, which goes there by itself; cookies come along."""
    answer = JsonResponse({"next": response["Location"]})
    answer.cookies = response.cookies
    return answer


# --- the security page ----------------------------------------------------------------------------------------------


@never_cache
@require_safe
@signed_in
def security(request: UserRequest) -> HttpResponse:
    factors = queries.factors_of(request.user.pk)
    context = {
        "factors": factors,
        "has_totp": any(one.type == "totp" for one in factors),
        "codes_left": len(queries.recovery_codes_of(request.user.pk)),
        "staff": is_staff(request.user),
        "required": is_staff(request.user) and lacks_factor(request.user),
        "fresh": is_fresh(request),
        "has_password": request.user.has_usable_password(),
    }
    return render(request, "accounts/security.html", context)


@never_cache
@require_http_methods(["GET", "POST"])
@signed_in
@recently_proved
def totp(request: UserRequest) -> HttpResponse:
    form = FactorForm(request.POST or None)
    if SECRET not in request.session:
        request.session[SECRET] = vault.seal(generate_totp_secret())
    secret = vault.unseal(request.session[SECRET])
    if form.is_valid():
        try:
            code = "".join(form.cleaned_data["code"].split())
            actions.add_totp(user=request.user, secret=secret, code=code, device=request.device)
        except WrongFactor as error:
            form.add_error("code", str(error))
        else:
            request.session.pop(SECRET)
            messages.success(request, _("两步验证开好了。请把恢复码抄下来，手机丢了靠它回来。"))
            return redirect("accounts:recovery_codes")
    address = get_adapter().build_totp_url(request.user, secret)
    context = {
        "form": form,
        "title": _("添加验证器"),
        "lead": _("用手机上的验证器应用（腾讯身份验证器、Google Authenticator 等）扫这个码，再填它显示的 6 位数字。"),
        "back": reverse("accounts:security"),
        "submit": _("开启"),
        "picture": qr.picture(address),
        "secret": " ".join(secret[i : i + 4] for i in range(0, len(secret), 4)),
    }
    return render(request, "accounts/totp.html", context, status=422 if form.errors else 200)


@never_cache
@require_http_methods(["GET", "POST"])
@signed_in
@recently_proved
def recovery_codes(request: UserRequest) -> HttpResponse:
    if request.method == "POST":
        actions.renew_recovery_codes(user=request.user, device=request.device)
        messages.success(request, _("换了一批新的恢复码，旧的都不能再用。"))
        return redirect("accounts:recovery_codes")
    return render(request, "accounts/recovery_codes.html", {"codes": queries.recovery_codes_of(request.user.pk)})


@require_POST
@signed_in
@recently_proved
def remove_factor(request: UserRequest, factor_id: int) -> HttpResponse:
    actions.remove_factor(user=request.user, factor_id=factor_id, device=request.device)
    messages.success(request, _("已移除。"))
    return redirect("accounts:security")
