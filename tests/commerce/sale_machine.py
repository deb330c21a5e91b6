"""A school and WeChat, both whole: people buy, pay and give back while the channel does everything it can do wrong."""

import itertools
import tempfile
from collections import Counter
from collections.abc import Callable
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any, ClassVar

from django.db import connection, transaction
from django.db.models import Count, F, Q, Sum
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule
from pytest_django import Settings

from tests import make
from tests.commerce.test_bills import books_are_the_bill
from tests.integrations.conftest import Letter, Mailbox, hand_over, school
from tests.jobs import run_jobs
from tests.simulator import Running, wait_for
from wxsim.store import Notice
from wxsim.store import Order as Trade
from zhiyu.access.models import Grant
from zhiyu.access.queries import live_grants, owns
from zhiyu.commerce import actions
from zhiyu.commerce.models import Order, OrderLine, Payment, PaymentAttempt, Refund, Statement
from zhiyu.commerce.payments import ProviderError
from zhiyu.commerce.statements import days_due
from zhiyu.commerce.stuck import stuck_items
from zhiyu.integrations.wechat_pay.models import Notification
from zhiyu.kernel.errors import DomainError
from zhiyu.ledger.actions import seal_all
from zhiyu.ledger.queries import verify
from zhiyu.platform.bus import _by_event
from zhiyu.platform.models import Delivery, Event

PAID = ["paid", "partly_refunded", "refunded"]
SPOIL_A_LETTER = [
    "duplicate_notify",
    "late_notify",
    "early_notify",
    "out_of_order",
    "wrong_amount",
    "wrong_currency",
    "wrong_merchant",
    "wrong_app",
    "foreign_number",
    "bad_signature",
    "sign_probe",
    "unknown_serial",
    "expired_certificate",
    "rotation",
    "skew",
    "extra_fields",
    "bom",
]
SPOIL_A_CALL = ["lost_response", "slow", "server_error", "rate_limited", "truncated_json"]
SPOIL_AN_ANSWER = ["wrong_merchant", "wrong_app", "foreign_number", "bad_signature", "unknown_serial", "skew", "bom"]
SPOIL_LATER = ["refund_abnormal", "bill_row_missing", "bill_row_extra", "bill_off_by_one"]
FAULTS = [
    *[{"name": name} for name in [*SPOIL_A_LETTER, *SPOIL_A_CALL, *SPOIL_LATER]],
    *[{"name": name, "on": "response"} for name in SPOIL_AN_ANSWER],
]
FACTS = {"commerce.order_paid": PAID}


