from django.db import transaction
from django.db.models import F, Q

from zhiyu.catalog.errors import SoldOut
from zhiyu.catalog.models import Product


@transaction.atomic
def hold_seats(*, product_id: int, quantity: int = 1) -> None:
    """Take seats in one conditional statement: the last one goes to one buyer, whoever else is asking."""
    room = Q(stock__isnull=True) | Q(stock__gte=F("taken") + quantity)
    if not Product.objects.filter(room, pk=product_id).update(taken=F("taken") + quantity):
        raise SoldOut


@transaction.atomic
def release_seats(*, product_id: int, quantity: int = 1) -> None:
    """Give held seats back. More than are taken is a mistake of the caller, never a negative count."""
    if not Product.objects.filter(pk=product_id, taken__gte=quantity).update(taken=F("taken") - quantity):
        raise ValueError(f"product {product_id} does not hold {quantity} seats")
