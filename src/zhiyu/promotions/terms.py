"""What a buyer agrees to with the price. An id names one wording for ever; another wording is another ``@number``."""

from dataclasses import dataclass
from typing import Protocol

from django.utils.translation import gettext as _

from zhiyu.catalog.queries import WHOLE
from zhiyu.catalog.refund_rules import refund_sentence


@dataclass(frozen=True, kw_only=True)
class Term:
    id: str
    text: str


class RefundRule(Protocol):
    @property
    def refund_days(self) -> int: ...
    @property
    def refund_percent(self) -> int: ...
    @property
    def sessions(self) -> int | None: ...
    @property
    def refund_later_days(self) -> int: ...
    @property
    def deposit(self) -> bool: ...


def refund_term(rule: RefundRule) -> Term:
    """The refund rule of a product or an order line: its id, and its words in the reader's language."""
    if rule.deposit:
        return deposit_term(keeps=not rule.refund_days)
    days, percent, later = rule.refund_days, rule.refund_percent, rule.refund_later_days
    text = refund_sentence(days=days, percent=percent, later_days=later, sessions=rule.sessions)
    kind = "refund" if rule.sessions is None else f"refund-of-{rule.sessions}"
    if not days:
        return Term(id=f"{kind}:none@1", text=text)
    wording = 2 if percent == WHOLE and rule.sessions is None else 1
    said = f"{days}d{percent}+{later}" if later else f"{days}d{percent}"
    return Term(id=f"{kind}:{said}@{wording}", text=text)


def deposit_term(*, keeps: bool) -> Term:
    """Of a deposit nothing is used up: what counts is whether the balance was paid, and by when."""
    if keeps:
        kept = _("尾款截止前，定金随时全额退。到截止时间还没付尾款，定金不退。付了尾款以后要退，先退尾款，再退定金。")
        return Term(id="deposit:kept-at-the-end@1", text=kept)
    free = _("付尾款前，定金随时全额退。到截止时间还没付尾款，定金自动退回。付了尾款以后要退，先退尾款，再退定金。")
    return Term(id="deposit:free@1", text=free)
