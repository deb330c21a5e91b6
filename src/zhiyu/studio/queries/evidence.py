"""Everything that shows what somebody bought, was told, and used, in one ZIP: for a payment that is disputed."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.template.loader import render_to_string
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from zhiyu.access.models import Consumption, Grant, Pause
from zhiyu.accounts.models import Consent
from zhiyu.accounts.presenters import device_name
from zhiyu.commerce.models import Order, Payment
from zhiyu.commerce.queries import order_by_no, payments_of
from zhiyu.kernel.clock import SHANGHAI, now
from zhiyu.kernel.packs import sealed, told
from zhiyu.kernel.sheets import Cell, csv_pieces
from zhiyu.learning.models import Progress
from zhiyu.messaging.channels import LABELS
from zhiyu.messaging.presenters import shown
from zhiyu.messaging.queries import told_about
from zhiyu.platform.models import AuditEntry
from zhiyu.platform.school import school

ABOUT_ACCESS = ("access.granted", "access.revoked", "access.paused", "access.resumed")


@dataclass(frozen=True)
class Sheet:
    """A table of the evidence: shown in the page and sent as CSV."""

    name: str
    title: str
    rows: Sequence[Sequence[Cell]]

    @property
    def shown(self) -> list[list[str]]:
        return [[in_words(cell) for cell in row] for row in self.rows[1:]]


def evidence_of(no: str, *, by: str) -> bytes:
    """``by``: who takes it along, which it says itself."""
    order = order_by_no(no)
    sheets = [
        payments(order),
        refunds(order),
        agreements(order),
        grants(order),
        lessons(order),
        devices(order),
        notices(order),
        history(order),
    ]
    at = now().astimezone(SHANGHAI)
    filled = {"order": order, "sheets": sheets, "by": by, "at": at, "school": school().name}
    page = render_to_string("studio/evidence.html", {**filled, "language": get_language()})
    files = {
        "index.html": page.encode(),
        "order.json": told(facts(order)),
        **{f"{one.name}.csv": b"".join(csv_pieces(one.rows)) for one in sheets},
    }
    return sealed(files, at=at, order=order.no, made_by=by)


def in_words(cell: Cell) -> str:
    if isinstance(cell, datetime):
        return f"{cell.astimezone(SHANGHAI):%Y-%m-%d %H:%M:%S}"
    return "" if cell is None else str(cell)


def facts(order: Order) -> dict[str, Any]:
    buyer = order.buyer
    return {
        "no": order.no,
        "status": order.status,
        "buyer": {"id": buyer.pk, "name": buyer.name, "phone": buyer.masked_phone, "joined_at": buyer.joined_at},
        "total_fen": order.total_fen,
        "balance_fen": order.balance_fen,
        "refunded_fen": order.refunded_fen,
        "created_at": order.created_at,
        "paid_at": order.paid_at,
        "accepted": order.accepted,
        "quote": order.quote,
        "lines": [
            {
                "product": line.product.code,
                "title": line.title,
                "total_fen": line.total_fen,
                "refunded_fen": line.refunded_fen,
                "refund_days": line.refund_days,
                "refund_percent": line.refund_percent,
                "refund_later_days": line.refund_later_days,
            }
            for line in order.lines.all()
        ],
    }


def payments(order: Order) -> Sheet:
    def row(one: Payment) -> list[Cell]:
        number = one.attempt.out_trade_no if one.attempt else ""
        return [one.provider, number, one.reference, one.amount_fen, one.paid_at]

    head: list[Cell] = [_("渠道"), _("商户单号"), _("渠道单号"), _("金额（分）"), _("付款时间")]
    return Sheet("payments", _("付款"), [head, *(row(one) for one in payments_of(order))])


def refunds(order: Order) -> Sheet:
    head: list[Cell] = [
        _("退款单号"),
        _("状态"),
        _("金额（分）"),
        _("原因"),
        _("渠道单号"),
        _("申请时间"),
        _("到账时间"),
    ]
    rows: Iterable[list[Cell]] = (
        [
            *(one.no, one.get_status_display(), one.amount_fen, one.get_reason_display()),
            *(one.provider_reference, one.requested_at, one.settled_at),
        ]
        for one in order.refunds.all()
    )
    return Sheet("refunds", _("退款"), [head, *rows])


def agreements(order: Order) -> Sheet:
    """What was agreed to with this order, word for word as it was shown, and the school's texts before it."""
    head: list[Cell] = [_("编号"), _("文字"), _("确认时间"), _("地址"), _("设备")]
    terms = [term for term in order.quote["terms"] if term["id"] in order.accepted]
    with_order: list[list[Cell]] = [[one["id"], one["text"], order.created_at, "", ""] for one in terms]
    consents = Consent.objects.filter(user=order.buyer_id).select_related("agreement").order_by("at")
    before: list[list[Cell]] = [
        [str(one.agreement), one.agreement.body, one.at, one.address or "", device_name(one.user_agent)]
        for one in consents
    ]
    return Sheet("agreements", _("确认过的协议"), [head, *with_order, *before])


