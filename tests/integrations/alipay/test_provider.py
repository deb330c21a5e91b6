"""Alipay behind the port, against the simulator: pay, query, close, give back, and what goes wrong."""

import html
import re
from datetime import timedelta

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import Settings

from tests.integrations.alipay.conftest import BACK, Ears, hand_over, paid, pending_order, said, started
from tests.simulator import Running, wait_for
from zhiyu.commerce import actions
from zhiyu.commerce.actions.reconciling import reconcile_payments, reconcile_refunds
from zhiyu.commerce.models import Payment, PaymentAttempt, Refund
from zhiyu.commerce.payments import (
    Browser,
    PayClient,
    PaymentStatus,
    PayOrder,
    ProviderError,
    ProviderPermanent,
    ProviderRetryable,
    ProviderUnknown,
    RefundOrder,
    provider,
    ways,
)
from zhiyu.integrations.alipay import gateway
from zhiyu.integrations.alipay.account import account
from zhiyu.integrations.alipay.amounts import to_fen, to_yuan
from zhiyu.integrations.alipay.models import Notification
from zhiyu.integrations.alipay.provider import Alipay, subject
from zhiyu.kernel.clock import now
from zhiyu.ledger.queries import balances

pytestmark = pytest.mark.django_db
NO = "P202611210000000001"


def wanted(*, method: str = "alipay_wap", minutes: float = 30, description: str = "七天写作营") -> PayOrder:
    return PayOrder(
        out_trade_no=NO,
        method=method,
        description=description,
        total_fen=9_900,
        expires_at=now() + timedelta(minutes=minutes),
        buyer_id=0,
        client=PayClient(back=BACK),
    )


def back(no: str = "R1", *, fen: int = 9_900) -> RefundOrder:
    return RefundOrder(no=no, out_trade_no=NO, reference="", refund_fen=fen, total_fen=9_900, reason="没时间")


def opened(sim: Running, order: PayOrder) -> httpx.Response:
    return sim.http.get(Alipay().start(order).page_url, follow_redirects=True)


def sold(sim: Running) -> None:
    assert opened(sim, wanted()).status_code == 200
    sim.tell("pay", out_trade_no=NO)


@pytest.mark.parametrize("method", ["alipay_wap", "alipay_page"])
def test_a_purchase_from_the_page_to_the_refund(sim: Running, ears: Ears, method: str) -> None:
    order = paid(sim, ears, method=method)
    assert order.status == "paid"

    refund = actions.request_refund(order_no=order.no, buyer_id=order.buyer_id, reason="no_time")
    actions.ask_channel(refund_id=refund.pk)
    order.refresh_from_db()
    assert (order.status, Refund.objects.get().status) == ("refunded", "succeeded")
    assert sim.ask("alipay/refunds")["items"][0]["amount"] == 9_900
    assert balances()["receivable:alipay"] == 0


def test_the_page_is_paid_by_tapping_and_leads_back_signed(sim: Running, ears: Ears) -> None:
    page = opened(sim, wanted())
    assert "99.00" in page.text
    hidden = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', page.text))

    done = sim.http.post(f"{sim.url}/alipay/cashier/pay", data={**hidden, "person": "2"}, follow_redirects=True).text
    assert "支付成功" in done
    found = re.search(r'content="2;url=([^"]+)"', done)
    assert found
    address = html.unescape(found[1])
    assert address.startswith(f"{BACK}?charset=utf-8&out_trade_no={NO}")
    ours = account()
    assert ours
    assert ours.gateway.read_form(address.partition("?")[2].encode())["total_amount"] == "99.00"
    assert said(ears.wait(1)[0])["buyer_id"] == "2088000000000002"


def test_it_is_offered_where_it_opens(sim: Running, settings: Settings) -> None:
    del sim
    offered = {browser: [way.method for way in ways(browser)] for browser in Browser}
    assert offered == {
        Browser.WECHAT: ["jsapi"],
        Browser.PHONE: ["h5", "alipay_wap"],
        Browser.DESKTOP: ["native", "alipay_page"],
    }
    settings.ALIPAY = {**settings.ALIPAY, "app_id": ""}
    assert [way.method for way in ways(Browser.DESKTOP)] == ["native"]
    assert isinstance(provider("alipay"), Alipay)


def test_it_is_asked_after_by_number(sim: Running) -> None:
    pay = Alipay()
    assert pay.query(NO).status == PaymentStatus.MISSING
    opened(sim, wanted())
    assert pay.query(NO).status == PaymentStatus.PENDING
    sim.tell("pay", out_trade_no=NO)
    state = pay.query(NO)
    assert (state.status, state.paid_fen) == (PaymentStatus.PAID, 9_900)
    assert state.reference == sim.ask("alipay/trades")["items"][0]["trade_no"]
    assert state.paid_at
    assert abs((now() - state.paid_at).total_seconds()) < 60


