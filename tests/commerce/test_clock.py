"""The clock goes on, whatever one order does, and looks after money that nobody told us of."""

from datetime import timedelta

import pytest

from tests import make
from tests.commerce.fakepay import FakePay, channel
from zhiyu.commerce.actions import cancel_order, close_expired, reconcile_payments, start_payment
from zhiyu.commerce.errors import OrderStateError
from zhiyu.commerce.models import Order, PaymentAttempt
from zhiyu.kernel.clock import now

pytestmark = pytest.mark.django_db


def odd() -> PaymentAttempt:
    """The oldest order of all, paid with another amount than asked."""
    attempt = make.attempt(make.order())
    channel().take(attempt.out_trade_no, fen=1)
    return attempt


def later(minutes: int = 3) -> None:
    """Time goes by for every attempt."""
    ago = timedelta(minutes=minutes)
    for attempt in PaymentAttempt.objects.all():
        attempt.created_at -= ago
        attempt.closed_at = attempt.closed_at and attempt.closed_at - ago
        attempt.save(update_fields=["created_at", "closed_at"])


def test_an_order_paid_with_another_amount_does_not_hold_up_the_others() -> None:
    first = odd().order
    other = make.attempt(make.order()).order
    Order.objects.update(expires_at=now())
    assert close_expired() == 1
    first.refresh_from_db()
    other.refresh_from_db()
    assert (first.status, other.status) == ("pending", "closed")


def test_an_answer_that_breaks_us_does_not_hold_up_the_others(pay_channel: FakePay) -> None:
    broken, paid = make.attempt(make.order()), make.attempt(make.order())
    channel().take(paid.out_trade_no, fen=9_900)
    pay_channel.paid[broken.out_trade_no] = None  # type: ignore[assignment]
    later()
    assert reconcile_payments() == 1
    assert Order.objects.get(pk=paid.order_id).status == "paid"


def test_cancelling_what_was_paid_with_another_amount_is_no_answer_about_money() -> None:
    order = odd().order
    with pytest.raises(OrderStateError):
        cancel_order(order_no=order.no, buyer_id=order.buyer_id)
    assert Order.objects.get().status == "pending"


def test_a_code_the_channel_has_closed_is_replaced(pay_channel: FakePay) -> None:
    order = make.order()
    first = start_payment(order_no=order.no, buyer_id=order.buyer_id, method="native")
    pay_channel.closed.add(first.out_trade_no)
    later()
    reconcile_payments()
    second = start_payment(order_no=order.no, buyer_id=order.buyer_id, method="native")
    assert second.code_url != first.code_url
