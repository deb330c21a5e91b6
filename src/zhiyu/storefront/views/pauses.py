from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from zhiyu.access import actions
from zhiyu.accounts.http import UserRequest, signed_in
from zhiyu.catalog.plans import plan_by_code
from zhiyu.kernel.errors import DomainError
from zhiyu.storefront.memberships import pause_page


@never_cache
@require_http_methods(["GET", "POST"])
@signed_in
def pause(request: UserRequest, slug: str) -> HttpResponse:
    page, problem, mine = pause_page(slug, request.user.pk), "", request.user.pk
    if request.method == "POST":
        days = request.POST.get("days", "")
        if days.isdecimal():
            try:
                actions.pause(user_id=mine, plan_id=page.membership.plan.pk, days=int(days[:4]), actor_id=mine)
            except DomainError as error:
                problem = str(error)
            else:
                messages.success(request, _("已暂停，到期日往后移了。随时可以提前恢复。"))
                return redirect("storefront:me")
        problem = problem or _("请选暂停多久。")
    return render(request, "storefront/pause.html", {"page": page, "problem": problem}, status=422 if problem else 200)


@require_POST
@signed_in
def resume(request: UserRequest, slug: str) -> HttpResponse:
    actions.resume(user_id=request.user.pk, plan_id=plan_by_code(slug).pk, actor_id=request.user.pk)
    messages.success(request, _("已恢复，现在就能接着学。"))
    return redirect("storefront:me")
