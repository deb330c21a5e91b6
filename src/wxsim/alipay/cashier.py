"""Alipay's pages on a pretended phone or desk: where a person in the demo pays, and is led back signed."""

from urllib.parse import urlencode, urlsplit

from wxsim.alipay.money import yuan
from wxsim.alipay.pen import sealed
from wxsim.alipay.records import Trade
from wxsim.alipay.trades import PAID, Rejected, Trades
from wxsim.pages import choices, fill, link, message, screen
from wxsim.people import COOKIE, person, remember
from wxsim.web import Request, Response, redirect
from wxsim.world import World

TITLE, SKIN = "支付宝", "ali"
NOTE = "支付宝模拟器"


class AlipayCashier:
    def __init__(self, world: World, trades: Trades) -> None:
        self.world, self.trades = world, trades

    def opened(self, trade: Trade) -> Response:
        """The signed page comes to be one of our own, so that it can be looked at again."""
        return redirect(f"/alipay/cashier?{urlencode({'trade_no': trade.trade_no})}")

    def refused(self, words: str) -> Response:
        return screen(TITLE, message("付款页打不开", f"{words}。没有扣款。", note=NOTE), status=400, skin=SKIN)

    async def show(self, request: Request) -> Response:
        try:
            trade = self.trades.find({"trade_no": request.query.get("trade_no", "")})
        except Rejected as refused:
            return self.refused(refused.content()["sub_msg"])
        if trade.paid_at:
            return self.paid(trade)
        if trade.status == "TRADE_CLOSED" or self.trades.expired(trade):
            back = link("返回商家", cancelled(trade)) if cancelled(trade) else None
            words = "商家已关闭这笔交易，或者付款时间已过。没有扣款。"
            return screen(TITLE, message("交易已关闭", words, button=back, note=NOTE), status=410, skin=SKIN)
        return self.ask(trade, request)

    def ask(self, trade: Trade, request: Request) -> Response:
        chosen = person(request.cookie(COOKIE))
        who = fill(
            "people.html",
            number=chosen.number,
            name=chosen.name,
            legend="用谁的支付宝付款？",
            choices=choices(chosen),
        )
        main = fill(
            "alipay.html",
            merchant=self.world.merchant,
            amount=yuan(trade.total),
            subject=trade.asked["subject"],
            number=trade.out_trade_no,
            trade_no=trade.trade_no,
            payer=who,
            cancel=cancelled(trade),
        )
        return screen(TITLE, main, back=cancelled(trade), skin=SKIN)

    async def pay(self, request: Request) -> Response:
        form = request.form()
        payer = person(form.get("person") or request.cookie(COOKIE))
        try:
            trade = self.trades.find({"trade_no": form.get("trade_no", "")})
            if trade.status not in PAID:
                self.trades.pay(trade, payer)
        except Rejected as refused:
            return self.refused(refused.content()["sub_msg"])
        return redirect(f"/alipay/cashier?{urlencode({'trade_no': trade.trade_no})}", remember(payer))

    def paid(self, trade: Trade) -> Response:
        back = self.way_back(trade)
        words = f"已付给 {self.world.merchant}" + ("，正在返回商家页面…" if back else "。现在可以关闭这个页面。")
        button = link("完成", back, main=True) if back else None
        main = message("支付成功", words, done=True, amount=yuan(trade.total), button=button, note=NOTE)
        return screen(TITLE, main, onward=back, skin=SKIN)

    def way_back(self, trade: Trade) -> str:
        """``return_url`` with what Alipay adds to it. It proves nothing that the notification does not say better."""
        if not web(trade.return_url):
            return ""
        keys, papers = self.world.alipay, self.trades.courier.papers
        pen = papers.key if papers.certified else None
        said = {
            "charset": "utf-8",
            "out_trade_no": trade.out_trade_no,
            "method": f"{trade.way}.return",
            "total_amount": yuan(trade.total),
            "trade_no": trade.trade_no,
            "auth_app_id": keys.app_id,
            "version": "1.0",
            "app_id": keys.app_id,
            "seller_id": keys.seller_id,
            "timestamp": self.world.clock(),
        }
        return f"{trade.return_url}{'&' if '?' in trade.return_url else '?'}{urlencode(sealed(keys, said, pen=pen))}"


def cancelled(trade: Trade) -> str:
    """A phone's page has an address for that; from a desk's one simply goes back."""
    return web(trade.asked.get("quit_url", "")) or web(trade.return_url)


def web(address: str) -> str:
    parts = urlsplit(address)
    return address if parts.scheme in {"http", "https"} and parts.hostname else ""
