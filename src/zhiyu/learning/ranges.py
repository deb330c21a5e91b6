"""Watched ranges: sorted, disjoint ``[from_s, to_s]`` pairs. Counted in whole milliseconds, so nothing drifts."""

from collections.abc import Iterable, Sequence

MILLI = 1000
Watched = Sequence[Sequence[float]]


def merged(ranges: Iterable[Sequence[float]], *, length: float) -> list[list[float]]:
    """The union of ``ranges`` inside ``0 … length`` seconds; touching pairs become one."""
    return joined([max(0.0, a), min(length, b)] for a, b in ranges)


def joined(ranges: Iterable[Sequence[float]]) -> list[list[float]]:
    """The union of ``ranges``, however far they go."""
    union: list[list[int]] = []
    for a, b in sorted([ms(a), ms(b)] for a, b in ranges):
        if a >= b:
            continue
        if union and a <= union[-1][1]:
            union[-1][1] = max(union[-1][1], b)
        else:
            union.append([a, b])
    return [[a / MILLI, b / MILLI] for a, b in union]


def total_ms(union: Iterable[Sequence[float]]) -> int:
    return sum(ms(b) - ms(a) for a, b in union)


def ms(seconds: float) -> int:
    return round(seconds * MILLI)


def proved(
    union: Iterable[Sequence[float]],
    ranges: Iterable[Sequence[float]],
    *,
    length: float,
    budget_ms: int,
    step_ms: int | None = None,
) -> list[list[float]]:
    """``union`` and as much of ``ranges`` as ``budget_ms`` pays for, the earliest first; what is known costs nothing.

    A film may be shorter for a while: only what is added lies inside ``length``. With ``step_ms`` nothing counts that
    begins farther than that beyond the first gap, and a shorter gap is paid too.
    """
    known, left = joined(union), budget_ms
    for start, end in merged(ranges, length=length):
        begin = start
        if step_ms is not None:
            edge = frontier(known, slack_ms=step_ms)
            if ms(start) > ms(edge) + step_ms:
                break
            begin = min(start, edge)
        for a, b in gaps(known, ms(begin), ms(end)):
            if left <= 0:
                return known
            paid = min(b - a, left)
            known = joined([*known, [a / MILLI, (a + paid) / MILLI]])
            left -= paid
    return known


def frontier(union: Sequence[Sequence[float]], *, slack_ms: int) -> float:
    """Where what was seen from the beginning on has its first gap."""
    return union[0][1] if union and ms(union[0][0]) <= slack_ms else 0.0


def gaps(union: Iterable[Sequence[float]], start: int, end: int) -> list[tuple[int, int]]:
    """What of ``start … end`` (ms) lies outside."""
    found, at = [], start
    for a, b in union:
        if ms(a) > at:
            found.append((at, min(ms(a), end)))
        at = max(at, ms(b))
        if at >= end:
            break
    else:
        found.append((at, end))
    return [(a, b) for a, b in found if a < b]
