"""Reading the bits out of a copy, with the film beside it.

Both are seen at 320 x 180. Of each segment some frames are laid onto the film (``registering``), what the film itself
explains is taken off by regression (brightness, contrast, gamma, blur, what is left of a shift), and what remains is
summed over the 64 x 36 cells of the segment's pattern. With the signs of a wrong key those sums add up to a normal
variable of variance 1, whatever they are, because wrong signs are fair coins: that is z. Its sign is the bit.
"""

import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from zhiyu.media import ffmpeg
from zhiyu.tracing import finding, patterns, registering
from zhiyu.tracing.frames import Grey, grey

SEGMENT_SECONDS = 2
RATE = 25
WIDTH, HEIGHT = 320, 180
CELL = WIDTH // patterns.COLUMNS
FINE = 2
EDGE_SECONDS = 0.24
FRAMES = 12
PROBES = 6
ROUGH = 8
NEAR = 1
MOVING, LEAST_SHIFTS = 0.02, 3
CLIP = 3.0
SURE_Z = 2.5
LEAST_FRAMES = 3
INDEXED = {".mp4", ".m4v", ".mov", ".mkv", ".webm"}

Picture = NDArray[np.float32]


@dataclass(frozen=True, kw_only=True)
class Reading:
    """For each segment number that the copy shows, how strongly it speaks for variant A (+) or B (-)."""

    numbers: NDArray[np.int64]
    z: NDArray[np.float64]
    offset: float
    alike: float

    @property
    def bits(self) -> NDArray[np.int8]:
        """1 for A, 0 for B, -1 where z says nothing at all."""
        return np.where(self.z == 0, -1, self.z > 0).astype(np.int8)

    @property
    def trust(self) -> NDArray[np.float64]:
        """How much each bit may count: a weak one is wrong now and then."""
        return np.minimum(np.abs(self.z) / SURE_Z, 1.0)

    @property
    def sure(self) -> NDArray[np.bool_]:
        return np.abs(self.z) >= SURE_Z


def read(
    copy: Path, film: Path, *, key: bytes, place: finding.Place, told: Callable[[int], None] = lambda _number: None
) -> Reading:
    """``place`` tells roughly where the copy begins; the rest is found out here. ``told`` hears of each segment."""
    with indexed(copy) as copied_film, indexed(film) as our_film:
        return read_indexed(copied_film, our_film, key=key, place=place, told=told)


@contextmanager
def indexed(film: Path) -> Iterator[Path]:
    """The film in a container in which one can go to a moment exactly: a transport stream has no list of them."""
    if film.suffix.lower() in INDEXED:
        yield film
        return
    with tempfile.TemporaryDirectory() as folder:
        ffmpeg.run(film, ["-map", "0:v:0", "-c", "copy", "film.mkv"], into=Path(folder))
        yield Path(folder) / "film.mkv"


def read_indexed(copy: Path, film: Path, *, key: bytes, place: finding.Place, told: Callable[[int], None]) -> Reading:
    offset, matrix = aligned(copy, film, place)
    numbers, z = [], []
    for number, copied, ours in segments(copy, film, offset, seconds=place.seconds):
        numbers.append(number)
        told(number)
        z.append(standing(patterns.signs(key, number), cells(ours, copied, matrix)))
    return Reading(
        numbers=np.array(numbers, dtype=np.int64), z=np.array(z, dtype=np.float64), offset=offset, alike=place.alike
    )


def aligned(copy: Path, film: Path, place: finding.Place) -> tuple[float, registering.Matrix]:
    """(offset to a frame, the homography at working size), by pairs of frames from all over the copy."""
    pairs, shifts = [], []
    for copied, window in probes(copy, film, place):
        at, ours = nearest(small(copied), [small(one) for one in window])
        pairs.append((window[at], copied))
        # A still picture, or one that changes at the window's end, tells no moment from another.
        if ours > MOVING and 0 < at < 2 * ROUGH:
            shifts.append(at - ROUGH)
    matrix = registering.homography(pairs)
    fine = place.offset + (float(np.median(shifts)) / RATE if len(shifts) >= LEAST_SHIFTS else 0.0)
    found = np.eye(3, dtype=np.float32) if matrix is None else registering.scaled(matrix, 1 / FINE)
    return fine, found


def probes(copy: Path, film: Path, place: finding.Place) -> Iterator[tuple[Grey, list[Grey]]]:
    """A frame of the copy and the film's frames around the same moment, at twice the working size."""
    first, last = max(0.0, -place.offset) + 0.5, max(0.0, place.seconds - 1.0)
    count = min(PROBES, max(LEAST_SHIFTS + 1, int(place.seconds / 2)))
    for at in np.linspace(first, max(first, last), count):
        copied = next(grey(copy, rate=RATE, width=FINE * WIDTH, height=FINE * HEIGHT, start=float(at)), None)
        begin = at + place.offset - ROUGH / RATE
        if copied is None or begin < 0:
            continue
        around = grey(film, rate=RATE, width=FINE * WIDTH, height=FINE * HEIGHT, start=float(begin))
        window = list(islice(around, 2 * ROUGH + 1))
        if len(window) == 2 * ROUGH + 1:
            yield copied, window


def small(frame: Grey) -> Picture:
    """For telling frames apart in time: little enough that a crop or a tilt does not matter."""
    made = cv2.resize(frame, (32, 18), interpolation=cv2.INTER_AREA).astype(np.float32)
    made -= made.mean()
    return np.asarray(made / max(float(np.linalg.norm(made)), 1e-6), dtype=np.float32)


