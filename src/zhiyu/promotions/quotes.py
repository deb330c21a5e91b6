"""Where a price is decided. Pure: the same lines and context always give the same quote.

``rules.py`` holds the order of application, ``market.py`` what it may depend on. The quote keeps what every deal and
coupon gave or why not, in words, and one sentence for the whole: page, checkout, API and order all say the same.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from zhiyu.kernel.money import yuan
from zhiyu.promotions import words
from zhiyu.promotions.market import QUIET, Coupon, Credit, Deal, Kind, Market
from zhiyu.promotions.rules import Basket, cheapest, refusal
from zhiyu.promotions.terms import Term, refund_term

HINTS = {"early", "login", "members"}
CREDIT = "credit"


@dataclass(frozen=True, kw_only=True)
class PricedLine:
    """One thing to be bought, with its list price and its refund rule."""

    product: str
    title: str
    unit_fen: int
    quantity: int = 1
    refund_days: int = 7
    refund_percent: int = 30
    sessions: int | None = None
    tip: bool = False
    deposit: bool = False
    refund_later_days: int = 0

    @property
    def list_fen(self) -> int:
        return self.unit_fen * self.quantity


@dataclass(frozen=True, kw_only=True)
class QuoteContext:
    """Who asks, when, and in what market: all that the price may depend on beside the lines."""

    buyer_id: int | None
    at: datetime
    market: Market = QUIET


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """What one rule takes off the whole, and its reason in words. ``of``: its deal or coupon, as the buyer names it."""

    rule: str
    off_fen: int
    text: str
    of: str = ""
    hint: bool = False

    def to_json(self) -> dict[str, Any]:
        told = {"rule": self.rule, "off_fen": self.off_fen, "text": self.text}
        return {**told, "id": self.of} if self.of else told


@dataclass(frozen=True, kw_only=True)
class QuotedLine:
    product: str
    title: str
    quantity: int
    unit_fen: int
    list_fen: int
    total_fen: int


@dataclass(frozen=True, kw_only=True)
class Used:
    """What an order at this price takes of a deal that is counted."""

    deal_id: int
    kind: Kind
    quantity: int
    once: bool
    off_fen: int


@dataclass(frozen=True, kw_only=True)
class Quote:
    """``was_fen``: what may stand struck through beside the total, or None. ``ends_at``: when the total may rise.
    ``running``: the deals that made it. ``persons``: under which names the buyer is noted as having had them.
    """

    lines: tuple[QuotedLine, ...]
    applied: tuple[Verdict, ...]
    terms: tuple[Term, ...]
    running: tuple[Deal, ...] = ()
    used: tuple[Used, ...] = ()
    persons: tuple[str, ...] = ()
    coupon: Coupon | None = None
    coupon_fen: int = 0
    credits: tuple[tuple[Credit, int], ...] = ()
    """Each that is used, and what it takes off."""
    was_fen: int | None = None
    ends_at: datetime | None = None

    @property
    def list_fen(self) -> int:
        return sum(line.list_fen for line in self.lines)

    @property
    def total_fen(self) -> int:
        return sum(line.total_fen for line in self.lines)

    @property
    def given(self) -> list[Verdict]:
        return [verdict for verdict in self.applied if verdict.off_fen]

    @property
    def hints(self) -> list[str]:
        """What a buyer who knew might wait or log in for, or become a member for."""
        return [verdict.text for verdict in self.applied if not verdict.off_fen and verdict.hint]

    @property
    def coupons(self) -> list[Verdict]:
        return [verdict for verdict in self.applied if verdict.rule == "coupon"]

    def held_as(self, held_id: int) -> "Quote":
        """The same price, with its coupon in the buyer's hands."""
        if self.coupon is None:
            return self
        coupon = replace(self.coupon, held_id=held_id)
        applied = tuple(replace(one, of=coupon.choice) if one.of == self.coupon.choice else one for one in self.applied)
        return replace(self, coupon=coupon, applied=applied)

    @property
    def takes(self) -> bool:
        """Whether an order at this price has anything to take from a deal, a coupon or a credit."""
        return bool(self.used or self.coupon or self.credits)

    @property
    def sentence(self) -> str:
        if not self.list_fen:
            return _("免费，不需要付款。")
        if not self.given:
            return _("标价 ¥%(price)s，就付 ¥%(price)s，没有其他费用。") % {"price": yuan(self.total_fen)}
        savings = [
            (words.counting if verdict.rule == CREDIT else words.saving)(verdict.text, verdict.off_fen)
            for verdict in self.given
        ]
        said = {"list": yuan(self.list_fen), "savings": _("，").join(savings), "price": yuan(self.total_fen)}
        if not self.total_fen:
            return _("标价 ¥%(list)s，%(savings)s，不需要付款。") % said
        return _("标价 ¥%(list)s，%(savings)s，付 ¥%(price)s。") % said

    def to_json(self) -> dict[str, Any]:
        return {
            "list_fen": self.list_fen,
            "total_fen": self.total_fen,
            "lines": [vars(line) for line in self.lines],
            "applied": [verdict.to_json() for verdict in self.applied],
            "sentence": self.sentence,
            "terms": [{"id": term.id, "text": term.text} for term in self.terms],
            "coupon": self.coupon.choice if self.coupon else None,
            "coupon_fen": self.coupon_fen,
            "uses": [[used.deal_id, used.quantity] for used in self.used],
            "credits": [[one.source, off_fen] for one, off_fen in self.credits],
            "ends_at": self.ends_at.isoformat() if self.ends_at else None,
        }


