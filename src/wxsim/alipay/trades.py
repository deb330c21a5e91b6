"""Trades and what may be done with them: paid, asked after, closed, given back."""

from datetime import datetime
from typing import Any

from wxsim.alipay.courier import AlipayCourier
from wxsim.alipay.money import fen, yuan
from wxsim.alipay.records import Back, Trade
from wxsim.people import PEOPLE, Person
from wxsim.world import SHANGHAI, World

PAID = {"TRADE_SUCCESS", "TRADE_FINISHED"}
YEAR = 365 * 86400
WORDS = {
    "ACQ.TRADE_NOT_EXIST": "交易不存在",
    "ACQ.TRADE_STATUS_ERROR": "交易状态不合法",
    "ACQ.TRADE_HAS_CLOSE": "交易已经关闭",
    "ACQ.TRADE_HAS_SUCCESS": "交易已被支付",
    "ACQ.CONTEXT_INCONSISTENT": "交易信息被篡改",
    "ACQ.INVALID_PARAMETER": "参数无效",
    "ACQ.REFUND_AMT_NOT_EQUAL_TOTAL": "退款金额超限",
    "ACQ.DISCORDANT_REPEAT_REQUEST": "同一笔退款请求号的参数不一致",
    "ACQ.SELLER_BALANCE_NOT_ENOUGH": "商户的支付宝账户中无足够的资金",
    "ACQ.TRADE_NOT_ALLOW_REFUND": "当前交易不允许退款",
}


class Rejected(Exception):
    """A refusal as the gateway writes it."""

    def __init__(self, sub_code: str, *, code: str = "40004", message: str = "Business Failed") -> None:
        super().__init__(sub_code)
        self.sub_code, self.code, self.message = sub_code, code, message

    def content(self) -> dict[str, Any]:
        said = {"code": self.code, "msg": self.message}
        return {**said, "sub_code": self.sub_code, "sub_msg": WORDS.get(self.sub_code, self.sub_code)}


