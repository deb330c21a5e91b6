"""A suspect file, from its bytes to what may be said of it. Heavy: only jobs and the command load it.

The file is taken for hostile: only demuxers that open nothing else look at it, for a bounded time, and what it says
of itself is believed nowhere.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import cv2
import numpy as np
from django.utils.translation import gettext as _

from zhiyu.media.errors import PackagingFailed
from zhiyu.media.scan import Broken, scan
from zhiyu.tracing import codes, decoding, finding, looks
from zhiyu.tracing.errors import CopyRefused
from zhiyu.tracing.verdict import Suspect, Verdict, judge

LARGEST = 16 * 1024**3
MOST_PIXELS = 8192 * 4608
# An hour has 1,800 bits, and the place of a copy is known from less.
MOST_SECONDS, ROUGH_SECONDS, FINE_SECONDS = 3600, 1800, 600
SHORTEST_MS = 4_000
# At half a second a row, films look more alike than they are; which of them it is, the finer look decides.
ROUGHLY = 0.6
SHARE = 0.5
AROUND_SECONDS = 3.0
Told = Callable[[int], None]


@dataclass(frozen=True, kw_only=True)
class Known:
    """A film that a copy can be of, and who was served it."""

    trace: int
    prints: bytes
    film: Path
    key: bytes
    seed: bytes
    first: int
    count: int
    colluders: int
    accounts: Sequence[int]


@dataclass(frozen=True, kw_only=True)
class Owner:
    """A learner's own picture that looks like the copy, and how much of its owner's mark is in it."""

    own: str
    marked: Suspect
    certain: bool


@dataclass(frozen=True, kw_only=True)
class Answer:
    """``trace`` is None for a copy of no lesson; ``verdict`` None where nobody could be scored.

    ``segments`` are cells where it is of ``pages``; ``public``: it is what anybody sees who has no login. Of a
    learner's own picture ``owners`` are told and nobody is judged: of ``compared`` pictures, the likeliest first; they
    are told beside a lesson, too.
    """

    trace: int | None
    kind: str = "film"
    alike: float = 0.0
    begins: float = 0.0
    segments: int = 0
    sure: int = 0
    pages: list[int] = field(default_factory=list)
    public: bool = False
    owners: list[Owner] = field(default_factory=list)
    compared: int = 0
    verdict: Verdict | None = None


def read(copy: Path, films: Sequence[Known], *, told: Told = lambda _percent: None) -> Answer:
    """Raises ``CopyRefused`` for what cannot be read, and never anything else for what is in the file."""
    require_readable(copy)
    try:
        return answer(copy, films, told)
    except (PackagingFailed, Broken, ValueError, cv2.error) as error:
        raise CopyRefused from error


def require_readable(copy: Path) -> None:
    if copy.stat().st_size > LARGEST:
        raise CopyRefused(_("这个文件太大了。请剪出其中十几分钟再试，最好不要重新压缩。"))
    try:
        seen = scan(copy)
    except Broken as error:
        raise CopyRefused from error
    if seen.video is None:
        raise CopyRefused(_("这个文件里没有画面。"))
    if seen.video.width * seen.video.height > MOST_PIXELS:
        raise CopyRefused(_("这个文件的画面太大了。"))
    if seen.duration_ms < SHORTEST_MS:
        raise CopyRefused(_("这个文件不到四秒，读不出什么。"))


def answer(copy: Path, films: Sequence[Known], told: Told) -> Answer:
    seen = looks.look(copy, most_seconds=MOST_SECONDS)
    told(10)
    found = which(seen.prints, films)
    if found is None:
        return Answer(trace=None)
    film, roughly = found
    place = exactly(copy, film.film, roughly, seen.seconds)
    told(20)
    if not place.found:
        return Answer(trace=None, alike=place.alike)
    last = max(1.0, min(film.count, (place.offset + seen.seconds) / decoding.SEGMENT_SECONDS))
    begin = max(0.0, place.offset / decoding.SEGMENT_SECONDS)

    def at(number: int) -> None:
        told(20 + round(70 * min(1.0, (number - begin) / max(1.0, last - begin))))

    bits = decoding.read(copy, film.film, key=film.key, place=place, told=at)
    known = (bits.numbers >= 0) & (bits.numbers < film.count)
    return Answer(
        trace=film.trace,
        alike=place.alike,
        begins=bits.offset,
        segments=int(known.sum()),
        sure=int(bits.sure[known].sum()),
        verdict=verdict_of(film, bits, known) if film.accounts else None,
    )


def verdict_of(film: Known, bits: decoding.Reading, known: "np.ndarray[tuple[int], np.dtype[np.bool_]]") -> Verdict:
    return judge(
        codes.score(
            codes.Code(seed=film.seed, colluders=film.colluders),
            accounts=film.accounts,
            indices=film.first + bits.numbers[known],
            found=bits.bits[known],
            trust=bits.trust[known],
        )
    )


def which(prints: finding.Prints, films: Sequence[Known]) -> tuple[Known, finding.Place] | None:
    """The film that is most like it, roughly laid onto it."""
    best: tuple[Known, finding.Place] | None = None
    looked = prints[: round(ROUGH_SECONDS * looks.RATE)]
    for film in films:
        place = finding.place(looked, looks.unpacked(film.prints), rate=looks.RATE, share=SHARE)
        if place.alike >= ROUGHLY and film.film.exists() and (best is None or place.alike > best[1].alike):
            best = film, place
    return best


def exactly(copy: Path, film: Path, roughly: finding.Place, seconds: float) -> finding.Place:
    """By the finer look, where both begin to show the same."""
    late = max(0.0, -roughly.offset)
    start = max(0.0, roughly.offset + late - AROUND_SECONDS)
    part = finding.prints(film, start=start, most_seconds=FINE_SECONDS + 2 * AROUND_SECONDS)
    found = finding.place(finding.prints(copy, start=late, most_seconds=FINE_SECONDS), part)
    return finding.Place(offset=found.offset + start - late, alike=found.alike, seconds=seconds)
