"""The pictures behind cover titles. Titles stand in the left 55 %; a picture keeps that side quiet."""

# ruff: noqa: E501 -- a shape reads best on one line

import math
from collections.abc import Callable
from dataclasses import dataclass

from zhiyu.ui.brand import hexed, weighing

WIDTH, HEIGHT = 1280, 720
WHITE = "#ffffff"
ACROSS = 'x1="0" y1="0" x2="1" y2="1"'
DOWN = 'x1="0" y1="0" x2="0" y2="1"'


@dataclass(frozen=True, kw_only=True)
class Palette:
    deep: str
    dark: str
    mid: str
    bright: str
    pale: str
    paper: str
    ink: str
    accent: str
    warm: str


@dataclass(frozen=True, kw_only=True)
class Art:
    """``grounds`` are the colours that the title may come to stand on."""

    picture: str
    title: str
    note: str
    grounds: tuple[str, ...]
    serif: bool = False


def palette(hue: int) -> Palette:
    """Dark yellow is mud: golden covers lean to brown, and take cream and coral where the others take gold."""
    golden = 34 <= hue % 360 <= 80  # noqa: PLR2004
    base = 30 if golden else hue

    def shade(weight: float, saturation: float, of: int = base) -> str:
        return hexed(weighing(of, saturation, weight))

    return Palette(
        deep=shade(0.022, 0.66),
        dark=shade(0.048, 0.64),
        mid=shade(0.105, 0.7),
        bright=shade(0.3, 0.5, hue),
        pale=shade(0.68, 0.42, hue),
        paper=shade(0.89, 0.34, hue),
        ink=shade(0.014, 0.5),
        accent=shade(0.78, 0.8, 42) if golden else shade(0.7, 0.92, 44),
        warm=shade(0.27, 0.72, 16) if golden else shade(0.36, 0.62, 44),
    )


def gradient(name: str, *stops: tuple[float, str], line: str = ACROSS) -> str:
    inside = "".join(f'<stop offset="{at}" stop-color="{colour}"/>' for at, colour in stops)
    return f'<linearGradient id="{name}" {line}>{inside}</linearGradient>'


def ground(fill: str) -> str:
    return f'<rect width="{WIDTH}" height="{HEIGHT}" fill="{fill}"/>'


def disc(x: float, y: float, r: float, fill: str, opacity: float = 1) -> str:
    more = f' opacity="{opacity}"' if opacity < 1 else ""
    return f'<circle cx="{x:.0f}" cy="{y:.0f}" r="{r:.1f}" fill="{fill}"{more}/>'


def grid(p: Palette, seed: bytes) -> Art:
    lines = "".join(f"M{x} 0V720" for x in range(64, WIDTH, 72)) + "".join(
        f"M0 {y}H1280" for y in range(36, HEIGHT, 72)
    )
    tops = [428 - seed[0] % 40, 352 - seed[1] % 40, 262 - seed[2] % 40, 168 - seed[3] % 30]
    bars = "".join(
        f'<rect x="{852 + 88 * i}" y="{top}" width="62" height="{586 - top}" rx="12" fill="#fff" opacity="{0.34 + 0.2 * i:.2f}"/>'
        for i, top in enumerate(tops)
    )
    points = [(856, tops[0] - 40), (971, tops[1] - 52), (1059, tops[2] - 58), (1147, tops[3] - 44)]
    path = " ".join(f"{x} {y}" for x, y in points)
    return Art(
        picture=f"<defs>{gradient('g', (0, p.deep), (0.56, p.mid), (1, p.warm))}</defs>{ground('url(#g)')}"
        f'<path d="{lines}" stroke="#fff" stroke-opacity=".065" stroke-width="2"/>{bars}'
        f'<polyline points="{path}" fill="none" stroke="{p.accent}" stroke-width="11" stroke-linecap="round"'
        f' stroke-linejoin="round"/>{disc(*points[-1], 19, p.accent)}',
        title=WHITE,
        note=p.accent,
        grounds=(p.deep, p.mid),
    )


