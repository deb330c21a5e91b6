"""What the studio's figures say of the money that moved."""

from datetime import timedelta

import pytest

from tests import make
from tests.commerce.fakepay import channel, give_back, pay, tell
from zhiyu.commerce.actions import close_order, request_refund
from zhiyu.commerce.models import Order, Payment, Refund
from zhiyu.commerce.pricing import quote_for
from zhiyu.commerce.queries import (
    Money,
    daily_revenue,
    money_between,
    names_of,
    orders_of_user,
    recent_orders,
)
from zhiyu.kernel.clock import day_start, now
from zhiyu.kernel.errors import NotFound

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def today() -> Money:
    return money_between(day_start(), day_start() + DAY)


def test_money_of_a_day_is_what_came_and_what_went_back() -> None:
    pay(make.order(of=make.course(price_fen=100)))
    back = pay(make.order(of=make.course(price_fen=2_000)))
    make.order(of=make.course(price_fen=0))
    make.order()
    refund = request_refund(order_no=back.no, buyer_id=back.buyer_id, reason="no_time")
    assert today() == Money(paid_fen=2_100, refunded_fen=0, orders=3)
    give_back(refund)
    assert today() == Money(paid_fen=2_100, refunded_fen=2_000, orders=3)
    assert money_between(day_start() - DAY, day_start()) == Money(paid_fen=0, refunded_fen=0, orders=0)


def test_money_that_bought_nothing_is_no_revenue_on_either_side() -> None:
    course = make.course(stock=1)
    late = make.order(of=course)
    attempt = make.attempt(late)
    close_order(order_no=late.no)
    pay(make.order(of=course))
    tell(channel().take(attempt.out_trade_no, fen=9_900))
    assert today() == Money(paid_fen=9_900, refunded_fen=0, orders=1)
    give_back(Refund.objects.get())
    assert today() == Money(paid_fen=9_900, refunded_fen=0, orders=1)
    assert [(day.paid_fen, day.refunded_fen) for day in daily_revenue(1)] == [(9_900, 0)]


def test_days_are_shanghais_and_none_is_left_out() -> None:
    for fen, at in [(1, day_start()), (2, day_start() - timedelta(seconds=1)), (4, day_start() - 2 * DAY)]:
        order = pay(make.order(of=make.course(price_fen=fen)))
        Payment.objects.filter(order=order).update(paid_at=at)
    days = daily_revenue(3)
    assert [day.paid_fen for day in days] == [4, 2, 1]
    assert days[-1].day == day_start().date()
    assert [day.paid_fen for day in daily_revenue(2)] == [2, 1]


def test_refunds_count_on_the_day_the_channel_gave_them_back() -> None:
    order = pay(make.order())
    give_back(request_refund(order_no=order.no, buyer_id=order.buyer_id, reason="no_time"))
    Refund.objects.update(settled_at=day_start() - DAY)
    assert [(day.paid_fen, day.refunded_fen) for day in daily_revenue(2)] == [(0, 9_900), (9_900, 0)]


def test_what_was_ordered_last_and_by_whom() -> None:
    course, buyer = make.course(lessons=6), make.user(name="王阿姨")
    order = pay(make.order(of=course, buyer=buyer))
    newer = make.order()
    assert [one.no for one in recent_orders(1)] == [newer.no]
    Order.objects.filter(pk=newer.pk).update(created_at=day_start() - DAY)
    assert [one.no for one in recent_orders()] == [order.no, newer.no]
    assert [one.no for one in orders_of_user(buyer.pk)] == [order.no]
    assert [one.no for one in orders_of_user(buyer.pk, status="pending")] == []
    assert names_of([buyer.pk]) == {buyer.pk: "王阿姨"}


def test_what_does_not_exist_has_no_price() -> None:
    with pytest.raises(NotFound):
        quote_for(["nothing-such"], buyer_id=None)


def test_things_name_themselves() -> None:
    order = pay(make.order())
    refund = request_refund(order_no=order.no, buyer_id=order.buyer_id, reason="no_time")
    payment = Payment.objects.get()
    assert (str(Order.objects.get()), str(refund), str(payment)) == (order.no, refund.no, f"wechat:{payment.reference}")
    assert order.paid_at is not None
    assert order.paid_at <= now()
