"""What a buyer agrees to with the price. An id names one wording for ever; another wording is another ``@number``."""

from dataclasses import dataclass
from typing import Protocol

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


def refund_term(rule: RefundRule) -> Term:
    """The refund rule of a product or an order line: its id, and its words in the reader's language."""
    days, percent, later = rule.refund_days, rule.refund_percent, rule.refund_later_days
    text = refund_sentence(days=days, percent=percent, later_days=later, sessions=rule.sessions)
    kind = "refund" if rule.sessions is None else f"refund-of-{rule.sessions}"
    if not days:
        return Term(id=f"{kind}:none@1", text=text)
    wording = 2 if percent == WHOLE and rule.sessions is None else 1
    said = f"{days}d{percent}+{later}" if later else f"{days}d{percent}"
    return Term(id=f"{kind}:{said}@{wording}", text=text)
