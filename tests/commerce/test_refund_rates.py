"""Refund rates: each number is the number of orders that its link shows."""

import html
import json
import re
from datetime import timedelta
from random import Random
from urllib.parse import parse_qsl

import pytest
from pytest_django import DjangoAssertNumQueries

from tests import make
from tests.commerce.fakepay import give_back, pay
from tests.commerce.test_learner_pages import browser, seen
from zhiyu.accounts.models import User
from zhiyu.catalog.models import Course
from zhiyu.commerce import filters, rates
from zhiyu.commerce.actions import request_refund, retry_refund
from zhiyu.commerce.models import Order
from zhiyu.kernel.clock import SHANGHAI, now

pytestmark = pytest.mark.django_db


def sold(course: Course, *, channel: str = "", referrer: str = "", days: int = 0) -> Order:
    order = pay(make.order(of=course))
    Order.objects.filter(pk=order.pk).update(
        channel=channel, referrer=referrer, paid_at=now() - timedelta(days=days) if days else order.paid_at
    )
    return order


def returned(order: Order, reason: str = "no_time") -> None:
    give_back(request_refund(order_no=order.no, buyer_id=order.buyer_id, reason=reason))


def counted(by: str) -> dict[str, tuple[int, int, int]]:
    return {one.label: (one.paid, one.back, one.percent) for one in rates.rates(by, since_month=rates.since(12))}


def test_orders_are_counted_by_product_channel_referrer_and_reason() -> None:
    first, second = make.course(title="水彩"), make.course(title="书法", price_fen=5_000)
    returned(sold(first, channel="抖音", referrer="u1"))
    sold(first, channel="抖音")
    sold(first, channel="小红书")
    returned(sold(second), "too_hard")
    make.order(of=first)
    make.order(of=make.course(price_fen=0))
    assert counted("product") == {"水彩": (3, 1, 33), "书法": (1, 1, 100)}
    assert counted("channel") == {"抖音": (2, 1, 50), "小红书": (1, 0, 0), "没有记录": (1, 1, 100)}
    assert counted("referrer") == {"u1": (1, 1, 100), "没有记录": (3, 1, 33)}
    assert [(one.reason, one.orders, one.back_fen) for one in rates.reasons(since_month=rates.since(12))] == [
        ("no_time", 1, 9_900),
        ("too_hard", 1, 5_000),
    ]
    whole = rates.overall(since_month=rates.since(12))
    assert (whole.paid, whole.back, whole.percent, whole.paid_fen, whole.back_fen) == (4, 2, 50, 34_700, 14_900)


def test_a_refund_that_follows_a_closed_one_counts_once() -> None:
    order = sold(make.course())
    refund = request_refund(order_no=order.no, buyer_id=order.buyer_id, reason="no_time")
    give_back(refund, "closed")
    retry_refund(refund_id=refund.pk, actor_id=order.buyer_id)
    whole = rates.overall(since_month=rates.since(12))
    assert (whole.back, whole.back_fen) == (1, 9_900)


def test_months_are_of_shanghai_and_end_where_asked() -> None:
    course = make.course()
    sold(course, days=400)
    sold(course)
    assert list(counted("month").values()) == [(1, 0, 0)]
    assert rates.overall(since_month=rates.since(24)).paid == 2
    today = now().astimezone(SHANGHAI)
    assert [rates.since(n)[-2:] for n in (1, 12)] == [f"{today:%m}", f"{today.month % 12 + 1:02d}"]


def links(page: str) -> list[tuple[str, int]]:
    return [
        (html.unescape(address), int(count))
        for address, count in re.findall(r'<a href="(/studio/orders\?[^"]+)">(\d+)</a>', page)
    ]


def test_every_number_leads_to_as_many_orders() -> None:
    chance = Random(7)
    courses = [
        make.course(title=title, price_fen=fen) for title, fen in (("水彩", 9_900), ("书法", 1), ("油画", 50_000))
    ]
    for _ in range(14):
        order = sold(chance.choice(courses), channel=chance.choice(["", "抖音"]), referrer=chance.choice(["", "u1"]))
        if chance.random() < 0.5:
            returned(order, chance.choice(["no_time", "too_hard"]))
    client = browser(make.user(role="operator"))
    page = seen(client, "/studio/refunds/rates?months=3")
    found = links(page)
    assert len(found) >= 12
    for address, count in found:
        assert len(list(filters.every(filters.Wanted.of(dict(pair(address)))))) == count, address
        assert seen(client, address).count('href="/studio/orders/2') == count, address


def pair(address: str) -> list[tuple[str, str]]:
    return parse_qsl(address.partition("?")[2])


@pytest.mark.parametrize(("back", "words"), [(0, "低于行业"), (1, "之间"), (3, "高于行业")])
def test_the_band_of_the_trade_is_said_in_words(back: int, words: str) -> None:
    course = make.course()
    for order in [sold(course) for _ in range(4)][:back]:
        returned(order)
    assert words in seen(browser(make.user(role="finance")), "/studio/refunds/rates")


def test_a_school_that_sold_nothing_is_told_what_will_stand_here() -> None:
    assert "还没有付过款的订单" in seen(browser(make.user(role="operator")), "/studio/refunds/rates?months=x")


def ask(user: User, path: str) -> dict[str, object]:
    return dict(json.loads(browser(user).get(f"/api/v1{path}").content))


def test_programs_get_the_same_numbers() -> None:
    course = make.course(title="水彩")
    returned(sold(course))
    user = make.user(role="operator")
    found = ask(user, "/studio/refund-rates?months=3")
    assert found["overall"] == found["products"][0] | {"key": "-", "label": "没有记录"}  # type: ignore[index]
    assert len(ask(user, f"/studio/orders?product={course.product.code}&money=back")["items"]) == 1  # type: ignore[arg-type]
    assert ask(user, "/studio/orders?reason=too_hard")["items"] == []


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_asks_the_database_as_often_for_three_as_for_one(
    count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(count):
        returned(sold(make.course()))
    client = browser(make.user(role="operator"))
    seen(client, "/studio/refunds/rates")
    with django_assert_num_queries(8):
        seen(client, "/studio/refunds/rates")
