"""泄露追踪: hand in a copy that turned up, read whose it is, decide about it."""

from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zhiyu.accounts.http import UserRequest, staff
from zhiyu.kernel.errors import DomainError
from zhiyu.tracing import actions, installed, presenters, queries
from zhiyu.tracing.forms import HandIn, Review
from zhiyu.tracing.models import Inquiry

SCOPE = "leaks.trace"
PAGE_SIZE = 20
TONES = {"waiting": "plain", "reading": "info", "done": "ok", "refused": "hot"}
MOVING = {Inquiry.State.WAITING, Inquiry.State.READING}


@never_cache
@require_http_methods(["GET", "POST"])
@staff(SCOPE)
def inquiries(request: UserRequest) -> HttpResponse:
    form = HandIn(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.hand_in(asset_id=form.cleaned_data["copy"], actor_id=request.user.pk)
        except DomainError as error:
            form.add_error("copy", str(error))
        else:
            return redirect("tracing:inquiry", inquiry_id=made.pk)
    shown = {
        "form": form,
        "page": Paginator(queries.inquiries(), PAGE_SIZE).get_page(request.GET.get("page")),
        "films": queries.films(),
        "installed": installed.is_complete(),
        "tones": TONES,
    }
    return render(request, "tracing/inquiries.html", shown, status=422 if form.errors else 200)


@never_cache
@require_safe
@staff(SCOPE)
def inquiry(request: UserRequest, inquiry_id: int) -> HttpResponse:
    return render(request, "tracing/inquiry.html", shown_of(inquiry_id))


@never_cache
@require_safe
@staff(SCOPE)
def progress(request: UserRequest, inquiry_id: int) -> HttpResponse:
    """The part of the page that moves."""
    return render(request, "tracing/answer.html", shown_of(inquiry_id))


def shown_of(inquiry_id: int) -> dict[str, Any]:
    found = queries.inquiry(inquiry_id)
    answer = presenters.answer_of(found) if found.state == Inquiry.State.DONE else None
    ready = installed.is_complete()
    moving = ready and found.state in MOVING
    return {"inquiry": found, "answer": answer, "moving": moving, "installed": ready, "form": Review()}


@require_POST
@staff(SCOPE)
def again(request: UserRequest, inquiry_id: int) -> HttpResponse:
    actions.ask_again(inquiry_id=inquiry_id, actor_id=request.user.pk)
    return redirect("tracing:inquiry", inquiry_id=inquiry_id)


@never_cache
@require_POST
@staff(SCOPE)
def review(request: UserRequest, inquiry_id: int) -> HttpResponse:
    form = Review(request.POST)
    if not form.is_valid():
        return render(request, "tracing/inquiry.html", shown_of(inquiry_id) | {"form": form}, status=422)
    actions.review(
        inquiry_id=inquiry_id,
        actor_id=request.user.pk,
        confirmed=form.cleaned_data["review"] == "confirmed",
        note=form.cleaned_data["note"],
    )
    return redirect("tracing:inquiry", inquiry_id=inquiry_id)


@require_POST
@staff(SCOPE)
def mark_again(request: UserRequest, asset_id: UUID) -> HttpResponse:
    actions.mark_again(asset_id=asset_id, actor_id=request.user.pk)
    return redirect("tracing:inquiries")
