"""Orders and refunds as the people of the school see and decide them."""

import csv
import html
import re
from io import StringIO

import pytest
from pytest_django import DjangoAssertNumQueries

from tests import make
from tests.access.viewers import content
from tests.commerce.fakepay import FakePay, channel, give_back, pay, tell
from tests.commerce.test_learner_pages import browser, seen
from tests.jobs import run_jobs
from zhiyu.access.queries import owns
from zhiyu.accounts.models import User
from zhiyu.commerce.actions import request_refund
from zhiyu.commerce.models import Order, OrderLine, Refund
from zhiyu.commerce.payments import ProviderPermanent, ProviderRetryable
from zhiyu.kernel.clock import now

pytestmark = pytest.mark.django_db


def waiting(*, buyer: User | None = None) -> Refund:
    course = make.course(lessons=6)
    order = pay(make.order(of=course, buyer=buyer))
    make.opened(order.buyer, course)
    return request_refund(order_no=order.no, buyer_id=order.buyer_id, reason="too_hard")


def test_orders_are_found_by_number_phone_name_and_course() -> None:
    buyer = make.person("13655551234", name="王阿姨")
    order = pay(make.order(buyer=buyer, of=make.course(title="水彩入门")))
    make.order(of=make.course(title="书法"), buyer=make.person("13655555678"))
    client = browser(make.user(role="operator"))
    attempt = order.attempts.get()
    for query in (order.no, order.no[-8:], attempt.out_trade_no, "136 5555 1234", "1234", "阿姨", "王阿", "水彩"):
        page = seen(client, f"/studio/orders?query={query}")
        assert f"/studio/orders/{order.no}" in page
        assert "书法" not in page
    assert "书法" in seen(client, "/studio/orders?status=pending")
    for query in ("nobody", "5555", "%", "0" * 8):
        assert "没有符合的订单" in seen(client, f"/studio/orders?query={query}")


def test_orders_are_found_among_many_by_the_day_and_by_a_name_that_many_bear() -> None:
    operator = browser(make.user(role="operator"))
    course = make.course(title="书法")
    for n in range(501):
        make.person(f"177{n:08d}", name=f"学员{n}")
    order = make.order(of=course, buyer=User.objects.get(name="学员7"))
    for query in ("学员", order.no[:8]):
        assert f"/studio/orders/{order.no}" in seen(operator, f"/studio/orders?query={query}")


def test_long_lists_are_turned_in_both_directions_and_keep_the_search() -> None:
    buyer, course = make.person("13655551234", name="王阿姨"), make.course()
    orders = [pay(make.order(of=course, buyer=buyer)) if n == 0 else make.order(buyer=buyer) for n in range(62)]
    client = browser(make.user(role="operator"))
    newest, oldest = orders[-1], orders[0]

    def turned(page: str, rel: str) -> str:
        found = re.search(rf'rel="{rel}"\s+href="([^"]+)"', page)
        assert found
        return seen(client, f"/studio/orders{html.unescape(found[1])}")

    first = seen(client, "/studio/orders?query=王阿")
    assert (newest.no in first, 'rel="prev"' in first) == (True, False)
    last = turned(turned(first, "next"), "next")
    assert (oldest.no in last, 'rel="next"' in last, "query=%E7%8E%8B" in last) == (True, False, True)
    assert turned(turned(last, "prev"), "prev").count("/studio/orders/20") == first.count("/studio/orders/20") == 30


def test_what_is_counted_for_a_label_ends_at_a_thousand() -> None:
    order = make.order()
    Order.objects.bulk_create(
        Order(no=f"20260101{n:010d}", buyer=order.buyer, status="closed", total_fen=1, quote={}, expires_at=now())
        for n in range(1001)
    )
    page = seen(browser(make.user(role="operator")), "/studio/orders")
    assert "共 1000+ 笔" in page
    assert page.count('<span class="pill-count num">1000+</span>') == 2
    assert '<span class="pill-count num">1</span>' in page


def test_the_export_cannot_carry_a_formula() -> None:
    buyer = make.user(name='=HYPERLINK("http://thief.test")')
    pay(make.order(buyer=buyer, of=make.course(title="@SUM(A1)", price_fen=123_456)))
    answer = browser(make.user(role="finance")).get("/studio/orders.csv")
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    headings, row = csv.reader(StringIO(content(answer).decode("utf-8-sig")))
    assert headings[0] == "订单号"
    assert row[2] == '\'=HYPERLINK("http://thief.test")'
    assert (row[4], row[5], row[7]) == ("'@SUM(A1)", "1234.56", "已支付")
    assert row[3] == buyer.masked_phone


def test_an_order_shows_what_happened_who_did_it_and_its_books() -> None:
    refund, operator = waiting(), make.user(role="operator", name="小周")
    client = browser(operator)
    client.post(f"/studio/refunds/{refund.pk}/approve", {"note": "祝好"})
    run_jobs()
    give_back(refund)
    page = seen(client, f"/studio/orders/{refund.order.no}")
    code = OrderLine.objects.get().product.code
    for words in (
        "下单",
        "付款成功",
        "申请退款",
        "同意退款",
        "钱已退回",
        "小周",
        "祝好",
        f"课程销售 · {code}",
        "应付买家退款",
    ):
        assert words in page
    assert page.count("应收支付渠道 · wechat") == 2
    seen(client, "/studio/orders/2026", 404)


