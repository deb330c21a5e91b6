"""Alipay's bill of a day: two sheets in GBK in one archive, at an address of its own for half a minute."""

import io
import zipfile
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from wxsim.alipay.money import fen, yuan
from wxsim.alipay.records import Back, Trade
from wxsim.alipay.trades import Rejected
from wxsim.crypto import random_text
from wxsim.web import Request, Response
from wxsim.world import SHANGHAI, World

READY_AT = timedelta(days=1, hours=9)
ADDRESS_LIFE = 30
RATE_PER_10000 = 60
HEADINGS = (
    "支付宝交易号,商户订单号,业务类型,商品名称,创建时间,完成时间,门店编号,门店名称,操作员,终端号,对方账户,订单金额（元）,"
    "商家实收（元）,支付宝红包（元）,集分宝（元）,支付宝优惠（元）,商家优惠（元）,券核销金额（元）,券名称,商家红包消费金额（元）,"
    "卡消费金额（元）,退款批次号/请求号,服务费（元）,分润（元）,备注"
)
TABBED = {"支付宝交易号", "商户订单号", "退款批次号/请求号"}
SUMS = ("订单金额（元）", "商家实收（元）")
Row = dict[str, str]


@dataclass(frozen=True)
class Download:
    content: bytes
    expires_at: float


class AlipayBills:
    def __init__(self, world: World) -> None:
        self.world = world
        self.downloads: dict[str, Download] = {}

    def address(self, content: dict[str, Any]) -> dict[str, Any]:
        """A day too young and a day without trade are answered alike."""
        try:
            day = date.fromisoformat(str(content.get("bill_date", "")))
        except ValueError:
            raise Rejected("isv.invalid-arguments", code="40002", message="Invalid Arguments") from None
        if content.get("bill_type") != "trade":
            raise Rejected("isv.invalid-arguments", code="40002", message="Invalid Arguments")
        begins = datetime.combine(day, datetime.min.time(), SHANGHAI)
        rows = self.rows(day.isoformat())
        if self.world.now() < (begins + READY_AT).timestamp() or not rows:
            raise Rejected("isp.bill_not_exist")
        token = random_text(40)
        self.downloads[token] = Download(self.archive(day, self.misread(rows, day)), self.world.now() + ADDRESS_LIFE)
        return {"bill_download_url": f"{self.world.url}/alipay/bill?token={token}"}

    async def download(self, request: Request) -> Response:
        found = self.downloads.get(request.query.get("token", ""))
        if found is None or found.expires_at < self.world.now():
            return Response(403, b"expired")
        return Response(200, found.content, (("Content-Type", "application/zip"),))

    def rows(self, day: str) -> list[Row]:
        trades = {one.out_trade_no: one for one in self.world.store.every(Trade)}
        paid = [self.paid(one) for one in trades.values() if one.paid_at.startswith(day)]
        backs = [one for one in self.world.store.every(Back) if one.at.startswith(day)]
        return [*paid, *(self.given_back(trades[one.out_trade_no], one) for one in backs)]

    def paid(self, trade: Trade) -> Row:
        made = dict.fromkeys(HEADINGS.split(","), "")
        zeros = {name: "0.00" for name in made if name.endswith("（元）")}
        return {
            **made,
            **zeros,
            "支付宝交易号": trade.trade_no,
            "商户订单号": trade.out_trade_no,
            "业务类型": "交易",
            "商品名称": trade.asked["subject"],
            "创建时间": self.world.clock(trade.created_at),
            "完成时间": trade.paid_at,
            "对方账户": "*试(tes***@example.com)",
            "订单金额（元）": yuan(trade.total),
            "商家实收（元）": yuan(trade.total),
            "服务费（元）": yuan(-fee(trade.total)),
        }

    def given_back(self, trade: Trade, back: Back) -> Row:
        return {
            **self.paid(trade),
            "业务类型": "退款",
            "完成时间": back.at,
            "订单金额（元）": yuan(-back.amount),
            "商家实收（元）": yuan(-back.amount),
            "退款批次号/请求号": back.out_request_no,
            "服务费（元）": yuan(fee(back.amount)),
        }

    def misread(self, rows: list[Row], day: date) -> list[Row]:
        """The planted discrepancies. The totals are of what the file says, so only a comparison finds them."""
        faults = self.world.faults
        if faults.take("bill_off_by_one") is not None:
            for name in SUMS:
                rows[0][name] = yuan(fen(rows[0][name]) + 1)
        if faults.take("bill_row_missing") is not None:
            rows.pop(len(rows) // 2)
        if faults.take("bill_row_extra") is not None:
            rows.append(self.paid(nobodys(day)))
        return rows

    def archive(self, day: date, rows: list[Row]) -> bytes:
        """Names inside are GBK without a mark, which no library of today writes: they take the place of others."""
        whose, packed = f"{self.world.alipay.seller_id}0156", io.BytesIO()
        names: dict[bytes, bytes] = {}
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as made:
            for name, text in (("业务明细", self.sheet(day, rows)), ("业务明细(汇总)", "#支付宝业务汇总查询\r\n")):
                right = f"{whose}_{day:%Y%m%d}_{name}.csv".encode("gbk")
                names[random_text(len(right)).encode()] = right
                made.writestr(list(names)[-1].decode(), text.encode("gbk"))
        content = packed.getvalue()
        for stand_in, right in names.items():
            content = content.replace(stand_in, right)
        return content

    def sheet(self, day: date, rows: list[Row]) -> str:
        after = day + timedelta(days=1)
        rule = "-" * 41
        lines = [
            "#支付宝业务明细查询",
            f"#账号：[{self.world.alipay.seller_id}0156]",
            f"#起始日期：[{day:%Y年%m月%d日} 00:00:00]   终止日期：[{after:%Y年%m月%d日} 00:00:00]",
            f"#{rule}业务明细列表{rule}",
            HEADINGS,
            *(",".join(value + ("\t" if name in TABBED else "") for name, value in row.items()) for row in rows),
            f"#{rule}业务明细列表结束{rule[:36]}",
            total(rows, "交易", "#交易合计：{}笔，商家实收共{}元，商家优惠共0.00元"),
            total(rows, "退款", "#退款合计：{}笔，商家实收退款共{}元，商家优惠退款共0.00元"),
            f"#导出时间：[{after:%Y年%m月%d日} 06:27:10]",
        ]
        return "\r\n".join(lines) + "\r\n"


def total(rows: list[Row], kind: str, words: str) -> str:
    of_kind = [row for row in rows if row["业务类型"] == kind]
    return words.format(len(of_kind), yuan(sum(fen(row["商家实收（元）"]) for row in of_kind)))


def fee(amount: int) -> int:
    """0.60 %, rounded to the fen."""
    return (amount * RATE_PER_10000 + 5000) // 10000


def nobodys(day: date) -> Trade:
    """A payment that nobody made."""
    at = datetime.combine(day, datetime.min.time(), SHANGHAI).timestamp()
    asked = {"subject": "多出来的一行"}
    made = Trade(f"X{random_text(20)}", f"20{day:%Y%m%d}22001", 100, asked, "", "", "", at, at)
    made.paid_at = f"{day} 23:59:58"
    return made
