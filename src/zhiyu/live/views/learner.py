from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.views.decorators.http import require_safe

from zhiyu.accounts.http import keep_visitor
from zhiyu.live import queries


@require_safe
def watch(request: HttpRequest, class_id: int) -> HttpResponse:
    """Where every message and lesson leads; the room, where the school has rooms."""
    try:
        return redirect(reverse("rooms:room", kwargs={"class_id": class_id}))
    except NoReverseMatch:
        shown = {"facts": queries.facts(class_id, request.user)}
    response = render(request, "live/watch.html", shown)
    keep_visitor(request, response)
    response.headers["Cache-Control"] = "private, no-store"
    return response
