"""The channel's bill of a day and our books agree, or it is known where they do not."""

import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from threading import Event
from typing import Any

import pytest
from django.db import transaction
from django.db.models import Sum
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests import make
from tests.commerce.clock import later
from tests.commerce.fakepay import FakePay, channel, give_back, pay, tell
from tests.together import together
from zhiyu.commerce.actions import (
    ask_channel,
    check_bill,
    fetch_bills,
    match_bills,
    reconcile_refunds,
    request_refund,
    settle_difference,
    settle_outside,
    take_bill,
)
from zhiyu.commerce.actions.billing import record_bill
from zhiyu.commerce.models import Difference, Order, Payment, Refund, Statement, StatementRow
from zhiyu.commerce.payments import Bill, BillRow, ProviderRetryable
from zhiyu.commerce.statements import day_span, days_due, last_day, suspense_count
from zhiyu.commerce.tasks import fetch_bills as fetch_bills_task
from zhiyu.kernel.clock import now
from zhiyu.ledger.models import Journal
from zhiyu.ledger.queries import balances, verify

pytestmark = pytest.mark.django_db
FEE = 59


def yesterday() -> date:
    return last_day()


def noon() -> Any:
    return day_span(yesterday())[0] + timedelta(hours=12)


def sold(*, fen: int = 9_900) -> Payment:
    """Paid at noon of the day whose bill is due."""
    order = pay(make.order(of=make.course(price_fen=fen, lessons=6)))
    Payment.objects.filter(order=order).update(paid_at=noon())
    move_attempts()
    return Payment.objects.get(order=order)


def move_attempts() -> None:
    for order in Order.objects.all():
        order.attempts.update(created_at=noon())


def given_back(payment: Payment) -> Refund:
    order = payment.order
    refund = request_refund(order_no=order.no, buyer_id=order.buyer_id, reason="no_time")
    ask_channel(refund_id=refund.pk)
    give_back(refund)
    Refund.objects.filter(pk=refund.pk).update(settled_at=noon())
    return Refund.objects.get(pk=refund.pk)


def line(ours: Payment | Refund, **changes: Any) -> BillRow:
    if isinstance(ours, Payment):
        assert ours.attempt
        told = BillRow(
            kind="payment",
            out_no=ours.attempt.out_trade_no,
            reference=ours.reference,
            amount_fen=ours.amount_fen,
            fee_fen=FEE,
            at=ours.paid_at,
        )
    else:
        told = BillRow(
            kind="refund",
            out_no=ours.no,
            reference=ours.provider_reference,
            amount_fen=ours.amount_fen,
            fee_fen=-FEE,
            at=ours.settled_at or now(),
        )
    return replace(told, **changes)


def bill(*rows: BillRow, day: date | None = None) -> Bill:
    made = Bill(
        day=day or yesterday(),
        rows=rows,
        total_fen=sum(row.amount_fen for row in rows if row.kind == "payment"),
        refund_fen=sum(row.amount_fen for row in rows if row.kind == "refund"),
        fee_fen=sum(row.fee_fen for row in rows),
    )
    channel().bills[made.day] = made
    return made


def fetched(*rows: BillRow) -> Statement:
    bill(*rows)
    take_bill(provider_name="wechat", day=yesterday())
    return Statement.objects.get(day=yesterday())


def open_differences() -> list[tuple[str, str, int]]:
    found = Difference.objects.filter(settled_at=None).order_by("pk")
    return list(found.values_list("kind", "because", "off_fen"))


def books_are_the_bill() -> bool:
    """What the channel holds for us, by our books and by its bills, but for what is explained and waits."""
    sums = Statement.objects.aggregate(t=Sum("total_fen"), r=Sum("refund_fen"), f=Sum("fee_fen"))
    held = (sums["t"] or 0) - (sums["r"] or 0) - (sums["f"] or 0)
    waits = Difference.objects.filter(settled_at=None).exclude(because="").aggregate(n=Sum("off_fen"))["n"] or 0
    assert verify().first_bad is None
    return balances().get("receivable:wechat", 0) == held - waits


def test_a_bill_that_agrees_leaves_only_the_fee() -> None:
    payment = sold()
    other = sold(fen=100)
    statement = fetched(line(payment), line(other), line(given_back(payment)))
    assert open_differences() == []
    assert (statement.total_fen, statement.refund_fen, statement.fee_fen) == (10_000, 9_900, FEE)
    assert (balances()["fees:wechat"], balances()["receivable:wechat"]) == (FEE, 100 - FEE)
    assert StatementRow.objects.filter(payment=None, refund=None).count() == 0
    assert books_are_the_bill()


