"""Terms end at the midnight in Shanghai after their last day, at the ends of months and in leap years too."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhiyu.catalog.durations import Duration, Unit
from zhiyu.kernel.clock import SHANGHAI


def shanghai(*when: int) -> datetime:
    return datetime(*when, tzinfo=SHANGHAI)  # type: ignore[arg-type,misc]


@pytest.mark.parametrize(
    ("count", "unit", "start", "last_day"),
    [
        (1, "month", (2027, 1, 31, 10), (2027, 2, 28)),
        (1, "month", (2028, 1, 31, 10), (2028, 2, 29)),
        (1, "month", (2028, 1, 30, 10), (2028, 2, 29)),
        (1, "month", (2027, 2, 28, 10), (2027, 3, 31)),
        (1, "month", (2027, 4, 30, 10), (2027, 5, 31)),
        (1, "month", (2027, 1, 15, 23, 59, 59), (2027, 2, 15)),
        (1, "month", (2026, 12, 31, 10), (2027, 1, 31)),
        (1, "quarter", (2026, 11, 30, 10), (2027, 2, 28)),
        (1, "year", (2028, 2, 29, 10), (2029, 2, 28)),
        (1, "year", (2027, 2, 28, 10), (2028, 2, 29)),
        (4, "year", (2028, 2, 29, 10), (2032, 2, 29)),
        (7, "day", (2027, 12, 28, 10), (2028, 1, 4)),
    ],
)
def test_a_term_ends_with_its_last_day(
    count: int, unit: str, start: tuple[int, ...], last_day: tuple[int, int, int]
) -> None:
    end = Duration(count, Unit(unit)).end_after(shanghai(*start))

    assert end == shanghai(*last_day) + timedelta(days=1)
    assert (end.hour, end.minute) == (0, 0)


def test_what_begins_at_midnight_belongs_to_the_day_that_ended_there() -> None:
    month = Duration(1, Unit.MONTH)

    assert month.end_after(shanghai(2027, 2, 1)) == shanghai(2027, 3, 1)
    assert month.end_after(shanghai(2027, 2, 1) + timedelta(microseconds=1)) == shanghai(2027, 3, 2)


def test_the_day_is_that_of_shanghai_wherever_the_clock_stands() -> None:
    evening_in_utc = datetime(2027, 1, 30, 16, 30, tzinfo=UTC)  # half past midnight on the 31st

    assert Duration(1, Unit.MONTH).end_after(evening_in_utc) == shanghai(2027, 3, 1)


MINUTES = st.integers(0, 20 * 365 * 24 * 60).map(lambda n: timedelta(minutes=n))
MOMENTS = MINUTES.map(lambda after: shanghai(2020, 1, 1) + after)
TERMS = st.builds(Duration, st.integers(1, 36), st.sampled_from(list(Unit)))


@given(MOMENTS, TERMS)
def test_a_term_is_never_shorter_than_it_says_by_more_than_a_short_month(start: datetime, term: Duration) -> None:
    end = term.end_after(start)
    days = (end - start).days

    assert end > start
    assert end.astimezone(SHANGHAI).hour == 0
    least = {Unit.DAY: 1, Unit.MONTH: 28, Unit.QUARTER: 89, Unit.YEAR: 365}[term.unit] * term.count
    assert days >= least - 1


@given(MOMENTS, st.lists(st.just(Duration(1, Unit.MONTH)), min_size=12, max_size=12))
def test_twelve_months_on_end_are_a_year(start: datetime, months: list[Duration]) -> None:
    """Renewed month by month without a gap one loses at most what the short months cut off."""
    end = start
    for month in months:
        end = month.end_after(end)
    year = Duration(1, Unit.YEAR).end_after(start)

    assert abs((end - year).days) <= 3


@given(MOMENTS, TERMS)
def test_the_longer_lasts_longer(start: datetime, term: Duration) -> None:
    assert Duration(term.count + 1, term.unit).end_after(start) > term.end_after(start)


@pytest.mark.parametrize(
    ("count", "unit", "words"),
    [(7, "day", "7 天"), (1, "month", "1 个月"), (1, "quarter", "1 个季度"), (2, "year", "2 年")],
)
def test_a_term_has_words(count: int, unit: str, words: str) -> None:
    assert str(Duration(count, Unit(unit))) == words


def test_no_term_is_for_ever() -> None:
    assert Duration.of(None, "") is None
