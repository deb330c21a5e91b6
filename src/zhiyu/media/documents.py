"""A PDF as page images: rendered once in the worker, marked for each viewer when it is sent.

To the rest of the house a page is a second of a film: a lesson of twelve pages lasts 12,000 ms, its preview ends
between two pages, and what was read is a range like what was watched. Strangers' PDFs are opened by a program of
their own (``sheets``) and nowhere else, and what it made are plain pictures.
"""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from signal import SIGKILL, SIGTERM
from typing import IO

from django.utils.translation import gettext as _
from PIL import Image, ImageDraw, ImageFont

from zhiyu.media import files, fonts, sheets
from zhiyu.media.errors import DocumentRefused, DocumentTooSlow, PackagingInterrupted, PageNotDrawn
from zhiyu.media.ffmpeg import NICE, Progress, environment, gently
from zhiyu.media.layout import PAGE_MS, PAGES
from zhiyu.media.sheets import place

MIME = "application/pdf"
NAME = PAGES
MOST_PAGES = 1000
QUALITY, QUICK, FINEST = 82, 0, 100
# A scan of a wall chart takes seconds; nobody's page takes two minutes.
MOST_SECONDS = 120
# A thousand pages as scanners make them are drawn in less.
MOST_SECONDS_IN_ALL = 3600
# Somebody waits for the answer to an upload.
MOST_SECONDS_TO_COUNT = 20
MARK_SIZE, MARK_TURN = 30, 24
MARK_SHADE, MARK_LIGHT, MARK_RIM = (70, 70, 70, 52), (255, 255, 255, 58), 2
MARK_EVERY = (520, 300)
AROUND = 24


@dataclass(frozen=True)
class Page:
    """In pixels as shown, and the words on it for whoever searches."""

    width: int
    height: int
    words: str


def length_ms(source: Path, *, seconds: int = MOST_SECONDS_TO_COUNT) -> int:
    """Of the film that it is like. Raises ``DocumentRefused``, which says why."""
    try:
        with sheets_of(source, source.parent, most=0, quality=QUALITY, seconds=seconds) as lines:
            said = lines.readline()
    except PageNotDrawn:
        raise refused("damaged") from None
    count = int(said)
    if not count:
        raise refused("empty")
    if count > MOST_PAGES:
        raise refused("too_many", pages=count)
    return count * PAGE_MS


def refused(cause: str, *, pages: int = 0) -> DocumentRefused:
    sentences = {
        "locked": _("这份 PDF 有打开密码。请去掉密码，另存一份再上传。"),
        "damaged": _("这份 PDF 打不开，可能已经损坏。请在电脑上确认它能打开，重新导出后再上传。"),
        "empty": _("这份 PDF 里一页也没有。请重新导出后再上传。"),
        "too_many": _("这份 PDF 有 %(pages)s 页，一节课最多 %(most)s 页。请拆成几份，分几节课上传。"),
    }
    return DocumentRefused(sentences[cause] % {"pages": pages, "most": MOST_PAGES}, extra={"cause": cause})


