"""Double clicks, two tabs, the back button: one order, one attempt, and a page that makes sense."""

from typing import Any

import pytest
from django.test import Client

from tests import make
from tests.commerce.fakepay import channel, give_back, pay, tell
from tests.commerce.test_learner_pages import TERM, browser, seen
from tests.jobs import run_jobs
from zhiyu.access.models import Grant
from zhiyu.catalog.models import Course
from zhiyu.commerce.actions import request_refund
from zhiyu.commerce.models import Order, PaymentAttempt, Refund
from zhiyu.learning.models import Progress

pytestmark = pytest.mark.django_db


def press(client: Client, course: Course) -> Any:
    return client.post(f"/checkout/{course.product.code}", {"shown_total_fen": 9_900, "accepted": TERM})


def test_pressing_buy_twice_and_in_two_tabs_is_one_order_with_one_code() -> None:
    course, buyer = make.course(lessons=6, stock=5), make.user()
    tabs = [browser(buyer), browser(buyer)]
    places = {press(tab, course).headers["Location"] for tab in tabs * 2}
    assert len(places) == 1
    pages = [seen(tab, places.copy().pop()) for tab in tabs * 2]
    course.product.refresh_from_db()
    assert (Order.objects.count(), PaymentAttempt.objects.count(), course.product.taken) == (1, 1, 1)
    assert all("微信支付二维码" in page for page in pages)


def test_back_after_paying_leads_on_and_never_to_a_second_payment() -> None:
    course, buyer = make.course(lessons=6), make.user()
    client = browser(buyer)
    pay_page = press(client, course).headers["Location"]
    seen(client, pay_page)
    tell(channel().take(PaymentAttempt.objects.get().out_trade_no, fen=9_900))
    order = Order.objects.get()
    assert client.get(pay_page).headers["Location"] == f"/orders/{order.no}/done"
    assert client.get(f"/checkout/{course.product.code}").headers["Location"] == f"/courses/{course.product.code}"
    assert press(client, course).headers["Location"] == f"/courses/{course.product.code}"
    assert "支付成功" in seen(client, f"/orders/{order.no}/done")
    assert (Order.objects.count(), Grant.objects.count()) == (1, 1)


def test_cancelled_in_one_tab_the_other_tells_so() -> None:
    course, buyer = make.course(), make.user()
    client = browser(buyer)
    pay_page = press(client, course).headers["Location"]
    seen(client, pay_page)
    order = Order.objects.get()
    for _ in range(2):
        assert client.post(f"/orders/{order.no}/cancel").headers["Location"] == f"/me/orders/{order.no}"
    answer = client.get(pay_page, follow=True)
    assert answer.redirect_chain[-1][0] == f"/me/orders/{order.no}"
    assert "已关闭" in answer.content.decode()


def test_asking_twice_for_the_money_back_is_one_refund() -> None:
    order = pay(make.order())
    client = browser(order.buyer)
    for _ in range(2):
        answer = client.post(f"/me/orders/{order.no}/refund", {"reason": "no_time"})
        assert answer.status_code in {200, 302}
    assert Refund.objects.count() == 1


def test_giving_back_is_offered_only_where_the_rule_allows_and_otherwise_explained() -> None:
    course = make.course(lessons=6)
    order = pay(make.order(of=course))
    client, where = browser(order.buyer), f"/me/orders/{order.no}"
    assert "申请退款" in seen(client, where)
    make.opened(order.buyer, course, lessons=2)
    page = seen(client, where)
    assert f"{where}/refund" not in page
    assert "共 5 节付费课，最多学过 1 节可以退；已经打开 2 节" in page


def test_the_rule_is_said_as_a_number_of_lessons_before_buying() -> None:
    page = seen(browser(make.user()), f"/checkout/{make.course(lessons=11).product.code}")
    assert "一共有 10 节付费课，最多学过 3 节可以退" in page


def test_going_on_from_an_order_leads_to_where_the_learner_was() -> None:
    course = make.course(lessons=6)
    order = pay(make.order(of=course))
    client = browser(order.buyer)
    assert f"/courses/{course.product.code}/continue" in seen(client, f"/me/orders/{order.no}")
    lessons = list(course.chapters.get().lessons.order_by("position"))
    Progress.objects.create(user=order.buyer, lesson=lessons[2], position=30)
    answer = client.get(f"/courses/{course.product.code}/continue")
    assert answer.headers["Location"] == f"/lessons/{lessons[2].pk}"


def test_what_a_refund_undoes_is_told_in_the_readers_language() -> None:
    order = pay(make.order(of=make.course(title="Watercolour", lessons=6)))
    refund = request_refund(order_no=order.no, buyer_id=order.buyer_id, reason="no_time")
    assert refund.undo[0] == {"kind": "money", "facts": {"fen": 9_900, "provider": "wechat"}}
    client = browser(make.user(role="operator"))
    assert "¥99 原路退回微信支付" in seen(client, f"/studio/refunds/{refund.pk}")
    Refund.objects.update(undo=[{"kind": "money", "text": "旧的说法"}])
    assert "旧的说法" in seen(client, f"/studio/refunds/{refund.pk}")


def test_money_that_came_too_late_is_explained_on_the_orders_page() -> None:
    course = make.course(stock=1)
    late = make.attempt(make.order(of=course))
    Order.objects.update(status="closed")
    course.product.taken = 0
    course.product.save(update_fields=["taken"])
    pay(make.order(of=course))
    tell(channel().take(late.out_trade_no, fen=9_900))
    run_jobs()
    client, where = browser(late.order.buyer), f"/me/orders/{late.order.no}"
    page = seen(client, where)
    assert "钱到的时候订单已经关闭，名额也没有了，所以自动退给你。" in page
    assert "提交申请" not in page
    give_back(Refund.objects.get())
    assert "钱已原路退回" in seen(client, where)
