"""A new school: who holds the token that ``up`` printed becomes its owner."""

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from zhiyu.accounts import actions, queries, sms
from zhiyu.accounts.agreement_texts import current_texts
from zhiyu.accounts.errors import AlreadySetUp, CodeExpired, SetupTokenWrong, WrongCode
from zhiyu.accounts.forms import PhoneForm, SetupCodeForm, SetupForm
from zhiyu.accounts.http import address_of, sign_in, user_agent_of
from zhiyu.accounts.presenters import agreement_in
from zhiyu.accounts.views.login import send_code

PENDING = "setup"


@never_cache
@require_http_methods(["GET", "POST"])
def setup(request: HttpRequest) -> HttpResponse:
    if queries.has_owner():
        raise AlreadySetUp
    form = SetupForm(request.POST or None, initial={"token": request.GET.get("token", "")})
    if form.is_valid() and token_fits(form) and send_code(request, form, pending=PENDING):
        request.session[PENDING] = form.cleaned_data
        return redirect("accounts:setup_code")
    context = {"form": form, "token_given": bool(request.GET.get("token") or request.POST.get("token"))}
    return render(request, "accounts/setup.html", context, status=422 if form.errors else 200)


def token_fits(form: Form) -> bool:
    try:
        actions.check_setup_token(form.cleaned_data["token"])
    except SetupTokenWrong as error:
        form.add_error("token", str(error))
        return False
    return True


@never_cache
@require_http_methods(["GET", "POST"])
def setup_code(request: HttpRequest) -> HttpResponse:
    pending = request.session.get(PENDING)
    if not pending:
        return redirect("accounts:setup")
    if "resend" in request.POST:
        return send_again(request, pending)
    form = SetupCodeForm(request.POST or None)
    if form.is_valid() and become_owner(request, pending, form):
        request.session.pop(PENDING, None)
        messages.success(request, _("学堂开好了。下面几步带你上架第一门课。"))
        return redirect("/studio/")
    context = {
        "form": form,
        "phone": pending["phone"],
        "wait": queries.seconds_until_next_code(pending["phone"]),
        "agreements": [agreement_in(text) for text in current_texts()],
        **sms.shown(pending["phone"]),
    }
    return render(request, "accounts/setup_code.html", context, status=422 if form.errors else 200)


def send_again(request: HttpRequest, pending: dict[str, str]) -> HttpResponse:
    form = PhoneForm({"phone": pending["phone"]})
    if form.is_valid() and not send_code(request, form, pending=PENDING):
        messages.error(request, str(form.errors["phone"][0]))
    return redirect("accounts:setup_code")


def become_owner(request: HttpRequest, pending: dict[str, str], form: Form) -> bool:
    claim = actions.OwnerClaim(
        token=pending["token"],
        phone=pending["phone"],
        code=form.cleaned_data["code"],
        name=pending["name"],
        accepted=[text.id for text in current_texts()],
    )
    try:
        user = actions.set_up(
            claim,
            school_name=pending["school"],
            teacher=pending["name"] if pending["kind"] == SetupForm.Kind.PERSON else "",
            address=address_of(request),
            user_agent=user_agent_of(request),
        )
    except (WrongCode, CodeExpired) as error:
        form.add_error("code", str(error))
        return False
    sign_in(request, user)
    return True
