import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhiyu.kernel.money import parse_yuan, yuan


@pytest.mark.parametrize(
    ("typed", "fen"),
    [
        ("99", 9_900),
        ("99.5", 9_950),
        ("99.50", 9_950),
        ("0.01", 1),
        ("0", 0),
        ("¥1,299", 129_900),
        ("￥９９．９", 9_990),
    ],
)
def test_what_people_type_is_read_to_the_fen(typed: str, fen: int) -> None:
    assert parse_yuan(typed) == fen


@pytest.mark.parametrize(
    "typed", ["", "abc", "-1", "9.999", "1e3", ".5", "99.", "1 2", "٣", "999999999", "inf", "0x10"]
)
def test_what_is_no_amount_is_refused(typed: str) -> None:
    with pytest.raises(ValueError, match="not an amount"):
        parse_yuan(typed)


@given(st.integers(min_value=0, max_value=9_999_999_999))
def test_reading_undoes_showing(fen: int) -> None:
    assert parse_yuan(yuan(fen)) == fen