def own_grants(order: Order) -> list[Grant]:
    sources = [line.source for line in order.lines.all()]
    return list(Grant.objects.filter(source__in=sources).select_related("product").order_by("pk"))


def grants(order: Order) -> Sheet:
    head: list[Cell] = [_("商品"), _("从"), _("到"), _("停用时间"), _("停用原因")]
    rows: list[list[Cell]] = [
        [one.product.title, one.valid_from, one.valid_until, one.revoked_at, one.revoked_because]
        for one in own_grants(order)
    ]
    plans = {one.product.variant.plan_id for one in own_grants(order) if hasattr(one.product, "variant")}
    pauses = Pause.objects.filter(user=order.buyer_id, plan__in=plans).select_related("plan").order_by("pk")
    rows += [[_("%(plan)s 暂停") % {"plan": one.plan.title}, one.starts_at, one.ends_at, None, ""] for one in pauses]
    return Sheet("access", _("开通和停用"), [head, *rows])


def lessons(order: Order) -> Sheet:
    """First served by the server under this order; how far it was played is what the player said."""
    head: list[Cell] = [_("课时"), _("第一次打开"), _("地址"), _("设备"), _("看了（秒）"), _("学完")]
    opened = Consumption.objects.filter(grant__in=own_grants(order)).select_related("lesson").order_by("at", "pk")
    played = {one.lesson_id: one for one in Progress.objects.filter(user=order.buyer_id)}
    rows: list[list[Cell]] = []
    for one in opened:
        progress = played.get(one.lesson_id)
        seconds, done = (progress.watched_seconds, progress.completed_at) if progress else (0, None)
        name = device_name(one.agent) if one.agent else ""
        rows.append([one.lesson.title, one.at, one.address or "", name, seconds, done])
    return Sheet("lessons", _("学了什么"), [head, *rows])


def devices(order: Order) -> Sheet:
    head: list[Cell] = [_("设备"), _("登录时间"), _("最后使用"), _("地址"), "User-Agent"]
    rows: list[list[Cell]] = [
        [device_name(one.user_agent), one.created_at, one.last_seen_at, one.address or "", one.user_agent]
        for one in order.buyer.devices.order_by("pk")
    ]
    return Sheet("devices", _("登录过的设备"), [head, *rows])


def notices(order: Order) -> Sheet:
    """What the buyer was told of the order, in the words of today's templates, and how each word reached them."""
    head: list[Cell] = [_("告诉的时间"), _("标题"), _("内容"), _("渠道"), _("结果"), _("送出或看到的时间")]
    rows: list[list[Cell]] = []
    for one in told_about(order.no, user_id=order.buyer_id):
        words = shown(one).words
        said: list[Cell] = [one.at, words.title, words.text]
        rows.append([*said, _("站内"), _("看过了") if one.read_at else _("还没有看"), one.read_at])
        rows += [[*said, str(LABELS[way.channel]), way.get_status_display(), way.ended_at] for way in one.sends.all()]
    return Sheet("notices", _("告诉过学员什么"), [head, *rows])


def history(order: Order) -> Sheet:
    head: list[Cell] = [_("时间"), _("发生了什么"), _("谁"), _("地址"), _("细节")]
    about_order = AuditEntry.objects.filter(target=f"order:{order.no}")
    about_access = AuditEntry.objects.filter(target=f"user:{order.buyer_id}", action__in=ABOUT_ACCESS)
    found = sorted([*about_order, *about_access], key=lambda one: one.pk)
    rows: list[list[Cell]] = [
        [one.at, one.action, str(one.actor_id or ""), one.address or "", json.dumps(one.detail, ensure_ascii=False)]
        for one in found
    ]
    return Sheet("audit", _("操作记录"), [head, *rows])
