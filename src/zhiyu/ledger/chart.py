"""The chart of accounts. Codes are fixed here; rows appear when first booked."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from zhiyu.ledger.errors import UnknownAccount
from zhiyu.ledger.models import Account

Kind = Account.Kind


@dataclass(frozen=True)
class Entry:
    kind: Account.Kind
    label: str | Promise


# ``prefix:`` accounts exist once per product or provider, named after the colon.
CHART: dict[str, Entry] = {
    "bank": Entry(Kind.ASSET, _("银行存款")),
    "receivable:": Entry(Kind.ASSET, _("应收支付渠道")),
    "deposits:": Entry(Kind.LIABILITY, _("预收定金")),
    "sales:": Entry(Kind.INCOME, _("课程销售")),
    "refunds:": Entry(Kind.EXPENSE, _("销售退款")),
    "fees:": Entry(Kind.EXPENSE, _("渠道手续费")),
    "payable:refunds": Entry(Kind.LIABILITY, _("应付买家退款")),
    "payable:held": Entry(Kind.LIABILITY, _("订单占用的余额")),
    "wallet:": Entry(Kind.LIABILITY, _("学员余额")),
    "suspense": Entry(Kind.LIABILITY, _("待查款项")),
}


def entry(code: str) -> Entry:
    """The account's kind and label, or ``UnknownAccount``."""
    prefix, colon, rest = code.partition(":")
    found = CHART.get(code) or CHART.get(f"{prefix}{colon}")
    if colon and not rest:
        raise UnknownAccount
    if found is None:
        raise UnknownAccount
    return found


def name(code: str) -> str:
    rest = code.partition(":")[2]
    label = str(entry(code).label)
    return label if code in CHART else f"{label} · {rest}"
