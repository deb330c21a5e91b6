"""Planting faults by number and by chance, and the clock that they and everything else go by."""

import time
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.simulator import Running, running, wait_for
from tests.wxsim.conftest import NOTIFY, Merchant, opened, order
from wxsim.faults import KNOWN, Faults
from zhiyu.kernel.clock import now
from zhiyu.wechat.errors import Permanent, Retryable, Unknown
from zhiyu.wechat.pay import GivingBack

NO = "20261121000001"
CONTRACT = (
    "duplicate_notify, late_notify, early_notify, out_of_order, lost_response, slow, wrong_amount, wrong_currency, "
    "wrong_merchant, wrong_app, foreign_number, bad_signature, sign_probe, unknown_serial, expired_certificate, "
    "rotation, skew, server_error, rate_limited, truncated_json, extra_fields, bom, refund_abnormal, "
    "bill_row_missing, bill_row_extra, bill_off_by_one"
)


def test_every_name_of_the_contract_can_be_planted_and_all_cleared(sim: Running) -> None:
    assert set(KNOWN) == set(CONTRACT.split(", "))
    for name in KNOWN:
        sim.tell("faults", name=name, times=2)
    assert [one["name"] for one in sim.ask("faults")["planted"]] == list(KNOWN)

    sim.tell("faults", clear=True, name="slow")
    assert len(sim.ask("faults")["planted"]) == len(KNOWN) - 1
    assert sim.tell("faults", clear=True)["planted"] == []


@pytest.mark.parametrize(
    "body",
    [
        {"name": "slow", "times": -1},
        {"name": "slow", "times": "many"},
        {"name": "slow", "rate": 1.5},
        {"name": "slow", "rate": "half"},
        {"name": "slow", "rate": True},
        {"name": "slow", "rate": 0.5, "seed": "x"},
        {"times": 1},
    ],
)
def test_a_fault_that_makes_no_sense_is_refused(sim: Running, body: dict[str, Any]) -> None:
    assert sim.http.post(f"{sim.url}/_sim/faults", json=body).status_code == 400
    assert sim.ask("faults")["planted"] == []


def struck(rate: float, seed: int, *, tries: int = 400) -> list[bool]:
    faults = Faults()
    faults.plant(name="slow", times=None, rate=rate, seed=seed)
    return [faults.take("slow") is not None for _ in range(tries)]


def test_a_rate_strikes_about_as_often_as_it_says_and_the_same_way_for_the_same_seed() -> None:
    assert 60 < sum(struck(0.25, 7)) < 140
    assert struck(0.25, 7) == struck(0.25, 7) != struck(0.25, 8)
    assert (sum(struck(0, 1)), sum(struck(1, 1))) == (0, 400)


def test_a_rate_goes_on_until_it_is_cleared(sim: Running) -> None:
    pay = sim.pay()
    order(sim)
    sim.tell("faults", name="server_error", rate=1.0, seed=3)
    for _ in range(3):
        with pytest.raises(Retryable):
            pay.query(NO)

    sim.tell("faults", clear=True)
    assert pay.query(NO)["trade_state"] == "NOTPAY"


def test_a_fault_on_answers_leaves_notifications_alone(sim: Running, merchant: Merchant) -> None:
    order(sim)
    sim.tell("faults", name="bad_signature", times=1, on="response")
    sim.tell("pay", out_trade_no=NO)
    sim.settled()

    assert opened(sim, merchant).resource["out_trade_no"] == NO
    with pytest.raises(Unknown):
        sim.pay().query(NO)


def test_an_early_notification_comes_before_the_answer_to_the_order(sim: Running, merchant: Merchant) -> None:
    sim.tell("faults", name="early_notify", times=1)
    came: list[int] = []
    sim.http.event_hooks = {"response": [lambda _: came.append(len(merchant.came))]}

    assert order(sim)
    assert came == [1]
    assert opened(sim, merchant).resource["trade_state"] == "SUCCESS"


def refund(sim: Running) -> None:
    numbers = {"out_refund_no": "R1", "out_trade_no": NO}
    sim.pay().refund(GivingBack(**numbers, refund_fen=900, total_fen=9_900, reason="", notify_url=NOTIFY))


def test_out_of_order_means_the_refund_first(sim: Running, merchant: Merchant) -> None:
    order(sim)
    sim.tell("faults", name="out_of_order", times=1)
    sim.tell("pay", out_trade_no=NO)
    refund(sim)

    wait_for(lambda: len(merchant.came) == 2)
    said = [opened(sim, merchant, index).event_type for index in (0, 1)]
    assert said == ["REFUND.SUCCESS", "TRANSACTION.SUCCESS"]


def test_the_clock_forward_makes_due_what_waited(tmp_path: Path) -> None:
    merchant = Merchant(answers=[500])
    with running(tmp_path, post=merchant, retries=(1_500, 1_500), refund_seconds=3_600) as sim:
        order(sim)
        sim.tell("pay", out_trade_no=NO)
        refund(sim)
        wait_for(lambda: len(merchant.came) == 1)

        sim.tell("clock", offset_seconds=1_400)
        time.sleep(0.3)
        assert len(merchant.came) == 1
        sim.tell("clock", offset_seconds=1_600)
        wait_for(lambda: len(merchant.came) == 2)
        sim.tell("clock", offset_seconds=3_700)
        wait_for(lambda: len(merchant.came) == 3)
        assert sim.ask("refunds")["items"][0]["status"] == "SUCCESS"


def test_the_clock_back_makes_nothing_wait_longer(tmp_path: Path) -> None:
    merchant = Merchant(answers=[500])
    with running(tmp_path, post=merchant, retries=(0.5, 0.5)) as sim:
        order(sim)
        sim.tell("pay", out_trade_no=NO)
        wait_for(lambda: len(merchant.came) == 1)
        sim.tell("clock", offset_seconds=-86_400)
        wait_for(lambda: len(merchant.came) == 2)


def test_an_order_ends_by_the_platforms_clock(sim: Running) -> None:
    order(sim, expires_at=now() + timedelta(minutes=30))
    sim.tell("clock", offset_seconds=1_801)

    answer = sim.http.post(f"{sim.url}/_sim/pay", json={"out_trade_no": NO})
    assert (answer.status_code, answer.json()["code"]) == (409, "ORDER_EXPIRED")


@pytest.mark.parametrize("offset", ["soon", None, True])
def test_a_clock_that_is_none_is_refused(sim: Running, offset: object) -> None:
    answer = sim.http.post(f"{sim.url}/_sim/clock", json={"offset_seconds": offset})
    assert answer.status_code == 400


def test_the_retry_schedule_runs_at_the_pace_it_is_given(tmp_path: Path) -> None:
    merchant = Merchant(answers=[500] * 4)
    with running(tmp_path, post=merchant, pace=0.01) as sim:
        order(sim)
        began = time.monotonic()
        sim.tell("pay", out_trade_no=NO)
        wait_for(lambda: len(merchant.came) == 4)
        assert 0.6 <= time.monotonic() - began < 30  # 15 s, 15 s and 30 s, a hundred times as quick


def test_how_it_signs_can_be_changed(sim: Running) -> None:
    assert sim.tell("signing", mode="public_key")["serials"] == []
    assert len(sim.tell("signing", mode="both")["serials"]) == 1
    assert sim.http.post(f"{sim.url}/_sim/signing", json={"mode": "wax"}).status_code == 400

    sim.tell("signing", mode="certificate")
    with pytest.raises(Permanent, match="PARAM_ERROR"):
        sim.pay().query(NO)
