from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zhiyu.access.queries import entitlements_of
from zhiyu.accounts import actions as accounts
from zhiyu.accounts.actions import reveal_phone
from zhiyu.accounts.errors import PhoneTaken
from zhiyu.accounts.http import UserRequest, recently_proved, staff
from zhiyu.accounts.models import User
from zhiyu.accounts.presenters import device_name
from zhiyu.accounts.queries import devices_of, identities_of, person
from zhiyu.commerce.queries import orders_of_user
from zhiyu.commerce.wallets import balance_of
from zhiyu.kernel.cursors import stretch
from zhiyu.learning.queries import my_learning
from zhiyu.platform.queries import audit_of
from zhiyu.studio import queries
from zhiyu.studio.forms import MovePhoneForm

PAGE = 30


@require_safe
@staff("learners.read")
def learner_list(request: UserRequest) -> HttpResponse:
    query, joined = request.GET.get("query", ""), request.GET.get("joined", "")
    people = queries.learners(query=query, joined=joined)
    page = stretch(people, size=PAGE, before=request.GET.get("before", ""), after=request.GET.get("after", ""))
    rows, count = queries.learner_rows(page.rows), queries.count_learners(people)
    context = {"page": page, "rows": rows, "count": count, "query": query, "joined": joined}
    return render(request, "studio/learners.html", context)


@require_safe
@staff("learners.read")
def learner(request: UserRequest, user_id: int) -> HttpResponse:
    return show(request, person(user_id), phone="")


@never_cache
@require_POST
@staff("learners.read")
def phone(request: UserRequest, user_id: int) -> HttpResponse:
    """The whole number, shown in the answer to this very request and kept nowhere."""
    number = reveal_phone(actor_id=request.user.pk, user_id=user_id)
    return show(request, person(user_id), phone=number)


@never_cache
@require_http_methods(["GET", "POST"])
@staff("settings.edit")
@recently_proved
def move_phone(request: UserRequest, user_id: int) -> HttpResponse:
    """For someone who lost their number and has no mailbox bound: who did it and why is written down."""
    someone = person(user_id)
    form = MovePhoneForm(request.POST or None)
    if form.is_valid():
        try:
            accounts.move_phone(actor_id=request.user.pk, user_id=user_id, **form.cleaned_data)
        except PhoneTaken as error:
            form.add_error("phone", str(error))
        else:
            messages.success(request, _("换好了。对方用新号码登录，旧的登录都已退出。"))
            return redirect("studio:learner", user_id=user_id)
    context = {"form": form, "someone": someone}
    return render(request, "studio/move_phone.html", context, status=422 if form.errors else 200)


def show(request: UserRequest, someone: User, *, phone: str) -> HttpResponse:
    context = {
        "someone": someone,
        "phone": phone,
        "rights": [right for right in entitlements_of(someone.pk) if right.own],
        "balance_fen": balance_of(someone.pk),
        "memberships": queries.memberships_of(someone.pk),
        "learning": my_learning(someone.pk),
        "orders": orders_of_user(someone.pk),
        "devices": [(device, device_name(device.user_agent)) for device in devices_of(someone.pk)],
        "identities": identities_of(someone.pk),
        "audit": queries.audit_lines(audit_of(f"user:{someone.pk}").order_by("-id")[:20]),
    }
    return render(request, "studio/learner.html", context)