def test_closing_what_is_open_closed_unknown_or_paid(sim: Running) -> None:
    pay = Alipay()
    pay.close(NO)
    opened(sim, wanted())
    pay.close(NO)
    assert pay.query(NO).status == PaymentStatus.CLOSED
    assert "没有扣款" in opened(sim, wanted()).text
    with pytest.raises(ProviderPermanent, match="TRADE_STATUS_ERROR"):
        pay.close(NO)


def test_a_paid_one_is_not_closed(sim: Running) -> None:
    sold(sim)
    with pytest.raises(ProviderPermanent):
        Alipay().close(NO)


def test_a_page_opened_too_late_takes_no_money(sim: Running) -> None:
    address = Alipay().start(wanted()).page_url
    sim.tell("clock", offset_seconds=31 * 60)

    assert "没有扣款" in sim.http.get(address, follow_redirects=True).text


def test_parts_go_back_under_numbers_of_their_own_and_each_once(sim: Running) -> None:
    sold(sim)
    pay = Alipay()
    assert pay.query_refund(back()).status == "missing"
    assert [pay.refund(back("R1", fen=900)).status for _ in range(3)] == ["succeeded"] * 3
    assert pay.refund(back("R2", fen=9_000)).status == "succeeded"
    assert pay.query_refund(back("R1", fen=900)).status == "succeeded"
    assert sum(one["amount"] for one in sim.ask("alipay/refunds")["items"]) == 9_900
    with pytest.raises(ProviderPermanent):
        pay.refund(back("R3", fen=1))
    with pytest.raises(ProviderPermanent, match="DISCORDANT"):
        pay.refund(back("R1", fen=901))


def test_a_refund_that_alipay_will_not_pay_is_stuck_and_tried_again_under_its_number(sim: Running, ears: Ears) -> None:
    order = paid(sim, ears)
    refund = actions.request_refund(order_no=order.no, buyer_id=order.buyer_id, reason="no_time")
    sim.tell("faults", name="refund_abnormal", times=1)
    actions.ask_channel(refund_id=refund.pk)
    refund.refresh_from_db()
    assert (refund.status, refund.stuck) == ("abnormal", True)

    again = actions.retry_refund(refund_id=refund.pk, actor_id=order.buyer_id)
    assert (again.no, again.status) == (refund.no, "succeeded")


def test_a_lost_answer_is_asked_for_again_and_the_money_goes_back_once(sim: Running, ears: Ears) -> None:
    order = paid(sim, ears)
    refund = actions.request_refund(order_no=order.no, buyer_id=order.buyer_id, reason="no_time")
    sim.tell("faults", name="lost_response", times=1)
    with pytest.raises(ProviderUnknown):
        actions.ask_channel(refund_id=refund.pk)
    Refund.objects.update(ask_at=now())

    assert reconcile_refunds() == 1
    refund.refresh_from_db()
    assert refund.status == "succeeded"
    assert [one["amount"] for one in sim.ask("alipay/refunds")["items"]] == [9_900]


def test_a_lost_notification_costs_minutes(sim: Running) -> None:
    order, no = started(sim)
    sim.tell("pay", out_trade_no=no)
    PaymentAttempt.objects.update(ask_at=now())

    assert reconcile_payments() == 1
    order.refresh_from_db()
    assert (order.status, Payment.objects.get().provider) == ("paid", "alipay")


def test_money_for_a_page_that_was_left_open_goes_back_by_itself(sim: Running, ears: Ears) -> None:
    """The order was cancelled before anybody opened the page; Alipay had never heard of it."""
    order = pending_order()
    start = actions.start_payment(order_no=order.no, buyer_id=order.buyer_id, method="alipay_page")
    actions.cancel_order(order_no=order.no, buyer_id=order.buyer_id)
    order.lines.get().product.__class__.objects.update(stock=0)
    sim.http.get(start.page_url, follow_redirects=True)
    sim.tell("pay", out_trade_no=start.out_trade_no)

    assert hand_over(ears.wait(1)[0]).content == b"success"
    refund = Refund.objects.get()
    assert (refund.reason, refund.status) == ("paid_too_late", "approved")
    actions.ask_channel(refund_id=refund.pk)
    assert Refund.objects.get().status == "succeeded"


