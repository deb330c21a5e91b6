"""Small pictures for the seek bar: strips of ten, one picture every few seconds.

A picture stands for the seconds from its own place on, and may show any of them; so whoever sees a preview gets those
whose seconds all lie in it, and of the strip at its end only these.
"""

import io
import math
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from PIL import Image

from zhiyu.media import ffmpeg, files
from zhiyu.media.errors import PackagingFailed
from zhiyu.media.scan import Scan

ACROSS, HEIGHT = 10, 90
WIDEST = 3 * HEIGHT
ABOUT = 120
CLOSEST_MS, WIDEST_MS = 2_000, 20_000
QUALITY = 72


@dataclass(frozen=True, kw_only=True)
class Thumbs:
    every_ms: int
    count: int
    width: int


def path(asset_id: UUID, strip: int) -> Path:
    return files.asset_dir(asset_id) / f"thumbs-{strip}.jpg"


def strips(count: int) -> range:
    return range(math.ceil(count / ACROSS))


def make(source: Path, scan: Scan, *, into: Path) -> Thumbs:
    """Only keyframes are decoded, so an hour takes seconds; what lies between them shows the one before."""
    into.mkdir()
    every = min(max(scan.duration_ms // ABOUT, CLOSEST_MS), WIDEST_MS)
    # The last keyframe stands to the end: what no picture fills of a strip is black.
    left = max(0, scan.duration_ms - max(scan.video.keyframes_ms, default=0)) if scan.video else 0
    lasting = f"tpad=stop_mode=clone:stop={left // every + 1}"
    drawn = f"fps=1000/{every}:round=down,{lasting},scale='min({WIDEST},2*trunc({HEIGHT}*dar/2))':{HEIGHT},setsar=1"
    tiles = ["-an", "-sn", "-dn", "-vf", f"{drawn},tile={ACROSS}x1", "-q:v", "5", "-start_number", "0", "%d.jpg"]
    ffmpeg.watch(
        source, tiles, into=into, moment=lambda _ms: None, before=["-skip_frame", "nokey"], niceness=ffmpeg.NICEST
    )
    made = len(list(into.glob("*.jpg")))
    if not made:
        raise PackagingFailed
    with Image.open(into / "0.jpg") as first:
        width = first.width // ACROSS
    count = min(max(1, scan.duration_ms // every), made * ACROSS)
    return Thumbs(every_ms=every, count=count, width=width)


def within(*, every_ms: int, count: int, shown_ms: int) -> int:
    """How many of them show nothing after ``shown_ms``."""
    return min(count, shown_ms // every_ms)


def beginning(strip: Path, pictures: int) -> bytes:
    """Of a strip the first ``pictures`` and nothing else."""
    with Image.open(strip) as whole:
        part = whole.crop((0, 0, whole.width // ACROSS * pictures, whole.height))
        kept = io.BytesIO()
        part.save(kept, "JPEG", quality=QUALITY)
    return kept.getvalue()
