"""Which film a copy is of, and from which moment: by tiny frames that survive a crop and a camera."""

from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from zhiyu.tracing.frames import grey

RATE = 4
COLUMNS, ROWS = 32, 18
FLAT = 1.5
LEAST_SECONDS = 6
ALIKE = 0.72

Prints = NDArray[np.float32]


@dataclass(frozen=True, kw_only=True)
class Place:
    """The copy's beginning lies ``offset`` seconds into the film (before it, when negative); it lasts ``seconds``."""

    offset: float
    alike: float
    seconds: float = 0.0

    @property
    def found(self) -> bool:
        return self.alike >= ALIKE


def prints(path: Path, *, start: float = 0.0, most_seconds: float | None = None) -> Prints:
    """A row a frame, ``RATE`` a second."""
    seen = grey(path, rate=RATE, width=COLUMNS, height=ROWS, start=start)
    most = None if most_seconds is None else round(most_seconds * RATE)
    frames = [frame.astype(np.float32).ravel() for frame in islice(seen, most)]
    seen.close()
    rows: Prints = np.stack(frames) if frames else np.zeros((0, COLUMNS * ROWS), dtype=np.float32)
    return levelled(rows)


def levelled(rows: Prints) -> Prints:
    """Free of brightness and contrast; nothing where nothing is to be seen."""
    rows = rows - rows.mean(axis=1, keepdims=True)
    length = np.linalg.norm(rows, axis=1, keepdims=True)
    rows[length[:, 0] < FLAT * np.sqrt(rows.shape[1])] = 0
    return np.asarray(rows / np.maximum(length, 1e-6), dtype=np.float32)


def place(copy: Prints, film: Prints, *, rate: float = RATE, share: float = 0.0) -> Place:
    """The shift at which frames are most alike, over at least ``LEAST_SECONDS`` or the whole of what is shorter.

    With many films to choose from, a ``share`` of the copy must lie in it: a title is alike in all of them.
    """
    if not len(copy) or not len(film):
        return Place(offset=0.0, alike=0.0)
    least = min(max(round(LEAST_SECONDS * rate), round(share * len(copy))), len(copy), len(film))
    alike = copy @ film.T
    best = Place(offset=0.0, alike=0.0, seconds=len(copy) / rate)
    for shift in range(least - len(copy), len(film) - least + 1):
        diagonal = np.diagonal(alike, offset=shift)
        mean = float(diagonal.mean())
        if mean > best.alike:
            best = replace(best, offset=shift / rate, alike=mean)
    return best
