"""Alipay's bill of a day: through the port, through the books, and read strictly."""

import io
import zipfile
from datetime import date, timedelta

import pytest

from tests.integrations.alipay.conftest import Ears, hand_over, paid, started
from tests.simulator import Move, Running, clocks
from zhiyu.commerce import actions
from zhiyu.commerce.models import Difference, Refund, Statement
from zhiyu.commerce.payments import ProviderPermanent, ProviderRetryable
from zhiyu.integrations.alipay.bills import Malformed, bill_of, ready_at
from zhiyu.integrations.alipay.provider import Alipay
from zhiyu.kernel.clock import SHANGHAI, now
from zhiyu.ledger.queries import balances

pytestmark = pytest.mark.django_db
SELLER = "2088101122136241"
HEADINGS = (
    "支付宝交易号,商户订单号,业务类型,商品名称,创建时间,完成时间,"
    "订单金额（元）,商家实收（元）,退款批次号/请求号,服务费（元）"
)
PAYMENT = "20260001\t,P1\t,交易,写作营,2026-11-21 10:00:00,2026-11-21 10:00:30,99.00,99.00,,-0.59"
REFUND = "20260001\t,P1\t,退款,写作营,2026-11-21 10:00:00,2026-11-21 11:00:00,-9.00,-9.00,R1\t,0.05"
TOTALS = (
    "#交易合计：1笔，商家实收共99.00元，商家优惠共0.00元",
    "#退款合计：1笔，商家实收退款共-9.00元，商家优惠退款共0.00元",
)
DAY = date(2026, 11, 21)


@pytest.fixture
def move(sim: Running, monkeypatch: pytest.MonkeyPatch) -> Move:
    return clocks(sim, monkeypatch)


def today() -> date:
    return now().astimezone(SHANGHAI).date()


def sheet(*lines: str, seller: str = SELLER) -> bytes:
    head = ["#支付宝业务明细查询", f"#账号：[{seller}0156]", "#---业务明细列表---"]
    return "\r\n".join([*head, *lines]).encode("gb18030")


def archive(content: bytes, name: str = "2088_20261121_业务明细.csv") -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as made:
        made.writestr(name, content)
        made.writestr("2088_20261121_业务明细(汇总).csv", b"")
    return packed.getvalue()


def test_each_line_is_read_as_it_is() -> None:
    bill = bill_of(DAY, archive(sheet(HEADINGS, PAYMENT, REFUND, *TOTALS)), seller_id=SELLER)

    assert (bill.total_fen, bill.refund_fen, bill.fee_fen) == (9_900, 900, 54)
    said = [(row.kind, row.out_no, row.reference, row.amount_fen, row.fee_fen) for row in bill.rows]
    assert said == [("payment", "P1", "20260001", 9_900, 59), ("refund", "R1", "R1", 900, -5)]
    assert [f"{row.at:%H:%M:%S %z}" for row in bill.rows] == ["10:00:30 +0800", "11:00:00 +0800"]


@pytest.mark.parametrize(
    ("lines", "line"),
    [
        ([HEADINGS.replace("服务费（元）", "费用"), PAYMENT, REFUND, *TOTALS], 5),
        ([HEADINGS, PAYMENT, REFUND.replace("退款", "转账"), *TOTALS], 6),
        ([HEADINGS, PAYMENT.replace("99.00", "99.005"), REFUND, *TOTALS], 5),
        ([HEADINGS, PAYMENT.replace("-0.59", "-0.59,多出来的"), REFUND, *TOTALS], 5),
        ([HEADINGS, PAYMENT, REFUND.replace("R1", ""), *TOTALS], 6),
        ([HEADINGS, PAYMENT, REFUND.replace("-9.00", "9.00"), *TOTALS], 6),
        ([HEADINGS, PAYMENT.replace("10:00:30", "25:00:30"), REFUND, *TOTALS], 5),
    ],
)
def test_what_makes_no_sense_is_refused_with_its_line(lines: list[str], line: int) -> None:
    with pytest.raises(Malformed) as refused:
        bill_of(DAY, archive(sheet(*lines)), seller_id=SELLER)
    assert refused.value.line == line


