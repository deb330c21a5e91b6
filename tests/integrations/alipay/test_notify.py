"""What Alipay tells: kept as it came, proved, acted on once."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection

from tests.integrations.alipay.conftest import Ears, hand_over, paid, said, signed_again, started
from tests.simulator import Running
from zhiyu.access.models import Grant
from zhiyu.commerce import actions
from zhiyu.commerce.models import Order, Payment, PaymentAttempt, Refund
from zhiyu.integrations.alipay.actions import forget_unproved
from zhiyu.integrations.alipay.models import Notification
from zhiyu.kernel.clock import now
from zhiyu.ledger.models import Journal
from zhiyu.platform.models import Event

pytestmark = pytest.mark.django_db


def verdicts() -> list[str]:
    return list(Notification.objects.order_by("id").values_list("verdict", flat=True))


def rows() -> tuple[int, int, int]:
    return Payment.objects.count(), Grant.objects.count(), Journal.objects.count()


def told(sim: Running, ears: Ears) -> tuple[Order, bytes]:
    """A true notification that nobody has handed over yet."""
    order, no = started(sim)
    sim.tell("pay", out_trade_no=no)
    return order, ears.wait(1)[0]


def test_a_payment_opens_the_course_and_is_answered_with_seven_letters(sim: Running, ears: Ears) -> None:
    order, form = told(sim, ears)

    answer = hand_over(form)
    assert (answer.status_code, answer.content) == (200, b"success")
    order.refresh_from_db()
    assert order.status == "paid"
    payment = Payment.objects.get()
    assert (payment.provider, payment.reference, payment.amount_fen) == ("alipay", said(form)["trade_no"], 9_900)
    assert abs((now() - payment.paid_at).total_seconds()) < 60
    assert Grant.objects.filter(user=order.buyer).count() == 1
    kept = Notification.objects.get()
    assert (kept.verdict, bytes(kept.body), kept.trade_status) == ("accepted", form, "TRADE_SUCCESS")


def test_the_same_and_a_renamed_notification_change_nothing(sim: Running, ears: Ears) -> None:
    _, form = told(sim, ears)

    assert [hand_over(form).content for _ in range(3)] == [b"success"] * 3
    assert hand_over(signed_again(sim, form, notify_id="another", trade_status="TRADE_FINISHED")).content == b"success"
    assert verdicts() == ["accepted", "duplicate", "duplicate", "accepted"]
    assert rows() == (1, 1, 1)
    assert Event.objects.filter(name="commerce.order_paid").count() == 1


@pytest.mark.parametrize(
    ("change", "verdict"),
    [
        (lambda form: form.replace(b"total_amount=99.00", b"total_amount=0.01"), "bad_signature"),
        (lambda form: form.replace(b"sign_type=RSA2", b"sign_type=RSA"), "bad_signature"),
        (lambda form: form.split(b"&sign=")[0], "bad_signature"),
        (lambda form: form + b"&total_amount=0.01", "malformed"),
        (lambda form: form + b"&brand_new=1", "bad_signature"),
        (lambda _: b"", "bad_signature"),
        (lambda _: b"\xff\xfe", "malformed"),
        (lambda _: b'{"trade_status": "TRADE_SUCCESS"}', "malformed"),
        (lambda _: b"a=1&" * 200 + b"b=2", "malformed"),
    ],
)
def test_what_does_not_prove_itself_is_kept_and_refused(
    sim: Running, ears: Ears, change: Callable[[bytes], bytes], verdict: str
) -> None:
    _, form = told(sim, ears)

    answer = hand_over(change(form))
    assert (answer.status_code, answer.content) == (401, f"fail: {verdict}".encode())
    assert (verdicts(), rows()) == ([verdict], (0, 0, 0))
    assert hand_over(form).content == b"success"


@pytest.mark.parametrize(
    "changes",
    [
        {"total_amount": "98.99"},
        {"total_amount": "99.01"},
        {"app_id": "2021000000000009"},
        {"seller_id": "2088000000000009"},
        {"seller_id": ""},
    ],
)
def test_a_true_word_about_something_else_is_kept_and_refused(
    sim: Running, ears: Ears, changes: dict[str, str]
) -> None:
    _, form = told(sim, ears)

    assert hand_over(signed_again(sim, form, **changes)).status_code == 400
    assert (verdicts(), rows()) == (["mismatch"], (0, 0, 0))


@pytest.mark.parametrize(
    "changes", [{"total_amount": "九十九"}, {"total_amount": "99.001"}, {"gmt_payment": "soon"}, {"trade_no": ""}]
)
def test_a_true_word_that_makes_no_sense_is_an_error_that_is_repeated(
    sim: Running, ears: Ears, changes: dict[str, str]
) -> None:
    _, form = told(sim, ears)

    assert hand_over(signed_again(sim, form, **changes)).status_code == 500
    assert (verdicts(), rows()) == (["error"], (0, 0, 0))


def test_an_unknown_order_is_refused_until_it_is_known(sim: Running, ears: Ears) -> None:
    order, form = told(sim, ears)
    PaymentAttempt.objects.update(out_trade_no="PLATER")
    assert hand_over(form).status_code == 404
    PaymentAttempt.objects.update(out_trade_no=said(form)["out_trade_no"])

    assert hand_over(form).content == b"success"
    assert verdicts() == ["unknown_order", "accepted"]
    order.refresh_from_db()
    assert order.status == "paid"


@pytest.mark.parametrize("status", ["TRADE_CLOSED", "WAIT_BUYER_PAY"])
def test_a_trade_that_moved_no_money_is_accepted_and_forgotten(sim: Running, ears: Ears, status: str) -> None:
    _, form = told(sim, ears)

    assert hand_over(signed_again(sim, form, trade_status=status)).content == b"success"
    assert (verdicts(), rows()) == (["accepted"], (0, 0, 0))


def test_nobody_elses_address_and_nothing_huge(sim: Running) -> None:
    del sim
    assert hand_over(b"a=1", path="/integrations/alipay/other/notify").status_code == 404
    assert hand_over(b"a=" + b"1" * 70_000).status_code == 413
    assert not Notification.objects.exists()


def test_of_what_never_proved_itself_little_is_kept_and_not_for_long(sim: Running) -> None:
    del sim
    hand_over(b"sign_type=RSA2&sign=AAAA&note=" + b"x" * 9_000)
    kept = Notification.objects.get()
    assert len(bytes(kept.body)) == 2_048

    Notification.objects.update(received_at=now() - timedelta(days=365))
    assert (forget_unproved(), Notification.objects.count()) == (1, 0)


def given_back(order: Order) -> Refund:
    refund = actions.request_refund(order_no=order.no, buyer_id=order.buyer_id, reason="no_time")
    actions.ask_channel(refund_id=refund.pk)
    return Refund.objects.get(pk=refund.pk)


def test_a_refund_is_done_when_it_is_answered_and_its_notification_changes_nothing(sim: Running, ears: Ears) -> None:
    order = paid(sim, ears)
    refund = given_back(order)
    assert refund.status == "succeeded"
    before = Journal.objects.count()

    assert hand_over(ears.wait(2)[1]).content == b"success"
    order.refresh_from_db()
    assert (order.status, Journal.objects.count(), verdicts()) == ("refunded", before, ["accepted", "accepted"])
    assert not Grant.objects.filter(user=order.buyer, revoked_at=None).exists()


def test_a_refund_whose_answer_was_lost_is_settled_by_its_notification(sim: Running, ears: Ears) -> None:
    order = paid(sim, ears)
    refund = actions.request_refund(order_no=order.no, buyer_id=order.buyer_id, reason="no_time")
    sim.tell("faults", name="lost_response", times=1)
    with pytest.raises(Exception, match="no answer"):
        actions.ask_channel(refund_id=refund.pk)
    refund.refresh_from_db()
    assert refund.status == "approved"

    assert [hand_over(ears.wait(2)[1]).content for _ in range(2)] == [b"success"] * 2
    refund.refresh_from_db()
    assert (refund.status, verdicts()) == ("succeeded", ["accepted", "accepted", "duplicate"])


@pytest.mark.parametrize(
    ("changes", "status", "verdict"),
    [
        ({"out_biz_no": "R0"}, 404, "unknown_refund"),
        ({"refund_fee": "98.99"}, 400, "mismatch"),
        ({"refund_fee": "99.01"}, 400, "mismatch"),
        ({"total_amount": "100.00"}, 400, "mismatch"),
        ({"out_trade_no": "P0"}, 400, "mismatch"),
        ({"trade_no": "2026"}, 400, "mismatch"),
        ({"seller_id": "2088000000000009"}, 400, "mismatch"),
    ],
)
def test_a_word_about_another_refund_settles_nothing(
    sim: Running, ears: Ears, changes: dict[str, str], status: int, verdict: str
) -> None:
    order = paid(sim, ears)
    given_back(order)
    Refund.objects.update(status="processing", settled_at=None)

    assert hand_over(signed_again(sim, ears.wait(2)[1], **changes)).status_code == status
    assert (Refund.objects.get().status, verdicts()[1:]) == ("processing", [verdict])


@pytest.mark.django_db(transaction=True)
def test_twelve_notifications_at_once_pay_once(sim: Running, ears: Ears) -> None:
    order, form = told(sim, ears)
    forms = [form, signed_again(sim, form, notify_id="second"), signed_again(sim, form, notify_id="third")] * 4

    def one(body: bytes) -> bytes:
        try:
            return hand_over(body).content
        finally:
            connection.close()

    with ThreadPoolExecutor(len(forms)) as couriers:
        assert list(couriers.map(one, forms)) == [b"success"] * 12
    order.refresh_from_db()
    assert (order.status, rows()) == ("paid", (1, 1, 1))
    assert (verdicts().count("accepted"), verdicts().count("duplicate")) == (3, 9)
    assert Event.objects.filter(name="commerce.order_paid").count() == 1
