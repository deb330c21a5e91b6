"""What every way of packaging an asset shares."""

from collections.abc import Callable

from django.db.models import F

from zhiyu.media import layout
from zhiyu.media.errors import PackagingStalled
from zhiyu.media.models import Asset, Rendition
from zhiyu.media.packaging import Identity
from zhiyu.media.rungs import Variant

MOST_TRIES = 3
Progress = Callable[[int], None]


def begin(asset: Asset) -> None:
    """Count the try before it may take its process with it; only an end by itself counts it back."""
    if asset.tries >= MOST_TRIES:
        raise PackagingStalled
    Asset.objects.filter(pk=asset.pk).update(tries=F("tries") + 1)


def limit_of(asset: Asset) -> int:
    return layout.preview_limit_ms(duration_ms=asset.duration_ms, preview_seconds=asset.preview_seconds)


def identity_of(rendition: Rendition) -> Identity:
    variant = None
    if rendition.trace is not None:
        variant = Variant(rung=rendition.rung, letter=rendition.letter, trace=rendition.trace)
    return Identity(asset_id=rendition.asset_id, name=rendition.name, version=rendition.version, variant=variant)
