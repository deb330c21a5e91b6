import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import DatabaseError, connection

from tests.integrations.conftest import Letter, hand_over, letter, paid, pending_order, recorded, signed
from tests.simulator import Running
from zhiyu.access.models import Grant
from zhiyu.commerce.models import Order, Payment, Refund
from zhiyu.integrations.wechat_pay.models import Notification
from zhiyu.kernel.clock import now
from zhiyu.ledger.models import Journal
from zhiyu.platform.models import Event

pytestmark = pytest.mark.django_db


def verdicts() -> list[str]:
    return list(Notification.objects.order_by("id").values_list("verdict", flat=True))


def nothing_happened() -> bool:
    statuses = set(Order.objects.values_list("status", flat=True))
    return statuses <= {"pending"} and not Payment.objects.exists() and not Grant.objects.exists()


def test_a_payment_opens_the_course_and_is_compared_by_total_not_by_what_the_payer_gave(sim: Running) -> None:
    order, attempt = pending_order()

    answer = hand_over(letter(sim, paid(sim, attempt.out_trade_no)))
    assert (answer.status_code, answer.content) == (200, b"")
    order.refresh_from_db()
    assert order.status == "paid"
    assert list(Payment.objects.values_list("reference", "amount_fen")) == [("4200000000202611210000000001", 9_900)]
    assert Grant.objects.filter(user=order.buyer).count() == 1
    assert verdicts() == ["accepted"]


def test_what_came_is_kept_as_it_came(sim: Running) -> None:
    _, attempt = pending_order()
    headers, body = letter(sim, paid(sim, attempt.out_trade_no))
    hand_over((headers, body))

    kept = Notification.objects.get()
    assert bytes(kept.body) == body
    assert kept.headers["Wechatpay-Signature"] == headers["Wechatpay-Signature"]
    assert (kept.account, kept.notification_id, kept.event_type) == ("default", "EV-1", "TRANSACTION.SUCCESS")
    assert not {"Cookie", "Host"} & kept.headers.keys()


def test_the_same_and_a_renamed_notification_change_nothing(sim: Running) -> None:
    _, attempt = pending_order()
    first = letter(sim, paid(sim, attempt.out_trade_no))

    assert [hand_over(first).status_code for _ in range(3)] == [200, 200, 200]
    assert hand_over(letter(sim, paid(sim, attempt.out_trade_no), number="EV-2")).status_code == 200
    assert verdicts() == ["accepted", "duplicate", "duplicate", "accepted"]
    assert (Payment.objects.count(), Grant.objects.count(), Journal.objects.count()) == (1, 1, 1)
    assert Event.objects.filter(name="commerce.order_paid").count() == 1


