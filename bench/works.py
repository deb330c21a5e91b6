"""The owner's mark in learners' works: what is left of it after what happens to pictures, and what others' say.

``python -m bench.works FOLDER``, of photographs: for the figures in ``docs/protection.md`` those in the wheel of
scikit-image. Every other one becomes a work as the product draws it, with the owner's line; each
copy is looked up among all of them.
"""

import io
import math
import os
import sys
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import UUID, uuid5

from PIL import Image

ENDINGS = {".jpg", ".png"}
LEAST = 300
OWNER = 4711
NAMES = UUID("7a4c1f1e-3f52-4a86-9a6c-1d1f9f0c2b11")
Change = Callable[[Image.Image], Image.Image]


def by_jpeg(picture: Image.Image, quality: int) -> Image.Image:
    written = io.BytesIO()
    picture.convert("RGB").save(written, "JPEG", quality=quality)
    return Image.open(written)


def half(picture: Image.Image) -> Image.Image:
    return picture.resize((picture.width // 2, picture.height // 2))


def cut(picture: Image.Image) -> Image.Image:
    wide, tall = picture.size
    return picture.crop((wide * 3 // 100, tall * 2 // 100, wide * 98 // 100, tall * 97 // 100))


COPIES: dict[str, Change] = {
    "as shown": lambda one: one,
    "JPEG 60": lambda one: by_jpeg(one, 60),
    "half size, JPEG 60": lambda one: by_jpeg(half(one), 60),
    "5 % cut away, JPEG 60": lambda one: by_jpeg(cut(one), 60),
    "half, 5 % cut away, JPEG 60": lambda one: by_jpeg(cut(half(one)), 60),
}


def main(folder: Path) -> None:
    os.environ.setdefault("ZHIYU_HOME", str(Path(TemporaryDirectory().name)))
    from zhiyu.command.boot import set_up  # noqa: PLC0415

    set_up()
    from zhiyu.tracing.actions import print_of, read_owned  # noqa: PLC0415
    from zhiyu.tracing.owned import Owned  # noqa: PLC0415
    from zhiyu.tracing.verdict import FALSE_ACCUSATION  # noqa: PLC0415
    from zhiyu.works.drawing import draw  # noqa: PLC0415

    found = sorted(path for path in folder.iterdir() if path.suffix in ENDINGS and least_side(path) >= LEAST)
    ours, theirs = found[::2], found[1::2]
    owned = [Owned(asset_id=uuid5(NAMES, one.name), account=OWNER, prints=print_of(one), original=one) for one in ours]
    with TemporaryDirectory() as work:
        shown, copy = Path(work) / "shown.webp", Path(work) / "copy.png"

        def asked(picture: Image.Image) -> tuple[str, float, bool]:
            picture.convert("RGB").save(copy)
            owners = read_owned(copy, owned)["owners"]
            best = owners[0] if owners else None
            return (best["own"], best["marked"]["score"], best["certain"]) if best else ("", 0.0, False)

        def drawn(one: Path, account: int = OWNER) -> Image.Image:
            draw(one, shown, asset_id=uuid5(NAMES, one.name), account=account, line="© 林晓 2026")
            return Image.open(shown)

        least = math.sqrt(2 * math.log(len(ours) / FALSE_ACCUSATION))
        print(f"{len(ours)} works: z of the owner ({least:.1f} and more is certain among them)")
        for name, change in COPIES.items():
            said = {one: asked(change(drawn(one))) for one in ours}
            right = sum(own == str(uuid5(NAMES, one.name)) for one, (own, _z, _certain) in said.items())
            scores = ", ".join(
                f"{one.stem} {z:.1f}{'' if sure else ' not certain'}" for one, (_o, z, sure) in said.items()
            )
            print(f"{name}: {right} of {len(ours)} found, {sum(one[2] for one in said.values())} certain: {scores}")
        nobodys = {
            "foreign": [asked(by_jpeg(Image.open(one), 60)) for one in theirs],
            "foreign, with somebody's mark": [asked(by_jpeg(drawn(one, 12), 60)) for one in theirs],
            "own without a mark": [asked(by_jpeg(Image.open(one), 60)) for one in ours],
            "own with another owner's mark": [asked(by_jpeg(drawn(one, 12), 60)) for one in ours],
        }
        for name, results in nobodys.items():
            worst = max(abs(z) for _own, z, _certain in results)
            print(f"{name}: {sum(sure for *_rest, sure in results)} of {len(results)} certain, z at most {worst:.1f}")


def least_side(path: Path) -> int:
    with Image.open(path) as picture:
        return min(picture.size)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
