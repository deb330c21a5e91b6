import pytest

from zhiyu.kernel.cursors import number_in
from zhiyu.kernel.errors import Invalid


@pytest.mark.parametrize("cursor", ["x", "-1", " ", "1.5", "²", "9" * 16, "9" * 5000])
def test_a_cursor_that_is_none_is_refused(cursor: str) -> None:
    with pytest.raises(Invalid):
        number_in(cursor)


@pytest.mark.parametrize(("cursor", "number"), [("", 0), ("20", 20), ("9" * 15, 10**15 - 1)])
def test_a_cursor_is_a_number(cursor: str, number: int) -> None:
    assert number_in(cursor) == number
