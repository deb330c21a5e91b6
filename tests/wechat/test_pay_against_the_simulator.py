"""Our client and the simulator know each other only by the protocol."""

from datetime import timedelta

import httpx
import pytest

from tests.simulator import Running, wait_for
from zhiyu.kernel.clock import now
from zhiyu.wechat.errors import NotThere, Permanent, Retryable, Unknown
from zhiyu.wechat.pay import GivingBack, Pay, Purchase

NOTIFY = "http://127.0.0.1:9/integrations/wechat-pay/default/notify"


def purchase(no: str = "20261121000001", *, total_fen: int = 9_900, description: str = "七天写作营") -> Purchase:
    expires = now().replace(microsecond=0) + timedelta(minutes=30)
    return Purchase(
        out_trade_no=no, description=description, total_fen=total_fen, notify_url=NOTIFY, expires_at=expires
    )


def refund(pay: Pay, no: str = "R1", *, refund_fen: int = 9_900) -> dict[str, object]:
    return pay.refund(
        GivingBack(
            out_refund_no=no,
            out_trade_no="20261121000001",
            refund_fen=refund_fen,
            total_fen=9_900,
            reason="内容不适合我",
            notify_url=NOTIFY,
        )
    )


def test_an_order_is_placed_paid_and_found(sim: Running) -> None:
    pay = sim.pay()

    assert pay.native(purchase()).startswith("weixin://wxpay/bizpayurl?pr=")
    assert pay.query("20261121000001")["trade_state"] == "NOTPAY"

    sim.tell("pay", out_trade_no="20261121000001")
    found = pay.query("20261121000001")
    assert (found["trade_state"], found["amount"]["total"]) == ("SUCCESS", 9_900)
    assert pay.query_by_id(found["transaction_id"]) == found


def test_the_same_order_again_gives_a_fresh_code_and_another_amount_is_refused(sim: Running) -> None:
    pay = sim.pay()
    first = pay.native(purchase())

    assert pay.native(purchase()) != first
    with pytest.raises(Permanent) as refused:
        pay.native(purchase(total_fen=9_800))
    assert refused.value.code == "OUT_TRADE_NO_USED"


def test_jsapi_needs_an_openid_of_the_same_app(sim: Running) -> None:
    pay = sim.pay()
    openid = sim.ask("people")["items"][1]["openid"]

    parameters = pay.jsapi(purchase(), openid=openid)
    assert parameters["package"].startswith("prepay_id=wx")
    assert parameters["signType"] == "RSA"

    with pytest.raises(Permanent) as refused:
        pay.jsapi(purchase("20261121000002"), openid="oStranger")
    assert refused.value.code == "OPENID_MISMATCH"


def test_h5_gives_an_address(sim: Running) -> None:
    assert sim.pay().h5(purchase(), client_ip="127.0.0.1").startswith(sim.url)


def test_a_closed_order_can_no_longer_be_paid(sim: Running) -> None:
    pay = sim.pay()
    pay.native(purchase())
    pay.close("20261121000001")

    assert pay.query("20261121000001")["trade_state"] == "CLOSED"
    answer = httpx.post(f"{sim.url}/_sim/pay", json={"out_trade_no": "20261121000001"}, trust_env=False)
    assert (answer.status_code, answer.json()["code"]) == (409, "ORDER_CLOSED")


def test_a_paid_order_cannot_be_closed(sim: Running) -> None:
    pay = sim.pay()
    pay.native(purchase())
    sim.tell("pay", out_trade_no="20261121000001")

    with pytest.raises(Permanent) as refused:
        pay.close("20261121000001")
    assert refused.value.code == "ORDER_PAID"


def test_refunds_are_accepted_then_settled_and_a_number_refunds_once(sim: Running) -> None:
    pay = sim.pay()
    pay.native(purchase())
    sim.tell("pay", out_trade_no="20261121000001")

    accepted = refund(pay)
    assert accepted["status"] == "PROCESSING"
    assert refund(pay)["refund_id"] == accepted["refund_id"]
    wait_for(lambda: pay.query_refund("R1")["status"] == "SUCCESS")
    assert pay.query("20261121000001")["trade_state"] == "REFUND"
    with pytest.raises(Permanent):
        refund(pay, "R2", refund_fen=1)
    with pytest.raises(Permanent):
        refund(pay, "R1", refund_fen=100)


def test_what_does_not_exist_is_told_apart(sim: Running) -> None:
    with pytest.raises(NotThere):
        sim.pay().query("20261121999999")
    with pytest.raises(NotThere):
        sim.pay().query_refund("R9")


def test_a_lost_answer_is_unknown_and_the_same_number_repeats_it(sim: Running) -> None:
    pay = sim.pay()
    sim.tell("faults", name="lost_response", times=1)

    with pytest.raises(Unknown):
        pay.native(purchase())
    assert pay.query("20261121000001")["trade_state"] == "NOTPAY"
    assert pay.native(purchase())


def test_a_lost_refund_answer_is_repeated_without_refunding_twice(sim: Running) -> None:
    pay = sim.pay()
    pay.native(purchase())
    sim.tell("pay", out_trade_no="20261121000001")
    sim.tell("faults", name="lost_response", times=1)

    with pytest.raises(Unknown):
        refund(pay)
    refund(pay)
    assert len(sim.ask("refunds")["items"]) == 1


def test_a_forged_success_is_unknown(sim: Running) -> None:
    sim.tell("faults", name="bad_signature", times=1, on="response")

    with pytest.raises(Unknown) as doubt:
        sim.pay().native(purchase())
    assert doubt.value.code == "UNTRUSTED_ANSWER"


def test_half_an_answer_is_unknown(sim: Running) -> None:
    sim.tell("faults", name="truncated_json", times=1)

    with pytest.raises(Unknown):
        sim.pay().native(purchase())


@pytest.mark.parametrize("offset", [-400, 400, 86_400])
def test_a_platform_whose_clock_is_off_gets_and_gives_no_trust(sim: Running, offset: int) -> None:
    sim.tell("clock", offset_seconds=offset)

    with pytest.raises(Permanent) as refused:
        sim.pay().query("20261121000001")
    assert refused.value.code == "SIGN_ERROR"


def test_busy_is_retryable_and_an_error_of_theirs_is_unknown_for_a_write(sim: Running) -> None:
    pay = sim.pay()
    sim.tell("faults", name="rate_limited", times=1)
    with pytest.raises(Retryable):
        pay.native(purchase())

    sim.tell("faults", name="server_error", times=2)
    with pytest.raises(Unknown):
        pay.native(purchase())
    with pytest.raises(Retryable):
        pay.query("20261121000001")


def test_the_second_host_is_asked_when_the_first_cannot_be_reached(sim: Running) -> None:
    assert sim.pay(hosts=("http://127.0.0.1:9", sim.url)).native(purchase())

    with pytest.raises(Retryable):
        sim.pay(hosts=("http://127.0.0.1:9",)).native(purchase())


def test_long_and_colourful_titles_are_cut_to_what_wechat_takes(sim: Running) -> None:
    assert sim.pay().native(purchase(description="写作营🎉" * 60))
