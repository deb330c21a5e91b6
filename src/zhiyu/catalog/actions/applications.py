"""Whether a product is sold only to those the school has said yes to. Such a one is in no bundle and no pre-sale."""

from collections.abc import Collection

from django.db import transaction

from zhiyu.catalog.errors import InBundle, PartByApplication, SoldInAdvance
from zhiyu.catalog.models import Part, Product
from zhiyu.catalog.presales import running_presale
from zhiyu.kernel.errors import NotFound


@transaction.atomic
def set_by_application(*, product_id: int, on: bool) -> Product:
    """The product's row is locked, as a bundle and a pre-sale lock it: it is in one, or asks first, never both."""
    product = Product.objects.select_for_update(no_key=True).filter(pk=product_id).first()
    if product is None:
        raise NotFound
    holders = Part.objects.filter(product=product).values_list("bundle__product__title", flat=True)
    if on and (titles := list(holders)):
        raise InBundle(extra={"titles": titles})
    if on and running_presale(product_id) is not None:
        raise SoldInAdvance
    if product.by_application != on:
        product.by_application = on
        product.save(update_fields=["by_application"])
    return product


def require_no_application(product_ids: Collection[int]) -> None:
    """In the caller's transaction, which puts them into a bundle."""
    parts = Product.objects.select_for_update(no_key=True).filter(pk__in=product_ids).order_by("pk")
    titles = [one.title for one in parts if one.by_application]
    if titles:
        raise PartByApplication.of(titles)
