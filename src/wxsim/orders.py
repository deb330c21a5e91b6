"""``/v3/pay/transactions``: ordering, paying, asking, closing."""

import secrets
from datetime import datetime
from typing import Any

from wxsim.courier import Courier
from wxsim.crypto import random_text
from wxsim.gate import Refused, body_of, guarded
from wxsim.params import (
    ORDER,
    check_currency,
    check_fen,
    check_merchant,
    check_notify_url,
    check_texts,
    check_time_expire,
    wrong,
)
from wxsim.people import PEOPLE, Person, owner
from wxsim.store import Code, Notice, Order
from wxsim.web import Request, Response, Router, json_response
from wxsim.world import World

CODE_LIFE = 2 * 3600
MWEB_LIFE = 300
UNPAID_LIFE = 7 * 86400
DESCRIPTIONS = {
    "NOTPAY": "订单未支付",
    "SUCCESS": "支付成功",
    "CLOSED": "订单已关闭",
    "REFUND": "订单发生过退款",
}
TYPES = {"native": "NATIVE", "jsapi": "JSAPI", "h5": "MWEB"}


class Orders:
    def __init__(self, world: World, courier: Courier) -> None:
        self.world, self.store, self.courier = world, world.store, courier

    def routes(self, router: Router) -> None:
        base = "/v3/pay/transactions"
        for name in TYPES:
            router.add("POST", f"{base}/{name}", guarded(self.world, self.order))
        router.add("GET", f"{base}/out-trade-no/{{out_trade_no}}", guarded(self.world, self.by_number))
        router.add("GET", f"{base}/id/{{transaction_id}}", guarded(self.world, self.by_id))
        router.add("POST", f"{base}/out-trade-no/{{out_trade_no}}/close", guarded(self.world, self.close))

    async def order(self, request: Request) -> Response:
        kind, body = request.path.rsplit("/", 1)[1], body_of(request)
        self.check(kind, body)
        order = self.remember(kind, body)
        if order.trade_state == "NOTPAY" and self.world.faults.take("early_notify") is not None:
            await self.courier.send(self.paid(order))
        if kind == "native":
            code = f"weixin://wxpay/bizpayurl?pr={random_text(9)}zz"
            self.hand_out(code, order)
            return json_response({"code_url": code})
        prepay_id = f"wx{self.world.stamp()[:19].translate(str.maketrans('', '', '-:T'))}{secrets.token_hex(10)}0000"
        self.hand_out(prepay_id, order, life=MWEB_LIFE if kind == "h5" else CODE_LIFE)
        if kind == "h5":
            page = f"{self.world.url}/cgi-bin/mmpayweb-bin/checkmweb"
            return json_response({"h5_url": f"{page}?prepay_id={prepay_id}&package={secrets.randbelow(10**9)}"})
        return json_response({"prepay_id": prepay_id})

    def check(self, kind: str, body: dict[str, Any]) -> None:
        check_texts(body, ORDER)
        check_merchant(self.world, body)
        check_fen(body.get("amount"), "total")
        check_currency(body["amount"])
        check_notify_url(body["notify_url"])
        if kind == "jsapi":
            openid = (body.get("payer") or {}).get("openid")
            if not openid:
                raise wrong("payer/openid", "必填参数缺失")
            if not owner(self.world.keys.appid, openid):
                raise Refused(500, "OPENID_MISMATCH", "openid和appid不匹配")
        scene = body.get("scene_info") or {}
        if kind == "h5" and not (scene.get("payer_client_ip") and (scene.get("h5_info") or {}).get("type")):
            raise wrong("scene_info", "必填参数缺失")

    def remember(self, kind: str, body: dict[str, Any]) -> Order:
        """The order of that number: a new one, or the same one asked for again in the same words."""
        order = self.store.find(Order, body["out_trade_no"])
        if order is None:
            if body.get("time_expire"):
                check_time_expire(self.world, body["time_expire"])
            order = Order(body["out_trade_no"], TYPES[kind], body, self.world.now())
            self.store.keep(order)
            return order
        if order.trade_state in {"SUCCESS", "REFUND"}:
            raise Refused(400, "INVALID_REQUEST", "该订单已支付")
        if order.trade_state == "CLOSED":
            raise Refused(400, "ORDER_CLOSED", "该订单已关闭，请重新下单")
        if order.trade_type != TYPES[kind] or but_expiry(order.asked) != but_expiry(body):
            raise Refused(403, "OUT_TRADE_NO_USED", "商户订单号重复，且参数与首次下单不一致")
        if self.expired(order):
            raise Refused(400, "INVALID_REQUEST", "订单已过有效期")
        return order

    def hand_out(self, code: str, order: Order, *, life: float = CODE_LIFE) -> None:
        self.store.keep(Code(code, order.out_trade_no, self.world.now() + life))

    def expired(self, order: Order) -> bool:
        limits = [order.created_at + UNPAID_LIFE]
        if text := order.asked.get("time_expire"):
            limits.append(datetime.fromisoformat(text).timestamp())
        return self.world.now() >= min(limits)

    def find(self, out_trade_no: str) -> Order:
        order = self.store.find(Order, out_trade_no)
        if order is None:
            raise Refused(404, "ORDER_NOT_EXIST", "订单不存在")
        return order

    def check_query(self, request: Request) -> None:
        if request.query.get("mchid") != self.world.keys.mchid:
            raise Refused(400, "PARAM_ERROR", "参数错误", field="mchid", location="query")

    async def by_number(self, request: Request) -> Response:
        self.check_query(request)
        return json_response(self.transaction(self.find(request.names["out_trade_no"])))

    async def by_id(self, request: Request) -> Response:
        self.check_query(request)
        wanted = request.names["transaction_id"]
        for order in self.store.every(Order):
            if order.transaction_id == wanted:
                return json_response(self.transaction(order))
        raise Refused(404, "ORDER_NOT_EXIST", "订单不存在")

    async def close(self, request: Request) -> Response:
        if body_of(request).get("mchid") != self.world.keys.mchid:
            raise wrong("mchid", "与Authorization中的不一致")
        order = self.find(request.names["out_trade_no"])
        if order.trade_state in {"SUCCESS", "REFUND"}:
            raise Refused(400, "ORDER_PAID", "订单已支付，不能关闭")
        order.trade_state = "CLOSED"
        self.store.keep(order)
        return Response(204)

    def pay(self, order: Order, payer: Person = PEOPLE[0]) -> Order:
        """Someone pays. The notification leaves at once, in the background."""
        self.paid(order, payer)
        return order

    def paid(self, order: Order, payer: Person = PEOPLE[0]) -> Notice:
        if order.trade_state in {"SUCCESS", "REFUND"}:
            raise Refused(409, "ORDER_PAID", "该订单已支付")
        if order.trade_state == "CLOSED":
            raise Refused(409, "ORDER_CLOSED", "该订单已关闭")
        if self.expired(order):
            raise Refused(409, "ORDER_EXPIRED", "订单已过有效期，请商家重新下单")
        order.trade_state = "SUCCESS"
        order.transaction_id = self.world.reference("4200")
        order.success_time = self.world.stamp()
        asked = order.asked.get("payer") or {}
        order.openid = asked.get("openid") or payer.openid(self.world.keys.appid)
        self.store.keep(order)
        return self.courier.notify(
            event_type="TRANSACTION.SUCCESS",
            original_type="transaction",
            summary="支付成功",
            url=order.asked["notify_url"],
            resource=self.transaction(order),
        )

    def transaction(self, order: Order) -> dict[str, Any]:
        said: dict[str, Any] = {
            "appid": self.world.keys.appid,
            "mchid": self.world.keys.mchid,
            "out_trade_no": order.out_trade_no,
            "attach": order.asked.get("attach", ""),
            "trade_state": order.trade_state,
            "trade_state_desc": DESCRIPTIONS[order.trade_state],
            "promotion_detail": [],
        }
        if not order.transaction_id:
            return {**said, "amount": {"total": order.total, "currency": "CNY"}}
        return {
            **said,
            "transaction_id": order.transaction_id,
            "trade_type": order.trade_type,
            "bank_type": "OTHERS",
            "success_time": order.success_time,
            "payer": {"openid": order.openid},
            "amount": {
                "total": order.total,
                "payer_total": order.total,
                "currency": "CNY",
                "payer_currency": "CNY",
            },
        }


def but_expiry(body: dict[str, Any]) -> dict[str, Any]:
    """``time_expire`` counts at the first order only."""
    return {name: value for name, value in body.items() if name != "time_expire"}
