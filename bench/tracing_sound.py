"""``python -m bench.tracing_sound FILE …``: the sound of films on recordings of your own, three minutes of each.

Each is put under drawn slides (360 lines) and goes the product's way, without its database: even samples, both marked,
frames of AAC, pictures with their patterns, woven, spliced by one account's code of ten thousand. Its sound is taken
away through codecs and read among the ten thousand, beside the unmarked original. Costs are CPU seconds of a variant
with all its sound beside the plain rung.
"""

import os
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zhiyu.config.settings")
os.environ.setdefault("ZHIYU_HOME", tempfile.gettempdir() + "/zhiyu-bench-tracing")
os.environ.setdefault("ZHIYU_TEST_HOME", os.environ["ZHIYU_HOME"])

import numpy as np

from bench.tracing import ACCOUNTS, set_up
from bench.tracing_marks import CODECS
from bench.tracing_material import KEY, PLANTED, SEED, Film, run, used
from zhiyu.tracing.codes import Code

SECONDS, EARLY_MS = 180, 70
SLIDES = ["-c:v", "libx264", "-preset", "ultrafast", "-crf", "12", "-vf", "fps=25,format=yuv420p"]
LATE = ["-ss", "13.7"]


def main() -> None:
    set_up()
    print("| sound | copy | read | wrong | z mean / least | first, its p × 10,000 | accused | CPU s a minute |")
    print("|---|---|---|---|---|---|---|---|")
    for path in map(Path, sys.argv[1:]):
        with tempfile.TemporaryDirectory() as folder:
            for line in lines(path.resolve(), Path(folder)):
                print(line, flush=True)


