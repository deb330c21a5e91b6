"""What cannot be settled by itself: it is asked after for a while, then shown to a person, who ends it."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from tests import make
from tests.commerce.clock import later
from tests.commerce.fakepay import FakePay, channel, give_back, tell
from tests.commerce.test_confirm_payment import events
from tests.commerce.test_refunds import ask, bought
from tests.jobs import run_jobs
from tests.together import together
from zhiyu.access.models import Grant
from zhiyu.commerce.actions import (
    ask_again,
    cancel_order,
    close_expired,
    reconcile_payments,
    reconcile_refunds,
    return_suspended,
    settle_outside,
)
from zhiyu.commerce.errors import AmountMismatch, NotStuck, OrderStateError, ProviderUnavailable
from zhiyu.commerce.models import Order, Payment, PaymentAttempt, Refund
from zhiyu.commerce.payments import ProviderRetryable
from zhiyu.commerce.queries import (
    attempts_to_query,
    expired_orders,
    kept_payments,
    money_between,
    refunds_to_query,
)
from zhiyu.commerce.stuck import stuck_count, stuck_items
from zhiyu.kernel.clock import days_ago, now
from zhiyu.ledger.queries import balances, verify
from zhiyu.platform.models import AuditEntry, Event

pytestmark = pytest.mark.django_db
DOWN = ProviderRetryable("down")


def odd(*, fen: int = 1) -> PaymentAttempt:
    """Paid with another amount than asked."""
    attempt = make.attempt(make.order(of=make.course(stock=1)))
    channel().take(attempt.out_trade_no, fen=fen)
    return attempt


def found_odd(*, fen: int = 1) -> Payment:
    odd(fen=fen)
    later()
    assert reconcile_payments() == 1
    return Payment.objects.get()


def kinds() -> list[str]:
    return [item.kind for item in stuck_items()]


# --- another amount ------------------------------------------------------------------------------------------------


def test_another_amount_is_kept_in_suspense_and_its_order_ends(pay_channel: FakePay) -> None:
    payment = found_odd()
    order = Order.objects.get()
    assert (order.status, order.lines.get().product.taken, Grant.objects.count()) == ("closed", 0, 0)
    assert (payment.suspended, balances()) == (True, {"receivable:wechat": 1, "suspense": -1})
    assert (kinds(), stuck_count()) == (["payment"], 1)
    assert events() == ["commerce.order_closed", "commerce.payment_suspended"]
    assert not kept_payments().exists()
    assert money_between(days_ago(1), days_ago(-1)).paid_fen == 0

    asked = pay_channel.calls.count("query")
    for _ in range(200):
        later(minutes=10)
        reconcile_payments()
        close_expired()
    assert pay_channel.calls.count("query") == asked


def test_a_notification_alone_does_not_put_money_in_suspense() -> None:
    attempt = make.attempt(make.order())
    state = channel().take(attempt.out_trade_no, fen=9_900)
    with pytest.raises(AmountMismatch):
        tell(state, paid_fen=9_901)
    assert (Payment.objects.count(), stuck_count()) == (0, 0)
    assert tell(state).status == "paid"
    with pytest.raises(AmountMismatch):
        tell(state, paid_fen=9_901)


def test_cancelling_what_was_paid_with_another_amount_ends_the_order_and_shows_the_money() -> None:
    order = odd(fen=20_000).order
    assert cancel_order(order_no=order.no, buyer_id=order.buyer_id).status == "closed"
    assert (kinds(), balances()["suspense"]) == (["payment"], -20_000)


def test_what_came_is_given_back_once_and_to_the_fen(pay_channel: FakePay) -> None:
    payment, finance = found_odd(fen=20_000), make.user(role="finance")
    for _ in range(3):
        refund = return_suspended(payment_id=payment.pk, actor_id=finance.pk)
    run_jobs()
    for _ in range(2):
        give_back(refund)
    assert pay_channel.given_back == {refund.no: 20_000}
    assert Refund.objects.get().status == "succeeded"
    assert set(balances().values()) == {0}
    assert (stuck_count(), Order.objects.get().refunded_fen) == (0, 0)
    assert AuditEntry.objects.filter(action="payment.returned", actor_id=finance.pk).count() == 1


def test_what_came_may_be_cleared_with_a_note_instead() -> None:
    payment, finance = found_odd(), make.user(role="finance")
    for _ in range(2):
        settle_outside(kind="payment", pk=payment.pk, actor_id=finance.pk, note="在商户平台退了")
    assert (stuck_count(), balances()["suspense"]) == (0, -1)
    entry = AuditEntry.objects.get(action="payment.cleared")
    assert (entry.actor_id, entry.detail["note"]) == (finance.pk, "在商户平台退了")
    with pytest.raises(OrderStateError):
        return_suspended(payment_id=payment.pk, actor_id=finance.pk)


def test_one_reference_cannot_stand_for_two_orders() -> None:
    payment = found_odd()
    other = make.attempt(make.order())
    state = channel().take(other.out_trade_no, fen=9_900)
    with pytest.raises(AmountMismatch):
        tell(state, reference=payment.reference)
    assert Payment.objects.count() == 1


# --- a channel that stays silent -----------------------------------------------------------------------------------


def silent_for_days(pay_channel: FakePay, days: float = 4) -> int:
    """Half an hour at a time, three hours from the second day on; answers how often the channel was asked."""
    before = len(pay_channel.calls)
    for minutes in [30] * 48 + [180] * int((days - 1) * 8):
        later(minutes=minutes)
        close_expired()
        reconcile_payments()
        reconcile_refunds()
    return len(pay_channel.calls) - before


def test_an_order_the_channel_says_nothing_about_is_asked_for_days_and_then_stuck(pay_channel: FakePay) -> None:
    order = make.attempt(make.order(of=make.course(stock=1))).order
    pay_channel.trouble = {"query": DOWN, "close": DOWN}
    asked = silent_for_days(pay_channel)
    assert (Order.objects.get().status, kinds()) == ("pending", ["attempt"])
    assert asked < 100
    assert silent_for_days(pay_channel) == 0

    attempt, finance = PaymentAttempt.objects.get(), make.user(role="finance")
    with pytest.raises(ProviderUnavailable):
        ask_again(kind="attempt", pk=attempt.pk, actor_id=finance.pk)
    assert kinds() == ["attempt"]
    pay_channel.trouble.clear()
    channel().take(attempt.out_trade_no, fen=9_900)
    ask_again(kind="attempt", pk=attempt.pk, actor_id=finance.pk)
    order.refresh_from_db()
    assert (order.status, kinds(), Grant.objects.count()) == ("paid", [], 1)


def test_an_order_nobody_can_learn_about_is_ended_by_a_person_and_late_money_still_counts(pay_channel: FakePay) -> None:
    attempt, finance = make.attempt(make.order()), make.user(role="finance")
    pay_channel.trouble = {"query": DOWN, "close": DOWN}
    silent_for_days(pay_channel)
    for _ in range(2):
        settle_outside(kind="attempt", pk=attempt.pk, actor_id=finance.pk, note="微信那边查无此单")
    assert (Order.objects.get().status, stuck_count()) == ("closed", 0)
    pay_channel.trouble.clear()
    assert tell(channel().take(attempt.out_trade_no, fen=9_900)).status == "paid"


def test_a_refund_whose_payment_the_channel_never_knew_is_stuck_after_days(pay_channel: FakePay) -> None:
    refund = ask(bought())
    pay_channel.trouble["refund"] = DOWN
    asked = silent_for_days(pay_channel, days=6)
    assert (kinds(), Refund.objects.get().status) == (["refund"], "approved")
    assert asked < 100
    assert silent_for_days(pay_channel) == 0

    finance = make.user(role="finance")
    ask_again(kind="refund", pk=refund.pk, actor_id=finance.pk)  # still no answer: asked after from now on
    assert (kinds(), silent_for_days(pay_channel, days=6) < 100, kinds()) == ([], True, ["refund"])
    pay_channel.trouble.clear()
    pay_channel.refund_answer = "succeeded"
    ask_again(kind="refund", pk=refund.pk, actor_id=finance.pk)
    assert (Refund.objects.get().status, kinds(), balances()["payable:refunds"]) == ("succeeded", [], 0)


@pytest.mark.parametrize("word", ["abnormal", "closed"])
def test_a_refund_given_back_from_the_bank_is_settled_once(word: str) -> None:
    order, finance = bought(), make.user(role="finance")
    refund = ask(order)
    give_back(refund, word)
    assert kinds() == ["refund"]
    for _ in range(3):
        settle_outside(kind="refund", pk=refund.pk, actor_id=finance.pk, note="银行转账，尾号 1234")
    order.refresh_from_db()
    assert (order.status, order.refunded_fen, kinds()) == ("refunded", 9_900, [])
    assert (balances()["payable:refunds"], balances()["bank"], balances()["receivable:wechat"]) == (0, -9_900, 9_900)
    assert AuditEntry.objects.filter(action="refund.settled_outside").count() == 1
    give_back(refund)
    assert (Refund.objects.get().outside, verify().first_bad) == (True, None)


class Killed(BaseException):
    """The worker dies in the middle of a call."""


def killed(act: Callable[[], int]) -> None:
    with pytest.raises(Killed):
        act()


def test_a_worker_killed_over_the_last_question_about_an_order_leaves_it_to_be_asked_again(
    pay_channel: FakePay,
) -> None:
    make.attempt(make.order(of=make.course(stock=1)))
    later(days=4)
    pay_channel.trouble = {"close": Killed()}  # type: ignore[dict-item]
    killed(close_expired)
    pay_channel.trouble = {"query": DOWN, "close": DOWN}
    silent_for_days(pay_channel, days=1)
    assert (Order.objects.get().status, kinds()) == ("pending", ["attempt"])


def test_a_worker_killed_over_the_last_question_about_a_refund_leaves_it_to_be_asked_again(
    pay_channel: FakePay,
) -> None:
    ask(bought())
    later(days=6)
    pay_channel.trouble = {"query_refund": Killed()}  # type: ignore[dict-item]
    killed(reconcile_refunds)
    pay_channel.trouble = {"refund": DOWN}
    silent_for_days(pay_channel, days=1)
    assert (Refund.objects.get().status, kinds()) == ("approved", ["refund"])


def test_what_one_hand_asks_about_another_does_not(pay_channel: FakePay, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two workers have read the same list; each row is asked about by the one that claims it."""
    expired, waiting = make.attempt(make.order()), make.attempt(make.order())
    refund = ask(bought())
    later(minutes=31)
    soon = now() + timedelta(minutes=5)
    Order.objects.filter(pk=waiting.order_id).update(expires_at=soon, close_at=soon)
    lists: list[list[Any]] = [list(expired_orders()), list(attempts_to_query()), list(refunds_to_query())]
    assert [len(one) for one in lists] == [1, 1, 1]
    for _ in range(2):
        monkeypatch.setattr("zhiyu.commerce.actions.closing.expired_orders", lambda: lists[0])
        monkeypatch.setattr("zhiyu.commerce.actions.reconciling.attempts_to_query", lambda: lists[1])
        monkeypatch.setattr("zhiyu.commerce.actions.reconciling.refunds_to_query", lambda: lists[2])
        close_expired()
        reconcile_payments()
        reconcile_refunds()
    assert pay_channel.calls == ["close", "query", "query_refund", "refund"]
    assert (Order.objects.get(pk=expired.order_id).status, refund.pk) == ("closed", Refund.objects.get().pk)


