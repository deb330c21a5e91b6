"""A typed code is the buyer's own coupon once they hold it, and no way around its limits before."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client

from tests import make
from tests.promotions import build
from tests.together import together
from zhiyu.accounts.models import User
from zhiyu.commerce.actions import cancel_order, confirm_payment
from zhiyu.commerce.errors import PriceChanged
from zhiyu.commerce.models import Order
from zhiyu.commerce.pricing import quote_for
from zhiyu.kernel.clock import now
from zhiyu.promotions.market import Kind
from zhiyu.promotions.models import Coupon, Held

pytestmark = pytest.mark.django_db
CODE = "SPRING618"


def total(buyer: User, code: str) -> int:
    return quote_for([code], buyer_id=buyer.pk, coupon=CODE).total_fen


def test_typing_the_last_code_again_gives_the_same_order() -> None:
    course, buyer = make.course(), make.user()
    build.coupon(how="code", code=CODE, budget=1)
    order = build.order(buyer, course, coupon=CODE)
    make.attempt(order)

    assert build.order(buyer, course, coupon=CODE) == order
    assert order.quote["coupon"] == f"held:{Held.objects.get().pk}"
    assert order.quote["coupon"] in [one.get("id") for one in order.quote["applied"]]
    assert Coupon.objects.get().issued == 1


def test_a_code_that_somebody_has_used_up_promises_them_no_price() -> None:
    course, other, buyer = make.course(), make.course(), make.user()
    build.coupon(how="code", code=CODE)
    build.paid(build.order(buyer, course, coupon=CODE))

    assert total(buyer, other.product.code) == 9_900
    assert total(make.user(), other.product.code) == 8_900
    assert build.order(buyer, other, coupon=CODE).total_fen == 9_900


def test_typing_the_code_of_a_coupon_that_ran_out_in_ones_hands_does_not_bring_it_back() -> None:
    course, buyer = make.course(), make.user()
    build.coupon(how="code", code=CODE, valid_days=7)
    order = build.order(buyer, course, coupon=CODE)
    cancel_order(order_no=order.no, buyer_id=buyer.pk)
    assert total(buyer, course.product.code) == 8_900
    Held.objects.update(valid_until=now() - timedelta(seconds=1))

    assert total(buyer, course.product.code) == 9_900


def test_late_money_takes_the_one_coupon_that_its_order_was_on() -> None:
    first, second, buyer = make.course(), make.course(), make.user()
    build.coupon(how="code", code=CODE, per_person=2)
    orders = [build.order(buyer, one, coupon=CODE) for one in (first, second)]
    attempts = [make.attempt(one) for one in orders]
    for order in orders:
        close(order)

    for attempt in attempts:
        confirm_payment(
            out_trade_no=attempt.out_trade_no,
            provider="wechat",
            reference=attempt.out_trade_no,
            paid_fen=8_900,
            paid_at=now(),
        )

    assert list(Order.objects.order_by("pk").values_list("status", flat=True)) == ["paid", "paid"]
    assert list(Held.objects.order_by("pk").values_list("order_no", flat=True)) == [one.no for one in orders]


def close(order: Order) -> None:
    from zhiyu.commerce.actions.fulfilment import let_go  # noqa: PLC0415 -- as the clock's job does

    order.refresh_from_db()
    let_go(order)


@pytest.mark.parametrize("how", ["get", "post"])
def test_codes_guessed_as_a_chosen_coupon_are_made_to_wait_too(client: Client, how: str) -> None:
    make.login(client, make.user())
    course, _ = make.course(), build.coupon(how="code", code=CODE)
    address = f"/checkout/{course.product.code}"
    said = {"shown_total_fen": "1", "accepted": ["refund:7d30@1"]}

    def guess(code: str) -> str:
        asked: dict[str, Any] = {"coupon": code}
        answer = client.get(address, asked) if how == "get" else client.post(address, {**said, **asked})
        return answer.content.decode()

    answers = [guess(f"GUESS{n}") for n in range(7)]
    assert "没有这张券" in answers[0]
    assert "没有这张券" not in answers[-1]
    assert 'value="8900"' not in guess(CODE)
    assert not Order.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_new_order_with_a_code_in_place_of_a_stale_one_waits_for_nobody_who_waits_for_it() -> None:
    """Both hold the code's row before they touch products and deals: whoever comes second holds nothing."""
    course, buyer, rival = make.course(), make.user(), make.user()
    build.deal(Kind.FLASH, price_fen=4_900, stock=10)
    issue = build.coupon(how="code", code=CODE)
    build.order(buyer, course)

    def act(n: int) -> object:
        if n:
            return build.order(buyer, course, coupon=CODE)
        with transaction.atomic():
            Coupon.objects.select_for_update(no_key=True).get(pk=issue.pk)
            with connection.cursor() as cursor:
                cursor.execute("set local lock_timeout = '5s'")
                cursor.execute("select pg_sleep(0.7)")
            return build.order(rival, course, coupon=CODE)

    found = together(2, act)
    assert [one.total_fen for one in found if isinstance(one, Order)] == [3_900, 3_900]
    assert not [one for one in found if isinstance(one, PriceChanged)]
