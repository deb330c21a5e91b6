"""Sealed renditions, opened as only a test may."""

from pathlib import Path

from zhiyu.media import files
from zhiyu.media.models import Asset, Rendition
from zhiyu.media.packaging import Identity, opened

TS_PACKET, TS_SYNC = 188, 0x47


def plain_segments(rendition: Rendition) -> list[bytes]:
    identity = Identity(asset_id=rendition.asset_id, name=rendition.name, version=rendition.version)
    folder = files.asset_dir(rendition.asset_id) / rendition.folder
    return [
        opened((folder / f"{n}.ts").read_bytes(), identity=identity, number=n, epoch=epoch)
        for n, (_duration, _bytes, epoch) in enumerate(rendition.segments)
    ]


def whole_film(rendition: Rendition, tmp_path: Path) -> Path:
    joined = tmp_path / "joined.ts"
    joined.write_bytes(b"".join(plain_segments(rendition)))
    return joined


def is_whole(asset: Asset, name: str = "") -> bool:
    found = asset.renditions.filter(retired_at__isnull=True)
    rendition = found.get(name=name) if name else found.get()
    segments = plain_segments(rendition)
    assert [len(x) % TS_PACKET for x in segments] == [0] * len(segments)
    assert {x[0] for x in segments} == {TS_SYNC}
    whole_ms: int = sum(duration for duration, _bytes, _epoch in rendition.segments)
    return abs(whole_ms - asset.duration_ms) < 300