def lines(sound: Path, folder: Path) -> Iterator[str]:
    from zhiyu.media.scan import scan  # noqa: PLC0415 -- after Django
    from zhiyu.tracing.marking import Variant  # noqa: PLC0415

    film, seen_for = folder / "film.mp4", min(SECONDS, scan(sound).duration_ms // 2000 * 2)
    drawn = Film(name="slides", clips=folder, folder=folder, seconds=SECONDS)
    run(*slides(drawn), "-i", str(sound), "-t", str(seen_for), *SLIDES, "-c:a", "aac", "-b:a", "192k", str(film))
    made = Variants(film, folder)
    costs = {one: made.make(one) for one in (None, *Variant)}
    yield from (heard(sound.stem, name, copy, made) for name, copy in copies(made.spliced(), folder))
    unmarked = folder / "unmarked.ogg"
    run("-i", str(film), "-vn", *CODECS["Opus 24k"][1], str(unmarked))
    yield heard(sound.stem, "unmarked, Opus 24k", unmarked, made)
    minutes = made.seen.duration_ms / 60_000
    told = " · ".join(f"{one.name if one else 'plain'} {spent / minutes:.2f}" for one, spent in costs.items())
    yield f"<!-- {sound.stem}: CPU s a minute, picture and sound: {told}; both samples {made.marking / minutes:.2f} -->"


def slides(drawn: Film) -> list[str]:
    from bench.tracing_material import slides as inputs  # noqa: PLC0415

    return inputs(drawn)


class Variants:
    """All that the product makes of a film's one picture, and what was read over before."""

    def __init__(self, film: Path, folder: Path) -> None:
        from zhiyu.media import layout, packaging  # noqa: PLC0415 -- after Django
        from zhiyu.media.scan import scan  # noqa: PLC0415
        from zhiyu.tracing import hearing, looks, marking  # noqa: PLC0415

        self.film, self.folder, self.seen = film, folder, scan(film)
        look = looks.look(film)
        self.cut = layout.even_cut(
            duration_ms=self.seen.duration_ms, picture_ms=round(look.seconds * 1000), every_ms=2_000
        )
        marking.write_patterns(folder / "patterns.yuv", key=KEY, moving=look.moving)
        (folder / "heard").mkdir()
        self.prints = looks.packed(hearing.prints(hearing.whole(film, into=folder / "heard", film=True)))
        before = used()
        self.even = packaging.even_sound(film, into=folder, film_ms=self.seen.duration_ms)
        self.marking = used() - before

    def make(self, variant: Any) -> float:
        from zhiyu.media import packaging, rungs  # noqa: PLC0415 -- after Django
        from zhiyu.tracing import hearing, marking  # noqa: PLC0415

        before, side = used(), rungs.side_of(self.seen)
        rung = rungs.Rung(name=str(variant), side=side)
        if variant:
            wav = self.folder / f"{variant.name}.wav"
            hearing.write_marked(self.even, wav, key=KEY, bit=int(variant is marking.Variant.A), count=len(self.cut))
            (frames,) = packaging.frames_of(wav, [rungs.bits_beside(side)], into=self.folder)

            def drawn(width: int, height: int, shape: str) -> list[str]:
                size = {"width": width, "height": height}
                return [*marking.arguments(self.folder / "patterns.yuv", **size, variant=variant, shape=shape)]

            woven = rungs.Woven(frames=frames, early_ms=EARLY_MS)
            rung = rungs.Rung(name=rung.name, side=side, mark=drawn, woven=woven)
        into = self.folder / (variant.name if variant else "None")
        packaging.make_rung(self.film, self.seen, rung, durations_ms=self.cut, into=into, percent=lambda _n: None)
        return used() - before

    def spliced(self) -> Path:
        made = self.folder / "spliced.ts"
        bits = Code(seed=SEED).bits([PLANTED], np.arange(len(self.cut)))[0]
        pieces = [self.folder / ("A" if bit else "B") / f"{number}.ts" for number, bit in enumerate(bits)]
        made.write_bytes(b"".join(piece.read_bytes() for piece in pieces))
        return made


def copies(spliced: Path, folder: Path) -> Iterator[tuple[str, Path]]:
    for name, (ending, codec) in CODECS.items():
        copy = folder / f"copy.{ending}"
        run("-i", str(spliced), "-vn", *codec, str(copy))
        yield name, copy
    late = folder / "late.ogg"
    run(*LATE, "-i", str(folder / "copy.ogg"), *CODECS["Opus 24k"][1], str(late))
    yield "Opus 24k twice, from 13.7 s on", late


def heard(sound: str, name: str, copy: Path, made: Variants) -> str:
    from zhiyu.tracing import reading, reading_sound  # noqa: PLC0415 -- after Django
    from zhiyu.tracing import sound as marks  # noqa: PLC0415

    known = reading.Known(
        trace=1,
        prints=made.prints,
        film=made.film,
        key=KEY,
        seed=SEED,
        first=0,
        count=len(made.cut),
        colluders=1,
        accounts=ACCOUNTS,
    )
    before = used()
    answer = reading_sound.read(copy, [known])
    spent = (used() - before) / (made.seen.duration_ms / 60_000)
    if answer.verdict is None:
        return f"| {sound} | {name} | – | – | – | of no lesson ({answer.alike:.2f} alike) | nobody | {spent:.1f} |"
    numbers, z = bits_of(copy, known, answer.begins)
    bits = Code(seed=SEED).bits([PLANTED], numbers)[0]
    toward = np.where(bits == 1, 1, -1) * z
    first = answer.verdict.suspects[0]
    accused = ", ".join(str(one.account) for one in answer.verdict.accused) or "nobody"
    wrong = f"{(toward <= 0).sum()} ({(toward <= -marks.SURE_Z).sum()} sure)"
    stands = f"{toward.mean():.1f} / {toward.min():.1f}"
    return (
        f"| {sound} | {name} | {len(numbers)} ({answer.sure} sure) | {wrong} | {stands}"
        f" | {first.account}, {first.expected:.1e} | {accused} | {spent:.1f} |"
    )


def bits_of(copy: Path, known: Any, begins: float) -> Any:
    from zhiyu.tracing import hearing, reading_sound  # noqa: PLC0415 -- after Django

    return reading_sound.bits_of(hearing.samples(copy, most_seconds=3600), known, begins)


if __name__ == "__main__":
    main()