def test_a_slow_channel_gets_a_turn_at_a_time_and_what_is_left_its_next(
    pay_channel: FakePay, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(3):
        make.attempt(make.order())
    later(minutes=31)
    monkeypatch.setattr("zhiyu.commerce.actions.patience.TURN_SECONDS", 0)
    assert [close_expired() for _ in range(4)] == [1, 1, 1, 0]
    assert pay_channel.calls == ["close"] * 3


def test_what_is_under_way_cannot_be_called_settled() -> None:
    refund = ask(bought())
    with pytest.raises(NotStuck):
        settle_outside(kind="refund", pk=refund.pk, actor_id=1, note="x")
    with pytest.raises(NotStuck):
        ask_again(kind="refund", pk=refund.pk, actor_id=1)
    with pytest.raises(NotStuck):
        settle_outside(kind="attempt", pk=make.attempt(make.order()).pk, actor_id=1, note="x")


def test_a_closed_refund_counts_as_stuck_until_another_follows() -> None:
    refund = ask(bought())
    give_back(refund, "closed")
    assert stuck_count() == 1
    ask_again(kind="refund", pk=refund.pk, actor_id=make.user(role="finance").pk)
    assert stuck_count() == 0


@pytest.mark.django_db(transaction=True)
def test_eight_hands_give_the_money_back_once() -> None:
    payment, finance = found_odd(fen=500), make.user(role="finance")
    together(8, lambda _: return_suspended(payment_id=payment.pk, actor_id=finance.pk))
    assert (Refund.objects.count(), balances()["payable:refunds"], balances()["suspense"]) == (1, -500, 0)
    assert Event.objects.filter(name="commerce.refund_approved").count() == 1


@pytest.mark.django_db(transaction=True)
def test_back_and_cleared_at_once_is_one_of_the_two() -> None:
    payment, finance = found_odd(), make.user(role="finance")
    acts: list[Callable[[], object]] = [
        lambda: return_suspended(payment_id=payment.pk, actor_id=finance.pk),
        lambda: settle_outside(kind="payment", pk=payment.pk, actor_id=finance.pk, note="x"),
    ]
    together(2, lambda n: str(acts[n]()))
    said = set(AuditEntry.objects.values_list("action", flat=True)) & {"payment.returned", "payment.cleared"}
    assert len(said) == 1
