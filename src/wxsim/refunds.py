"""``/v3/refund/domestic/refunds``: accepted at once, settled a moment later."""

from typing import Any

from wxsim.courier import Courier
from wxsim.gate import Refused, body_of, guarded
from wxsim.params import REFUND, check_currency, check_fen, check_notify_url, check_texts, wrong
from wxsim.store import Order, Refund
from wxsim.web import Request, Response, Router, json_response
from wxsim.world import World

MOST = 50
YEAR = 365 * 86400


class Refunds:
    def __init__(self, world: World, courier: Courier) -> None:
        self.world, self.store, self.courier = world, world.store, courier

    def routes(self, router: Router) -> None:
        base = "/v3/refund/domestic/refunds"
        router.add("POST", base, guarded(self.world, self.refund))
        router.add("GET", f"{base}/{{out_refund_no}}", guarded(self.world, self.query))

    async def refund(self, request: Request) -> Response:
        body = body_of(request)
        check_texts(body, REFUND)
        check_fen(body.get("amount"), "refund")
        check_fen(body["amount"], "total")
        check_currency(body["amount"])
        if body.get("notify_url"):
            check_notify_url(body["notify_url"])
        order = self.order_of(body)
        known = self.store.find(Refund, body["out_refund_no"])
        if known is None:
            known = self.accept(order, body)
        elif (known.out_trade_no, known.asked["amount"]) != (order.out_trade_no, body["amount"]):
            raise Refused(400, "INVALID_REQUEST", "订单金额或退款金额与之前请求不一致，请核实后再试")
        return json_response(self.said(known))

    def order_of(self, body: dict[str, Any]) -> Order:
        number, reference = body.get("out_trade_no"), body.get("transaction_id")
        if not number and not reference:
            raise wrong("transaction_id", "transaction_id 与 out_trade_no 至少填一个")
        for order in self.store.every(Order):
            if number in (None, "", order.out_trade_no) and reference in (None, "", order.transaction_id):
                if order.trade_state not in {"SUCCESS", "REFUND"}:
                    raise Refused(400, "INVALID_REQUEST", "订单未支付，不能退款")
                return order
        raise Refused(404, "RESOURCE_NOT_EXISTS", "订单不存在，请检查订单号")

    def accept(self, order: Order, body: dict[str, Any]) -> Refund:
        before = [one for one in self.store.every(Refund) if one.out_trade_no == order.out_trade_no]
        spent = sum(one.amount for one in before if one.status != "CLOSED")
        if body["amount"]["total"] != order.total:
            raise Refused(400, "INVALID_REQUEST", "订单总金额与支付金额不一致")
        if spent + body["amount"]["refund"] > order.total:
            raise Refused(400, "INVALID_REQUEST", "申请退款金额大于订单可退金额")
        if len(before) >= MOST:
            raise Refused(403, "RULE_LIMIT", "一笔订单最多支持50次部分退款")
        if self.world.now() - order.created_at > YEAR:
            raise Refused(403, "TRADE_ERROR", "订单已超过可退款期限")
        refund = Refund(
            out_refund_no=body["out_refund_no"],
            refund_id=self.world.reference("5030"),
            out_trade_no=order.out_trade_no,
            asked=body,
            create_time=self.world.stamp(),
            settle_at=self.world.now() + self.world.refund_seconds,
            ends="ABNORMAL" if self.world.faults.take("refund_abnormal") is not None else "SUCCESS",
        )
        order.trade_state = "REFUND"
        self.store.keep(order)
        self.store.keep(refund)
        return refund

    async def query(self, request: Request) -> Response:
        refund = self.store.find(Refund, request.names["out_refund_no"])
        if refund is None:
            raise Refused(404, "RESOURCE_NOT_EXISTS", "退款单不存在")
        return json_response(self.said(refund))

    def said(self, refund: Refund) -> dict[str, Any]:
        order = self.store.find(Order, refund.out_trade_no)
        said = {
            "refund_id": refund.refund_id,
            "out_refund_no": refund.out_refund_no,
            "transaction_id": order.transaction_id if order else "",
            "out_trade_no": refund.out_trade_no,
            "channel": "ORIGINAL",
            "user_received_account": "支付用户零钱",
            "success_time": refund.success_time,
            "create_time": refund.create_time,
            "status": refund.status,
            "funds_account": "AVAILABLE",
            "amount": {
                "total": refund.asked["amount"]["total"],
                "refund": refund.amount,
                "payer_total": refund.asked["amount"]["total"],
                "payer_refund": refund.amount,
                "settlement_refund": refund.amount,
                "settlement_total": refund.asked["amount"]["total"],
                "discount_refund": 0,
                "currency": "CNY",
                "from": [],
            },
            "promotion_detail": [],
        }
        return {name: value for name, value in said.items() if value != ""}