def test_paid_by_both_channels_one_of_them_goes_back(sim: Running, ears: Ears) -> None:
    order, no = started(sim)
    code = actions.start_payment(order_no=order.no, buyer_id=order.buyer_id, method="native")
    sim.tell("pay", out_trade_no=code.out_trade_no)
    state = provider("wechat").query(code.out_trade_no)
    assert state.paid_at
    actions.confirm_payment(
        out_trade_no=code.out_trade_no,
        provider="wechat",
        reference=state.reference,
        paid_fen=state.paid_fen,
        paid_at=state.paid_at,
    )
    sim.tell("pay", out_trade_no=no)

    assert hand_over(ears.wait(1)[0]).content == b"success"
    assert list(Refund.objects.values_list("reason", "payment__provider")) == [("paid_twice", "alipay")]
    order.refresh_from_db()
    assert order.status == "paid"


def test_an_order_that_is_paid_shuts_the_page_of_the_other_channel(sim: Running) -> None:
    order, no = started(sim)
    actions.close_other_attempts(order_id=order.pk)

    assert Alipay().query(no).status == PaymentStatus.CLOSED


@pytest.mark.parametrize(("fault", "kind"), [("rate_limited", ProviderRetryable), ("server_error", ProviderUnknown)])
def test_what_kind_of_trouble_it_is(sim: Running, fault: str, kind: type[Exception]) -> None:
    sold(sim)
    for call in (lambda: Alipay().query(NO), lambda: Alipay().close(NO), lambda: Alipay().refund(back())):
        sim.tell("faults", name=fault, times=1)
        with pytest.raises(kind):
            call()
    assert not sim.ask("alipay/refunds")["items"]


@pytest.mark.parametrize("fault", ["bad_signature", "truncated_json", "foreign_number"])
def test_a_wrong_answer_is_no_answer_and_the_next_one_heals(sim: Running, fault: str) -> None:
    sold(sim)
    sim.tell("faults", name=fault, times=1, **({} if fault == "truncated_json" else {"on": "response"}))
    with pytest.raises(ProviderUnknown):
        Alipay().query(NO)

    assert Alipay().query(NO).paid_fen == 9_900


@pytest.mark.parametrize("fault", ["bom", "extra_fields"])
def test_an_odd_answer_is_an_answer(sim: Running, fault: str) -> None:
    sold(sim)
    sim.tell("faults", name=fault, times=1, on="response")

    assert Alipay().query(NO).paid_fen == 9_900


def test_another_amount_in_an_answer_buys_nothing_and_stands_in_suspense(sim: Running) -> None:
    order, no = started(sim)
    sim.tell("pay", out_trade_no=no)
    sim.tell("faults", name="wrong_amount", times=1, on="response")
    PaymentAttempt.objects.update(ask_at=now())
    reconcile_payments()

    order.refresh_from_db()
    payment = Payment.objects.get()
    assert (order.status, payment.suspended, payment.amount_fen) == ("closed", True, 9_901)


