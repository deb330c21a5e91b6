"""From price to paid and back again, as somebody with a browser does it."""

import html
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from tests import make
from tests.access.viewers import content
from tests.commerce.fakepay import FakePay, channel, give_back, pay, tell
from tests.jobs import run_jobs
from zhiyu.accounts.models import User
from zhiyu.catalog.models import Product
from zhiyu.commerce.errors import OpenidNeeded
from zhiyu.commerce.models import Order, Refund
from zhiyu.commerce.payments import ProviderRetryable
from zhiyu.kernel.clock import now

pytestmark = pytest.mark.django_db
IN_WECHAT = "Mozilla/5.0 (iPhone) MicroMessenger/8.0.68"
TERM = "refund:7d30@1"


def browser(user: User) -> Client:
    made = Client()
    make.login(made, user)
    return made


def seen(client: Client, path: str, status: int = 200, *, agent: str = "Mozilla/5.0") -> str:
    answer = client.get(path, headers={"User-Agent": agent})
    text = content(answer).decode()
    assert answer.status_code == status, text[:500]
    return text


def test_money_on_its_way_back_does_not_hide_the_buyers_own_refund() -> None:
    order = make.order()
    for attempt in [make.attempt(order), make.attempt(order, method="jsapi")]:
        tell(channel().take(attempt.out_trade_no, fen=9_900))
    client = browser(order.buyer)
    assert f"/me/orders/{order.no}/refund" in seen(client, f"/me/orders/{order.no}")
    assert "¥99" in seen(client, f"/me/orders/{order.no}/refund")


def test_an_order_of_what_one_owns_by_now_leads_to_the_course() -> None:
    course, buyer = make.course(), make.user()
    old = make.order(of=course, buyer=buyer)
    Product.objects.update(price_fen=8_800)
    course.product.refresh_from_db()
    make.attempt(old)
    new = make.order(of=course, buyer=buyer)
    tell(channel().take(old.attempts.get().out_trade_no, fen=9_900))
    answer = browser(buyer).get(f"/orders/{new.no}/pay")
    assert (answer.status_code, answer.headers["Location"]) == (302, f"/courses/{course.product.code}")


def test_from_the_wall_to_the_same_second(pay_channel: FakePay) -> None:
    course, buyer = make.course(lessons=6), make.user()
    client, code, back = browser(buyer), course.product.code, "/lessons/7?t=180"

    page = seen(client, f"/checkout/{code}?next=/lessons/7%3Ft%3D180")
    assert "付款后 7 天内、打开的付费课时不超过 30%，可全额退款" in page
    assert 'name="shown_total_fen" value="9900"' in page
    form = {"shown_total_fen": 9_900, "accepted": TERM, "next": back}
    answer = client.post(f"/checkout/{code}", form)
    order = Order.objects.get()
    assert answer.headers["Location"] == f"/orders/{order.no}/pay?next=%2Flessons%2F7%3Ft%3D180"

    paying = seen(client, answer.headers["Location"])
    assert "<svg" in paying
    assert f"/orders/{order.no}/state" in paying
    assert client.get(f"/orders/{order.no}/state").status_code == 204
    tell(channel().take(order.attempts.get().out_trade_no, fen=9_900))
    news = client.get(f"/orders/{order.no}/state?next=/lessons/7%3Ft%3D180")
    assert news.headers["HX-Redirect"] == f"/orders/{order.no}/done?next=%2Flessons%2F7%3Ft%3D180"
    done = seen(client, news.headers["HX-Redirect"])
    assert 'href="/lessons/7?t=180"' in done
    assert client.get(f"/orders/{order.no}/pay").status_code == 302
    assert pay_channel.calls == ["start"]


def test_without_an_address_to_go_back_to_learning_begins_at_the_first_lesson() -> None:
    course = make.course(lessons=6)
    order = pay(make.order(of=course))
    first = course.chapters.get().lessons.earliest("position")
    assert f'href="/lessons/{first.pk}"' in seen(browser(order.buyer), f"/orders/{order.no}/done")