def quote(lines: Sequence[PricedLine], *, context: QuoteContext) -> Quote:
    """The cheapest way to combine what runs; never below nothing, and the lines sum to the total."""
    market = context.market
    basket = cheapest(lines, market, context.at)
    used = used_of(lines, basket)
    return Quote(
        lines=tuple(quoted(line, part) for line, part in zip(lines, basket.now_fen, strict=True)),
        applied=(
            Verdict(rule="list_price", off_fen=0, text=_("标价")),
            *deal_verdicts(lines, used, context),
            *coupon_verdicts(basket, context),
            *points_verdict(basket),
            *credit_verdicts(lines, basket, context),
        ),
        terms=terms_of(lines) if basket.total_fen or basket.credits else (),
        running=running(basket),
        used=used,
        persons=market.persons,
        coupon=basket.coupon,
        coupon_fen=basket.coupon_fen,
        credits=tuple(basket.credits.items()),
        was_fen=struck(lines, basket, market),
        ends_at=ends_of(basket),
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


def saved_by(deal: Deal, lines: Sequence[PricedLine], basket: Basket) -> int:
    if basket.spend is not None and basket.spend.id == deal.id:
        return basket.spend_fen
    mine = [lines[place] for place, one in basket.deals.items() if one.id == deal.id]
    return sum((line.unit_fen - deal.price_of(line.unit_fen)) * line.quantity for line in mine)


def deal_verdicts(lines: Sequence[PricedLine], used: Sequence[Used], context: QuoteContext) -> list[Verdict]:
    """Of every deal that has to do with these lines."""
    codes = {line.product for line in lines}
    saved = {one.deal_id: one.off_fen for one in used}
    found = []
    for deal in context.market.deals:
        if not deal.covers_any(codes):
            continue
        off_fen = saved.get(deal.id, 0)
        why = "" if off_fen else refusal(deal, context.market, context.at)
        text = deal.title if off_fen else words.refused(deal, why)
        hint = why in HINTS and not deal.far(context.at)
        found.append(Verdict(rule=deal.kind, off_fen=off_fen, text=text, of=f"deal:{deal.id}", hint=hint))
    return found


def coupon_verdicts(basket: Basket, context: QuoteContext) -> list[Verdict]:
    used = basket.coupon.choice if basket.coupon else None
    return [
        Verdict(rule="coupon", off_fen=basket.coupon_fen, text=one.title, of=one.choice)
        if one.choice == used
        else Verdict(rule="coupon", off_fen=0, text=words.idle(one, context.at, basket), of=one.choice)
        for one in context.market.coupons
    ]


def points_verdict(basket: Basket) -> list[Verdict]:
    return [Verdict(rule="points", off_fen=basket.points_fen, text=_("积分抵扣"))] if basket.points_fen else []


def credit_verdicts(lines: Sequence[PricedLine], basket: Basket, context: QuoteContext) -> list[Verdict]:
    """Of every credit that has to do with these lines; one that counts later is worth waiting for."""
    codes, found = {line.product for line in lines}, []
    for one in context.market.credits:
        if one.product not in codes:
            continue
        off_fen = basket.credits.get(one, 0)
        text = words.credited(one) if off_fen else words.idle_credit(one, context.at)
        early = one.valid_from is not None and context.at < one.valid_from
        found.append(Verdict(rule=CREDIT, off_fen=off_fen, text=text, of=one.source, hint=early))
    return found


def used_of(lines: Sequence[PricedLine], basket: Basket) -> tuple[Used, ...]:
    """In the order of their ids, which is the order in which their rows are locked."""
    deals = {deal.id: deal for deal in basket.deals.values()}
    units = dict.fromkeys(deals, 0)
    for place, deal in basket.deals.items():
        units[deal.id] += lines[place].quantity
    if basket.spend is not None:
        deals[basket.spend.id], units[basket.spend.id] = basket.spend, 1
    return tuple(
        Used(
            deal_id=deal_id,
            kind=deal.kind,
            quantity=units[deal_id],
            once=deal.once,
            off_fen=saved_by(deal, lines, basket),
        )
        for deal_id, deal in sorted(deals.items())
    )


def struck(lines: Sequence[PricedLine], basket: Basket, market: Market) -> int | None:
    """The price before, as the law has it: the lowest that was asked in the last days, if that is more than now."""
    was = sum(min(line.unit_fen, market.was_fen.get(line.product, line.unit_fen)) * line.quantity for line in lines)
    return was if was > basket.total_fen else None


def running(basket: Basket) -> tuple[Deal, ...]:
    deals = [*basket.deals.values(), *([basket.spend] if basket.spend else [])]
    return tuple({deal.id: deal for deal in deals}.values())


def ends_of(basket: Basket) -> datetime | None:
    return min((deal.ends_at for deal in running(basket) if deal.ends_at), default=None)


def terms_of(lines: Sequence[PricedLine]) -> tuple[Term, ...]:
    """The refund rule of each line that costs something, once each."""
    sold = [line for line in lines if line.list_fen and not line.tip]
    found = {term.id: term for line in sold for term in [refund_term(line)]}
    return tuple(found.values())
