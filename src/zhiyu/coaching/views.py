from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zhiyu.access.errors import NothingLeft
from zhiyu.accounts.http import UserRequest, staff
from zhiyu.coaching import actions, queries
from zhiyu.coaching.errors import NotedMeanwhile, NotYet
from zhiyu.coaching.forms import DeliveryForm
from zhiyu.kernel.clock import day_start, now

PAGE_SIZE = 30


@never_cache
@require_safe
@staff("sessions.give")
def holders(request: UserRequest) -> HttpResponse:
    state = "done" if request.GET.get("state") == "done" else "left"
    page = Paginator(queries.holders(state), PAGE_SIZE).get_page(request.GET.get("page"))
    shown = {"page": page, "state": state, "counts": queries.holder_counts(), "now": now()}
    return render(request, "coaching/holders.html", shown)


@never_cache
@require_http_methods(["GET", "POST"])
@staff("sessions.give")
def holder(request: UserRequest, grant_id: int) -> HttpResponse:
    held = queries.holder(grant_id)
    fresh = {"seen": held.used, "given_on": day_start().date()}
    form = DeliveryForm(request.POST or None, initial=fresh)
    problem = ""
    if request.method == "POST" and form.is_valid():
        try:
            actions.note_delivery(grant_id=grant_id, actor_id=request.user.pk, **form.cleaned_data)
        except NotYet as refused:
            form.add_error("given_on", str(refused))
        except (NotedMeanwhile, NothingLeft) as refused:
            problem = str(refused)
            held, form = queries.holder(grant_id), DeliveryForm(initial=fresh)
        else:
            messages.success(request, _("记好了。"))
            return redirect("coaching:holder", grant_id=grant_id)
    shown = {"held": held, "form": form, "problem": problem, "now": now()}
    return render(request, "coaching/holder.html", shown, status=422 if problem or form.errors else 200)


@require_POST
@staff("sessions.give")
def undo(request: UserRequest, delivery_id: int) -> HttpResponse:
    delivery = actions.undo_delivery(delivery_id=delivery_id, actor_id=request.user.pk)
    messages.success(request, _("已撤销，这一次还给学员了。"))
    return redirect("coaching:holder", grant_id=delivery.grant_id)
