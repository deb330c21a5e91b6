"""The shape of a film's sound, for whoever writes its subtitles: one byte for each ``EVERY_MS``, in a file beside it.

Made when an editor first asks: most films never have one.
"""

import math
import sys
from array import array
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

from zhiyu.media import ffmpeg, files

EVERY_MS = 50  # catalog/subtitles/wave.js counts by it
RATE = 4_000
EACH = RATE * EVERY_MS // 1_000
READ = 1_000 * EACH * 2
"""Bytes at once."""


def path(asset_id: UUID) -> Path:
    return files.asset_dir(asset_id) / "wave.bin"


def make(source: Path, *, into: Path) -> bytes:
    """How loud each moment is beside the loudest; roots, so that a whisper is seen beside a clap."""
    heard = into / "sound.raw"
    shape = ["-map", "0:a:0", "-vn", "-ac", "1", "-ar", str(RATE), "-f", "s16le", heard.name]
    ffmpeg.watch(source, shape, into=into, moment=lambda _ms: None, niceness=ffmpeg.NICEST)
    peaks = list(peaks_of(heard))
    most = max(peaks, default=0) or 1
    return bytes(round(255 * math.sqrt(peak / most)) for peak in peaks)


def peaks_of(heard: Path) -> Iterator[int]:
    with heard.open("rb") as sound:
        while content := sound.read(READ):
            samples = array("h", content)
            if sys.byteorder == "big":
                samples.byteswap()
            for at in range(0, len(samples), EACH):
                moment = samples[at : at + EACH]
                yield max(map(abs, (min(moment), max(moment))))
