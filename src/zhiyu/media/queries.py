from uuid import UUID

from zhiyu.kernel.errors import NotFound
from zhiyu.media.models import Asset, Rendition


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