def rays(p: Palette, seed: bytes) -> Art:
    x, y, far = 1130, 640, 1500
    turn = seed[0] % 7
    wedges = "".join(
        f"M{x} {y}L{x + far * math.cos(a):.0f} {y - far * math.sin(a):.0f}L{x + far * math.cos(b):.0f} {y - far * math.sin(b):.0f}Z"
        for k in range(16)
        for a, b in [(math.radians(k * 14 + turn - 20), math.radians(k * 14 + turn - 13))]
    )
    return Art(
        picture=f"<defs>{gradient('g', (0, p.dark), (1, p.mid))}</defs>{ground('url(#g)')}"
        f'<path d="{wedges}" fill="{p.mid}" opacity=".62"/>'
        f"{disc(x, y, 330, p.bright, 0.28)}{disc(x, y, 250, p.accent, 0.34)}{disc(x, y, 172, p.accent)}"
        f'<path d="M0 640H1280V720H0Z" fill="{p.deep}"/><path d="M0 640H1280" stroke="{p.accent}" stroke-opacity=".5" stroke-width="3"/>',
        title=WHITE,
        note=p.accent,
        grounds=(p.dark, p.mid),
    )


def arcs(p: Palette, seed: bytes) -> Art:
    colours = [p.accent, p.bright, p.pale, p.mid, p.warm]
    first = seed[0] % len(colours)
    rings = "".join(
        f'<circle cx="1280" cy="720" r="{110 + 92 * i}" fill="none" stroke="{colours[(first + i) % 5]}" stroke-width="62"/>'
        for i in range(5)
    )
    small = "".join(
        f'<circle cx="1280" cy="0" r="{44 + 44 * i}" fill="none" stroke="{p.bright}" stroke-opacity="{0.7 - 0.2 * i:.1f}"'
        ' stroke-width="14"/>'
        for i in range(3)
    )
    return Art(picture=f"{ground(p.dark)}{rings}{small}", title=WHITE, note=p.accent, grounds=(p.dark,))


def wave(level: float, swing: float, shift: float, length: float) -> str:
    points = [
        f"{x} {level + swing * math.sin(x / length + shift) + 0.35 * swing * math.sin(x / length * 2.1 + shift):.0f}"
        for x in range(0, WIDTH + 40, 40)
    ]
    return f"M0 {HEIGHT}L{'L'.join(points)}L{WIDTH} {HEIGHT}Z"


def waves(p: Palette, seed: bytes) -> Art:
    shift = seed[0] / 40
    layers = [(486, 30, p.mid, 0.9), (542, 26, p.bright, 0.55), (592, 24, p.bright, 0.85), (646, 20, p.pale, 0.9)]
    drawn = "".join(
        f'<path d="{wave(level, swing, shift + 1.3 * i, 210 - 14 * i)}" fill="{fill}" opacity="{opacity}"/>'
        for i, (level, swing, fill, opacity) in enumerate(layers)
    )
    return Art(
        picture=f"<defs>{gradient('g', (0, p.deep), (1, p.mid), line=DOWN)}</defs>{ground('url(#g)')}"
        f"{disc(1010, 236, 168, p.accent, 0.16)}{disc(1010, 236, 112, p.accent)}{drawn}",
        title=WHITE,
        note=p.accent,
        grounds=(p.deep, p.mid),
    )


def dots(p: Palette, seed: bytes) -> Art:
    cx, cy = 1160 + seed[0] % 60, 330 + seed[1] % 160
    drawn = []
    for row in range(18):
        for column in range(16):
            x, y = 700 + column * 40 + (row % 2) * 20, 20 + row * 40
            near = 1 - min(1.0, math.hypot(x - cx, y - cy) / 520)
            if near > 0.08:  # noqa: PLR2004
                drawn.append(disc(x, y, 2 + 19 * near**1.25, p.mid if near < 0.62 else p.warm))  # noqa: PLR2004
    return Art(picture=f"{ground(p.paper)}{''.join(drawn)}", title=p.ink, note=p.mid, grounds=(p.paper,))


