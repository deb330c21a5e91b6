"""Reading a bill: exactly, or not at all and with the number of the line."""

import gzip
import hashlib

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.simulator import Running
from wxsim.sheets import HEADINGS, yuan
from zhiyu.wechat.bills import Malformed, fen, read_flows, read_trades
from zhiyu.wechat.errors import Retryable

PAID = (
    "`2026-11-21 17:07:11,`wx81be3101902f7cb2,`1601959334,`0,`,`4200000925202101284997714292,`P1,"
    "`ofyak5qR_1wYsC99CsWA6R9MJazA,`NATIVE,`SUCCESS,`OTHERS,`CNY,`99.00,`0.00,`0,`0,`0.00,`0.00,`,`,"
    "`写作营, 七天,`,`0.59000,`0.60%,`99.00,`0.00,`"
)
BACK = (
    "`2026-11-21 18:00:00,`wx81be3101902f7cb2,`1601959334,`0,`,`4200000925202101284997714292,`P1,"
    "`ofyak5qR_1wYsC99CsWA6R9MJazA,`NATIVE,`REFUND,`OTHERS,`CNY,`0.00,`0.00,`5030001,`R1,`9.00,`0.00,`ORIGINAL,"
    "`PROCESSING,`写作营, 七天,`,`-0.05000,`0.60%,`0.00,`9.00,`"
)
TOTALS = "总交易单数,应结订单总金额,退款总金额,充值券退款总金额,手续费总金额,订单总金额,申请退款总金额"
SUMS = "`2,`99.00,`9.00,`0.00,`0.54000,`99.00,`9.00"
FLOWS = (
    "记账时间,微信支付业务单号,资金流水单号,业务名称,业务类型,收支类型,收支金额(元),账户结余(元),"
    "资金变更提交申请人,备注,业务凭证号\n"
    "`2026-11-21 17:07:11,`4200,`1001,`交易,`交易,`收入,`99.00,`99.00,`system,`,`P1\n"
    "`2026-11-21 17:07:11,`4200,`1002,`扣除交易手续费,`扣除交易手续费,`支出,`0.59,`98.41,`system,`,`P1\n"
    "资金流水总笔数,收入笔数,收入金额,支出笔数,支出金额\n"
    "`2,`1,`99.00,`1,`0.59\n"
)


def bill(*lines: str, end: str = "\r\n") -> bytes:
    return (end.join(lines or (HEADINGS, PAID, BACK, TOTALS, SUMS)) + end).encode("utf-8-sig")


@pytest.mark.parametrize("end", ["\r\n", "\n"])
def test_payments_and_refunds_are_read_to_the_fen(end: str) -> None:
    paid, back = read_trades(bill(HEADINGS, PAID, BACK, TOTALS, SUMS, end=end))

    assert (paid.out_trade_no, paid.total_fen, paid.fee_fen, paid.is_refund) == ("P1", 9_900, 59, False)
    assert (back.out_refund_no, back.refund_id, back.refund_fen, back.fee_fen) == ("R1", "5030001", 900, -5)
    assert (back.refund_status, back.is_refund) == ("PROCESSING", True)
    assert paid.at.isoformat() == "2026-11-21T17:07:11+08:00"


def test_a_bill_of_nothing_is_empty() -> None:
    assert read_trades(bill(HEADINGS, TOTALS, "`0,`0.00,`0.00,`0.00,`0.00000,`0.00,`0.00")) == ()


