"""Who pays what, and why: one buyer with one basket, and every product's price for strangers, newcomers and members."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from zhiyu.accounts.http import UserRequest, staff
from zhiyu.promotions.results import price_table
from zhiyu.studio import queries


@require_safe
@staff("prices.edit")
def prices(request: UserRequest) -> HttpResponse:
    asked = request.GET
    lab = queries.lab(
        codes=asked.getlist("product"),
        who=asked.get("who", "stranger"),
        phone=asked.get("phone", ""),
        coupon=asked.get("coupon", ""),
    )
    return render(request, "studio/prices.html", {"lab": lab, "rows": price_table()})
