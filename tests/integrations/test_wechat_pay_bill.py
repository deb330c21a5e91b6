"""The day's bill through the port, against the simulator."""

from datetime import date, datetime, timedelta

import pytest

from tests.simulator import Move, Running, clocks, wait_for
from zhiyu.commerce.payments import ProviderPermanent, ProviderRetryable
from zhiyu.integrations.wechat_pay.account import account
from zhiyu.integrations.wechat_pay.bills import bill_of, ready_at
from zhiyu.integrations.wechat_pay.provider import WeChatPay
from zhiyu.kernel.clock import SHANGHAI, now
from zhiyu.wechat.bills import Trade
from zhiyu.wechat.pay import GivingBack, Purchase

NOTIFY = "http://127.0.0.1:8000/integrations/wechat-pay/default/notify"


def today() -> date:
    return now().astimezone(SHANGHAI).date()


@pytest.fixture
def move(sim: Running, monkeypatch: pytest.MonkeyPatch) -> Move:
    return clocks(sim, monkeypatch)


def sold(sim: Running, no: str = "P202611210000000001", *, fen: int = 9_900) -> None:
    ours = account()
    assert ours
    ours.pay.native(Purchase(out_trade_no=no, description="写作`营,\n七天", total_fen=fen, notify_url=NOTIFY))
    sim.tell("pay", out_trade_no=no)


def given_back(sim: Running, no: str, *, fen: int, of: str = "P202611210000000001") -> None:
    ours = account()
    assert ours
    back = GivingBack(
        out_refund_no=no, out_trade_no=of, refund_fen=fen, total_fen=9_900, reason="没时间", notify_url=NOTIFY
    )
    ours.pay.refund(back)
    wait_for(lambda: all(one["status"] != "PROCESSING" for one in sim.ask("refunds")["items"]))


def test_the_bill_says_what_was_paid_and_given_back_that_day(sim: Running, move: Move) -> None:
    day = today()
    sold(sim)
    sold(sim, "P202611210000000002", fen=1)
    given_back(sim, "R1", fen=900)
    move(ready_at(day))

    bill = WeChatPay().bill(day)
    assert bill
    assert (bill.day, bill.total_fen, bill.refund_fen, bill.fee_fen) == (day, 9_901, 900, 54)
    said = {(row.kind, row.out_no): (row.amount_fen, row.fee_fen) for row in bill.rows}
    assert said == {
        ("payment", "P202611210000000001"): (9_900, 59),
        ("payment", "P202611210000000002"): (1, 0),
        ("refund", "R1"): (900, -5),
    }
    assert {row.reference[:4] for row in bill.rows} == {"4200", "5030"}
    assert {row.at.astimezone(SHANGHAI).date() for row in bill.rows} == {day}


def test_a_refund_that_came_back_moved_nothing(sim: Running, move: Move) -> None:
    day = today()
    sold(sim)
    sim.tell("faults", name="refund_abnormal", times=1)
    given_back(sim, "R1", fen=900)
    move(ready_at(day))

    bill = WeChatPay().bill(day)
    assert bill
    assert [(row.kind, row.amount_fen) for row in bill.rows] == [("payment", 9_900)]
    assert (bill.refund_fen, bill.fee_fen) == (0, 59)


def test_before_ten_there_is_none_yet_and_a_day_without_trade_has_none(sim: Running, move: Move) -> None:
    day = today()
    sold(sim)
    for early in (now(), ready_at(day) - timedelta(minutes=1)):
        move(early)
        with pytest.raises(ProviderRetryable, match="STATEMENT_CREATING"):
            WeChatPay().bill(day)

    move(ready_at(day))
    assert WeChatPay().bill(day)
    assert WeChatPay().bill(day - timedelta(days=1)) is None


def test_no_bill_before_its_time_is_not_taken_for_a_day_without_trade(
    sim: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    """WeChat may say so of a bill it has not begun to write."""
    day = today() - timedelta(days=1)
    early = ready_at(day) - timedelta(minutes=1)
    sim.tell("clock", offset_seconds=(ready_at(day) - datetime.now(SHANGHAI)).total_seconds())
    monkeypatch.setattr("django.utils.timezone.now", lambda: early)

    with pytest.raises(ProviderRetryable, match="NO_STATEMENT_EXIST"):
        WeChatPay().bill(day)


@pytest.mark.parametrize(
    ("fault", "expected"),
    [
        ("bill_row_missing", {"P202611210000000001": 9_900}),
        ("bill_off_by_one", {"P202611210000000001": 9_901, "P202611210000000002": 100}),
    ],
)
def test_discrepancies_arrive_as_the_bill_has_them(
    sim: Running, move: Move, fault: str, expected: dict[str, int]
) -> None:
    day = today()
    sold(sim)
    sold(sim, "P202611210000000002", fen=100)
    move(ready_at(day))
    sim.tell("faults", name=fault, times=1)

    bill = WeChatPay().bill(day)
    assert bill
    assert {row.out_no: row.amount_fen for row in bill.rows} == expected
    assert bill.total_fen == sum(expected.values())


def test_a_row_nobody_knows_arrives_too(sim: Running, move: Move) -> None:
    day = today()
    sold(sim)
    move(ready_at(day))
    sim.tell("faults", name="bill_row_extra", times=1)

    bill = WeChatPay().bill(day)
    assert bill
    assert [row.amount_fen for row in bill.rows] == [9_900, 100]
    assert bill.rows[1].out_no.startswith("X")


@pytest.mark.parametrize("fault", ["server_error", "rate_limited"])
def test_a_bill_that_cannot_be_fetched_now_is_fetched_later(sim: Running, move: Move, fault: str) -> None:
    day = today()
    sold(sim)
    move(ready_at(day))
    sim.tell("faults", name=fault, times=1)

    with pytest.raises(ProviderRetryable):
        WeChatPay().bill(day)
    assert WeChatPay().bill(day)


def test_the_flows_of_the_account_agree_with_the_trades(sim: Running, move: Move) -> None:
    day = today()
    sold(sim)
    given_back(sim, "R1", fen=900)
    move(ready_at(day))

    ours, bill = account(), WeChatPay().bill(day)
    assert ours
    assert bill
    flows = ours.pay.flows(day)
    assert sum(one.amount_fen for one in flows) == bill.total_fen - bill.refund_fen - bill.fee_fen
    assert [one.kind for one in flows] == ["交易", "扣除交易手续费", "退款"]


def test_a_bill_of_somebody_else_is_refused() -> None:
    trade = Trade(at=now(), mchid="1900000001", out_trade_no="P1", transaction_id="4200", total_fen=1, fee_fen=0)

    with pytest.raises(ProviderPermanent, match="another merchant"):
        bill_of(today(), [trade], mchid="1600000001")
