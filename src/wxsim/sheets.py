"""What stands in a bill: headings, one line for each trade, two lines of totals. Yuan, each field after a back-tick."""

from collections.abc import Callable, Iterable
from datetime import datetime

from wxsim.crypto import random_text
from wxsim.store import Order, Refund
from wxsim.world import World

Row = dict[str, str]
REFUND_COLUMNS = ("微信退款单号", "商户退款单号", "退款金额", "充值券退款金额", "退款类型", "退款状态", "申请退款金额")
REFUND_TIMES = ("退款申请时间", "退款成功时间")
REFUND_STATES = {"SUCCESS": "SUCCESS", "PROCESSING": "PROCESSING", "ABNORMAL": "CHANGE", "CLOSED": "FAIL"}
RATE_PER_10000 = 60
HEADINGS = (
    "交易时间,公众账号ID,商户号,特约商户号,设备号,微信订单号,商户订单号,用户标识,交易类型,交易状态,付款银行,货币种类,"
    "应结订单金额,代金券金额,微信退款单号,商户退款单号,退款金额,充值券退款金额,退款类型,退款状态,商品名称,商户数据包,"
    "手续费,费率,订单金额,申请退款金额,费率备注"
)
ALL = HEADINGS.split(",")
Total = tuple[str, Callable[[list[Row]], str]]


def yuan(fen: int, *, places: int = 2) -> str:
    sign, fen = ("-", -fen) if fen < 0 else ("", fen)
    return f"{sign}{fen // 100}.{fen % 100:02d}" + "0" * (places - 2)


def fen(text: str) -> int:
    """Back from ``yuan``."""
    whole, _, part = text.partition(".")
    found = abs(int(whole)) * 100 + int(part[:2])
    return -found if text.startswith("-") else found


def fee(amount: int) -> int:
    """0.60 %, rounded to the fen."""
    return (amount * RATE_PER_10000 + 5000) // 10000


def sum_of(name: str, *, places: int = 2) -> Callable[[list[Row]], str]:
    return lambda rows: yuan(sum(fen(row[name]) for row in rows), places=places)


def count_where(name: str, value: str) -> Callable[[list[Row]], str]:
    return lambda rows: str(sum(row[name] == value for row in rows))


def sum_where(name: str, value: str, amount: str) -> Callable[[list[Row]], str]:
    return lambda rows: yuan(sum(fen(row[amount]) for row in rows if row[name] == value))


COUNT: Total = ("总交易单数", lambda rows: str(len(rows)))
SETTLED: Total = ("应结订单总金额", sum_of("应结订单金额"))
FEES: Total = ("手续费总金额", sum_of("手续费", places=5))
ORDERED: Total = ("订单总金额", sum_of("订单金额"))
GIVEN_BACK: tuple[Total, ...] = (("退款总金额", sum_of("退款金额")), ("充值券退款总金额", sum_of("充值券退款金额")))
ASKED_BACK: Total = ("申请退款总金额", sum_of("申请退款金额"))
TRADES: dict[str, tuple[Total, ...]] = {
    "ALL": (COUNT, SETTLED, *GIVEN_BACK, FEES, ORDERED, ASKED_BACK),
    "SUCCESS": (COUNT, SETTLED, FEES, ORDERED),
    "REFUND": (COUNT, SETTLED, *GIVEN_BACK, FEES, ORDERED, ASKED_BACK),
}
FLOWS: tuple[Total, ...] = (
    ("资金流水总笔数", lambda rows: str(len(rows))),
    ("收入笔数", count_where("收支类型", "收入")),
    ("收入金额", sum_where("收支类型", "收入", "收支金额(元)")),
    ("支出笔数", count_where("收支类型", "支出")),
    ("支出金额", sum_where("收支类型", "支出", "收支金额(元)")),
)


def columns(kind: str) -> list[str]:
    if kind == "SUCCESS":
        return [name for name in ALL if name not in REFUND_COLUMNS]
    at = ALL.index("微信退款单号")
    return [*ALL[:at], *REFUND_TIMES, *ALL[at:]] if kind == "REFUND" else ALL


def sheet(names: list[str], rows: list[Row], totals: tuple[Total, ...]) -> str:
    lines = [",".join(names), *(ticked(row[name] for name in names) for row in rows)]
    lines += [",".join(name for name, _ in totals), ticked(count(rows) for _, count in totals)]
    return "\r\n".join(lines) + "\r\n"


