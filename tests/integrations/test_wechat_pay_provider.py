"""WeChat Pay behind the port, against the simulator: order, pay, query, close, refund, and what goes wrong."""

from datetime import timedelta

import pytest
from pytest_django import Settings

from tests import make
from tests.integrations.conftest import Mailbox, hand_over, pending_order
from tests.simulator import Running, wait_for
from zhiyu.accounts.actions import link_identity
from zhiyu.commerce import actions
from zhiyu.commerce.errors import OpenidNeeded
from zhiyu.commerce.models import Order
from zhiyu.commerce.payments import (
    PaymentStatus,
    PayOrder,
    ProviderPermanent,
    ProviderRetryable,
    ProviderUnknown,
    RefundOrder,
    provider,
)
from zhiyu.integrations.wechat_pay.account import account
from zhiyu.integrations.wechat_pay.provider import WeChatPay
from zhiyu.kernel.clock import now

pytestmark = pytest.mark.django_db
NO = "P202611210000000001"


def wanted(*, method: str = "native", buyer_id: int = 0, minutes: float = 30) -> PayOrder:
    return PayOrder(
        out_trade_no=NO,
        method=method,
        description="七天写作营",
        total_fen=9_900,
        expires_at=now() + timedelta(minutes=minutes),
        buyer_id=buyer_id,
    )


def back(no: str = "R1", *, fen: int = 9_900, reference: str = "") -> RefundOrder:
    return RefundOrder(no=no, out_trade_no=NO, reference=reference, refund_fen=fen, total_fen=9_900, reason="没时间")


def test_a_purchase_from_quote_to_refund(sim: Running, mailbox: Mailbox) -> None:
    order, _ = pending_order()
    start = actions.start_payment(order_no=order.no, buyer_id=order.buyer_id, method="native")
    assert start.code_url.startswith("weixin://wxpay/bizpayurl?pr=")

    sim.tell("pay", out_trade_no=start.out_trade_no)
    sim.settled()
    assert hand_over(mailbox.letters[0]).status_code == 200
    order = Order.objects.get(pk=order.pk)
    assert order.status == "paid"

    refund = actions.request_refund(order_no=order.no, buyer_id=order.buyer_id, reason="no_time")
    actions.ask_channel(refund_id=refund.pk)
    refund.refresh_from_db()
    assert refund.status == "processing"
    wait_for(lambda: len(mailbox.letters) == 2)
    assert hand_over(mailbox.letters[1]).status_code == 200
    order = Order.objects.get(pk=order.pk)
    assert order.status == "refunded"


def test_the_demo_has_a_page_to_pay_at_and_a_real_school_has_none(sim: Running, settings: Settings) -> None:
    start = WeChatPay().start(wanted())
    assert "立即支付" in sim.http.get(start.cashier_url).text

    settings.WECHAT_SIMULATOR_URL = ""
    assert WeChatPay().start(wanted()).cashier_url == ""


def test_jsapi_needs_a_wechat_login_and_signs_for_the_bridge(sim: Running) -> None:
    buyer = make.user()
    with pytest.raises(OpenidNeeded):
        WeChatPay().start(wanted(method="jsapi", buyer_id=buyer.pk))

    openid = sim.ask("people")["items"][0]["openid"]
    link_identity(user=buyer, provider="wechat", app_id=sim.world.keys.appid, subject=openid)
    start = WeChatPay().start(wanted(method="jsapi", buyer_id=buyer.pk))
    assert start.parameters.keys() == {"appId", "timeStamp", "nonceStr", "package", "signType", "paySign"}
    assert "立即支付" in sim.http.get(start.cashier_url).text


def test_h5_and_methods_nobody_knows(sim: Running) -> None:
    assert WeChatPay().start(wanted(method="h5")).h5_url.startswith(sim.url)
    with pytest.raises(ProviderPermanent):
        WeChatPay().start(wanted(method="telegraph"))


@pytest.mark.usefixtures("sim")
def test_an_order_about_to_end_is_given_the_least_wechat_takes() -> None:
    assert WeChatPay().start(wanted(minutes=0.1)).code_url


def test_states_as_the_port_names_them(sim: Running) -> None:
    pay = WeChatPay()
    assert pay.query(NO).status is PaymentStatus.MISSING
    pay.start(wanted())
    assert pay.query(NO).status is PaymentStatus.PENDING

    sim.tell("pay", out_trade_no=NO)
    state = pay.query(NO)
    assert (state.status, state.paid_fen) == (PaymentStatus.PAID, 9_900)
    assert state.reference.startswith("4200")
    assert state.paid_at


@pytest.mark.usefixtures("sim")
def test_closing_may_be_repeated_and_may_come_before_the_order() -> None:
    pay = WeChatPay()
    pay.close(NO)
    pay.start(wanted())
    pay.close(NO)
    pay.close(NO)
    assert pay.query(NO).status is PaymentStatus.CLOSED


