"""Alipay's bill of a day: a ZIP with a sheet of trades in GBK, lines of remarks before and after, amounts in yuan.

Read strictly. What does not add up is refused with the number of its line, never guessed at.
"""

import csv
import io
import re
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final

from zhiyu.commerce.payments import Bill, BillRow, ProviderPermanent, ProviderRetryable
from zhiyu.integrations.alipay.amounts import to_fen
from zhiyu.kernel.clock import SHANGHAI

COMPLETE: Final = time(10)
"""Alipay writes a day's bill by nine the next morning; an hour later it is there for certain."""
SHEET: Final = "业务明细.csv"
LARGEST: Final = 256 * 1024 * 1024
KINDS: Final = {"交易": "payment", "退款": "refund"}
ACCOUNT: Final = re.compile(r"#账号：\[(\d+)\]")
PAID: Final = re.compile(r"#交易合计：(\d+)笔，商家实收共(-?[\d.]+)元")
BACK: Final = re.compile(r"#退款合计：(\d+)笔，商家实收退款共(-?[\d.]+)元")


class Malformed(ProviderPermanent):
    """``line`` counts from 1, as an editor shows it."""

    def __init__(self, line: int, why: str) -> None:
        super().__init__(f"the bill, line {line}: {why}")
        self.line = line


@dataclass(frozen=True, kw_only=True)
class Trade:
    """One line; amounts of a refund are negative, and so is the fee of a payment, as Alipay writes them."""

    kind: str
    out_trade_no: str
    trade_no: str
    out_request_no: str
    ordered_fen: int
    received_fen: int
    service_fen: int
    at: datetime

    def row(self) -> BillRow:
        back = self.kind == "refund"
        return BillRow(
            kind="refund" if back else "payment",
            out_no=self.out_request_no if back else self.out_trade_no,
            reference=self.out_request_no if back else self.trade_no,
            amount_fen=abs(self.ordered_fen),
            fee_fen=-self.service_fen,
            at=self.at,
        )


def ready_at(day: date) -> datetime:
    return datetime.combine(day + timedelta(days=1), COMPLETE, SHANGHAI)


def bill_of(day: date, archive: bytes, *, seller_id: str) -> Bill:
    rows = tuple(trade.row() for trade in read_trades(sheet_in(archive), seller_id=seller_id))
    return Bill(
        day=day,
        rows=rows,
        total_fen=sum(row.amount_fen for row in rows if row.kind == "payment"),
        refund_fen=sum(row.amount_fen for row in rows if row.kind == "refund"),
        fee_fen=sum(row.fee_fen for row in rows),
    )


def sheet_in(archive: bytes) -> bytes:
    """The sheet of single trades; the one of totals per shop lies beside it."""
    try:
        with zipfile.ZipFile(io.BytesIO(archive)) as opened:
            found = [one for one in opened.infolist() if name_of(one).endswith(SHEET)]
            if len(found) != 1 or found[0].file_size > LARGEST:
                raise ProviderRetryable("no sheet of trades in the bill's archive")
            return opened.read(found[0])
    except (zipfile.BadZipFile, UnicodeError) as error:
        raise ProviderRetryable(f"the bill's archive is damaged: {error}") from error


def name_of(entry: zipfile.ZipInfo) -> str:
    """Names are GBK, which the format has no mark for."""
    by_mark = entry.flag_bits & 0x800
    return entry.filename if by_mark else entry.filename.encode("cp437").decode("gbk")


def read_trades(sheet: bytes, *, seller_id: str) -> tuple[Trade, ...]:
    try:
        lines = sheet.decode("gb18030").splitlines()
    except UnicodeDecodeError as error:
        raise Malformed(sheet[: error.start].count(b"\n") + 1, "not GBK") from error
    remarks = [line for line in lines if line.startswith("#")]
    whose = next((found[1] for line in remarks if (found := ACCOUNT.match(line))), "")
    if not whose.startswith(seller_id):
        raise ProviderPermanent(f"the bill speaks of another seller: {whose}")
    table = [(at, line) for at, line in enumerate(lines, start=1) if line and not line.startswith("#")]
    trades = tuple(read_rows(table))
    agree(remarks, PAID, [one for one in trades if one.kind == "payment"])
    agree(remarks, BACK, [one for one in trades if one.kind == "refund"])
    return trades


def read_rows(table: list[tuple[int, str]]) -> Iterator[Trade]:
    if not table:
        raise Malformed(1, "no headings")
    names = fields(table[0][1])
    for at, line in table[1:]:
        with on_line(at):
            yield trade(dict(zip(names, fields(line), strict=True)))


def fields(line: str) -> list[str]:
    """Numbers carry a tab behind them, lest a spreadsheet rounds them."""
    return [value.strip() for value in next(csv.reader([line]))]


def trade(row: dict[str, str]) -> Trade:
    kind = KINDS.get(row["业务类型"])
    if kind is None:
        raise ValueError(f"a trade of kind {row['业务类型']!r}")
    made = Trade(
        kind=kind,
        out_trade_no=present(row, "商户订单号"),
        trade_no=present(row, "支付宝交易号"),
        out_request_no=present(row, "退款批次号/请求号") if kind == "refund" else "",
        ordered_fen=to_fen(row["订单金额（元）"]),
        received_fen=to_fen(row["商家实收（元）"]),
        service_fen=to_fen(row["服务费（元）"]),
        at=datetime.strptime(row["完成时间"], "%Y-%m-%d %H:%M:%S").replace(tzinfo=SHANGHAI),
    )
    if (made.ordered_fen < 0) != (kind == "refund"):
        raise ValueError(f"a {kind} of {row['订单金额（元）']}")
    return made


def agree(remarks: list[str], total: re.Pattern[str], trades: list[Trade]) -> None:
    """The two lines of totals at the end prove that no line was lost on the way."""
    said = next((found for line in remarks if (found := total.match(line))), None)
    counted = len(trades), sum(one.received_fen for one in trades)
    if said is None or (int(said[1]), to_fen(said[2])) != counted:
        raise ProviderRetryable(f"the bill's totals say {said[0] if said else 'nothing'}, its lines make {counted}")


def present(row: dict[str, str], name: str) -> str:
    if not row[name]:
        raise ValueError(f"{name} is empty")
    return row[name]


@contextmanager
def on_line(line: int) -> Iterator[None]:
    try:
        yield
    except KeyError as error:
        raise Malformed(line, f"no column {error.args[0]}") from error
    except ValueError as error:
        raise Malformed(line, str(error)) from error
