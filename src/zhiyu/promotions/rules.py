"""The order in which a price is made: the lowest of a line's deals, spend-and-save, one coupon, points, credits. Pure.

Each way to combine them is built whole (``baskets``), and the quote takes the cheapest.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Protocol

from zhiyu.kernel.money import split
from zhiyu.promotions.market import Coupon, Credit, Deal, Kind, Market


class Line(Protocol):
    @property
    def product(self) -> str: ...
    @property
    def unit_fen(self) -> int: ...
    @property
    def quantity(self) -> int: ...
    @property
    def list_fen(self) -> int: ...


@dataclass
class Basket:
    """One way to price the lines: ``now_fen`` a line after all that was taken off, and what took it."""

    now_fen: list[int]
    deals: dict[int, Deal] = field(default_factory=dict)
    """By the line's place."""
    spend: Deal | None = None
    spend_fen: int = 0
    coupon: Coupon | None = None
    coupon_fen: int = 0
    points_fen: int = 0
    credits: dict[Credit, int] = field(default_factory=dict)
    """What each takes off; of one source one."""

    @property
    def total_fen(self) -> int:
        return sum(self.now_fen)

    def take(self, off_fen: int, places: Sequence[int]) -> int:
        """Off these lines together, split by what they cost now; never more than they cost."""
        whole = sum(self.now_fen[place] for place in places)
        taken = max(0, min(off_fen, whole))
        for place, part in zip(places, split(taken, weights=[self.now_fen[p] for p in places]), strict=True):
            self.now_fen[place] -= part
        return taken


def cheapest(lines: Sequence[Line], market: Market, at: datetime) -> Basket:
    """The best for the buyer. Among equals the one that spends no coupon, then the coupon that ends first."""
    return min(baskets(lines, market, at), key=rank)


def rank(basket: Basket) -> tuple[int, bool, float, int, int]:
    used = basket.coupon
    if used is None:
        return basket.total_fen, False, 0, 0, 0
    ends = used.valid_until.timestamp() if used.valid_until else float("inf")
    return basket.total_fen, True, ends, used.id, used.held_id or 0


def baskets(lines: Sequence[Line], market: Market, at: datetime) -> Iterator[Basket]:
    """A deal's price may leave too little for a threshold, so the list price is tried as well."""
    fitting = Fitting.of(lines, market, at)
    chosen = [coupon for coupon in market.coupons if coupon.runs(at) and market.wanted in {None, coupon.choice}]
    forced = []
    for coupon in chosen:
        tried = [with_coupon(fitting.basket(barred), coupon, lines) for barred in fitting.ways(coupon)]
        forced += [finished(found, lines, market, at) for found in tried if found is not None]
    if not market.wanted or not forced:
        yield from (finished(fitting.basket(barred), lines, market, at) for barred in fitting.ways())
    yield from forced


@dataclass(frozen=True)
class Fitting:
    """The deals that this buyer may have now, by line, cheapest first: found once, used for every basket."""

    lines: Sequence[Line]
    by_line: Sequence[Sequence[tuple[int, Deal]]]
    spends: Sequence[tuple[Deal, Sequence[int]]]
    made: dict[frozenset[int], Basket] = field(default_factory=dict)

    @classmethod
    def of(cls, lines: Sequence[Line], market: Market, at: datetime) -> "Fitting":
        open_now = [deal for deal in market.deals if not refusal(deal, market, at)]
        items = [deal for deal in open_now if deal.kind != Kind.SPEND]
        spends = [
            (deal, [place for place, line in enumerate(lines) if deal.covers(line.product)])
            for deal in open_now
            if deal.kind == Kind.SPEND
        ]
        return cls(lines, [offers(line, items) for line in lines], spends)

    def ways(self, coupon: Coupon | None = None) -> list[frozenset[int]]:
        """Which lines to leave at their list price, as far as it can matter: for a threshold, or for a coupon that
        joins no deal.
        """
        dealt = frozenset(place for place, found in enumerate(self.by_line) if found)
        found = [frozenset[int]()]
        if self.spends:
            found.append(dealt)
        if coupon is not None and (coupon.threshold_fen or not coupon.joins):
            found.append(frozenset(place for place in dealt if coupon.covers(self.lines[place].product)))
        return list(dict.fromkeys(found))

    def basket(self, barred: frozenset[int]) -> Basket:
        """``barred``: the places that stay at their list price."""
        if barred not in self.made:
            self.made[barred] = self.fill(barred)
        made = self.made[barred]
        return replace(made, now_fen=[*made.now_fen])

    def fill(self, barred: frozenset[int]) -> Basket:
        made = Basket(now_fen=[line.list_fen for line in self.lines])
        left: dict[int, int | None] = {}
        for place in self.order(barred):
            units = self.lines[place].quantity
            for price_fen, deal in self.by_line[place]:
                rest = left.get(deal.id, 1 if deal.once else deal.left)
                if rest is not None and rest < units:
                    continue
                left[deal.id] = None if rest is None else rest - units
                made.deals[place], made.now_fen[place] = deal, price_fen * units
                break
        self.spend(made)
        return made

    def order(self, barred: frozenset[int]) -> list[int]:
        """Who saves the most chooses first, since a newcomer's price and the last unit go to one line."""
        places = [place for place, found in enumerate(self.by_line) if found and place not in barred]
        return sorted(places, key=lambda place: (-self.saving(place), place))

    def saving(self, place: int) -> int:
        line = self.lines[place]
        return line.list_fen - self.by_line[place][0][0] * line.quantity

    def spend(self, made: Basket) -> None:
        best: tuple[int, Deal, Sequence[int]] | None = None
        for deal, places in self.spends:
            whole = sum(made.now_fen[place] for place in places)
            off = whole - deal.price_of(whole)
            if whole >= deal.threshold_fen and off > 0 and (best is None or (off, -deal.id) > (best[0], -best[1].id)):
                best = off, deal, places
        if best is not None:
            made.spend, made.spend_fen = best[1], made.take(best[0], best[2])


