"""The clock goes on, whatever one order does, and looks after money that nobody told us of."""

import pytest

from tests import make
from tests.commerce.clock import later
from tests.commerce.fakepay import FakePay, channel, tell
from zhiyu.commerce.actions import cancel_order, close_expired, reconcile_payments, start_payment
from zhiyu.commerce.models import Order, PaymentAttempt, Refund

pytestmark = pytest.mark.django_db


def odd() -> PaymentAttempt:
    """The oldest order of all, paid with another amount than asked."""
    attempt = make.attempt(make.order())
    channel().take(attempt.out_trade_no, fen=1)
    return attempt


def test_an_order_paid_with_another_amount_does_not_hold_up_the_others() -> None:
    first = odd().order
    other = make.attempt(make.order()).order
    later(minutes=31)
    assert close_expired() == 2
    first.refresh_from_db()
    other.refresh_from_db()
    assert (first.status, other.status) == ("closed", "closed")


def test_an_answer_that_breaks_us_does_not_hold_up_the_others(pay_channel: FakePay) -> None:
    broken, paid = make.attempt(make.order()), make.attempt(make.order())
    channel().take(paid.out_trade_no, fen=9_900)
    pay_channel.paid[broken.out_trade_no] = None  # type: ignore[assignment]
    later()
    assert reconcile_payments() == 1
    assert Order.objects.get(pk=paid.order_id).status == "paid"


def test_a_code_the_channel_has_closed_is_replaced(pay_channel: FakePay) -> None:
    order = make.order()
    first = start_payment(order_no=order.no, buyer_id=order.buyer_id, method="native")
    pay_channel.closed.add(first.out_trade_no)
    later()
    reconcile_payments()
    second = start_payment(order_no=order.no, buyer_id=order.buyer_id, method="native")
    assert second.code_url != first.code_url


def cancelled_while_starting() -> PaymentAttempt:
    """The channel had not heard of it when it was asked to close; then the order landed and can be paid."""
    attempt = make.attempt(make.order())
    cancel_order(order_no=attempt.order.no, buyer_id=attempt.order.buyer_id)
    channel().closed.clear()
    return attempt


def test_money_for_an_attempt_that_landed_after_its_close_is_found(pay_channel: FakePay) -> None:
    attempt = cancelled_while_starting()
    channel().take(attempt.out_trade_no, fen=9_900)
    later(minutes=36)
    assert reconcile_payments() == 1
    assert Order.objects.get().status == "paid"
    later(minutes=30)
    assert (reconcile_payments(), pay_channel.inside) == (0, False)


def test_an_attempt_that_landed_after_its_close_is_closed_again(pay_channel: FakePay) -> None:
    attempt = cancelled_while_starting()
    later()
    assert reconcile_payments() == 1
    assert pay_channel.closed == {attempt.out_trade_no}
    assert Order.objects.get().status == "closed"


def test_what_was_shut_is_asked_after_a_dozen_times_and_then_no_more() -> None:
    cancelled_while_starting()
    asked = 0
    for _ in range(200):
        asked += reconcile_payments()
        later(minutes=1)
    assert 6 <= asked <= 12


def test_another_way_of_paying_left_open_is_asked_after_shut_and_its_money_sent_back(pay_channel: FakePay) -> None:
    order = make.order()
    first, other, third = (make.attempt(order, method=method) for method in ("native", "jsapi", "h5"))
    tell(channel().take(first.out_trade_no, fen=9_900))
    channel().take(other.out_trade_no, fen=9_900)
    later()
    assert reconcile_payments() == 2
    assert list(Refund.objects.values_list("reason", "payment__attempt__method")) == [("paid_twice", "jsapi")]
    assert pay_channel.closed == {third.out_trade_no}
    assert not PaymentAttempt.objects.filter(closed_at=None).exists()
    assert Order.objects.get().status == "paid"
