from collections.abc import Callable
from functools import partial
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zhiyu.accounts.http import UserRequest, recently_proved, staff
from zhiyu.kernel.clock import now
from zhiyu.kernel.errors import DomainError, NotFound
from zhiyu.kernel.sheets import csv_pieces
from zhiyu.onsite import actions, passes, queries
from zhiyu.onsite.forms import BringForm, EditForm, NewForm, said
from zhiyu.onsite.models import Seat
from zhiyu.platform.actions import note_export
from zhiyu.ui import qr
from zhiyu.ui.links import public_address

PAGE_SIZE, PEOPLE = 30, 100
DOOR = "rooms.host"


@never_cache
@require_safe
@staff(DOOR)
def classes(request: UserRequest) -> HttpResponse:
    scope = "past" if request.GET.get("scope") == "past" else "coming"
    page = Paginator(queries.classes(scope), PAGE_SIZE).get_page(request.GET.get("page"))
    return render(request, "onsite/classes.html", {"page": page, "scope": scope, "counts": queries.class_counts()})


@never_cache
@require_http_methods(["GET", "POST"])
@staff("catalog.edit")
def new(request: UserRequest) -> HttpResponse:
    form = NewForm(request.POST or None, initial={"host": request.user.pk})
    if request.method == "POST" and form.is_valid():
        chapter_id = form.cleaned_data["chapter"].pk
        try:
            weeks = form.cleaned_data["weeks"]
            made = actions.plan_weekly(chapter_id=chapter_id, weeks=weeks, actor_id=request.user.pk, **form.plan())
        except DomainError as refused:
            form.add_error(refused.where, str(refused))
        else:
            messages.success(request, _("排好了，学员现在就能占座。"))
            return redirect("onsite:studio_class", class_id=made[0].pk) if weeks == 1 else redirect("onsite:classes")
    shown = {"form": form, "places": queries.chapters().exists()}
    return render(request, "onsite/new.html", shown, status=422 if form.errors else 200)


@never_cache
@require_safe
@staff(DOOR)
def one(request: UserRequest, class_id: int) -> HttpResponse:
    found = queries.onsite_class(class_id)
    counts = queries.place_counts(class_id)
    wanted = request.GET.get("state", "")
    state = wanted if wanted in counts else Seat.State.BOOKED
    page = Paginator(queries.places(class_id).filter(state=state), PEOPLE).get_page(request.GET.get("page"))
    taken = sum(counts[one] for one in Seat.TAKEN)
    shown = {
        "one": found,
        "course": found.lesson.chapter.course,
        "counts": counts,
        "taken": taken,
        "state": state,
        "page": page,
        "at_the_door": found.state != found.State.CALLED_OFF and found.opens_at <= now(),
        "form": BringForm(),
    }
    return render(request, "onsite/class.html", shown)


@never_cache
@require_http_methods(["GET", "POST"])
@staff("catalog.edit")
def edit(request: UserRequest, class_id: int) -> HttpResponse:
    found = queries.onsite_class(class_id)
    form = EditForm(request.POST or None, initial=said(found))
    if request.method == "POST" and form.is_valid():
        seen_at = form.cleaned_data["seen_at"]
        try:
            actions.change(class_id=class_id, actor_id=request.user.pk, seen_at=seen_at, **form.plan())
        except DomainError as refused:
            form.add_error(refused.where, str(refused))
        else:
            messages.success(request, _("已保存。"))
            return redirect("onsite:studio_class", class_id=class_id)
    return render(request, "onsite/edit.html", {"form": form, "one": found}, status=422 if form.errors else 200)


def done(request: UserRequest, class_id: int, act: Callable[[], Any], words: str) -> HttpResponse:
    queries.onsite_class(class_id)
    try:
        act()
    except DomainError as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, words)
    state = request.POST.get("state", "")
    return redirect("onsite:studio_class", class_id=class_id) if not state else redirect(list_of(class_id, state))


def list_of(class_id: int, state: str) -> str:
    known = state if state in Seat.State.values else Seat.State.BOOKED
    return reverse("onsite:studio_class", args=[class_id], query={"state": known})


@require_POST
@staff("catalog.edit")
def call_off(request: UserRequest, class_id: int) -> HttpResponse:
    act = partial(actions.call_off, class_id=class_id, actor_id=request.user.pk)
    return done(request, class_id, act, _("取消了，占了座和排队的学员会收到通知。"))


@never_cache
@require_safe
@staff(DOOR)
def door(request: UserRequest, class_id: int) -> HttpResponse:
    """For the screen at the door: a code that is another one every half minute."""
    found = queries.facts(class_id, request.user)
    address = public_address(request, passes.leads_to(class_id, passes.shown(class_id, found.now)))
    came = queries.place_counts(class_id)[Seat.State.CAME]
    shown = {"found": found, "came": came, "qr": qr.inline(address) if found.at_the_door else ""}
    return render(request, "onsite/door.html", shown)


@require_POST
@staff(DOOR)
def tick(request: UserRequest, class_id: int, seat_id: int) -> HttpResponse:
    act = partial(actions.tick, class_id=class_id, seat_id=seat_id, actor_id=request.user.pk)
    return done(request, class_id, act, _("签到好了。"))


@require_POST
@staff(DOOR)
def undo(request: UserRequest, class_id: int, seat_id: int) -> HttpResponse:
    act = partial(actions.undo, class_id=class_id, seat_id=seat_id, actor_id=request.user.pk)
    return done(request, class_id, act, _("签到撤销了。"))


@require_POST
@staff(DOOR)
def bring(request: UserRequest, class_id: int) -> HttpResponse:
    form = BringForm(request.POST)

    def act() -> None:
        if not form.is_valid():
            raise NotFound(_("请填完整的手机号。"))
        actions.bring(class_id=class_id, phone=form.cleaned_data["phone"], actor_id=request.user.pk)

    return done(request, class_id, act, _("签到好了。"))


@require_safe
@staff("learners.read")
@recently_proved
def people_file(request: UserRequest, class_id: int) -> HttpResponse:
    queries.onsite_class(class_id)
    note_export(actor_id=request.user.pk, what="onsite", onsite_class=class_id)
    whole = b"".join(csv_pieces(queries.people_rows(class_id)))
    name = {"Content-Disposition": f'attachment; filename="onsite-{class_id}.csv"'}
    return HttpResponse(whole, content_type="text/csv; charset=utf-8", headers=name)
