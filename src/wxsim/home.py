"""The simulator's front page: who holds the phone, and what there is to pay."""

from wxsim.alipay.records import Trade
from wxsim.cashier import yuan
from wxsim.pages import Markup, choices, fill, link, screen
from wxsim.people import COOKIE, person, remember
from wxsim.store import Code, Order
from wxsim.web import Request, Response, Router, redirect
from wxsim.world import World

SHOWN = 20
ALIPAY_STATES = {"TRADE_SUCCESS": "已支付", "TRADE_CLOSED": "已关闭", "WAIT_BUYER_PAY": "待支付"}
STATES = {"SUCCESS": "已支付", "REFUND": "有退款", "CLOSED": "已关闭", "NOTPAY": "待支付"}


class Home:
    def __init__(self, world: World) -> None:
        self.world = world

    def routes(self, router: Router) -> None:
        router.add("GET", "/", self.show)
        router.add("POST", "/_sim/person", self.choose)

    async def show(self, request: Request) -> Response:
        store = self.world.store
        both: list[Order | Trade] = [*store.every(Order), *store.every(Trade)]
        latest = sorted(both, key=lambda one: one.created_at, reverse=True)[:SHOWN]
        orders = "".join(self.line(one) if isinstance(one, Order) else self.alipay(one) for one in latest)
        main = fill(
            "home.html",
            choices=choices(person(request.cookie(COOKIE))),
            orders=Markup(orders or '<p class="soft centre">还没有订单。到学堂里买一门课，这里就会出现。</p>'),
        )
        return screen("微信模拟器", main)

    def line(self, order: Order) -> Markup:
        code = next((one for one in reversed(self.world.store.every(Code)) if one.out_trade_no == order.key), None)
        waiting = order.trade_state == "NOTPAY" and code is not None
        state = Markup(f'<span class="state">{STATES[order.trade_state]}</span>')
        return fill(
            "order.html",
            amount=yuan(order.total),
            description=order.asked["description"],
            number=order.out_trade_no,
            action=link("去付款", "/cashier", code_url=code.code) if waiting and code else state,
        )

    def alipay(self, trade: Trade) -> Markup:
        waiting = trade.status == "WAIT_BUYER_PAY"
        state = Markup(f'<span class="state">{ALIPAY_STATES[trade.status]}</span>')
        return fill(
            "order.html",
            amount=yuan(trade.total),
            description=f"{trade.asked['subject']}（支付宝）",
            number=trade.out_trade_no,
            action=link("去付款", "/alipay/cashier", trade_no=trade.trade_no) if waiting else state,
        )

    async def choose(self, request: Request) -> Response:
        chosen = person(request.form().get("person", ""))
        return redirect("/", remember(chosen))
