"""Every fault of the protocol, by the simulator: a wrong word moves no row, its verdict is kept, a right one heals."""

from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from django.db import connection
from pytest_django import Settings

from tests.integrations.conftest import Mailbox, hand_over, pending_order, school
from tests.simulator import Running, wait_for
from zhiyu.access.models import Grant
from zhiyu.commerce import actions
from zhiyu.commerce.errors import AmountMismatch
from zhiyu.commerce.models import Order, Payment, Refund
from zhiyu.commerce.payments import PaymentStatus, ProviderRetryable, ProviderUnknown
from zhiyu.integrations.wechat_pay.account import account
from zhiyu.integrations.wechat_pay.models import Notification
from zhiyu.integrations.wechat_pay.provider import WeChatPay
from zhiyu.ledger.models import Journal

pytestmark = pytest.mark.django_db
WRONG = [
    ("wrong_amount", 400, "mismatch"),
    ("wrong_merchant", 400, "mismatch"),
    ("bad_signature", 401, "bad_signature"),
    ("sign_probe", 401, "bad_signature"),
    ("unknown_serial", 401, "unknown_serial"),
    ("expired_certificate", 401, "unknown_serial"),
    ("skew", 401, "clock"),
]


@pytest.fixture
def sim(tmp_path: Path, mailbox: Mailbox, settings: Settings) -> Iterator[Running]:
    with school(tmp_path, settings, post=mailbox, retries=(0.05,) * 15) as found:
        yield found


def verdicts() -> list[str]:
    return list(Notification.objects.order_by("id").values_list("verdict", flat=True))


def rows() -> tuple[int, int, int]:
    return Payment.objects.count(), Grant.objects.count(), Journal.objects.count()


def started(*, count: int = 1) -> tuple[Order, str]:
    order, _ = pending_order()
    start = [actions.start_payment(order_no=order.no, buyer_id=order.buyer_id, method="native") for _ in range(count)]
    return order, start[-1].out_trade_no


def letters(mailbox: Mailbox, count: int) -> list[tuple[Mapping[str, str], bytes]]:
    wait_for(lambda: len(mailbox.letters) >= count)
    return mailbox.letters


@pytest.mark.parametrize(
    ("fault", "status", "verdict"),
    [
        *WRONG,
        ("wrong_currency", 400, "mismatch"),
        ("wrong_app", 400, "mismatch"),
        ("foreign_number", 404, "unknown_order"),
    ],
)
def test_a_wrong_word_of_a_payment_changes_nothing_and_its_repetition_is_taken(
    sim: Running, mailbox: Mailbox, fault: str, status: int, verdict: str
) -> None:
    order, no = started()
    sim.tell("faults", name=fault, times=1)
    mailbox.answers = [status]
    sim.tell("pay", out_trade_no=no)
    wrong, right = letters(mailbox, 2)[:2]

    assert hand_over(wrong).status_code == status
    order.refresh_from_db()
    assert (order.status, rows(), verdicts()) == ("pending", (0, 0, 0), [verdict])

    assert hand_over(right).status_code == 200
    order.refresh_from_db()
    assert (order.status, rows(), verdicts()) == ("paid", (1, 1, 1), [verdict, "accepted"])


@pytest.mark.parametrize(
    ("fault", "expected"),
    [
        ("extra_fields", ["accepted"]),
        ("bom", ["accepted"]),
        ("rotation", ["accepted"]),
        ("late_notify", ["accepted"]),
        ("duplicate_notify", ["accepted", "duplicate", "accepted"]),
    ],
)
def test_what_is_only_odd_or_doubled_or_late_is_taken_once(
    sim: Running, mailbox: Mailbox, fault: str, expected: list[str]
) -> None:
    order, no = started()
    sim.tell("faults", name=fault, times=1, **({"seconds": 0.1} if fault == "late_notify" else {}))
    sim.tell("pay", out_trade_no=no)

    for letter in letters(mailbox, len(expected)):
        assert hand_over(letter).status_code == 200
    order.refresh_from_db()
    assert (order.status, rows(), verdicts()) == ("paid", (1, 1, 1), expected)


def given_back(sim: Running, mailbox: Mailbox) -> Refund:
    """Paid, the refund asked for at WeChat; its letter has not been handed over."""
    order, no = started()
    sim.tell("pay", out_trade_no=no)
    assert hand_over(letters(mailbox, 1)[0]).status_code == 200
    refund = actions.request_refund(order_no=order.no, buyer_id=order.buyer_id, reason="no_time")
    actions.ask_channel(refund_id=refund.pk)
    return Refund.objects.get(pk=refund.pk)


@pytest.mark.parametrize(("fault", "status", "verdict"), [*WRONG, ("foreign_number", 404, "unknown_refund")])
def test_a_wrong_word_of_a_refund_changes_nothing_and_its_repetition_is_taken(
    sim: Running, mailbox: Mailbox, fault: str, status: int, verdict: str
) -> None:
    order, no = started()
    sim.tell("pay", out_trade_no=no)
    assert hand_over(letters(mailbox, 1)[0]).status_code == 200
    refund = actions.request_refund(order_no=order.no, buyer_id=order.buyer_id, reason="no_time")
    sim.tell("faults", name=fault, times=1)
    mailbox.answers = [status]
    actions.ask_channel(refund_id=refund.pk)
    wrong, right = letters(mailbox, 3)[1:3]
    before = Journal.objects.count()

    assert hand_over(wrong).status_code == status
    refund.refresh_from_db()
    assert (refund.status, Journal.objects.count(), verdicts()[1:]) == ("processing", before, [verdict])

    assert hand_over(right).status_code == 200
    refund.refresh_from_db()
    assert (refund.status, verdicts()[1:]) == ("succeeded", [verdict, "accepted"])


