"""How many statements a sale takes, and how many while others wait at its row."""

import json
import re
from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests import make
from tests.commerce.fakepay import channel, tell
from zhiyu.accounts.models import User
from zhiyu.catalog.models import Course, Product
from zhiyu.commerce.actions import begin_attempt, place_order, start_payment
from zhiyu.commerce.models import Order, PaymentAttempt

pytestmark = pytest.mark.django_db
HOUSEKEEPING = re.compile(r"^(SAVEPOINT|RELEASE SAVEPOINT|BEGIN|COMMIT)")


def said(act: Callable[[], object]) -> list[str]:
    """The statements of an act, without the marks of transactions."""
    with CaptureQueriesContext(connection) as asked:
        act()
    return [one["sql"].strip() for one in asked.captured_queries if not HOUSEKEEPING.match(one["sql"])]


def place(course: Course, buyer: User) -> Order:
    lines, terms = [(course.product.code, 1)], ["refund:7d30@1"]
    return place_order(buyer_id=buyer.pk, lines=lines, shown_total_fen=9_900, accepted=terms)


def test_placing_paying_and_confirming_take_few_statements() -> None:
    course = make.course(lessons=6, stock=5)
    first = place(course, make.user())
    tell(channel().take(make.attempt(first).out_trade_no, fen=9_900))  # the accounts are open from now on
    buyer = make.user()

    placed = said(lambda: place(course, buyer))
    order = Order.objects.latest("pk")
    started = said(lambda: start_payment(order_no=order.no, buyer_id=buyer.pk, method="native"))
    state = channel().take(PaymentAttempt.objects.latest("pk").out_trade_no, fen=9_900)
    confirmed = said(lambda: tell(state))
    again = said(lambda: tell(state))
    assert (len(placed), len(started), len(confirmed), len(again)) == (7, 5, 13, 4)


def test_nothing_but_the_seat_is_written_under_the_seats_row() -> None:
    course, buyer = make.course(stock=5), make.user()
    statements = said(lambda: place(course, buyer))
    at = next(n for n, sql in enumerate(statements) if sql.startswith("update catalog_product"))
    assert len(statements[at:]) == 1
    assert Product.objects.get().taken == 1


def test_the_api_reads_nothing_back_that_it_has_just_written() -> None:
    course, buyer = make.course(lessons=6), make.user()
    client, me = Client(), make.bearer(buyer)
    client.get("/api/v1/me", headers=me)
    body = {"lines": [{"product": course.product.code}], "shown_total_fen": 9_900, "accepted": ["refund:7d30@1"]}

    def send() -> None:
        answer = client.post("/api/v1/orders", json.dumps(body), "application/json", headers=me)
        assert answer.status_code == 201
        assert [line["product"] for line in answer.json()["lines"]] == [course.product.code]

    first = said(send)
    assert len(first) <= 10
    assert sum("commerce_order" in sql and sql.lower().startswith("select") for sql in first) == 1
    send()
    assert Order.objects.count() == 1


def test_of_two_attempts_of_one_order_each_knows_its_order() -> None:
    order = make.order()
    for _ in range(2):
        attempt = begin_attempt(order_no=order.no, provider="wechat", method="native")
        with CaptureQueriesContext(connection) as asked:
            assert attempt.order.no == order.no
        assert len(asked) == 0
