"""``/_sim``: what tests and the demo tell the platform to do."""

from typing import Any

from wxsim.courier import Courier
from wxsim.faults import KNOWN
from wxsim.gate import Refused
from wxsim.orders import Orders
from wxsim.people import COOKIE, PEOPLE, person
from wxsim.store import Notice, Order, Refund
from wxsim.web import Request, Respond, Response, Router, json_response
from wxsim.world import World


class Admin:
    def __init__(self, world: World, courier: Courier, orders: Orders) -> None:
        self.world, self.store, self.courier, self.orders = world, world.store, courier, orders

    def routes(self, router: Router) -> None:
        router.add("POST", "/_sim/pay", plain(self.pay))
        router.add("POST", "/_sim/renotify", plain(self.renotify))
        router.add("POST", "/_sim/faults", plain(self.plant))
        router.add("GET", "/_sim/faults", plain(self.faults))
        router.add("POST", "/_sim/clock", plain(self.clock))
        router.add("GET", "/_sim/orders", plain(self.every_order))
        router.add("GET", "/_sim/refunds", plain(self.every_refund))
        router.add("GET", "/_sim/notifications", plain(self.every_notification))
        router.add("GET", "/_sim/people", plain(self.everybody))
        router.add("GET", "/_sim/health", plain(self.health))

    async def pay(self, request: Request) -> Response:
        payer = person(str(said(request).get("person") or request.cookie(COOKIE)))
        order = self.orders.pay(self.orders.find(number(request)), payer)
        return json_response(self.orders.transaction(order))

    async def renotify(self, request: Request) -> Response:
        order = self.orders.find(number(request))
        for notice in self.store.every(Notice):
            if notice.event_type == "TRANSACTION.SUCCESS" and notice.resource["out_trade_no"] == order.out_trade_no:
                return json_response({"status": await self.courier.attempt(notice), "id": notice.id})
        raise Refused(409, "ORDER_NOT_PAID", "该订单还没有支付，没有可重发的通知")

    async def plant(self, request: Request) -> Response:
        wanted = said(request)
        times = wanted.get("times", 1)
        if wanted.get("name") not in KNOWN:
            message = f"unknown fault {wanted.get('name')!r}; known: {', '.join(sorted(KNOWN))}"
            return json_response({"code": "UNKNOWN_FAULT", "message": message, "known": KNOWN}, 400)
        if type(times) is not int or times < 0:
            raise Refused(400, "PARAM_ERROR", "times must be a whole number, 0 or more")
        if times:
            self.world.faults.plant(**{**wanted, "times": times})
        else:
            self.world.faults.clear()
        return json_response({"planted": self.world.faults.planted})

    async def faults(self, request: Request) -> Response:
        del request
        return json_response({"planted": self.world.faults.planted, "known": KNOWN})

    async def clock(self, request: Request) -> Response:
        offset = said(request).get("offset_seconds", 0)
        if not isinstance(offset, int | float):
            raise Refused(400, "PARAM_ERROR", "offset_seconds must be a number")
        self.world.offset = float(offset)
        return json_response({"offset_seconds": offset, "now": self.world.stamp()})

    async def every_order(self, request: Request) -> Response:
        del request
        return json_response({"items": [self.orders.transaction(one) for one in self.store.every(Order)]})

    async def every_refund(self, request: Request) -> Response:
        del request
        resources = [{**self.courier.refund_resource(one), "status": one.status} for one in self.store.every(Refund)]
        return json_response({"items": resources})

    async def every_notification(self, request: Request) -> Response:
        del request
        shown = ("id", "event_type", "notify_url", "create_time", "attempts", "done", "statuses")
        return json_response(
            {"items": [{name: getattr(one, name) for name in shown} for one in self.store.every(Notice)]}
        )

    async def everybody(self, request: Request) -> Response:
        del request
        appid = self.world.keys.appid
        people = [{"number": one.number, "name": one.name, "openid": one.openid(appid)} for one in PEOPLE]
        return json_response({"items": people})

    async def health(self, request: Request) -> Response:
        del request
        return json_response({"status": "ok", "now": self.world.stamp()})


def plain(respond: Respond) -> Respond:
    async def answer(request: Request) -> Response:
        try:
            return await respond(request)
        except Refused as refused:
            return refused.response()

    return answer


def said(request: Request) -> dict[str, Any]:
    try:
        body = request.json()
    except ValueError:
        raise Refused(400, "PARAM_ERROR", "the body must be JSON") from None
    if not isinstance(body, dict):
        raise Refused(400, "PARAM_ERROR", "the body must be a JSON object")
    return body


def number(request: Request) -> str:
    found = said(request).get("out_trade_no")
    if not isinstance(found, str):
        raise Refused(400, "PARAM_ERROR", "out_trade_no is missing")
    return found
