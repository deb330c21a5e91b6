from django.db import transaction
from django.db.models import F

from zhiyu.catalog.errors import SoldOut
from zhiyu.catalog.models import Product
from zhiyu.platform import plain

HOLD = """
update catalog_product set taken = taken + %(seats)s
where id = %(product)s and (stock is null or stock >= taken + %(seats)s) returning id
"""


def hold_seats(*, product_id: int, quantity: int = 1) -> None:
    """Take seats in one conditional statement: the last one goes to one buyer, whoever else is asking.

    All or nothing by being one statement: who waits for the row waits for no savepoint.
    """
    if plain.row(HOLD, {"product": product_id, "seats": quantity}) is None:
        raise SoldOut


@transaction.atomic
def release_seats(*, product_id: int, quantity: int = 1) -> None:
    """Give held seats back. More than are taken is a mistake of the caller, never a negative count."""
    if not Product.objects.filter(pk=product_id, taken__gte=quantity).update(taken=F("taken") - quantity):
        raise ValueError(f"product {product_id} does not hold {quantity} seats")
