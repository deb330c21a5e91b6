"""The mark in sound: blind, one bit in two seconds.

Between 0.5 and 6 kHz, time and frequency are cut into cells of 64 ms and 275 Hz. Two by two cells are a quad, one
diagonal of which is made louder by ``STEP`` decibels and the other softer; which one, a key says, and variant B has it
the other way round. Reading compares the diagonals of each quad with one another, so that neither the loudness of a
moment nor the colour of a voice matters, and needs no original. Where the copy begins is found out by trying: at the
right place all segments speak loudest, whatever they say.
"""

import hashlib
import hmac
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Samples = NDArray[np.float32]
Cells = NDArray[np.float64]

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
LEAST_Z = 1.0


@dataclass(frozen=True, kw_only=True)
class Heard:
    """``start`` is when the copy begins, in seconds of the original."""

    numbers: NDArray[np.int64]
    z: NDArray[np.float64]
    start: float

    @property
    def bits(self) -> NDArray[np.int8]:
        return np.where(np.abs(self.z) >= LEAST_Z, self.z > 0, -1).astype(np.int8)


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
    hop = round(rate * HOP_SECONDS)
    shape, band = window(hop), bands(rate, 2 * hop)
    inside = band >= 0
    padded = np.concatenate([np.zeros(hop, np.float32), samples, np.zeros(2 * hop, np.float32)])
    count = (len(padded) - 2 * hop) // hop + 1
    out = np.zeros_like(padded)
    for number in range(-(-count // HOPS_A_SEGMENT)):
        rows = range(number * HOPS_A_SEGMENT, min(count, (number + 1) * HOPS_A_SEGMENT))
        frames = np.stack([padded[row * hop : (row + 2) * hop] for row in rows]) * shape
        if number < len(bits):
            decibels = gains(key, first + number, int(bits[number]))[: len(rows)]
            spectrum = np.fft.rfft(frames, axis=1)
            spectrum[:, inside] *= 10 ** (decibels[:, band[inside]] / 20)
            frames = np.fft.irfft(spectrum, n=2 * hop, axis=1).astype(np.float32)
        for row, frame in zip(rows, frames * shape, strict=True):
            out[row * hop : (row + 2) * hop] += frame
    return out[hop : hop + len(samples)]


def loudness(samples: Samples, rate: int) -> Cells:
    """Power of each hop (row) in each band."""
    hop = round(rate * HOP_SECONDS)
    shape, band = window(hop), bands(rate, 2 * hop)
    padded = np.concatenate([np.zeros(hop, np.float32), samples, np.zeros(2 * hop, np.float32)])
    frames = np.lib.stride_tricks.sliding_window_view(padded, 2 * hop)[::hop]
    inside, power = band >= 0, np.zeros((len(frames), BANDS))
    member = np.eye(BANDS)[band[inside]]
    for start in range(0, len(frames), 4096):
        part = np.fft.rfft(frames[start : start + 4096] * shape, axis=1)[:, inside]
        power[start : start + 4096] = (part.real**2 + part.imag**2) @ member
    return power


def contrasts(power: Cells, phase: int) -> Cells:
    """A row a whole segment from hop ``phase`` on: how much louder the first diagonal of each quad is, in decibels."""
    count = (len(power) - phase) // HOPS_A_SEGMENT
    whole = power[phase : phase + count * HOPS_A_SEGMENT].reshape(count, HOPS_A_SEGMENT, BANDS)
    slots = whole[:, : SLOTS * HOPS_A_SLOT].reshape(count, SLOTS, HOPS_A_SLOT, BANDS).sum(axis=2)
    level = 10 * np.log10(slots + 1e-9 + 1e-7 * slots.mean(axis=(1, 2), keepdims=True))
    quads = level.reshape(count, SLOTS // 2, 2, BANDS // 2, 2)
    first = quads[:, :, 0, :, 0] + quads[:, :, 1, :, 1] - quads[:, :, 0, :, 1] - quads[:, :, 1, :, 0]
    return np.asarray(np.clip(first.reshape(count, QUADS) / 4, -BOUND, BOUND), dtype=np.float64)


def heard(samples: Samples, rate: int, *, key: bytes, count: int) -> Heard:
    """The bits in a copy of a sound that has ``count`` segments, wherever in it the copy begins."""
    power = loudness(samples, rate)
    keyed = np.stack([signs(key, number) for number in range(count)]).astype(np.float64)
    best, loudest = None, 0.0
    for phase in range(HOPS_A_SEGMENT):
        said = contrasts(power, phase)
        if not len(said):
            break
        z = said @ keyed.T / np.sqrt((said**2).sum(axis=1, keepdims=True) + 1e-9)
        for shift in range(-len(said) + 1, count):
            along = np.diagonal(z, offset=shift)
            loud = float((along**2 - 1).sum())
            if best is None or loud > loudest:
                best, loudest = (phase, shift, along.copy()), loud
    if best is None:
        return Heard(numbers=np.zeros(0, np.int64), z=np.zeros(0), start=0.0)
    phase, shift, along = best
    first = max(0, shift)
    return Heard(
        numbers=np.arange(first, first + len(along), dtype=np.int64),
        z=along,
        start=shift * SEGMENT_SECONDS - phase * HOP_SECONDS,
    )
