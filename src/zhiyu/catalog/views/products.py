from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from zhiyu.accounts.http import UserRequest, staff
from zhiyu.catalog import plans
from zhiyu.catalog.models import Product
from zhiyu.catalog.views.courses import PAGE_SIZE, STATE_TONES


@require_safe
@staff("catalog.edit")
def product_list(request: UserRequest) -> HttpResponse:
    kind = request.GET.get("kind", "")
    context = {
        "page": Paginator(plans.products_for_studio(kind=kind), PAGE_SIZE).get_page(request.GET.get("page")),
        "counts": plans.product_counts(),
        "kinds": Product.Kind.choices,
        "kind": kind,
        "tones": STATE_TONES,
    }
    return render(request, "catalog/products.html", context)


@require_safe
@staff("catalog.edit")
def product_new(request: UserRequest) -> HttpResponse:
    """What can be sold, each with the page where it is set up."""
    return render(request, "catalog/product_new.html")
