"""Watched ranges: sorted, disjoint ``[from_s, to_s]`` pairs. Counted in whole milliseconds, so nothing drifts."""

from collections.abc import Iterable, Sequence

MILLI = 1000


def merged(ranges: Iterable[Sequence[float]], *, length: float) -> list[list[float]]:
    """The union of ``ranges`` inside ``0 … length`` seconds; touching pairs become one."""
    end = ms(length)
    inside = ([max(0, ms(a)), min(end, ms(b))] for a, b in ranges)
    union: list[list[int]] = []
    for a, b in sorted(pair for pair in inside if pair[0] < pair[1]):
        if union and a <= union[-1][1]:
            union[-1][1] = max(union[-1][1], b)
        else:
            union.append([a, b])
    return [[a / MILLI, b / MILLI] for a, b in union]


def total_ms(union: Iterable[Sequence[float]]) -> int:
    return sum(ms(b) - ms(a) for a, b in union)


def ms(seconds: float) -> int:
    return round(seconds * MILLI)
