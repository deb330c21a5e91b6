"""Works as others see them: with the owner's marks, never the originals."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from zhiyu.accounts.http import UserRequest, signed_in
from zhiyu.works import drawing, queries

PAGE_SIZE = 24


@never_cache
@require_safe
def work(request: HttpRequest, code: str) -> HttpResponse:
    """At an address that cannot be guessed and stays; in no search engine."""
    found = queries.seen_work(code, request.user)
    response = render(request, "works/work.html", {"one": found})
    response.headers["X-Robots-Tag"] = "noindex"
    return response


@require_safe
def picture(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """The same for all who may see it, drawn once. Other sites cannot show it (``ui.csp``)."""
    found = queries.picture(queries.seen_work(code, request.user), number)
    side = drawing.SMALL if "small" in request.GET else drawing.LARGE
    path = drawing.shown(found, side=side)
    mark = f'"{found.asset.sha256[:16]}-{path.stem}"'
    # Asked for anew each time, so that what is taken back is gone at once; sent again only where it is another.
    if request.headers.get("If-None-Match") == mark:
        response = HttpResponse(status=304)
    else:
        response = HttpResponse(path.read_bytes(), content_type="image/webp")
    response.headers["ETag"] = mark
    response.headers["Cache-Control"] = "private, no-cache"
    response.headers["Content-Security-Policy"] = "default-src 'none'"
    response.headers["X-Robots-Tag"] = "noindex"
    return response


@never_cache
@require_safe
@signed_in
def of_course(request: UserRequest, slug: str) -> HttpResponse:
    course = queries.course_by_slug(slug, request.user)
    page = Paginator(queries.works_in(course), PAGE_SIZE).get_page(request.GET.get("page"))
    return render(request, "works/of_course.html", {"course": course, "page": page})
