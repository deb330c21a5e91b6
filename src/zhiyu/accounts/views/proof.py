"""Is it really you? Asked before a dangerous step, and when staff turn up on another network."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from zhiyu.accounts import actions, mail, queries, sms
from zhiyu.accounts.errors import (
    CodeExpired,
    InvalidPhone,
    MailNotConnected,
    SmsFailed,
    SmsLimitReached,
    TooManyCodes,
    TooManyTries,
    WrongCode,
    WrongFactor,
    WrongPassword,
)
from zhiyu.accounts.forms import ProofByPasswordForm, ProofForm
from zhiyu.accounts.http import UserRequest, address_of, local_path, signed_in
from zhiyu.accounts.models import User
from zhiyu.accounts.presenters import tries_words, wait_words

SENT = "proof_sent"
FORBIDDEN = 403
LABELS = {
    "factor": gettext_lazy("用两步验证"),
    "phone": gettext_lazy("用手机验证码"),
    "email": gettext_lazy("用邮箱验证码"),
    "password": gettext_lazy("用登录密码"),
}


@sensitive_post_parameters("secret")
@never_cache
@require_http_methods(["GET", "POST"])
@signed_in
def confirm(request: UserRequest) -> HttpResponse:
    wanted = local_path(request, request.GET.get("next"))
    ways = queries.ways_to_prove(request.user)
    by = request.GET.get("by", "")
    if not ways:
        return render_refusal(
            request, _("这个账号只用微信登录。请先退出登录，再用微信登录一次，然后继续。"), status=FORBIDDEN
        )
    by = by if by in ways else ways[0]
    if "send" in request.POST:
        return send(request, by)
    form_class = ProofByPasswordForm if by == "password" else ProofForm
    form = form_class(request.POST or None, initial={"by": by})
    if form.is_valid() and is_proved(request, form):
        request.session.pop(SENT, None)
        return redirect(wanted)
    coded = by in {"phone", "email"}
    asks = not coded or request.session.get(SENT) == by or bool(form.errors)
    context = {
        "form": form if asks else None,
        "title": _("请确认是你本人"),
        "lead": lead(request.user, by),
        "back": wanted,
        "submit": _("确认"),
        "next": wanted,
        "passkey": reverse("accounts:confirm_passkey") if by == "factor" else "",
        "others": [
            (reverse("accounts:confirm", query={"next": wanted, "by": way}), LABELS[way]) for way in ways if way != by
        ],
        **({"send": by, "wait": seconds_left(request.user, by)} if coded else {}),
        **(shown(request.user, by) if asks else {}),
    }
    return render(request, "accounts/one_form.html", context, status=422 if form.errors else 200)


def is_proved(request: UserRequest, form: ProofForm) -> bool:
    if request.device is None:
        return False
    try:
        actions.prove(
            device=request.device,
            by=form.cleaned_data["by"],
            secret=form.cleaned_data["secret"],
            address=address_of(request),
        )
    except TooManyTries as error:
        form.add_error("secret", tries_words(error.extra["retry_after"]))
    except WrongPassword:
        form.add_error("secret", _("密码不对。"))
    except (WrongCode, CodeExpired, WrongFactor) as error:
        form.add_error("secret", str(error))
    return not form.errors


def send(request: UserRequest, by: str) -> HttpResponse:
    try:
        actions.send_proof(user=request.user, by=by, address=address_of(request))
    except TooManyCodes as error:
        if request.session.get(SENT) != by:
            return render_refusal(request, wait_words(error.extra["retry_after"]))
    except (InvalidPhone, SmsFailed, SmsLimitReached, MailNotConnected) as error:
        return render_refusal(request, str(error))
    request.session[SENT] = by
    return redirect(request.get_full_path())


def render_refusal(request: UserRequest, words: str, *, status: int = 429) -> HttpResponse:
    back = reverse("accounts:settings") if status == FORBIDDEN else request.get_full_path()  # which would say no again
    context = {"title": _("请确认是你本人"), "lead": words, "back": back}
    return render(request, "accounts/one_form.html", context, status=status)


def lead(user: User, by: str) -> str:
    return {
        "factor": _("填写验证器里现在显示的 6 位数字，或一个恢复码。"),
        "phone": _("这一步很重要，先用手机 %(phone)s 收一个验证码。") % {"phone": user.masked_phone},
        "email": _("这一步很重要，先用邮箱 %(email)s 收一个验证码。") % {"email": user.masked_email},
        "password": _("这一步很重要，先填写登录密码。"),
    }[by]


def seconds_left(user: User, by: str) -> int:
    return queries.seconds_until_next_code(user.phone or "") if by == "phone" else 0


def shown(user: User, by: str) -> dict[str, str]:
    if by == "phone":
        return sms.shown(user.phone or "")
    return mail.shown() if by == "email" else {}
