"""What who paid is told: of one product, and of the whole school where a product says nothing of its own."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from zhiyu.accounts.http import UserRequest, staff
from zhiyu.catalog import actions, welcomes
from zhiyu.catalog.actions.welcomes import SCHOOL
from zhiyu.catalog.errors import WrongAsset
from zhiyu.catalog.models import Product, Welcome
from zhiyu.catalog.views.courses import STATE_TONES
from zhiyu.catalog.views.plans import status_of
from zhiyu.catalog.views.publishing import address_of
from zhiyu.catalog.welcome_forms import WelcomeForm, said_in
from zhiyu.catalog.writings import KINDS


@require_http_methods(["GET", "POST"])
@staff("catalog.edit")
def school_welcome(request: UserRequest) -> HttpResponse:
    shown = {"product": None, "course": None}
    return answer(request, welcomes.own_welcome(None), SCHOOL, reverse("catalog:school_welcome"), shown)


@require_http_methods(["GET", "POST"])
@staff("catalog.edit")
def product_welcome(request: UserRequest, product_id: int) -> HttpResponse:
    product = welcomes.any_product(product_id)
    own = welcomes.own_welcome(product_id)
    here = reverse("catalog:product_welcome", args=[product_id])
    return answer(request, own, welcomes.said_together(product), here, framed(request, product))


def framed(request: UserRequest, product: Product) -> dict[str, Any]:
    """With the tabs of the product's own pages, where it has such."""
    course = product.course if product.kind in {Product.Kind.COURSE, *KINDS} else None
    shown = {"product": product, "course": course, "tab": "welcome", "tones": STATE_TONES}
    return shown | {"address": address_of(request, course) if course else ""}


def answer(
    request: UserRequest, own: Welcome, product_ids: Sequence[int | None], here: str, shown: dict[str, Any]
) -> HttpResponse:
    form = WelcomeForm(request.POST or None, initial=said_in(own))
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        try:
            actions.set_welcome(
                product_ids=product_ids,
                text=typed["text"].replace("\r\n", "\n"),
                group_code_id=typed["group_code"],
                caption=typed["caption"],
                actor_id=request.user.pk,
            )
        except WrongAsset as error:
            form.add_error("group_code", str(error))
        else:
            messages.success(request, _("已保存，付款的人马上就能看到。"))
            return redirect(here)
    context = {**shown, "form": form, "own": own}
    return render(request, "catalog/welcome.html", context, status=status_of(form))