def test_one_that_never_answers_is_unknown_and_nothing_is_let_go(sim: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    order, no = started(sim)
    ours = account()
    assert ours
    monkeypatch.setattr(ours.gateway.http, "timeout", httpx.Timeout(0.2))
    sim.tell("faults", name="slow", times=4, seconds=1)
    with pytest.raises(ProviderUnknown):
        Alipay().query(no)
    with pytest.raises(ProviderError):
        actions.close_order(order_no=order.no)

    order.refresh_from_db()
    assert (order.status, order.attempts.get().closed_at) == ("pending", None)


def test_one_that_cannot_be_reached_may_be_asked_again(sim: Running, settings: Settings) -> None:
    del sim
    settings.ALIPAY = {**settings.ALIPAY, "gateway_url": "http://127.0.0.1:9/gateway.do"}
    with pytest.raises(ProviderRetryable, match="unreachable"):
        Alipay().query(NO)


def test_keys_that_alipay_does_not_take_say_nothing_of_the_trade(sim: Running, settings: Settings) -> None:
    settings.ALIPAY = {**settings.ALIPAY, "private_key": str(sim.world.alipay.folder / "alipay_private_key.pem")}
    with pytest.raises(ProviderRetryable, match="invalid-signature"):
        Alipay().query(NO)
    wrong = account()
    assert wrong
    wrong.gateway.http.close()
    settings.ALIPAY = {**settings.ALIPAY, "private_key": "/nowhere"}
    with pytest.raises(ProviderPermanent, match="keys cannot be read"):
        Alipay().query(NO)


def test_it_is_not_asked_without_a_public_https_address(sim: Running, settings: Settings) -> None:
    del sim
    settings.PUBLIC_URL = "http://school.test"
    with pytest.raises(ProviderPermanent, match="https"):
        Alipay().start(wanted())


def test_what_alipay_does_not_like_in_a_title_is_written_otherwise(sim: Running) -> None:
    assert opened(sim, wanted(description='A/B=1 & "C",\n#1' + "很" * 300)).status_code == 200
    assert subject("A/B = 1 & 2,\n3") == "A／B ＝ 1 ＆ 2， 3"


def test_a_notification_is_repeated_until_it_is_taken(sim: Running, ears: Ears) -> None:
    ears.answers = ["fail", "", "SUCCESS", "success\n"]
    order, no = started(sim)
    sim.tell("pay", out_trade_no=no)
    forms = ears.wait(5)

    assert len({said(form)["notify_id"] for form in forms}) == 1
    wait_for(lambda: sim.ask("alipay/notifications")["items"][0]["done"])
    assert [hand_over(form).content for form in forms] == [b"success"] * 5
    order.refresh_from_db()
    assert (order.status, Notification.objects.count()) == ("paid", 5)


@pytest.mark.parametrize(
    ("fault", "status", "verdict"),
    [
        ("wrong_amount", 400, "mismatch"),
        ("wrong_merchant", 400, "mismatch"),
        ("wrong_app", 400, "mismatch"),
        ("bad_signature", 401, "bad_signature"),
        ("foreign_number", 404, "unknown_order"),
    ],
)
def test_a_wrong_word_changes_nothing_and_its_repetition_is_taken(
    sim: Running, ears: Ears, fault: str, status: int, verdict: str
) -> None:
    order, no = started(sim)
    sim.tell("faults", name=fault, times=1)
    ears.answers = ["fail"]
    sim.tell("pay", out_trade_no=no)
    wrong, right = ears.wait(2)[:2]

    assert hand_over(wrong).status_code == status
    order.refresh_from_db()
    assert (order.status, Payment.objects.count()) == ("pending", 0)
    assert hand_over(right).content == b"success"
    assert list(Notification.objects.order_by("pk").values_list("verdict", flat=True)) == [verdict, "accepted"]


def test_doubled_late_and_out_of_order(sim: Running, ears: Ears) -> None:
    sim.tell("faults", name="out_of_order", times=1)
    sim.tell("faults", name="duplicate_notify", times=1)
    order, no = started(sim)
    sim.tell("pay", out_trade_no=no)
    PaymentAttempt.objects.update(ask_at=now())
    reconcile_payments()
    refund = actions.request_refund(order_no=order.no, buyer_id=order.buyer_id, reason="no_time")
    actions.ask_channel(refund_id=refund.pk)
    forms = ears.wait(4)

    assert ["out_biz_no" in said(form) for form in forms[:4]] == [True, True, True, False]
    assert {hand_over(form).content for form in forms} == {b"success"}
    order.refresh_from_db()
    assert (order.status, Payment.objects.count(), Refund.objects.count()) == ("refunded", 1, 1)


@given(st.integers(min_value=-(10**11), max_value=10**11))
def test_amounts_survive_the_way_there_and_back(fen: int) -> None:
    assert to_fen(to_yuan(fen)) == fen


@given(st.text(max_size=12))
def test_what_is_no_amount_is_never_read_as_one(text: str) -> None:
    if re.fullmatch(r"-?[0-9]{1,12}(\.[0-9]{1,2})?", text) and text.isascii():
        assert isinstance(to_fen(text), int)
        return
    with pytest.raises(ValueError, match="no amount"):
        to_fen(text)


@pytest.mark.parametrize(
    ("code", "sub_code", "trusted", "kind"),
    [
        ("10000", "", False, ProviderUnknown),
        ("40004", "ACQ.TRADE_NOT_EXIST", False, ProviderUnknown),
        ("40004", "ACQ.TRADE_NOT_EXIST", True, gateway.NotThere),
        ("40004", "isp.bill_not_exist", True, gateway.NotThere),
        ("40004", "ACQ.SYSTEM_ERROR", True, ProviderUnknown),
        ("40004", "ACQ.TRADE_STATUS_ERROR", True, gateway.Refused),
        ("20000", "isp.unknow-error", True, ProviderUnknown),
        ("40005", "isv.app-call-limited", True, ProviderRetryable),
        ("40002", "isv.invalid-signature", False, ProviderRetryable),
        ("40002", "isv.invalid-arguments", False, gateway.Refused),
        ("", "", False, ProviderUnknown),
        ("99999", "", True, ProviderUnknown),
    ],
)
def test_each_refusal_has_its_kind(code: str, sub_code: str, *, trusted: bool, kind: type[Exception]) -> None:
    assert type(gateway.failure("alipay.trade.query", code, sub_code, trusted=trusted)) is kind
