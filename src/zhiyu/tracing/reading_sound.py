"""A recording, from its bytes to what may be said of it. Heavy, as ``reading`` is."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from django.utils.translation import gettext as _

from zhiyu.media.errors import PackagingFailed
from zhiyu.media.scan import Broken, Scan, scan
from zhiyu.tracing import codes, hearing, looks, sound
from zhiyu.tracing.errors import CopyRefused
from zhiyu.tracing.reading import LARGEST, MOST_SECONDS, SHORTEST_MS, Answer, Known, Told
from zhiyu.tracing.verdict import judge

ROUGH_SECONDS = 600
# What is read at once: two clocks go apart by less than a hop of the mark in it.
BLOCK_SEGMENTS = 60


def looked_at(copy: Path) -> Scan:
    """Raises ``CopyRefused`` for what cannot be read."""
    if copy.stat().st_size > LARGEST:
        raise CopyRefused(_("这个文件太大了。请剪出其中十几分钟再试，最好不要重新压缩。"))
    try:
        return scan(copy)
    except Broken as error:
        raise CopyRefused from error


def read(copy: Path, known: Sequence[Known], *, told: Told = lambda _percent: None) -> Answer:
    if looked_at(copy).duration_ms < SHORTEST_MS:
        raise CopyRefused(_("这个文件不到四秒，读不出什么。"))
    try:
        heard = hearing.samples(copy, most_seconds=MOST_SECONDS)
        told(20)
        return answer(heard, known, told)
    except (PackagingFailed, ValueError) as error:
        raise CopyRefused from error


def answer(heard: sound.Samples, known: Sequence[Known], told: Told) -> Answer:
    said = hearing.prints(heard[: ROUGH_SECONDS * hearing.RATE])
    places = [hearing.place(said, looks.unpacked(one.prints, wide=hearing.WIDE)) for one in known]
    best = max(range(len(known)), key=lambda at: places[at].alike, default=None)
    if best is None or places[best].alike < hearing.ALIKE:
        return Answer(trace=None, kind="sound", alike=places[best].alike if best is not None else 0.0)
    lesson, place = known[best], places[best]
    told(40)
    numbers, z = bits_of(heard, lesson, place.offset)
    told(90)
    scores = codes.score(
        codes.Code(seed=lesson.seed, colluders=lesson.colluders),
        accounts=lesson.accounts,
        indices=lesson.first + numbers,
        found=np.where(z == 0, codes.ERASED, z > 0).astype(np.int8),
        trust=np.minimum(np.abs(z) / sound.SURE_Z, 1.0),
    )
    return Answer(
        trace=lesson.trace,
        kind="sound",
        alike=place.alike,
        begins=max(0.0, place.offset),
        segments=len(numbers),
        sure=int((np.abs(z) >= sound.SURE_Z).sum()),
        verdict=judge(scores) if lesson.accounts else None,
    )


def bits_of(heard: sound.Samples, lesson: Known, offset: float) -> tuple[sound.Numbers, sound.Floats]:
    """Piece after piece, each near where the one before it ended."""
    size = BLOCK_SEGMENTS * sound.SEGMENT_SECONDS
    spoken: dict[int, float] = {}
    for start in range(0, max(1, len(heard) // hearing.RATE), size):
        # A segment more, so that none is cut in two and lost.
        piece = heard[start * hearing.RATE : (start + size + sound.SEGMENT_SECONDS) * hearing.RATE]
        found = sound.heard(piece, hearing.RATE, key=lesson.key, count=lesson.count, near=start + offset)
        if not len(found.numbers):
            continue
        offset = found.start - start
        spoken |= dict(zip(found.numbers.tolist(), found.z.tolist(), strict=True))
    numbers = sorted(spoken)
    return np.array(numbers, dtype=np.int64), np.array([spoken[one] for one in numbers], dtype=np.float64)
