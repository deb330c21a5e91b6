"""Whatever people do one after the other, what they have and what is booked stays right."""

from collections.abc import Callable
from contextlib import ExitStack
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import transaction
from django.db.models import F, Sum
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests import make
from tests.commerce.clock import standing_at
from tests.commerce.fakepay import give_back, pay
from zhiyu.access.actions import pause, resume
from zhiyu.access.models import Grant
from zhiyu.access.queries import owns
from zhiyu.commerce import actions
from zhiyu.commerce.exchanges import bargain, exchange_by_id
from zhiyu.commerce.models import Order, OrderLine, Payment, Refund, Wallet
from zhiyu.commerce.queries import lines_kept
from zhiyu.commerce.wallets import unbooked
from zhiyu.kernel.clock import SHANGHAI
from zhiyu.kernel.errors import DomainError
from zhiyu.ledger.queries import balances

BEGINNING = datetime(2027, 1, 30, 23, 59, 50, tzinfo=SHANGHAI)
VERBS = ["buy", "buy", "spend", "spend", "open", "ask", "ask_to_balance", "decide", "settle", "pause", "resume"]
STEPS = st.tuples(st.sampled_from([*VERBS, "pay_out", "swap", "swap", "cancel", "wait", "wait"]), st.integers(0, 11))
WAITS = [timedelta(seconds=10), timedelta(hours=3), timedelta(days=3), timedelta(days=20)]


