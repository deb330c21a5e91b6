"""⌘K: one field over pages, courses, orders and learners; a page of its own where no script runs."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from zhiyu.accounts.http import UserRequest, staff
from zhiyu.accounts.permissions import can
from zhiyu.studio import queries


@require_safe
@staff("")
def find(request: UserRequest) -> HttpResponse:
    query = request.GET.get("query", "")
    groups = queries.find(query, can=lambda scope: can(request.user, scope))
    within = request.headers.get("HX-Request") == "true"
    return render(request, "studio/found.html" if within else "studio/find.html", {"query": query, "found": groups})