def test_a_paid_order_is_not_closed(sim: Running) -> None:
    WeChatPay().start(wanted())
    sim.tell("pay", out_trade_no=NO)

    with pytest.raises(ProviderPermanent, match="ORDER_PAID"):
        WeChatPay().close(NO)


def test_a_refund_by_either_number(sim: Running) -> None:
    pay = WeChatPay()
    pay.start(wanted())
    sim.tell("pay", out_trade_no=NO)
    assert pay.query_refund(back("R1")).status == "missing"

    assert pay.refund(back(fen=900)).status == "processing"
    assert pay.refund(back("R2", fen=9_000, reference=pay.query(NO).reference)).status == "processing"
    wait_for(lambda: pay.query_refund(back("R2")).status == "succeeded")
    with pytest.raises(ProviderPermanent):
        pay.refund(back("R3", fen=1))


def test_a_lost_answer_to_an_order_is_asked_for_again(sim: Running) -> None:
    sim.tell("faults", name="lost_response", times=1)
    assert WeChatPay().start(wanted()).code_url

    sim.tell("faults", name="lost_response", times=2)
    with pytest.raises(ProviderUnknown):
        WeChatPay().start(wanted())


@pytest.mark.usefixtures("sim")
def test_a_payment_too_fresh_to_be_refunded_is_asked_for_again_later() -> None:
    with pytest.raises(ProviderRetryable, match="RESOURCE_NOT_EXISTS"):
        WeChatPay().refund(back())


def test_the_second_asking_is_the_first_word_for_word(sim: Running) -> None:
    asked: list[bytes] = []
    ours = account()
    assert ours
    ours.pay.transport.http.event_hooks = {"request": [lambda request: asked.append(request.content)]}
    sim.tell("faults", name="slow", times=1, seconds=1.1)
    sim.tell("faults", name="lost_response", times=1)

    assert WeChatPay().start(wanted(minutes=0.1)).code_url
    assert len(asked) == 2
    assert len(set(asked)) == 1


def test_a_lost_answer_to_a_refund_is_unknown_and_its_number_refunds_once(sim: Running) -> None:
    pay = WeChatPay()
    pay.start(wanted())
    sim.tell("pay", out_trade_no=NO)
    sim.tell("faults", name="lost_response", times=1)

    with pytest.raises(ProviderUnknown):
        pay.refund(back())
    assert pay.refund(back()).reference == pay.query_refund(back("R1")).reference
    assert len(sim.ask("refunds")["items"]) == 1


@pytest.mark.parametrize("offset", [-600, 600])
def test_a_clock_that_is_off_says_nothing_of_the_refunds_meanwhile(sim: Running, mailbox: Mailbox, offset: int) -> None:
    """WeChat refuses every signature; once the clock is right again the money goes back by itself."""
    order, _ = pending_order()
    start = actions.start_payment(order_no=order.no, buyer_id=order.buyer_id, method="native")
    sim.tell("pay", out_trade_no=start.out_trade_no)
    sim.settled()
    hand_over(mailbox.letters[0])
    refund = actions.request_refund(order_no=order.no, buyer_id=order.buyer_id, reason="no_time")

    sim.tell("clock", offset_seconds=offset)
    with pytest.raises(ProviderRetryable, match="SIGN_ERROR"):
        actions.ask_channel(refund_id=refund.pk)
    refund.refresh_from_db()
    assert (refund.status, refund.stuck) == ("approved", False)

    sim.tell("clock", offset_seconds=0)
    actions.ask_channel(refund_id=refund.pk)
    refund.refresh_from_db()
    assert refund.status == "processing"


@pytest.mark.parametrize("fault", [{"name": "bad_signature", "on": "response"}, {"name": "truncated_json"}])
def test_a_forged_or_broken_answer_is_no_answer(sim: Running, fault: dict[str, str]) -> None:
    WeChatPay().start(wanted())
    sim.tell("faults", times=1, **fault)

    with pytest.raises(ProviderUnknown):
        WeChatPay().query(NO)


def test_a_busy_platform_is_asked_later(sim: Running) -> None:
    sim.tell("faults", name="rate_limited", times=1)

    with pytest.raises(ProviderRetryable):
        WeChatPay().query(NO)


def test_a_school_without_wechat_pay_says_so(settings: Settings) -> None:
    settings.WECHAT_PAY = dict.fromkeys(settings.WECHAT_PAY, "")

    with pytest.raises(ProviderPermanent, match="not set up"):
        WeChatPay().query(NO)


@pytest.mark.parametrize(
    ("url", "demo"), [("http://school.example", True), ("http://127.0.0.1:8000", False), ("http://192.168.1.2", True)]
)
@pytest.mark.usefixtures("sim")
def test_notifications_come_over_https_only(settings: Settings, url: str, *, demo: bool) -> None:
    settings.PUBLIC_URL, settings.DEMO = url, demo

    with pytest.raises(ProviderPermanent, match="https"):
        WeChatPay().start(wanted())


def test_settings_bind_it() -> None:
    assert isinstance(provider("wechat"), WeChatPay)
