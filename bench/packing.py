"""Packaging by stream copy, and the ladder's encodes: film seconds to each second of a processor.

Sealing is included, probe and poster are not. The ladder is 360 and 720 lines of one minute, and its sound alone.
"""

import os
import resource
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from bench.measure import Figure
from bench.product import Product

SECONDS, ROUNDS = 600, 3


def figures(product: Product) -> Iterator[Figure]:
    folder = product.home / "bench-film"
    folder.mkdir(exist_ok=True)
    film = folder / "film.mp4"
    if not film.exists():
        shoot(film)
    # A process of its own with the product's code, as the worker has it.
    env = os.environ | {"ZHIYU_HOME": str(product.home), "ZHIYU_MODE": "demo", "ZHIYU_PART": "worker"}
    env |= {"ZHIYU_URL": product.url, "DJANGO_SETTINGS_MODULE": "zhiyu.config.settings"}
    own, children = timed("pack", film, env)
    note = f"{SECONDS} s, 720p, {film.stat().st_size >> 20} MB: own {own:.2f} + ffmpeg {children:.2f} CPU s"
    found = SECONDS / (own + children)
    yield Figure(name="packaging by stream copy", found=found, goal=300, unit="x real time", lower=False, note=note)
    own, children = timed("climb", film.with_name("minute.mp4"), env)
    minute = SECONDS // 10
    note = f"{minute} s to 360p, 720p and sound: own {own:.2f} + ffmpeg {children:.2f} CPU s"
    found = minute / (own + children)
    yield Figure(name="ladder", found=found, goal=2, unit="x real time", lower=False, note=note)
    shutil.rmtree(folder)


def timed(what: str, film: Path, env: dict[str, str]) -> tuple[float, float]:
    argv = [sys.executable, "-m", "bench.packing", what, str(film)]
    done = subprocess.run(argv, env=env, check=True, capture_output=True, text=True)
    own, children = (float(word) for word in done.stdout.split())
    return own, children


def shoot(film: Path) -> None:
    """A minute of moving picture and tone at the rate of a lecture, ten times over."""
    import imageio_ffmpeg  # noqa: PLC0415 -- only where a film is made

    program, minute = imageio_ffmpeg.get_ffmpeg_exe(), film.with_name("minute.mp4")
    source = ["-f", "lavfi", "-i", "testsrc2=s=1280x720:r=25", "-f", "lavfi", "-i", "sine=440:r=44100"]
    video = ["-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-g", "50", "-b:v", "1500k"]
    video += ["-maxrate", "1500k", "-bufsize", "3000k"]
    audio = ["-c:a", "aac", "-b:a", "128k", "-ac", "2"]
    quiet = [program, "-hide_banner", "-loglevel", "error", "-y"]
    subprocess.run([*quiet, *source, "-t", str(SECONDS // 10), *video, *audio, str(minute)], check=True)
    again = ["-stream_loop", "9", "-i", str(minute), "-c", "copy", "-movflags", "+faststart"]
    subprocess.run([*quiet, *again, str(film)], check=True)


def pack(film: Path) -> None:
    """Prints the CPU seconds of the median round: own, and the children's."""
    import uuid  # noqa: PLC0415

    import django  # noqa: PLC0415

    django.setup()
    from zhiyu.media import packaging  # noqa: PLC0415
    from zhiyu.media.scan import scan  # noqa: PLC0415

    seen, spent = scan(film), []
    for version in range(ROUNDS):
        with tempfile.TemporaryDirectory(dir=film.parent) as folder:
            before = used()
            made = packaging.make(
                film,
                seen,
                asset_id=uuid.uuid4(),
                version=version,
                limit_ms=60_000,
                into=Path(folder),
                percent=lambda _done: None,
            )
            spent.append((used()[0] - before[0], used()[1] - before[1]))
            if not made.rows:
                raise SystemExit("nothing was packaged")
    print(*sorted(spent, key=sum)[ROUNDS // 2])


def climb(film: Path) -> None:
    """One round: it is long enough to be its own mean."""
    import uuid  # noqa: PLC0415

    import django  # noqa: PLC0415

    django.setup()
    from zhiyu.media import packaging, rungs  # noqa: PLC0415
    from zhiyu.media.scan import scan  # noqa: PLC0415

    seen = scan(film)
    durations = [4_000] * (seen.duration_ms // 4_000)
    before = used()
    for rung in rungs.ladder(seen, copied=False):
        with tempfile.TemporaryDirectory(dir=film.parent) as folder:
            into = Path(folder)
            plain = packaging.make_rung(
                film, seen, rung, durations_ms=durations, into=into / "plain", percent=lambda _done: None
            )
            identity = packaging.Identity(asset_id=uuid.uuid4(), name=rung.name, version=1)
            packaging.seal(plain, identity, preview=5, into=into / "sealed")
    print(used()[0] - before[0], used()[1] - before[1])


def used() -> tuple[float, float]:
    own, children = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    return own.ru_utime + own.ru_stime, children.ru_utime + children.ru_stime


if __name__ == "__main__":
    {"pack": pack, "climb": climb}[sys.argv[1]](Path(sys.argv[2]))
