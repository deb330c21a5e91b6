from django.db import transaction

from zhiyu.catalog.errors import StepsInACircle
from zhiyu.catalog.models import Product
from zhiyu.kernel.errors import NotFound
from zhiyu.platform import audit
from zhiyu.platform.live import tell


@transaction.atomic
def set_step(*, product_id: int, tier: str, leads_to_id: int | None, actor_id: int | None) -> Product:
    """Where a product stands on the way, and what comes after it. Nobody is led in a circle."""
    # All at once and in one order, so that two changes cannot close a circle together.
    rows = {one.pk: one for one in Product.objects.select_for_update(no_key=True).order_by("pk")}
    product = rows.get(product_id)
    if product is None or (leads_to_id and leads_to_id not in rows):
        raise NotFound
    step, seen = leads_to_id, {product_id}
    while step is not None:
        if step in seen:
            raise StepsInACircle
        seen.add(step)
        step = rows[step].leads_to_id
    product.tier, product.leads_to_id = tier, leads_to_id
    product.save(update_fields=["tier", "leads_to"])
    audit.record(
        actor_id=actor_id, action="catalog.step_set", target=f"product:{product_id}", tier=tier, leads_to=leads_to_id
    )
    tell("studio")
    return product
