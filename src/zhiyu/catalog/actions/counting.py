"""What is paid for one product counts towards another."""

from django.db import transaction

from zhiyu.catalog.intakes import sold_as
from zhiyu.catalog.models import Product
from zhiyu.kernel.errors import Invalid, NotFound
from zhiyu.platform import audit
from zhiyu.platform.live import tell


@transaction.atomic
def set_counting(*, product_id: int, counts_for_id: int | None, days: int | None, actor_id: int | None) -> Product:
    """From now on; who bought before keeps what they were told. Without ``counts_for_id`` it counts for nothing.

    A tip never counts, and what a deposit counts for its pre-sale says.
    """
    product = Product.objects.select_for_update(no_key=True).filter(pk=product_id).first()
    target = Product.objects.filter(pk=counts_for_id).first() if counts_for_id else None
    if product is None or (counts_for_id and target is None):
        raise NotFound
    if product.bare or (target is not None and target.bare):
        raise Invalid
    if target is not None and (not days or sold_as(target).price_fen <= product.price_fen):
        raise Invalid
    product.counts_for, product.counts_days = target, days if target else None
    product.save(update_fields=["counts_for", "counts_days"])
    audit.record(
        actor_id=actor_id,
        action="catalog.counting_set",
        target=f"product:{product_id}",
        counts_for=counts_for_id,
        days=days,
    )
    tell("studio")
    return product
