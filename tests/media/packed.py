"""Packaged assets without a film: sealed segments of known plain text, quicker than any encoder."""

import hashlib
import shutil
import zipfile
from io import BytesIO
from pathlib import Path
from uuid import uuid4

from PIL import Image

from zhiyu.media import files, packaging
from zhiyu.media.models import Asset, Rendition


def plain(number: int) -> bytes:
    return (b"G" + hashlib.sha256(str(number).encode()).digest() * 6)[:188] * 20


def asset(
    *, segments: int = 30, preview: int = 5, seconds: int = 4, kind: str = Asset.Kind.VIDEO, version: int = 1
) -> Asset:
    made = Asset.objects.create(
        id=uuid4(),
        kind=kind,
        state=Asset.State.READY,
        name="a.mp4",
        mime="video/mp4",
        size=1,
        sha256="0" * 64,
        duration_ms=segments * seconds * 1000,
        progress=100,
    )
    seal(made, segments=segments, preview=preview, seconds=seconds, version=version)
    return made


def whole(name: str, *, kind: str = Asset.Kind.FILE, parts: int = 6, preview: int = 3) -> Asset:
    """What is stored in the clear: pages, chapters with a picture each, the files of an exercise."""
    made = Asset.objects.create(
        id=uuid4(),
        kind=kind,
        state=Asset.State.READY,
        name="a",
        mime="application/pdf",
        size=1,
        sha256="0" * 64,
        duration_ms=parts * 1000,
        progress=100,
    )
    rendition = Rendition.objects.create(
        asset=made, name=name, segments=[[1000, 1, 0]] * parts, preview_segments=preview, shown_ms=preview * 1000
    )
    for number in range(parts):
        path = files.segment(made.pk, rendition.folder, number)
        path.parent.mkdir(parents=True, exist_ok=True)
        content = BytesIO()
        if path.suffix == ".zip":
            with zipfile.ZipFile(content, "w") as pictures:
                pictures.writestr("0.webp", b"a picture")
        else:
            Image.new("RGB", (8, 8)).save(content, "WEBP")
        path.write_bytes(content.getvalue())
    return made


def seal(made: Asset, *, segments: int, preview: int, seconds: int = 4, version: int = 1) -> Rendition:
    work = files.media_dir() / "work" / str(made.pk)
    work.mkdir(parents=True)
    for number in range(segments):
        (work / f"{number}.ts").write_bytes(plain(number))
    identity = packaging.Identity(asset_id=made.pk, name="720p", version=version)
    into: Path = files.asset_dir(made.pk) / identity.folder
    source = packaging.Plain(folder=work, durations_ms=[seconds * 1000] * segments)
    rows = packaging.encrypt(source, identity=identity, preview=preview, into=into)
    shutil.rmtree(work)
    return Rendition.objects.create(
        asset=made, name="720p", version=version, segments=rows, preview_segments=preview, bandwidth=1
    )
