"""A larger membership takes what is left of a smaller one off its price, and the smaller one ends with the payment."""

from contextlib import suppress
from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests import make
from tests.commerce.clock import standing_at
from tests.pace import examples
from tests.promotions import build
from zhiyu.access.actions import grant
from zhiyu.access.models import Grant
from zhiyu.access.queries import owns
from zhiyu.accounts.models import User
from zhiyu.catalog.actions import set_counting
from zhiyu.catalog.models import Course, Plan, Product
from zhiyu.commerce.actions import (
    SeenExchange,
    ask_exchange,
    cancel_order,
    offer_exchange,
    preview_refund,
    request_refund,
    take_exchange,
)
from zhiyu.commerce.errors import NotRefundable
from zhiyu.commerce.exchanges import bargain, exchange_by_id
from zhiyu.commerce.models import Order, Refund
from zhiyu.commerce.pricing import quote_for
from zhiyu.kernel.clock import SHANGHAI
from zhiyu.kernel.errors import DomainError
from zhiyu.ledger.queries import balances
from zhiyu.promotions.models import Credit, CreditUse

pytestmark = pytest.mark.django_db
NOON = datetime(2027, 1, 1, 12, tzinfo=SHANGHAI)
LATER = NOON + timedelta(days=100)
OFF = -(-36_500 * 266 // 366)


def plans() -> tuple[Plan, Plan, Course]:
    """A column by the year, and everything by the year or for ever."""
    course = make.course(lessons=11)
    small = make.plan(opens=[course], prices={"month": 900, "year": 36_500}, title="专栏")
    large = make.plan(prices={"year": 99_900, "": 299_900}, title="全站")
    return small, large, course


def bought(buyer: User, product: Product) -> Order:
    return build.paid(build.order(buyer, product))


def asked(buyer: User, product: Product) -> int:
    return quote_for([product.code], buyer_id=buyer.pk).total_fen


def live(buyer: User) -> list[int]:
    return list(Grant.objects.filter(user=buyer, revoked_at=None).order_by("pk").values_list("product_id", flat=True))


def test_what_is_left_of_the_smaller_counts_and_it_ends_as_the_larger_begins() -> None:
    (small, large, course), buyer = plans(), make.user()
    year, whole = make.variant(small, "year"), make.variant(large, "year")
    with standing_at(NOON):
        old = bought(buyer, year)
    with standing_at(LATER):
        offer = quote_for([whole.code], buyer_id=buyer.pk)
        assert (Credit.objects.count(), offer.list_fen - offer.total_fen) == (0, OFF), "266 of 366 days are left"
        assert "没用完的 266 天抵" in offer.sentence
        new = bought(buyer, whole)
        assert live(buyer) == [whole.pk]
        assert Grant.objects.get(product=whole).valid_from == LATER
        assert owns(buyer.pk, course.product_id)
        with pytest.raises(NotRefundable, match=new.no):
            preview_refund(order_no=old.no, buyer_id=buyer.pk)

        assert "goes_on" in [one.kind for one in preview_refund(order_no=new.no, buyer_id=buyer.pk).items]
        request_refund(order_no=new.no, buyer_id=buyer.pk, reason="no_time")
        assert live(buyer) == [year.pk]
        assert asked(buyer, whole) == 99_900 - OFF


def test_an_order_that_is_not_paid_ends_nothing_and_gives_it_back() -> None:
    (small, large, _), buyer = plans(), make.user()
    year, whole = make.variant(small, "year"), make.variant(large, "")
    with standing_at(NOON):
        bought(buyer, year)
        order = build.order(buyer, whole)
        assert build.order(buyer, whole) == order
        assert live(buyer) == [year.pk]
        cancel_order(order_no=order.no, buyer_id=buyer.pk)
        assert [one.used_fen for one in Credit.objects.all()] == [0]


def test_what_is_smaller_shorter_or_opens_other_things_is_no_upgrade() -> None:
    (small, large, _), buyer = plans(), make.user()
    with standing_at(NOON):
        bought(buyer, make.variant(large, "year"))
        assert asked(buyer, make.variant(small, "year")) == 36_500
        assert asked(buyer, make.variant(large, "year")) == 99_900, "renewed, it follows"
        short = make.plan(prices={"month": 99_900}, title="贵的")
        buyer = make.user()
        bought(buyer, make.variant(small, "year"))
        assert asked(buyer, make.variant(short, "month")) == 99_900, "it would end before"
        other = make.plan(opens=[make.course()], prices={"year": 99_900}, title="别的")
        reader = make.user()
        bought(reader, make.variant(small, "year"))
        assert asked(reader, make.variant(other, "year")) == 99_900


def test_what_would_follow_what_is_held_of_the_larger_takes_nothing_off() -> None:
    (small, large, _), buyer = plans(), make.user()
    with standing_at(NOON):
        bought(buyer, make.variant(small, "month"))
        bought(buyer, make.variant(small, "month"))
        assert asked(buyer, make.variant(small, "year")) < 36_500, "of the same plan all that is held would end"
        grant(
            user_id=buyer.pk,
            product_id=make.variant(large, "year").pk,
            source="staff:1",
            until=NOON + timedelta(days=9),
        )
        assert asked(buyer, make.variant(large, "year")) == 99_900
        assert asked(buyer, make.variant(large, "")) < 299_900, "for ever begins at once"


def test_nobody_is_given_another_term_of_what_a_refund_lets_go_on() -> None:
    (small, large, _), buyer = plans(), make.user()
    bought(buyer, make.variant(small, "year"))
    order = bought(buyer, make.variant(large, "year"))
    with CaptureQueriesContext(connection) as said:
        request_refund(order_no=order.no, buyer_id=buyer.pk, reason="no_time")
    asked_for = [one["sql"] for one in said if "rights:" in one["sql"] or 'FROM "access_grant"' in one["sql"]]
    assert f"rights:{buyer.pk}" in asked_for[0], "their rights are held before any grant is"
    assert live(buyer) == [make.variant(small, "year").pk]


def test_an_exchange_of_the_larger_lets_the_smaller_go_on_and_is_of_all_that_was_paid() -> None:
    (small, large, _), buyer, staff = plans(), make.user(), make.user(role="operator")
    year, whole, new = make.variant(small, "year"), make.variant(large, "year"), make.course(price_fen=4_000)
    with standing_at(NOON):
        bought(buyer, year)
    with standing_at(LATER):
        order = bought(buyer, whole)
        said = {"product": whole.code, "wanted": new.product.code}
        made = offer_exchange(order_no=order.no, actor_id=staff.pk, **said)
        terms = [term.id for term in bargain(exchange_by_id(made.pk)).quote.terms]
    with standing_at(LATER + timedelta(days=20)):
        used = bargain(exchange_by_id(made.pk))
        assert used.value_fen == min(-(-99_900 * 346 // 366), 99_900 - OFF), "of ¥999, and no more than was paid here"
    with standing_at(LATER):
        seen = SeenExchange(value_fen=99_900 - OFF, total_fen=4_000, accepted=terms)
        take_exchange(exchange_id=made.pk, buyer_id=buyer.pk, seen=seen)
        refund = Refund.objects.get()
        assert ("goes_on" in [one["kind"] for one in refund.undo], refund.lines.get().whole) == (True, True)
        assert year.pk in live(buyer)
        assert whole.pk not in live(buyer)


def test_what_is_all_credit_is_given_back_and_not_exchanged() -> None:
    buyer, taste, whole = make.user(), make.course(price_fen=990), make.course(price_fen=1_000)
    set_counting(product_id=taste.product_id, counts_for_id=whole.product_id, days=60, actor_id=None)
    bought(buyer, taste.product)
    build.deal(percent=None, price_fen=500, products=[whole.product_id])
    order = bought(buyer, whole.product)
    with pytest.raises(NotRefundable, match="申请退款"):
        ask_exchange(
            order_no=order.no, buyer_id=buyer.pk, product=whole.product.code, wanted=make.course().product.code
        )


STEPS = st.lists(
    st.sampled_from(["taste", "whole", "refund", "cancel", "order", "month", "year", "ever", "days"]), max_size=9
)


@settings(max_examples=examples(12), suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(STEPS)
def test_whatever_is_bought_and_given_back_no_credit_is_used_twice_and_the_books_balance(steps: list[str]) -> None:
    small, large, _ = plans()
    taste, whole = make.course(price_fen=990), make.course(price_fen=19_900, lessons=6)
    set_counting(product_id=taste.product_id, counts_for_id=whole.product_id, days=60, actor_id=None)
    goods = {"taste": taste.product, "whole": whole.product, "order": whole.product}
    goods |= {"month": make.variant(small, "month"), "year": make.variant(large, "year")}
    goods["ever"] = make.variant(large, "")
    buyer, at = make.user(), NOON
    for one in steps:
        at += timedelta(days=9 if one == "days" else 1)
        with standing_at(at):
            with suppress(DomainError):
                act(one, buyer, goods)
            check(buyer)


def act(step: str, buyer: User, goods: dict[str, Product]) -> None:
    if step in goods:
        order = build.order(buyer, goods[step])
        if step != "order":
            build.paid(order)
    elif step in {"refund", "cancel"}:
        last = Order.objects.filter(buyer=buyer).order_by("pk").last()
        if last is not None and step == "refund":
            request_refund(order_no=last.no, buyer_id=buyer.pk, reason="no_time")
        elif last is not None:
            cancel_order(order_no=last.no, buyer_id=buyer.pk)


def check(buyer: User) -> None:
    for credit in Credit.objects.filter(user=buyer):
        uses = CreditUse.objects.filter(credit=credit, given_back_at=None)
        assert credit.used_fen == sum(use.off_fen for use in uses) <= credit.fen
        assert credit.unspent_fen + sum(use.paid_fen for use in uses) == credit.paid_fen
        assert credit.voided_at is None or not uses
    paid = sum(order.total_fen for order in Order.objects.filter(buyer=buyer, paid_at__isnull=False))
    back = sum(order.refunded_fen for order in Order.objects.filter(buyer=buyer))
    assert 0 <= back <= paid
    assert sum(balances().values()) == 0