def test_the_same_day_twice_posts_nothing_twice(pay_channel: FakePay) -> None:
    payment = sold()
    for _ in range(3):
        fetched(line(payment, amount_fen=9_899), line(payment, reference="unknown", out_no="P0"))
        match_bills(provider="wechat")
    assert Journal.objects.filter(source__startswith="bill:").count() == 3
    assert Difference.objects.count() == 2
    assert (pay_channel.inside, books_are_the_bill()) == (False, True)


def test_what_the_bill_has_and_we_do_not_stands_in_suspense_until_it_is_known() -> None:
    payment = sold()
    attempt = make.attempt(make.order())
    stray = line(payment, reference="tx-stray", out_no=attempt.out_trade_no, amount_fen=9_900)
    fetched(line(payment), stray)
    assert open_differences() == [("missing_here", "", 9_900)]
    assert (balances()["suspense"], books_are_the_bill()) == (-9_900, True)
    assert Difference.objects.get().order == attempt.order

    tell(channel().take(attempt.out_trade_no, fen=9_900), reference="tx-stray", paid_at=noon())
    match_bills(provider="wechat")
    assert (open_differences(), balances()["suspense"], books_are_the_bill()) == ([], 0, True)
    assert Difference.objects.get().settled_by is None


def test_a_payment_nobody_told_us_of_is_found_through_the_bill() -> None:
    sold()
    attempt = make.attempt(make.order())
    state = channel().take(attempt.out_trade_no, fen=9_900)
    channel().paid[attempt.out_trade_no] = replace(state, paid_at=noon())
    row = line(Payment.objects.get(), reference=state.reference, out_no=attempt.out_trade_no)
    fetched(line(Payment.objects.get()), row)
    assert Order.objects.get(pk=attempt.order_id).status == "paid"
    assert (open_differences(), books_are_the_bill()) == ([], True)


def test_what_we_have_and_the_bill_has_not_stands_in_suspense_and_a_corrected_bill_ends_it() -> None:
    payment, other = sold(), sold(fen=100)
    statement = fetched(line(other))
    assert open_differences() == [("missing_there", "", -9_900)]
    assert (balances()["suspense"], books_are_the_bill()) == (9_900, True)

    bill(line(other), line(payment))
    assert check_bill(statement_id=statement.pk, actor_id=make.user(role="finance").pk)
    assert (open_differences(), balances()["suspense"], books_are_the_bill()) == ([], 0, True)


def test_another_amount_is_off_by_what_it_differs() -> None:
    fetched(line(sold(), amount_fen=9_901))
    assert open_differences() == [("other_amount", "", 1)]
    assert (balances()["suspense"], books_are_the_bill()) == (-1, True)


def test_a_refund_in_another_amount_is_off_the_other_way() -> None:
    payment = sold()
    fetched(line(payment), line(given_back(payment), amount_fen=9_901))
    assert open_differences() == [("other_amount", "", -1)]
    assert books_are_the_bill()


def test_a_line_said_twice_is_once_too_many() -> None:
    payment = sold()
    fetched(line(payment), line(payment))
    assert (open_differences(), books_are_the_bill()) == ([("missing_here", "", 9_900)], True)


def test_what_was_paid_near_midnight_waits_for_the_next_bill() -> None:
    payment = sold()
    end = day_span(yesterday())[1]
    Payment.objects.update(paid_at=end - timedelta(minutes=1))
    fetched()
    assert open_differences() == [("missing_there", "midnight", -9_900)]
    assert (balances().get("suspense", 0), suspense_count(), books_are_the_bill()) == (0, 0, True)

    bill(line(payment, at=end), day=yesterday() + timedelta(days=1))
    take_bill(provider_name="wechat", day=yesterday() + timedelta(days=1))
    assert (open_differences(), balances().get("suspense", 0), books_are_the_bill()) == ([], 0, True)


def test_what_the_next_bill_does_not_have_either_goes_into_suspense() -> None:
    sold()
    Payment.objects.update(paid_at=day_span(yesterday())[1] - timedelta(minutes=1))
    fetched()
    take_bill(provider_name="wechat", day=yesterday() + timedelta(days=1))
    assert open_differences() == [("missing_there", "", -9_900)]
    assert (suspense_count(), books_are_the_bill()) == (1, True)