def nearest(copied: Picture, window: list[Picture]) -> tuple[int, float]:
    """(which of the window it is, how much better than the worst)."""
    alike = [float((copied * one).sum()) for one in window]
    best = int(np.argmax(alike))
    return best, alike[best] - min(alike)


def segments(copy: Path, film: Path, offset: float, *, seconds: float) -> Iterator[tuple[int, list[Grey], list[Grey]]]:
    """(number, frames of the copy, frames of the film) of the same moments, segment by segment."""
    film_from = max(0.0, offset)
    copy_from = max(0.0, -offset)
    most = round((seconds + 1 - copy_from) * RATE)
    copied = islice(grey(copy, rate=RATE, width=WIDTH, height=HEIGHT, start=copy_from), most)
    ours = grey(film, rate=RATE, width=WIDTH, height=HEIGHT, start=film_from)
    edge, number = EDGE_SECONDS * RATE, -1
    held: list[tuple[Grey, Grey]] = []
    for step, pair in enumerate(zip(copied, ours, strict=False)):
        at = film_from * RATE + step
        now = int(at // (SEGMENT_SECONDS * RATE))
        if now != number:
            yield from chosen(number, held)
            held, number = [], now
        if edge <= at - now * SEGMENT_SECONDS * RATE <= SEGMENT_SECONDS * RATE - edge:
            held.append(pair)
    yield from chosen(number, held)


def chosen(number: int, held: list[tuple[Grey, Grey]]) -> Iterator[tuple[int, list[Grey], list[Grey]]]:
    """Frames spread over the segment, each of the copy with the one of the film that is most like it."""
    if len(held) < LEAST_FRAMES:
        return
    places = np.unique(np.linspace(NEAR, len(held) - 1 - NEAR, min(FRAMES, len(held) - 2 * NEAR)).astype(int))
    looks = [small(ours) for _copied, ours in held]
    pairs = []
    for at in places:
        best, _better = nearest(small(held[at][0]), looks[at - NEAR : at + NEAR + 1])
        pairs.append((held[at][0], held[at - NEAR + best][1]))
    yield number, [copied for copied, _ours in pairs], [ours for _copied, ours in pairs]


def cells(ours: list[Grey], copied: list[Grey], matrix: registering.Matrix) -> NDArray[np.float64]:
    """What is left of the copy when all that the film explains is taken off, cell by cell."""
    film = np.mean([one.astype(np.float32) for one in ours], axis=0)
    copy = np.mean([one.astype(np.float32) for one in copied], axis=0)
    exact = registering.refined(matrix, film=film, copy=copy)
    laid, shown = registering.onto_film(copy, exact), registering.seen(film.shape, exact)
    left = residue(film, laid, shown)
    return weighed(left, shown)


def residue(film: Picture, copy: Picture, shown: Picture) -> Picture:
    """Least squares on what a camera, a codec and a shift of a fraction of a pixel do; outliers are cut in between."""
    left_right, up_down = cv2.Sobel(film, cv2.CV_32F, 1, 0) / 8, cv2.Sobel(film, cv2.CV_32F, 0, 1) / 8
    rows, columns = np.mgrid[-1 : 1 : HEIGHT * 1j, -1 : 1 : WIDTH * 1j].astype(np.float32)
    light = film / 128
    explained = [np.ones_like(film), light, light**2, light**3, columns, rows, columns * rows, columns**2, rows**2]
    explained += [light * columns, light * rows, cv2.Laplacian(film, cv2.CV_32F)]
    explained += [slope * by for slope in (left_right, up_down) for by in (1, columns, rows, columns * rows)]
    wanted = np.stack([one.ravel() for one in explained], axis=1)
    target, weight = copy.ravel(), shown.ravel().copy()
    for _again in range(2):
        weighted = wanted * weight[:, None]
        found = np.linalg.lstsq(weighted.T @ wanted, weighted.T @ target, rcond=None)[0]
        left = target - wanted @ found
        spread = 1.4826 * float(np.median(np.abs(left[weight > 0]))) + 1e-3 if (weight > 0).any() else 1.0
        weight = shown.ravel() * (np.abs(left) < CLIP * spread + 2)
    return np.asarray((left * shown.ravel()).reshape(film.shape), dtype=np.float32)


def weighed(left: Picture, shown: Picture) -> NDArray[np.float64]:
    """Sums over cells: without what is wider than some cells, and less where the picture is restless."""
    around = (5 * CELL + 1, 5 * CELL + 1)
    share = np.maximum(cv2.blur(shown, around), 1e-3)
    flat = (left - cv2.blur(left, around) / share) * shown
    power = cv2.blur(flat**2, around) / share
    floor = float(np.median(power)) * 0.1 + 0.01
    calm = np.clip(flat / np.sqrt(power + floor), -CLIP, CLIP) / np.sqrt(power + floor)
    summed = calm.reshape(patterns.ROWS, CELL, patterns.COLUMNS, CELL).sum(axis=(1, 3), dtype=np.float64)
    return np.asarray(summed, dtype=np.float64)


def standing(signs: patterns.Signs, sums: NDArray[np.float64]) -> float:
    """z: how far the right pattern stands out of the wrong ones."""
    where = signs != 0
    return float(signs[where] @ levelled(sums[where]))


def levelled(sums: NDArray[np.float64]) -> NDArray[np.float64]:
    """No cell counts for much more than the others, and the squares sum to 1, so that fair coins for signs give 1."""
    bound = CLIP * 1.4826 * float(np.median(np.abs(sums)))
    cut = np.clip(sums, -bound, bound) if bound else sums
    length = float(np.sqrt((cut**2).sum()))
    return cut / length if length else cut
