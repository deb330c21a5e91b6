"""WeChat's trade bill as the port's."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import Final

from zhiyu.commerce.payments import Bill, BillRow, ProviderPermanent
from zhiyu.kernel.clock import SHANGHAI
from zhiyu.wechat.bills import Trade

COMPLETE: Final = time(10)
"""WeChat writes a day's bill from nine the next morning and asks to be asked from ten."""
CAME_BACK: Final = {"FAIL", "CHANGE"}
"""Refunds that did not reach the buyer: the money is with us again."""


def ready_at(day: date) -> datetime:
    return datetime.combine(day + timedelta(days=1), COMPLETE, SHANGHAI)


def bill_of(day: date, trades: Iterable[Trade], *, mchid: str) -> Bill:
    """Only what moved money. The totals are of the lines kept; WeChat's own were checked when the file was read."""
    rows = []
    for trade in trades:
        if trade.mchid != mchid:
            raise ProviderPermanent(f"the bill of {day:%Y-%m-%d} speaks of another merchant: {trade.out_trade_no}")
        if trade.refund_status not in CAME_BACK:
            rows.append(row_of(trade))
    return Bill(
        day=day,
        rows=tuple(rows),
        total_fen=sum(row.amount_fen for row in rows if row.kind == "payment"),
        refund_fen=sum(row.amount_fen for row in rows if row.kind == "refund"),
        fee_fen=sum(row.fee_fen for row in rows),
    )


def row_of(trade: Trade) -> BillRow:
    return BillRow(
        kind="refund" if trade.is_refund else "payment",
        out_no=trade.out_refund_no or trade.out_trade_no,
        reference=trade.refund_id or trade.transaction_id,
        amount_fen=trade.refund_fen if trade.is_refund else trade.total_fen,
        fee_fen=trade.fee_fen,
        at=trade.at,
    )
