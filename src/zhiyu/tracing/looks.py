"""One look over a whole film: what its copies are found by, and which of its segments move."""

import zlib
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from zhiyu.tracing import finding, marking
from zhiyu.tracing.frames import PATIENCE_SECONDS, grey

WIDTH, HEIGHT = 64, 36
BLOCK = 4
COLUMNS, ROWS = WIDTH // BLOCK, HEIGHT // BLOCK
EVERY = 2
RATE = marking.LOOKS_A_SECOND / EVERY
STEPS = 127


@dataclass(frozen=True, kw_only=True)
class Looks:
    """``prints`` is a row for each half second; ``moving`` is asked once, so that A and B are marked alike."""

    prints: finding.Prints
    moving: list[bool]
    seconds: float


def look(film: Path, *, most_seconds: int | None = None, lasts: float = 0.0) -> Looks:
    """Frame by frame, so that a film of hours needs no more memory than what is kept of it.

    ``lasts``: how many seconds a film of our own has, which may take so long.
    """
    patience = max(PATIENCE_SECONDS, lasts)
    seen = grey(film, rate=marking.LOOKS_A_SECOND, width=WIDTH, height=HEIGHT, patience=patience)
    tiny: list[NDArray[np.float32]] = []
    changes: list[bool] = []
    before, count = None, 0
    for frame in islice(seen, None if most_seconds is None else most_seconds * marking.LOOKS_A_SECOND):
        if count % EVERY == 0:
            cells = frame.reshape(ROWS, BLOCK, COLUMNS, BLOCK)
            tiny.append(cells.mean(axis=(1, 3), dtype=np.float32).ravel())
        if before is not None:
            changes.append(marking.moved(before, frame))
        before, count = frame, count + 1
    seen.close()
    rows = np.stack(tiny) if tiny else np.zeros((0, ROWS * COLUMNS), dtype=np.float32)
    return Looks(
        prints=finding.levelled(rows),
        moving=marking.moving_of(changes, count),
        seconds=count / marking.LOOKS_A_SECOND,
    )


def packed(prints: finding.Prints) -> bytes:
    """A byte a number: 0.3 KB for each second of a film before it is compressed."""
    return zlib.compress(np.rint(prints * STEPS).astype(np.int8).tobytes())


def unpacked(kept: bytes, *, wide: int = ROWS * COLUMNS) -> finding.Prints:
    rows = np.frombuffer(zlib.decompress(kept), dtype=np.int8).reshape(-1, wide)
    return np.asarray(rows.astype(np.float32) / STEPS, dtype=np.float32)
