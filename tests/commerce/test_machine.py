"""Whatever people and the channel do, in whatever order: money, access and books agree after every step."""

from random import Random
from typing import Any

import pytest
from django.db import transaction
from django.db.models import Sum
from hypothesis import HealthCheck, example, given, note, settings
from hypothesis import strategies as st

from tests import make
from tests.commerce.clock import later
from tests.commerce.fakepay import channel, give_back, tell
from tests.pace import examples
from zhiyu.access.queries import live_grants, owns
from zhiyu.commerce.actions import (
    approve_refund,
    ask_channel,
    cancel_order,
    close_expired,
    reconcile_payments,
    reject_refund,
    request_refund,
    retry_refund,
)
from zhiyu.commerce.models import Order, OrderLine, Payment, PaymentAttempt, Refund
from zhiyu.commerce.payments import ProviderRetryable
from zhiyu.kernel.errors import DomainError
from zhiyu.ledger.queries import balances

DOWN = ProviderRetryable("down")
PAID = ["paid", "partly_refunded", "refunded"]
OWING = ["approved", "processing", "abnormal", "closed"]
WORDS = ["succeeded", "processing", "abnormal", "closed", "succeeded", "succeeded", "processing", "abnormal"]


class Shop:
    """One course with two seats, three buyers, one operator, one channel. ``n`` says who or which, 0 to 7."""

    def __init__(self) -> None:
        channel().__init__()  # type: ignore[misc]
        self.course = make.course(lessons=6, stock=2)
        self.buyers, self.operator = [make.user() for _ in range(3)], make.user(role="operator")

    def attempt(self, action: Any, **said: Any) -> None:
        """A refusal is an answer too; it must leave nothing behind."""
        try:
            with transaction.atomic():
                action(**said)
        except (DomainError, ProviderRetryable):
            return

    def chosen(self, found: Any, n: int) -> Any:
        rows = list(found.order_by("pk"))
        return rows[n % len(rows)] if rows else None

    # What happens

    def order(self, n: int) -> None:
        self.attempt(make.order, of=self.course, buyer=self.buyers[n % 3])

    def reprice(self, n: int) -> None:
        """An order at another price stands beside the old one until that is closed."""
        self.course.product.price_fen = 9_900 - n
        self.course.product.save(update_fields=["price_fen"])

    def pay(self, n: int) -> None:
        """By one of two ways, so that somebody may pay twice; never what the channel has closed."""
        for order in Order.objects.filter(status="pending"):
            self.attempt(make.attempt, order=order, method="jsapi" if n % 2 else "native")
        payable = PaymentAttempt.objects.exclude(out_trade_no__in=channel().closed)
        if attempt := self.chosen(payable.exclude(out_trade_no__in=channel().paid), n):
            channel().take(attempt.out_trade_no, fen=attempt.amount_fen)

    def notify(self, n: int) -> None:
        paid = list(channel().paid.values())
        if paid:
            self.attempt(tell, state=paid[n % len(paid)])

    def buy(self, n: int) -> None:
        """All of it at once, the notification three times."""
        self.order(n)
        self.pay(n)
        for state in list(channel().paid.values()) * 3:
            self.attempt(tell, state=state)

    def pay_what_was_closed(self, n: int) -> None:
        """A close that was confirmed and yet let a payment through, as real channels do."""
        if attempt := self.chosen(PaymentAttempt.objects.filter(out_trade_no__in=channel().closed), n):
            self.attempt(tell, state=channel().take(attempt.out_trade_no, fen=attempt.amount_fen))

    def cancel(self, n: int) -> None:
        channel().trouble = {"close": DOWN, "query": DOWN} if n % 4 == 0 else {}
        if order := self.chosen(Order.objects.filter(status="pending"), n):
            self.attempt(cancel_order, order_no=order.no, buyer_id=order.buyer_id)
        channel().trouble = {}

    def wait_half_an_hour(self, n: int) -> None:
        del n
        later(minutes=31)
        close_expired()

    def reconcile(self, n: int) -> None:
        del n
        later()
        reconcile_payments()

    def study(self, n: int) -> None:
        make.opened(self.buyers[n % 3], self.course, lessons=1 + n % 2)

    def ask(self, n: int) -> None:
        if order := self.chosen(Order.objects.filter(status__in=PAID), n):
            self.attempt(request_refund, order_no=order.no, buyer_id=order.buyer_id, reason="no_time")

    def approve(self, n: int) -> None:
        if refund := self.chosen(Refund.objects.all(), n):
            self.attempt(approve_refund, refund_id=refund.pk, actor_id=self.operator.pk)

    def reject(self, n: int) -> None:
        if refund := self.chosen(Refund.objects.all(), n):
            self.attempt(reject_refund, refund_id=refund.pk, actor_id=self.operator.pk)

    def hear(self, n: int) -> None:
        """A word on a refund still open, now and then on one that has ended."""
        found = Refund.objects.filter(payment__isnull=False)
        if refund := self.chosen(found if n == 0 else found.filter(status__in=Refund.OPEN), n):
            self.attempt(ask_channel, refund_id=refund.pk)
            self.attempt(give_back, refund=refund, status=WORDS[n])

    def retry(self, n: int) -> None:
        if refund := self.chosen(Refund.objects.filter(status__in=["abnormal", "closed"]), n):
            self.attempt(retry_refund, refund_id=refund.pk, actor_id=self.operator.pk)

    # What must be true

    def check(self) -> None:
        self.nobody_gets_back_more_than_they_paid()
        self.one_paid_purchase_opens_a_course_once()
        self.access_is_open_exactly_while_a_paid_order_is_not_given_back()
        self.the_books_say_what_the_channel_and_the_refunds_say()
        self.seats_are_held_by_who_waits_or_owns()

    def nobody_gets_back_more_than_they_paid(self) -> None:
        for order in Order.objects.all():
            paid = Payment.objects.filter(order=order).aggregate(n=Sum("amount_fen"))["n"] or 0
            back = order.refunds.filter(status="succeeded").aggregate(n=Sum("amount_fen"))["n"] or 0
            assert back <= paid
            assert order.refunded_fen <= order.total_fen

    def one_paid_purchase_opens_a_course_once(self) -> None:
        for buyer in self.buyers:
            kept = OrderLine.objects.filter(order__buyer=buyer, order__status__in=PAID)
            kept = kept.exclude(refund_lines__refund__status__in=Refund.UNDONE)
            assert live_grants(buyer.pk).count() == kept.count() <= 1

    def access_is_open_exactly_while_a_paid_order_is_not_given_back(self) -> None:
        for buyer in self.buyers:
            mine = OrderLine.objects.filter(order__buyer=buyer, order__status__in=PAID)
            kept = mine.exclude(refund_lines__refund__status__in=Refund.UNDONE)
            assert owns(buyer.pk, self.course.product_id) == kept.exists()

    def the_books_say_what_the_channel_and_the_refunds_say(self) -> None:
        paid = Payment.objects.aggregate(n=Sum("amount_fen"))["n"] or 0
        back = Refund.objects.filter(status="succeeded").aggregate(n=Sum("amount_fen"))["n"] or 0
        owed = Refund.objects.filter(status__in=OWING, follower=None).aggregate(n=Sum("amount_fen"))["n"] or 0
        books = balances()
        assert sum(books.values()) == 0
        assert (books.get("receivable:wechat", 0), -books.get("payable:refunds", 0)) == (paid - back, owed)

    def seats_are_held_by_who_waits_or_owns(self) -> None:
        self.course.product.refresh_from_db()
        undone = OrderLine.objects.filter(refund_lines__refund__status__in=Refund.UNDONE)
        held = OrderLine.objects.exclude(order__status="closed").exclude(pk__in=undone)
        assert self.course.product.taken == held.count() <= 2

    def states(self) -> set[str]:
        orders = {f"order {order.status}" for order in Order.objects.all()}
        return orders | {f"refund {refund.status} {refund.reason}" for refund in Refund.objects.all()}


