"""How one pays is chosen by what opens on the browser at hand."""

import html
import re
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client
from pytest_django import Settings

from tests import make
from tests.commerce.fakepay import FakePay, channel
from tests.together import together
from zhiyu.access.models import Grant
from zhiyu.commerce.actions import begin_attempt, confirm_payment, start_payment
from zhiyu.commerce.models import Order, Refund
from zhiyu.commerce.payments import Browser, ProviderUnknown
from zhiyu.commerce.presenters import browser_of
from zhiyu.kernel.clock import now
from zhiyu.ledger.queries import balances

pytestmark = pytest.mark.django_db
IN_WECHAT = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Mobile/15E148 MicroMessenger/8.0.68"
PHONE = "Mozilla/5.0 (Linux; Android 14; V2366A) Chrome/126.0 Mobile Safari/537.36"
DESK = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/126.0 Safari/537.36"


def page_of(order: Order, agent: str, query: str = "", status: int = 200) -> str:
    client = Client()
    make.login(client, order.buyer)
    answer = client.get(f"/orders/{order.no}/pay{query}", headers={"User-Agent": agent})
    assert answer.status_code == status, answer.content.decode()[:400]
    return answer.content.decode()


def onward(page: str) -> str:
    return html.unescape(re.findall(r'href="(https://wx.test/[^"]+)"', page)[0])


@pytest.mark.parametrize(
    ("agent", "browser"),
    [
        (IN_WECHAT, Browser.WECHAT),
        ("Mozilla/5.0 (Windows NT 6.1) Chrome/122 Safari/537.36 MicroMessenger/7.0.20 WindowsWechat", Browser.WECHAT),
        (PHONE, Browser.PHONE),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Safari/604.1", Browser.PHONE),
        ("Mozilla/5.0 (Phone; HarmonyOS 5.0) ArkWeb/4.1", Browser.PHONE),
        (DESK, Browser.DESKTOP),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) Version/18.0 Safari/605.1.15", Browser.DESKTOP),
        ("", Browser.DESKTOP),
    ],
)
def test_the_browser_is_known_by_its_name(agent: str, browser: Browser) -> None:
    assert browser_of(agent) == browser


@pytest.mark.parametrize(("agent", "method"), [(IN_WECHAT, "jsapi"), (PHONE, "h5"), (DESK, "native")])
def test_each_browser_pays_in_its_own_way(agent: str, method: str) -> None:
    order = make.order()
    page_of(order, agent)

    assert list(order.attempts.values_list("method", flat=True)) == [method]


def test_a_phone_is_led_to_wechat_and_told_where_to_come_back() -> None:
    order = make.order()
    page = page_of(order, PHONE, "?next=/lessons/7")
    query = parse_qs(urlsplit(onward(page)).query)

    assert query["prepay_id"] == [order.attempts.get().out_trade_no]
    assert query["redirect_url"] == [f"http://testserver/orders/{order.no}/done?next=%2Flessons%2F7"]
    assert 'referrerpolicy="origin"' in page, "WeChat opens for a known domain only, which it reads from the Referer"
    assert 'data-good-for="' in page


def test_a_page_that_opens_no_more_is_followed_by_another_attempt(pay_channel: FakePay) -> None:
    order = make.order()
    first = onward(page_of(order, PHONE))
    assert onward(page_of(order, PHONE)) == first
    spoil(order)

    second = onward(page_of(order, PHONE))
    assert second != first
    assert pay_channel.calls == ["start", "close", "start"]
    assert [one.closed_at is None for one in order.attempts.order_by("pk")] == [False, True]


def test_no_second_attempt_while_the_first_may_have_been_paid(pay_channel: FakePay) -> None:
    order = make.order()
    page_of(order, PHONE)
    spoil(order)
    pay_channel.trouble = {"close": ProviderUnknown("?"), "query": ProviderUnknown("?")}

    assert "再试一次" in page_of(order, PHONE, status=502)
    assert order.attempts.count() == 1


def test_a_page_that_was_paid_before_it_spoilt_leads_to_what_was_bought(pay_channel: FakePay) -> None:
    order = make.order()
    page_of(order, PHONE)
    spoil(order)
    pay_channel.take(order.attempts.get().out_trade_no, fen=order.total_fen)

    client = Client()
    make.login(client, order.buyer)
    answer = client.get(f"/orders/{order.no}/pay?next=/lessons/7", headers={"User-Agent": PHONE})
    assert answer.headers["Location"] == f"/orders/{order.no}/done?next=%2Flessons%2F7"
    order.refresh_from_db()
    assert (order.status, order.payments.count()) == ("paid", 1)


