"""Another phone number, and an e-mail address: each is proved by a code before it counts."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from zhiyu.accounts import actions, mail, queries, sms
from zhiyu.accounts.errors import MailNotConnected, TooManyCodes
from zhiyu.accounts.forms import CodeForm, EmailForm, PhoneForm
from zhiyu.accounts.http import UserRequest, address_of, recently_proved, signed_in
from zhiyu.accounts.models import EmailCode
from zhiyu.accounts.views.login import send_code
from zhiyu.accounts.views.one_form import confirmed, one_form
from zhiyu.accounts.views.passwords import keep_session, refusal

NEW_PHONE, NEW_EMAIL = "new_phone", "new_email"


@never_cache
@require_http_methods(["GET", "POST"])
@signed_in
@recently_proved
def phone(request: UserRequest) -> HttpResponse:
    form = PhoneForm(request.POST or None)
    if form.is_valid() and send_code(request, form, pending=NEW_PHONE):
        request.session[NEW_PHONE] = form.cleaned_data
        return redirect("accounts:phone_code")
    lead = _("现在是 %(phone)s。换好以后用新号码登录，买过的课都在。") % {"phone": request.user.masked_phone}
    return one_form(
        request,
        form,
        title=_("换手机号") if request.user.phone else _("绑定手机号"),
        lead=lead if request.user.phone else _("绑定以后，用手机号也能登录这个账号。"),
        back=reverse("accounts:settings"),
        submit=_("获取验证码"),
        note=_("换好以后，其他设备会退出登录。"),
    )


@never_cache
@require_http_methods(["GET", "POST"])
@signed_in
@recently_proved
def phone_code(request: UserRequest) -> HttpResponse:
    pending = request.session.get(NEW_PHONE)
    if not pending:
        return redirect("accounts:phone")
    number = pending["phone"]
    if "send" in request.POST:
        again = PhoneForm({"phone": number})
        if again.is_valid() and not send_code(request, again, pending=NEW_PHONE):
            messages.error(request, str(again.errors["phone"][0]))
        return redirect("accounts:phone_code")
    form = CodeForm(request.POST or None)
    if confirmed(request, form, actions.change_phone, pending=NEW_PHONE, phone=number):
        messages.success(request, _("手机号换好了，以后用新号码登录。"))
        return redirect("accounts:settings")
    return one_form(
        request,
        form,
        title=_("填写验证码"),
        lead=_("验证码发给新号码 %(phone)s。") % {"phone": number},
        back=reverse("accounts:phone"),
        back_label=_("换个手机号"),
        submit=_("确认换号"),
        send="phone",
        wait=queries.seconds_until_next_code(number),
        **sms.shown(number),
    )


@never_cache
@require_http_methods(["GET", "POST"])
@signed_in
@recently_proved
def email(request: UserRequest) -> HttpResponse:
    form = EmailForm(request.POST or None)
    if form.is_valid():
        try:
            actions.request_email_code(
                email=form.cleaned_data["email"],
                purpose=EmailCode.Purpose.BIND,
                user=request.user,
                address=address_of(request),
            )
        except (TooManyCodes, MailNotConnected) as error:
            form.add_error("email", refusal(error))
        else:
            request.session[NEW_EMAIL] = form.cleaned_data["email"]
            return redirect("accounts:email_code")
    lead = _("现在是 %(email)s。") % {"email": request.user.masked_email}
    return one_form(
        request,
        form,
        title=_("换邮箱") if request.user.email else _("绑定邮箱"),
        lead=lead if request.user.email else _("绑定以后，可以用邮箱和密码登录；换手机号时也多一条路。"),
        back=reverse("accounts:settings"),
        submit=_("获取验证码"),
    )


@never_cache
@require_http_methods(["GET", "POST"])
@signed_in
@recently_proved
def email_code(request: UserRequest) -> HttpResponse:
    address = request.session.get(NEW_EMAIL)
    if not address:
        return redirect("accounts:email")
    form = CodeForm(request.POST or None)
    if confirmed(request, form, actions.bind_email, pending=NEW_EMAIL, email=address):
        messages.success(request, _("邮箱绑定好了。"))
        return redirect("accounts:security")
    return one_form(
        request,
        form,
        title=_("填写验证码"),
        lead=_("验证码已经发到 %(email)s，一两分钟内会到；没有的话看看垃圾箱。") % {"email": address},
        back=reverse("accounts:email"),
        back_label=_("换个邮箱"),
        submit=_("确认绑定"),
        **mail.shown(),
    )


@require_POST
@signed_in
@recently_proved
def email_unbind(request: UserRequest) -> HttpResponse:
    user = actions.unbind_email(user_id=request.user.pk, device=request.device)
    keep_session(request, user)
    messages.success(request, _("邮箱解绑了，密码登录也一起关了。"))
    return redirect("accounts:security")
