"""Sound of a file as numbers; which lesson a recording is of, and from which moment.

A row every 128 ms says how the balance between neighbouring bands changed within a quarter of a second: no loudness, no
colour of a room or a codec is in it. Where a recording is laid onto its lesson rightly, rows are alike on average.
"""

import struct
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import cast

import numpy as np

from zhiyu.media import ffmpeg, loudness
from zhiyu.media.packaging import EVEN_BYTES, EVEN_RATE
from zhiyu.tracing import sound
from zhiyu.tracing.finding import Place, Prints
from zhiyu.tracing.sound import Floats, Samples

RATE = 16_000
STRIDE = 8
ROWS_A_SECOND = 1 / (STRIDE * sound.HOP_SECONDS)
BACK = 2
WIDE = sound.BANDS // 2 - 1
MOST_DECIBELS = 12.0
SILENT = 1e-6
LEAST_SECONDS = 6
ALIKE = 0.3
FULL = 32768.0


def samples(path: Path, *, most_seconds: int) -> Samples:
    """One channel at ``RATE``."""
    with tempfile.TemporaryDirectory() as folder:
        heard = np.fromfile(raw_of(path, Path(folder), ["-t", str(most_seconds)]), dtype="<i2").astype(np.float32)
        heard /= np.float32(FULL)  # in place: two hours are half a gigabyte once
        return heard


def whole(path: Path, *, into: Path, film: bool = False) -> Samples:
    """The same of a lesson of any length, read where it lies in ``into`` piece by piece; of a film as its times say."""
    if not film:
        return cast("Samples", Loud(raw_of(path, into, [])))
    steady = loudness.steady(path, into=into, rate=RATE, channels=1)
    raw = raw_of(steady, into, ["-af", loudness.IN_TIME], before=loudness.AS_TIMED)
    steady.unlink()
    return cast("Samples", Loud(raw))


def room_of(duration_ms: int) -> int:
    """Bytes that ``whole`` takes of a lesson, and of a film twice for a while."""
    return RATE * np.dtype("<i2").itemsize * duration_ms // 1000


def raw_of(path: Path, into: Path, part: Sequence[str], *, before: Sequence[str] = ()) -> Path:
    shape = ["-map", "0:a:0", "-vn", *part, "-ar", str(RATE), "-ac", "1", "-f", "s16le", "all.raw"]
    ffmpeg.watch(path, shape, into=into, moment=lambda _ms: None, before=before, niceness=ffmpeg.NICEST)
    return into / "all.raw"


def prints(heard: Samples) -> Prints:
    parts = np.concatenate([*strides(heard)])
    # Windows of twice the stride, so that a copy lies by no more than half of one beside what it is held against.
    windows = parts[:-1] + parts[1:]
    level = 10 * np.log10(windows + SILENT)
    balance = level[:, 1:] - level[:, :-1]
    changes = np.clip(balance[BACK:] - balance[:-BACK], -MOST_DECIBELS, MOST_DECIBELS)
    length = np.linalg.norm(changes, axis=1, keepdims=True)
    made = np.where(length > 1.0, changes / np.maximum(length, 1.0), 0.0)
    return np.asarray(made, dtype=np.float32)


def strides(heard: Samples) -> Iterator[Floats]:
    """Power of each whole stride (row) in pairs of bands."""
    left = np.zeros((0, sound.BANDS // 2))
    for power in sound.loudnesses(heard, RATE):
        pairs = np.concatenate([left, power.reshape(len(power), sound.BANDS // 2, 2).sum(axis=2)])
        end = len(pairs) // STRIDE * STRIDE
        yield pairs[:end].reshape(-1, STRIDE, sound.BANDS // 2).sum(axis=1)
        left = pairs[end:]


def place(copy: Prints, lesson: Prints) -> Place:
    """The shift at which rows are most alike, over ``LEAST_SECONDS`` or the whole of what is shorter."""
    if not len(copy) or not len(lesson):
        return Place(offset=0.0, alike=0.0)
    size = 1 << (len(copy) + len(lesson)).bit_length()
    together = np.fft.irfft(
        (np.fft.rfft(lesson, size, axis=0) * np.conj(np.fft.rfft(copy, size, axis=0))).sum(axis=1), size
    )
    shifts = np.arange(1 - len(copy), len(lesson))
    over = np.minimum(len(copy), len(lesson) - shifts) - np.maximum(0, -shifts)
    least = min(round(LEAST_SECONDS * ROWS_A_SECOND), len(copy), len(lesson))
    alike = np.where(over >= least, together[shifts] / np.maximum(over, 1), 0.0)
    best = int(np.argmax(alike))
    seconds = len(copy) / ROWS_A_SECOND
    return Place(offset=float(shifts[best]) / ROWS_A_SECOND, alike=float(alike[best]), seconds=seconds)


def write_marked(raw: Path, into: Path, *, key: bytes, bit: int, count: int) -> None:
    """``packaging.even_sound`` as one of two variants, whole, so that both are encoded in the same frames."""
    whole, bits = Loud(raw, channels=2), np.full(count, bit, dtype=np.int8)
    with into.open("wb") as out:
        out.write(rf64(len(whole)))
        for block in sound.blocks(cast("Samples", whole), EVEN_RATE, key=key, bits=bits):
            out.write(np.clip(np.rint(block * FULL), -FULL, FULL - 1).astype("<i2").tobytes())


def rf64(count: int) -> bytes:
    """What stands before ``count`` samples: plain WAV ends at 4 GiB, which is six hours (EBU Tech 3306)."""
    size = count * EVEN_BYTES
    sizes = struct.pack("<4sLQQQL", b"ds64", 28, size + 72, size, count, 0)
    shape = struct.pack("<4sLHHLLHH", b"fmt ", 16, 1, 2, EVEN_RATE, EVEN_RATE * EVEN_BYTES, EVEN_BYTES, 16)
    return b"RF64\xff\xff\xff\xffWAVE" + sizes + shape + b"data\xff\xff\xff\xff"


class Loud:
    """Samples of a raw file, read and made floats piece by piece; all that ``sound`` wants of an array."""

    def __init__(self, raw: Path, *, channels: int = 1) -> None:
        self.raw, self.row = raw, channels * np.dtype("<i2").itemsize
        count = raw.stat().st_size // self.row
        self.shape = (count,) if channels == 1 else (count, channels)

    def __len__(self) -> int:
        return self.shape[0]

    def __getitem__(self, part: slice) -> Samples:
        start, end, _step = part.indices(len(self))
        count = max(0, end - start) * self.row // 2
        found = np.fromfile(self.raw, dtype="<i2", count=count, offset=start * self.row)
        return np.asarray(found.reshape(-1, *self.shape[1:]) / FULL, dtype=np.float32)
