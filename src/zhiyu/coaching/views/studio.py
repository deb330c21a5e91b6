from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zhiyu.access.errors import NothingLeft
from zhiyu.access.models import Grant
from zhiyu.accounts.http import UserRequest, staff
from zhiyu.coaching import actions, queries
from zhiyu.coaching.errors import (
    AfterTheEnd,
    AppointmentStateError,
    ChangedMeanwhile,
    InThePast,
    MadeMeanwhile,
    NotedMeanwhile,
    NotYet,
)
from zhiyu.coaching.forms import AppointmentForm, DeliveryForm, said
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
    form: DeliveryForm | None = DeliveryForm(request.POST or None, initial=fresh(held))
    problem = ""
    if request.method == "POST" and form and form.is_valid():
        try:
            actions.note_delivery(grant_id=grant_id, actor_id=request.user.pk, **form.cleaned_data)
        except NotYet as refused:
            form.add_error("given_on", str(refused))
        except (NotedMeanwhile, NothingLeft) as refused:
            problem, form = str(refused), None
        else:
            messages.success(request, _("记好了。"))
            return redirect("coaching:holder", grant_id=grant_id)
    return page_of(request, grant_id, form=form, problem=problem)


@never_cache
@require_POST
@staff("sessions.give")
def make(request: UserRequest, grant_id: int) -> HttpResponse:
    """The form stands on the holder's page, and what was wrong is said there."""
    booking: AppointmentForm | None = AppointmentForm(request.POST)
    problem = ""
    if booking and booking.is_valid():
        try:
            actions.make_appointment(grant_id=grant_id, actor_id=request.user.pk, **booking.wanted())
        except (InThePast, AfterTheEnd) as refused:
            booking.add_error("starts_at", str(refused))
        except (MadeMeanwhile, NothingLeft) as refused:
            problem, booking = str(refused), None
        else:
            messages.success(request, _("约好了，已经告诉学员。"))
            return redirect("coaching:holder", grant_id=grant_id)
    return page_of(request, grant_id, booking=booking, problem=problem)


def page_of(
    request: UserRequest,
    grant_id: int,
    *,
    form: DeliveryForm | None = None,
    booking: AppointmentForm | None = None,
    problem: str = "",
) -> HttpResponse:
    held = queries.holder(grant_id)
    wrong = bool(problem or (form and form.errors) or (booking and booking.errors))
    shown = {
        "held": held,
        "form": form or DeliveryForm(initial=fresh(held)),
        "booking": booking or AppointmentForm(initial={"seen": len(held.appointments.all())}),
        "problem": problem,
        "now": now(),
    }
    return render(request, "coaching/holder.html", shown, status=422 if wrong else 200)


def fresh(held: Grant) -> dict[str, Any]:
    return {"seen": held.used, "given_on": day_start().date()}


@never_cache
@require_http_methods(["GET", "POST"])
@staff("sessions.give")
def change(request: UserRequest, appointment_id: int) -> HttpResponse:
    one = queries.appointment(appointment_id)
    form = AppointmentForm(request.POST or None, initial=said(one))
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_appointment(appointment_id=appointment_id, actor_id=request.user.pk, **form.wanted())
        except (InThePast, AfterTheEnd) as refused:
            form.add_error("starts_at", str(refused))
        except (ChangedMeanwhile, AppointmentStateError) as refused:
            messages.warning(request, str(refused))
            return redirect("coaching:change", appointment_id=appointment_id)
        else:
            messages.success(request, _("改好了，已经告诉学员。"))
            return redirect("coaching:holder", grant_id=one.grant_id)
    return render(request, "coaching/appointment.html", {"one": one, "form": form}, status=422 if form.errors else 200)


@require_POST
@staff("sessions.give")
def call_off(request: UserRequest, appointment_id: int) -> HttpResponse:
    one = actions.call_off_appointment(appointment_id=appointment_id, actor_id=request.user.pk)
    messages.success(request, _("取消了，已经告诉学员，次数还在。"))
    return redirect("coaching:holder", grant_id=one.grant_id)


@require_POST
@staff("sessions.give")
def given(request: UserRequest, appointment_id: int) -> HttpResponse:
    delivery = actions.note_given(appointment_id=appointment_id, actor_id=request.user.pk)
    messages.success(request, _("记好了。"))
    return redirect("coaching:holder", grant_id=delivery.grant_id)


@require_POST
@staff("sessions.give")
def undo(request: UserRequest, delivery_id: int) -> HttpResponse:
    delivery = actions.undo_delivery(delivery_id=delivery_id, actor_id=request.user.pk)
    messages.success(request, _("已撤销，这一次还给学员了。"))
    return redirect("coaching:holder", grant_id=delivery.grant_id)
