from datetime import UTC, date, datetime, timedelta

from django.test import RequestFactory
from django.utils import translation

from zhiyu.kernel.clock import SHANGHAI, now
from zhiyu.ui.wording import day, duration, money, query_with, size, tone, when


def test_money_shows_fen_only_when_there_are_some() -> None:
    assert [money(fen) for fen in (0, 9900, 9950, -100, 123456789, None)] == [
        "¥0",
        "¥99",
        "¥99.50",
        "-¥1",
        "¥1,234,567.89",
        "",
    ]


def test_times_are_shanghai_and_name_the_year_only_when_it_is_another() -> None:
    this_year = now().astimezone(SHANGHAI).year
    assert when(datetime(this_year, 3, 1, 16, 5, tzinfo=UTC)) == "3月2日 00:05"
    assert when(datetime(2020, 3, 1, 1, 5, tzinfo=UTC)) == "2020年3月1日 09:05"
    assert day(datetime(2020, 3, 1, 17, 0, tzinfo=UTC)) == "2020年3月2日"
    assert day(date(this_year, 3, 1)) == "3月1日"
    assert when(None) == day(None) == ""


def test_durations_read_as_a_clock_below_an_hour_and_in_words_above() -> None:
    found = [duration(seconds) for seconds in (0, None, 59.6, 754, 3599, 3600, 3725)]
    assert found == ["0:00", "0:00", "1:00", "12:34", "59:59", "1 小时", "1 小时 2 分"]


def test_sizes_and_tones_are_steady() -> None:
    assert [size(count) for count in (0, 900, 2048, 5 * 1024**2, 3 * 1024**3)] == [
        "0 B",
        "900 B",
        "2 KB",
        "5.0 MB",
        "3.0 GB",
    ]
    assert tone("王小满") == tone("王小满")
    assert {tone(f"学员{n}") for n in range(60)} == set(range(6))


def test_a_changed_query_keeps_the_rest() -> None:
    request = RequestFactory().get("/studio/orders?status=paid&page=3")
    assert query_with(request, page=4) == "?status=paid&page=4"
    assert query_with(request, page=None) == "?status=paid"


def test_english_has_its_own_formats() -> None:
    with translation.override("en"):
        assert when(now() - timedelta(0)).isascii()
