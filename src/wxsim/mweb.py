"""The page between a phone's browser and WeChat: opens for five minutes, asks who sends, leads on and back again."""

import secrets
from urllib.parse import urlencode, urlsplit

from wxsim.cashier import TITLE, Cashier, local_or_web
from wxsim.orders import Orders
from wxsim.pages import link, message, screen
from wxsim.store import Code
from wxsim.web import Request, Response, Router
from wxsim.world import World

STALE = "支付链接五分钟内有效，请回到商家页面重新发起付款。"
NO_REFERER = "商家参数格式有误，请联系商家解决（没有带上来源网址 Referer）。"


class MobileWeb:
    def __init__(self, world: World, orders: Orders, cashier: Cashier) -> None:
        self.world, self.orders, self.cashier = world, orders, cashier

    def routes(self, router: Router) -> None:
        router.add("GET", "/cgi-bin/mmpayweb-bin/checkmweb", self.show)

    async def show(self, request: Request) -> Response:
        """The shop's domain is known by the Referer alone; without ``redirect_url`` one comes back to the shop."""
        sent_by = local_or_web(request.headers.get("referer", ""))
        back = local_or_web(request.query.get("redirect_url", "")) or sent_by
        if not sent_by or not urlsplit(sent_by).hostname:
            return self.cashier.dead_end("没有打开微信", NO_REFERER, back)
        found = self.world.store.find(Code, request.query.get("prepay_id", ""))
        if found is None or found.expires_at <= self.world.now():
            return self.cashier.dead_end("支付链接已失效", STALE, back)
        sheet = f"mweb{secrets.token_hex(16)}"
        self.orders.hand_out(sheet, self.orders.find(found.out_trade_no))
        onward = link("打开微信", "/cashier", main=True, prepay_id=sheet, redirect_url=back)
        main = message("正在打开微信", "微信会自己打开；没有打开就点下面。", done=True, button=onward)
        return screen(TITLE, main, onward=f"/cashier?{urlencode({'prepay_id': sheet, 'redirect_url': back})}")