def test_a_refund_is_weighed_and_approved() -> None:
    refund = waiting()
    client = browser(make.user(role="operator"))
    assert f"/studio/refunds/{refund.pk}" in seen(client, "/studio/refunds?status=requested")
    page = seen(client, f"/studio/refunds/{refund.pk}")
    for words in ("跟不上，太难了", "¥99 原路退回微信支付", "1 / 5 节", "data-confirm", "没有别的订单"):
        assert words in page
    answer = client.post(f"/studio/refunds/{refund.pk}/approve", {"note": "好的"})
    assert answer.headers["Location"] == f"/studio/refunds/{refund.pk}"
    refund.refresh_from_db()
    assert (refund.status, refund.note) == ("approved", "好的")
    assert "你的决定" not in seen(client, f"/studio/refunds/{refund.pk}")


def test_an_operator_sees_when_more_was_opened_after_asking() -> None:
    refund = waiting()
    make.opened(refund.order.buyer, OrderLine.objects.get().product.course, lessons=4)
    page = seen(browser(make.user(role="operator")), f"/studio/refunds/{refund.pk}")
    assert "4 / 5 节" in page
    assert "已超过规则" in page


def test_a_no_needs_a_reason() -> None:
    refund = waiting()
    client = browser(make.user(role="operator"))
    silent = client.post(f"/studio/refunds/{refund.pk}/reject", {"note": ""})
    assert (silent.status_code, silent.headers["Location"]) == (302, f"/studio/refunds/{refund.pk}")
    assert "请告诉学员原因" in seen(client, f"/studio/refunds/{refund.pk}")
    long = client.post(f"/studio/refunds/{refund.pk}/approve", {"note": "长" * 201})
    assert (long.status_code, Refund.objects.get().status) == (422, "requested")
    client.post(f"/studio/refunds/{refund.pk}/reject", {"note": "先试试辅导"})
    assert (Refund.objects.get().status, Refund.objects.get().note) == ("rejected", "先试试辅导")
    assert owns(refund.order.buyer_id, OrderLine.objects.get().product_id)


def test_a_refund_the_channel_refused_is_tried_again(pay_channel: FakePay) -> None:
    pay_channel.trouble["refund"] = ProviderPermanent("NOT_ENOUGH")
    order = pay(make.order())
    refund = request_refund(order_no=order.no, buyer_id=order.buyer_id, reason="no_time")
    run_jobs()
    client = browser(make.user(role="finance"))
    page = seen(client, f"/studio/refunds/{refund.pk}")
    assert "再退一次" in page
    assert "商户余额不够" in page
    assert "NOT_ENOUGH" in seen(client, f"/studio/orders/{order.no}")
    pay_channel.trouble["refund"] = ProviderRetryable("down")
    assert client.post(f"/studio/refunds/{refund.pk}/retry").status_code == 302
    assert Refund.objects.get().status == "processing"


def test_a_refund_the_channel_closed_can_be_tried_once_more() -> None:
    refund = waiting()
    client = browser(make.user(role="finance"))
    client.post(f"/studio/refunds/{refund.pk}/approve")
    give_back(refund, "closed")
    assert "再退一次" in seen(client, f"/studio/refunds/{refund.pk}")
    assert client.post(f"/studio/refunds/{refund.pk}/retry").status_code == 302
    assert "再退一次" not in seen(client, f"/studio/refunds/{refund.pk}")
    assert Refund.objects.get(follows=refund).status == "processing"


def test_money_that_came_too_late_has_a_page_too() -> None:
    order = make.order()
    for method in ("native", "jsapi"):
        make.attempt(order, method=method)
    for attempt in order.attempts.all():
        tell(channel().take(attempt.out_trade_no, fen=attempt.amount_fen))
    refund = Refund.objects.get()
    page = seen(browser(make.user(role="operator")), f"/studio/refunds/{refund.pk}")
    assert "重复付款" in page
    assert "这笔钱没有买到课程" in page


@pytest.mark.parametrize(
    ("role", "orders", "decide"),
    [(None, 403, 403), ("creator", 403, 403), ("finance", 200, 302), ("operator", 200, 302)],
)
def test_who_may_see_and_decide(role: str | None, orders: int, decide: int) -> None:
    refund, client = waiting(), browser(make.user(role=role))
    order = Order.objects.get()
    for path in ("/studio/orders", "/studio/orders.csv", f"/studio/orders/{order.no}", "/studio/refunds"):
        seen(client, path, orders)
    assert client.post(f"/studio/refunds/{refund.pk}/approve").status_code == decide


@pytest.mark.parametrize("count", [1, 3])
def test_lists_ask_the_database_as_often_for_three_as_for_one(
    count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(count):
        waiting()
    client = browser(make.user(role="operator"))
    for path, queries in [("/studio/orders", 6), ("/studio/refunds", 6), ("/studio/orders.csv", 5)]:
        seen(client, path)
        with django_assert_num_queries(queries):
            page = seen(client, path)
        assert page.count("七天写作营") == count
