"""What the studio's pages of applications show beside their rows."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise

from zhiyu.catalog.models import Product
from zhiyu.screening import queries
from zhiyu.screening.models import Application
from zhiyu.ui.links import public_address

Status = Application.Status
TONES: dict[str, str] = {
    Status.SENT: "gold",
    Status.APPROVED: "info",
    Status.USED: "ok",
    Status.DECLINED: "plain",
    Status.WITHDRAWN: "plain",
    Status.EXPIRED: "plain",
}
STATE_TONES = {"draft": "plain", "published": "ok", "unpublished": "gold"}


def pills(state: str, *, product: str) -> list[tuple[str | Promise, str, bool, int]]:
    """Label, value, whether it is the current one, how many."""
    counted = queries.counts(product=product)
    return [(label, value, value == state, counted[value]) for value, label in Status.choices]


def page_of(product: Product) -> str:
    """Where learners see it."""
    if product.kind == Product.Kind.PLAN:
        return reverse("storefront:plan", args=[product.variant.plan.code])
    if product.kind == Product.Kind.INTAKE:
        return reverse("storefront:course", args=[product.intake.course.product.code])
    page = {Product.Kind.BUNDLE: "bundle", Product.Kind.SERVICE: "package"}.get(Product.Kind(product.kind), "course")
    return reverse(f"storefront:{page}", args=[product.code])


def framed(request: HttpRequest, product: Product) -> dict[str, Any]:
    """With the head and the tabs of the product's own pages."""
    page = page_of(product)
    shown: dict[str, Any] = {"product": product, "tab": "screen", "tones": STATE_TONES, "page": page}
    shown["address"] = public_address(request, page)
    if product.kind == Product.Kind.COURSE:
        return shown | {"course": product.course}
    if product.kind == Product.Kind.INTAKE:
        return shown | {"intake": product.intake}
    if product.kind == Product.Kind.BUNDLE:
        return shown | {"bundle": product.bundle}
    if product.kind == Product.Kind.SERVICE:
        return shown | {"package": product.package}
    plan = product.variant.plan
    return shown | {"plan": plan, "variants": plan.products}
