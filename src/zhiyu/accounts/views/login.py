"""Two calm steps: the phone, then the code. Agreements are asked only of who has not accepted them yet."""

from django.conf import settings
from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from zhiyu.accounts import actions, mail, parting, queries, sms
from zhiyu.accounts.agreement_texts import current_texts
from zhiyu.accounts.demo_people import DEMO_PEOPLE, demo_logins
from zhiyu.accounts.errors import AgreementsNotAccepted, CodeExpired, InvalidPhone, SmsFailed, TooManyCodes, WrongCode
from zhiyu.accounts.forms import CodeForm, PhoneForm, WelcomeForm
from zhiyu.accounts.http import address_of, local_path, sign_out, user_agent_of
from zhiyu.accounts.http import enter as go_in
from zhiyu.accounts.models import User
from zhiyu.accounts.permissions import is_staff
from zhiyu.accounts.presenters import agreement_in, wait_words

PENDING = "login"


def wechat_login(wanted: str) -> str:
    """Where the WeChat button leads; empty when this school has no official account."""
    if not settings.WECHAT_OA["appid"]:
        return ""
    try:
        return reverse("wechat_oa:login", query={"next": wanted})
    except NoReverseMatch:
        return ""


@require_POST
def parted(request: HttpRequest) -> HttpResponse:
    """Read, and put away: whoever is at this browser now need not be who was logged in at it."""
    response = redirect(local_path(request, request.POST.get("next")))
    parting.forget(response)
    return response


@never_cache
@require_http_methods(["GET", "POST"])
def login(request: HttpRequest) -> HttpResponse:
    wanted = local_path(request, request.POST.get("next") or request.GET.get("next"))
    if request.user.is_authenticated:
        return redirect(wanted)
    form = PhoneForm(request.POST or None)
    if form.is_valid() and send_code(request, form):
        request.session[PENDING] = {"phone": form.cleaned_data["phone"], "next": wanted}
        return redirect("accounts:login_code")
    people = demo_logins(queries.users_by_phone(one.phone for one in DEMO_PEOPLE)) if settings.DEMO else []
    context = {
        "form": form,
        "next": wanted,
        "wechat": wechat_login(wanted),
        "by_email": mail.connected(),
        "people": people,
    }
    return render(request, "accounts/login.html", context, status=422 if form.errors else 200)


def send_code(request: HttpRequest, form: Form, *, pending: str = PENDING) -> bool:
    """Whether the reader can go on to the code; a code sent a moment ago is as good as a new one."""
    phone = form.cleaned_data["phone"]
    try:
        actions.request_code(phone=phone, address=address_of(request))
    except TooManyCodes as error:
        if request.session.get(pending, {}).get("phone") == phone and queries.seconds_until_next_code(phone):
            return True
        form.add_error("phone", wait_words(error.extra["retry_after"]))
        return False
    except (InvalidPhone, SmsFailed) as error:
        form.add_error("phone", str(error))
        return False
    return True


@never_cache
@require_http_methods(["GET", "POST"])
def login_code(request: HttpRequest) -> HttpResponse:
    pending = request.session.get(PENDING)
    if not pending:
        return redirect("accounts:login")
    if "agree_step" in request.POST and "proved" in pending:
        return welcome(request, pending)
    form = CodeForm(request.POST or None)
    if form.is_valid():
        return enter(request, pending, form)
    return ask_code(request, pending, form)


def ask_code(request: HttpRequest, pending: dict[str, str], form: Form) -> HttpResponse:
    phone = pending["phone"]
    context = {
        "form": form,
        "phone": f"{phone[:3]} {phone[3:7]} {phone[7:]}",
        "plain_phone": phone,
        "next": pending["next"],
        "wait": queries.seconds_until_next_code(phone),
        **sms.shown(phone),
    }
    return render(request, "accounts/login_code.html", context, status=422 if form.errors else 200)


def welcome(request: HttpRequest, pending: dict[str, str]) -> HttpResponse:
    form = WelcomeForm(request.POST)
    if form.is_valid():
        return enter(request, pending, form)
    return ask_agreements(request, pending, form)


def ask_agreements(request: HttpRequest, pending: dict[str, str], form: Form) -> HttpResponse:
    known = queries.user_by_phone(pending["phone"])
    missing = queries.missing_agreements(known.pk if known else None)
    context = {
        "form": form,
        "known": known,
        "updated": queries.has_agreed(known.pk if known else None),
        "agreements": [agreement_in(text) for text in missing],
    }
    return render(request, "accounts/login_welcome.html", context, status=422 if form.errors else 200)


def enter(request: HttpRequest, pending: dict[str, str], form: Form) -> HttpResponse:
    agreed = bool(form.cleaned_data.get("agree"))
    try:
        user = actions.login_by_code(
            phone=pending["phone"],
            code=form.cleaned_data["code"],
            accepted=[text.id for text in current_texts()] if agreed else [],
            address=address_of(request),
            user_agent=user_agent_of(request),
            name=form.cleaned_data.get("name", ""),
        )
    except AgreementsNotAccepted:
        # Only who proved the phone may see whether it is known: the next step greets the two differently.
        request.session[PENDING] = {**pending, "proved": "yes"}
        return ask_agreements(request, pending, WelcomeForm(initial={"code": form.cleaned_data["code"]}))
    except (WrongCode, CodeExpired) as error:
        again = CodeForm({"code": form.cleaned_data["code"]})
        again.add_error("code", str(error))
        return ask_code(request, pending, again)
    return arrive(request, user, pending["next"])


def arrive(request: HttpRequest, user: User, wanted: str) -> HttpResponse:
    request.session.pop(PENDING, None)
    return go_in(request, user, wanted)


@require_POST
def login_demo(request: HttpRequest) -> HttpResponse:
    """Be one of the nine people without a code; only the demo school has this door."""
    phone = request.POST.get("phone", "")
    if not settings.DEMO or phone not in {person.phone for person in DEMO_PEOPLE}:
        raise Http404
    user = queries.user_by_phone(phone)
    if user is None:
        messages.error(request, _("演示学堂还没有准备好，请稍候再试。"))
        return redirect("accounts:login")
    accepted = [text.id for text in current_texts()]
    actions.admit(user=user, accepted=accepted, address=address_of(request), user_agent=user_agent_of(request))
    home = "/studio/" if is_staff(user) else "/"
    wanted = local_path(request, request.POST.get("next"))
    return arrive(request, user, home if wanted == "/" else wanted)


@require_POST
def logout(request: HttpRequest) -> HttpResponse:
    sign_out(request)
    messages.success(request, _("已退出登录。"))
    return redirect("/")
