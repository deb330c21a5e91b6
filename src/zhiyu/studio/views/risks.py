"""Accounts that play as if they were shared: the signs, the plays behind them, and what one may do."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zhiyu.accounts import actions as accounts
from zhiyu.accounts.http import UserRequest, recently_proved, staff
from zhiyu.accounts.queries import person
from zhiyu.kernel.cursors import stretch
from zhiyu.media.actions import leave_plays
from zhiyu.platform.actions import save_school
from zhiyu.platform.school import school
from zhiyu.studio import queries
from zhiyu.studio.forms import ProtectionForm
from zhiyu.studio.notices import ask_about_devices

PAGE = 50


@require_safe
@staff("learners.read")
def risks(request: UserRequest) -> HttpResponse:
    return render(request, "studio/risks.html", {"found": queries.risks()})


@require_safe
@staff("learners.read")
def plays(request: UserRequest, user_id: int) -> HttpResponse:
    someone = person(user_id)
    before, after = request.GET.get("before", ""), request.GET.get("after", "")
    page = stretch(queries.plays_of(user_id), size=PAGE, before=before, after=after)
    context = {
        "someone": someone,
        "risk": next(iter(queries.risks(user_id)), None),
        "reviewed_at": queries.reviewed_at(user_id),
        "page": page,
        "rows": queries.play_rows(page.rows),
    }
    return render(request, "studio/plays.html", context)


@require_POST
@staff("learners.read")
def write(request: UserRequest, user_id: int) -> HttpResponse:
    someone = person(user_id)
    if ask_about_devices(user_id):
        messages.success(request, _("已经写给 %(name)s，对方在“消息”里能看到。") % {"name": someone})
    else:
        messages.info(request, _("今天已经写过了。"))
    return redirect("studio:plays", user_id=user_id)


@require_POST
@staff("learners.read")
@recently_proved
def sign_out(request: UserRequest, user_id: int) -> HttpResponse:
    accounts.sign_out_everywhere(user_id=person(user_id).pk, actor_id=request.user.pk)
    messages.success(request, _("所有设备都已退出登录，本人重新登录就能接着学。"))
    return redirect("studio:plays", user_id=user_id)


@require_POST
@staff("learners.read")
def leave(request: UserRequest, user_id: int) -> HttpResponse:
    leave_plays(user_id=person(user_id).pk, actor_id=request.user.pk)
    messages.success(request, _("记下了，之前的播放不再算迹象。"))
    return redirect("studio:risks")


@require_http_methods(["GET", "POST"])
@staff("settings.edit")
def protection(request: UserRequest) -> HttpResponse:
    now_set = school()
    initial = {name: getattr(now_set, name) for name in ProtectionForm.base_fields}
    form = ProtectionForm(request.POST or None, initial=initial)
    if form.is_valid():
        save_school(actor_id=request.user.pk, **form.cleaned_data)
        messages.success(request, _("已保存，从下一次打开课时起算。"))
        return redirect("studio:protection")
    return render(request, "studio/protection.html", {"form": form}, status=422 if form.errors else 200)