def test_a_refund_that_ends_abnormal_is_told_and_not_counted_as_done(sim: Running, mailbox: Mailbox) -> None:
    sim.tell("faults", name="refund_abnormal", times=1)
    refund = given_back(sim, mailbox)

    assert hand_over(letters(mailbox, 2)[1]).status_code == 200
    refund.refresh_from_db()
    assert refund.status == "abnormal"
    assert Order.objects.get(pk=refund.order_id).status != "refunded"


def test_a_payment_told_after_its_refund_changes_nothing_any_more(sim: Running, mailbox: Mailbox) -> None:
    sim.tell("faults", name="out_of_order", times=1)
    order, no = started()
    sim.tell("pay", out_trade_no=no)
    confirm(no)
    refund = actions.request_refund(order_no=order.no, buyer_id=order.buyer_id, reason="no_time")
    actions.ask_channel(refund_id=refund.pk)
    first, second = letters(mailbox, 2)

    assert [hand_over(first).status_code, hand_over(second).status_code] == [200, 200]
    kept = list(Notification.objects.order_by("id").values_list("event_type", "verdict"))
    assert kept == [("REFUND.SUCCESS", "accepted"), ("TRANSACTION.SUCCESS", "accepted")]
    order.refresh_from_db()
    assert (order.status, Payment.objects.count()) == ("refunded", 1)
    assert not Grant.objects.filter(user=order.buyer, revoked_at=None).exists()


@pytest.mark.parametrize(
    "fault",
    [
        "wrong_merchant",
        "wrong_app",
        "wrong_currency",
        "foreign_number",
        "bad_signature",
        "sign_probe",
        "unknown_serial",
        "expired_certificate",
        "skew",
        "truncated_json",
    ],
)
def test_a_wrong_answer_is_no_answer_and_the_next_one_heals(sim: Running, fault: str) -> None:
    _, no = started()
    sim.tell("pay", out_trade_no=no)
    sim.tell("faults", name=fault, times=1, **({} if fault == "truncated_json" else {"on": "response"}))

    with pytest.raises(ProviderUnknown):
        WeChatPay().query(no)
    assert rows() == (0, 0, 0)
    assert (WeChatPay().query(no).status, WeChatPay().query(no).paid_fen) == (PaymentStatus.PAID, 9_900)


@pytest.mark.parametrize("fault", ["bom", "extra_fields", "rotation"])
def test_an_odd_answer_is_an_answer(sim: Running, fault: str) -> None:
    _, no = started()
    sim.tell("pay", out_trade_no=no)
    sim.tell("faults", name=fault, times=1, on="response")

    assert WeChatPay().query(no).paid_fen == 9_900


def confirm(no: str) -> None:
    """What the reconciler does with an answer."""
    said = WeChatPay().query(no)
    assert said.paid_at
    actions.confirm_payment(
        out_trade_no=no, provider="wechat", reference=said.reference, paid_fen=said.paid_fen, paid_at=said.paid_at
    )


def test_a_wrong_amount_in_an_answer_is_refused_where_the_order_is_known(sim: Running) -> None:
    order, no = started()
    sim.tell("faults", name="late_notify", times=1)
    sim.tell("pay", out_trade_no=no)
    sim.tell("faults", name="wrong_amount", times=1, on="response")

    with pytest.raises(AmountMismatch):
        confirm(no)
    order.refresh_from_db()
    assert (order.status, rows()) == ("pending", (0, 0, 0))
    confirm(no)
    order.refresh_from_db()
    assert (order.status, rows()) == ("paid", (1, 1, 1))


@pytest.mark.parametrize("fault", ["server_error", "lost_response", "slow"])
def test_an_order_whose_answer_fails_once_is_placed_all_the_same(sim: Running, fault: str) -> None:
    ours = account()
    assert ours
    ours.pay.transport.http.timeout = 3
    sim.tell("faults", name=fault, times=1)
    order, no = started()

    assert WeChatPay().query(no).status is PaymentStatus.PENDING
    assert order.attempts.filter(out_trade_no=no).count() == 1


def test_a_busy_platform_leaves_the_order_to_be_paid_later(sim: Running) -> None:
    order, no = started()
    sim.tell("faults", name="rate_limited", times=1)

    with pytest.raises(ProviderRetryable):
        WeChatPay().query(no)
    order.refresh_from_db()
    assert order.status == "pending"


@pytest.mark.django_db(transaction=True)
def test_a_notification_that_overtakes_the_answer_to_the_order_is_taken(tmp_path: Path, settings: Settings) -> None:
    def deliver(_: str, headers: Mapping[str, str], body: bytes) -> int:
        try:
            return hand_over((headers, body)).status_code
        finally:
            connection.close()

    with school(tmp_path, settings, post=deliver) as sim:
        sim.tell("faults", name="early_notify", times=1)
        order, _ = started()

        order.refresh_from_db()
        assert (order.status, rows(), verdicts()) == ("paid", (1, 1, 1), ["accepted"])
        assert sim.ask("notifications")["items"][0]["statuses"] == [200]
