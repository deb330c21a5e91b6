"""Generated covers: a course's title set over one of several pictures, coloured by one hue."""

import hashlib
import re
import unicodedata
from functools import lru_cache
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.html import escape
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from zhiyu.ui.cover_art import DESIGNS, HEIGHT, WIDTH, palette

NAMES = {
    "grid": _("上升"),
    "rays": _("日出"),
    "arcs": _("彩虹"),
    "waves": _("海浪"),
    "dots": _("圆点"),
    "blocks": _("积木"),
    "strata": _("远山"),
    "orbit": _("轨道"),
    "leaf": _("新叶"),
    "ink": _("涟漪"),
    "moon": _("月夜"),
}
SANS = (
    "-apple-system,'PingFang SC','HarmonyOS Sans SC',MiSans,'Microsoft YaHei','Noto Sans CJK SC',"
    "'Source Han Sans SC',sans-serif"
)
SERIF = "'Songti SC','Noto Serif CJK SC','Source Han Serif SC',SimSun,serif"
LEFT, CENTRE, ROOM = 96, 336, 650
SIZES = [(124, 2), (108, 2), (94, 3), (80, 3), (68, 4), (58, 4)]
MAX_TITLE, MAX_NOTE = 80, 60
CLOSING = set("，。：；、！？）》」』”’…,.:;!?)%％·")
SPLIT = re.compile(r"(?<!\s)\s*(?:[：:|｜]|——|—|\s-\s)\s*")


def address(design: str, hue: int, title: str, sub: str = "") -> str:
    known = design if design in DESIGNS else "grid"
    query = {"title": title, "sub": sub} if sub else {"title": title}
    return f"{reverse('ui:cover', args=[known, hue % 360])}?{urlencode(query)}"


def width(text: str) -> float:
    """In ems, as Chinese and Latin glyphs run in the fonts we name."""
    wide = sum(unicodedata.east_asian_width(c) in "WF" for c in text)
    capital = sum(c.isascii() and (c.isupper() or c in "mwMW%@") for c in text)
    narrow = sum(c in " iljtfr.,:;'|!()" for c in text)
    return wide + capital * 0.7 + narrow * 0.32 + (len(text) - wide - capital - narrow) * 0.57


def words(text: str) -> list[str]:
    """Pieces that a line may end after: words, with closing punctuation kept to the word before."""
    import rjieba  # noqa: PLC0415 -- its dictionary takes a third of a second to load

    found: list[str] = []
    for piece in rjieba.cut(text):
        if found and (piece[0] in CLOSING or piece.isspace()):
            found[-1] += piece
        else:
            found.append(piece)
    return found


def chopped(pieces: list[str], room: float) -> list[str]:
    """No piece wider than a line."""
    return [
        part
        for piece in pieces
        for part in ([piece] if width(piece) <= room else re.findall(f".{{1,{max(1, int(room))}}}", piece))
    ]


def broken(text: str, room: float) -> list[str]:
    """Lines of about equal length, broken between words: the fewest lines first, then the least ragged."""
    pieces = chopped(words(text), room)
    best: list[tuple[int, float, list[str]]] = [(0, 0.0, [])]
    for end in range(1, len(pieces) + 1):
        options = []
        for start in range(end):
            line = "".join(pieces[start:end]).strip()
            if width(line) <= room:
                count, ragged, lines = best[start]
                options.append((count + 1, ragged + (room - width(line)) ** 2, [*lines, line]))
        best.append(min(options))
    return best[-1][2]


def fitted(title: str) -> tuple[int, list[str]]:
    """The largest type in which the title fits, and its lines."""
    lines: list[str] = []
    for size, most in SIZES:
        lines = broken(title, ROOM / size)
        if len(lines) <= most:
            return size, lines
    size, most = SIZES[-1]
    return size, [*lines[: most - 1], lines[most - 1][:-1] + "…"]


def headed(title: str, sub: str) -> tuple[str, str]:
    """``主题：副题`` puts its second half above the title, small, unless something else stands there."""
    parts = SPLIT.split(title, maxsplit=1)
    if len(parts) == 2 and all(parts) and width(parts[0]) >= 2:  # noqa: PLR2004
        return parts[0], sub or parts[1]
    return title, sub


def clipped(text: str, room: float) -> str:
    if width(text) <= room:
        return text
    kept = text
    while kept and width(kept) > room - 1:
        kept = kept[:-1]
    return f"{kept}…"


@lru_cache(maxsize=512)
def svg(design: str, hue: int, title: str, sub: str = "") -> str:
    """A whole drawing, 1280 × 720. The same words always give the same picture."""
    head, note = headed(title.strip() or "·", sub.strip())
    size, lines = fitted(head)
    art = DESIGNS[design](palette(hue), hashlib.sha256(title.encode()).digest())
    leading = size * 1.24
    above = 72 if note else 0
    top = CENTRE - (above + leading * len(lines)) / 2
    place = f'<text x="{LEFT}" y="{{:.0f}}"{{}}>{{}}</text>'
    spoken = "".join(
        place.format(top + above + leading * i + size * 0.92, "", escape(line)) for i, line in enumerate(lines)
    )
    small = f' font-size="42" font-weight="500" fill="{art.note}"'
    said = place.format(top + 38, small, escape(clipped(note, 15.5))) if note else ""
    frame = f'viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}" role="img"'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" {frame}><title>{escape(title)}</title>{art.picture}'
        f'<g font-family="{SERIF if art.serif else SANS}" fill="{art.title}">{said}'
        f'<g font-size="{size}" font-weight="700" letter-spacing="-1">{spoken}</g></g></svg>'
    )


@require_safe
def image(request: HttpRequest, design: str, hue: int) -> HttpResponse:
    if design not in DESIGNS:
        raise Http404
    title, sub = request.GET.get("title", "")[:MAX_TITLE], request.GET.get("sub", "")[:MAX_NOTE]
    printable = ["".join(c for c in text if c.isprintable()) for text in (title, sub)]
    response = HttpResponse(svg(design, hue % 360, *printable), content_type="image/svg+xml; charset=utf-8")
    response.headers["Cache-Control"] = "public, max-age=604800"
    return response
