"""One loudness over the whole school: measured once (EBU R 128), then one gain for the whole of a lesson.

ffmpeg's ``loudnorm`` in a single pass works at 192 kHz, which doubles what the encode of a talk costs, and turns quiet
passages up and down while one listens.
"""

import re
from pathlib import Path

from zhiyu.media import ffmpeg

TARGET = -16.0
SILENCE = -60.0
MOST = 24.0
# -1.5 dB below full scale, for what the gain would lift above it.
CEILING = 0.84
STEREO = "aformat=channel_layouts=stereo"
TOLD = re.compile(r"lavfi\.r128\.I=(-?[\d.]+)")


def gain_of(source: Path, *, into: Path) -> float:
    """In dB; 0 for silence. Leaves its notes in ``into``."""
    notes = into / "loudness.txt"
    measure = f"{STEREO},ebur128=metadata=1,ametadata=mode=print:key=lavfi.r128.I:file={notes.name}"
    ffmpeg.run(source, ["-map", "0:a:0", "-vn", "-af", measure, "-f", "null", "-"], into=into)
    told = TOLD.findall(notes.read_text()) if notes.exists() else []
    notes.unlink(missing_ok=True)
    loud = float(told[-1]) if told else SILENCE
    return 0.0 if loud <= SILENCE else max(-MOST, min(MOST, TARGET - loud))


def raised(gain: float) -> str:
    """The filter that lifts by so much, and holds what would be too loud."""
    return f"{STEREO},volume={gain:.2f}dB,alimiter=limit={CEILING}:level=disabled"
