"""Where a price is decided. Pure: the same lines and context always give the same quote.

``RULES`` is the order of application; a later rule (newcomer, flash sale, coupon …) is one more entry. Each says
what it gave or why not, and the quote keeps every answer.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from zhiyu.kernel.money import split, yuan
from zhiyu.promotions.terms import Term, refund_term

Text = str | Promise


@dataclass(frozen=True, kw_only=True)
class PricedLine:
    """One thing to be bought, with its list price and its refund rule."""

    product: str
    title: str
    unit_fen: int
    quantity: int = 1
    refund_days: int = 7
    refund_percent: int = 30

    @property
    def list_fen(self) -> int:
        return self.unit_fen * self.quantity


@dataclass(frozen=True, kw_only=True)
class QuoteContext:
    """Who asks, and when: all that rules may look at beside the lines."""

    buyer_id: int | None
    at: datetime


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """What one rule takes off the whole, and its reason in words."""

    rule: str
    off_fen: int
    text: Text


@dataclass(frozen=True, kw_only=True)
class QuotedLine:
    product: str
    title: str
    quantity: int
    unit_fen: int
    list_fen: int
    total_fen: int


@dataclass(frozen=True, kw_only=True)
class Quote:
    lines: tuple[QuotedLine, ...]
    applied: tuple[Verdict, ...]
    terms: tuple[Term, ...]

    @property
    def list_fen(self) -> int:
        return sum(line.list_fen for line in self.lines)

    @property
    def total_fen(self) -> int:
        return sum(line.total_fen for line in self.lines)

    @property
    def sentence(self) -> str:
        if not self.total_fen:
            return _("免费，不需要付款。")
        if self.total_fen == self.list_fen:
            return _("标价 ¥%(price)s，就付 ¥%(price)s，没有其他费用。") % {"price": yuan(self.total_fen)}
        saved = {"price": yuan(self.total_fen), "saved": yuan(self.list_fen - self.total_fen)}
        return _("已为你用上最合适的优惠：付 ¥%(price)s，省 ¥%(saved)s。") % saved

    def to_json(self) -> dict[str, Any]:
        return {
            "list_fen": self.list_fen,
            "total_fen": self.total_fen,
            "lines": [vars(line) for line in self.lines],
            "applied": [{"rule": v.rule, "off_fen": v.off_fen, "text": str(v.text)} for v in self.applied],
            "sentence": self.sentence,
            "terms": [{"id": term.id, "text": term.text} for term in self.terms],
        }


# A rule sees the lines, what is left to pay after the rules before it, and the context.
Rule = Callable[[Sequence[PricedLine], int, QuoteContext], Verdict]


def list_price(lines: Sequence[PricedLine], left_fen: int, context: QuoteContext) -> Verdict:
    del lines, left_fen, context
    return Verdict(rule="list_price", off_fen=0, text=_("标价"))


RULES: tuple[Rule, ...] = (list_price,)


def quote(lines: Sequence[PricedLine], *, context: QuoteContext, rules: Sequence[Rule] = RULES) -> Quote:
    """Every rule in order, none below nothing, the result split over the lines so that they sum to the total."""
    left = sum(line.list_fen for line in lines)
    applied = []
    for rule in rules:
        verdict = rule(lines, left, context)
        given = max(0, min(verdict.off_fen, left))
        applied.append(Verdict(rule=verdict.rule, off_fen=given, text=verdict.text))
        left -= given
    parts = split(left, weights=[line.list_fen for line in lines]) if lines else []
    return Quote(
        lines=tuple(quoted(line, part) for line, part in zip(lines, parts, strict=True)),
        applied=tuple(applied),
        terms=terms_of(lines) if left else (),
    )


def quoted(line: PricedLine, total_fen: int) -> QuotedLine:
    return QuotedLine(
        product=line.product,
        title=line.title,
        quantity=line.quantity,
        unit_fen=line.unit_fen,
        list_fen=line.list_fen,
        total_fen=total_fen,
    )


def terms_of(lines: Sequence[PricedLine]) -> tuple[Term, ...]:
    """The refund rule of each line that costs something, once each."""
    found = {term.id: term for line in lines if line.list_fen for term in [refund_term(line)]}
    return tuple(found.values())
