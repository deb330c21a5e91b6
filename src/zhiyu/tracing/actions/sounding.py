"""Marked sound for variants: of lessons that are sound alone, and of films."""

from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path

from zhiyu.media import files, packaging, rungs
from zhiyu.media.models import Asset, Rendition
from zhiyu.media.rungs import Rung, Woven
from zhiyu.media.scan import Scan
from zhiyu.tracing import seeds
from zhiyu.tracing.models import Trace

# Frames of AAC are cut up to 20 ms before what is asked for (``media.cutting``) and blend into their neighbours: all of
# that lies where both variants are the same (``sound.QUIET``).
EARLY_MS = 50
# The same of frames that go by their own time (``media.weaving``).
WOVEN_EARLY_MS = 70
Marker = Callable[[Rung, str], Rung]


def heard_by(asset: Asset, trace: Trace, stage: Path) -> Marker:
    """Each variant whole, from the same samples, so that both have the same frames."""
    files.require_space(3 * room_of(asset.duration_ms))
    even = packaging.even_sound(files.original(asset), into=stage)

    def marked(rung: Rung, letter: str) -> Rung:
        return replace(rung, heard=write(even, trace, letter))

    return marked


def woven_by(asset: Asset, seen: Scan, trace: Trace, stage: Path) -> Marker:
    """Each variant's frames once, for all pictures that they stand beside; samples go as soon as they are encoded."""
    rates = sorted({rungs.bits_beside(rung.side) for rung in rungs.ladder(seen, copied=False)})
    letters = set(Rendition.Letter.values)

    @cache
    def even() -> Path:
        files.require_space(3 * room_of(seen.duration_ms))
        return packaging.even_sound(files.original(asset), into=stage, film_ms=seen.duration_ms)

    @cache
    def frames(letter: str) -> dict[int, Path]:
        samples = write(even(), trace, letter)
        made = packaging.frames_of(samples, rates, into=stage)
        samples.unlink()
        letters.discard(letter)
        if not letters:
            even().unlink()
        return dict(zip(rates, made, strict=True))

    def marked(rung: Rung, letter: str) -> Rung:
        found = frames(letter)[rungs.bits_beside(rung.side)]
        return replace(rung, woven=Woven(frames=found, early_ms=WOVEN_EARLY_MS))

    return marked


def write(even: Path, trace: Trace, letter: str) -> Path:
    from zhiyu.tracing import hearing  # noqa: PLC0415 -- numpy

    into, key = even.parent / f"{letter}.wav", seeds.mark_key(asset_id=trace.asset_id)
    hearing.write_marked(even, into, key=key, bit=int(letter == Rendition.Letter.A), count=trace.count)
    return into


def room_of(duration_ms: int) -> int:
    return packaging.EVEN_RATE * packaging.EVEN_BYTES * duration_ms // 1000
