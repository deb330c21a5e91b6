"""``python -m zhiyu.media.sheets SOURCE INTO MOST QUALITY SECONDS``: pages of a PDF as pictures, on their own.

A page can be written so that PDFium draws at it for ever, takes all memory there is or falls over; then this process
ends, and with it nothing else. A line of JSON for each page that is drawn: width, height, its words.
"""

import json
import resource
import signal
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from PIL import Image

if TYPE_CHECKING:  # heavy, and only this program needs it
    from pypdfium2 import PdfPage

WIDTH = 1240
TALLEST = 4
SMALL = 2
LONGEST_TEXT = 20_000
MOST_MEMORY = 3 * 1024**3
UNREADABLE = 3


def main() -> None:
    from pypdfium2 import PdfDocument, PdfiumError  # noqa: PLC0415

    source, into = sys.argv[1:3]
    most, quality, seconds = map(int, sys.argv[3:])
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    signal.alarm(seconds)
    try:
        with PdfDocument(source) as opened:
            for number in range(min(most, len(opened))):
                signal.alarm(seconds)
                page = opened[number]
                drawn = draw(page)
                drawn.save(place(Path(into), number), "WEBP", quality=quality, method=SMALL)
                sys.stdout.write(json.dumps([*drawn.size, words_of(page)]) + "\n")
                sys.stdout.flush()
                page.close()
    except PdfiumError:
        raise SystemExit(UNREADABLE) from None


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
