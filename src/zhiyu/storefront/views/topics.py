from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from zhiyu.platform.shown import same_for_everybody
from zhiyu.storefront.topics import topic_page
from zhiyu.ui import qr
from zhiyu.ui.links import public_address


@require_safe
@same_for_everybody
def topic(request: HttpRequest, slug: str) -> HttpResponse:
    page = topic_page(slug, request.user)
    address = public_address(request, reverse("storefront:topic", args=[slug]))
    shown = {"page": page, "campaign": page.campaign, "address": address, "qr": qr.inline(address)}
    return render(request, "storefront/topic.html", shown)
