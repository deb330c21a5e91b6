"""The pretended Alipay at its one address: pages that a browser opens, and calls that the merchant's server makes."""

import dataclasses
import json
from collections.abc import Callable
from typing import Any

from wxsim.alipay.bills import AlipayBills
from wxsim.alipay.cashier import AlipayCashier
from wxsim.alipay.courier import AlipayCourier, distort
from wxsim.alipay.pen import request_signed, spoiled
from wxsim.alipay.records import Back, Call, Trade
from wxsim.alipay.trades import Rejected, Trades
from wxsim.crypto import sign
from wxsim.faults import RESPONSE
from wxsim.gate import Refused
from wxsim.people import Person
from wxsim.web import Request, Response, Router, json_response
from wxsim.world import World

PAGES = {"alipay.trade.page.pay": "FAST_INSTANT_TRADE_PAY", "alipay.trade.wap.pay": "QUICK_WAP_WAY"}
UNSIGNED = {"40001", "40002"}
"""Whoever is not known to have asked is answered without a signature."""
WRITES = {"alipay.trade.refund", "alipay.trade.close"}
NEEDED = ("app_id", "method", "charset", "sign_type", "sign", "timestamp", "version", "biz_content")
Content = dict[str, Any]


class Alipay:
    def __init__(self, world: World) -> None:
        self.world, self.store = world, world.store
        self.courier = AlipayCourier(world)
        self.trades = Trades(world, self.courier)
        self.bills = AlipayBills(world)
        self.cashier = AlipayCashier(world, self.trades)
        self.papers = self.courier.papers
        self.calls: dict[str, Callable[[Content], Content]] = {
            "alipay.trade.query": self.trades.query,
            "alipay.trade.close": self.trades.close,
            "alipay.trade.refund": self.trades.refund,
            "alipay.trade.fastpay.refund.query": self.trades.query_refund,
            "alipay.data.dataservice.bill.downloadurl.query": self.bills.address,
            "alipay.open.app.alipaycert.download": self.certificate,
        }

    def routes(self, router: Router) -> None:
        router.add("GET", "/alipay/gateway.do", self.gateway)
        router.add("POST", "/alipay/gateway.do", self.gateway)
        router.add("GET", "/alipay/cashier", self.cashier.show)
        router.add("POST", "/alipay/cashier/pay", self.cashier.pay)
        router.add("GET", "/alipay/bill", self.bills.download)
        router.add("POST", "/_sim/alipay/rotate", self.rotate)
        router.add("GET", "/_sim/alipay/trades", self.every_trade)
        router.add("GET", "/_sim/alipay/refunds", self.every_refund)
        router.add("GET", "/_sim/alipay/notifications", self.every_notification)

    async def gateway(self, request: Request) -> Response:
        said = {**request.query, **(request.form() if request.method == "POST" else {})}
        method = said.get("method", "")
        try:
            content = self.checked(said)
            if method in PAGES:
                return self.opened(said, content)
            answer = {"code": "10000", "msg": "Success", **self.call(method, content)}
        except Rejected as refused:
            if method in PAGES:
                return self.cashier.refused(refused.content()["sub_msg"])
            answer = refused.content()
        return self.answer(method, answer)

    def checked(self, said: dict[str, str]) -> Content:
        """Invalid signatures are told apart from invalid content, as Alipay does."""
        missing = next((name for name in NEEDED if not said.get(name)), "")
        if missing:
            raise Rejected(
                f"isv.missing-{missing.replace('_', '-')}", code="40001", message="Missing Required Arguments"
            )
        if said["app_id"] != self.world.alipay.app_id:
            raise Rejected("isv.invalid-app-id", code="40002", message="Invalid Arguments")
        if said["sign_type"] != "RSA2" or not request_signed(self.world.alipay, said):
            raise Rejected("isv.invalid-signature", code="40002", message="Invalid Arguments")
        if trouble := self.papers.trouble(said):
            raise Rejected(trouble, code="40002", message="Invalid Arguments")
        self.papers.certified = bool(said.get("app_cert_sn"))
        try:
            content = json.loads(said["biz_content"])
        except ValueError:
            content = None
        if not isinstance(content, dict):
            raise Rejected("isv.invalid-arguments", code="40002", message="Invalid Arguments")
        return content

    def opened(self, said: dict[str, str], content: Content) -> Response:
        if content.get("product_code") != PAGES[said["method"]]:
            raise Rejected("ACQ.INVALID_PARAMETER")
        if said["method"] == "alipay.trade.wap.pay" and not content.get("quit_url"):
            raise Rejected("ACQ.INVALID_PARAMETER")
        return self.cashier.opened(self.trades.open(said["method"], said, content))

    def call(self, method: str, content: Content) -> Content:
        if method not in self.calls:
            raise Rejected("isv.invalid-method", code="40002", message="Invalid Arguments")
        if self.world.faults.take("server_error") is not None:
            raise Rejected("aop.unknow-error", code="20000", message="Service Currently Unavailable")
        if self.world.faults.take("rate_limited") is not None:
            raise Rejected("isv.app-call-limited", code="40005", message="Call Limited")
        return self.calls[method](content)

    def answer(self, method: str, content: Content) -> Response:
        """Signed over the part that says something, letter for letter as it is sent."""
        faults = self.world.faults
        distort(faults, content, on=RESPONSE)
        raw = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
        papers = self.papers
        signature = sign(papers.key if papers.certified else self.world.alipay.platform, raw.encode())
        if faults.take("bad_signature", on=RESPONSE) is not None:
            signature = spoiled(signature)
        if content["code"] in UNSIGNED:
            return Response(200, f'{{"error_response":{raw}}}'.encode(), (("Content-Type", "text/html;charset=utf-8"),))
        named = f'"alipay_cert_sn":"{papers.sn}",' if papers.certified else ""
        text = f'{{"{method.replace(".", "_")}_response":{raw},{named}"sign":"{signature}"}}'
        if faults.take("truncated_json") is not None:
            text = text[: len(text) // 2]
        body = text.encode()
        if faults.take("bom", on=RESPONSE) is not None:
            body = b"\xef\xbb\xbf" + body
        lost = content["code"] == "10000" and method in WRITES and faults.take("lost_response") is not None
        slow = faults.take("slow")
        whole = Response(200, body, (("Content-Type", "text/html;charset=utf-8"),), lost=lost)
        return whole if slow is None else dataclasses.replace(whole, delay=float(slow.get("seconds", 8)))

    def certificate(self, content: Content) -> Content:
        found = self.papers.content(str(content.get("alipay_cert_sn", "")))
        if found is None:
            raise Rejected("isv.invalid-arguments", code="40002", message="Invalid Arguments")
        return {"alipay_cert_content": found}

    async def rotate(self, request: Request) -> Response:
        """Another certificate signs from here on; ``how`` may make it one that must not be believed."""
        how = str(request.json().get("how", ""))
        return json_response({"alipay_cert_sn": self.papers.rotate(how)})

    def pay(self, trade: Trade, payer: Person) -> Content:
        try:
            return self.trades.pay(trade, payer)
        except Rejected as refused:
            raise Refused(409, refused.sub_code, refused.content()["sub_msg"]) from None

    async def again(self, out_trade_no: str) -> Content:
        """The payment's notification once more; ``status`` 200 says that the merchant took it."""
        for call in self.store.every(Call):
            if call.said["out_trade_no"] == out_trade_no and "out_biz_no" not in call.said:
                answer = await self.courier.attempt(call)
                return {"status": 200 if answer == "success" else 400, "id": call.notify_id, "answer": answer}
        raise Refused(409, "ORDER_NOT_PAID", "该订单还没有支付，没有可重发的通知")

    async def every_trade(self, request: Request) -> Response:
        del request
        numbers = [one.out_trade_no for one in self.store.every(Trade)]
        return json_response({"items": [self.trades.query({"out_trade_no": number}) for number in numbers]})

    async def every_refund(self, request: Request) -> Response:
        del request
        return json_response({"items": [dataclasses.asdict(one) for one in self.store.every(Back)]})

    async def every_notification(self, request: Request) -> Response:
        del request
        return json_response({"items": [dataclasses.asdict(one) for one in self.store.every(Call)]})


def open_alipay(world: World, router: Router) -> Alipay:
    made = Alipay(world)
    made.routes(router)
    return made
