import socket
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.simulator import Running, wait_for
from tests.wxsim.conftest import NOTIFY, Merchant, opened, order
from wxsim.world import post
from zhiyu.wechat.errors import BadSignature, OutsideClock, UnknownSerial, Untrusted
from zhiyu.wechat.pay import GivingBack


def paid(sim: Running) -> None:
    order(sim)
    sim.tell("pay", out_trade_no="20261121000001")


def test_a_payment_is_reported_at_once_with_all_that_must_be_compared(sim: Running, merchant: Merchant) -> None:
    paid(sim)
    sim.settled()

    letter = opened(sim, merchant)
    assert letter.event_type == "TRANSACTION.SUCCESS"
    assert letter.resource["amount"] == {
        "total": 9_900,
        "payer_total": 9_900,
        "currency": "CNY",
        "payer_currency": "CNY",
    }
    assert (letter.resource["mchid"], letter.resource["appid"]) == (sim.world.keys.mchid, sim.world.keys.appid)
    assert letter.resource["out_trade_no"] == "20261121000001"


def test_it_is_repeated_under_the_same_id_until_the_merchant_agrees(sim: Running, merchant: Merchant) -> None:
    merchant.answers = [500, 404, 204]
    paid(sim)

    wait_for(lambda: sim.settled()[0]["done"])
    assert len(merchant.came) == 3
    assert len(set(merchant.ids())) == 1
    assert sim.ask("notifications")["items"][0]["statuses"] == [500, 404, 204]


def test_renotify_tells_what_the_merchant_answered(sim: Running, merchant: Merchant) -> None:
    paid(sim)
    sim.settled()
    merchant.answers = [401]

    assert sim.tell("renotify", out_trade_no="20261121000001")["status"] == 401
    assert sim.tell("renotify", out_trade_no="20261121000001")["status"] == 200
    assert len(set(merchant.ids())) == 1


def test_duplicates_come_under_the_same_and_under_a_new_id(sim: Running, merchant: Merchant) -> None:
    sim.tell("faults", name="duplicate_notify", times=1)
    paid(sim)
    sim.settled()

    first, second, third = merchant.ids()
    assert first == second
    assert third != first


def test_a_late_notification_waits(sim: Running, merchant: Merchant) -> None:
    sim.tell("faults", name="late_notify", times=1, seconds=3_600)
    paid(sim)

    assert merchant.came == []
    sim.tell("clock", offset_seconds=3_601)
    sim.settled()
    assert len(merchant.came) == 1


@pytest.mark.parametrize(
    ("name", "field", "right"),
    [
        ("wrong_amount", ("amount", "total"), 9_900),
        ("wrong_currency", ("amount", "currency"), "CNY"),
        ("foreign_number", ("out_trade_no",), "20261121000001"),
    ],
)
def test_a_wrong_content_is_rightly_signed_and_the_repetition_is_right(
    sim: Running, merchant: Merchant, name: str, field: tuple[str, ...], right: object
) -> None:
    merchant.answers = [400]
    sim.tell("faults", name=name, times=1)
    paid(sim)
    wait_for(lambda: len(merchant.came) == 2)

    said = []
    for index in (0, 1):
        value = opened(sim, merchant, index).resource
        for key in field:
            value = value[key]
        said.append(value)
    assert said[0] != right
    assert said[1] == right


@pytest.mark.parametrize(
    ("name", "error"),
    [
        ("bad_signature", BadSignature),
        ("sign_probe", BadSignature),
        ("unknown_serial", UnknownSerial),
        ("skew", OutsideClock),
    ],
)
def test_a_forgery_proves_nothing(sim: Running, merchant: Merchant, name: str, error: type[Untrusted]) -> None:
    sim.tell("faults", name=name, times=1)
    paid(sim)
    sim.settled()

    with pytest.raises(error):
        opened(sim, merchant)


@pytest.mark.parametrize("name", ["extra_fields", "bom"])
def test_harmless_oddities_are_read(sim: Running, merchant: Merchant, name: str) -> None:
    sim.tell("faults", name=name, times=1)
    paid(sim)
    sim.settled()

    assert opened(sim, merchant).resource["amount"]["total"] == 9_900


@pytest.mark.parametrize(("fault", "event"), [("", "REFUND.SUCCESS"), ("refund_abnormal", "REFUND.ABNORMAL")])
def test_the_end_of_a_refund_is_reported(sim: Running, merchant: Merchant, fault: str, event: str) -> None:
    paid(sim)
    if fault:
        sim.tell("faults", name=fault, times=1)
    back = GivingBack(
        out_refund_no="R1",
        out_trade_no="20261121000001",
        refund_fen=900,
        total_fen=9_900,
        reason="",
        notify_url=NOTIFY,
    )
    sim.pay().refund(back)
    wait_for(lambda: len(merchant.came) == 2)

    letter = opened(sim, merchant)
    assert letter.event_type == event
    assert (letter.resource["out_refund_no"], letter.resource["amount"]["refund"]) == ("R1", 900)


def test_an_unknown_fault_is_refused_with_the_known_ones(sim: Running) -> None:
    answer = sim.http.post(f"{sim.url}/_sim/faults", json={"name": "gremlins", "times": 1})

    assert answer.status_code == 400
    assert {"duplicate_notify", "late_notify", "lost_response", "wrong_amount", "bad_signature"} <= set(
        answer.json()["known"]
    )


@pytest.mark.parametrize("what", ["pay", "renotify"])
@pytest.mark.parametrize("body", [{}, {"out_trade_no": "none"}, {"out_trade_no": 7}, []])
def test_orders_that_do_not_exist_cannot_be_paid(sim: Running, what: str, body: object) -> None:
    assert sim.http.post(f"{sim.url}/_sim/{what}", json=body).status_code in {400, 404}


@pytest.mark.parametrize("answer", [b"", b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\nhalf", b"no HTTP\r\n\r\n"])
def test_a_merchant_killed_while_answering_has_not_agreed(answer: bytes) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server, ThreadPoolExecutor(1) as people:
        port = server.getsockname()[1]
        told = people.submit(post, f"http://127.0.0.1:{port}/notify", {}, b"{}")
        connection, _ = server.accept()
        with connection:
            connection.recv(65536)
            connection.sendall(answer)
        assert told.result() == 0
