"""Pictures: read with a bound on pixels, shown without camera data and no larger than a page needs."""

from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import IO

from PIL import Image, ImageOps, UnidentifiedImageError

MAX_PIXELS = 50_000_000
SHOWN_SIDE = 1600
POSTER_SIDE = 1280
QUALITY = 82
# Encoded a second time, for one person and at once: finer, and by the quicker way.
AGAIN, QUICK = 90, 0
FORMATS = ("JPEG", "PNG", "WEBP", "GIF")
# Pillow itself refuses from twice this on, before it allocates anything.
Image.MAX_IMAGE_PIXELS = MAX_PIXELS


class Unreadable(Exception):
    pass


class TooManyPixels(Exception):
    pass


def inspect(path: Path) -> tuple[str, int, int]:
    """(mime, width, height) as shown; decodes everything, so that a truncated picture is found out."""
    try:
        with Image.open(path, formats=FORMATS) as picture:
            frames = getattr(picture, "n_frames", 1)
            if picture.width * picture.height * frames > MAX_PIXELS:
                raise TooManyPixels
            mime = Image.MIME[picture.format or ""]
            picture.load()
            shown = ImageOps.exif_transpose(picture)
            return mime, shown.width, shown.height
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise TooManyPixels from None
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, EOFError) as error:
        raise Unreadable from error


def write_display(source: Path, target: Path) -> None:
    """What pages show: turned upright, at most 1600 pixels a side, without the place it was taken at."""
    with Image.open(source, formats=FORMATS) as picture:
        if is_moving(picture):
            picture.save(target, "WEBP", save_all=True, quality=QUALITY, exif=b"", xmp=b"")
            return
        shown = ImageOps.exif_transpose(picture)
        write_webp(shown, target, side=SHOWN_SIDE)


def write_poster(source: Path, target: Path) -> None:
    with Image.open(source) as frame:
        write_webp(frame, target, side=POSTER_SIDE)


def write_webp(picture: Image.Image, target: Path, *, side: int) -> None:
    shown = picture.convert("RGBA" if picture.has_transparency_data else "RGB")
    shown.thumbnail((side, side))
    shown.save(target, "WEBP", quality=QUALITY, exif=b"", xmp=b"")


def drawn_on(source: Path | IO[bytes], pen: Callable[[Image.Image], Image.Image]) -> bytes | None:
    """What pages show, drawn on; what shines through goes on doing so. None for what moves, which has many pictures."""
    with Image.open(source, formats=FORMATS) as picture:
        if is_moving(picture):
            return None
        whole = picture.convert("RGBA" if picture.has_transparency_data else "RGB")
    shown = pen(whole.convert("RGB"))
    if whole.mode == "RGBA":
        shown.putalpha(whole.getchannel("A"))
    written = BytesIO()
    shown.save(written, "WEBP", quality=AGAIN, method=QUICK)
    return written.getvalue()


def shown_as_it_is(path: Path) -> bool:
    """A moving GIF; unlike the other formats it holds no camera data."""
    with Image.open(path, formats=FORMATS) as picture:
        return picture.format == "GIF" and is_moving(picture)


def moves(source: Path | BytesIO) -> bool:
    with Image.open(source, formats=FORMATS) as picture:
        return is_moving(picture)


def is_moving(picture: Image.Image) -> bool:
    return bool(getattr(picture, "is_animated", False))


def mean_light(path: Path) -> float:
    """0 for black, 255 for white."""
    with Image.open(path) as picture:
        grey = picture.convert("L").resize((32, 18))
        return sum(grey.tobytes()) / (32 * 18)
