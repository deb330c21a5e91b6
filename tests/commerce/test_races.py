"""Many hands at one order, on a real PostgreSQL with threads: every money action has one effect."""

import threading
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection, connections, transaction

from tests import make
from tests.commerce.fakepay import channel, give_back, pay, tell
from tests.simulator import wait_for
from zhiyu.access.actions import open_lesson
from zhiyu.access.models import Consumption, Grant
from zhiyu.access.queries import owns
from zhiyu.catalog.models import Lesson, Product
from zhiyu.commerce.actions import (
    approve_refund,
    ask_channel,
    cancel_order,
    place_order,
    reject_refund,
    request_refund,
)
from zhiyu.commerce.models import Order, Payment, PaymentAttempt, Refund
from zhiyu.kernel.errors import DomainError
from zhiyu.ledger.models import Journal
from zhiyu.ledger.queries import balances, verify
from zhiyu.platform.models import Event

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*calls: Callable[[], Any]) -> Counter[str]:
    """Run them together; answers how often each outcome was seen: ``ok`` or the refusal's code."""
    seen: Counter[str] = Counter()
    barrier = threading.Barrier(len(calls))

    def run(call: Callable[[], Any]) -> None:
        try:
            barrier.wait(10)
            call()
            seen["ok"] += 1
        except DomainError as refusal:
            seen[refusal.code] += 1
        except Exception as error:  # noqa: BLE001 -- told by the caller's assertion
            seen[repr(error)] += 1
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(call,)) for call in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return seen


def events() -> Counter[str]:
    return Counter(Event.objects.values_list("name", flat=True))


def test_twenty_notifications_make_one_payment_grant_journal_and_event() -> None:
    attempt = make.attempt(make.order())
    state = channel().take(attempt.out_trade_no, fen=9_900)

    assert at_once(*[lambda: tell(state)] * 20) == {"ok": 20}

    assert (Payment.objects.count(), Grant.objects.count(), Journal.objects.count()) == (1, 1, 1)
    assert events() == {"commerce.order_paid": 1}


def test_the_last_seat_goes_to_one_of_ten() -> None:
    course = make.course(stock=1)
    buyers = [make.user() for _ in range(10)]
    seen = at_once(*[lambda buyer=buyer: make.order(of=course, buyer=buyer) for buyer in buyers])
    assert seen == {"ok": 1, "sold_out": 9}
    assert (Order.objects.count(), Product.objects.get().taken) == (1, 1)


def test_one_buyer_pressing_ten_times_has_one_order_and_one_seat() -> None:
    course, buyer = make.course(stock=5), make.user()
    assert at_once(*[lambda: make.order(of=course, buyer=buyer)] * 10) == {"ok": 10}
    assert (Order.objects.count(), Product.objects.get().taken) == (1, 1)


def somebody_waits_for_us() -> bool:
    blocked = "select count(*) from pg_locks where not granted and pg_backend_pid() = any(pg_blocking_pids(pid))"
    with connection.cursor() as cursor:
        cursor.execute(blocked)
        return bool(cursor.fetchone() != (0,))


def test_who_frees_and_takes_seats_waits_for_one_course_without_holding_another() -> None:
    """Two buyers who each ended two orders at once waited for each other, and one of them got an error."""
    first, second, buyer = make.course(stock=5), make.course(stock=5), make.user()
    for course in (first, second):
        make.order(of=course, buyer=buyer)
    both = [(one.product.code, 1) for one in (first, second)]

    def order_both() -> Order:
        return place_order(buyer_id=buyer.pk, lines=both, shown_total_fen=19_800, accepted=["refund:7d30@1"])

    with ThreadPoolExecutor(1) as people:
        with transaction.atomic():
            Product.objects.select_for_update(no_key=True).get(pk=first.product_id)
            ordered = people.submit(at_once, order_both)
            wait_for(somebody_waits_for_us)
            Product.objects.select_for_update(no_key=True, nowait=True).get(pk=second.product_id)
        assert ordered.result() == {"ok": 1}
    assert list(Order.objects.order_by("pk").values_list("status", flat=True)) == ["closed", "closed", "pending"]


def test_one_way_of_paying_has_one_number_however_many_ask() -> None:
    order = make.order()
    assert at_once(*[lambda: make.attempt(order)] * 8) == {"ok": 8}
    assert PaymentAttempt.objects.count() == 1


@pytest.mark.parametrize("_", range(4))
def test_two_orders_of_one_course_paid_at_once_open_it_once(_: int) -> None:
    course, buyer = make.course(stock=5), make.user()
    attempts = [make.attempt(make.order(of=course, buyer=buyer))]
    Product.objects.update(price_fen=8_800)
    course.product.refresh_from_db()
    attempts.append(make.attempt(make.order(of=course, buyer=buyer)))
    states = [channel().take(one.out_trade_no, fen=one.amount_fen) for one in attempts]

    assert at_once(*[lambda state=state: tell(state) for state in states] * 3) == {"ok": 6}
    assert (Grant.objects.count(), Refund.objects.get().reason, Product.objects.get().taken) == (1, "paid_twice", 1)


