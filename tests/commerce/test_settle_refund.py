"""The channel's word on a refund, in every order it can come."""

import pytest

from tests import make
from tests.commerce.clock import later
from tests.commerce.fakepay import FakePay, channel, give_back, pay, tell
from tests.commerce.test_confirm_payment import events
from tests.commerce.test_refunds import APPROVED, SETTLED, ask, bought
from tests.jobs import run_jobs
from zhiyu.catalog.models import Product
from zhiyu.commerce.actions import ask_channel, place_order, reconcile_refunds, retry_refund, settle_refund
from zhiyu.commerce.errors import RefundStateError, UnknownPayment
from zhiyu.commerce.models import Order, Refund
from zhiyu.commerce.payments import ProviderPermanent, ProviderRetryable
from zhiyu.ledger.queries import balances
from zhiyu.platform.models import Delivery

pytestmark = pytest.mark.django_db


def status() -> tuple[str, str]:
    return Refund.objects.get().status, Order.objects.get().status


def test_a_success_that_overtakes_the_answer_stands(pay_channel: FakePay) -> None:
    refund = ask(bought())
    give_back(refund)
    run_jobs()
    give_back(refund, "processing")
    assert status() == ("succeeded", "refunded")
    assert pay_channel.calls == []


def test_a_success_in_the_answer_itself_is_taken(pay_channel: FakePay) -> None:
    pay_channel.refund_answer = "succeeded"
    ask(bought())
    run_jobs()
    assert (status(), events()) == (("succeeded", "refunded"), SETTLED)


def test_asking_is_repeated_with_the_same_number_until_the_channel_answers(pay_channel: FakePay) -> None:
    pay_channel.trouble["refund"] = ProviderRetryable("down")
    refund = ask(bought())
    run_jobs()
    delivery = Delivery.objects.get(handler="commerce.ask_channel")
    assert (status(), delivery.state, delivery.attempts) == (("approved", "paid"), "waiting", 1)

    pay_channel.trouble.clear()
    for _ in range(2):
        ask_channel(refund_id=refund.pk)
    assert (status(), pay_channel.given_back) == (("processing", "paid"), {refund.no: 9_900})


def test_a_channel_that_refuses_is_shown_and_asked_again_by_a_person(pay_channel: FakePay) -> None:
    pay_channel.trouble["refund"] = ProviderPermanent("NOT_ENOUGH")
    refund = ask(bought())
    run_jobs()
    assert (status(), events()) == (("abnormal", "paid"), SETTLED)
    assert balances()["payable:refunds"] == -9_900
    give_back(refund, "processing")
    assert status() == ("abnormal", "paid")

    pay_channel.trouble.clear()
    operator = make.user(role="operator")
    assert retry_refund(refund_id=refund.pk, actor_id=operator.pk).status == "processing"
    with pytest.raises(RefundStateError):
        retry_refund(refund_id=refund.pk, actor_id=operator.pk)
    give_back(refund)
    assert (status(), balances()["payable:refunds"]) == (("succeeded", "refunded"), 0)


def test_a_refund_the_channel_closed_stays_owed() -> None:
    refund = ask(bought())
    give_back(refund, "closed")
    give_back(refund)
    assert (status(), balances()["payable:refunds"]) == (("closed", "paid"), -9_900)
    assert events() == SETTLED


def test_what_the_channel_closed_is_asked_for_again_under_a_new_number(pay_channel: FakePay) -> None:
    order = bought(stock=3)
    closed = ask(order)
    give_back(closed, "closed")
    operator, seats = make.user(role="operator"), Product.objects.get().taken

    again = retry_refund(refund_id=closed.pk, actor_id=operator.pk)
    run_jobs()
    with pytest.raises(RefundStateError):
        retry_refund(refund_id=closed.pk, actor_id=operator.pk)

    assert (again.status, again.no != closed.no, pay_channel.given_back[again.no]) == ("processing", True, 9_900)
    assert balances()["payable:refunds"] == -9_900
    for _ in range(2):
        give_back(again)
        give_back(closed)
    order.refresh_from_db()
    assert (order.status, order.refunded_fen, Product.objects.get().taken) == ("refunded", 9_900, seats)
    assert (balances()["payable:refunds"], balances()["receivable:wechat"]) == (0, 0)
    assert list(Refund.objects.order_by("pk").values_list("status", flat=True)) == ["closed", "succeeded"]


