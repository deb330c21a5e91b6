from dataclasses import dataclass
from uuid import UUID

import orjson
from django.db.models import Max

from zhiyu.kernel.errors import NotFound
from zhiyu.media.models import Asset, Rendition
from zhiyu.platform.plain import row


def asset(asset_id: UUID) -> Asset:
    found = Asset.objects.filter(pk=asset_id).first()
    if found is None:
        raise NotFound
    return found


# Read with every ticket, playlist and key, so in plain SQL.
COLUMNS = ["id", "asset_id", "name", "version", "segments", "preview_segments", "retired_at"]
RENDITION = f"select {', '.join(COLUMNS)} from media_rendition where asset_id = %s and "  # noqa: S608


def current_rendition(asset_id: UUID) -> Rendition | None:
    return _rendition("retired_at is null", asset_id)


def rendition(*, asset_id: UUID, version: int, name: str | None = None) -> Rendition:
    """A version that tickets may still name, retired or not."""
    found = _rendition("version = %s and name = coalesce(%s, name)", asset_id, version, name)
    if found is None:
        raise NotFound
    return found


def _rendition(which: str, *values: object) -> Rendition | None:
    found = row(f"{RENDITION}{which} order by id limit 1", values)
    if found is None:
        return None
    segments = orjson.loads(found[4])
    return Rendition.from_db("default", COLUMNS, [*found[:4], segments, *found[5:]])


def next_version(asset_id: UUID) -> int:
    latest: int | None = Rendition.objects.filter(asset_id=asset_id).aggregate(latest=Max("version"))["latest"]
    return (latest or 0) + 1


@dataclass(frozen=True, kw_only=True)
class AssetState:
    """What an editor shows of a file. ``preview_seconds`` is where the packaged preview ends, 0 for none."""

    id: UUID
    name: str
    kind: str
    state: str
    progress: int
    error: str
    size: int
    duration_ms: int
    width: int
    height: int
    preview_seconds: int

    @property
    def playable(self) -> bool:
        return self.state == Asset.State.READY and self.kind in {Asset.Kind.VIDEO, Asset.Kind.AUDIO}


def asset_state(asset_id: UUID) -> AssetState:
    found = asset(asset_id)
    rendition = current_rendition(asset_id)
    return AssetState(
        id=found.pk,
        name=found.name,
        kind=found.kind,
        state=found.state,
        progress=found.progress,
        error=found.error,
        size=found.size,
        duration_ms=found.duration_ms,
        width=found.width,
        height=found.height,
        preview_seconds=round(rendition.preview_ms / 1000) if rendition else 0,
    )