def test_a_payment_that_commits_while_ordering_is_seen() -> None:
    course, buyer = make.course(), make.user()
    attempt = make.attempt(make.order(of=course, buyer=buyer))
    state = channel().take(attempt.out_trade_no, fen=9_900)
    Product.objects.update(price_fen=8_800)
    course.product.refresh_from_db()
    told = threading.Event()

    def pay_slowly() -> None:
        with transaction.atomic():
            tell(state)
            told.set()
            time.sleep(0.5)

    def order() -> None:
        told.wait(10)
        make.order(of=course, buyer=buyer)

    assert at_once(pay_slowly, order) == {"ok": 1, "already_owned": 1}
    assert Order.objects.get().status == "paid"


def requested() -> Refund:
    course = make.course(lessons=6, stock=5)
    order = pay(make.order(of=course))
    make.opened(order.buyer, course)
    return request_refund(order_no=order.no, buyer_id=order.buyer_id, reason="no_time")


def test_ten_approvals_undo_once() -> None:
    refund, operator = requested(), make.user(role="operator")
    seen = at_once(*[lambda: approve_refund(refund_id=refund.pk, actor_id=operator.pk)] * 10)
    assert seen == {"ok": 10}
    assert (balances()["payable:refunds"], Product.objects.get().taken) == (-9_900, 0)
    assert events()["commerce.refund_approved"] == 1


def test_yes_and_no_at_once_is_one_of_the_two() -> None:
    refund, operator = requested(), make.user(role="operator")
    seen = at_once(
        lambda: approve_refund(refund_id=refund.pk, actor_id=operator.pk),
        lambda: reject_refund(refund_id=refund.pk, actor_id=operator.pk),
    )
    assert seen == {"ok": 1, "refund_state": 1}
    approved = Refund.objects.get().status == "approved"
    assert owns(refund.order.buyer_id, Product.objects.get().pk) is not approved


def test_ten_requests_are_one_refund() -> None:
    order = pay(make.order())
    ask = [lambda: request_refund(order_no=order.no, buyer_id=order.buyer_id, reason="no_time")] * 10
    assert at_once(*ask) == {"ok": 10}
    assert (Refund.objects.count(), events()["commerce.refund_approved"]) == (1, 1)


def test_a_success_told_ten_times_settles_once() -> None:
    order = pay(make.order())
    refund = request_refund(order_no=order.no, buyer_id=order.buyer_id, reason="no_time")
    ask_channel(refund_id=refund.pk)
    assert at_once(*[lambda: give_back(refund)] * 10) == {"ok": 10}
    order.refresh_from_db()
    assert (order.status, order.refunded_fen, balances()["payable:refunds"]) == ("refunded", 9_900, 0)
    assert events()["commerce.refund_settled"] == 1


ROUNDS = pytest.mark.parametrize("_", range(4))


@ROUNDS
def test_cancelling_while_paying_gives_the_course_because_the_channel_took_the_money(_: int) -> None:  # noqa: PT019
    order = make.order(of=make.course(stock=1))
    state = channel().take(make.attempt(order).out_trade_no, fen=9_900)
    at_once(lambda: tell(state), lambda: cancel_order(order_no=order.no, buyer_id=order.buyer_id))
    order.refresh_from_db()
    product = order.lines.get().product
    assert (order.status, owns(order.buyer_id, product.pk), product.taken) == ("paid", True, 1)


@ROUNDS
def test_money_that_arrives_while_cancelling_opens_the_order_again(_: int) -> None:  # noqa: PT019
    order = make.order(of=make.course(stock=1))
    attempt = make.attempt(order)
    at_once(
        lambda: cancel_order(order_no=order.no, buyer_id=order.buyer_id),
        lambda: tell(channel().take(attempt.out_trade_no, fen=9_900)),
    )
    order.refresh_from_db()
    product = order.lines.get().product
    assert (order.status, owns(order.buyer_id, product.pk), product.taken) == ("paid", True, 1)
    assert verify().first_bad is None


@ROUNDS
def test_opening_a_lesson_while_giving_back_is_seen_by_one_of_the_two(_: int) -> None:  # noqa: PT019
    course = make.course(lessons=6)
    order = pay(make.order(of=course))
    at_once(
        lambda: make.opened(order.buyer, course),
        lambda: request_refund(order_no=order.no, buyer_id=order.buyer_id, reason="no_time"),
    )
    opened = Consumption.objects.exists()
    assert Refund.objects.get().status == ("requested" if opened else "approved")


@ROUNDS
def test_a_lesson_sold_alone_is_either_read_or_given_back(_: int) -> None:  # noqa: PT019
    lesson = Lesson.objects.get(chapter__course=make.course(lessons=2), free=False)
    order = pay(make.order(of=make.single(lesson)))
    at_once(
        lambda: open_lesson(user=order.buyer, lesson=lesson),
        lambda: request_refund(order_no=order.no, buyer_id=order.buyer_id, reason="no_time"),
    )
    assert Consumption.objects.exists() != Refund.objects.exists()