class Shop:
    """Two buyers, two courses, and a membership of everything; ``n`` says who and what."""

    def __init__(self) -> None:
        self.at = BEGINNING
        self.plan = make.plan(prices={"month": 3_901})
        courses = [make.course(lessons=4, price_fen=fen) for fen in (9_901, 1_001)]
        for course in courses:
            course.product.refund_later_days = 60
            course.product.save(update_fields=["refund_later_days"])
        self.courses, self.buyers = courses, [make.user(), make.user()]
        self.products = [*(course.product for course in courses), make.variant(self.plan, "month")]
        self.staff = make.user(role="owner")

    def do(self, verb: str, n: int) -> None:
        """A refusal is an answer too, and leaves nothing behind."""
        act: Callable[[int], Any] = getattr(self, verb)
        with standing_at(self.at):
            try:
                with transaction.atomic():
                    act(n)
            except DomainError:
                pass

    def order(self, n: int) -> Order:
        return make.order(buyer=self.buyers[n % 2], of=self.products[n % 3])

    def buy(self, n: int) -> None:
        order = self.order(n)
        if n > 5:
            pay(order)

    def spend(self, n: int) -> None:
        order = self.order(n)
        order = actions.use_balance(order_no=order.no, buyer_id=order.buyer_id)
        if n > 5 and order.due_fen:
            pay(order)

    def open(self, n: int) -> None:
        make.opened(self.buyers[n % 2], self.courses[n // 2 % 2], lessons=n % 4)

    def ask(self, n: int, *, to_balance: bool = False) -> None:
        paid = list(Order.objects.filter(paid_at__isnull=False).order_by("pk"))
        if paid:
            order = paid[n % len(paid)]
            actions.request_refund(order_no=order.no, buyer_id=order.buyer_id, reason="no_time", to_balance=to_balance)

    def ask_to_balance(self, n: int) -> None:
        self.ask(n, to_balance=True)

    def decide(self, n: int) -> None:
        for refund in Refund.objects.filter(status="requested").order_by("pk")[:1]:
            act = actions.reject_refund if n == 0 else actions.approve_refund
            act(refund_id=refund.pk, actor_id=self.staff.pk)

    def settle(self, n: int) -> None:
        del n
        for refund in Refund.objects.filter(status="approved").order_by("pk")[:1]:
            give_back(refund)

    def pause(self, n: int) -> None:
        buyer = self.buyers[n % 2]
        pause(user_id=buyer.pk, plan_id=self.plan.pk, days=1 + n, actor_id=(buyer, self.staff)[n % 3 == 0].pk)

    def resume(self, n: int) -> None:
        buyer = self.buyers[n % 2]
        resume(user_id=buyer.pk, plan_id=self.plan.pk, actor_id=buyer.pk)

    def pay_out(self, n: int) -> None:
        buyer = self.buyers[n % 2]
        actions.request_payout(user_id=buyer.pk, actor_id=buyer.pk)

    def swap(self, n: int) -> None:
        """Offered and taken up at once, at the prices of the moment."""
        kept = [
            line for order in Order.objects.filter(paid_at__isnull=False).order_by("pk") for line in lines_kept(order)
        ]
        if not kept:
            return
        line, wanted = kept[n % len(kept)], self.products[n % 3]
        said = {"product": line.product.code, "wanted": wanted.code}
        made = actions.offer_exchange(order_no=line.order.no, actor_id=self.staff.pk, **said)
        offer = bargain(exchange_by_id(made.pk))
        seen = actions.SeenExchange(
            value_fen=offer.value_fen,
            total_fen=offer.quote.total_fen,
            accepted=[term.id for term in offer.quote.terms],
        )
        actions.take_exchange(exchange_id=made.pk, buyer_id=line.order.buyer_id, seen=seen)

    def cancel(self, n: int) -> None:
        for order in Order.objects.filter(status="pending").order_by("pk")[n % 2 : n % 2 + 1]:
            actions.close_order(order_no=order.no)

    def wait(self, n: int) -> None:
        self.at += WAITS[n % 4]

    def check(self) -> None:
        with standing_at(self.at):
            self.all_is_right()

    def all_is_right(self) -> None:
        self.books_are_balanced_and_say_what_wallets_and_channels_hold()
        self.nobody_has_more_back_than_they_paid()
        self.access_is_the_union_of_live_grants()
        self.no_day_is_lost()

    def books_are_balanced_and_say_what_wallets_and_channels_hold(self) -> None:
        booked = balances()
        assert (sum(booked.values()), unbooked()) == (0, [])
        assert not Wallet.objects.filter(balance_fen__lt=0).exists()
        came = Payment.objects.aggregate(fen=Sum("amount_fen"))["fen"] or 0
        gone = Refund.objects.filter(status="succeeded").aggregate(fen=Sum(F("amount_fen") - F("balance_fen")))["fen"]
        assert booked.get("receivable:wechat", 0) == came - (gone or 0)
        waiting = Order.objects.filter(status="pending").aggregate(fen=Sum("balance_fen"))["fen"] or 0
        assert booked.get("payable:held", 0) == -waiting
        owed = Refund.objects.filter(status="approved").aggregate(fen=Sum(F("amount_fen") - F("balance_fen")))["fen"]
        assert booked.get("payable:refunds", 0) == -(owed or 0)

    def nobody_has_more_back_than_they_paid(self) -> None:
        assert not OrderLine.objects.filter(refunded_fen__gt=F("total_fen")).exists()
        for payment in Payment.objects.prefetch_related("refunds"):
            back = [one.channel_fen for one in payment.refunds.all() if one.status in Refund.UNDONE]
            assert sum(back) <= payment.amount_fen

    def access_is_the_union_of_live_grants(self) -> None:
        grants = list(Grant.objects.select_related("product"))
        for line in OrderLine.objects.select_related("order"):
            given_back = line.refund_lines.filter(refund__status__in=Refund.UNDONE).exists()
            standing = [one for one in grants if one.source == line.source and one.revoked_at is None]
            assert len(standing) == (line.order.paid_at is not None and not given_back)
        for buyer in self.buyers:
            mine = [one for one in grants if one.user_id == buyer.pk and one.revoked_at is None]
            live = [x for x in mine if x.valid_from <= self.at and (x.valid_until is None or x.valid_until > self.at)]
            for course in self.courses:
                opens = any(one.product.opens_all or one.product_id == course.product_id for one in live)
                assert owns(buyer.pk, course.product_id) == opens

    def no_day_is_lost(self) -> None:
        """Paused or not, a month stays as long as it was when it was given."""
        for grant in Grant.objects.filter(valid_until__isnull=False):
            assert grant.valid_until
            whole = grant.used_before + (grant.valid_until - grant.valid_from)
            assert timedelta(days=28) <= whole <= timedelta(days=33)
            assert grant.used_before >= timedelta()


@pytest.mark.django_db
@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
@given(steps=st.lists(STEPS, min_size=8, max_size=16))
def test_any_sequence_leaves_books_balances_and_access_right(steps: list[tuple[str, int]]) -> None:
    with ExitStack() as stack:
        stack.enter_context(transaction.atomic())
        with standing_at(BEGINNING):
            shop = Shop()
        for place, (verb, n) in enumerate([("buy", 8), ("buy", 9), ("ask_to_balance", 0), *steps]):
            shop.do(verb, n)
            if place % 5 == 4:
                shop.check()
        shop.check()
        transaction.set_rollback(True)