def ticked(values: Iterable[str]) -> str:
    return ",".join(f"`{value}" for value in values)


def clock(stamp: str) -> str:
    return stamp[:19].replace("T", " ")


def trades(world: World, day: str) -> list[Row]:
    """Payments of the day, and refunds asked for on it, in the order they happened."""
    store = world.store
    rows = [paid(world, one) for one in store.every(Order) if one.success_time[:10] == day]
    for one in store.every(Refund):
        order = store.find(Order, one.out_trade_no)
        if order and one.create_time[:10] == day:
            rows.append(given_back(world, order, one))
    return sorted(rows, key=lambda row: row["交易时间"])


def paid(world: World, order: Order) -> Row:
    return {
        "交易时间": clock(order.success_time),
        "公众账号ID": world.keys.appid,
        "商户号": world.keys.mchid,
        "特约商户号": "0",
        "设备号": "",
        "微信订单号": order.transaction_id,
        "商户订单号": order.out_trade_no,
        "用户标识": order.openid,
        "交易类型": order.trade_type,
        "交易状态": "SUCCESS",
        "付款银行": "OTHERS",
        "货币种类": "CNY",
        "应结订单金额": yuan(order.total),
        "代金券金额": "0.00",
        "退款申请时间": "",
        "退款成功时间": "",
        "微信退款单号": "0",
        "商户退款单号": "0",
        "退款金额": "0.00",
        "充值券退款金额": "0.00",
        "退款类型": "",
        "退款状态": "",
        "商品名称": order.asked["description"],
        "商户数据包": order.asked.get("attach", ""),
        "手续费": yuan(fee(order.total), places=5),
        "费率": "0.60%",
        "订单金额": yuan(order.total),
        "申请退款金额": "0.00",
        "费率备注": "",
    }


def given_back(world: World, order: Order, refund: Refund) -> Row:
    return {
        **paid(world, order),
        "交易时间": clock(refund.create_time),
        "交易状态": "REFUND",
        "应结订单金额": "0.00",
        "退款申请时间": clock(refund.create_time),
        "退款成功时间": clock(refund.success_time),
        "微信退款单号": refund.refund_id,
        "商户退款单号": refund.out_refund_no,
        "退款金额": yuan(refund.amount),
        "退款类型": "ORIGINAL",
        "退款状态": REFUND_STATES[refund.status],
        "手续费": yuan(-fee(refund.amount), places=5),
        "订单金额": "0.00",
        "申请退款金额": yuan(refund.amount),
    }


def made_up(world: World, day: str) -> Row:
    """A payment that nobody made."""
    stamp = f"{day}T23:59:58+08:00"
    order = Order(
        out_trade_no=f"X{random_text(20)}",
        trade_type="NATIVE",
        asked={"description": "多出来的一行", "amount": {"total": 100}},
        created_at=datetime.fromisoformat(stamp).timestamp(),
        transaction_id=world.reference("4200"),
        success_time=stamp,
    )
    return paid(world, order)


def fund_flows(world: World, day: str) -> list[Row]:
    """Each trade of the day as it moved the balance: the amount, and the fee apart."""
    balance = 0
    rows: list[Row] = []
    for row in trades(world, day):
        refunded = row["交易状态"] == "REFUND"
        if refunded and row["退款状态"] not in {"SUCCESS", "PROCESSING"}:
            continue
        number, voucher = (
            (row["微信退款单号"], row["商户退款单号"]) if refunded else (row["微信订单号"], row["商户订单号"])
        )
        moves = [("退款", -fen(row["退款金额"]) - fen(row["手续费"]))] if refunded else arrivals(row)
        for kind, amount in moves:
            balance += amount
            rows.append(
                {
                    "记账时间": row["交易时间"],
                    "微信支付业务单号": number,
                    "资金流水单号": str(10**17 + len(rows)),
                    "业务名称": kind,
                    "业务类型": kind,
                    "收支类型": "收入" if amount > 0 else "支出",
                    "收支金额(元)": yuan(abs(amount)),
                    "账户结余(元)": yuan(balance),
                    "资金变更提交申请人": "system",
                    "备注": "",
                    "业务凭证号": voucher,
                }
            )
    return rows


def arrivals(row: Row) -> list[tuple[str, int]]:
    fees = fen(row["手续费"])
    return [("交易", fen(row["订单金额"])), *([("扣除交易手续费", -fees)] if fees else [])]
