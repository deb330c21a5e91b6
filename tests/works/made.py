"""Photographs as nature draws them, and works of them."""

from collections.abc import Sequence
from io import BytesIO
from pathlib import Path
from tempfile import mkdtemp
from typing import Any
from uuid import uuid4

import numpy as np
from PIL import Image, ImageDraw

from zhiyu.accounts.models import User
from zhiyu.catalog.models import Course
from zhiyu.kernel.clock import now
from zhiyu.media.actions import store_file
from zhiyu.works.actions import Said, keep_work
from zhiyu.works.models import Search, Work

PLACE, TURNED, SIX = 0x8825, 0x0112, 6


def photo(seed: int, *, width: int = 640, height: int = 480) -> Image.Image:
    """Clouds of nature's own spectrum, with some edges."""
    chance = np.random.default_rng(seed)
    far = np.hypot(np.fft.fftfreq(height)[:, None], np.fft.fftfreq(width)[None])
    grey = np.fft.ifft2(np.fft.fft2(chance.normal(0, 1, (height, width))) / (far + 0.003) ** 1.3).real
    picture = Image.fromarray(np.clip(128 + grey / grey.std() * 45, 0, 255).astype(np.uint8)).convert("RGB")
    pen = ImageDraw.Draw(picture)
    for _box in range(20):
        x, y, wide, tall = (int(one) for one in chance.integers(0, 400, 4))
        pen.rectangle((x, y, x + wide // 8, y + tall // 8), fill=tuple(int(one) for one in chance.integers(0, 255, 3)))
    return picture


def jpeg(picture: Image.Image, **how: Any) -> bytes:
    written = BytesIO()
    picture.save(written, "JPEG", **({"quality": 92} | how))
    return written.getvalue()


def taken_outside(seed: int) -> bytes:
    """As a telephone writes it: on its side, with the place."""
    exif = Image.Exif()
    exif[TURNED] = SIX
    exif.get_ifd(PLACE)[2] = (31.0, 14.0, 0.0)
    return jpeg(photo(seed), exif=exif)


def on_disk(*contents: bytes, ending: str = "jpg") -> list[tuple[Path, str]]:
    folder = Path(mkdtemp())
    found = []
    for number, content in enumerate(contents):
        (path := folder / str(number)).write_bytes(content)
        found.append((path, f"照片{number}.{ending}"))
    return found


def worked(owner: User, *contents: bytes, seeds: Sequence[int] = (1,), **said: Any) -> Work:
    contents = contents or tuple(jpeg(photo(one)) for one in seeds)
    told = Said(**({"title": "雨后的窗台", "audience": "link"} | said))
    return keep_work(key=uuid4(), owner_id=owner.pk, pictures=on_disk(*contents), said=told)


def found_elsewhere(owner: User, one: Work) -> Search:
    """As it is kept of a copy that was read without a doubt."""
    ((path, name),) = on_disk(jpeg(photo(1)))
    asset = store_file(path=path, name=name, owner_id=owner.pk, expect="kept")
    picture = one.pictures.get()
    marked = {"account": owner.pk, "agreeing": 2100, "score": 30.0, "p": 1e-190, "expected": 1e-190}
    owners = [{"own": str(picture.asset_id), "certain": True, "marked": marked}]
    return Search.objects.create(
        owner=owner,
        key=uuid4(),
        asset=asset,
        name=asset.name,
        sha256=asset.sha256,
        picture=picture,
        state="done",
        verdict={"owners": owners, "compared": 1, "segments": 2304},
        ended_at=now(),
    )


def for_the_table(owner: User, course: Course) -> dict[str, Any]:
    """The owner's, for who learns in the course."""
    one = worked(owner)
    Work.objects.filter(pk=one.pk).update(audience="course", course=course)
    return {
        "work_id": one.pk,
        "work_code": one.code,
        "work_number": 1,
        "work_search_id": found_elsewhere(owner, one).pk,
    }
