"""How much of a price comes back: by the rule it was bought under, and by what was used. Pure."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from fractions import Fraction
from typing import Protocol


@dataclass(frozen=True)
class Share:
    """``used`` of ``whole`` units. ``unit``: what is counted, ``lesson``, ``day`` or ``session``."""

    used: int
    whole: int
    unit: str = "lesson"

    def most(self, percent: int) -> int:
        """How many units may be used at most for ``percent`` to hold."""
        return percent * self.whole // 100

    def within(self, percent: int) -> bool:
        return self.used * 100 <= percent * self.whole or self.used == 0

    @property
    def part(self) -> Fraction:
        return Fraction(self.used, self.whole or 1)


class Rule(Protocol):
    """A product, an order line, or what a form says."""

    @property
    def refund_days(self) -> int: ...
    @property
    def refund_percent(self) -> int: ...
    @property
    def refund_later_days(self) -> int: ...


class Why(StrEnum):
    FULL = "full"
    PART = "part"
    NEVER = "never"
    LATE = "late"
    OVER = "over"
    GONE = "gone"


@dataclass(frozen=True, kw_only=True)
class Judgement:
    why: Why
    back_fen: int = 0


def judge(rule: Rule, *, price_fen: int, age: timedelta, opened: Share, used: Share) -> Judgement:
    """``age``: time since payment. ``opened`` decides on all of it, ``used`` on the part that comes back later."""
    if not rule.refund_days:
        return Judgement(why=Why.NEVER)
    early = age <= timedelta(days=rule.refund_days)
    if early and opened.within(rule.refund_percent):
        return Judgement(why=Why.FULL, back_fen=price_fen)
    if not rule.refund_later_days:
        return Judgement(why=Why.OVER if early else Why.LATE)
    if age > timedelta(days=last_day(rule)):
        return Judgement(why=Why.LATE)
    back_fen = unused_fen(price_fen, used)
    return Judgement(why=Why.PART if back_fen else Why.GONE, back_fen=back_fen)


@dataclass(frozen=True, kw_only=True)
class Example:
    """Somebody who asks for their money back on a day: ``term_days`` 0 is a course of lessons."""

    price_fen: int
    day: int
    opened: int
    lessons: int
    term_days: int = 0

    def under(self, rule: Rule) -> Judgement:
        opened = Share(self.opened, self.lessons)
        used = Share(min(self.day, self.term_days), self.term_days, "day") if self.term_days else opened
        return judge(rule, price_fen=self.price_fen, age=timedelta(days=self.day), opened=opened, used=used)


EXAMPLES = [
    Example(price_fen=9_900, day=3, opened=1, lessons=10),
    Example(price_fen=9_900, day=3, opened=5, lessons=10),
    Example(price_fen=9_900, day=20, opened=3, lessons=10),
    Example(price_fen=36_500, day=100, opened=20, lessons=120, term_days=365),
]


def last_day(rule: Rule) -> int:
    return max(rule.refund_days, rule.refund_later_days)


def unused_fen(price_fen: int, used: Share) -> int:
    """The part of a price that was not used, rounded up to the fen. What cannot be measured was not used."""
    if not used.whole:
        return price_fen
    return -(-price_fen * max(0, used.whole - used.used) // used.whole)
