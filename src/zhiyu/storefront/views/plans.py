from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from zhiyu.platform.shown import same_for_everybody
from zhiyu.storefront.memberships import plan_page
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
