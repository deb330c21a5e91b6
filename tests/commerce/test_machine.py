"""Whatever people and the channel do, in whatever order: money, access and books agree after every step."""

from typing import Any

import pytest
from django.db import transaction
from django.db.models import Sum
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from tests import make
from tests.commerce.fakepay import FakePay, channel, give_back, tell
from zhiyu.access.queries import owns
from zhiyu.accounts.models import User
from zhiyu.catalog.models import Course
from zhiyu.commerce.actions import (
    approve_refund,
    ask_channel,
    cancel_order,
    close_expired,
    reconcile_payments,
    reject_refund,
    request_refund,
)
from zhiyu.commerce.models import Order, OrderLine, Payment, PaymentAttempt, Refund
from zhiyu.commerce.payments import ProviderRetryable
from zhiyu.kernel.clock import now
from zhiyu.kernel.errors import DomainError
from zhiyu.ledger.queries import balances

pick = st.integers(0, 7)


class Shop(RuleBasedStateMachine):
    """One course with two seats, two buyers, one operator, one channel."""

    course: Course
    buyers: list[User]

    @initialize()
    def open(self) -> None:
        transaction.set_autocommit(False)
        channel().__init__()  # type: ignore[misc]
        self.course = make.course(lessons=6, stock=2)
        self.buyers, self.operator = [make.user(), make.user()], make.user(role="operator")

    def teardown(self) -> None:
        transaction.rollback()
        transaction.set_autocommit(True)

    def attempt(self, action: Any, **said: Any) -> None:
        """A refusal is an answer too; it must leave nothing behind."""
        try:
            with transaction.atomic():
                action(**said)
        except (DomainError, ProviderRetryable):
            return

    def chosen(self, model: Any, n: int) -> Any:
        found = list(model.objects.order_by("pk"))
        return found[n % len(found)] if found else None

    @rule(n=pick)
    def order(self, n: int) -> None:
        self.attempt(make.order, of=self.course, buyer=self.buyers[n % 2])

    @rule(n=pick)
    def begin(self, n: int) -> None:
        if order := self.chosen(Order, n):
            self.attempt(make.attempt, order=order, method="jsapi" if n % 3 == 0 else "native")

    @rule(n=pick)
    def take(self, n: int) -> None:
        """Somebody pays, if the channel has not closed it."""
        attempt = self.chosen(PaymentAttempt, n)
        if attempt and attempt.out_trade_no not in channel().closed:
            channel().take(attempt.out_trade_no, fen=attempt.amount_fen)

    @rule(n=pick)
    def notify(self, n: int) -> None:
        paid = list(channel().paid.values())
        if paid:
            self.attempt(tell, state=paid[n % len(paid)])

    @rule(n=pick, failing=st.booleans())
    def cancel(self, n: int, failing: bool) -> None:  # noqa: FBT001 -- hypothesis calls by name
        order = self.chosen(Order, n)
        channel().trouble = {"close": ProviderRetryable("down"), "query": ProviderRetryable("down")} if failing else {}
        if order:
            self.attempt(cancel_order, order_no=order.no, buyer_id=order.buyer_id)
        channel().trouble = {}

    @rule()
    def time_passes(self) -> None:
        Order.objects.filter(status="pending").update(expires_at=now())
        close_expired()

    @rule()
    def reconcile(self) -> None:
        PaymentAttempt.objects.update(created_at=now() - now().resolution * 10**9)
        reconcile_payments()

    @rule(n=pick, lessons=st.integers(1, 2))
    def study(self, n: int, lessons: int) -> None:
        make.opened(self.buyers[n % 2], self.course, lessons=lessons)

    @rule(n=pick)
    def ask(self, n: int) -> None:
        if order := self.chosen(Order, n):
            self.attempt(request_refund, order_no=order.no, buyer_id=order.buyer_id, reason="no_time")

    @rule(n=pick, yes=st.booleans())
    def decide(self, n: int, yes: bool) -> None:  # noqa: FBT001 -- hypothesis calls by name
        if refund := self.chosen(Refund, n):
            self.attempt(approve_refund if yes else reject_refund, refund_id=refund.pk, actor_id=self.operator.pk)

    @rule(n=pick)
    def ask_for_the_money(self, n: int) -> None:
        if refund := self.chosen(Refund, n):
            self.attempt(ask_channel, refund_id=refund.pk)

    @rule(n=pick, word=st.sampled_from(["processing", "succeeded", "abnormal", "closed"]))
    def hear(self, n: int, word: str) -> None:
        refund = self.chosen(Refund, n)
        if refund and refund.payment_id:
            self.attempt(give_back, refund=refund, status=word)

    @invariant()
    def nobody_gets_back_more_than_they_paid(self) -> None:
        for order in Order.objects.all():
            paid = Payment.objects.filter(order=order).aggregate(n=Sum("amount_fen"))["n"] or 0
            back = order.refunds.filter(status="succeeded").aggregate(n=Sum("amount_fen"))["n"] or 0
            assert back <= paid
            assert order.refunded_fen <= order.total_fen

    @invariant()
    def access_is_open_exactly_while_a_paid_order_is_not_given_back(self) -> None:
        for buyer in getattr(self, "buyers", []):
            mine = OrderLine.objects.filter(
                order__buyer=buyer, order__status__in=["paid", "partly_refunded", "refunded"]
            )
            kept = mine.exclude(refund_lines__refund__status__in=Refund.UNDONE)
            assert owns(buyer.pk, self.course.product_id) == kept.exists()

    @invariant()
    def the_books_say_what_the_channel_and_the_refunds_say(self) -> None:
        paid = Payment.objects.aggregate(n=Sum("amount_fen"))["n"] or 0
        back = Refund.objects.filter(status="succeeded").aggregate(n=Sum("amount_fen"))["n"] or 0
        owing = ["approved", "processing", "abnormal", "closed"]
        owed = Refund.objects.filter(status__in=owing).aggregate(n=Sum("amount_fen"))["n"] or 0
        books = balances()
        assert sum(books.values()) == 0
        assert (books.get("receivable:wechat", 0), -books.get("payable:refunds", 0)) == (paid - back, owed)

    @invariant()
    def seats_are_held_by_who_waits_or_owns(self) -> None:
        if not hasattr(self, "course"):
            return
        self.course.product.refresh_from_db()
        undone = OrderLine.objects.filter(refund_lines__refund__status__in=Refund.UNDONE)
        held = OrderLine.objects.exclude(order__status="closed").exclude(pk__in=undone)
        assert self.course.product.taken == held.count() <= 2


@pytest.mark.django_db(transaction=True)
def test_money_access_and_books_agree_after_every_step(pay_channel: FakePay) -> None:
    assert pay_channel.calls == []
    run_state_machine_as_test(
        Shop,
        settings=settings(
            max_examples=25,
            stateful_step_count=25,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