def test_who_came_from_a_live_room_is_led_back_to_it_first() -> None:
    course = make.course(lessons=6)
    order = pay(make.order(of=course))
    first = course.chapters.get().lessons.earliest("position")
    page = seen(browser(order.buyer), f"/orders/{order.no}/done?next=/rooms/7")
    assert page.index("回到直播间") < page.index("开始学习")
    assert 'class="btn btn-primary btn-block" href="/rooms/7"' in page
    assert f'class="btn btn-soft btn-block" href="/lessons/{first.pk}"' in page
    elsewhere = seen(browser(order.buyer), f"/orders/{order.no}/done?next=/rooms/7/draws/1")
    assert "回到直播间" not in elsewhere


def test_nobody_is_led_to_another_site() -> None:
    order = pay(make.order())
    assert 'href="https://thief' not in seen(browser(order.buyer), f"/orders/{order.no}/done?next=https://thief.test/")


def test_a_form_that_is_refused_says_why_and_keeps_the_tick() -> None:
    product, client = make.course().product, browser(make.user())
    path = f"/checkout/{product.code}"
    answer = client.post(path, {"shown_total_fen": 9_900})
    assert (answer.status_code, "请先确认退款规则" in answer.content.decode()) == (422, True)
    answer = client.post(path, {"shown_total_fen": 1, "accepted": TERM})
    assert (answer.status_code, "价格有变化" in answer.content.decode()) == (422, True)
    assert "checked" in answer.content.decode()
    assert client.post(path, {"shown_total_fen": "x"}).status_code == 422
    Product.objects.update(stock=0)
    answer = client.post(path, {"shown_total_fen": 9_900, "accepted": TERM})
    assert (answer.status_code, "名额已满" in answer.content.decode()) == (422, True)
    assert not Order.objects.exists()


def test_what_is_free_or_owned_is_not_paid_for() -> None:
    free, client = make.course(price_fen=0), browser(make.user())
    answer = client.post(f"/checkout/{free.product.code}", {"shown_total_fen": 0})
    assert answer.headers["Location"].endswith("/done")
    assert "加入成功" in seen(client, answer.headers["Location"])
    owned = client.get(f"/checkout/{free.product.code}?next=/lessons/3")
    assert owned.headers["Location"] == "/lessons/3"
    again = client.post(f"/checkout/{free.product.code}", {"shown_total_fen": 0})
    assert again.headers["Location"] == f"/courses/{free.product.code}"


def test_inside_wechat_one_pays_in_place_once_wechat_knows_who(pay_channel: FakePay) -> None:
    order = make.order()
    client = browser(order.buyer)
    pay_channel.trouble["start"] = OpenidNeeded()
    path = f"/orders/{order.no}/pay?next=/lessons/7"
    page = seen(client, path, agent=IN_WECHAT)
    assert f"/integrations/wechat-oa/login?next=%2Forders%2F{order.no}%2Fpay%3Fnext%3D" in page
    pay_channel.trouble.clear()
    page = seen(client, path, agent=IN_WECHAT)
    assert "commerce/jsapi.js" in page
    assert order.attempts.get().method == "jsapi"


def test_the_simulators_cashier_leads_back_to_where_one_was(pay_channel: FakePay) -> None:
    order = make.order()
    pay_channel.cashier = "http://sim.test/cashier?code_url=weixin%3A%2F%2F1&redirect_url=http%3A%2F%2Fold"
    page = seen(browser(order.buyer), f"/orders/{order.no}/pay?next=/lessons/7%3Ft%3D180")
    back = f"http%3A%2F%2Ftestserver%2Forders%2F{order.no}%2Fdone%3Fnext%3D%252Flessons%252F7%253Ft%253D180"
    assert f'href="http://sim.test/cashier?code_url=weixin%3A%2F%2F1&amp;redirect_url={back}&amp;' in page


def test_whoever_cancels_at_the_cashier_reads_that_nothing_is_paid(pay_channel: FakePay) -> None:
    order = make.order()
    client = browser(order.buyer)
    pay_channel.cashier = "http://sim.test/cashier?code_url=weixin%3A%2F%2F1"
    page = seen(client, f"/orders/{order.no}/pay?next=/lessons/7")
    assert "还没有付款" not in page
    query = parse_qs(urlsplit(html.unescape(page.split('href="http://sim.test')[1].split('"')[0])).query)
    address = query["cancel_url"][0]
    assert address == f"http://testserver/orders/{order.no}/pay?next=%2Flessons%2F7&by=wechat&unpaid=1"

    assert "还没有付款，也没有扣钱" in seen(client, address.removeprefix("http://testserver"))


