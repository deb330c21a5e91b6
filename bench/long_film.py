"""A film of eight hours from its upload's probe to its marked variants: ``python -m bench.long_film [HOURS [mute]]``.

The picture is tiny and its sound is silence, so that what is measured is what grows with the length: cuts, lists,
files. Each step says its CPU seconds and the most memory that we ever had, and fails where a rendition has not the cut
it should have.
"""

import os
import resource
import sys
import tempfile
import time
import uuid
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from zhiyu.media.packaging import Packaged
    from zhiyu.media.rungs import Woven
    from zhiyu.media.scan import Scan

T = TypeVar("T")
KEY = b"k" * 32
MINUTE = 60


def main(hours: float, *, mute: bool) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zhiyu.config.settings")
    with tempfile.TemporaryDirectory() as place:
        os.environ.setdefault("ZHIYU_HOME", place)
        os.environ.setdefault("ZHIYU_TEST_HOME", place)
        import django  # noqa: PLC0415 -- after its settings are told

        django.setup()
        go(Path(place), round(hours * MINUTE), mute=mute)


def go(place: Path, minutes: int, *, mute: bool) -> None:
    from zhiyu.media import layout, packaging, rungs, scan  # noqa: PLC0415 -- after Django
    from zhiyu.tracing import looks, marking  # noqa: PLC0415 -- after Django

    film = shoot(place, minutes, mute=mute)
    seen = timed("scan", lambda: scan.scan(film))
    made = timed("package", lambda: packaged(film, seen, place))
    durations = [row[0] for row in made.rows]
    for rung in rungs.ladder(seen, copied=True):
        make = partial(packaging.make_rung, film, seen, rung, durations_ms=durations, into=place / rung.name)
        timed(f"rung {rung.name}, {len(durations)} segments", partial(make, percent=quiet))
    found = timed("look over", lambda: looks.look(film, lasts=seen.duration_ms / 1000))
    cut = layout.even_cut(duration_ms=seen.duration_ms, picture_ms=round(found.seconds * 1000), every_ms=2_000)
    marking.write_patterns(place / "patterns.yuv", key=KEY, moving=found.moving)

    def drawn(width: int, height: int, shape: str) -> list[str]:
        size = {"width": width, "height": height}
        return [*marking.arguments(place / "patterns.yuv", **size, variant=marking.Variant.A, shape=shape)]

    woven = None if mute else frames(place, film, seen, len(cut))
    for side in [rungs.side_of(seen)] + [0] * (woven is not None):
        marked = rungs.Rung(name=f"variant{side}", side=side, mark=drawn, woven=woven)
        make = partial(packaging.make_rung, film, seen, marked, durations_ms=cut, into=place / marked.name)
        timed(f"variant A of {side} lines, {len(cut)} segments", partial(make, percent=quiet))


def frames(place: Path, film: Path, seen: "Scan", count: int) -> "Woven":
    """Variant A of the sound, as the product makes it."""
    from zhiyu.media import packaging, rungs  # noqa: PLC0415 -- after Django
    from zhiyu.tracing import hearing  # noqa: PLC0415 -- after Django
    from zhiyu.tracing.actions.sounding import WOVEN_EARLY_MS  # noqa: PLC0415 -- after Django

    stage, wav = place / "sound", place / "sound" / "a.wav"
    stage.mkdir()
    timed("listen over", lambda: hearing.prints(hearing.whole(film, into=stage, film=True)))
    even = timed("even sound", lambda: packaging.even_sound(film, into=stage, film_ms=seen.duration_ms))
    timed("mark sound", lambda: hearing.write_marked(even, wav, key=KEY, bit=1, count=count))
    (made,) = timed("encode sound", lambda: packaging.frames_of(wav, [rungs.SMALL_SOUND], into=stage))
    return rungs.Woven(frames=made, early_ms=WOVEN_EARLY_MS)


def packaged(film: Path, seen: "Scan", place: Path) -> "Packaged":
    from zhiyu.media import packaging  # noqa: PLC0415 -- after Django

    (place / "packaged").mkdir()
    return packaging.make(
        film, seen, asset_id=uuid.uuid4(), version=1, limit_ms=180_000, into=place / "packaged", percent=quiet
    )


def shoot(place: Path, minutes: int, *, mute: bool) -> Path:
    from tests.media.films import ffmpeg  # noqa: PLC0415 -- after Django

    source = ["-f", "lavfi", "-i", f"testsrc2=s=64x36:r=4:d={MINUTE}"]
    source += [] if mute else ["-f", "lavfi", "-i", f"anullsrc=d={MINUTE}"]
    h264 = ["-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-g", "8", "-c:a", "aac"]
    minute = ffmpeg(*source, *h264, target=place / "minute.mp4")
    again = ["-stream_loop", str(minutes - 1), "-i", str(minute), "-c", "copy", "-t", str(minutes * MINUTE)]
    return ffmpeg(*again, target=place / "film.mp4")


def quiet(_percent: int) -> None:
    """Nobody watches."""


def timed(what: str, step: Callable[[], T]) -> T:
    before, began = used(), time.monotonic()
    answer = step()
    own, children = (now - then for now, then in zip(used(), before, strict=True))
    took, most = time.monotonic() - began, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(f"{what}: own {own:.1f} + ffmpeg {children:.1f} CPU s, {took:.0f} s, {most} MB at most", flush=True)
    return answer


def used() -> tuple[float, float]:
    own, children = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    return own.ru_utime + own.ru_stime, children.ru_utime + children.ru_stime


if __name__ == "__main__":
    main(float(sys.argv[1]) if sys.argv[1:] else 8.0, mute="mute" in sys.argv)
