"""WeChat Pay's bills: CSV in yuan, every field after a back-tick, two lines of totals at the end.

Read strictly. What does not add up is refused with the number of its line, never guessed at.
"""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final, TypeVar

from zhiyu.kernel.clock import SHANGHAI
from zhiyu.wechat.errors import Permanent

YUAN: Final = re.compile(r"(-?)(\d{1,12})(?:\.(\d{1,5}))?", re.ASCII)
STATES: Final = {"SUCCESS", "REFUND"}
Row = dict[str, str]
T = TypeVar("T")


class Malformed(Permanent):
    """``line`` counts from 1, as an editor shows it."""

    def __init__(self, line: int, why: str) -> None:
        super().__init__("BILL_MALFORMED", f"line {line}: {why}")
        self.line = line


@dataclass(frozen=True, kw_only=True)
class Trade:
    """One line: a payment, or a refund (its amounts are positive; ``fee_fen`` is then what came back, negative)."""

    at: datetime
    mchid: str
    out_trade_no: str
    transaction_id: str
    total_fen: int
    fee_fen: int
    out_refund_no: str = ""
    refund_id: str = ""
    refund_status: str = ""
    refund_fen: int = 0

    @property
    def is_refund(self) -> bool:
        return bool(self.out_refund_no)


@dataclass(frozen=True, kw_only=True)
class Flow:
    """One movement of the account: income positive, expense negative."""

    at: datetime
    reference: str
    number: str
    kind: str
    amount_fen: int
    balance_fen: int
    voucher: str


@dataclass(frozen=True)
class Sheet:
    rows: tuple[tuple[int, Row], ...]
    totals: Row
    totals_line: int

    def agree(self, name: str, counted: int, *, read: Callable[[str], int]) -> None:
        said = self.totals.get(name)
        with on_line(self.totals_line):
            if said is None or read(said) != counted:
                raise ValueError(f"{name} is {said}, the lines make {counted}")


def read_trades(content: bytes) -> tuple[Trade, ...]:
    sheet = read_sheet(content)
    trades = read_rows(sheet, trade)
    sheet.agree("总交易单数", len(trades), read=int)
    sheet.agree("订单总金额", sum(one.total_fen for one in trades if not one.is_refund), read=fen)
    sheet.agree("申请退款总金额", sum(one.refund_fen for one in trades), read=fen)
    sheet.agree("手续费总金额", sum(one.fee_fen for one in trades), read=fen)
    return trades


def read_flows(content: bytes) -> tuple[Flow, ...]:
    sheet = read_sheet(content)
    flows = read_rows(sheet, flow)
    income = [one.amount_fen for one in flows if one.amount_fen > 0]
    expense = [one.amount_fen for one in flows if one.amount_fen <= 0]
    sheet.agree("资金流水总笔数", len(flows), read=int)
    sheet.agree("收入笔数", len(income), read=int)
    sheet.agree("收入金额", sum(income), read=fen)
    sheet.agree("支出笔数", len(expense), read=int)
    sheet.agree("支出金额", -sum(expense), read=fen)
    return flows


def read_rows(sheet: Sheet, read: Callable[[Row], T]) -> tuple[T, ...]:
    found = []
    for line, row in sheet.rows:
        with on_line(line):
            found.append(read(row))
    return tuple(found)


def read_sheet(content: bytes) -> Sheet:
    try:
        lines = content.decode("utf-8-sig").replace("\r\n", "\n").split("\n")
    except UnicodeDecodeError as error:
        raise Malformed(content[: error.start].count(b"\n") + 1, "not UTF-8") from error
    while lines and not lines[-1]:
        lines.pop()
    if len(lines) < 3:  # noqa: PLR2004 -- headings, headings of the totals, totals
        raise Malformed(len(lines), "the bill ends too early")
    *body, total_names, total_values = lines
    names, rows = body[0].split(","), []
    for at, line in enumerate(body[1:], start=2):
        with on_line(at):
            rows.append((at, fields(line, names)))
    with on_line(len(lines)):
        return Sheet(tuple(rows), fields(total_values, total_names.split(",")), len(lines))


@contextmanager
def on_line(line: int) -> Iterator[None]:
    try:
        yield
    except KeyError as error:
        raise Malformed(line, f"no column {error.args[0]}") from error
    except ValueError as error:
        raise Malformed(line, str(error)) from error


def fields(line: str, names: list[str]) -> Row:
    """A product's name may hold a comma; only a comma and a back-tick part two fields."""
    if not line.startswith("`"):
        raise ValueError("does not begin with a back-tick")
    values = line[1:].split(",`")
    if len(values) != len(names):
        raise ValueError(f"{len(values)} fields, {len(names)} headings")
    return dict(zip(names, values, strict=True))


def trade(row: Row) -> Trade:
    state = row["交易状态"]
    if state not in STATES:
        raise ValueError(f"a trade of state {state!r}")
    if row["货币种类"] != "CNY":
        raise ValueError(f"a trade in {row['货币种类']!r}")
    made = Trade(
        at=moment(row["交易时间"]),
        mchid=present(row, "商户号"),
        out_trade_no=present(row, "商户订单号"),
        transaction_id=present(row, "微信订单号"),
        total_fen=fen(row["订单金额"]),
        fee_fen=fen(row["手续费"]),
    )
    if state == "SUCCESS":
        return made
    return replace(
        made,
        out_refund_no=present(row, "商户退款单号"),
        refund_id=present(row, "微信退款单号"),
        refund_status=present(row, "退款状态"),
        refund_fen=fen(row["申请退款金额"]),
    )


def flow(row: Row) -> Flow:
    way, amount = row["收支类型"], fen(row["收支金额(元)"])
    if way not in {"收入", "支出"} or amount < 0:
        raise ValueError(f"a movement {way!r} of {amount} fen")
    return Flow(
        at=moment(row["记账时间"]),
        reference=row["微信支付业务单号"],
        number=present(row, "资金流水单号"),
        kind=row["业务类型"],
        amount_fen=amount if way == "收入" else -amount,
        balance_fen=fen(row["账户结余(元)"]),
        voucher=row["业务凭证号"],
    )


def present(row: Row, name: str) -> str:
    if row[name] in {"", "0"}:
        raise ValueError(f"{name} is empty")
    return row[name]


def moment(text: str) -> datetime:
    return datetime.strptime(text, "%Y-%m-%d %H:%M:%S").replace(tzinfo=SHANGHAI)


def fen(yuan: str) -> int:
    """Exactly; a part of a fen is no amount."""
    found = YUAN.fullmatch(yuan)
    if found is None:
        raise ValueError(f"no amount: {yuan!r}")
    sign, whole, part = found.groups(default="")
    part = part.ljust(5, "0")
    if part[2:] != "000":
        raise ValueError(f"a part of a fen: {yuan!r}")
    amount = int(whole) * 100 + int(part[:2])
    return -amount if sign else amount
