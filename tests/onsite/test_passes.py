"""The code at the door: good for a minute at most, and no letter of it may be another."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import Settings

from zhiyu.onsite import passes

AT = datetime(2026, 12, 6, 6, 0, 7, tzinfo=UTC)
OFTEN = st.integers(0, 10**6)


@given(class_id=st.integers(1, 10**9), late=st.floats(0, passes.STEP * (passes.STEPS - 1)), begins=OFTEN)
def test_what_the_screen_shows_is_good_while_it_is_shown(class_id: int, late: float, begins: int) -> None:
    shown_at = AT + timedelta(seconds=begins)
    code = passes.shown(class_id, shown_at)
    assert passes.lets_in(code, class_id=class_id, at=shown_at + timedelta(seconds=late))


@given(late=st.integers(passes.STEP * passes.STEPS, 10**7), begins=OFTEN)
def test_after_a_minute_it_is_old_and_never_good_again(late: int, begins: int) -> None:
    shown_at = AT + timedelta(seconds=begins)
    code = passes.shown(5, shown_at)
    assert not passes.lets_in(code, class_id=5, at=shown_at + timedelta(seconds=late))
    assert not passes.lets_in(code, class_id=5, at=shown_at - timedelta(seconds=passes.STEP))


@given(where=st.integers(0, passes.LENGTH - 1), letter=st.characters())
def test_any_letter_changed_opens_nothing(where: int, letter: str) -> None:
    code = passes.shown(5, AT)
    changed = code[:where] + letter + code[where + 1 :]
    assert passes.lets_in(changed, class_id=5, at=AT) is (changed == code)


@given(text=st.text(max_size=80))
def test_nothing_that_somebody_makes_up_opens_or_breaks_anything(text: str) -> None:
    assert not passes.lets_in(text, class_id=5, at=AT)


@given(where=st.integers(0, len(passes.stamp(5, AT)) - 1), letter=st.characters())
def test_the_same_holds_of_what_a_browser_keeps(where: int, letter: str) -> None:
    stamp = passes.stamp(5, AT)
    changed = stamp[:where] + letter + stamp[where + 1 :]
    assert passes.lets_in(changed, class_id=5, at=AT) is (changed == stamp)


@pytest.mark.parametrize(("late", "good"), [(-1, False), (0, True), (600, True), (601, False)])
def test_what_a_browser_keeps_lasts_ten_minutes(late: int, *, good: bool) -> None:
    stamp = passes.stamp(5, AT)
    assert passes.lets_in(stamp, class_id=5, at=AT + timedelta(seconds=late)) is good
    assert not passes.lets_in(stamp, class_id=6, at=AT)
    assert not passes.is_good(stamp, class_id=5, at=AT)


def test_of_another_class_or_another_school_it_opens_nothing_and_the_key_before_still_does(settings: Settings) -> None:
    code, stamp = passes.shown(5, AT), passes.stamp(5, AT)
    assert not passes.lets_in(code, class_id=6, at=AT)
    before = settings.SECRET_KEY
    settings.SECRET_KEY = "another" * 10
    assert not passes.lets_in(code, class_id=5, at=AT)
    settings.SECRET_KEY_FALLBACKS = [before]
    assert passes.lets_in(code, class_id=5, at=AT)
    assert passes.lets_in(stamp, class_id=5, at=AT)
