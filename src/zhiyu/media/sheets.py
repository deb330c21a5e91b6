"""``python -m zhiyu.media.sheets PARENT SOURCE INTO MOST QUALITY SECONDS``: pages of a PDF as pictures, on their own.

A PDF can be written so that PDFium reads or draws it for ever, takes all memory there is or falls over; then this
process ends, and with it nothing else. A line of JSON for each page that is drawn: width, height, its words. Where
``MOST`` is 0, one line: how many pages there are. On Linux it ends with its parent, however that ends.
"""

import ctypes
import json
import os
import resource
import signal
import sys
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from PIL import Image

if TYPE_CHECKING:  # heavy, and only this program needs it
    from pypdfium2 import PdfPage
    from pypdfium2.raw import FPDF_DOCUMENT

WIDTH = 1240
TALLEST = 4
SMALL = 2
LONGEST_TEXT = 20_000
MOST_MEMORY = 3 * 1024**3
UNREADABLE, LOCKED = 3, 4
PR_SET_PDEATHSIG = 1


def main() -> None:
    parent, source, into, *numbers = sys.argv[1:]
    most, quality, seconds = map(int, numbers)
    die_with(int(parent))
    bound(resource.RLIMIT_AS, MOST_MEMORY)
    bound(resource.RLIMIT_CORE, 0)
    signal.alarm(seconds)
    opened, count = document(source)
    if not most:
        tell(count)
        return
    from pypdfium2 import PdfDocument, PdfiumError  # noqa: PLC0415

    try:
        pages = PdfDocument(opened)
        for number in range(min(most, count)):
            signal.alarm(seconds)
            page = pages[number]
            drawn = draw(page)
            drawn.save(place(Path(into), number), "WEBP", quality=quality, method=SMALL)
            tell([*drawn.size, words_of(page)])
            page.close()
    except PdfiumError:
        raise SystemExit(UNREADABLE) from None


def die_with(parent: int) -> None:
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
        if os.getppid() != parent:
            raise SystemExit(1)


def bound(kind: int, most: int) -> None:
    """As far as the system goes: it may have set a lower bound already, and some Macs know none of memory."""
    _soft, hard = resource.getrlimit(kind)
    least = most if hard == resource.RLIM_INFINITY else min(most, hard)
    with suppress(ValueError, OSError):
        resource.setrlimit(kind, (least, least))


def document(source: str) -> "tuple[FPDF_DOCUMENT, int]":
    """Opened by hand: ``PdfDocument`` does not tell one without pages from one that is damaged."""
    from pypdfium2 import raw  # noqa: PLC0415

    opened = raw.FPDF_LoadDocument(os.fsencode(source), None)
    if not opened:
        raise SystemExit(LOCKED if raw.FPDF_GetLastError() == raw.FPDF_ERR_PASSWORD else UNREADABLE)
    return opened, raw.FPDF_GetPageCount(opened)


def tell(what: int | list[int | str]) -> None:
    sys.stdout.write(json.dumps(what) + "\n")
    sys.stdout.flush()


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


if __name__ == "__main__":
    main()
