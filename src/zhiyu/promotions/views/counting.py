"""What is paid for one product counts towards another: set up in one page."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from zhiyu.accounts.http import UserRequest, staff
from zhiyu.catalog.actions import set_counting
from zhiyu.catalog.models import Product
from zhiyu.platform.looking import rehearsed
from zhiyu.promotions import counting as countings
from zhiyu.promotions.credit_forms import USUAL_DAYS, CountingForm
from zhiyu.promotions.views.looks import counting_shown

SCOPE = "prices.edit"


@require_http_methods(["GET", "POST"])
@staff(SCOPE)
@rehearsed(counting_shown)
def counting_new(request: UserRequest) -> HttpResponse:
    return saved(request, CountingForm(request.POST or None, initial={"days": USUAL_DAYS}), None)


@require_http_methods(["GET", "POST"])
@staff(SCOPE)
@rehearsed(counting_shown)
def counting(request: UserRequest, product_id: int) -> HttpResponse:
    product = countings.counting_of(product_id)
    initial = {"target": product.counts_for, "days": product.counts_days}
    return saved(request, CountingForm(request.POST or None, product=product, initial=initial), product)


def saved(request: UserRequest, form: CountingForm, product: Product | None) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        first, target, days = form.pair()
        if first is not None and target is not None:
            set_counting(product_id=first.pk, counts_for_id=target.pk, days=days, actor_id=request.user.pk)
            messages.success(request, _("已保存，从现在起买的人都能抵。"))
            return redirect("promotions:counting", product_id=first.pk)
    shown: dict[str, Any] = {"form": form, "product": product}
    shown["result"] = countings.result_of(product.pk) if product else None
    return render(request, "promotions/counting.html", shown, status=422 if form.errors else 200)


@require_POST
@staff(SCOPE)
def counting_stop(request: UserRequest, product_id: int) -> HttpResponse:
    """Who bought it before keeps their credit."""
    set_counting(product_id=product_id, counts_for_id=None, days=None, actor_id=request.user.pk)
    messages.success(request, _("已停止。以前买的人，答应过的还能抵。"))
    return redirect("promotions:deals")
