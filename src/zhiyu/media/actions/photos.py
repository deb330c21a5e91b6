"""A set of pictures as a lesson shows it: to the rest of the house the pages of a document, each a picture.

Its original is the list of what is in it. A change makes a new set, since who looks at the old one has its numbers.
"""

import hashlib
import json
import os
from collections.abc import Callable, Sequence
from pathlib import Path
from uuid import UUID, uuid4

from django.db import transaction

from zhiyu.media import documents, files, images, sheets
from zhiyu.media.actions.documents import end_at, move_end
from zhiyu.media.actions.settling import Progress
from zhiyu.media.attached import attached
from zhiyu.media.errors import NotForASet
from zhiyu.media.layout import PAGE_MS
from zhiyu.media.models import Asset, DocumentPages, Rendition
from zhiyu.media.queries import asset as asset_by_id

MIME = "application/json"
Listed = Sequence[tuple[UUID, str]]
"""Pictures and what is said of them, in order."""


def seal_picture(*, asset_id: UUID) -> Asset:
    """From now on it has no address that anybody may open. Raises ``NotForASet`` for what stands elsewhere too."""
    found = asset_by_id(asset_id)
    if found.kind == Asset.Kind.SEALED:
        return found
    if found.kind != Asset.Kind.IMAGE or attached([asset_id]):
        raise NotForASet
    found.kind = Asset.Kind.SEALED
    found.save(update_fields=["kind"])
    return found


def named(listed: Listed) -> tuple[bytes, str]:
    """The list as it is kept, and the name by which it is known to be the same."""
    written = json.dumps([[str(one), said] for one, said in listed], ensure_ascii=False).encode()
    return written, hashlib.sha256(written).hexdigest()


def bind_set(*, listed: Listed, title: str, preview_seconds: int) -> Asset:
    """A set that can be looked at. Nothing is copied: its pages are the files of its pictures."""
    written, sha256 = named(listed)
    asset = Asset(
        id=uuid4(),
        kind=Asset.Kind.PHOTOS,
        state=Asset.State.READY,
        name=title[:200],
        mime=MIME,
        size=len(written),
        sha256=sha256,
        duration_ms=len(listed) * PAGE_MS,
        preview_seconds=preview_seconds,
        progress=100,
    )
    rendition = Rendition(asset=asset, name=documents.NAME)
    with files.staging() as stage:
        (stage / files.original(asset).name).write_bytes(written)
        (pages := stage / rendition.folder).mkdir()
        shown = [put(one, sheets.place(pages, n)) for n, (one, _said) in enumerate(listed)]
        rendition.segments = [[PAGE_MS, size, 0] for size, _width, _height in shown]
        end_at(rendition, asset)
        told = [[width, height, said] for (_size, width, height), (_one, said) in zip(shown, listed, strict=True)]
        with transaction.atomic():
            asset.save(force_insert=True)
            rendition.save(force_insert=True)
            DocumentPages.objects.create(asset=asset, pages=told)
            files.put(stage, files.asset_dir(asset.pk))
    return asset


def put(picture_id: UUID, place: Path) -> tuple[int, int, int]:
    """Its size in bytes, width and height."""
    source = files.display_image(picture_id)
    if not source.exists():
        source = files.original(asset_by_id(picture_id))
    os.link(source, place)
    _mime, width, height = images.inspect(place)
    return place.stat().st_size, width, height


def make_set(asset: Asset, _progress: Progress, _still_ours: Callable[[], None]) -> None:
    move_end(asset)