@pytest.mark.parametrize(
    "content",
    [
        archive(sheet(HEADINGS, PAYMENT, *TOTALS)),
        archive(sheet(HEADINGS, PAYMENT, REFUND)),
        archive(sheet(HEADINGS, PAYMENT, REFUND, *TOTALS), name="another.csv"),
        b"not an archive",
        archive(sheet(HEADINGS, PAYMENT, REFUND, *TOTALS))[:300],
    ],
)
def test_a_bill_that_lost_something_on_its_way_is_fetched_again(content: bytes) -> None:
    with pytest.raises(ProviderRetryable):
        bill_of(DAY, content, seller_id=SELLER)


def test_a_bill_of_somebody_else_is_refused() -> None:
    with pytest.raises(ProviderPermanent, match="another seller"):
        bill_of(DAY, archive(sheet(HEADINGS, PAYMENT, REFUND, *TOTALS, seller="2088999")), seller_id=SELLER)


def bought_and_partly_back(sim: Running, ears: Ears) -> Refund:
    order = paid(sim, ears)
    refund = actions.request_refund(order_no=order.no, buyer_id=order.buyer_id, reason="no_time")
    actions.ask_channel(refund_id=refund.pk)
    return refund


def test_the_bill_of_a_day_agrees_with_the_books(sim: Running, ears: Ears, move: Move) -> None:
    day = today()
    refund = bought_and_partly_back(sim, ears)
    second, no = started(sim)
    sim.tell("pay", out_trade_no=no)
    for form in ears.wait(3):
        assert hand_over(form).content == b"success"
    move(ready_at(day))
    actions.fetch_bills()

    statement = Statement.objects.get(provider="alipay", day=day)
    assert (statement.total_fen, statement.refund_fen, statement.fee_fen) == (19_800, 9_900, 59)
    assert {row.out_no for row in statement.rows.filter(kind="refund")} == {refund.no}
    assert not statement.differences.exists()
    assert balances()["receivable:alipay"] == 9_900 - 59
    assert balances()["fees:alipay"] == 59
    second.refresh_from_db()
    assert second.status == "paid"
    actions.fetch_bills()
    assert balances()["receivable:alipay"] == 9_900 - 59


def test_what_only_the_bill_knows_is_asked_after_and_confirmed(sim: Running, move: Move) -> None:
    day = today()
    order, no = started(sim)
    sim.tell("pay", out_trade_no=no)
    move(ready_at(day))
    actions.fetch_bills()

    order.refresh_from_db()
    assert order.status == "paid"
    assert not Difference.objects.exists()


@pytest.mark.parametrize(
    ("fault", "kind", "off_fen"),
    [
        ("bill_row_missing", "missing_there", -9_900),
        ("bill_row_extra", "missing_here", 100),
        ("bill_off_by_one", "other_amount", 1),
    ],
)
def test_what_differs_stands_in_suspense(
    sim: Running, ears: Ears, move: Move, fault: str, kind: str, off_fen: int
) -> None:
    day = today()
    paid(sim, ears)
    _, no = started(sim)
    sim.tell("pay", out_trade_no=no)
    assert hand_over(ears.wait(2)[1]).content == b"success"
    move(ready_at(day))
    sim.tell("faults", name=fault, times=1)
    actions.fetch_bills()

    assert list(Difference.objects.values_list("kind", "off_fen")) == [(kind, off_fen)]
    assert balances()["suspense"] == -off_fen


def test_too_early_it_comes_later_and_a_day_without_trade_has_none(sim: Running, ears: Ears, move: Move) -> None:
    day = today()
    paid(sim, ears)
    move(ready_at(day) - timedelta(hours=2))
    with pytest.raises(ProviderRetryable, match="bill_not_exist"):
        Alipay().bill(day)

    move(ready_at(day))
    assert Alipay().bill(day)
    assert Alipay().bill(day - timedelta(days=1)) is None


def test_an_address_that_has_run_out_is_asked_for_again(sim: Running, ears: Ears, move: Move) -> None:
    day = today()
    paid(sim, ears)
    move(ready_at(day))
    said = Alipay().bill(day)
    assert said
    sim.tell("faults", name="server_error", times=1)
    with pytest.raises(Exception, match="20000"):
        Alipay().bill(day)
    assert Alipay().bill(day) == said
