"""WeChat Pay v3, raw: one method a call, dictionaries as WeChat writes them, typed errors."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from urllib.parse import quote, urlencode

from zhiyu.kernel.clock import SHANGHAI
from zhiyu.wechat.bills import Flow, Trade, read_flows, read_trades
from zhiyu.wechat.transport import Transport

DESCRIPTION_LIMIT = 127
REASON_LIMIT = 80


@dataclass(frozen=True, kw_only=True)
class Purchase:
    out_trade_no: str
    description: str
    total_fen: int
    notify_url: str
    expires_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class GivingBack:
    """A refund by its own number, of a payment known by WeChat's number or else by ours."""

    out_refund_no: str
    out_trade_no: str
    transaction_id: str = ""
    refund_fen: int
    total_fen: int
    reason: str
    notify_url: str


@dataclass(frozen=True)
class Pay:
    mchid: str
    appid: str
    transport: Transport

    def native(self, purchase: Purchase) -> str:
        """The ``code_url`` to draw as a QR code."""
        return str(self.transport.post("/v3/pay/transactions/native", self.order(purchase))["code_url"])

    def jsapi(self, purchase: Purchase, *, openid: str) -> dict[str, str]:
        """Signed parameters for the page in WeChat's browser."""
        body = {**self.order(purchase), "payer": {"openid": openid}}
        prepay_id = str(self.transport.post("/v3/pay/transactions/jsapi", body)["prepay_id"])
        return self.transport.signer.bridge_parameters(appid=self.appid, prepay_id=prepay_id)

    def h5(self, purchase: Purchase, *, client_ip: str) -> str:
        """The ``h5_url`` for a phone's browser outside WeChat."""
        scene = {"payer_client_ip": client_ip, "h5_info": {"type": "Wap"}}
        return str(
            self.transport.post("/v3/pay/transactions/h5", {**self.order(purchase), "scene_info": scene})["h5_url"]
        )

    def query(self, out_trade_no: str) -> dict[str, Any]:
        return self.transport.get(f"/v3/pay/transactions/out-trade-no/{quote(out_trade_no, safe='')}?{self.us()}")

    def query_by_id(self, transaction_id: str) -> dict[str, Any]:
        return self.transport.get(f"/v3/pay/transactions/id/{quote(transaction_id, safe='')}?{self.us()}")

    def close(self, out_trade_no: str) -> None:
        path = f"/v3/pay/transactions/out-trade-no/{quote(out_trade_no, safe='')}/close"
        self.transport.post(path, {"mchid": self.mchid})

    def refund(self, back: GivingBack) -> dict[str, Any]:
        paid = {"transaction_id": back.transaction_id} if back.transaction_id else {"out_trade_no": back.out_trade_no}
        body = {
            **paid,
            "out_refund_no": back.out_refund_no,
            "reason": back.reason[:REASON_LIMIT],
            "notify_url": back.notify_url,
            "amount": {"refund": back.refund_fen, "total": back.total_fen, "currency": "CNY"},
        }
        return self.transport.post("/v3/refund/domestic/refunds", body)

    def query_refund(self, out_refund_no: str) -> dict[str, Any]:
        return self.transport.get(f"/v3/refund/domestic/refunds/{quote(out_refund_no, safe='')}")

    def trades(self, day: date) -> tuple[Trade, ...]:
        """The trade bill of a day in Shanghai. ``NotThere``: no trade that day, or, too early, none yet."""
        asked = urlencode({"bill_date": day.isoformat(), "bill_type": "ALL", "tar_type": "GZIP"})
        return read_trades(self.transport.file(self.transport.get(f"/v3/bill/tradebill?{asked}")))

    def flows(self, day: date) -> tuple[Flow, ...]:
        """What moved on our account that day, fees apart."""
        asked = urlencode({"bill_date": day.isoformat(), "account_type": "BASIC", "tar_type": "GZIP"})
        return read_flows(self.transport.file(self.transport.get(f"/v3/bill/fundflowbill?{asked}")))

    def us(self) -> str:
        return urlencode({"mchid": self.mchid})

    def order(self, purchase: Purchase) -> dict[str, Any]:
        body: dict[str, Any] = {
            "appid": self.appid,
            "mchid": self.mchid,
            "description": plain(purchase.description)[:DESCRIPTION_LIMIT],
            "out_trade_no": purchase.out_trade_no,
            "notify_url": purchase.notify_url,
            "amount": {"total": purchase.total_fen, "currency": "CNY"},
        }
        if purchase.expires_at:
            body["time_expire"] = purchase.expires_at.astimezone(SHANGHAI).isoformat(timespec="seconds")
        return body


def plain(text: str) -> str:
    """One line without back-ticks: WeChat's bills part their fields by those."""
    return " ".join(text.replace("`", "'").split())
