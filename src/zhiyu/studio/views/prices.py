"""Who pays what, and why: one buyer with one basket, and every product's price for strangers, newcomers and members."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from zhiyu.accounts.http import UserRequest, staff
from zhiyu.promotions.results import price_table
from zhiyu.studio import queries


@never_cache
@require_http_methods(["GET", "POST"])
@staff("prices.edit")
def prices(request: UserRequest) -> HttpResponse:
    """A phone number comes by POST only: addresses stay in histories and logs."""
    asked = request.POST if request.method == "POST" else request.GET
    lab = queries.lab(
        codes=asked.getlist("product"),
        who=asked.get("who", "stranger"),
        phone=request.POST.get("phone", ""),
        coupon=asked.get("coupon", ""),
    )
    return render(request, "studio/prices.html", {"lab": lab, "rows": price_table()})
