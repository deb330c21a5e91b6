"""Packaged assets without a film: sealed segments of known plain text, quicker than any encoder."""

import hashlib
import shutil
from pathlib import Path
from uuid import uuid4

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
