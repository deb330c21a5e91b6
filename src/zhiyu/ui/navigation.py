"""The studio's sidebar: pages by name and the scope they ask for. An entry shows only when it leads somewhere."""

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Entry:
    label: str | Promise
    icon: str
    page: str
    scope: str = ""


@dataclass(frozen=True)
class Shown:
    label: str | Promise
    icon: str
    href: str
    current: bool


STUDIO: list[tuple[str | Promise, list[Entry]]] = [
    ("", [Entry(_("概览"), "layout-dashboard", "studio:home")]),
    (_("内容"), [Entry(_("课程"), "book-open", "catalog:courses", "catalog.edit")]),
    (
        _("经营"),
        [
            Entry(_("商品"), "shopping-bag", "catalog:products", "catalog.edit"),
            Entry(_("订单"), "receipt-text", "commerce:studio_orders", "orders.read"),
            Entry(_("退款"), "undo-2", "commerce:studio_refunds", "orders.read"),
            Entry(_("报名申请"), "clipboard-list", "screening:applications", "applications.decide"),
            Entry(_("直播"), "video", "live:classes", "catalog.edit"),
            Entry(_("线下课"), "map-pin", "onsite:classes", "rooms.host"),
            Entry(_("服务"), "message-circle", "coaching:holders", "sessions.give"),
            Entry(_("打赏"), "heart", "tips:received", "tips.read"),
            Entry(_("优惠"), "ticket", "promotions:deals", "prices.edit"),
            Entry(_("节日活动"), "flag", "campaigns:campaigns", "prices.edit"),
            Entry(_("兑换码"), "qr-code", "gifts:batches", "prices.edit"),
            Entry(_("赠送"), "gift", "gifts:studio_gifts", "orders.read"),
            Entry(_("账单"), "wallet", "commerce:studio_bills", "money.read"),
            Entry(_("发票"), "file-text", "invoices:studio_invoices", "money.read"),
            Entry(_("学员"), "users", "studio:learners", "learners.read"),
            Entry(_("消息"), "bell", "messaging:studio_messages", "learners.read"),
            Entry(_("学员作品"), "image", "works:works", "complaints.decide"),
            Entry(_("投诉"), "flag", "complaints:complaints", "complaints.decide"),
        ],
    ),
    (
        _("学堂"),
        [
            Entry(_("设置"), "settings", "studio:settings", "settings.edit"),
            Entry(_("泄露追踪"), "scan", "tracing:inquiries", "leaks.trace"),
            Entry(_("运行状况"), "activity", "studio:health", "health.read"),
        ],
    ),
]


def href_of(page: str) -> str:
    try:
        return reverse(page)
    except NoReverseMatch:
        return ""


def is_current(path: str, href: str) -> bool:
    """The home is current only on itself; every other entry on its whole branch."""
    branch = href.rstrip("/")
    return path.rstrip("/") == branch or (branch.count("/") > 1 and path.startswith(f"{branch}/"))


def studio_menu(request: HttpRequest) -> list[tuple[str | Promise, list[Shown]]]:
    may = import_string(settings.PAGE_CAN)
    groups = []
    for title, entries in STUDIO:
        shown = [
            Shown(entry.label, entry.icon, href, is_current(request.path, href))
            for entry in entries
            if (href := href_of(entry.page)) and (not entry.scope or may(request.user, entry.scope))
        ]
        if shown:
            groups.append((title, shown))
    return groups
