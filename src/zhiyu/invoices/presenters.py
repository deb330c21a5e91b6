"""What the pages of invoices show, worked out from plain values."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from zhiyu.invoices.actions.issuing import sheet_of
from zhiyu.invoices.forms import RATES
from zhiyu.invoices.models import Invoice, Kind, Reversal
from zhiyu.kernel.sheets import Cell, Yuan
from zhiyu.platform.models import AuditEntry

Status = Invoice.Status
TONES: dict[str, str] = {
    Status.APPLIED: "gold",
    Status.ISSUING: "info",
    Status.ISSUED: "ok",
    Status.RED_NEEDED: "hot",
    Status.REVERSED: "plain",
    Status.REJECTED: "plain",
    Status.CANCELLED: "plain",
}
REASONS: dict[str, str | Promise] = {"refund": lazy("订单退款")}
HAPPENED: dict[str, str | Promise] = {
    "invoice.applied": lazy("申请发票"),
    "invoice.cancelled": lazy("申请取消"),
    "invoice.issuing": lazy("开始开票"),
    "invoice.issued": lazy("开好，登记了号码"),
    "invoice.rejected": lazy("没有通过"),
    "invoice.filed": lazy("放上发票文件"),
    "invoice.red_needed": lazy("要红冲"),
    "invoice.reversed": lazy("红冲完成"),
}


def tone_of(status: str) -> str:
    return TONES.get(status, "plain")


def reason(stored: str) -> str:
    return str(REASONS.get(stored, stored))


def rate_words(rate_bp: int) -> str:
    known = dict(RATES).get(rate_bp)
    return str(known) if known is not None else f"{rate_bp / 100:g}%"


def pills(counts: dict[str, int], *, current: str) -> list[tuple[str | Promise, str, bool, int]]:
    some: list[tuple[str, str | Promise]] = [(one.value, one.label) for one in Status if counts[one.value]]
    offered: list[tuple[str, str | Promise]] = [("", _("全部")), *some]
    return [(label, value, value == current, counts[value]) for value, label in offered]


def open_reversal(invoice: Invoice) -> Reversal | None:
    return next((one for one in invoice.reversals.all() if one.done_at is None), None)


def file_name(invoice: Invoice) -> str:
    return _("发票 %(number)s") % {"number": invoice.number or invoice.no}


@dataclass(frozen=True, kw_only=True)
class Happened:
    at: datetime
    what: str
    who: str
    note: str


def history(entries: Iterable[AuditEntry], names: dict[int, str]) -> list[Happened]:
    return [
        Happened(
            at=entry.at,
            what=str(HAPPENED.get(entry.action, entry.action)),
            who=names.get(entry.actor_id, "") if entry.actor_id else _("自动"),
            note=reason(str(entry.detail.get("note") or entry.detail.get("number") or "")),
        )
        for entry in entries
    ]


def sheet_rows(invoices: Iterable[Invoice]) -> Iterator[list[Cell]]:
    """What is to be typed into the tax office's site: one row an item, the buyer beside each."""
    yield [
        *[
            _("申请号"),
            _("订单号"),
            _("抬头类型"),
            _("购方名称"),
            _("购方统一社会信用代码"),
            _("购方地址"),
            _("购方电话"),
        ],
        *[_("购方开户银行"), _("购方银行账号"), _("邮箱"), _("项目名称"), _("税收分类编码"), _("数量")],
        *[_("含税金额（元）"), _("税率"), _("税额（元）"), _("发票号码")],
    ]
    for invoice in invoices:
        sheet = sheet_of(invoice)
        bought_by = (sheet.name, sheet.tax_no, sheet.address, sheet.phone, sheet.bank, sheet.account, sheet.email)
        for item in sheet.items:
            yield [
                sheet.no,
                sheet.order_no,
                str(Kind(sheet.kind).label),
                *bought_by,
                item.name,
                item.tax_code,
                item.quantity,
                Yuan(item.amount_fen),
                rate_words(item.rate_bp),
                Yuan(item.tax_fen),
                invoice.number,
            ]