def spoil(order: Order) -> None:
    attempt = order.attempts.get()
    attempt.answer["good_until"] = (now() - timedelta(seconds=1)).isoformat()
    attempt.save(update_fields=["answer"])


def test_with_one_channel_there_is_nothing_to_choose() -> None:
    assert "用什么付" not in page_of(make.order(), DESK)


def test_a_school_without_any_channel_says_so(pay_channel: FakePay) -> None:
    pay_channel.ready = False
    order = make.order()

    assert "再试一次" in page_of(order, DESK, status=502)
    assert not order.attempts.exists()


@pytest.fixture
def two_channels(settings: Settings, pay_channel: FakePay) -> FakePay:
    """A second one whose page is opened, and which does not open inside WeChat."""
    del pay_channel
    settings.PAYMENT_PROVIDERS = {**settings.PAYMENT_PROVIDERS, "other": "tests.commerce.fakepay.PagePay"}
    made = channel("other")
    made.__init__(label="支付宝", app="支付宝")  # type: ignore[misc]
    return made


@pytest.mark.parametrize(("agent", "offered"), [(IN_WECHAT, False), (PHONE, True), (DESK, True)])
def test_what_does_not_open_there_is_not_offered(two_channels: FakePay, agent: str, *, offered: bool) -> None:
    del two_channels
    page = page_of(make.order(), agent)

    assert ("?by=other" in page, "用什么付" in page) == (offered, offered)


def test_the_other_channel_is_picked_on_the_same_page(two_channels: FakePay) -> None:
    order = make.order()
    page = page_of(order, DESK, "?next=/lessons/7&by=other")

    assert "打开支付宝付 ¥99" in page
    assert f"https://page.test/{order.attempts.get().out_trade_no}" in page
    assert two_channels.calls == ["start"]
    assert "page_test" in list(order.attempts.values_list("method", flat=True))


def test_the_way_back_is_signed_anew_when_it_leads_elsewhere(two_channels: FakePay) -> None:
    order = make.order()
    for query in ("?by=other", "?by=other", "?by=other&next=/lessons/7"):
        page_of(order, DESK, query)

    assert two_channels.calls == ["start", "start"]
    assert order.attempts.get().answer["back"] == f"http://testserver/orders/{order.no}/done?next=%2Flessons%2F7"


def test_an_unknown_channel_is_the_first_one(two_channels: FakePay) -> None:
    assert "<h1>微信支付</h1>" in page_of(make.order(), DESK, "?by=nobody")
    assert not two_channels.calls


@pytest.mark.django_db(transaction=True)
def test_many_tabs_of_a_spoilt_page_make_one_new_attempt(pay_channel: FakePay) -> None:
    order = make.order()
    start_payment(order_no=order.no, buyer_id=order.buyer_id, method="h5")
    spoil(order)

    answers = together(6, lambda _: start_payment(order_no=order.no, buyer_id=order.buyer_id, method="h5"))
    assert {getattr(one, "out_trade_no", one) for one in answers} == {order.attempts.get(closed_at=None).out_trade_no}
    assert order.attempts.count() == 2
    assert not pay_channel.inside


@pytest.mark.django_db(transaction=True)
def test_paid_by_both_channels_at_once_one_opens_the_course_and_the_other_goes_back(two_channels: FakePay) -> None:
    del two_channels
    order = make.order()
    attempts = [begin_attempt(order_no=order.no, provider=name, method=name) for name in ("wechat", "other")] * 3

    def tell(n: int) -> Order:
        attempt = attempts[n]
        reference = f"tx-{attempt.out_trade_no}"
        return confirm_payment(
            out_trade_no=attempt.out_trade_no,
            provider=attempt.provider,
            reference=reference,
            paid_fen=attempt.amount_fen,
            paid_at=now(),
        )

    assert all(isinstance(one, Order) for one in together(6, tell))
    order.refresh_from_db()
    assert (order.status, order.payments.count()) == ("paid", 2)
    assert list(Refund.objects.values_list("reason", "amount_fen")) == [("paid_twice", order.total_fen)]
    assert Grant.objects.filter(user=order.buyer, revoked_at=None).count() == 1
    assert sum(balances().values()) == 0
