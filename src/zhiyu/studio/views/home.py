from datetime import date

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from zhiyu.accounts.http import UserRequest, staff
from zhiyu.accounts.permissions import can
from zhiyu.commerce.queries import recent_orders
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
    week = queries.week() if may("money.read") else None
    context = {
        "today": queries.today(week),
        "date": day_start(),
        "week": week,
        "line": charts.line(week.nets) if week else None,
        "todos": queries.things_to_do(can=may),
        "orders": recent_orders() if may("orders.read") else [],
        "steps": steps if not all(step.done for step in steps) else [],
    }
    return render(request, "studio/home.html", context)


@require_safe
@staff("orders.read")
def day(request: UserRequest, on: str) -> HttpResponse:
    """The rows behind one day's numbers."""
    try:
        wanted = date.fromisoformat(on)
    except ValueError as error:
        raise Http404 from error
    return render(request, "studio/day.html", {"on": wanted, "moves": queries.moves_of(wanted)})
