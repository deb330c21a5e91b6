"""What shows whose copy a file is, and what that person bought and agreed to, in one sealed ZIP."""

from typing import Any

from django.db.models import Q
from django.template.loader import render_to_string
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from zhiyu.accounts.models import Consent, User
from zhiyu.accounts.presenters import device_name
from zhiyu.commerce.models import Order
from zhiyu.kernel.clock import SHANGHAI, now
from zhiyu.kernel.errors import NotFound
from zhiyu.kernel.packs import sealed, told
from zhiyu.kernel.sheets import Cell, csv_pieces
from zhiyu.learning.models import Progress
from zhiyu.platform.models import AuditEntry
from zhiyu.platform.school import school
from zhiyu.studio.queries.evidence import Sheet
from zhiyu.tracing.actions import accused
from zhiyu.tracing.models import Inquiry, Issue, Trace
from zhiyu.tracing.presenters import answer_of
from zhiyu.tracing.queries import inquiry as inquiry_by_id
from zhiyu.tracing.queries import issues_of, people
from zhiyu.tracing.texts import places_of


def leak_evidence(inquiry_id: int, *, by: str) -> bytes:
    """Only where somebody can be named: a table of those who cannot is nobody's evidence."""
    inquiry = inquiry_by_id(inquiry_id)
    named = accused(inquiry)
    if inquiry.trace is None or not named:
        raise NotFound
    users = people(named)
    at = now().astimezone(SHANGHAI)
    sheets = [
        issued(issues_of(inquiry.trace.pk, named)),
        orders(named),
        devices(users),
        agreements(named),
        plays(inquiry, named),
        history(inquiry),
    ]
    filled = {"inquiry": inquiry, "answer": answer_of(inquiry), "sheets": sheets, "by": by, "at": at}
    page = render_to_string(
        "studio/leak_evidence.html", {**filled, "school": school().name, "language": get_language()}
    )
    files = {
        "index.html": page.encode(),
        "verdict.json": told(facts(inquiry)),
        **{f"{one.name}.csv": b"".join(csv_pieces(one.rows)) for one in sheets},
    }
    return sealed(files, at=at, inquiry=inquiry.pk, made_by=by)


def facts(inquiry: Inquiry) -> dict[str, Any]:
    trace = inquiry.trace
    return {
        "inquiry": inquiry.pk,
        "file": {"name": inquiry.name, "sha256": inquiry.sha256},
        "film": str(trace.asset_id) if trace else None,
        "code": {
            "course": trace.course_id,
            "epoch": trace.epoch,
            "first": trace.first,
            "count": trace.count,
            "sound_from": trace.heard_from,
        }
        if trace and trace.kind != Trace.Kind.PICTURES
        else None,
        "asked_at": inquiry.created_at,
        "ended_at": inquiry.ended_at,
        "answer": answered(inquiry.verdict),
        "accounts": [
            {"id": one.pk, "name": one.name, "phone": one.masked_phone, "joined_at": one.joined_at}
            for one in people(accused(inquiry)).values()
        ],
        "review": {
            "decision": inquiry.review,
            "note": inquiry.note,
            "by": inquiry.reviewed_by_id,
            "at": inquiry.reviewed_at,
        },
    }


def answered(answer: dict[str, Any]) -> dict[str, Any]:
    """How far the next best is behind belongs to the proof; who it is does not."""
    verdict = answer["verdict"]
    named = [one for one in verdict["suspects"] if one["account"] in verdict["accused"]]
    others = [one | {"account": None} for one in verdict["suspects"] if one not in named]
    return answer | {"verdict": verdict | {"suspects": [*named, *others[:1]]}}


def issued(rows: list[Issue]) -> Sheet:
    head: list[Cell] = [_("账号"), _("影片"), _("版本"), _("第一次给出的时间"), _("设备编号"), _("记号的 SHA-256")]
    listed: list[list[Cell]] = [
        [one.user_id, str(one.trace_id), one.version, one.at, one.device_id, one.word] for one in rows
    ]
    return Sheet("issued", _("什么时候把哪份记号给了谁"), [head, *listed])


def orders(named: list[int]) -> Sheet:
    head: list[Cell] = [_("账号"), _("订单"), _("状态"), _("买了什么"), _("金额（分）"), _("付款时间")]
    found = Order.objects.filter(buyer__in=named).prefetch_related("lines").order_by("pk")
    rows: list[list[Cell]] = [
        [
            *(one.buyer_id, one.no, one.get_status_display()),
            *("、".join(line.title for line in one.lines.all()), one.total_fen, one.paid_at),
        ]
        for one in found
    ]
    return Sheet("orders", _("订单"), [head, *rows])


def devices(users: dict[int, User]) -> Sheet:
    head: list[Cell] = [_("账号"), _("编号"), _("设备"), _("登录时间"), _("最后使用"), _("地址"), "User-Agent"]
    rows: list[list[Cell]] = [
        [
            *(user.pk, one.pk, device_name(one.user_agent), one.created_at),
            *(one.last_seen_at, one.address or "", one.user_agent),
        ]
        for user in users.values()
        for one in user.devices.order_by("pk")
    ]
    return Sheet("devices", _("登录过的设备"), [head, *rows])


def agreements(named: list[int]) -> Sheet:
    head: list[Cell] = [_("账号"), _("协议"), _("文字"), _("确认时间"), _("地址"), _("设备")]
    found = Consent.objects.filter(user__in=named).select_related("agreement").order_by("at")
    rows: list[list[Cell]] = [
        [
            *(one.user_id, str(one.agreement), one.agreement.body, one.at),
            *(one.address or "", device_name(one.user_agent)),
        ]
        for one in found
    ]
    return Sheet("agreements", _("确认过的协议"), [head, *rows])


def plays(inquiry: Inquiry, named: list[int]) -> Sheet:
    """How far it was played is what the player said."""
    head: list[Cell] = [_("账号"), _("课时"), _("看了（秒）"), _("学完")]
    asset_id = inquiry.trace.asset_id if inquiry.trace else None
    shown = [lesson_id for lesson_id, _number in places_of(asset_id)] if asset_id else []
    lessons = Q(lesson__asset=asset_id) | Q(lesson__in=shown)
    found = Progress.objects.filter(lessons, user__in=named).select_related("lesson").order_by("pk")
    rows: list[list[Cell]] = [[one.user_id, one.lesson.title, one.watched_seconds, one.completed_at] for one in found]
    return Sheet("plays", _("学了什么"), [head, *rows])


def history(inquiry: Inquiry) -> Sheet:
    head: list[Cell] = [_("时间"), _("发生了什么"), _("谁"), _("地址")]
    found = AuditEntry.objects.filter(target=f"inquiry:{inquiry.pk}").order_by("pk")
    rows: list[list[Cell]] = [[one.at, one.action, one.actor_id, one.address or ""] for one in found]
    return Sheet("audit", _("操作记录"), [head, *rows])
