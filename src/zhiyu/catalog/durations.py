"""How long something bought is held: N days, months, quarters or years, to the end of a day in Shanghai."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from zhiyu.kernel.clock import SHANGHAI

MOMENT = timedelta(microseconds=1)


class Unit(models.TextChoices):
    DAY = "day", _("天")
    MONTH = "month", _("个月")
    QUARTER = "quarter", _("季度")
    YEAR = "year", _("年")


MONTHS: dict[str, int] = {Unit.MONTH: 1, Unit.QUARTER: 3, Unit.YEAR: 12}


@dataclass(frozen=True)
class Duration:
    count: int
    unit: Unit

    @classmethod
    def of(cls, count: int | None, unit: str) -> Self | None:
        return None if count is None else cls(count, Unit(unit))

    @property
    def months(self) -> int:
        """0 for days."""
        return self.count * MONTHS.get(self.unit, 0)

    def end_after(self, start: datetime) -> datetime:
        """The midnight that ends the last day. What begins at a midnight follows the day that ended there."""
        first = (start - MOMENT).astimezone(SHANGHAI).date()
        day = self.last_day(first) + timedelta(days=1)
        return datetime(day.year, day.month, day.day, tzinfo=SHANGHAI)

    def last_day(self, first: date) -> date:
        """As many days or months on. The last day of a month leads to the last day of a month."""
        if self.unit == Unit.DAY:
            return first + timedelta(days=self.count)
        months = first.year * 12 + first.month - 1 + self.count * MONTHS[self.unit]
        year, month = divmod(months, 12)
        longest = monthrange(year, month + 1)[1]
        at_the_end = first.day == monthrange(first.year, first.month)[1]
        return date(year, month + 1, longest if at_the_end else min(first.day, longest))

    def __str__(self) -> str:
        if self.unit == Unit.DAY:
            return ngettext("%(n)s 天", "%(n)s 天", self.count) % {"n": self.count}
        if self.unit == Unit.MONTH:
            return ngettext("%(n)s 个月", "%(n)s 个月", self.count) % {"n": self.count}
        if self.unit == Unit.QUARTER:
            return ngettext("%(n)s 个季度", "%(n)s 个季度", self.count) % {"n": self.count}
        return ngettext("%(n)s 年", "%(n)s 年", self.count) % {"n": self.count}
