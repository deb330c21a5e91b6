"""The day's bills, as the platform writes them: hash, gzip, back-ticks, totals, and when they are to be had."""

import gzip
import hashlib
from datetime import datetime, timedelta
from urllib.parse import urlsplit

import httpx
import pytest

from tests.simulator import Move, Running, clocks, wait_for
from tests.wxsim.conftest import NOTIFY, order
from wxsim.sheets import HEADINGS
from zhiyu.kernel.clock import SHANGHAI, day_start, now
from zhiyu.wechat.pay import GivingBack

DAY = 86_400


def signed_get(sim: Running, target: str) -> httpx.Response:
    authorization = sim.pay().transport.signer.authorization("GET", target, b"")
    return sim.http.get(sim.url + target, headers={"Accept": "application/json", "Authorization": authorization})


def today() -> str:
    return now().astimezone(SHANGHAI).date().isoformat()


def sold_and_given_back(sim: Running, *, refund_fen: int = 900) -> None:
    order(sim)
    sim.tell("pay", out_trade_no="20261121000001")
    numbers = {"out_refund_no": "R1", "out_trade_no": "20261121000001"}
    sim.pay().refund(GivingBack(**numbers, refund_fen=refund_fen, total_fen=9_900, reason="没时间", notify_url=NOTIFY))
    wait_for(lambda: sim.ask("refunds")["items"][0]["status"] == "SUCCESS")


def next_morning(move: Move) -> None:
    """Ten o'clock tomorrow, for the platform and for us."""
    move(day_start() + timedelta(days=1, hours=10))


@pytest.fixture
def move(sim: Running, monkeypatch: pytest.MonkeyPatch) -> Move:
    return clocks(sim, monkeypatch)


def fetch(sim: Running, what: str) -> tuple[dict[str, str], bytes]:
    said = signed_get(sim, what).json()
    parts = urlsplit(said["download_url"])
    answer = signed_get(sim, f"{parts.path}?{parts.query}")
    assert answer.status_code == 200, answer.text
    assert "Wechatpay-Signature" not in answer.headers
    return said, answer.content


def test_the_trade_bill_has_27_columns_ticks_and_two_lines_of_totals(sim: Running, move: Move) -> None:
    day = today()
    sold_and_given_back(sim)
    next_morning(move)

    said, zipped = fetch(sim, f"/v3/bill/tradebill?bill_date={day}&bill_type=ALL&tar_type=GZIP")
    _, plain = fetch(sim, f"/v3/bill/tradebill?bill_date={day}")
    assert gzip.decompress(zipped) == plain
    assert said["hash_type"] == "SHA1"
    assert said["hash_value"] == hashlib.sha1(plain, usedforsecurity=False).hexdigest()

    assert plain.startswith(b"\xef\xbb\xbf")
    lines = plain.decode("utf-8-sig").split("\r\n")
    assert (lines[0], lines[-1]) == (HEADINGS, "")
    paid, back = lines[1].split(",`"), lines[2].split(",`")
    assert len(paid) == len(back) == 27
    assert (paid[9], paid[12], paid[22], paid[24]) == ("SUCCESS", "99.00", "0.59000", "99.00")
    assert (back[9], back[15], back[19], back[22], back[25]) == ("REFUND", "R1", "SUCCESS", "-0.05000", "9.00")
    assert lines[3].startswith("总交易单数,应结订单总金额,退款总金额")
    assert lines[4] == "`2,`99.00,`9.00,`0.00,`0.54000,`99.00,`9.00"


def test_the_fund_flow_bill_tells_fees_apart(sim: Running, move: Move) -> None:
    day = today()
    sold_and_given_back(sim)
    next_morning(move)

    _, content = fetch(sim, f"/v3/bill/fundflowbill?bill_date={day}")
    lines = content.decode("utf-8-sig").split("\r\n")
    moved = [line.split(",`")[5:8] for line in lines[1:4]]
    assert moved == [["收入", "99.00", "99.00"], ["支出", "0.59", "98.41"], ["支出", "8.95", "89.46"]]
    assert lines[5] == "`3,`1,`99.00,`2,`9.54"


def test_other_kinds_of_trade_bill_have_their_own_columns(sim: Running, move: Move) -> None:
    day = today()
    sold_and_given_back(sim)
    next_morning(move)

    counts = {}
    for kind in ("ALL", "SUCCESS", "REFUND"):
        _, content = fetch(sim, f"/v3/bill/tradebill?bill_date={day}&bill_type={kind}")
        lines = content.decode("utf-8-sig").split("\r\n")
        counts[kind] = (lines[0].count(",") + 1, len(lines) - 4)
    assert counts == {"ALL": (27, 2), "SUCCESS": (20, 1), "REFUND": (29, 1)}


@pytest.mark.parametrize("what", ["tradebill", "fundflowbill"])
def test_a_bill_is_to_be_had_from_ten_the_next_morning(sim: Running, move: Move, what: str) -> None:
    day = today()
    order(sim)
    sim.tell("pay", out_trade_no="20261121000001")
    early = signed_get(sim, f"/v3/bill/{what}?bill_date={day}")
    assert (early.status_code, early.json()["code"]) == (400, "STATEMENT_CREATING")

    next_morning(move)
    assert signed_get(sim, f"/v3/bill/{what}?bill_date={day}").status_code == 200
    empty = signed_get(sim, f"/v3/bill/{what}?bill_date={datetime.fromisoformat(day).date() - timedelta(days=1)}")
    assert (empty.status_code, empty.json()["code"]) == (400, "NO_STATEMENT_EXIST")


@pytest.mark.parametrize(
    "query",
    [
        "bill_type=ALL",
        "bill_date=yesterday",
        "bill_date=20261120",
        "bill_date=2099-01-01",
        "bill_date=2020-01-01",
        "bill_date={day}&bill_type=EVERYTHING",
        "bill_date={day}&tar_type=ZIP",
    ],
)
def test_a_bill_that_cannot_be_asked_for(sim: Running, move: Move, query: str) -> None:
    day = today()
    sold_and_given_back(sim)
    next_morning(move)

    answer = signed_get(sim, f"/v3/bill/tradebill?{query.format(day=day)}")
    assert (answer.status_code, answer.json()["code"]) == (400, "PARAM_ERROR")


def test_a_file_needs_its_address_and_a_signature(sim: Running, move: Move) -> None:
    day = today()
    sold_and_given_back(sim)
    next_morning(move)
    address = signed_get(sim, f"/v3/bill/tradebill?bill_date={day}").json()["download_url"]

    assert sim.http.get(address, headers={"Accept": "application/json"}).status_code == 401
    assert signed_get(sim, "/v3/billdownload/file?token=guessed").status_code == 400


@pytest.mark.parametrize(
    ("fault", "count", "total"),
    [("bill_row_missing", 1, "99.00"), ("bill_row_extra", 3, "100.00"), ("bill_off_by_one", 2, "99.01")],
)
def test_planted_discrepancies_add_up_in_themselves(
    sim: Running, move: Move, fault: str, count: int, total: str
) -> None:
    day = today()
    sold_and_given_back(sim)
    next_morning(move)
    sim.tell("faults", name=fault, times=1)

    _, wrong = fetch(sim, f"/v3/bill/tradebill?bill_date={day}")
    totals = wrong.decode("utf-8-sig").split("\r\n")[-2].split(",`")
    assert (totals[0], totals[5]) == (f"`{count}", total)

    _, right = fetch(sim, f"/v3/bill/tradebill?bill_date={day}")
    assert right.decode("utf-8-sig").split("\r\n")[-2].startswith("`2,`99.00")
