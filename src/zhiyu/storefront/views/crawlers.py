from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from zhiyu.catalog.bundles import bundles_on_sale
from zhiyu.catalog.models import Product
from zhiyu.catalog.packages import packages_on_sale
from zhiyu.catalog.plans import plans_on_sale
from zhiyu.catalog.queries import courses_on_sale
from zhiyu.catalog.writings import KINDS
from zhiyu.ui.links import public_address


def page_name(product: Product) -> str:
    return f"storefront:{product.kind if product.kind in KINDS else 'course'}"


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    rules = ["User-agent: *", "Disallow: /me", "Disallow: /studio", "Disallow: /api", "Disallow: /checkout"]
    rules.append(f"Sitemap: {public_address(request, reverse('storefront:sitemap'))}")
    return HttpResponse("\n".join(rules) + "\n", content_type="text/plain; charset=utf-8")


@require_safe
def sitemap(request: HttpRequest) -> HttpResponse:
    entries = [(public_address(request, reverse("storefront:home")), None)] + [
        (public_address(request, reverse(page_name(course.product), args=[course.product.code])), course.updated_at)
        for course in courses_on_sale()
    ]
    entries += [
        (public_address(request, reverse("storefront:plan", args=[plan.code])), plan.updated_at)
        for plan in plans_on_sale()
    ]
    entries += [
        (public_address(request, reverse("storefront:bundle", args=[bundle.product.code])), bundle.updated_at)
        for bundle in bundles_on_sale()
    ]
    entries += [
        (public_address(request, reverse("storefront:package", args=[one.product.code])), one.updated_at)
        for one in packages_on_sale()
    ]
    return render(request, "storefront/sitemap.xml", {"entries": entries}, content_type="application/xml")
