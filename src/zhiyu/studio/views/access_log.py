from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from zhiyu.accounts.http import UserRequest, staff
from zhiyu.studio import queries

PAGE = 50


@require_safe
@staff("settings.edit")
def access_log(request: UserRequest) -> HttpResponse:
    kind, actor = request.GET.get("kind", ""), request.GET.get("actor", "")
    actor_id = int(actor) if actor.isascii() and actor.isdigit() and len(actor) < 18 else None  # noqa: PLR2004 -- a bigint
    page = Paginator(queries.access_log(kind=kind, actor_id=actor_id), PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "lines": queries.access_lines(page.object_list), "kind": kind, "actor": actor_id}
    return render(request, "studio/access_log.html", context)
