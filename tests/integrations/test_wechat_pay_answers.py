"""Answers of WeChat that are true and yet lack something: never a crash, never money by guess."""

from typing import Any

import pytest

from tests.integrations.conftest import paid
from tests.simulator import Running
from zhiyu.commerce.payments import PaymentStatus, ProviderUnknown
from zhiyu.integrations.wechat_pay.account import Account, account
from zhiyu.integrations.wechat_pay.provider import payment_state, refund_state

NO = "P202611210000000001"


def ours() -> Account:
    found = account()
    assert found
    return found


@pytest.mark.parametrize(
    ("trade_state", "status"), [("NOTPAY", PaymentStatus.PENDING), ("CLOSED", PaymentStatus.CLOSED)]
)
def test_what_is_not_paid_needs_no_amount(sim: Running, trade_state: str, status: PaymentStatus) -> None:
    said = paid(sim, NO, trade_state=trade_state)
    for name in ("amount", "transaction_id", "success_time"):
        del said[name]
    assert payment_state(ours(), NO, said).status is status


@pytest.mark.parametrize("name", ["amount", "transaction_id", "success_time", "trade_state", "out_trade_no", "mchid"])
@pytest.mark.parametrize("value", [None, "gone"])
def test_a_paid_one_that_lacks_something_is_no_answer(sim: Running, name: str, value: str | None) -> None:
    said = paid(sim, NO) | {name: value}
    if value == "gone":
        del said[name]
    with pytest.raises(ProviderUnknown):
        payment_state(ours(), NO, said)


@pytest.mark.parametrize(
    "changes",
    [
        {"success_time": "yesterday"},
        {"amount": {"total": "many", "currency": "CNY"}},
        {"amount": {"currency": "CNY"}},
        {"amount": {"total": 9_900, "currency": "USD"}},
        {"amount": "9900"},
    ],
)
def test_a_paid_one_that_makes_no_sense_is_no_answer(sim: Running, changes: dict[str, Any]) -> None:
    with pytest.raises(ProviderUnknown):
        payment_state(ours(), NO, paid(sim, NO, **changes))


@pytest.mark.parametrize("said", [{}, {"status": None, "out_refund_no": "R1"}, {"status": ["SUCCESS"]}])
def test_a_refund_that_makes_no_sense_is_no_answer(said: dict[str, Any]) -> None:
    with pytest.raises(ProviderUnknown):
        refund_state("R1", said)