def test_a_repetition_is_found_and_no_statement_of_it_fails(sim: Running) -> None:
    """What the database refuses it writes into its log, where somebody takes it for damage."""
    _, attempt = pending_order()
    first = letter(sim, paid(sim, attempt.out_trade_no))
    hand_over(first)
    failed: list[str] = []

    def watch(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:  # noqa: FBT001
        try:
            return execute(sql, params, many, context)
        except DatabaseError:
            failed.append(sql)
            raise

    with connection.execute_wrapper(watch):
        assert hand_over(first).status_code == 200
    assert (verdicts(), failed) == (["accepted", "duplicate"], [])


def spoil(name: str, value: str) -> Callable[[Running, Letter], Letter]:
    return lambda _, sent: ({**sent[0], name: value}, sent[1])


@pytest.mark.parametrize(
    ("change", "verdict"),
    [
        (spoil("Wechatpay-Signature", "WECHATPAY/SIGNTEST/abc="), "bad_signature"),
        (spoil("Wechatpay-Signature", ""), "bad_signature"),
        (spoil("Wechatpay-Serial", "PUB_KEY_ID_00"), "unknown_serial"),
        (spoil("Wechatpay-Timestamp", ""), "clock"),
        (lambda _, sent: (sent[0], sent[1].replace(b"EV-1", b"EV-9")), "bad_signature"),
        (lambda sim, sent: signed(sim, sent[1], late=301), "clock"),
        (lambda sim, _: signed(sim, b"{}"), "undecipherable"),
        (lambda sim, _: signed(sim, b""), "undecipherable"),
    ],
)
def test_what_does_not_prove_itself_is_kept_and_refused(
    sim: Running, change: Callable[[Running, Letter], Letter], verdict: str
) -> None:
    _, attempt = pending_order()

    answer = hand_over(change(sim, letter(sim, paid(sim, attempt.out_trade_no))))
    assert answer.status_code == 401
    assert json.loads(answer.content) == {"code": "FAIL", "message": verdict}
    assert verdicts() == [verdict]
    assert nothing_happened()


def test_one_sealed_with_another_key_is_undecipherable(sim: Running) -> None:
    _, attempt = pending_order()

    assert hand_over(letter(sim, paid(sim, attempt.out_trade_no), key="0" * 32)).status_code == 401
    assert verdicts() == ["undecipherable"]


@pytest.mark.parametrize(
    "changes",
    [
        {"amount": {"total": 9_899, "payer_total": 9_900, "currency": "CNY"}},
        {"amount": {"total": 9_901, "payer_total": 9_901, "currency": "CNY"}},
        {"amount": {"total": 9_900, "payer_total": 9_900, "currency": "USD"}},
        {"mchid": "1900000001"},
        {"appid": "wx0000000000000000"},
        {"trade_state": "NOTPAY"},
    ],
)
def test_a_true_letter_about_something_else_is_kept_and_refused(sim: Running, changes: dict[str, Any]) -> None:
    _, attempt = pending_order()

    assert hand_over(letter(sim, paid(sim, attempt.out_trade_no, **changes))).status_code == 400
    assert verdicts() == ["mismatch"]
    assert nothing_happened()


def test_an_unknown_order_is_refused_until_it_is_known(sim: Running) -> None:
    unknown = letter(sim, paid(sim, "P000000"))

    assert hand_over(unknown).status_code == 404
    assert verdicts() == ["unknown_order"]


def test_a_repetition_of_one_that_failed_is_tried_again(sim: Running) -> None:
    order, attempt = pending_order()
    sent = letter(sim, paid(sim, attempt.out_trade_no))
    type(attempt).objects.filter(pk=attempt.pk).update(out_trade_no="PLATER")
    assert hand_over(sent).status_code == 404
    type(attempt).objects.filter(pk=attempt.pk).update(out_trade_no=attempt.out_trade_no)

    assert hand_over(sent).status_code == 200
    assert verdicts() == ["unknown_order", "accepted"]
    order.refresh_from_db()
    assert order.status == "paid"


def test_a_broken_content_is_an_error_that_is_repeated(sim: Running) -> None:
    _, attempt = pending_order()
    resource = paid(sim, attempt.out_trade_no)
    del resource["transaction_id"]

    assert hand_over(letter(sim, resource)).status_code == 500
    assert verdicts() == ["error"]
    assert nothing_happened()


def test_events_we_do_not_know_are_accepted_and_forgotten(sim: Running) -> None:
    assert hand_over(letter(sim, {"x": 1}, event="SECURITY_ECHO.SUCCESS")).status_code == 200
    assert verdicts() == ["accepted"]


def processing_refund(sim: Running) -> Refund:
    order, attempt = pending_order()
    hand_over(letter(sim, paid(sim, attempt.out_trade_no), number="EV-0"))
    return Refund.objects.create(
        no="R202611210000000001",
        order=order,
        payment=order.payments.get(),
        status=Refund.Status.PROCESSING,
        amount_fen=9_900,
        reason=Refund.Reason.NO_TIME,
        requested_by=order.buyer,
        decided_at=now(),
    )


def refunded(sim: Running, **changes: Any) -> dict[str, Any]:
    return recorded("refund_success", **{"mchid": sim.world.keys.mchid, **changes})


def test_a_refund_is_settled_once(sim: Running) -> None:
    refund = processing_refund(sim)
    sent = letter(sim, refunded(sim), event="REFUND.SUCCESS")

    assert [hand_over(sent).status_code, hand_over(sent).status_code] == [200, 200]
    refund.refresh_from_db()
    assert (refund.status, refund.provider_reference) == ("succeeded", "50300000002026112100000000001")
    assert verdicts() == ["accepted", "accepted", "duplicate"]


def test_an_abnormal_refund_is_told(sim: Running) -> None:
    refund = processing_refund(sim)

    hand_over(letter(sim, refunded(sim, refund_status="ABNORMAL"), event="REFUND.ABNORMAL"))
    refund.refresh_from_db()
    assert refund.status == "abnormal"


@pytest.mark.parametrize(
    ("changes", "status", "verdict"),
    [
        ({"out_refund_no": "R9"}, 404, "unknown_refund"),
        ({"amount": {"refund": 9_901, "total": 9_900}}, 400, "mismatch"),
        ({"mchid": "1900000001"}, 400, "mismatch"),
    ],
)
def test_refund_letters_about_something_else(sim: Running, changes: dict[str, Any], status: int, verdict: str) -> None:
    refund = processing_refund(sim)

    assert hand_over(letter(sim, refunded(sim, **changes), event="REFUND.SUCCESS")).status_code == status
    assert verdicts()[-1] == verdict
    refund.refresh_from_db()
    assert refund.status == "processing"


def test_other_accounts_methods_and_sizes_are_refused_without_a_trace(sim: Running) -> None:
    from django.test import Client  # noqa: PLC0415

    sent = letter(sim, {})
    assert hand_over(sent, path="/integrations/wechat-pay/other/notify").status_code == 404
    assert Client().get("/integrations/wechat-pay/default/notify").status_code == 405
    assert hand_over((sent[0], b"x" * 70_000)).status_code == 413
    assert not Notification.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_eight_deliveries_at_once_pay_once(sim: Running) -> None:
    order, attempt = pending_order()
    letters = [letter(sim, paid(sim, attempt.out_trade_no), number=f"EV-{n % 2}") for n in range(8)]

    def deliver(sent: Letter) -> int:
        try:
            return hand_over(sent).status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(deliver, letters)) == {200}
    order.refresh_from_db()
    assert order.status == "paid"
    assert (Payment.objects.count(), Grant.objects.count(), Journal.objects.count()) == (1, 1, 1)
    assert sorted(verdicts()) == ["accepted"] * 2 + ["duplicate"] * 6
