from dataclasses import dataclass
from uuid import UUID

from django.db.models import Max

from zhiyu.kernel.errors import NotFound
from zhiyu.media.models import Asset, Rendition, Upload


def asset(asset_id: UUID) -> Asset:
    found = Asset.objects.filter(pk=asset_id).first()
    if found is None:
        raise NotFound
    return found


def current_rendition(asset_id: UUID) -> Rendition | None:
    return Rendition.objects.filter(asset_id=asset_id, retired_at__isnull=True).first()


def rendition(*, asset_id: UUID, version: int, name: str | None = None) -> Rendition:
    """A version that tickets may still name, retired or not."""
    found = Rendition.objects.filter(asset_id=asset_id, version=version)
    one = (found.filter(name=name) if name else found).first()
    if one is None:
        raise NotFound
    return one


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


def upload_of(*, upload_id: UUID, owner_id: int) -> Upload:
    found = Upload.objects.filter(pk=upload_id, owner_id=owner_id).select_related("asset").first()
    if found is None:
        raise NotFound
    return found
