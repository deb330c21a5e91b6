"""What a buyer agrees to with the price. An id names one wording for ever; another wording is another ``@number``."""

from dataclasses import dataclass
from typing import Protocol

from zhiyu.catalog.queries import WHOLE, refund_sentence


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


def refund_term(rule: RefundRule) -> Term:
    """The refund rule of a product or an order line: its id, and its words in the reader's language."""
    days, percent = rule.refund_days, rule.refund_percent
    text = refund_sentence(days=days, percent=percent, sessions=rule.sessions)
    kind = "refund" if rule.sessions is None else f"refund-of-{rule.sessions}"
    wording = 2 if percent == WHOLE and rule.sessions is None else 1
    return Term(id=f"{kind}:{days}d{percent}@{wording}" if days else f"{kind}:none@1", text=text)
