"""The price lab: the very quote of a checkout, for a buyer who is asked about and not there."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from zhiyu.accounts.models import User
from zhiyu.accounts.queries import person_of
from zhiyu.catalog.models import Product
from zhiyu.commerce.pricing import quote_for
from zhiyu.promotions.queries import products_on_sale
from zhiyu.promotions.quotes import Quote
from zhiyu.promotions.results import quoted_as

MOST = 20


class Who(StrEnum):
    STRANGER = "stranger"
    NEWCOMER = "newcomer"
    MEMBER = "member"
    PERSON = "person"


@dataclass(frozen=True)
class Lab:
    """What was asked, and the quote; ``missing``: nobody has the phone number."""

    products: Sequence[Product]
    codes: Sequence[str]
    who: str
    phone: str
    coupon: str
    person: User | None
    missing: bool
    quote: Quote | None


def lab(*, codes: Sequence[str], who: str, phone: str, coupon: str) -> Lab:
    """``coupon``: a code to try, for a person."""
    products = list(products_on_sale())
    chosen = [product for product in products if product.code in codes][:MOST]
    person = person_of(phone) if who == Who.PERSON else None
    missing = who == Who.PERSON and person is None and bool(phone)
    quote = None
    if chosen and person is not None:
        quote = quote_for([one.code for one in chosen], buyer_id=person.pk, coupon=coupon or None)
    elif chosen and who != Who.PERSON:
        quote = quoted_as(chosen, newcomer=who == Who.NEWCOMER, member=who == Who.MEMBER)
    return Lab(
        products=products,
        codes=[one.code for one in chosen],
        who=who if who in set(Who) else Who.STRANGER,
        phone=phone,
        coupon=coupon,
        person=person,
        missing=missing,
        quote=quote,
    )
