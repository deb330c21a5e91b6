from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from zhiyu.learning.ranges import merged, total_ms

LENGTH_MS = 4_000
moment = st.integers(-500, LENGTH_MS + 500).map(lambda ms: ms / 1000)
watched = st.lists(st.tuples(moment, moment), max_size=8)


def moments(ranges: list[tuple[float, float]] | list[list[float]]) -> set[int]:
    """Every millisecond that lies inside: the slow definition that the merge must agree with."""
    inside: set[int] = set()
    for a, b in ranges:
        inside.update(range(max(0, round(a * 1000)), min(LENGTH_MS, round(b * 1000))))
    return inside


@given(watched)
def test_merging_keeps_exactly_the_moments_watched(ranges: list[tuple[float, float]]) -> None:
    union = merged(ranges, length=LENGTH_MS / 1000)

    assert moments(union) == moments(ranges)
    assert total_ms(union) == len(moments(ranges))
    assert all(a < b for a, b in union)
    assert all(left[1] < right[0] for left, right in pairwise(union))


@given(watched, watched)
def test_two_devices_merge_to_the_same_in_either_order(
    phone: list[tuple[float, float]], desk: list[tuple[float, float]]
) -> None:
    length = LENGTH_MS / 1000
    together = merged([*phone, *desk], length=length)

    assert merged([*merged(phone, length=length), *desk], length=length) == together
    assert merged([*merged(desk, length=length), *phone], length=length) == together
    assert merged(together, length=length) == together


def test_touching_ranges_become_one() -> None:
    assert merged([[10, 20], [0, 10], [30.5, 31]], length=60) == [[0, 20], [30.5, 31]]


def test_a_backward_range_counts_for_nothing() -> None:
    assert merged([[9, 3], [5, 5]], length=60) == []
