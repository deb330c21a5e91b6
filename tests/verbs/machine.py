"""Everything that people do with what is sold, in any order, while time goes by; after each step the oracle looks."""

from collections import Counter
from collections.abc import Callable
from contextlib import ExitStack
from datetime import datetime, timedelta
from random import Random
from typing import Any, ClassVar

from django.db import transaction
from django.test import Client
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from tests import make
from tests.commerce.fakepay import channel, give_back, tell
from tests.gifts.made import ordered
from tests.verbs.oracle import Oracle
from tests.verbs.school import BEGINNING, CODE, School
from zhiyu.access import actions as access
from zhiyu.access.models import Grant
from zhiyu.accounts.models import User
from zhiyu.catalog.models import Product
from zhiyu.coaching.actions import note_delivery, undo_delivery
from zhiyu.coaching.models import Delivery
from zhiyu.commerce import actions
from zhiyu.commerce.exchanges import bargain, exchange_by_id
from zhiyu.commerce.models import Exchange, Order, PaymentAttempt, Refund
from zhiyu.commerce.payments import ProviderError
from zhiyu.commerce.pricing import quote_for
from zhiyu.commerce.queries import lines_kept
from zhiyu.gifts import actions as gifts
from zhiyu.gifts.actions.redeeming import take as take_code
from zhiyu.gifts.models import Code, Gift
from zhiyu.kernel.errors import DomainError
from zhiyu.promotions.actions import claim_coupon
from zhiyu.tips.actions import give_tip

WHO, N = st.integers(0, 2), st.integers(0, 11)
WAITS = [timedelta(minutes=31), timedelta(hours=5), timedelta(days=2), timedelta(days=9), timedelta(days=31)]
WORDS = ["succeeded", "succeeded", "processing", "abnormal", "closed"]
PAID = [Order.Status.PAID, Order.Status.PARTLY_REFUNDED]


