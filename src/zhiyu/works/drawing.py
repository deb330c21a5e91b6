"""What others see of a picture: upright, without camera data, with the owner's line and the owner's mark.

Drawn when it is first asked for and kept beside the original. The name of the file says what is on it, so a changed
line is another file, and a kill leaves either the whole one or none.
"""

import hashlib
from pathlib import Path
from threading import Lock
from uuid import UUID

from PIL import Image, ImageDraw, ImageFont, ImageOps

from zhiyu.kernel.errors import NotFound
from zhiyu.media import files, fonts, images
from zhiyu.tracing import drawing, seeds
from zhiyu.works.models import Picture

LARGE, SMALL = images.SHOWN_SIDE, 480
QUALITY = 90
SMALLEST_LETTERS, LETTERS = 12, 40
SCALED = {"L", "LA", "RGB", "RGBA", "CMYK"}
# A large picture takes hundreds of megabytes while it is drawn, and a page asks for nine.
ONE_AT_ONCE = Lock()
INK, EDGE = (255, 255, 255), (40, 40, 40)


def shown(picture: Picture, *, side: int = LARGE) -> Path:
    """For ``picture`` with its work and asset."""
    line = picture.work.line
    place = files.asset_dir(picture.asset_id) / f"owned-{side}-{hashlib.sha256(line.encode()).hexdigest()[:16]}.webp"
    if not place.exists():
        original = files.original(picture.asset)
        if not original.is_file():
            raise NotFound
        with ONE_AT_ONCE:
            if not place.exists():
                make(picture, original, place, side=side)
    return place


def make(picture: Picture, original: Path, place: Path, *, side: int) -> None:
    account, line = picture.work.owner_id, picture.work.line
    with files.room_needed(), files.staging() as stage:
        made = stage / place.name
        draw(original, made, asset_id=picture.asset_id, account=account, line=line, side=side)
        files.fsync(made)
        made.replace(place)


def draw(original: Path, target: Path, *, asset_id: UUID, account: int, line: str, side: int = LARGE) -> None:
    with Image.open(original, formats=images.FORMATS) as opened:
        # A profile for inks says nothing of what they were turned into.
        colours = None if opened.mode == "CMYK" else opened.info.get("icc_profile")
        if opened.mode in SCALED and "transparency" not in opened.info:
            # Before anything else is done to it: a JPEG is then not even decoded at its full size.
            opened.thumbnail((side, side))
        picture = on_white(ImageOps.exif_transpose(opened))
        picture.thumbnail((side, side))
    if line:
        write(picture, line)
    seed = seeds.picture_seed(asset_id=asset_id, number=0)
    marked = drawing.drawn(picture, seed=seed, account=account)
    marked.save(target, "WEBP", quality=QUALITY, icc_profile=colours, exif=b"", xmp=b"")


def on_white(picture: Image.Image) -> Image.Image:
    if not picture.has_transparency_data:
        return picture.convert("RGB")
    flat, over = Image.new("RGB", picture.size, "white"), picture.convert("RGBA")
    flat.paste(over, mask=over)
    return flat


def write(picture: Image.Image, line: str) -> None:
    """At the lower right, legible on light and dark; a machine without Chinese letters writes what it can."""
    size = max(SMALLEST_LETTERS, max(picture.size) // LETTERS)
    path = fonts.chinese()
    font = ImageFont.truetype(path, size) if path else ImageFont.load_default(size)
    said = line if path else " ".join(line.encode("latin-1", "ignore").decode("latin-1").split())
    at = (picture.width - size // 2, picture.height - size // 2)
    ImageDraw.Draw(picture).text(at, said, font=font, fill=INK, anchor="rs", stroke_width=size // 12, stroke_fill=EDGE)
