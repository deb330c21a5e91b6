from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from zhiyu.accounts.http import UserRequest, staff
from zhiyu.catalog import actions, plans
from zhiyu.catalog.errors import GroupMissing, ScopeFixed
from zhiyu.catalog.models import Plan
from zhiyu.catalog.plan_forms import GROUP, PlanForm, plan_of
from zhiyu.catalog.views.looks import plan_shown
from zhiyu.platform.looking import rehearsed
from zhiyu.ui.links import public_address


def address_of(request: HttpRequest, plan: Plan) -> str:
    return public_address(request, reverse("storefront:plan", args=[plan.code]))


@require_http_methods(["GET", "POST"])
@staff("catalog.edit")
@rehearsed(plan_shown)
def plan_new(request: UserRequest) -> HttpResponse:
    courses = list(plans.courses_to_choose())
    group = request.GET.get("scope") == GROUP
    offer = {"scope": GROUP, "title": _("付费社群")} if group else {}
    form = PlanForm(request.POST or None, courses=courses, initial=offer)
    if request.method == "POST" and form.is_valid():
        plan = actions.create_plan(actor_id=request.user.pk, **form.changes())
        if form.cleaned_data["scope"] == GROUP:
            messages.success(request, _("建好了，再放上群二维码，就可以上架。"))
            return redirect("catalog:group_edit", plan_id=plan.pk)
        messages.success(request, _("会员建好了，看一眼学员会看到的样子，就可以上架。"))
        return redirect("catalog:plan_edit", plan_id=plan.pk)
    context = {"form": form, "plan": None, "courses": courses}
    return render(request, "catalog/plan.html", context, status=status_of(form))


@require_http_methods(["GET", "POST"])
@staff("catalog.edit")
@rehearsed(plan_shown)
def plan_edit(request: UserRequest, plan_id: int) -> HttpResponse:
    plan, courses = plans.plan(plan_id), list(plans.courses_to_choose())
    form = PlanForm(request.POST or None, courses=courses, initial=plan_of(plan))
    if request.method == "POST" and form.is_valid():
        try:
            actions.edit_plan(plan_id=plan_id, actor_id=request.user.pk, **form.changes())
        except (ScopeFixed, GroupMissing) as error:
            form.add_error("scope", str(error))
        else:
            messages.success(request, _("会员已保存。"))
            return redirect("catalog:plan_edit", plan_id=plan_id)
    context = {"form": form, "plan": plan, "courses": courses, "tab": "edit", "address": address_of(request, plan)}
    return render(request, "catalog/plan.html", context, status=status_of(form))


@require_POST
@staff("catalog.edit")
def plan_publish(request: UserRequest, plan_id: int) -> HttpResponse:
    try:
        actions.publish_plan(plan_id=plan_id, actor_id=request.user.pk)
    except GroupMissing as error:
        messages.error(request, str(error))
        return redirect("catalog:group_edit", plan_id=plan_id)
    messages.success(request, _("已上架，现在可以分享了。"))
    return redirect("catalog:plan_edit", plan_id=plan_id)


@require_POST
@staff("catalog.edit")
def plan_unpublish(request: UserRequest, plan_id: int) -> HttpResponse:
    actions.unpublish_plan(plan_id=plan_id, actor_id=request.user.pk)
    messages.success(request, _("已下架：买过的会员照常用到到期，新的人买不到。"))
    return redirect("catalog:plan_edit", plan_id=plan_id)


def status_of(form: Any) -> int:
    return 422 if form.errors else 200
