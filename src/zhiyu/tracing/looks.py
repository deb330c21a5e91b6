"""One look over a whole film: what its copies are found by, and which of its segments move."""

import zlib
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from zhiyu.tracing import finding, marking
from zhiyu.tracing.frames import grey

WIDTH, HEIGHT = 64, 36
BLOCK = 4
COLUMNS, ROWS = WIDTH // BLOCK, HEIGHT // BLOCK
EVERY = 2
RATE = marking.LOOKS_A_SECOND / EVERY
STEPS = 127
# Longer than any lesson; of a copy that is longer, the beginning says enough.
MOST_SECONDS = 8 * 3600


@dataclass(frozen=True, kw_only=True)
class Looks:
    """``prints`` is a row for each half second; ``moving`` is asked once, so that A and B are marked alike."""

    prints: finding.Prints
    moving: list[bool]
    seconds: float


def look(film: Path, *, most_seconds: int = MOST_SECONDS) -> Looks:
    seen = grey(film, rate=marking.LOOKS_A_SECOND, width=WIDTH, height=HEIGHT)
    frames = list(islice(seen, most_seconds * marking.LOOKS_A_SECOND))
    seen.close()
    stacked: NDArray[np.uint8] = np.stack(frames) if frames else np.zeros((0, HEIGHT, WIDTH), dtype=np.uint8)
    tiny = stacked[::EVERY].reshape(-1, ROWS, BLOCK, COLUMNS, BLOCK).mean(axis=(2, 4), dtype=np.float32)
    return Looks(
        prints=finding.levelled(tiny.reshape(len(tiny), ROWS * COLUMNS)),
        moving=marking.moving_of(stacked),
        seconds=len(frames) / marking.LOOKS_A_SECOND,
    )


def packed(prints: finding.Prints) -> bytes:
    """A byte a number: 0.3 KB for each second of a film before it is compressed."""
    return zlib.compress(np.rint(prints * STEPS).astype(np.int8).tobytes())


def unpacked(kept: bytes) -> finding.Prints:
    rows = np.frombuffer(zlib.decompress(kept), dtype=np.int8).reshape(-1, ROWS * COLUMNS)
    return np.asarray(rows.astype(np.float32) / STEPS, dtype=np.float32)