def test_a_refund_on_its_way_is_explained_until_it_ends(pay_channel: FakePay) -> None:
    payment = sold()
    order = payment.order
    refund = request_refund(order_no=order.no, buyer_id=order.buyer_id, reason="no_time")
    ask_channel(refund_id=refund.pk)
    fetched(line(payment), line(refund, reference="x"))
    assert open_differences() == [("missing_here", "under_way", -9_900)]
    assert books_are_the_bill()
    pay_channel.refunds[refund.no] = replace(pay_channel.refunds[refund.no], status="succeeded")
    later(minutes=3)
    assert reconcile_refunds() == 1
    Payment.objects.update(paid_at=noon())
    Refund.objects.update(settled_at=noon())
    match_bills(provider="wechat")
    assert (open_differences(), books_are_the_bill()) == ([], True)


@pytest.mark.parametrize("word", ["abnormal", "closed"])
def test_a_refund_that_failed_and_is_on_the_bill_all_the_same_stands_in_suspense(word: str) -> None:
    payment = sold()
    refund = request_refund(order_no=payment.order.no, buyer_id=payment.order.buyer_id, reason="no_time")
    give_back(refund, word)
    fetched(line(payment), line(refund, reference="x"))
    assert open_differences() == [("missing_here", "", -9_900)]
    assert (balances()["suspense"], suspense_count(), books_are_the_bill()) == (9_900, 1, True)


def test_what_was_paid_from_the_bank_is_on_no_bill() -> None:
    payment, finance = sold(), make.user(role="finance")
    order = payment.order
    refund = request_refund(order_no=order.no, buyer_id=order.buyer_id, reason="no_time")
    give_back(refund, "closed")
    settle_outside(kind="refund", pk=refund.pk, actor_id=finance.pk, note="转账")
    Refund.objects.update(settled_at=noon())
    fetched(line(payment))
    assert (open_differences(), books_are_the_bill()) == ([], True)


def test_a_person_settles_a_difference_once_with_a_note() -> None:
    fetched(line(sold()), line(Payment.objects.get(), reference="tx-9", out_no="P9", amount_fen=500))
    one, finance = Difference.objects.get(), make.user(role="finance")
    for _ in range(3):
        settle_difference(difference_id=one.pk, actor_id=finance.pk, note="线下活动的收款")
    match_bills(provider="wechat")
    corrected = line(Payment.objects.get(), fee_fen=FEE + 1)  # so that the day is judged anew
    fetched(corrected, line(Payment.objects.get(), reference="tx-9", out_no="P9", amount_fen=500))
    one.refresh_from_db()
    assert (one.settled_by, one.note, balances()["suspense"]) == (finance, "线下活动的收款", 0)
    assert (open_differences(), suspense_count()) == ([], 0)


def test_what_a_person_settled_is_open_again_once_the_bill_says_something_else() -> None:
    payment, finance = sold(), make.user(role="finance")
    fetched(line(payment, amount_fen=9_901))
    settle_difference(difference_id=Difference.objects.get().pk, actor_id=finance.pk, note="渠道四舍五入")
    fetched(line(payment, amount_fen=5_000))
    one = Difference.objects.get()
    assert (open_differences(), one.settled_by, one.note) == ([("other_amount", "", -4_900)], None, "")
    assert (balances()["suspense"], suspense_count(), books_are_the_bill()) == (4_900, 1, True)
    fetched(line(payment))
    assert (open_differences(), balances()["suspense"], books_are_the_bill()) == ([], 0, True)


def test_money_that_turns_up_for_a_day_at_rest_is_noticed() -> None:
    fetched(line(sold()))
    sold(fen=700)
    match_bills(provider="wechat")
    assert (open_differences(), books_are_the_bill()) == ([("missing_there", "", -700)], True)


# --- the clock -----------------------------------------------------------------------------------------------------


def test_days_are_due_from_the_first_attempt_on_and_each_once(pay_channel: FakePay) -> None:
    assert days_due("wechat") == []
    sold()
    for order in Order.objects.all():
        order.attempts.update(created_at=noon() - timedelta(days=2))
    days = [yesterday() - timedelta(days=n) for n in (2, 1, 0)]
    assert days_due("wechat") == days
    fetch_bills_task(timestamp=0)
    assert days_due("wechat") == []
    assert list(Statement.objects.order_by("day").values_list("day", flat=True)) == days
    assert (fetch_bills(), pay_channel.calls.count("bill")) == (0, 3)


