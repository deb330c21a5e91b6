"""``/_sim``: what tests and the demo tell the platform to do."""

import math
from typing import Any

from wxsim.alipay.platform import Alipay
from wxsim.alipay.records import Trade
from wxsim.certificates import current, listed
from wxsim.courier import Courier
from wxsim.faults import KNOWN
from wxsim.gate import Refused
from wxsim.orders import Orders
from wxsim.people import COOKIE, PEOPLE, person
from wxsim.store import Notice, Order, Refund
from wxsim.web import Request, Respond, Response, Router, json_response
from wxsim.world import SIGNINGS, World


class Admin:
    def __init__(self, world: World, courier: Courier, orders: Orders, alipay: Alipay) -> None:
        self.world, self.store, self.courier, self.orders = world, world.store, courier, orders
        self.alipay = alipay

    def routes(self, router: Router) -> None:
        router.add("POST", "/_sim/pay", plain(self.pay))
        router.add("POST", "/_sim/renotify", plain(self.renotify))
        router.add("POST", "/_sim/faults", plain(self.plant))
        router.add("GET", "/_sim/faults", plain(self.faults))
        router.add("POST", "/_sim/clock", plain(self.clock))
        router.add("POST", "/_sim/signing", plain(self.signing))
        router.add("GET", "/_sim/orders", plain(self.every_order))
        router.add("GET", "/_sim/refunds", plain(self.every_refund))
        router.add("GET", "/_sim/notifications", plain(self.every_notification))
        router.add("GET", "/_sim/people", plain(self.everybody))
        router.add("GET", "/_sim/health", plain(self.health))

    async def pay(self, request: Request) -> Response:
        payer = person(str(said(request).get("person") or request.cookie(COOKIE)))
        if (trade := self.store.find(Trade, number(request))) is not None:
            return json_response(self.alipay.pay(trade, payer))
        order = self.orders.pay(self.orders.find(number(request)), payer)
        return json_response(self.orders.transaction(order))

    async def renotify(self, request: Request) -> Response:
        if self.store.find(Trade, number(request)) is not None:
            return json_response(await self.alipay.again(number(request)))
        order = self.orders.find(number(request))
        for notice in self.store.every(Notice):
            if notice.event_type == "TRANSACTION.SUCCESS" and notice.resource["out_trade_no"] == order.out_trade_no:
                return json_response({"status": await self.courier.attempt(notice), "id": notice.id})
        raise Refused(409, "ORDER_NOT_PAID", "该订单还没有支付，没有可重发的通知")

    async def plant(self, request: Request) -> Response:
        wanted, faults = said(request), self.world.faults
        name = str(wanted.get("name", ""))
        if wanted.get("clear"):
            faults.clear(name)
            return await self.faults(request)
        if name not in KNOWN:
            message = f"unknown fault {name!r}; known: {', '.join(sorted(KNOWN))}"
            return json_response({"code": "UNKNOWN_FAULT", "message": message, "known": KNOWN}, 400)
        how = frequency(wanted)
        if how["times"] == 0:
            faults.clear()
        else:
            faults.plant(**{**wanted, **how})
        return await self.faults(request)

    async def faults(self, request: Request) -> Response:
        del request
        return json_response({"planted": [one.shown() for one in self.world.faults.planted], "known": KNOWN})

    async def clock(self, request: Request) -> Response:
        offset = said(request).get("offset_seconds", 0)
        if type(offset) not in {int, float} or not math.isfinite(offset):
            raise Refused(400, "PARAM_ERROR", "offset_seconds must be a number")
        self.alipay.courier.shift(self.courier.set_clock(float(offset)))
        return json_response({"offset_seconds": offset, "now": self.world.stamp()})

    async def signing(self, request: Request) -> Response:
        how = said(request).get("mode")
        if how not in SIGNINGS:
            raise Refused(400, "PARAM_ERROR", f"mode must be one of {', '.join(SIGNINGS)}")
        self.world.signing = how
        if how != "public_key":
            current(self.world)
        return json_response({"mode": how, "serials": [one.serial for one in listed(self.world)]})

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


def frequency(wanted: dict[str, Any]) -> dict[str, Any]:
    """The next ``times`` (1), or each time with the chance ``rate``, by dice that ``seed`` makes repeatable."""
    times, rate, seed = wanted.get("times"), wanted.get("rate"), wanted.get("seed", 0)
    if times is not None and (type(times) is not int or times < 0):
        raise Refused(400, "PARAM_ERROR", "times must be a whole number, 0 or more")
    if rate is not None and (type(rate) not in {int, float} or not 0 <= rate <= 1):
        raise Refused(400, "PARAM_ERROR", "rate must be a number from 0 to 1")
    if type(seed) is not int:
        raise Refused(400, "PARAM_ERROR", "seed must be a whole number")
    return {"times": 1 if times is None and rate is None else times, "rate": 1 if rate is None else rate, "seed": seed}


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
