"""One loudness over the whole school: measured once (EBU R 128), then one gain for the whole of a lesson.

ffmpeg's ``loudnorm`` in a single pass works at 192 kHz, which doubles what the encode of a talk costs, and turns quiet
passages up and down while one listens.
"""

import math
import re
from collections import defaultdict
from dataclasses import dataclass, replace
from pathlib import Path

from zhiyu.media import ffmpeg

TARGET = -16.0
SILENCE = -60.0
MOST = 24.0
# -1.5 dB below full scale, for what the gain would lift above it.
CEILING = 0.84
# Sound as its times say: silence before its beginning and where there is none, so that it stays beside its picture.
# Containers that count milliseconds are off by some of them.
IN_TIME = "aresample=async=1:first_pts=0:min_hard_comp=0.04"
# What ``steady`` made begins when the sound does, and not at nought.
AS_TIMED = ["-copyts"]
STEADY = "steady.mka"
STEREO = "aformat=channel_layouts=stereo"
TOLD = re.compile(r"lavfi\.r128\.I=(-?[\d.]+)")
# Samples of a window, about a second.
WINDOW = 48_000
LEVEL = re.compile(r"lavfi\.astats\.([12])\.(Peak|RMS)_level=(-?[\d.]+|-inf)")
BEGINS = re.compile(r"pts_time:(-?[\d.]+)")
FULL = -0.01
# Sooner than this no sound changes its format.
BEGINS_BY_MS = 100
NOTHING = -120.0


@dataclass(frozen=True, kw_only=True)
class Heard:
    """``loud`` in LUFS over all; ``levels`` in dB of each of the first two channels; ``full_seconds`` reach the top.

    ``begins_ms`` is when that began which was measured: ffmpeg begins anew wherever a sound changes its format.
    """

    loud: float = SILENCE
    levels: tuple[float, ...] = ()
    full_seconds: float = 0.0
    begins_ms: int = 0

    @property
    def gain(self) -> float:
        """In dB; 0 for silence."""
        return 0.0 if self.loud <= SILENCE else max(-MOST, min(MOST, TARGET - self.loud))


def measure(source: Path, *, into: Path) -> Heard:
    """All that is to be known of a sound, in one pass over it. Leaves nothing in ``into``."""
    notes, levels = into / "loudness.txt", into / "levels.txt"
    loud = f"{STEREO},ebur128=metadata=1,ametadata=mode=print:key=lavfi.r128.I:file={notes.name}"
    stats = "astats=metadata=1:reset=1:measure_perchannel=Peak_level+RMS_level:measure_overall=none"
    level = f"asetnsamples=n={WINDOW}:p=0,{stats},ametadata=mode=print:file={levels.name}"
    graph = f"[0:a:0]asplit[one][two];[one]{loud}[loud];[two]{level}[level]"
    outs = ["-map", "[loud]", "-f", "null", "-", "-map", "[level]", "-f", "null", "-"]
    ffmpeg.run(source, ["-filter_complex", graph, *outs], into=into)
    told = TOLD.findall(notes.read_text()) if notes.exists() else []
    found = levels_in(levels.read_text()) if levels.exists() else Heard()
    notes.unlink(missing_ok=True)
    levels.unlink(missing_ok=True)
    return replace(found, loud=float(told[-1]) if told else SILENCE)


def levels_in(text: str) -> Heard:
    power: dict[str, list[float]] = defaultdict(list)
    starts: list[float] = []
    full: set[int] = set()
    for line in text.splitlines():
        if begins := BEGINS.search(line):
            starts.append(float(begins[1]))
        elif told := LEVEL.match(line):
            channel, which, level = told.groups()
            if which == "RMS":
                power[channel].append(10 ** (float(level) / 10))
            elif float(level) >= FULL:
                full.add(len(starts))
    lasts = (starts[-1] - starts[0]) / (len(starts) - 1) if len(starts) > 1 else 1.0
    means = [sum(power[one]) / len(power[one]) for one in sorted(power)]
    return Heard(
        levels=tuple(10 * math.log10(max(one, 10 ** (NOTHING / 10))) for one in means),
        full_seconds=len(full) * lasts,
        begins_ms=round(starts[0] * 1000) if starts else 0,
    )


def gain_of(source: Path, *, into: Path) -> float:
    """In dB; 0 for silence."""
    return measure(source, into=into).gain


def steady(source: Path, *, into: Path, rate: int, channels: int) -> Path:
    """A film's sound in one format. Where that changes filters begin anew, and ``IN_TIME`` once more from nought."""
    form = ["-ar", str(rate), "-ac", str(channels), "-c:a", "pcm_s16le", "-f", "matroska", STEADY]
    told = ["-map", "0:a:0", "-vn", *form]
    ffmpeg.watch(source, told, into=into, moment=lambda _ms: None, niceness=ffmpeg.NICEST)
    return into / STEADY


def film(path: Path) -> str:
    """The filter that reads what ``steady`` made."""
    named = re.sub(r"([\\':])", r"\\\1", str(path))
    return "amovie=" + re.sub(r"([\\'\[\],;])", r"\\\1", named)


def whole(shaped: str, film_ms: int) -> str:
    """The sound of a film from its very beginning to its end, silent where there is none."""
    return f"{IN_TIME},{shaped},apad=whole_dur={film_ms}ms"


def raised(gain: float) -> str:
    """The filter that lifts by so much, and holds what would be too loud."""
    return f"{STEREO},volume={gain:.2f}dB,alimiter=limit={CEILING}:level=disabled"
