from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any, Final

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zhiyu.accounts.http import UserRequest, signed_in, to_login
from zhiyu.kernel.clock import now
from zhiyu.kernel.errors import DomainError
from zhiyu.onsite import actions, calendar, passes, queries
from zhiyu.onsite.errors import CameAlready, OnsiteStateError, Underway
from zhiyu.onsite.models import DOOR, OnsiteClass, Seat
from zhiyu.ui.links import public_address

DOOR_COOKIE: Final = "zhiyu_door"


@require_safe
def one(request: HttpRequest, class_id: int) -> HttpResponse:
    """Where every message leads: the lesson; of what is called off, its course."""
    found = queries.facts(class_id, request.user)
    if found.state == OnsiteClass.State.CALLED_OFF:
        return redirect("storefront:course", slug=found.course_code)
    return redirect("storefront:lesson", lesson_id=found.lesson_id)


def done(request: UserRequest, class_id: int, act: Callable[[], Any], words: Callable[[Any], str]) -> HttpResponse:
    lesson_id = queries.onsite_class(class_id).lesson_id
    try:
        answer = act()
    except (OnsiteStateError, Underway, CameAlready) as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, words(answer))
    return redirect("storefront:lesson", lesson_id=lesson_id)


@require_POST
@signed_in
def book(request: UserRequest, class_id: int) -> HttpResponse:
    def words(seat: Seat) -> str:
        if seat.state == Seat.State.WAITING:
            return _("排上队了。有人让出座位，就自动是你的，会发消息告诉你。")
        left = queries.onsite_class(class_id).starts_at - now()
        if left <= DOOR:
            return _("座位占好了，很快就开始。")
        if left <= timedelta(days=1):
            return _("座位占好了。开始前 2 小时会提醒你。")
        return _("座位占好了。开始前一天和 2 小时会提醒你。")

    return done(request, class_id, partial(actions.book, class_id=class_id, user_id=request.user.pk), words)


@require_POST
@signed_in
def give_back(request: UserRequest, class_id: int) -> HttpResponse:
    act = partial(actions.give_back, class_id=class_id, user_id=request.user.pk)
    return done(request, class_id, act, lambda _none: _("座位让出来了，谢谢你告诉我们。"))


@require_safe
def calendar_file(request: HttpRequest, class_id: int) -> HttpResponse:
    found = queries.facts(class_id, request.user)
    address = public_address(request, reverse("onsite:class", args=[class_id]))
    made = calendar.event(found, host=request.get_host().partition(":")[0], address=address)
    name = {"Content-Disposition": f'attachment; filename="onsite-{class_id}.ics"'}
    return HttpResponse(made, content_type=calendar.TYPE, headers=name | {"Cache-Control": "private, no-store"})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def here(request: HttpRequest, class_id: int) -> HttpResponse:
    """What the code at the door leads to. Scanning writes nothing; pressing the button does.

    A browser that brought a good code keeps it for some minutes, so that it does not run out while its holder logs in.
    """
    brought = request.POST.get("code") or request.GET.get("code", "")
    kept = request.COOKIES.get(DOOR_COOKIE, "")
    code = next((one for one in (brought, kept) if passes.lets_in(one, class_id=class_id, at=now())), "")
    if not request.user.is_authenticated:
        queries.onsite_class(class_id)
        return keeping(to_login(request), class_id, code)
    found, refusal = queries.facts(class_id, request.user), ""
    if request.method == "POST":
        try:
            actions.come(class_id=class_id, user=request.user, code=code)
        except DomainError as refused:
            refusal = str(refused)
        else:
            return redirect("onsite:here", class_id=class_id)
    shown = {"found": found, "code": code, "refusal": refusal}
    answer = render(request, "onsite/here.html", shown, status=422 if refusal else 200)
    return keeping(answer, class_id, code)


def keeping(response: HttpResponse, class_id: int, code: str) -> HttpResponse:
    """The clock of a code that is kept already goes on."""
    if passes.is_good(code, class_id=class_id, at=now()):
        response.set_cookie(
            DOOR_COOKIE,
            passes.stamp(class_id, now()),
            max_age=passes.LASTS,
            httponly=True,
            samesite="Lax",
            secure=settings.SESSION_COOKIE_SECURE,
        )
    return response
