"""E-mail and password beside the phone: getting in, a new password, setting one."""

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from zhiyu.accounts import actions, mail
from zhiyu.accounts.agreement_texts import current_texts
from zhiyu.accounts.errors import (
    AccountClosed,
    AgreementsNotAccepted,
    CodeExpired,
    MailNotConnected,
    TooManyCodes,
    TooManyTries,
    WeakPassword,
    WrongCode,
    WrongPassword,
)
from zhiyu.accounts.forms import EmailForm, ForgottenForm, NewPasswordForm, PasswordLoginForm
from zhiyu.accounts.http import UserRequest, address_of, enter, local_path, recently_proved, signed_in, user_agent_of
from zhiyu.accounts.models import EmailCode, User
from zhiyu.accounts.presenters import agreement_in, tries_words, wait_words
from zhiyu.accounts.views.one_form import one_form

FORGOTTEN = "forgotten"


@sensitive_post_parameters("password")
@never_cache
@require_http_methods(["GET", "POST"])
def login_password(request: HttpRequest) -> HttpResponse:
    wanted = local_path(request, request.GET.get("next"))
    if request.user.is_authenticated:
        return redirect(wanted)
    form, agreements = PasswordLoginForm(request.POST or None), []
    if form.is_valid():
        try:
            user = actions.login_by_password(
                email=form.cleaned_data["email"],
                password=form.cleaned_data["password"],
                accepted=[text.id for text in current_texts()] if request.POST.get("agree") else [],
                address=address_of(request),
                user_agent=user_agent_of(request),
            )
            return enter(request, user, wanted)
        except TooManyTries as error:
            form.add_error("password", tries_words(error.extra["retry_after"]))
        except (WrongPassword, AccountClosed) as error:
            form.add_error("password", str(error))
        except AgreementsNotAccepted:
            form.add_error("password", _("协议有更新，请勾选同意，再填一次密码。"))
            agreements = [agreement_in(text) for text in current_texts()]
    return one_form(
        request,
        form,
        title=_("用邮箱和密码登录"),
        back=reverse("accounts:login", query={"next": wanted}),
        back_label=_("用手机号登录"),
        submit=_("登录"),
        agreements=agreements,
        others=[(reverse("accounts:forgotten"), _("忘了密码"))],
    )


@never_cache
@require_http_methods(["GET", "POST"])
def forgotten(request: HttpRequest) -> HttpResponse:
    form = EmailForm(request.POST or None)
    if form.is_valid():
        try:
            actions.request_email_code(
                email=form.cleaned_data["email"],
                purpose=EmailCode.Purpose.PASSWORD,
                user=None,
                address=address_of(request),
            )
        except (TooManyCodes, MailNotConnected) as error:
            form.add_error("email", refusal(error))
        else:
            request.session[FORGOTTEN] = form.cleaned_data["email"]
            return redirect("accounts:forgotten_code")
    return one_form(
        request,
        form,
        title=_("忘了密码"),
        lead=_("填写绑定过的邮箱，我们发一个验证码过去。"),
        back=reverse("accounts:login_password"),
        submit=_("获取验证码"),
        note=_("没有绑定过邮箱也没关系，用手机号就能登录。"),
    )


def refusal(error: TooManyCodes | MailNotConnected) -> str:
    return wait_words(error.extra["retry_after"]) if isinstance(error, TooManyCodes) else str(error)


@sensitive_post_parameters("password")
@never_cache
@require_http_methods(["GET", "POST"])
def forgotten_code(request: HttpRequest) -> HttpResponse:
    email = request.session.get(FORGOTTEN)
    if not email:
        return redirect("accounts:forgotten")
    form = ForgottenForm(request.POST or None)
    if form.is_valid():
        try:
            actions.reset_password(email=email, **form.cleaned_data)
        except (WrongCode, CodeExpired) as error:
            form.add_error("code", str(error))
        except WeakPassword as error:
            form.add_error("password", str(error))
        else:
            request.session.pop(FORGOTTEN, None)
            messages.success(request, _("新密码设好了，现在可以登录。"))
            return redirect("accounts:login_password")
    return one_form(
        request,
        form,
        title=_("设一个新密码"),
        lead=_("如果 %(email)s 绑定过账号，验证码已经发过去了。") % {"email": email},
        back=reverse("accounts:forgotten"),
        submit=_("保存新密码"),
        **mail.shown(),
    )


def keep_session(request: UserRequest, user: User) -> None:
    """Django ties a session to the password and gives it a new key; its device goes along."""
    if request.device and request.device.session_key:
        update_session_auth_hash(request, user)
        actions.rekey_device(device=request.device, session_key=request.session.session_key or "")


@sensitive_post_parameters("password")
@never_cache
@require_http_methods(["GET", "POST"])
@signed_in
@recently_proved
def password(request: UserRequest) -> HttpResponse:
    if not request.user.email:
        messages.info(request, _("先绑定邮箱，再设密码：登录时用邮箱和密码。"))
        return redirect("accounts:email")
    form = NewPasswordForm(request.POST or None)
    if form.is_valid():
        try:
            user = actions.set_password(user_id=request.user.pk, device=request.device, **form.cleaned_data)
        except WeakPassword as error:
            form.add_error("password", str(error))
        else:
            keep_session(request, user)
            messages.success(request, _("密码设好了，其他设备都已退出登录。"))
            return redirect("accounts:security")
    return one_form(
        request,
        form,
        title=_("登录密码"),
        lead=_("以后可以用 %(email)s 和这个密码登录。") % {"email": request.user.email},
        back=reverse("accounts:security"),
        submit=_("保存"),
    )
