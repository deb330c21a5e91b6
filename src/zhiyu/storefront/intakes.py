"""The intakes of a course as learners meet them: which one buying means today, and which one is theirs. Reads only."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from zhiyu.access.attending import Booking, bookings_of
from zhiyu.catalog.intakes import intakes_sold, next_open, next_soon, phase_of, today
from zhiyu.catalog.models import Intake
from zhiyu.catalog.shelf import ShelfCourse
from zhiyu.commerce.pricing import quote_each
from zhiyu.kernel.clock import now
from zhiyu.platform import shown
from zhiyu.promotions.quotes import Quote


@dataclass(frozen=True)
class Run:
    """An intake at today's price."""

    intake: Intake
    phase: Intake.Phase
    quote: Quote

    @property
    def open(self) -> bool:
        return self.phase == Intake.Phase.OPEN


@dataclass(frozen=True)
class Runs:
    """What is sold of a course by intakes, the one that begins first first, and what the visitor is in."""

    sold: Sequence[Run]
    mine: Booking | None

    @cached_property
    def chosen(self) -> Run | None:
        """What buying the course means today: the next one that is open."""
        found = next_open([run.intake for run in self.sold])
        return next((run for run in self.sold if run.intake is found), None)

    @cached_property
    def soon(self) -> Intake | None:
        """The next one that will open, where none is open now."""
        return None if self.chosen else next_soon([run.intake for run in self.sold])

    @property
    def full(self) -> bool:
        return not self.chosen and any(run.phase == Intake.Phase.FULL for run in self.sold)


NONE = Runs(sold=(), mine=None)


def runs_of(course: ShelfCourse, buyer_id: int | None) -> Runs:
    """Without intakes nothing is asked. Dates turn by the clock, so a kept page is told when."""
    if not course.product.in_intakes:
        return NONE
    sold = intakes_sold(course.pk)
    for one in sold:
        turns = one.product.sells_until if one.product.selling(now()) else one.product.sells_from
        shown.until(turns)
    quotes = quote_each([one.product for one in sold], buyer_id=buyer_id)
    mine = bookings_of(buyer_id, course_id=course.pk)
    return Runs(
        sold=[Run(one, phase_of(one), quote) for one, quote in zip(sold, quotes, strict=True)],
        mine=mine[0] if mine else None,
    )


def current_bookings(user_id: int) -> list[Booking]:
    """The classes that somebody is in now or will be, the nearest first."""
    ahead = [one for one in bookings_of(user_id) if one.intake.ends_on >= today()]
    return sorted(ahead, key=lambda one: one.intake.starts_on)