def tile(shape: int, x: int, y: int, fill: str) -> str:
    s = 180
    drawn = (
        f'<path d="M{x} {y}h{s}a{s} {s} 0 0 1 -{s} {s}z" fill="{fill}"/>',
        f'<path d="M{x + s} {y}v{s}h-{s}a{s} {s} 0 0 1 {s} -{s}z" fill="{fill}"/>',
        f'<circle cx="{x + 90}" cy="{y + 90}" r="90" fill="{fill}"/>',
        f'<path d="M{x} {y}h{s}v{s}z" fill="{fill}"/>',
        f'<path d="M{x} {y}a90 90 0 0 1 {s} 0zM{x} {y + 180}a90 90 0 0 1 {s} 0z" transform="translate(0 90)" fill="{fill}"/>',
        f'<path d="M{x} {y}h{s}v{s}h-{s}z" fill="{fill}"/>',
    )
    return drawn[shape % len(drawn)]


def blocks(p: Palette, seed: bytes) -> Art:
    colours = [p.accent, p.bright, p.pale, p.mid, p.warm, p.bright]
    drawn = "".join(
        f'<rect x="{740 + 180 * (i % 3)}" y="{180 * (i // 3)}" width="180" height="180" fill="{p.mid if (i + i // 3) % 2 else p.deep}"/>'
        + tile(seed[i] // 7, 740 + 180 * (i % 3), 180 * (i // 3), colours[(seed[i] + i) % 6])
        for i in range(12)
    )
    return Art(
        picture=f'<defs><clipPath id="c"><path d="M740 0h540v720h-540z"/></clipPath></defs>{ground(p.dark)}'
        f'<g clip-path="url(#c)">{drawn}</g>',
        title=WHITE,
        note=p.accent,
        grounds=(p.dark,),
    )


def ridge(base: int, rise: int, seed: bytes, rough: int) -> str:
    points = []
    for i in range(17):
        across = i / 16
        height = rise * across**1.7 + rough * math.sin(i * 1.9 + seed[i] / 30) * (0.35 + across)
        points.append(f"{across * WIDTH:.0f} {base - height:.0f}")
    return f"M0 {HEIGHT}L{'L'.join(points)}L{WIDTH} {HEIGHT}Z"


def strata(p: Palette, seed: bytes) -> Art:
    layers = [
        (640, 330, p.bright, 0.38, 26),
        (668, 250, p.bright, 0.8, 24),
        (690, 170, p.mid, 1, 20),
        (712, 84, p.deep, 1, 14),
    ]
    drawn = "".join(
        f'<path d="{ridge(base, rise, seed[i:], rough)}" fill="{fill}" opacity="{opacity}" stroke-linejoin="round"/>'
        for i, (base, rise, fill, opacity, rough) in enumerate(layers)
    )
    return Art(
        picture=f"<defs>{gradient('g', (0, p.paper), (1, p.pale), line=DOWN)}</defs>{ground('url(#g)')}"
        f"{disc(1000, 210, 104, p.warm)}{drawn}",
        title=p.ink,
        note=p.dark,
        grounds=(p.paper, p.pale),
    )


def orbit(p: Palette, seed: bytes) -> Art:
    rings = "".join(
        f'<ellipse cx="1050" cy="360" rx="{160 + 78 * i}" ry="{68 + 36 * i}" fill="none" stroke="{p.bright}"'
        f' stroke-opacity="{0.75 - 0.14 * i:.2f}" stroke-width="2.5"/>'
        for i in range(4)
    )
    planets = ""
    for i, (size, fill) in enumerate([(13, p.pale), (22, p.accent), (15, p.bright), (28, p.warm)]):
        angle = (seed[i] / 255 - 0.5) * 2.4 + (math.pi if i % 2 else 0) * (i < 2)  # noqa: PLR2004
        planets += disc(1050 + (160 + 78 * i) * math.cos(angle), 360 + (68 + 36 * i) * math.sin(angle), size, fill)
    stars = "".join(disc(seed[i] * 5.02, seed[i + 8] * 2.8, 1 + seed[i] % 3, WHITE, 0.35) for i in range(20))
    return Art(
        picture=f"<defs>{gradient('g', (0, p.deep), (1, p.dark))}{gradient('s', (0, p.accent), (1, p.warm))}</defs>{ground('url(#g)')}"
        f'{stars}<g transform="rotate(-20 1050 360)">{rings}{planets}</g>{disc(1050, 360, 88, "url(#s)")}',
        title=WHITE,
        note=p.accent,
        grounds=(p.deep, p.dark),
    )


def leaf(p: Palette, seed: bytes) -> Art:
    rules = "".join(f"M{96} {y}H1184" for y in (84, 92))
    pairs = "".join(
        f'<path d="M{1010} 640C{1010 - 40 * side} {540 - 90 * i} {1010 - side * (190 - 22 * i)} {520 - 92 * i} {1010 - side * (210 - 26 * i)}'
        f' {430 - 92 * i}C{1010 - side * 90} {440 - 92 * i} 1010 {500 - 84 * i} 1010 {570 - 84 * i}Z"'
        f' fill="{(p.mid, p.bright, p.dark)[(i + seed[0]) % 3]}" opacity="{0.95 - 0.06 * i:.2f}"/>'
        for i in range(4)
        for side in (-1, 1)
    )
    return Art(
        picture=f'{ground(p.paper)}<path d="M0 0H28V720H0Z" fill="{p.mid}"/><path d="{rules}" stroke="{p.mid}" stroke-opacity=".35"'
        f' stroke-width="2"/>{pairs}<path d="M1010 660V180" stroke="{p.dark}" stroke-width="6" stroke-linecap="round"/>',
        title=p.ink,
        note=p.mid,
        grounds=(p.paper,),
        serif=True,
    )


def ink(p: Palette, seed: bytes) -> Art:
    gap = 16 + seed[0] % 5
    ripples = "".join(
        f'<circle cx="1060" cy="330" r="{26 + gap * i}" fill="none" stroke="{p.pale}" stroke-opacity="{0.62 - 0.028 * i:.2f}"'
        f' stroke-width="{3.4 - 0.12 * i:.1f}"/>'
        for i in range(20)
    )
    return Art(
        picture=f"<defs>{gradient('g', (0, p.ink), (1, p.dark))}</defs>{ground('url(#g)')}{ripples}{disc(1060, 330, 14, p.accent)}"
        f'<path d="M96 610H196" stroke="{p.accent}" stroke-width="5"/>',
        title=WHITE,
        note=p.accent,
        grounds=(p.ink, p.dark),
        serif=True,
    )


def moon(p: Palette, seed: bytes) -> Art:
    stars = "".join(
        disc(560 + seed[i] * 2.8, 40 + seed[i + 9] * 1.7, 1.5 + seed[i] % 3, p.accent, 0.75) for i in range(18)
    )
    halo = "".join(disc(1010, 290, 190 + 62 * i, p.bright, 0.1) for i in range(3))
    clouds = "".join(
        f'<path d="{wave(level, swing, seed[1] / 40 + i, length)}" fill="{fill}" opacity="{opacity}"/>'
        for i, (level, swing, length, fill, opacity) in enumerate(
            [(598, 20, 150, p.mid, 0.55), (640, 16, 190, p.mid, 0.8), (680, 12, 240, p.bright, 0.4)]
        )
    )
    return Art(
        picture=f"<defs>{gradient('g', (0, p.ink), (0.6, p.deep), (1, p.dark), line=DOWN)}"
        f'<mask id="m"><path d="M0 0H1280V720H0Z" fill="#fff"/><circle cx="1076" cy="242" r="132" fill="#000"/></mask></defs>'
        f'{ground("url(#g)")}{stars}{halo}<circle cx="1010" cy="290" r="154" fill="{p.accent}" mask="url(#m)"/>{clouds}',
        title=WHITE,
        note=p.accent,
        grounds=(p.ink, p.deep, p.dark),
    )


DESIGNS: dict[str, Callable[[Palette, bytes], Art]] = {
    "grid": grid,
    "rays": rays,
    "arcs": arcs,
    "waves": waves,
    "dots": dots,
    "blocks": blocks,
    "strata": strata,
    "orbit": orbit,
    "leaf": leaf,
    "ink": ink,
    "moon": moon,
}
