"""Something is bought for somebody else: an ordinary order, with a card for each of its lines."""

import secrets
from dataclasses import dataclass

from django.db import transaction

from zhiyu.catalog.errors import SoldOut
from zhiyu.catalog.models import Product
from zhiyu.commerce import actions as commerce
from zhiyu.commerce.models import Order
from zhiyu.gifts.errors import NotGiveable
from zhiyu.gifts.models import Gift
from zhiyu.kernel.errors import NotFound
from zhiyu.promotions.errors import CouponTaken, DealGone, DealSpent

GONE = (SoldOut, DealGone, DealSpent, CouponTaken)


@dataclass(frozen=True, kw_only=True)
class Card:
    """What the friend reads, and from whom."""

    from_name: str = ""
    message: str = ""


def give(*, giver_id: int, code: str, quantity: int, card: Card, seen: commerce.Seen) -> Order:
    """Asking again while it is not paid gives the same order, with the newer card."""
    try:
        return place(giver_id=giver_id, code=code, quantity=quantity, card=card, seen=seen)
    except GONE:
        free_own(giver_id=giver_id, code=code)
        raise


def free_own(*, giver_id: int, code: str) -> None:
    """What is gone may be held by a stale order of theirs; its end outlives the refusal."""
    commerce.free_own(buyer_id=giver_id, codes=[code], to_buyer=False)


@transaction.atomic
def place(*, giver_id: int, code: str, quantity: int, card: Card, seen: commerce.Seen) -> Order:
    product = Product.objects.filter(code=code, status=Product.Status.PUBLISHED, sold_alone=True).first()
    if product is None:
        raise NotFound
    require_giveable(product)
    order = commerce.place_for_others(buyer_id=giver_id, code=code, quantity=quantity, seen=seen)
    said = {"from_name": card.from_name.strip()[:24], "message": card.message.strip()[:200]}
    if Gift.objects.filter(line__order=order, state=Gift.State.WAITING).update(**said):
        return order
    Gift.objects.bulk_create(
        Gift(line=line, giver_id=giver_id, token=new_token(), **said) for line in order.lines.all()
    )
    return order


def new_token() -> str:
    return secrets.token_urlsafe(16)


def require_giveable(product: Product) -> None:
    """A trial is once a person, what costs nothing is had by its link, who applies does so for themselves, and what
    opens nothing is no gift.
    """
    if product.bare or product.once_a_person or not product.price_fen or product.by_application:
        raise NotGiveable