class VerbMachine(RuleBasedStateMachine):
    """``n`` says which of those there are; nothing to choose from does nothing. A refusal is an answer, too."""

    school: ClassVar[School]
    set_clock: ClassVar[Callable[[Callable[[], datetime]], None]]
    seen: ClassVar[Counter[str]] = Counter()
    every: ClassVar[int] = 1
    walk: ClassVar[int] = 12

    def __init__(self) -> None:
        super().__init__()
        self.at, self.oracle, self.sound = BEGINNING, Oracle(self.school), True
        self.steps = 0
        type(self).set_clock(lambda: self.at)
        channel().__init__()  # type: ignore[misc]
        self.stack = ExitStack()
        self.stack.enter_context(transaction.atomic())

    def do(self, act: Callable[..., Any], *one: Any, **said: Any) -> Any:
        self.at += timedelta(seconds=1)
        self.sound = False
        try:
            done = act(*one, **said)
        except (DomainError, ProviderError) as refusal:
            self.seen[f"refused {type(refusal).__name__}"] += 1
            done = None
        else:
            self.seen[act.__name__] += 1
        self.sound = True
        return done

    def one_of(self, found: Any, n: int) -> Any:
        rows = list(found.order_by("pk"))
        return rows[n % len(rows)] if rows else None

    # --- buying ------------------------------------------------------------------------------------------------------

    def place(self, who: int, basket: int, coupon: str | None) -> Order | None:
        goods = self.school.baskets[basket % len(self.school.baskets)]
        codes, buyer = [one.code for one in goods], self.school.people[who]
        offer = quote_for(codes, buyer_id=buyer.pk, coupon=coupon)
        said = {"shown_total_fen": offer.total_fen, "accepted": [term.id for term in offer.terms], "coupon": coupon}
        order: Order | None = self.do(
            actions.place_order, buyer_id=buyer.pk, lines=[(code, 1) for code in codes], **said
        )
        return order

    def settle(self, order: Order | None, n: int) -> None:
        """Paid whole, from the balance first where ``n`` says so."""
        if order is None or order.status != Order.Status.PENDING:
            return
        if n % 3 == 0:
            order = self.do(actions.use_balance, order_no=order.no, buyer_id=order.buyer_id) or order
        attempt = self.do(make.attempt, order=order, method="jsapi" if n % 2 else "native") if order.due_fen else None
        if attempt is not None:
            self.do(tell, state=channel().take(attempt.out_trade_no, fen=attempt.amount_fen))

    @rule(who=WHO, basket=N, coupon=st.sampled_from([None, "", CODE]))
    def order(self, who: int, basket: int, coupon: str | None) -> None:
        self.place(who, basket, coupon)

    @rule(who=WHO, basket=N, n=N)
    def buy(self, who: int, basket: int, n: int) -> None:
        self.settle(self.place(who, basket, CODE if n == 11 else None), n)

    @rule(who=WHO, n=N)
    def renew(self, who: int, n: int) -> None:
        self.settle(self.place(who, 4, None), n)

    @rule(who=WHO, n=N)
    def tip(self, who: int, n: int) -> None:
        said = {"user": self.school.people[who], "lesson_id": self.school.free.pk, "amount_fen": 100 * (n + 1)}
        self.settle(self.do(give_tip, **said), n)

    @rule(n=N, method=st.sampled_from(["native", "jsapi"]))
    def start(self, n: int, method: str) -> None:
        if order := self.one_of(Order.objects.filter(status="pending"), n):
            self.do(actions.start_payment, order_no=order.no, buyer_id=order.buyer_id, method=method)

    @rule(n=N, told=st.booleans())
    def pay(self, n: int, told: bool) -> None:  # noqa: FBT001
        """What was begun, also of what was closed meanwhile, as real channels let through; perhaps nobody hears."""
        if attempt := self.one_of(PaymentAttempt.objects.exclude(out_trade_no__in=[*channel().paid]), n):
            state = channel().take(attempt.out_trade_no, fen=attempt.amount_fen)
            if told:
                self.do(tell, state=state)

    @rule(n=N)
    def pay_late(self, n: int) -> None:
        closed = PaymentAttempt.objects.filter(order__status="closed").exclude(out_trade_no__in=[*channel().paid])
        if attempt := self.one_of(closed, n):
            self.do(tell, state=channel().take(attempt.out_trade_no, fen=attempt.amount_fen))

    @rule(n=N)
    def hear_again(self, n: int) -> None:
        if paid := list(channel().paid.values()):
            self.do(tell, state=paid[n % len(paid)])

    @rule(n=N)
    def spend(self, n: int) -> None:
        if order := self.one_of(Order.objects.filter(status="pending"), n):
            self.do(actions.use_balance, order_no=order.no, buyer_id=order.buyer_id)

    @rule(n=N)
    def cancel(self, n: int) -> None:
        if order := self.one_of(Order.objects.filter(status="pending"), n):
            self.do(actions.cancel_order, order_no=order.no, buyer_id=order.buyer_id)

    @rule(n=N)
    def reprice(self, n: int) -> None:
        """An order at another price stands beside the old one."""
        Product.objects.filter(pk=self.school.writing.product_id).update(price_fen=9_901 - n)

    @rule(who=WHO)
    def take_a_coupon(self, who: int) -> None:
        self.do(claim_coupon, coupon_id=self.school.whole.pk, user_id=self.school.people[who].pk)

    # --- giving back -------------------------------------------------------------------------------------------------

    @rule(n=N, part=st.booleans(), to_balance=st.booleans())
    def ask_back(self, n: int, part: bool, to_balance: bool) -> None:  # noqa: FBT001
        if order := self.one_of(Order.objects.filter(status__in=PAID), n):
            line_ids = [line.pk for line in lines_kept(order)[n % 2 :][:1]] if part else []
            said = {"reason": "no_time", "line_ids": line_ids, "to_balance": to_balance}
            self.do(actions.request_refund, order_no=order.no, buyer_id=order.buyer_id, **said)

    @rule(n=N)
    def decide(self, n: int) -> None:
        if refund := self.one_of(Refund.objects.filter(status="requested"), n):
            act = actions.reject_refund if n % 4 == 0 else actions.approve_refund
            self.do(act, refund_id=refund.pk, actor_id=self.school.staff.pk)

    @rule(n=N, word=st.sampled_from(WORDS))
    def channel_answers(self, n: int, word: str) -> None:
        asked = Refund.objects.filter(status__in=["approved", "processing"], payment__isnull=False)
        if refund := self.one_of(asked, n):
            self.do(actions.ask_channel, refund_id=refund.pk)
            self.do(give_back, refund=refund, status=word)

    @rule(n=N)
    def retry(self, n: int) -> None:
        if refund := self.one_of(Refund.objects.filter(stuck_at__isnull=False), n):
            self.do(actions.retry_refund, refund_id=refund.pk, actor_id=self.school.staff.pk)

    @rule(who=WHO)
    def pay_out(self, who: int) -> None:
        person = self.school.people[who]
        self.do(actions.request_payout, user_id=person.pk, actor_id=person.pk)

    @rule(n=N, wanted=N, now=st.booleans())
    def exchange(self, n: int, wanted: int, now: bool) -> None:  # noqa: FBT001
        """Offered by the school, and taken up at once or some other time."""
        kept = [line for order in Order.objects.filter(status__in=PAID).order_by("pk") for line in lines_kept(order)]
        if not kept:
            return
        line, other = kept[n % len(kept)], self.school.goods[wanted % len(self.school.goods)]
        said = {"product": line.product.code, "wanted": other.code}
        made = self.do(actions.offer_exchange, order_no=line.order.no, actor_id=self.school.staff.pk, **said)
        if made is not None and now:
            self.take(made, n)

    @rule(n=N)
    def take_up(self, n: int) -> None:
        if offered := self.one_of(Exchange.objects.filter(status="offered"), n):
            self.take(offered, n)

    def take(self, made: Exchange, n: int) -> None:
        offer = bargain(exchange_by_id(made.pk))
        terms = [term.id for term in offer.quote.terms]
        seen = actions.SeenExchange(value_fen=offer.value_fen, total_fen=offer.quote.total_fen, accepted=terms)
        buyer_id = made.line.order.buyer_id
        self.settle(self.do(actions.take_exchange, exchange_id=made.pk, buyer_id=buyer_id, seen=seen), n)

    # --- for others --------------------------------------------------------------------------------------------------

    @rule(who=WHO, what=N, quantity=st.integers(1, 2), n=N)
    def give(self, who: int, what: int, quantity: int, n: int) -> None:
        product = self.school.goods[what % len(self.school.goods)]
        product.refresh_from_db(fields=["price_fen"])
        self.settle(self.do(ordered, giver=self.school.people[who], of=product, quantity=quantity), n)

    @rule(n=N, who=WHO)
    def claim(self, n: int, who: int) -> None:
        if gift := self.one_of(Gift.objects.filter(line__order__paid_at__isnull=False), n):
            self.do(gifts.claim, token=gift.token, user_id=self.school.people[who].pk)

    @rule(n=N)
    def renew_link(self, n: int) -> None:
        if gift := self.one_of(Gift.objects.all(), n):
            self.do(gifts.renew_link, giver_id=gift.giver_id, gift_id=gift.pk)

    @rule(n=N, who=WHO)
    def redeem(self, n: int, who: int) -> None:
        code = self.school.codes[n % len(self.school.codes)]
        self.do(take_code, code_id=code.pk, user_id=self.school.people[who].pk)

    @rule(n=N)
    def take_code_back(self, n: int) -> None:
        if n < 6 and (code := self.one_of(Code.objects.filter(state="redeemed"), n)):
            self.do(gifts.revoke_code, code_id=code.pk, actor_id=self.school.staff.pk)

    # --- using -------------------------------------------------------------------------------------------------------

    @rule(who=WHO, n=N)
    def study(self, who: int, n: int) -> None:
        self.do(make.opened, self.school.people[who], self.school.courses[n % 4], lessons=1 + n % 3)

    @rule(n=N)
    def meet(self, n: int) -> None:
        if held := self.one_of(Grant.objects.filter(sessions__isnull=False), n):
            said = {"seen": held.used, "actor_id": self.school.staff.pk, "given_on": self.at.date()}
            self.do(note_delivery, grant_id=held.pk, **said)

    @rule(n=N)
    def not_met(self, n: int) -> None:
        if noted := self.one_of(Delivery.objects.all(), n):
            self.do(undo_delivery, delivery_id=noted.pk, actor_id=self.school.staff.pk)

    @rule(who=WHO, days=st.sampled_from([1, 10, 40]), by_staff=st.booleans())
    def pause(self, who: int, days: int, by_staff: bool) -> None:  # noqa: FBT001
        person = self.school.people[who]
        by = self.school.staff if by_staff else person
        self.do(access.pause, user_id=person.pk, plan_id=self.school.plan.pk, days=days, actor_id=by.pk)

    @rule(who=WHO)
    def go_on(self, who: int) -> None:
        person = self.school.people[who]
        self.do(access.resume, user_id=person.pk, plan_id=self.school.plan.pk, actor_id=person.pk)

    @rule(span=st.sampled_from(WAITS), tick=st.booleans())
    def time_goes_by(self, span: timedelta, tick: bool) -> None:  # noqa: FBT001
        """What the worker's clock does is sometimes late."""
        self.at += span
        if tick:
            for act in (actions.close_expired, actions.reconcile_payments, gifts.return_unclaimed):
                self.do(act)
            self.do(actions.reconcile_refunds)

    # --- before, between, after --------------------------------------------------------------------------------------

    @initialize(n=N, other=N, dice=st.integers(0, 2**32))
    def some_have_bought_already(self, n: int, other: int, dice: int) -> None:
        """What chance seldom comes to: somebody holds two things, something waits for a friend, a balance is there.

        Then a walk of one throw, since Hypothesis is sparing with long ones.
        """
        for who, basket in ((0, n), (1, other), (1, 4)):
            self.buy(who, basket, 1)
        self.ask_back(n % 3, part=False, to_balance=True)
        self.give(2, other, 1, 1)
        chance = Random(dice)
        for _ in range(self.walk):
            self.something_happens(chance)

    def something_happens(self, chance: Random) -> None:
        n, what, who, yes = chance.randrange(12), chance.randrange(12), chance.randrange(3), chance.random() < 0.5
        verbs: list[Callable[[], None]] = [
            lambda: self.buy(who, what, n),
            lambda: self.renew(who, n),
            lambda: self.order(who, what, chance.choice([None, CODE])),
            lambda: self.pay(n, told=yes),
            lambda: self.pay_late(n),
            lambda: self.cancel(n),
            lambda: self.ask_back(n, part=yes, to_balance=n % 2 == 0),
            lambda: self.decide(n),
            lambda: self.channel_answers(n, chance.choice(WORDS)),
            lambda: self.exchange(n, what, now=True),
            lambda: self.exchange(what, n, now=yes),
            lambda: self.give(who, what, 1 + yes, n),
            lambda: self.claim(n, who),
            lambda: self.redeem(n, who),
            lambda: self.study(who, n),
            lambda: self.pause(who, chance.choice([1, 10]), by_staff=yes),
            lambda: self.go_on(who),
            lambda: self.time_goes_by(chance.choice(WAITS), tick=yes),
        ]
        chance.choice(verbs)()
        self.all_is_right()

    @invariant()
    def all_is_right(self) -> None:
        self.steps += 1
        if self.steps % self.every == 0:
            self.look()

    def look(self) -> None:
        self.sound = False
        self.oracle.look(self.at)
        self.sound = True

    def teardown(self) -> None:
        try:
            if self.sound:
                self.look()
                for person in self.school.people:
                    self.lessons_open_as_they_should(person, self.oracle.opened(person.pk))
                self.remember()
        finally:
            transaction.set_rollback(True)
            self.stack.close()

    def lessons_open_as_they_should(self, person: User, opened: set[int]) -> None:
        """By the door that a learner comes in."""
        client = Client(headers=make.bearer(person))
        for product_id, lesson in self.school.walls.items():
            assert client.get(f"/api/v1/lessons/{lesson.pk}").json()["open"] == (product_id in opened)

    def remember(self) -> None:
        for status in (Order, Refund, Exchange):
            self.seen.update(f"{status.__name__} {one}" for one in status.objects.values_list("status", flat=True))
        for state in (Gift, Code):
            self.seen.update(f"{state.__name__} {one}" for one in state.objects.values_list("state", flat=True))
        self.seen["runs"] += 1
