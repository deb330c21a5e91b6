"""The WeChat group of a membership: who should be in it. Nobody but people can put them in or take them out."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from zhiyu.accounts.http import UserRequest, recently_proved, staff
from zhiyu.catalog.plans import plan as plan_of
from zhiyu.kernel.sheets import csv_pieces
from zhiyu.platform.actions import note_export
from zhiyu.studio import queries
from zhiyu.ui.links import public_address


@never_cache
@require_safe
@staff("learners.read")
def group_members(request: UserRequest, plan_id: int) -> HttpResponse:
    plan = plan_of(plan_id)
    found = queries.group_members(plan_id)
    lists = {"": found.inside, "paused": found.paused, "out": found.outside}
    state = request.GET.get("state", "")
    state = state if state in lists else ""
    shown = {
        "plan": plan,
        "tab": "members",
        "address": public_address(request, reverse("storefront:plan", args=[plan.code])),
        "people": lists[state],
        "state": state,
        "counts": {name: len(people) for name, people in lists.items()},
    }
    return render(request, "studio/group_members.html", shown)


@require_safe
@staff("learners.read")
@recently_proved
def group_members_csv(request: UserRequest, plan_id: int) -> HttpResponse:
    plan = plan_of(plan_id)
    note_export(actor_id=request.user.pk, what=f"group:{plan.code}")
    whole = b"".join(csv_pieces(queries.member_rows(plan_id)))
    name = {"Content-Disposition": 'attachment; filename="group.csv"'}
    return HttpResponse(whole, content_type="text/csv; charset=utf-8", headers=name)
