"""The mark in sound: blind, one bit in two seconds.

Between 0.5 and 6 kHz, time and frequency are cut into cells of 64 ms and 275 Hz. Two by two cells are a quad, one
diagonal of which is made louder by ``STEP`` decibels and the other softer; which one, a key says, and variant B has it
the other way round. Reading compares the diagonals of each quad with one another, so that neither the loudness of a
moment nor the colour of a voice matters, and needs no original. Where the copy begins is found out by trying: at the
right place all segments speak loudest, whatever they say.

The last 80 ms of a segment are as they were, and of these the middle ``QUIET`` seconds are the same in both variants to
the sample: wherever one follows the other, it is cut there.
"""

import hashlib
import hmac
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Samples = NDArray[np.float32]
Cells = NDArray[np.float64]
Floats = NDArray[np.float64]
Numbers = NDArray[np.int64]

SEGMENT_SECONDS = 2
HOP_SECONDS = 0.016
HOPS_A_SEGMENT = 125
HOPS_A_SLOT = 4
SLOTS = 30
BANDS = 20
LOW, HIGH = 500.0, 6000.0
QUADS = (SLOTS // 2) * (BANDS // 2)
STEP = 1.5
BOUND = 8.0
QUIET = (1.92, 1.984)
NEAR_SECONDS = 0.4
LEAST_Z = 1.0
SURE_Z = 2.5
# Hops.
AT_ONCE = 4096


@dataclass(frozen=True, kw_only=True)
class Heard:
    """``start`` is when the copy begins, in seconds of the original."""

    numbers: NDArray[np.int64]
    z: NDArray[np.float64]
    start: float

    @property
    def bits(self) -> NDArray[np.int8]:
        return np.where(np.abs(self.z) >= LEAST_Z, self.z > 0, -1).astype(np.int8)

    @property
    def trust(self) -> NDArray[np.float64]:
        """How much each bit may count: a weak one is wrong now and then."""
        return np.minimum(np.abs(self.z) / SURE_Z, 1.0)

    @property
    def sure(self) -> NDArray[np.bool_]:
        return np.abs(self.z) >= SURE_Z


def signs(key: bytes, number: int) -> NDArray[np.int8]:
    salt = hmac.digest(key, f"sound {number}".encode(), "sha256")
    drawn = np.frombuffer(hashlib.shake_256(salt).digest(-(-QUADS // 8)), dtype=np.uint8)
    made: NDArray[np.int8] = np.unpackbits(drawn)[:QUADS].astype(np.int8) * 2 - 1
    return made


def gains(key: bytes, number: int, bit: int) -> Cells:
    """Decibels of each hop (row) and band (column) of a segment."""
    quads = signs(key, number).reshape(SLOTS // 2, BANDS // 2) * (1 if bit else -1)
    cells = np.kron(quads, [[1, -1], [-1, 1]]) * STEP
    made = np.zeros((HOPS_A_SEGMENT, BANDS))
    made[: SLOTS * HOPS_A_SLOT] = np.repeat(cells, HOPS_A_SLOT, axis=0)
    return made


def bands(rate: int, size: int) -> NDArray[np.int64]:
    """The band of each frequency of the transform; -1 outside."""
    at = np.fft.rfftfreq(size, 1 / rate)
    band = np.floor((at - LOW) / (HIGH - LOW) * BANDS).astype(np.int64)
    return np.where((at >= LOW) & (at < HIGH), band, -1)


def window(hop: int) -> Samples:
    """The root of a Hann window: twice over, with half overlap, it adds up to one."""
    made: Samples = np.sin(np.pi * (np.arange(2 * hop) + 0.5) / (2 * hop)).astype(np.float32)
    return made


def marked(samples: Samples, rate: int, *, key: bytes, bits: NDArray[np.int8], first: int = 0) -> Samples:
    """``samples`` (one channel) with ``bits`` from segment ``first`` on; what is beyond them stays as it is."""
    pieces = [made[:, 0] for made in blocks(samples[:, None], rate, key=key, bits=bits, first=first)]
    return np.concatenate(pieces) if pieces else samples


def blocks(samples: Samples, rate: int, *, key: bytes, bits: NDArray[np.int8], first: int = 0) -> Iterator[Samples]:
    """The same for every channel (column), a segment after the other, so that hours of it need no memory."""
    hop = round(rate * HOP_SECONDS)
    shape, band = window(hop)[:, None], bands(rate, 2 * hop)
    inside, whole = band >= 0, len(samples)
    carried = np.zeros((hop, samples.shape[1]), np.float32)
    for number in range(-(-(whole // hop + 2) // HOPS_A_SEGMENT)):
        row, end = number * HOPS_A_SEGMENT, (number + 1) * HOPS_A_SEGMENT
        piece = taken(samples, (row - 1) * hop, end * hop)
        frames = np.stack([piece[at * hop : (at + 2) * hop] for at in range(HOPS_A_SEGMENT)]) * shape
        if number < len(bits):
            decibels = gains(key, first + number, int(bits[number]))
            spectrum = np.fft.rfft(frames, axis=1)
            spectrum[:, inside] *= (10 ** (decibels[:, band[inside]] / 20))[:, :, None]
            frames = np.fft.irfft(spectrum, n=2 * hop, axis=1).astype(np.float32)
        out = np.zeros_like(piece)
        out[:hop] = carried
        for at, frame in enumerate(frames * shape):
            out[at * hop : (at + 2) * hop] += frame
        carried = out[-hop:]
        begin = (row - 1) * hop
        yield out[max(0, -begin) : min(len(out) - hop, whole - begin)]


def taken(samples: Samples, start: int, end: int) -> Samples:
    """Of what there is; nothing before its beginning and after its end."""
    made = np.zeros((end - start, samples.shape[1]), np.float32)
    part = samples[max(0, start) : max(0, end)]
    made[max(0, -start) : max(0, -start) + len(part)] = part
    return made


def within(samples: Samples, start: int, end: int) -> Samples:
    """One channel of ``taken``."""
    part = samples[max(0, start) : max(0, end)]
    return np.pad(part, (max(0, -start), end - max(0, start) - len(part)))


def loudness(samples: Samples, rate: int) -> Cells:
    """Power of each hop (row) in each band."""
    return np.concatenate([*loudnesses(samples, rate)])


def loudnesses(samples: Samples, rate: int) -> Iterator[Cells]:
    """The same in pieces, since that of hours is hundreds of megabytes."""
    hop = round(rate * HOP_SECONDS)
    shape, band = window(hop), bands(rate, 2 * hop)
    count, inside = len(samples) // hop + 2, band >= 0
    member = np.eye(BANDS)[band[inside]]
    for start in range(0, count, AT_ONCE):
        end = min(start + AT_ONCE, count)
        piece = within(samples, (start - 1) * hop, (end + 1) * hop)
        frames = np.lib.stride_tricks.sliding_window_view(piece, 2 * hop)[::hop][: end - start]
        part = np.fft.rfft(frames * shape, axis=1)[:, inside]
        yield (part.real**2 + part.imag**2) @ member


def contrasts(power: Cells, phase: int) -> Cells:
    """A row a whole segment from hop ``phase`` on: how much louder the first diagonal of each quad is, in decibels."""
    count = (len(power) - phase) // HOPS_A_SEGMENT
    whole = power[phase : phase + count * HOPS_A_SEGMENT].reshape(count, HOPS_A_SEGMENT, BANDS)
    slots = whole[:, : SLOTS * HOPS_A_SLOT].reshape(count, SLOTS, HOPS_A_SLOT, BANDS).sum(axis=2)
    level = 10 * np.log10(slots + 1e-9 + 1e-7 * slots.mean(axis=(1, 2), keepdims=True))
    quads = level.reshape(count, SLOTS // 2, 2, BANDS // 2, 2)
    first = quads[:, :, 0, :, 0] + quads[:, :, 1, :, 1] - quads[:, :, 0, :, 1] - quads[:, :, 1, :, 0]
    return np.asarray(np.clip(first.reshape(count, QUADS) / 4, -BOUND, BOUND), dtype=np.float64)


def heard(samples: Samples, rate: int, *, key: bytes, count: int, near: float | None = None) -> Heard:
    """The bits in a copy of a sound that has ``count`` segments, wherever in it the copy begins, or ``near`` there."""
    power = loudness(samples, rate)
    keyed = np.stack([signs(key, number) for number in range(count)]).astype(np.float64)
    best, loudest = None, 0.0
    for phase in range(HOPS_A_SEGMENT):
        said = contrasts(power, phase)
        if not len(said):
            break
        said /= np.sqrt((said**2).sum(axis=1, keepdims=True) + 1e-9)
        for shift in range(-len(said) + 1, count):
            if near is not None and abs(begin(shift, phase) - near) > NEAR_SECONDS:
                continue
            late, first = max(0, -shift), max(0, shift)
            long = min(len(said) - late, count - first)
            along = (said[late : late + long] * keyed[first : first + long]).sum(axis=1)
            loud = float((along**2 - 1).sum())
            if best is None or loud > loudest:
                best, loudest = (phase, shift, along), loud
    if best is None:
        return Heard(numbers=np.zeros(0, np.int64), z=np.zeros(0), start=0.0)
    phase, shift, along = best
    first = max(0, shift)
    return Heard(numbers=np.arange(first, first + len(along), dtype=np.int64), z=along, start=begin(shift, phase))


def begin(shift: int, phase: int) -> float:
    return shift * SEGMENT_SECONDS - phase * HOP_SECONDS