def render(
    source: Path,
    *,
    into: Path,
    percent: Progress,
    most: int = MOST_PAGES,
    quality: int = QUALITY,
    seconds: int = MOST_SECONDS_IN_ALL,
) -> list[Page]:
    """``0.webp`` … of the first ``most`` pages. Raises ``PackagingFailed`` when one of them cannot be drawn."""
    into.mkdir(parents=True)
    pages: list[Page] = []
    until = time.monotonic() + seconds
    with sheets_of(source, into, most=most, quality=quality, seconds=MOST_SECONDS) as lines:
        for line in lines:
            if not line.endswith("\n"):
                break
            files.fsync(place(into, len(pages)))
            pages.append(Page(*json.loads(line)))
            percent(min(99, len(pages) * 100 // most))
            if time.monotonic() > until:
                raise DocumentTooSlow(extra={"said": f"{len(pages)} pages of {most} in {seconds} s"})
    files.fsync(into)
    return pages


@contextmanager
def sheets_of(source: Path, into: Path, *, most: int, quality: int, seconds: int) -> Iterator[IO[str]]:
    """What the drawing program says; it ends with us, and on Linux when we are killed, too."""
    argv = program(*map(str, [source.resolve(), into.resolve(), most, quality, seconds]))
    child = subprocess.Popen(  # noqa: S603 -- our own program
        argv, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True, env=environment("C.UTF-8")
    )
    try:
        assert child.stdout is not None  # noqa: S101 -- narrows the type
        with child.stdout as lines:
            yield lines
        status = child.wait()
    finally:
        child.kill()
        child.wait()
    if status == sheets.UNREADABLE:
        raise refused("damaged")
    if status == sheets.LOCKED:
        raise refused("locked")
    if status in {-SIGKILL, -SIGTERM}:
        raise PackagingInterrupted
    if status:
        raise PageNotDrawn(extra={"said": f"the drawing program ended with {status}"})


def program(*told: str) -> list[str]:
    return [*gently(NICE), sys.executable, "-m", sheets.__name__, str(os.getpid()), *told]


def drawn(source: Path, *, most: int) -> Iterator[Image.Image]:
    """The first pages of a PDF that is nobody's lesson. Raises ``PackagingFailed``."""
    with files.staging() as stage:
        pages = render(source, into=stage / NAME, percent=lambda _percent: None, most=most, quality=FINEST)
        for number in range(len(pages)):
            with Image.open(place(stage / NAME, number)) as picture:
                yield picture.convert("RGB")


def marked(path: Path, mark: str, *, pen: Callable[[Image.Image], Image.Image] | None = None) -> bytes:
    """The page as one person sees it: sent many times and kept by nobody else, so the encoder is a quick one."""
    written = BytesIO()
    with_mark(path, mark, pen=pen).save(written, "WEBP", quality=QUALITY, method=QUICK)
    return written.getvalue()


def with_mark(path: Path, mark: str, *, pen: Callable[[Image.Image], Image.Image] | None = None) -> Image.Image:
    """Who looks is written over the page again and again, faintly.

    ``pen`` draws last, on words and all, so that it tells more than what can be seen.
    """
    with Image.open(path) as page:
        shown = page.convert("RGB")
    tile = mark_of(mark)
    for top in range(-tile.height, shown.height, MARK_EVERY[1]):
        for left in range(
            -tile.width // 2 + (top // MARK_EVERY[1] % 2) * MARK_EVERY[0] // 2, shown.width, MARK_EVERY[0]
        ):
            shown.paste(tile, (left, top), tile)
    return pen(shown) if pen else shown


@lru_cache(maxsize=64)
def mark_of(text: str) -> Image.Image:
    """Grey with a light rim: the letter is seen on what is bright, its rim on what is dark."""
    font, said = font_for(text)
    left, top, right, bottom = map(int, font.getbbox(said, stroke_width=MARK_RIM))
    tile = Image.new("RGBA", (right - left + 8, bottom - top + 8), (0, 0, 0, 0))
    pen, at = ImageDraw.Draw(tile), (4 - left, 4 - top)
    pen.text(at, said, font=font, fill=MARK_LIGHT, stroke_width=MARK_RIM, stroke_fill=MARK_LIGHT)
    pen.text(at, said, font=font, fill=MARK_SHADE)
    return tile.rotate(MARK_TURN, expand=True, resample=Image.Resampling.BICUBIC)


def font_for(text: str) -> tuple[ImageFont.FreeTypeFont | ImageFont.ImageFont, str]:
    """A machine without Chinese letters writes what it can: the number, not the name."""
    if path := fonts.chinese():
        return ImageFont.truetype(path, MARK_SIZE), text
    plain = " ".join(text.encode("ascii", "ignore").decode().split())
    return ImageFont.load_default(MARK_SIZE), plain


@dataclass(frozen=True)
class Found:
    """``page`` counts from 0; ``text`` is what stands around."""

    page: int
    text: str


def places_of(words: str, pages: Sequence[Page]) -> list[Found]:
    """At most one a page, without regard to case and to the blanks that PDFs put between letters."""
    wanted = words.casefold().replace(" ", "")
    return [
        Found(n, around(page.words, wanted)) for n, page in enumerate(pages) if wanted and wanted in bare(page.words)
    ]


def bare(text: str) -> str:
    return text.casefold().replace(" ", "")


def around(text: str, wanted: str) -> str:
    """A line of it, with the place in the middle."""
    count = bare(text).index(wanted)
    letters = [at for at, letter in enumerate(text) if letter != " "]
    begin = letters[min(count, len(letters) - 1)]
    return text[max(0, begin - AROUND) : begin + len(wanted) + AROUND]
