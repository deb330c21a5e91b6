"""What commerce's pages show, worked out from plain values."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import parse_qsl, urlencode, urlsplit
from uuid import UUID

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from zhiyu.catalog.models import Bundle, Course, Package, Plan, Product
from zhiyu.catalog.pages import course_of, page_of
from zhiyu.commerce.models import Exchange, Order, OrderLine, Refund
from zhiyu.commerce.payments import Browser, PayStart, Way
from zhiyu.kernel.clock import now
from zhiyu.kernel.sheets import Cell, Yuan
from zhiyu.ledger.models import Line
from zhiyu.ledger.queries import journals_about
from zhiyu.platform.models import AuditEntry

TONES: dict[str, str] = {
    Order.Status.PENDING: "gold",
    Order.Status.PAID: "ok",
    Order.Status.CLOSED: "plain",
    Order.Status.PARTLY_REFUNDED: "info",
    Order.Status.REFUNDED: "info",
    Refund.Status.REQUESTED: "gold",
    Refund.Status.APPROVED: "info",
    Refund.Status.PROCESSING: "info",
    Refund.Status.SUCCEEDED: "ok",
    Refund.Status.ABNORMAL: "hot",
    Refund.Status.REJECTED: "plain",
    Exchange.Status.ASKED: "gold",
    Exchange.Status.OFFERED: "info",
    Exchange.Status.DONE: "ok",
    Exchange.Status.REFUSED: "plain",
}
Text = str | Promise
Pill = tuple[Text, str, bool, int | None]


def tone_of(status: str) -> str:
    return TONES.get(status, "plain")


def browser_of(user_agent: str) -> Browser:
    """What opens there: WeChat's own browser pays in place, a phone opens the channel's app, a desk shows a code."""
    if "MicroMessenger" in user_agent:
        return Browser.WECHAT
    return Browser.PHONE if re.search(r"iPhone|iPod|Android|HarmonyOS|Mobile", user_agent) else Browser.DESKTOP


def chosen(ways: Sequence[Way], wanted: str) -> Way | None:
    """The way somebody picked, or the first one offered."""
    return next((way for way in ways if way.provider == wanted), ways[0] if ways else None)


def led_back(h5_url: str, back: str) -> str:
    """WeChat's page for phones, told where to lead to once WeChat has been there."""
    return f"{h5_url}{'&' if '?' in h5_url else '?'}{urlencode({'redirect_url': back})}" if h5_url else ""


def seconds_good(start: PayStart) -> int:
    """How long the answer still opens something; 0: as long as the order."""
    if not start.good_until:
        return 0
    return max(1, int((datetime.fromisoformat(start.good_until) - now()).total_seconds()))


def cashier(address: str, *, back: str, cancelled: str) -> str:
    """The simulator's payment sheet, told where to lead to, paid or not; empty with the real WeChat."""
    if not address:
        return ""
    parts = urlsplit(address)
    query = {**dict(parse_qsl(parts.query)), "redirect_url": back, "cancel_url": cancelled}
    return parts._replace(query=urlencode(query)).geturl()


@dataclass(frozen=True, kw_only=True)
class Goods:
    """A product as its buyer sees it: the course, the plan or the bundle that it is sold as."""

    product: Product
    sold_as: Course | Plan | Bundle | Package
    address: str
    use: str

    @property
    def teacher(self) -> str:
        return self.sold_as.teacher if isinstance(self.sold_as, Course) else ""

    @property
    def cover_design(self) -> str:
        return self.sold_as.cover_design

    @property
    def cover_hue(self) -> int:
        return self.sold_as.cover_hue

    @property
    def cover_image_id(self) -> UUID | None:
        return self.sold_as.cover_image_id


def goods_of(product: Product) -> Goods:
    """Where it is shown, and where its owner goes to use it."""
    address = page_of(product)
    begins = product.kind == Product.Kind.COURSE
    use = reverse("storefront:go_on", args=[product.code]) if begins else address
    return Goods(product=product, sold_as=sold_as(product), address=address, use=use)


def sold_as(product: Product) -> Course | Plan | Bundle | Package:
    if product.kind == Product.Kind.PLAN:
        return product.variant.plan
    if product.kind == Product.Kind.BUNDLE:
        return product.bundle
    return product.package if product.kind == Product.Kind.SERVICE else course_of(product)


def first_goods(order: Order) -> Goods:
    return goods_of(order.lines.all()[0].product)


