from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from zhiyu.accounts.http import UserRequest, staff
from zhiyu.accounts.permissions import can
from zhiyu.kernel.clock import day_start
from zhiyu.platform.school import school
from zhiyu.studio import charts, queries


@require_safe
def to_home(request: HttpRequest) -> HttpResponse:
    del request
    return redirect("studio:home")


@require_safe
@staff("")
def home(request: UserRequest) -> HttpResponse:
    def may(scope: str) -> bool:
        return can(request.user, scope)

    steps = queries.first_steps(school()) if may("catalog.edit") else []
    days = queries.week() if may("money.read") else []
    context = {
        "today": queries.today(),
        "date": day_start(),
        "days": days,
        "line": charts.line([day.net_fen for day in days]) if days else None,
        "todos": queries.things_to_do(can=may),
        "orders": queries.latest_orders() if may("orders.read") else [],
        "steps": steps if not all(step.done for step in steps) else [],
    }
    return render(request, "studio/home.html", context)
