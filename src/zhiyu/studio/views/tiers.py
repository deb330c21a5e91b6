"""The way of a learner through three tiers: where each product stands, and how many go on."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from zhiyu.accounts.http import UserRequest, staff
from zhiyu.catalog.actions import set_step
from zhiyu.catalog.errors import StepsInACircle
from zhiyu.catalog.models import Product
from zhiyu.studio import queries
from zhiyu.studio.forms import StepForm

PAGE = 50


def notes() -> dict[str, str]:
    return {
        Product.Tier.HOOK: _("便宜或免费，让人先认识你"),
        Product.Tier.CORE: _("解决主要问题的那一样"),
        Product.Tier.BACKEND: _("陪着做到：服务、社群、一对一"),
    }


@require_safe
@staff("catalog.edit")
def tiers(request: UserRequest) -> HttpResponse:
    context: dict[str, Any] = {"found": queries.tiers(notes()), "tiers": Product.Tier.choices}
    return render(request, "studio/tiers.html", context)


@require_POST
@staff("catalog.edit")
def step(request: UserRequest, product_id: int) -> HttpResponse:
    form = StepForm(request.POST)
    if form.is_valid():
        typed = form.cleaned_data
        try:
            set_step(
                product_id=product_id,
                tier=typed["tier"],
                leads_to_id=typed["leads_to"],
                actor_id=request.user.pk,
            )
        except StepsInACircle as error:
            messages.error(request, str(error))
        else:
            messages.success(request, _("已保存。"))
    else:
        messages.error(request, _("没有这个选项。"))
    return redirect("studio:tiers")


@require_safe
@staff("learners.read")
def walkers(request: UserRequest, product_id: int) -> HttpResponse:
    """Who holds a product, and who of them bought what it leads to."""
    path, found = queries.walkers(product_id)
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    return render(request, "studio/walkers.html", {"path": path, "page": page})
