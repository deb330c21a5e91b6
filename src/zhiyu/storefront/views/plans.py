from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from zhiyu.accounts.http import UserRequest, signed_in
from zhiyu.media import files
from zhiyu.platform.shown import same_for_everybody
from zhiyu.storefront.memberships import group_picture, plan_page
from zhiyu.storefront.packages import service_page
from zhiyu.storefront.packs import pack_page
from zhiyu.ui.links import public_address


@require_safe
@same_for_everybody
def plan(request: HttpRequest, slug: str) -> HttpResponse:
    page = plan_page(slug, request.user)
    address = public_address(request, reverse("storefront:plan", args=[slug]))
    return render(request, "storefront/plan.html", {"page": page, "plan": page.plan, "address": address})


@require_safe
@same_for_everybody
def bundle(request: HttpRequest, slug: str) -> HttpResponse:
    page = pack_page(slug, request.user)
    address = public_address(request, reverse("storefront:bundle", args=[slug]))
    return render(request, "storefront/bundle.html", {"page": page, "pack": page.pack, "address": address})


@require_safe
@same_for_everybody
def package(request: HttpRequest, slug: str) -> HttpResponse:
    page = service_page(slug, request.user)
    address = public_address(request, reverse("storefront:package", args=[slug]))
    return render(request, "storefront/package.html", {"page": page, "service": page.service, "address": address})


@never_cache
@require_safe
@signed_in
def group_qr(request: UserRequest, slug: str) -> HttpResponse:
    """For those who hold it and those who set it up; to all others there is none."""
    qr = group_picture(slug, request.user)
    response = HttpResponse(files.original(qr).read_bytes(), content_type=qr.mime)
    response.headers["Content-Security-Policy"] = "default-src 'none'"
    return response