STEPS = [
    Shop.buy,
    Shop.order,
    Shop.reprice,
    Shop.pay,
    Shop.notify,
    Shop.pay_what_was_closed,
    Shop.cancel,
    Shop.wait_half_an_hour,
    Shop.reconcile,
    Shop.study,
    Shop.ask,
    Shop.approve,
    Shop.reject,
    Shop.retry,
    Shop.hear,
    Shop.hear,
    Shop.hear,
]
# Where a walk may set out from, since chance alone seldom gets there.
BEGINNINGS: list[list[tuple[Any, int]]] = [
    [],
    [(Shop.buy, 0), (Shop.study, 0), (Shop.ask, 0)],
    [(Shop.buy, 0), (Shop.ask, 0), (Shop.hear, 7), (Shop.buy, 1), (Shop.study, 1), (Shop.ask, 1)],
    [
        (Shop.order, 0),
        (Shop.order, 1),
        (Shop.pay, 0),
        (Shop.wait_half_an_hour, 0),
        (Shop.buy, 2),
        (Shop.pay_what_was_closed, 0),
    ],
    [(Shop.order, 0), (Shop.pay, 0), (Shop.pay, 1), (Shop.notify, 0), (Shop.notify, 1)],
    # Two orders of one course, both paid.
    [
        (Shop.order, 0),
        (Shop.pay, 0),
        (Shop.reprice, 1),
        (Shop.order, 0),
        (Shop.pay, 0),
        (Shop.notify, 0),
        (Shop.notify, 1),
    ],
]
# Without having been in all of these, the walk would have proved nothing.
REACHED = {
    "order closed",
    "order paid",
    "order pending",
    "order refunded",
    "refund abnormal no_time",
    "refund approved no_time",
    "refund closed no_time",
    "refund processing no_time",
    "refund rejected no_time",
    "refund requested no_time",
    "refund succeeded no_time",
    "refund approved paid_too_late",
    "refund approved paid_twice",
}


@pytest.mark.django_db
def test_money_access_and_books_agree_after_every_step() -> None:
    """Hypothesis gives the seed of each walk, so that a long walk is as likely as a short one."""
    seen: set[str] = set()

    @settings(
        max_examples=examples(2),
        deadline=None,
        derandomize=True,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(st.integers(0, 2**32))
    @example(0)
    @example(1)
    @example(2)
    @example(3)
    @example(4)
    @example(5)
    def walk(seed: int) -> None:
        chance = Random(seed)
        further = [(step, chance.randrange(8)) for step in chance.choices(STEPS, k=25)]
        with transaction.atomic():
            shop = Shop()
            for step, n in [*BEGINNINGS[seed % len(BEGINNINGS)], *further]:
                note(f"{step.__name__} {n}")
                step(shop, n)
                shop.check()
                seen.update(shop.states())
            transaction.set_rollback(True)

    walk()
    assert seen >= REACHED
