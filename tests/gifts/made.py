"""Gifts that were paid for and batches of codes, as far as a test needs them."""

from datetime import timedelta
from typing import Any

from tests import make
from tests.commerce.fakepay import pay
from zhiyu.accounts.models import User
from zhiyu.catalog.models import Course, Product
from zhiyu.commerce.actions import Seen
from zhiyu.commerce.models import Order
from zhiyu.commerce.pricing import quote_for_others
from zhiyu.gifts import actions
from zhiyu.gifts.models import TO_CLAIM, Batch, Code, Gift
from zhiyu.kernel.clock import now


def ordered(
    giver: User, of: Course | Product, *, quantity: int = 1, coupon: str | None = None, message: str = "生日快乐"
) -> Order:
    product = of if isinstance(of, Product) else of.product
    quote = quote_for_others(product.code, quantity, buyer_id=giver.pk, coupon=coupon)
    seen = Seen(total_fen=quote.total_fen, accepted=[term.id for term in quote.terms], coupon=coupon)
    card = actions.Card(from_name="小林", message=message)
    return actions.give(giver_id=giver.pk, code=product.code, quantity=quantity, card=card, seen=seen)


def given(*, giver: User | None = None, of: Course | Product | None = None, quantity: int = 1) -> list[Gift]:
    """Bought and paid, nobody has come yet."""
    order = pay(ordered(giver or make.user(), of or make.course(lessons=6), quantity=quantity))
    return list(Gift.objects.filter(line__order=order).select_related("line__order", "line__product").order_by("pk"))


def long_ago(*gifts: Gift) -> None:
    """Paid just longer ago than they wait."""
    orders = Order.objects.filter(pk__in=[gift.line.order_id for gift in gifts])
    orders.update(paid_at=now() - TO_CLAIM - timedelta(seconds=1))


def batch(of: Course | Product | None = None, *, size: int = 3, **said: Any) -> Batch:
    found = of or make.course(lessons=6)
    product = found if isinstance(found, Product) else found.product
    terms = actions.BatchTerms(title="读者见面会", size=size, **said)
    return actions.make_batch(actor_id=make.user(role="owner").pk, product_code=product.code, terms=terms)


def codes(batch: Batch) -> list[Code]:
    return list(Code.objects.filter(batch=batch).order_by("pk"))


def redeemed(code: Code, user: User, *, typed: str = "") -> Code:
    return actions.redeem(typed=typed or code.code, user=user, address="203.0.113.7")


def again(gift: Gift) -> Gift:
    return Gift.objects.select_related("line__order").get(pk=gift.pk)
