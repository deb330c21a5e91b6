"""One file to take along: sealed segments joined, and a film with its person's name burned into the picture; or pages.

In a film the name is seen all the time, faintly, at another place every few seconds: cropping it away would take the
film along.
"""

import math
import uuid
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from zhiyu.media import ffmpeg, files, fonts, packaging
from zhiyu.media.errors import CopyNoFont
from zhiyu.media.facts import facts_of
from zhiyu.media.layout import PAGE_MS
from zhiyu.media.packaging import Identity

SIDE = 720
EVERY_SECONDS = 7
# Steps of the golden ratio and of its like for two: places that never come near the one before.
ACROSS, DOWN = 0.6180339887, 0.7548776662
LETTERS = 24
"""So many lines of them would fill the picture's shorter side."""
LEAST_LETTER = 12
WIDEST = 0.7
LIGHT, DARK = (255, 255, 255, 82), (0, 0, 0, 72)
BITS = 2_500_000
JOINED, MADE, NAME, PAGES = "joined.ts", "made.mp4", "name.png", "made.pdf"
DOTS_AN_INCH, PAGE_QUALITY = 150, 82
"""A page as wide as one of A4 is drawn, and the same quality as on the screen."""
PAGES_AT_ONCE = 20


def room_for(size: int) -> int:
    """Bytes that joining and making take, of the size of what is joined."""
    return size * 2 + 32 * 2**20


def join(pieces: Iterator[bytes], into: Path) -> Path:
    joined = into / JOINED
    with joined.open("wb") as out:
        for piece in pieces:
            out.write(piece)
    return joined


def opened(segments: Sequence[tuple[Identity, Path, int]]) -> Iterator[bytes]:
    """In the clear, of (whose key, file, key epoch) each."""
    for number, (identity, path, epoch) in enumerate(segments):
        yield packaging.opened(path.read_bytes(), identity=identity, number=number, epoch=epoch)


def make_sound(joined: Path, *, into: Path, title: str, moment: ffmpeg.Progress) -> Path:
    """Nothing can be drawn into it."""
    told = ["-map", "0:a:0", "-c:a", "copy", *ending(title)]
    ffmpeg.watch(joined, [*told, MADE], into=into, moment=moment, niceness=ffmpeg.NICEST)
    return into / MADE


def make_film(joined: Path, *, mark: str, into: Path, title: str, moment: ffmpeg.Progress) -> Path:
    found = facts_of(joined)
    width, height = fitting(found.width, found.height)
    draw_name(mark, width=width, height=height).save(into / NAME)
    drawn = ["-i", NAME, "-filter_complex", graph(width, height, begin=beginning()), "-map", "[out]", "-map", "0:a:0?"]
    rate = ["-crf", "23", "-maxrate", str(BITS), "-bufsize", str(2 * BITS), "-g", "250"]
    h264 = ["-c:v", "libx264", "-preset", "veryfast", "-profile:v", "high", *rate]
    told = [*drawn, *h264, "-c:a", "copy", *ending(title)]
    ffmpeg.watch(joined, [*told, MADE], into=into, moment=moment, niceness=ffmpeg.NICEST)
    return into / MADE


def make_pages(pages: Iterator[Image.Image], *, into: Path, title: str, moment: ffmpeg.Progress) -> Path:
    """A few pages at a time: a thick book is not in memory at once, and what is appended to is written again."""
    made, done = into / PAGES, 0
    saved = {"resolution": DOTS_AN_INCH, "quality": PAGE_QUALITY, "title": title, "producer": ""}
    while some := list(islice(pages, PAGES_AT_ONCE)):
        some[0].save(made, "PDF", save_all=True, append_images=some[1:], append=done > 0, **saved)
        done += len(some)
        moment(done * PAGE_MS)
    return made


def ending(title: str) -> list[str]:
    plain = ["-sn", "-dn", "-map_metadata", "-1", "-metadata", f"title={title}"]
    return [*plain, "-movflags", "+faststart", "-f", "mp4"]


def fitting(width: int, height: int) -> tuple[int, int]:
    """At most 720 lines, as it lies, both even."""
    share = min(1.0, SIDE / max(1, min(width, height)))
    return round(width * share / 2) * 2, round(height * share / 2) * 2


def beginning() -> tuple[float, float]:
    """Where the name begins to wander: another place for each copy."""
    drawn = uuid.uuid4().int
    return drawn % 1000 / 1000, drawn // 1000 % 1000 / 1000


def graph(width: int, height: int, *, begin: tuple[float, float]) -> str:
    turn = f"floor(t/{EVERY_SECONDS})"
    left = f"(W-w)*mod({begin[0]}+{turn}*{ACROSS},1)"
    top = f"(H-h)*mod({begin[1]}+{turn}*{DOWN},1)"
    film = f"[0:v:0]scale={width}:{height},format=yuv420p[film]"
    return f"{film};[film][1:v]overlay=x='{left}':y='{top}':eof_action=repeat,format=yuv420p[out]"


def draw_name(text: str, *, width: int, height: int) -> Image.Image:
    """White with a dark rim, both seen through: it can be read on a white slide and on a black one."""
    place = fonts.chinese()
    if place is None:
        raise CopyNoFont
    size = max(LEAST_LETTER, min(width, height) // LETTERS)
    font = ImageFont.truetype(place, size)
    wide = font.getlength(text)
    if wide > width * WIDEST:
        font = ImageFont.truetype(place, max(6, math.floor(size * width * WIDEST / wide)))
    rim = max(1, size // 14)
    left, top, right, bottom = map(int, font.getbbox(text, stroke_width=rim))
    drawn = Image.new("RGBA", (right - left + 2 * rim, bottom - top + 2 * rim), (0, 0, 0, 0))
    pen = ImageDraw.Draw(drawn)
    at = (rim - left, rim - top)
    pen.text(at, text, font=font, fill=DARK, stroke_width=rim, stroke_fill=DARK)
    pen.text(at, text, font=font, fill=LIGHT)
    return drawn


def keep(made: Path, place: Path) -> int:
    """Whole to its place, at once; answers its size."""
    files.fsync(made)
    place.parent.mkdir(parents=True, exist_ok=True)
    made.replace(place)
    files.fsync(place.parent)
    return place.stat().st_size
