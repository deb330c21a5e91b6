"""找到我的作品: a picture that turned up elsewhere, looked up among one's own."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from zhiyu.accounts.http import UserRequest, signed_in
from zhiyu.kernel.errors import DomainError
from zhiyu.media.spooling import spooled
from zhiyu.tracing import installed
from zhiyu.works import actions, queries
from zhiyu.works.evidence import pack
from zhiyu.works.forms import SearchForm
from zhiyu.works.models import Search
from zhiyu.works.presenters import TONES, found_of

PAGE_SIZE = 20
MOVING = {Search.State.WAITING, Search.State.READING}


@never_cache
@require_http_methods(["GET", "POST"])
@signed_in
def searches(request: UserRequest) -> HttpResponse:
    form = SearchForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        try:
            with spooled([form.cleaned_data["picture"]]) as [(path, name)]:
                key, place = form.cleaned_data["key"], form.cleaned_data["place"]
                made = actions.search_for(key=key, owner_id=request.user.pk, path=path, name=name, place=place)
        except DomainError as refusal:
            form.add_error("picture", str(refusal))
        else:
            return redirect("works:search", search_id=made.pk)
    page = Paginator(queries.searches_of(request.user.pk), PAGE_SIZE).get_page(request.GET.get("page"))
    shown = {"form": form, "page": page, "rows": [(one, found_of(one)) for one in page], "tones": TONES}
    shown |= {"installed": installed.is_complete(), "any": queries.works_of(request.user.pk).exists()}
    return render(request, "works/searches.html", shown, status=422 if form.errors else 200)


@never_cache
@require_safe
@signed_in
def search(request: UserRequest, search_id: int) -> HttpResponse:
    return render(request, "works/search.html", shown_of(request, search_id))


@never_cache
@require_safe
@signed_in
def progress(request: UserRequest, search_id: int) -> HttpResponse:
    """The part of the page that moves."""
    return render(request, "works/answer.html", shown_of(request, search_id))


def shown_of(request: UserRequest, search_id: int) -> dict[str, Any]:
    one = queries.search(search_id, request.user.pk)
    return {"one": one, "found": found_of(one), "moving": one.state in MOVING}


@never_cache
@require_safe
@signed_in
def evidence(request: UserRequest, search_id: int) -> HttpResponse:
    made = pack(queries.search(search_id, request.user.pk), by=str(request.user))
    head = {"Content-Disposition": f'attachment; filename="work-evidence-{search_id}.zip"'}
    return HttpResponse(made, content_type="application/zip", headers=head)