class SaleMachine(RuleBasedStateMachine):
    """``n`` says who or which of those there are; nothing to choose from does nothing."""

    settings: ClassVar[Settings]
    set_clock: ClassVar[Callable[[Callable[[], datetime]], None]]
    seen: ClassVar[Counter[str]] = Counter()

    def __init__(self) -> None:
        super().__init__()
        self.stack = ExitStack()
        self.ahead = timedelta()
        self.handed = 0
        self.mailbox = Mailbox()
        self.statuses: list[int] = []
        type(self).set_clock(lambda: datetime.now(UTC) + self.ahead)
        self.stack.enter_context(transaction.atomic())
        home = self.stack.enter_context(tempfile.TemporaryDirectory(prefix="sale-"))
        self.sim: Running = self.stack.enter_context(school(Path(home), type(self).settings, post=self.mailbox))

    @initialize(dice=st.integers(0, 2**32))
    def open_school(self, dice: int) -> None:
        """A day that has begun already: a few faults strike by chance, and everybody has tried to buy something."""
        self.courses = [make.course(lessons=6, stock=2), make.course(lessons=6, price_fen=1)]
        self.buyers, self.operator = [make.user() for _ in range(3)], make.user(role="owner")
        self.sim_clock()
        chance = Random(dice)
        for fault in chance.sample(FAULTS, k=chance.randrange(5)):
            self.plant(fault, rate=chance.choice([0.1, 0.3]), seed=dice)
        for _ in range(3):
            self.buy(chance.randrange(12))
        self.buy_at_two_prices(chance.randrange(12), k=chance.randrange(1, 9))
        if chance.random() < 0.5:
            self.study(chance.randrange(6), lessons=1)
        self.ask_back(chance.randrange(8))

    # --- what people and the channel do --------------------------------------------------------------------------

    def attempt(self, act: Callable[..., Any], **said: Any) -> Any:
        """A refusal is an answer too, and so is silence; each leaves nothing behind."""
        try:
            return act(**said)
        except (DomainError, ProviderError) as refusal:
            self.seen[f"refused {type(refusal).__name__}"] += 1
            return None

    def chosen(self, found: Any, n: int) -> Any:
        rows = list(found.order_by("pk"))
        return rows[n % len(rows)] if rows else None

    @rule(n=st.integers(0, 11), twice=st.booleans())
    def order_and_start(self, n: int, twice: bool) -> None:  # noqa: FBT001
        buyer, course = self.buyers[n % 3], self.courses[n // 3 % 2]
        order = self.attempt(make.order, buyer=buyer, of=course)
        for _ in range(1 + twice):
            if order is not None:
                self.start(order, "h5" if n > 5 else "native")

    @rule(n=st.integers(0, 11))
    def buy(self, n: int) -> None:
        """All of it in one go, whatever has been planted before."""
        self.order_and_start(n, twice=False)
        self.pay(n, times=1)
        self.deliver(n, keep=n % 2 == 0)

    @rule(n=st.integers(0, 11), k=st.integers(1, 9))
    def buy_at_two_prices(self, n: int, k: int) -> None:
        """Two orders of one course, both with a code in hand, both paid."""
        self.order_and_start(n, twice=False)
        product = self.courses[n // 3 % 2].product
        product.price_fen = 9_900 - k
        product.save(update_fields=["price_fen"])
        self.order_and_start(n, twice=False)
        for _ in range(2):
            self.pay(0, times=1)

    @rule(n=st.integers(0, 7))
    def start_another_way(self, n: int) -> None:
        if order := self.chosen(Order.objects.filter(status="pending"), n):
            self.start(order, "h5" if n % 2 else "native")

    def start(self, order: Order, method: str) -> None:
        self.attempt(actions.start_payment, order_no=order.no, buyer_id=order.buyer_id, method=method)

    @rule(n=st.integers(0, 9), times=st.integers(1, 2))
    def pay(self, n: int, times: int) -> None:
        """Somebody pays what can be paid, perhaps pressing twice."""
        payable = [one for one in self.sim.world.store.every(Trade) if one.trade_state == "NOTPAY"]
        if payable:
            one = payable[n % len(payable)]
            for _ in range(times):
                self.sim.http.post(f"{self.sim.url}/_sim/pay", json={"out_trade_no": one.out_trade_no})
            self.settle_letters()

    @rule(n=st.integers(0, 9), keep=st.booleans())
    def deliver(self, n: int, keep: bool) -> None:  # noqa: FBT001
        """A letter arrives, in any order, now and then once more."""
        self.settle_letters()
        if letters := self.mailbox.letters:
            place = n % len(letters)
            self.hand_over(letters[place] if keep else letters.pop(place))

    @rule()
    def deliver_all(self) -> None:
        self.settle_letters()
        while self.mailbox.letters:
            self.hand_over(self.mailbox.letters.pop(0))

    def hand_over(self, letter: Letter) -> None:
        answer = hand_over(letter)
        assert answer.status_code in {200, 400, 401, 404, 409}, answer.content
        self.statuses.append(answer.status_code)
        self.seen[f"verdict {Notification.objects.latest('pk').verdict}"] += 1

    @rule(n=st.integers(0, 7))
    def tell_again(self, n: int) -> None:
        """The channel repeats itself on demand."""
        paid = [one for one in self.sim.world.store.every(Trade) if one.trade_state != "NOTPAY"]
        if paid:
            number = paid[n % len(paid)].out_trade_no
            self.sim.http.post(f"{self.sim.url}/_sim/renotify", json={"out_trade_no": number})

    @rule(fault=st.sampled_from(FAULTS), times=st.integers(1, 2))
    def something_goes_wrong(self, fault: dict[str, str], times: int) -> None:
        self.plant(fault, times=times)

    def plant(self, fault: dict[str, str], **how: float) -> None:
        wait = {} if fault["name"] == "skew" else {"seconds": 0.02}
        self.sim.tell("faults", **fault, **how, **wait)
        self.seen[f"fault {fault['name']}"] += 1

    @rule(n=st.integers(0, 7))
    def cancel(self, n: int) -> None:
        if order := self.chosen(Order.objects.filter(status="pending"), n):
            self.attempt(actions.cancel_order, order_no=order.no, buyer_id=order.buyer_id)

    @rule(n=st.integers(0, 5), lessons=st.integers(1, 2))
    def study(self, n: int, lessons: int) -> None:
        make.opened(self.buyers[n % 3], self.courses[n % 2], lessons=lessons)

    @rule(n=st.integers(0, 7))
    def ask_back(self, n: int) -> None:
        if order := self.chosen(Order.objects.filter(status__in=PAID), n):
            self.attempt(actions.request_refund, order_no=order.no, buyer_id=order.buyer_id, reason="no_time")

    @rule(n=st.integers(0, 7), yes=st.booleans())
    def decide(self, n: int, yes: bool) -> None:  # noqa: FBT001
        if refund := self.chosen(Refund.objects.filter(status="requested"), n):
            act = actions.approve_refund if yes else actions.reject_refund
            self.attempt(act, refund_id=refund.pk, actor_id=self.operator.pk)

    @rule(n=st.integers(0, 7), outside=st.integers(0, 3))
    def settle_what_is_stuck(self, n: int, outside: int) -> None:
        """A person asks again, gives back what came, or now and then has dealt with it elsewhere."""
        items = stuck_items()
        if not items:
            return
        item = items[n % len(items)]
        self.seen[f"stuck {item.kind}"] += 1
        said = {"kind": item.kind, "pk": item.pk, "actor_id": self.operator.pk}
        if item.may_return:
            self.attempt(actions.return_suspended, payment_id=item.pk, actor_id=self.operator.pk)
        elif outside == 0:
            self.attempt(actions.settle_outside, **said, note="转账")
        else:
            self.attempt(actions.ask_again, **said)

    # --- time ----------------------------------------------------------------------------------------------------

    @rule(minutes=st.sampled_from([1, 3, 3, 10, 31, 31, 130, 720, 1440]))
    def time_goes_by(self, minutes: int) -> None:
        self.ahead += timedelta(minutes=minutes)
        self.sim_clock()
        self.tick()

    def sim_clock(self) -> None:
        self.sim.tell("clock", offset_seconds=self.ahead.total_seconds())

    def tick(self) -> None:
        """What the clock of the worker does, once."""
        self.settle_letters()
        actions.close_expired()
        actions.reconcile_payments()
        actions.reconcile_refunds()
        actions.fetch_bills()
        self.work()

    @rule()
    def work(self) -> None:
        """Everything deferred is done, what waited for a second try as well."""
        with connection.cursor() as cursor:
            cursor.execute("update procrastinate_jobs set scheduled_at = null where status = 'todo'")
            cursor.execute("update platform_delivery set due_at = statement_timestamp() where state = 'waiting'")
        run_jobs()

    def settle_letters(self) -> None:
        """The channel's own people are done: each letter that is due has left, each refund that can end has ended."""

        def quiet() -> bool:
            at = self.sim.world.now()
            return all(one.attempts or one.due > at for one in self.sim.world.store.every(Notice))

        wait_for(quiet)

    # --- what must be true after every run -----------------------------------------------------------------------

    def teardown(self) -> None:
        try:
            if hasattr(self, "buyers"):
                self.come_to_rest()
                self.check()
                self.remember()
        finally:
            transaction.set_rollback(True)
            self.stack.close()

    def come_to_rest(self) -> None:
        """Nothing goes wrong any more; letters arrive, time goes by, bills are fetched."""
        self.sim.tell("faults", clear=True)
        for minutes in (3, 5, 40, 130, 300, 1440, 1440, 1440):
            self.deliver_all()
            self.ahead += timedelta(minutes=minutes)
            self.sim_clock()
            self.tick()
        for statement in Statement.objects.order_by("day"):
            actions.take_bill(provider_name="wechat", day=statement.day)
        self.work()

    def check(self) -> None:
        self.access_is_given_exactly_once_per_paid_order_and_never_unpaid()
        self.all_the_channel_took_is_known_here_and_nothing_else()
        self.nobody_gets_back_more_than_they_paid()
        self.the_books_balance_and_are_the_bill()
        self.no_event_is_lost_or_handled_twice()
        self.every_letter_is_kept_with_its_verdict()
        self.seats_are_held_by_who_waits_or_owns()

    def access_is_given_exactly_once_per_paid_order_and_never_unpaid(self) -> None:
        for line in OrderLine.objects.select_related("order"):
            grants = Grant.objects.filter(source=line.source)
            assert grants.count() == (line.order.status in PAID), line.order
            if line.order.status in PAID:
                bought = line.order.payments.filter(suspended=False).exclude(refunds__reason__in=Refund.STRAY_REASONS)
                assert bought.count() == 1, line.order
        for buyer, course in itertools.product(self.buyers, self.courses):
            mine = OrderLine.objects.filter(order__buyer=buyer, order__status__in=PAID, product=course.product)
            kept = mine.exclude(refund_lines__refund__status__in=Refund.UNDONE).count()
            assert kept == live_grants(buyer.pk).filter(product=course.product).count() <= 1
            assert owns(buyer.pk, course.product_id) == bool(kept)

    def all_the_channel_took_is_known_here_and_nothing_else(self) -> None:
        taken = {one.transaction_id: one.total for one in self.sim.world.store.every(Trade) if one.transaction_id}
        ours = dict(Payment.objects.values_list("reference", "amount_fen"))
        assert ours == taken

    def nobody_gets_back_more_than_they_paid(self) -> None:
        live = Q(refunds__status="succeeded", refunds__outside=False)
        for payment in Payment.objects.annotate(back=Sum("refunds__amount_fen", filter=live)):
            assert (payment.back or 0) <= payment.amount_fen
        given: Counter[str] = Counter()
        for refund in self.sim.ask("refunds")["items"]:
            if refund["status"] == "SUCCESS":
                given[refund["out_trade_no"]] += refund["amount"]["refund"]
        for no, fen in given.items():
            assert fen <= PaymentAttempt.objects.get(out_trade_no=no).amount_fen
        assert not Order.objects.filter(refunded_fen__gt=F("total_fen")).exists()

    def the_books_balance_and_are_the_bill(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute("set constraints all immediate")
            cursor.execute("set constraints all deferred")
        seal_all()
        found = verify()
        assert (found.first_bad, found.unsealed) == (None, 0)
        assert days_due("wechat") == []
        assert books_are_the_bill()

    def no_event_is_lost_or_handled_twice(self) -> None:
        for event in Event.objects.all():
            wanted = sorted(one.key for one in _by_event[event.name])
            assert sorted(event.deliveries.values_list("handler", flat=True)) == wanted
        assert not Delivery.objects.exclude(state="done").exists()
        paid = Counter(Event.objects.filter(name="commerce.order_paid").values_list("payload__order_id", flat=True))
        assert paid == Counter(Order.objects.filter(status__in=PAID).values_list("pk", flat=True))
        approved = Event.objects.filter(name="commerce.refund_approved").values("payload__refund_id")
        assert not approved.annotate(n=Count("pk")).filter(n__gt=1).exists()

    def every_letter_is_kept_with_its_verdict(self) -> None:
        verdicts = list(Notification.objects.order_by("pk").values_list("verdict", flat=True))
        assert len(verdicts) == len(self.statuses)
        assert not {"received", "error", ""} & set(verdicts)
        for verdict, status in zip(verdicts, self.statuses, strict=True):
            assert (verdict in {"accepted", "duplicate"}) == (status == 200), (verdict, status)

    def seats_are_held_by_who_waits_or_owns(self) -> None:
        for course in self.courses:
            course.product.refresh_from_db()
            undone = OrderLine.objects.filter(refund_lines__refund__status__in=Refund.UNDONE)
            lines = OrderLine.objects.filter(product=course.product).exclude(order__status="closed")
            assert course.product.taken == lines.exclude(pk__in=undone).count() <= (course.product.stock or 99)

    def remember(self) -> None:
        """Where this run has been, so that a run that proved nothing is noticed."""
        self.seen.update(f"order {one}" for one in Order.objects.values_list("status", flat=True))
        refunds = Refund.objects.values_list("status", "reason")
        self.seen.update(f"refund {status} {reason}" for status, reason in refunds)
        self.seen["runs"] += 1