def test_flows_have_a_sign() -> None:
    income, fee = read_flows(FLOWS.encode("utf-8-sig"))

    assert (income.kind, income.amount_fen, income.voucher) == ("交易", 9_900, "P1")
    assert (fee.amount_fen, fee.balance_fen) == (-59, 9_841)


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        ("`2026-11-21 18:00:00", "2026-11-21 18:00:00", 3),
        ("`2026-11-21 18:00:00", "`2026-11-21", 3),
        ("`ORIGINAL,", "", 3),
        ("`写作营, 七天,`,`0.59000", "`写作营,`七天,`,`0.59000", 2),
        ("`99.00,`0.00,`\r\n", "`99,00,`0.00,`\r\n", 2),
        ("`99.00,`0.00,`\r\n", "`1e2,`0.00,`\r\n", 2),
        ("`99.00,`0.00,`\r\n", "`９９.00,`0.00,`\r\n", 2),
        ("`99.00,`0.00,`\r\n", "`,`0.00,`\r\n", 2),
        ("`0.59000", "`0.59400", 2),
        ("`SUCCESS", "`REVOKED", 2),
        ("`CNY,`99.00", "`USD,`99.00", 2),
        ("`R1", "`0", 3),
        ("`P1,`ofyak5qR_1wYsC99CsWA6R9MJazA,`NATIVE,`SUCCESS", "`,`x,`NATIVE,`SUCCESS", 2),
        ("订单金额,申请退款金额,费率备注", "订单金额(元),申请退款金额,费率备注", 2),
        ("`2,`99.00", "`3,`99.00", 5),
        ("`0.54000", "`0.53000", 5),
        ("`99.00,`9.00\r\n", "`99.01,`9.00\r\n", 5),
        ("`99.00,`9.00\r\n", "`99.00,`9.01\r\n", 5),
        ("申请退款总金额", "其他", 5),
        (SUMS, "总", 5),
    ],
)
def test_a_line_that_makes_no_sense_is_named(old: str, new: str, line: int) -> None:
    text = bill().decode()
    assert text.count(old) >= 1

    with pytest.raises(Malformed) as refused:
        read_trades(text.replace(old, new, 1).encode())
    assert refused.value.line == line
    assert str(refused.value).startswith(f"BILL_MALFORMED line {line}: ")


def test_a_bill_that_stops_or_is_no_text_is_refused() -> None:
    for content in (b"", bill(HEADINGS), bill(HEADINGS, PAID)):
        with pytest.raises(Malformed):
            read_trades(content)
    with pytest.raises(Malformed) as refused:
        read_trades(bill()[:-30] + b"\xff\xfe" + bill()[-30:])
    assert refused.value.line == 5


@pytest.mark.parametrize(("old", "new"), [("`收入", "`转入"), ("`支出,`0.59", "`支出,`-0.59"), ("`2,`1,", "`2,`2,")])
def test_a_flow_that_makes_no_sense_is_refused(old: str, new: str) -> None:
    with pytest.raises(Malformed):
        read_flows(FLOWS.replace(old, new, 1).encode())


@given(st.integers(-(10**13), 10**13), st.sampled_from([2, 5]))
def test_yuan_and_fen_are_each_others_inverse(amount: int, places: int) -> None:
    assert fen(yuan(amount, places=places)) == amount


def announced(content: bytes, **changes: str) -> dict[str, str]:
    digest = hashlib.sha1(content, usedforsecurity=False).hexdigest()
    address = "https://elsewhere.example/v3/billdownload/file?token=abc"
    return {"hash_type": "SHA1", "hash_value": digest, "download_url": address, **changes}


def fetched(sim: Running, said: dict[str, str], served: bytes) -> tuple[bytes, list[str]]:
    """What our transport makes of a file when its host serves these bytes, and where it asked."""
    asked: list[str] = []

    def serve(request: httpx.Request) -> httpx.Response:
        asked.append(str(request.url))
        return httpx.Response(200, content=served)

    transport = sim.pay(http=httpx.Client(transport=httpx.MockTransport(serve))).transport
    return transport.file(said), asked


def test_a_file_comes_from_our_own_host_zipped_or_plain(sim: Running) -> None:
    for served in (bill(), gzip.compress(bill())):
        content, asked = fetched(sim, announced(bill()), served)
        assert content == bill()
        assert asked == [f"{sim.url}/v3/billdownload/file?token=abc"]


@pytest.mark.parametrize(
    ("changes", "served"),
    [
        ({}, bill() + b" "),
        ({}, gzip.compress(bill())[:-40]),
        ({}, b"\x1f\x8b not gzip"),
        ({"hash_type": "MD5"}, bill()),
        ({"hash_value": ""}, bill()),
    ],
)
def test_a_file_that_is_not_the_announced_one_is_asked_for_again_later(
    sim: Running, changes: dict[str, str], served: bytes
) -> None:
    with pytest.raises(Retryable, match="FILE_DAMAGED"):
        fetched(sim, announced(bill(), **changes), served)
