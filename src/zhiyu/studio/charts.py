"""Small drawings made by the server: no script, no reserved height to jump."""

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH = 700
HEIGHT = 120
PAD = 8


@dataclass(frozen=True)
class Line:
    """Points of an SVG polyline in a ``WIDTH`` × ``HEIGHT`` box, and the area below it."""

    points: str
    area: str
    base: str
    last: tuple[str, str]


def line(values: Sequence[int]) -> Line:
    top, bottom = max(*values, 0, 1), min(*values, 0)
    step = (WIDTH - 2 * PAD) / max(1, len(values) - 1)

    def height(value: int) -> str:
        return f"{PAD + (top - value) * (HEIGHT - 2 * PAD) / (top - bottom):.1f}"

    spots = [(f"{PAD + n * step:.1f}", height(value)) for n, value in enumerate(values)]
    points = " ".join(",".join(spot) for spot in spots)
    floor = height(0)
    return Line(
        points=points, area=f"{spots[0][0]},{floor} {points} {spots[-1][0]},{floor}", base=floor, last=spots[-1]
    )
