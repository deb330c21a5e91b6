"""What a buyer agrees to with the price. An id names one wording for ever; another wording is another ``@number``."""

from dataclasses import dataclass
from typing import Protocol

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
    def refund_later_days(self) -> int: ...


def refund_term(rule: RefundRule) -> Term:
    """The refund rule of a product or an order line: its id, and its words in the reader's language."""
    days, percent, later = rule.refund_days, rule.refund_percent, rule.refund_later_days
    text = refund_sentence(days=days, percent=percent, later_days=later)
    if not days:
        return Term(id="refund:none@1", text=text)
    return Term(id=f"refund:{days}d{percent}+{later}@1" if later else f"refund:{days}d{percent}@1", text=text)