def test_a_bill_that_is_not_there_yet_is_asked_for_later(pay_channel: FakePay) -> None:
    sold()
    pay_channel.trouble["bill"] = ProviderRetryable("NO_STATEMENT_EXIST")
    assert fetch_bills() == 0
    statement = Statement.objects.get()
    assert (statement.fetched_at, statement.problem, days_due("wechat")) == (None, "NO_STATEMENT_EXIST", [])
    pay_channel.trouble.clear()
    Statement.objects.update(ask_at=now())
    bill(line(Payment.objects.get()))
    assert (fetch_bills(), books_are_the_bill()) == (1, True)


def test_one_odd_day_holds_up_no_other() -> None:
    payment = sold()
    for order in Order.objects.all():
        order.attempts.update(created_at=noon() - timedelta(days=1))
    odd = yesterday() - timedelta(days=1)
    bill(line(payment, reference="x" * 65), day=odd)
    bill(line(payment))
    assert fetch_bills() == 1
    first, second = Statement.objects.order_by("day")
    assert (first.day, first.fetched_at, first.problem[:9]) == (odd, None, "DataError")
    assert (second.fetched_at is not None, open_differences(), books_are_the_bill()) == (True, [], True)


@pytest.mark.django_db(transaction=True)
def test_settling_waits_for_who_writes_the_same_days_bill() -> None:
    """Both number the day's postings."""
    finance, payment = make.user(role="finance"), sold()
    statement = fetched(line(payment, amount_fen=9_901))
    one, written = Difference.objects.get(), Event()

    def act(n: int) -> None:
        if n:
            written.wait(10)
            settle_difference(difference_id=one.pk, actor_id=finance.pk, note="x")
            return
        with transaction.atomic():
            record_bill(statement_id=statement.pk, bill=bill(line(payment, amount_fen=9_901, fee_fen=FEE + 1)))
            written.set()
            time.sleep(0.3)  # while the other one is about to read

    assert together(2, act) == [None, None]
    assert (balances()["suspense"], balances()["fees:wechat"]) == (0, FEE + 1)


@pytest.mark.django_db(transaction=True)
def test_eight_at_once_post_once() -> None:
    payment = sold()
    bill(line(payment, amount_fen=9_899), line(payment, reference="unknown", out_no="P0"))
    assert together(8, lambda _: take_bill(provider_name="wechat", day=yesterday())) == [True] * 8
    assert Journal.objects.filter(source__startswith="bill:").count() == 3
    assert (Difference.objects.count(), StatementRow.objects.count(), books_are_the_bill()) == (2, 2, True)


@pytest.mark.django_db(transaction=True)
def test_settling_while_matching_reverses_once() -> None:
    fetched(line(sold()), line(Payment.objects.get(), reference="tx-9", out_no="P9", amount_fen=500))
    one, finance = Difference.objects.get(), make.user(role="finance")

    def act(n: int) -> str:
        if n % 2:
            match_bills(provider="wechat")
        else:
            settle_difference(difference_id=one.pk, actor_id=finance.pk, note="x")
        return "done"

    assert together(6, act) == ["done"] * 6
    assert balances()["suspense"] == 0


SPOILT = st.sampled_from(["fine", "missing", "twice", "off", "extra"])


def spoil(how: str, row: BillRow, n: int) -> Iterator[BillRow]:
    if how != "missing":
        yield replace(row, amount_fen=row.amount_fen + (how == "off"))
    if how == "twice":
        yield row
    if how == "extra":
        yield replace(row, reference=f"extra-{n}", out_no=f"X{n}", amount_fen=1 + n)


def test_whatever_is_wrong_with_a_bill_the_books_become_the_bill_and_come_back() -> None:
    payments = [sold(fen=100 * n) for n in (1, 2, 3)]
    clean = [*map(line, payments), line(given_back(payments[0]))]

    @settings(max_examples=25, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck))
    @given(st.lists(SPOILT, min_size=4, max_size=4))
    def spoilt(how: list[str]) -> None:
        fetched(*[made for n, row in enumerate(clean) for made in spoil(how[n], row, n)])
        assert books_are_the_bill()
        fetched(*clean)
        assert (books_are_the_bill(), open_differences(), balances().get("suspense", 0)) == (True, [], 0)

    spoilt()
