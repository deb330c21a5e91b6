"""What was measured of a film or recording and its teacher may want to know: codes with figures, and no verdict.

Nothing here keeps a file from being used. Kept in a file beside the original, written while the ladder is made.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from uuid import UUID

import orjson
from PIL import Image

from zhiyu.media import files, thumbs
from zhiyu.media.loudness import SILENCE, Heard
from zhiyu.media.scan import Scan, VideoTrack
from zhiyu.media.thumbs import Thumbs

QUIET = -36.0
# Of two channels, one this loud and the other so much softer.
SOUNDS, SOFTER = -50.0, 30.0
FULL_SECONDS, FULL_SHARE = 3.0, 0.02
UNEVEN = 0.1
SMALL_SIDE = 360
LEAST_SOUND_BITS = 32_000
# Bits a second for each pixel of a square of the shorter side: 260 kbit/s at 720 lines.
LEAST_BITS = 0.5
BLACK_MEAN, BLACK_MOST = 10, 40
BLACK_MS = 30_000
LEAST_PICTURES = 3
Value = int | float | str


@dataclass(frozen=True)
class Note:
    code: str
    figures: Mapping[str, Value]


def path(asset_id: UUID) -> Path:
    return files.asset_dir(asset_id) / "checks.json"


def read(asset_id: UUID) -> list[Note] | None:
    """None before anything was measured."""
    try:
        kept = orjson.loads(path(asset_id).read_bytes())
    except (FileNotFoundError, orjson.JSONDecodeError):
        return None
    return [Note(one["code"], one["figures"]) for one in kept]


def write(asset_id: UUID, notes: Sequence[Note]) -> None:
    """An asset that is gone meanwhile has no folder, and needs no notes."""
    place = path(asset_id)
    made = place.with_suffix(".new")
    try:
        made.write_bytes(orjson.dumps([{"code": one.code, "figures": one.figures} for one in notes]))
        made.replace(place)
    except FileNotFoundError:
        return


def of(scan: Scan, heard: Heard | None) -> list[Note]:
    return [*of_sound(scan, heard), *(of_picture(scan, scan.video) if scan.video else of_bits(scan, LEAST_SOUND_BITS))]


def of_sound(scan: Scan, heard: Heard | None) -> list[Note]:
    if heard is None or heard.loud <= SILENCE:
        return [Note("silent", {})]
    found = []
    if heard.loud < QUIET:
        found.append(Note("quiet", {"lufs": round(heard.loud, 1)}))
    if heard.full_seconds >= max(FULL_SECONDS, FULL_SHARE * scan.duration_ms / 1000):
        found.append(Note("clipped", {"seconds": min(round(heard.full_seconds), scan.duration_ms // 1000)}))
    if len(heard.levels) > 1 and max(heard.levels) > SOUNDS and max(heard.levels) - min(heard.levels) > SOFTER:
        found.append(Note("one_sided", {"side": "left" if heard.levels[0] > heard.levels[1] else "right"}))
    return found


def of_picture(scan: Scan, track: VideoTrack) -> list[Note]:
    width, height = track.shown_size
    found = []
    if track.pace.uneven > UNEVEN:
        found.append(Note("frame_rate_varies", {"percent": round(100 * track.pace.uneven)}))
    if height > width:
        found.append(Note("portrait", {"width": width, "height": height}))
    if min(width, height) < SMALL_SIDE:
        found.append(Note("small_picture", {"width": width, "height": height}))
    return found + of_bits(scan, int(min(width, height) ** 2 * LEAST_BITS))


def of_bits(scan: Scan, least: int) -> list[Note]:
    return [Note("low_bitrate", {"kbps": scan.bit_rate // 1000})] if scan.bit_rate < least else []


def of_thumbs(asset_id: UUID, drawn: Thumbs) -> list[Note]:
    """The longest stretch in which every picture of the seek bar is black."""
    blacks = [black for strip in thumbs.strips(drawn.count) for black in black_in(thumbs.path(asset_id, strip), drawn)]
    at, longest, begins = 0, 0, 0
    for black, run in groupby(blacks[: drawn.count]):
        count = len(list(run))
        if black and count > longest:
            longest, begins = count, at
        at += count
    lasts = longest * drawn.every_ms
    if longest < LEAST_PICTURES or lasts < BLACK_MS:
        return []
    first = begins * drawn.every_ms // 1000
    return [Note("black", {"from_seconds": first, "to_seconds": first + lasts // 1000})]


def black_in(strip: Path, drawn: Thumbs) -> list[bool]:
    with Image.open(strip) as whole:
        grey = whole.convert("L")
        parts = [grey.crop((x, 0, x + drawn.width, grey.height)) for x in range(0, grey.width, drawn.width)]
    return [is_black(part) for part in parts]


def is_black(picture: Image.Image) -> bool:
    """A dark stage has a light somewhere, a dark page has its letters."""
    counts = picture.histogram()
    mean = sum(level * count for level, count in enumerate(counts)) / max(1, sum(counts))
    lightest = max((level for level, count in enumerate(counts) if count), default=0)
    return mean < BLACK_MEAN and lightest < BLACK_MOST
