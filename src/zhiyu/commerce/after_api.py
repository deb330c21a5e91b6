from typing import Any

from django.urls import reverse
from ninja import Router

from zhiyu.accounts.http import UserRequest, signed_in_api
from zhiyu.commerce.after import next_after, welcome_for
from zhiyu.kernel.schema import Schema

router = Router(tags=["commerce"], auth=signed_in_api)


class WelcomeOut(Schema):
    """``group_code`` is a picture that the same caller may fetch; null when there is no group."""

    text: str
    caption: str
    group_code: str | None


class NextOut(Schema):
    """``product`` is what an order names; null where nothing follows that the caller could buy."""

    product: str | None
    title: str
    kind: str
    quote: dict[str, Any] | None


@router.get("/products/{code}/welcome", response=WelcomeOut)
def product_welcome(request: UserRequest, code: str) -> WelcomeOut:
    """What who holds the product is told; 404 for everybody else."""
    found = welcome_for(request.user.pk, code)
    address = reverse("commerce:group_code", args=[code]) if found.group_code_id else None
    return WelcomeOut(text=found.text, caption=found.caption, group_code=address)


@router.get("/products/{code}/next", response=NextOut)
def product_next(request: UserRequest, code: str) -> NextOut:
    """The one thing that follows a product, at the caller's price."""
    step = next_after(code, request.user.pk)
    if step is None:
        return NextOut(product=None, title="", kind="", quote=None)
    product = step.goods.product
    return NextOut(product=product.code, title=product.title, kind=product.kind, quote=step.quote.to_json())
