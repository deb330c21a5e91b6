from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from zhiyu.access import actions
from zhiyu.accounts.http import UserRequest, staff
from zhiyu.accounts.queries import person
from zhiyu.catalog.plans import plan_by_code
from zhiyu.kernel.errors import DomainError


@require_POST
@staff("refunds.decide")
def pause(request: UserRequest, user_id: int, slug: str) -> HttpResponse:
    days, someone = request.POST.get("days", ""), person(user_id)
    plan_id = plan_by_code(slug).pk
    try:
        length = int(days[:4]) if days.isdecimal() else 0
        actions.pause(user_id=someone.pk, plan_id=plan_id, days=length, actor_id=request.user.pk)
        messages.success(request, _("已暂停，到期日往后移了。"))
    except DomainError as error:
        messages.error(request, str(error))
    return redirect("studio:learner", user_id=user_id)


@require_POST
@staff("refunds.decide")
def resume(request: UserRequest, user_id: int, slug: str) -> HttpResponse:
    actions.resume(user_id=person(user_id).pk, plan_id=plan_by_code(slug).pk, actor_id=request.user.pk)
    messages.success(request, _("已恢复。"))
    return redirect("studio:learner", user_id=user_id)