def offers(line: Line, items: Sequence[Deal]) -> list[tuple[int, Deal]]:
    found = [(deal.price_of(line.unit_fen), deal) for deal in items if deal.covers(line.product)]
    lower = [(price_fen, deal) for price_fen, deal in found if price_fen < line.unit_fen]
    return sorted(lower, key=lambda pair: (pair[0], pair[1].id))


def refusal(deal: Deal, market: Market, at: datetime) -> str:
    """Why this buyer may not have a deal now; empty when they may."""
    newcomer = deal.kind == Kind.NEWCOMER
    reasons = {
        "early": deal.starts_at is not None and at < deal.starts_at,
        "over": deal.ends_at is not None and at >= deal.ends_at,
        "gone": deal.left is not None and deal.left <= 0,
        "spent": deal.id in market.spent,
        "login": newcomer and market.newcomer is None,
        "known": newcomer and market.newcomer is False,
        "members": deal.kind == Kind.MEMBER and not deal.members & market.member_of,
    }
    return next((why for why, holds in reasons.items() if holds), "")


def with_coupon(basket: Basket, coupon: Coupon, lines: Sequence[Line]) -> Basket | None:
    """The basket with the coupon used, or None where it gives nothing."""
    places = [
        place
        for place, line in enumerate(lines)
        if coupon.covers(line.product) and (coupon.joins or place not in basket.deals)
    ]
    whole = sum(basket.now_fen[place] for place in places)
    if not whole or whole < coupon.threshold_fen:
        return None
    if coupon.whole:
        places = [max(places, key=lambda place: (basket.now_fen[place] // lines[place].quantity, -place))]
    basket.coupon = coupon
    basket.coupon_fen = basket.take(worth(coupon, whole, basket, places, lines), places)
    return basket if basket.coupon_fen else None


def worth(coupon: Coupon, whole_fen: int, basket: Basket, places: Sequence[int], lines: Sequence[Line]) -> int:
    if coupon.whole:
        dearest = places[0]
        return -(-basket.now_fen[dearest] // lines[dearest].quantity)
    if coupon.percent is not None:
        off_fen = whole_fen - whole_fen * coupon.percent // 100
        return off_fen if coupon.most_fen is None else min(off_fen, coupon.most_fen)
    return coupon.off_fen or 0


def finished(basket: Basket, lines: Sequence[Line], market: Market, at: datetime) -> Basket:
    """Last what is the buyer's own: points, then money that they paid before."""
    if market.points_fen:
        basket.points_fen = basket.take(market.points_fen, range(len(basket.now_fen)))
    basket.credits = {}
    for credit in market.credits:
        places = [place for place, line in enumerate(lines) if line.product == credit.product]
        free = credit.runs(at) and credit.source not in {one.source for one in basket.credits}
        off_fen = basket.take(credit.fen, places) if free else 0
        if off_fen:
            basket.credits[credit] = off_fen
    return basket