class Trades:
    def __init__(self, world: World, courier: AlipayCourier) -> None:
        self.world, self.store, self.courier = world, world.store, courier

    def find(self, content: dict[str, Any]) -> Trade:
        number, reference = str(content.get("out_trade_no") or ""), str(content.get("trade_no") or "")
        if not number and not reference:
            raise Rejected("ACQ.INVALID_PARAMETER")
        for trade in self.store.every(Trade):
            if number in {"", trade.out_trade_no} and reference in {"", trade.trade_no}:
                return trade
        raise Rejected("ACQ.TRADE_NOT_EXIST")

    def open(self, way: str, said: dict[str, str], content: dict[str, Any]) -> Trade:
        """A signed page is opened: the first time the trade comes to be, later it must say the same."""
        total, expires_at = self.checked(content)
        trade = self.store.find(Trade, content["out_trade_no"])
        if trade is None:
            trade = Trade(
                out_trade_no=content["out_trade_no"],
                trade_no=self.world.reference("20")[:28],
                total=total,
                asked=content,
                way=way,
                notify_url=said.get("notify_url", ""),
                return_url=said.get("return_url", ""),
                created_at=self.world.now(),
                expires_at=expires_at,
            )
        elif trade.total != total or trade.asked["subject"] != content["subject"]:
            raise Rejected("ACQ.CONTEXT_INCONSISTENT")
        trade.return_url = said.get("return_url", "")
        self.store.keep(trade)
        return trade

    def checked(self, content: dict[str, Any]) -> tuple[int, float]:
        try:
            total = fen(content["total_amount"])
            expires = datetime.strptime(content["time_expire"], "%Y-%m-%d %H:%M:%S").replace(tzinfo=SHANGHAI)
            named = content["out_trade_no"].isascii() and 1 <= len(content["out_trade_no"]) <= 64  # noqa: PLR2004
            subject = content["subject"]
        except (KeyError, ValueError, TypeError, AttributeError):
            raise Rejected("ACQ.INVALID_PARAMETER") from None
        if total < 1 or not named or not subject or len(subject) > 256 or set("/=&") & set(subject):  # noqa: PLR2004
            raise Rejected("ACQ.INVALID_PARAMETER")
        return total, expires.timestamp()

    def expired(self, trade: Trade) -> bool:
        return self.world.now() >= trade.expires_at

    def pay(self, trade: Trade, payer: Person = PEOPLE[0]) -> dict[str, Any]:
        """Someone pays. The notification leaves at once, in the background."""
        if trade.status in PAID:
            raise Rejected("ACQ.TRADE_HAS_SUCCESS")
        if trade.status == "TRADE_CLOSED" or self.expired(trade):
            raise Rejected("ACQ.TRADE_HAS_CLOSE")
        trade.status, trade.buyer, trade.paid_at = "TRADE_SUCCESS", payer.number, self.world.clock()
        self.store.keep(trade)
        self.courier.notify(trade.notify_url, self.notice(trade), hold=True)
        return self.query({"out_trade_no": trade.out_trade_no})

    def notice(self, trade: Trade) -> dict[str, str]:
        total = yuan(trade.total)
        return {
            "notify_type": "trade_status_sync",
            "app_id": self.world.alipay.app_id,
            "auth_app_id": self.world.alipay.app_id,
            "charset": "utf-8",
            "version": "1.0",
            "trade_no": trade.trade_no,
            "out_trade_no": trade.out_trade_no,
            "trade_status": trade.status,
            "seller_id": self.world.alipay.seller_id,
            "buyer_id": f"2088{trade.buyer:012d}",
            "subject": trade.asked["subject"],
            "total_amount": total,
            "receipt_amount": total,
            "buyer_pay_amount": total,
            "invoice_amount": total,
            "point_amount": "0.00",
            "fund_bill_list": f'[{{"amount":"{total}","fundChannel":"ALIPAYACCOUNT"}}]',
            "gmt_create": self.world.clock(trade.created_at),
            "gmt_payment": trade.paid_at,
        }

    def query(self, content: dict[str, Any]) -> dict[str, Any]:
        trade = self.find(content)
        if trade.status == "WAIT_BUYER_PAY" and self.expired(trade):
            trade.status = "TRADE_CLOSED"
        said = {
            "trade_no": trade.trade_no,
            "out_trade_no": trade.out_trade_no,
            "trade_status": trade.status,
            "total_amount": yuan(trade.total),
            "buyer_logon_id": "tes***@example.com",
            "receipt_amount": "0.00",
            "buyer_pay_amount": "0.00",
            "point_amount": "0.00",
            "invoice_amount": "0.00",
        }
        return {**said, "send_pay_date": trade.paid_at} if trade.paid_at else said

    def close(self, content: dict[str, Any]) -> dict[str, Any]:
        trade = self.find(content)
        if trade.status != "WAIT_BUYER_PAY":
            raise Rejected("ACQ.TRADE_STATUS_ERROR")
        trade.status = "TRADE_CLOSED"
        self.store.keep(trade)
        return {"trade_no": trade.trade_no, "out_trade_no": trade.out_trade_no}

    def backs(self, trade: Trade) -> list[Back]:
        return [one for one in self.store.every(Back) if one.out_trade_no == trade.out_trade_no]

    def refund(self, content: dict[str, Any]) -> dict[str, Any]:
        trade = self.find(content)
        try:
            amount = fen(str(content.get("refund_amount", "")))
        except ValueError:
            raise Rejected("ACQ.INVALID_PARAMETER") from None
        number = str(content.get("out_request_no") or trade.out_trade_no)
        known = self.store.find(Back, f"{trade.out_trade_no} {number}")
        if known is None:
            self.give_back(trade, number, amount, str(content.get("refund_reason", "")))
        elif known.amount != amount:
            raise Rejected("ACQ.DISCORDANT_REPEAT_REQUEST")
        return {
            "trade_no": trade.trade_no,
            "out_trade_no": trade.out_trade_no,
            "buyer_logon_id": "tes***@example.com",
            "fund_change": "Y" if known is None else "N",
            "refund_fee": yuan(sum(one.amount for one in self.backs(trade))),
        }

    def give_back(self, trade: Trade, number: str, amount: int, reason: str) -> None:
        """At once; the trade closes when nothing of it is left."""
        if trade.status not in PAID or self.world.now() - trade.created_at > YEAR:
            raise Rejected("ACQ.TRADE_NOT_ALLOW_REFUND" if trade.paid_at else "ACQ.TRADE_STATUS_ERROR")
        if self.world.faults.take("refund_abnormal") is not None:
            raise Rejected("ACQ.SELLER_BALANCE_NOT_ENOUGH")
        gone = sum(one.amount for one in self.backs(trade)) + amount
        if amount < 1 or gone > trade.total:
            raise Rejected("ACQ.REFUND_AMT_NOT_EQUAL_TOTAL")
        at = self.world.clock()
        self.store.keep(Back(number, trade.out_trade_no, amount, reason, at))
        if gone == trade.total:
            trade.status = "TRADE_CLOSED"
            self.store.keep(trade)
        told = {"gmt_refund": f"{at}.000", "refund_fee": yuan(gone), "out_biz_no": number}
        self.courier.notify(trade.notify_url, {**self.notice(trade), **told})

    def query_refund(self, content: dict[str, Any]) -> dict[str, Any]:
        """A number nobody used is no error: the answer then holds no status."""
        trade = self.find(content)
        number = str(content.get("out_request_no") or "")
        found = self.store.find(Back, f"{trade.out_trade_no} {number}")
        if found is None:
            return {}
        return {
            "trade_no": trade.trade_no,
            "out_trade_no": trade.out_trade_no,
            "out_request_no": number,
            "total_amount": yuan(trade.total),
            "refund_amount": yuan(found.amount),
            "refund_status": "REFUND_SUCCESS",
            "gmt_refund_pay": found.at,
        }
