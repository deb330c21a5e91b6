"""Making a PDF readable page by page, and moving the end of its preview, which costs nothing here."""

from collections.abc import Callable
from pathlib import Path

from django.db import transaction

from zhiyu.media import documents, files, layout, sheets
from zhiyu.media.actions.settling import Progress, begin, limit_of
from zhiyu.media.layout import PAGE_MS
from zhiyu.media.models import Asset, DocumentPages, Rendition
from zhiyu.media.queries import current_rendition

ROOM_A_PAGE = 200_000


def make_readable(asset: Asset, progress: Progress, still_ours: Callable[[], None]) -> None:
    if current_rendition(asset.pk) is not None:
        move_end(asset)
        return
    begin(asset)
    if asset.state != Asset.State.PACKAGING:
        asset.move_to(Asset.State.PACKAGING)
    source = files.original(asset)
    asset.duration_ms = documents.length_ms(source)
    files.require_space(ROOM_A_PAGE * asset.duration_ms // PAGE_MS)
    with files.staging(str(asset.pk)) as stage:
        count = asset.duration_ms // PAGE_MS
        pages = documents.render(source, into=stage / documents.NAME, percent=progress, most=count)
        still_ours()
        publish(asset, pages, stage / documents.NAME)


@transaction.atomic
def publish(asset: Asset, pages: list[documents.Page], made: Path) -> None:
    """The folder goes to its place, and the rows that make it readable with it."""
    asset = Asset.objects.select_for_update().get(pk=asset.pk)
    asset.duration_ms = len(pages) * PAGE_MS
    rows = [[PAGE_MS, sheets.place(made, n).stat().st_size, 0] for n in range(len(pages))]
    rendition = Rendition(asset=asset, name=documents.NAME, segments=rows)
    files.put(made, files.asset_dir(asset.pk) / rendition.folder)
    end_at(rendition, asset)
    rendition.save(force_insert=True)
    told = [[page.width, page.height, page.words] for page in pages]
    DocumentPages.objects.update_or_create(asset=asset, defaults={"pages": told})
    asset.error, asset.progress, asset.tries = "", 100, 0
    asset.save(update_fields=["error", "progress", "tries", "duration_ms"])
    asset.move_to(Asset.State.READY)


@transaction.atomic
def move_end(asset: Asset) -> None:
    rendition = Rendition.objects.select_for_update().get(asset=asset, retired_at=None)
    end_at(rendition, asset)
    rendition.save(update_fields=["preview_segments", "shown_ms"])


def end_at(rendition: Rendition, asset: Asset) -> None:
    durations = [duration for duration, _bytes, _epoch in rendition.segments]
    rendition.preview_segments = layout.segments_within(durations, limit_of(asset))
    rendition.shown_ms = rendition.preview_segments * PAGE_MS
