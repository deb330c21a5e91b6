from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from zhiyu.accounts.http import UserRequest, staff
from zhiyu.accounts.permissions import can
from zhiyu.commerce.queries import orders_of_user
from zhiyu.screening import actions, queries
from zhiyu.screening.presenters import TONES

ORDERS = 10


@never_cache
@require_safe
@staff("applications.decide")
def application(request: UserRequest, application_id: int) -> HttpResponse:
    """What somebody wrote, beside what they bought and asked for before, and the two answers."""
    one = actions.read(application_id=application_id, actor_id=request.user.pk)
    orders = orders_of_user(one.applicant_id)[:ORDERS] if can(request.user, "orders.read") else []
    context = {
        "one": one,
        "orders": orders,
        "before": queries.before(one),
        "rules": queries.screen_or_usual(one.product_id)[0],
        "open": queries.open_approvals(one.product_id),
        "tones": TONES,
    }
    return render(request, "studio/application.html", context)