def units_of(order: Order) -> list[tuple[OrderLine, int, int]]:
    """Lines that say the same as one: the first of them, how many, and what they cost together."""
    found: dict[tuple[object, ...], list[OrderLine]] = {}
    for line in order.lines.all():
        found.setdefault((line.product_id, line.title, line.refund_days, line.refund_percent), []).append(line)
    return [(same[0], sum(x.quantity for x in same), sum(x.total_fen for x in same)) for same in found.values()]


def open_refund(order: Order) -> Refund | None:
    """What the buyer asked for; money that bought nothing goes back beside it."""
    return next((one for one in order.refunds.all() if one.status in Refund.OPEN and not one.stray), None)


def order_rows(orders: Iterable[Order]) -> Iterator[list[Cell]]:
    """The list whole, for a spreadsheet."""
    yield [
        *[_("订单号"), _("时间"), _("学员"), _("手机"), _("课程"), _("实付（元）"), _("已退（元）"), _("状态")],
        *[_("付款时间"), _("渠道"), _("推荐人")],
    ]
    for order in orders:
        yield [
            order.no,
            order.created_at,
            order.buyer.name,
            order.buyer.masked_phone,
            "、".join(titled(line.title, units) for line, units, _fen in units_of(order)),
            Yuan(order.total_fen),
            Yuan(order.refunded_fen),
            order.get_status_display(),
            order.paid_at,
            order.channel,
            order.referrer,
        ]


def titled(title: str, units: int) -> str:
    return title if units == 1 else f"{title} × {units}"


def pills(states: Iterable[tuple[str, Text]], counts: dict[str, int] | None, *, current: str) -> list[Pill]:
    """State pills: all of them first, then each state somebody is in; every state where nobody counted."""
    offered = [("", _("全部")), *((value, label) for value, label in states if counts is None or counts[value])]
    return [(label, value, value == current, None if counts is None else counts[value]) for value, label in offered]


HAPPENED: dict[str, Text] = {
    "order.placed": lazy("下单"),
    "order.paid": lazy("付款成功，已开通"),
    "exchange.asked": lazy("申请换成别的"),
    "exchange.offered": lazy("同意换课，等学员确认"),
    "exchange.refused": lazy("没有换"),
    "exchange.done": lazy("已换成别的"),
    "order.balance_used": lazy("用余额抵了一部分或全部"),
    "refund.payout_requested": lazy("申请把余额退回原支付"),
    "order.closed": lazy("订单关闭"),
    "order.sent_back": lazy("这笔钱来得太晚或重复，自动退回"),
    "order.stuck": lazy("支付渠道几天没有回答，等人处理"),
    "order.ended": lazy("由人关闭订单"),
    "payment.suspended": lazy("付款金额与订单不一致，记在待查款项"),
    "payment.returned": lazy("把收到的钱原路退回"),
    "payment.cleared": lazy("这笔待查款项已另行处理"),
    "deposit.kept": lazy("到时没付尾款，定金按约定留下"),
    "gift.claimed": lazy("礼物有人领走"),
    "refund.stuck": lazy("支付渠道几天没有退成，等人处理"),
    "refund.settled_outside": lazy("用别的方式把钱退给了学员"),
    "refund.requested": lazy("申请退款"),
    "refund.approved": lazy("同意退款，已停用"),
    "refund.rejected": lazy("没有同意退款"),
    "refund.retried": lazy("再次请支付渠道退款"),
    "refund.succeeded": lazy("钱已退回"),
    "refund.abnormal": lazy("支付渠道没有退成功"),
    "refund.closed": lazy("支付渠道关闭了退款"),
}


@dataclass(frozen=True, kw_only=True)
class Happened:
    at: datetime
    what: Text
    who: str
    note: str


def history(entries: Iterable[AuditEntry], names: dict[int, str]) -> list[Happened]:
    """The audit of an order in words; what nobody did, the house did by itself."""
    return [
        Happened(
            at=entry.at,
            what=HAPPENED.get(entry.action, entry.action),
            who=names.get(entry.actor_id, "") if entry.actor_id else _("自动"),
            note=str(entry.detail.get("note", "")),
        )
        for entry in entries
    ]


def journals_of(order: Order) -> list[Line]:
    """Every ledger line that the order or one of its refunds caused, oldest first."""
    return journals_with(f"order:{order.no}/")


def journals_with(prefix: str) -> list[Line]:
    return [line for journal in journals_about(prefix) for line in journal.lines.all()]
