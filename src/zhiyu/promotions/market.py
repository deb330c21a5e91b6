"""What a price may depend on beside the goods themselves: the deals that run, and what is known of the buyer. Plain."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

ANNOUNCED = timedelta(days=3)
"""So long before it starts a deal is spoken of where things are sold: who hears of a price months ahead waits."""


class Kind(StrEnum):
    """Of deals. The lowest price of the first five counts for a line; spend-and-save comes after them."""

    NEWCOMER = "newcomer"
    FLASH = "flash"
    DISCOUNT = "discount"
    FREE = "free"
    MEMBER = "member"
    SPEND = "spend"


@dataclass(frozen=True, kw_only=True)
class Scope:
    """Product codes; None is every product."""

    codes: frozenset[str] | None = None

    def covers(self, code: str) -> bool:
        return self.codes is None or code in self.codes

    def covers_any(self, codes: Collection[str]) -> bool:
        return self.codes is None or not self.codes.isdisjoint(codes)


@dataclass(frozen=True, kw_only=True)
class Deal(Scope):
    """One of ``price_fen`` (what is paid), ``percent`` (of the list price, that is paid) and ``off_fen`` is set.

    ``left``: units still to be had, None without limit. ``once``: one unit a person. ``members``: codes of the
    products whose holders it is for.
    """

    id: int
    kind: Kind
    title: str
    price_fen: int | None = None
    percent: int | None = None
    off_fen: int | None = None
    threshold_fen: int = 0
    left: int | None = None
    once: bool = False
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    members: frozenset[str] = frozenset()

    def price_of(self, unit_fen: int) -> int:
        """Of one unit; a fraction of a fen is the buyer's."""
        if self.price_fen is not None:
            return self.price_fen
        if self.percent is not None:
            return unit_fen * self.percent // 100
        return max(0, unit_fen - (self.off_fen or 0))

    def runs(self, at: datetime) -> bool:
        begun = self.starts_at is None or self.starts_at <= at
        return begun and (self.ends_at is None or at < self.ends_at)

    @property
    def turns(self) -> list[datetime]:
        """When what is said of it is old."""
        begins = [self.starts_at - ANNOUNCED, self.starts_at] if self.starts_at else []
        return [*begins, self.ends_at] if self.ends_at else begins

    def far(self, at: datetime) -> bool:
        return self.starts_at is not None and self.starts_at - ANNOUNCED > at


@dataclass(frozen=True, kw_only=True)
class Coupon(Scope):
    """One in somebody's hands. ``whole``: it pays for one unit of what it covers. ``joins``: on top of a deal's price.

    ``held_id`` is None for a code that was typed and is not held yet.
    """

    id: int
    held_id: int | None
    title: str
    off_fen: int | None = None
    percent: int | None = None
    most_fen: int | None = None
    whole: bool = False
    threshold_fen: int = 0
    joins: bool = True
    valid_from: datetime | None = None
    valid_until: datetime | None = None

    @property
    def choice(self) -> str:
        """What names it when the buyer chooses."""
        return f"held:{self.held_id}" if self.held_id else f"coupon:{self.id}"

    def runs(self, at: datetime) -> bool:
        begun = self.valid_from is None or self.valid_from <= at
        return begun and (self.valid_until is None or at < self.valid_until)


class CreditKind(StrEnum):
    TRIAL = "trial"
    DEPOSIT = "deposit"
    UPGRADE = "upgrade"


@dataclass(frozen=True, kw_only=True)
class Credit:
    """Money that somebody paid for ``title`` and that counts towards ``product``: ``fen`` are left of it.

    ``source`` names the order line whose price it is.
    ``paid_for``: the product's id; ``days``: how many of a membership it is made of.
    """

    source: str
    kind: CreditKind
    product: str
    title: str
    fen: int
    paid_for: int = 0
    days: int = 0
    valid_from: datetime | None = None
    valid_until: datetime | None = None

    def runs(self, at: datetime) -> bool:
        begun = self.valid_from is None or self.valid_from <= at
        return begun and (self.valid_until is None or at < self.valid_until)


@dataclass(frozen=True, kw_only=True)
class Market:
    """``newcomer`` None: nobody is logged in, so nobody knows. ``spent``: deals that this person has had once.
    ``persons``: every name under which the same person may come again, where a deal asks (``Spent.person``).

    ``wanted``: the buyer's choice of a coupon; None is the best one, empty is none. ``was_fen``: the lowest list price
    of the last days, where it is not today's.
    """

    deals: tuple[Deal, ...] = ()
    coupons: tuple[Coupon, ...] = ()
    newcomer: bool | None = None
    member_of: frozenset[str] = frozenset()
    spent: frozenset[int] = frozenset()
    wanted: str | None = None
    points_fen: int = 0
    persons: tuple[str, ...] = ()
    credits: tuple[Credit, ...] = ()
    """The one that ends first is used first."""
    was_fen: dict[str, int] = field(default_factory=dict)


QUIET = Market()
