"""A PDF as page images: rendered once in the worker, marked for each viewer when it is sent.

To the rest of the house a page is a second of a film: a lesson of twelve pages lasts 12,000 ms, its preview ends
between two pages, and what was read is a range like what was watched. PDFium is no friend of threads, so pages are
drawn by the worker alone, and what it made are plain pictures.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

from PIL import Image, ImageDraw, ImageFont

from zhiyu.media import files, fonts
from zhiyu.media.errors import PackagingFailed
from zhiyu.media.ffmpeg import Progress
from zhiyu.media.layout import PAGE_MS, PAGES

if TYPE_CHECKING:  # heavy, and only the worker needs it
    from pypdfium2 import PdfPage

MIME = "application/pdf"
NAME = PAGES
WIDTH = 1240
TALLEST = 4
MOST_PAGES = 1000
QUALITY, SMALL, QUICK = 82, 2, 0
LONGEST_TEXT = 20_000
MARK_SIZE, MARK_TURN = 30, 24
MARK_SHADE, MARK_LIGHT, MARK_RIM = (70, 70, 70, 52), (255, 255, 255, 58), 2
MARK_EVERY = (520, 300)
AROUND = 24
_alone = Lock()


@dataclass(frozen=True)
class Page:
    """In pixels as shown, and the words on it for whoever searches."""

    width: int
    height: int
    words: str


def length_ms(source: Path) -> int:
    """Of the film that it is like. Raises ``PackagingFailed`` for what cannot be opened: a password, no pages.

    The one call that a web process makes, one at a time.
    """
    from pypdfium2 import PdfDocument, PdfiumError  # noqa: PLC0415

    with _alone:
        try:
            with PdfDocument(source) as opened:
                count = len(opened)
        except PdfiumError as error:
            raise PackagingFailed from error
    if not 0 < count <= MOST_PAGES:
        raise PackagingFailed
    return count * PAGE_MS


def render(source: Path, *, into: Path, percent: Progress) -> list[Page]:
    """``0.webp`` … of every page. Raises ``PackagingFailed`` when one of them cannot be drawn."""
    from pypdfium2 import PdfDocument, PdfiumError  # noqa: PLC0415

    into.mkdir(parents=True)
    pages = []
    try:
        with PdfDocument(source) as opened:
            for number, page in enumerate(opened):
                drawn = draw(page)
                drawn.save(place(into, number), "WEBP", quality=QUALITY, method=SMALL)
                files.fsync(place(into, number))
                pages.append(Page(*drawn.size, words_of(page)))
                page.close()
                percent(min(99, (number + 1) * 100 // len(opened)))
    except (PdfiumError, MemoryError) as error:
        raise PackagingFailed from error
    files.fsync(into)
    return pages


def drawn(source: Path, *, most: int) -> Iterator[Image.Image]:
    """The first pages of a PDF that is nobody's lesson. Raises ``PackagingFailed``."""
    from pypdfium2 import PdfDocument, PdfiumError  # noqa: PLC0415

    try:
        with PdfDocument(source) as opened:
            for number in range(min(most, len(opened))):
                yield draw(opened[number])
    except (PdfiumError, MemoryError) as error:
        raise PackagingFailed from error


def draw(page: "PdfPage") -> Image.Image:
    """As wide as a tablet shows it; a page that is a mile long is drawn smaller."""
    width, height = page.get_size()
    scale = min(WIDTH / max(width, 1), WIDTH * TALLEST / max(height, 1))
    picture: Image.Image = page.render(scale=scale, may_draw_forms=False).to_pil()
    return picture.convert("RGB")


def words_of(page: "PdfPage") -> str:
    text = page.get_textpage()
    try:
        return " ".join(text.get_text_bounded().replace("\0", "").split())[:LONGEST_TEXT]
    finally:
        text.close()


def place(folder: Path, number: int) -> Path:
    return folder / f"{number}.webp"


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