def test_a_silent_channel_and_an_expired_order_are_told_in_words(pay_channel: FakePay) -> None:
    order = make.order()
    client = browser(order.buyer)
    pay_channel.trouble["start"] = ProviderRetryable("down")
    assert "钱没有扣" in seen(client, f"/orders/{order.no}/pay", 502)
    Order.objects.update(expires_at=now() - timedelta(seconds=1))
    assert "重新下单" in seen(client, f"/orders/{order.no}/pay")


def test_an_order_can_be_cancelled_on_its_page() -> None:
    order = make.order()
    client = browser(order.buyer)
    assert "取消订单" in seen(client, f"/me/orders/{order.no}")
    assert client.post(f"/orders/{order.no}/cancel").headers["Location"] == f"/me/orders/{order.no}"
    assert "已关闭" in seen(client, f"/me/orders/{order.no}")
    assert client.get(f"/orders/{order.no}/done").headers["Location"] == f"/me/orders/{order.no}"


def test_three_taps_from_the_order_to_the_money() -> None:
    order = pay(make.order())
    client = browser(order.buyer)
    assert f"/me/orders/{order.no}/refund" in seen(client, f"/me/orders/{order.no}")
    page = seen(client, f"/me/orders/{order.no}/refund")
    assert page.count('type="radio"') == 5
    assert "¥99 原路退回微信支付" in page
    assert "提交后马上退" in page
    unsaid = client.post(f"/me/orders/{order.no}/refund", {})
    assert (unsaid.status_code, "请选一个原因" in unsaid.content.decode()) == (422, True)
    answer = client.post(f"/me/orders/{order.no}/refund", {"reason": "no_time"})
    assert answer.headers["Location"] == f"/me/orders/{order.no}"

    assert f'data-live="order:{order.no} refund:' in seen(client, f"/me/orders/{order.no}")
    assert client.get(f"/me/orders/{order.no}/refund").headers["Location"] == f"/me/orders/{order.no}"
    run_jobs()
    give_back(Refund.objects.get())
    page = seen(client, f"/me/orders/{order.no}")
    assert "钱已原路退回" in page
    assert "data-live-waits" not in page


def test_a_decision_is_awaited_and_a_no_is_explained() -> None:
    course = make.course(lessons=6)
    order = pay(make.order(of=course))
    make.opened(order.buyer, course)
    client = browser(order.buyer)
    assert "由老师处理" in seen(client, f"/me/orders/{order.no}/refund")
    client.post(f"/me/orders/{order.no}/refund", {"reason": "too_hard"})
    assert "老师处理中" in seen(client, f"/me/orders/{order.no}")
    Refund.objects.update(status="rejected", note="先来一次辅导吧")
    assert "先来一次辅导吧" in seen(client, f"/me/orders/{order.no}")


def test_what_cannot_be_given_back_says_the_number_and_the_rule() -> None:
    course = make.course(lessons=6)
    order = pay(make.order(of=course))
    make.opened(order.buyer, course, lessons=3)
    page = seen(browser(order.buyer), f"/me/orders/{order.no}/refund")
    assert "共 5 节付费课，最多学过 1 节可以退；已经打开 3 节" in page
    assert "付款后 7 天内" in page


def test_a_strangers_pages_do_not_exist_and_nobody_comes_in_without_login() -> None:
    order, stranger = make.order(), browser(make.user())
    pages = [f"/orders/{order.no}/{name}" for name in ("pay", "done", "state")]
    for path in [*pages, f"/me/orders/{order.no}", f"/me/orders/{order.no}/refund"]:
        seen(stranger, path, 404)
        assert Client().get(path).headers["Location"].startswith("/login?next=")
    assert stranger.post(f"/orders/{order.no}/cancel").status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_my_orders_ask_the_database_as_often_for_three_as_for_one(
    count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    buyer = make.user()
    for _ in range(count):
        pay(make.order(buyer=buyer, of=make.course()))
    client = browser(buyer)
    seen(client, "/me/orders")
    with django_assert_num_queries(7):
        page = seen(client, "/me/orders?status=paid")
    assert page.count('class="card order-card"') == count
    assert "这里还没有订单" in seen(client, "/me/orders?status=refunded")