def test_money_that_bought_nothing_is_asked_for_again_too() -> None:
    order = make.order()
    for attempt in [make.attempt(order), make.attempt(order, method="jsapi")]:
        tell(channel().take(attempt.out_trade_no, fen=9_900))
    stray = Refund.objects.get()
    give_back(stray, "closed")
    again = retry_refund(refund_id=stray.pk, actor_id=make.user(role="operator").pk)
    give_back(again)
    assert (again.reason, again.payment, balances()["payable:refunds"]) == ("paid_twice", stray.payment, 0)
    order.refresh_from_db()
    assert (order.status, order.refunded_fen) == ("paid", 0)


def test_a_closed_refund_waits_while_another_of_the_order_is_open() -> None:
    one, two = make.course(), make.course(price_fen=100)
    order = place_order(
        buyer_id=make.user().pk,
        lines=[(one.product.code, 1), (two.product.code, 1)],
        shown_total_fen=10_000,
        accepted=["refund:7d30@1"],
    )
    pay(order)
    closed = ask(order, products=[one.product.code])
    give_back(closed, "closed")
    other = ask(order, products=[two.product.code])
    with pytest.raises(RefundStateError):
        retry_refund(refund_id=closed.pk, actor_id=order.buyer_id)
    give_back(other)
    give_back(retry_refund(refund_id=closed.pk, actor_id=order.buyer_id))
    order.refresh_from_db()
    assert (order.status, order.refunded_fen, balances()["payable:refunds"]) == ("refunded", 10_000, 0)


def test_words_about_nothing_of_ours_are_refused() -> None:
    refund = ask(bought())
    for no, provider, word in [
        ("R0", "wechat", "succeeded"),
        (refund.no, "alipay", "succeeded"),
        (refund.no, "wechat", "x"),
    ]:
        with pytest.raises(UnknownPayment):
            settle_refund(no=no, provider=provider, status=word)
    assert events() == APPROVED


def test_money_does_not_come_back_before_somebody_decided() -> None:
    refund = ask(bought(opened=1))
    with pytest.raises(RefundStateError):
        give_back(refund)
    ask_channel(refund_id=refund.pk)
    assert status() == ("requested", "paid")


def test_silent_refunds_are_asked_after(pay_channel: FakePay) -> None:
    refund = ask(bought())
    assert reconcile_refunds() == 0
    later()

    pay_channel.trouble["query_refund"] = ProviderRetryable("down")
    assert reconcile_refunds() == 0
    pay_channel.trouble.clear()
    assert reconcile_refunds() == 0  # not before it is due again
    later()
    assert reconcile_refunds() == 1
    assert (status(), pay_channel.calls[-2:]) == (("processing", "paid"), ["query_refund", "refund"])

    pay_channel.refunds.clear()
    pay_channel.refund_answer = "succeeded"
    ask_channel(refund_id=refund.pk)
    assert (status(), reconcile_refunds()) == (("succeeded", "refunded"), 0)


def test_a_success_that_was_never_told_is_found(pay_channel: FakePay) -> None:
    refund = ask(bought())
    pay_channel.refund_answer = "processing"
    ask_channel(refund_id=refund.pk)
    later()
    pay_channel.refunds[refund.no] = pay_channel.refunds[refund.no].__class__(no=refund.no, status="succeeded")
    assert reconcile_refunds() == 1
    assert status() == ("succeeded", "refunded")
