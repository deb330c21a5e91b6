"""What is not paid is closed, and the channel hears of it before a seat is let go."""

import pytest

from tests import make
from tests.commerce.clock import later
from tests.commerce.fakepay import FakePay, channel
from tests.commerce.test_confirm_payment import events
from zhiyu.catalog.models import Product
from zhiyu.commerce.actions import cancel_order, close_expired, close_order, reconcile_payments
from zhiyu.commerce.errors import OrderStateError, ProviderUnavailable
from zhiyu.commerce.models import Order, PaymentAttempt
from zhiyu.commerce.payments import ProviderPermanent, ProviderRetryable
from zhiyu.commerce.tasks import close_expired as close_expired_task
from zhiyu.commerce.tasks import reconcile_payments as reconcile_payments_task
from zhiyu.kernel.errors import NotFound

pytestmark = pytest.mark.django_db
SEATS = 5


def expire() -> None:
    later(minutes=31)


def state() -> tuple[str, int]:
    return Order.objects.get().status, Product.objects.get().taken


def waiting() -> PaymentAttempt:
    return make.attempt(make.order(of=make.course(stock=SEATS)))


def test_an_expired_order_is_closed_at_the_channel_and_its_seat_is_free(pay_channel: FakePay) -> None:
    attempt = waiting()
    assert close_expired() == 0
    expire()

    close_expired_task(timestamp=0)
    assert (state(), close_expired()) == (("closed", 0), 0)
    assert (pay_channel.closed, pay_channel.inside) == ({attempt.out_trade_no}, False)
    assert events() == ["commerce.order_closed"]


def test_an_order_nobody_began_to_pay_closes_without_the_channel(pay_channel: FakePay) -> None:
    make.order(of=make.course(stock=SEATS))
    expire()
    assert close_expired() == 1
    assert (state(), pay_channel.calls) == (("closed", 0), [])


def test_money_that_came_in_the_last_second_is_found_by_asking(pay_channel: FakePay) -> None:
    channel().take(waiting().out_trade_no, fen=9_900)
    expire()
    close_expired()
    assert (state(), pay_channel.calls) == (("paid", 1), ["close", "query"])
    assert events() == ["commerce.order_paid"]


def test_a_seat_is_kept_while_the_channel_does_not_know(pay_channel: FakePay) -> None:
    waiting()
    expire()
    pay_channel.trouble["close"] = ProviderPermanent("USERPAYING")
    assert (close_expired(), state()) == (0, ("pending", 1))
    pay_channel.trouble["query"] = ProviderRetryable("down")
    assert (close_expired(), state()) == (0, ("pending", 1))
    pay_channel.trouble.clear()
    assert close_expired() == 0  # not before it is due again
    later()
    assert (close_expired(), state()) == (1, ("closed", 0))


def test_one_silent_channel_does_not_hold_up_the_others(pay_channel: FakePay) -> None:
    waiting()
    make.order()
    expire()
    pay_channel.trouble |= {"close": ProviderRetryable("down"), "query": ProviderRetryable("down")}
    assert close_expired() == 1


def test_a_buyer_cancels_and_nobody_else_can() -> None:
    order = make.order(of=make.course(stock=SEATS))
    with pytest.raises(NotFound):
        cancel_order(order_no=order.no, buyer_id=make.user().pk)
    assert cancel_order(order_no=order.no, buyer_id=order.buyer_id).status == "closed"
    assert cancel_order(order_no=order.no, buyer_id=order.buyer_id).status == "closed"
    assert (state(), events()) == (("closed", 0), ["commerce.order_closed"])


def test_cancelling_what_was_just_paid_gives_the_course() -> None:
    attempt = waiting()
    channel().take(attempt.out_trade_no, fen=9_900)
    order = Order.objects.get()
    assert cancel_order(order_no=order.no, buyer_id=order.buyer_id).status == "paid"
    with pytest.raises(OrderStateError):
        cancel_order(order_no=order.no, buyer_id=order.buyer_id)


@pytest.mark.parametrize("query", [None, ProviderRetryable("down")])
def test_cancelling_while_the_channel_is_unsure_is_told(pay_channel: FakePay, query: Exception | None) -> None:
    waiting()
    order = Order.objects.get()
    pay_channel.trouble["close"] = ProviderPermanent("USERPAYING")
    if query:
        pay_channel.trouble["query"] = query
    with pytest.raises(ProviderUnavailable, match="可能正在付款"):
        cancel_order(order_no=order.no, buyer_id=order.buyer_id)
    assert state() == ("pending", 1)


def test_closing_a_paid_order_changes_nothing() -> None:
    order = make.order(of=make.course(stock=SEATS))
    Order.objects.update(status="paid")
    close_order(order_no=order.no)
    assert (state(), events()) == (("paid", 1), [])


def test_a_lost_notification_is_made_good_within_minutes(pay_channel: FakePay) -> None:
    attempt = waiting()
    channel().take(attempt.out_trade_no, fen=9_900)
    assert reconcile_payments() == 0
    later()

    pay_channel.trouble["query"] = ProviderRetryable("down")
    assert reconcile_payments() == 0
    pay_channel.trouble.clear()
    assert reconcile_payments() == 0  # not before it is due again
    later()
    reconcile_payments_task(timestamp=0)
    assert (state(), events()) == (("paid", 1), ["commerce.order_paid"])
    assert reconcile_payments() == 0
    assert pay_channel.inside is False
