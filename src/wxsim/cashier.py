"""The payment sheet on a pretended phone: where a person in the demo taps to pay."""

from urllib.parse import urlencode, urlsplit

from wxsim.gate import Refused
from wxsim.orders import Orders
from wxsim.pages import Markup, choices, face, fill, link, message, screen
from wxsim.people import COOKIE, PEOPLE, Person, owner, person, remember
from wxsim.store import Code, Order
from wxsim.web import Request, Response, Router, redirect
from wxsim.world import World

TITLE = "微信支付"


class Cashier:
    def __init__(self, world: World, orders: Orders) -> None:
        self.world, self.orders = world, orders

    def routes(self, router: Router) -> None:
        router.add("GET", "/cashier", self.show)
        router.add("POST", "/cashier/pay", self.pay)
        router.add("GET", "/_sim/faces/{number}", self.face)

    async def show(self, request: Request) -> Response:
        code = request.query.get("code_url") or request.query.get("prepay_id") or ""
        back = local_or_web(request.query.get("redirect_url", ""))
        order = self.order(code)
        if order is None:
            return self.dead_end("付款码无效", "付款码已失效或不存在，请回到商家页面重新获取。", back)
        if order.trade_state in {"SUCCESS", "REFUND"}:
            return self.paid(order, back)
        if order.trade_state == "CLOSED" or self.orders.expired(order):
            return self.dead_end("订单已失效", "商家已关闭这笔订单，或者付款时间已过。没有扣款。", back)
        if "cancelled" in request.query:
            again = link("重新支付", "/cashier", main=True, code_url=code)
            return screen(TITLE, message("已取消支付", "没有扣款，订单还可以继续支付。", button=again))
        return self.ask(order, code, back, request)

    def ask(self, order: Order, code: str, back: str, request: Request) -> Response:
        chosen = self.payer(order) or person(request.cookie(COOKIE))
        unpaid = local_or_web(request.query.get("cancel_url", ""))
        cancel = unpaid or back or f"/cashier?{urlencode({'code_url': code, 'cancelled': 1})}"
        main = fill(
            "pay.html",
            merchant=self.world.merchant,
            amount=yuan(order.total),
            description=order.asked["description"],
            number=order.out_trade_no,
            payer=self.who_pays(order, chosen),
            code=code,
            redirect=back,
            cancel=cancel,
        )
        return screen(TITLE, main, back=cancel)

    def who_pays(self, order: Order, chosen: Person) -> Markup:
        if self.payer(order):
            return fill("payer.html", number=chosen.number, name=chosen.name)
        legend = "用谁的微信付款？"
        return fill("people.html", number=chosen.number, name=chosen.name, legend=legend, choices=choices(chosen))

    async def pay(self, request: Request) -> Response:
        form = request.form()
        back = local_or_web(form.get("redirect_url", ""))
        order = self.order(form.get("code", ""))
        if order is None:
            return self.dead_end("付款码无效", "付款码已失效或不存在，请回到商家页面重新获取。", back)
        payer = person(form.get("person") or request.cookie(COOKIE))
        try:
            self.orders.pay(order, payer)
        except Refused as refused:
            if refused.code != "ORDER_PAID":
                return self.dead_end("付款没有成功", refused.message, back)
        sheet = f"/cashier?{urlencode({'code_url': form.get('code', ''), 'redirect_url': back})}"
        return redirect(sheet, remember(payer))

    def paid(self, order: Order, back: str) -> Response:
        text = f"已付给 {self.world.merchant}" if order.trade_state == "SUCCESS" else "这笔付款发生过退款"
        text += "，正在返回商家页面…" if back else "。现在可以关闭这个页面。"
        button = link("完成", back, main=True) if back else None
        main = message("支付成功", text, done=True, amount=yuan(order.total), button=button)
        return screen(TITLE, main, onward=back)

    def dead_end(self, heading: str, text: str, back: str) -> Response:
        button = link("返回商家页面", back) if back else None
        return screen(TITLE, message(heading, text, button=button), status=410)

    async def face(self, request: Request) -> Response:
        return face(person(request.names["number"]))

    def order(self, code: str) -> Order | None:
        found = self.world.store.find(Code, code)
        if found is None:
            return None
        order = self.world.store.find(Order, found.out_trade_no)
        alive = found.expires_at > self.world.now()
        return order if order and (alive or order.trade_state != "NOTPAY") else None

    def payer(self, order: Order) -> Person | None:
        """A JSAPI order may be paid only by the person it was made for."""
        asked = order.asked.get("payer") or {}
        return owner(self.world.keys.appid, asked["openid"]) or PEOPLE[0] if asked.get("openid") else None


def yuan(fen: int) -> str:
    return f"{fen // 100:,}.{fen % 100:02d}"


def local_or_web(address: str) -> str:
    parts = urlsplit(address)
    return address if parts.scheme in {"http", "https"} and parts.hostname else ""
