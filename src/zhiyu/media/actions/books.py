"""Making an EPUB readable chapter by chapter, and a book of what was only a file."""

from collections.abc import Callable
from pathlib import Path
from uuid import UUID

from django.db import transaction

from zhiyu.media import files
from zhiyu.media.actions.asking import ask_packaging
from zhiyu.media.actions.documents import end_at, move_end
from zhiyu.media.actions.settling import Progress, begin
from zhiyu.media.books import reading
from zhiyu.media.errors import ArchiveRefused, BookRefused, PackagingFailed
from zhiyu.media.layout import PAGE_MS
from zhiyu.media.models import Asset, BookChapter, Rendition
from zhiyu.media.queries import current_rendition

ROOM = 2


def make_book(asset: Asset, progress: Progress, still_ours: Callable[[], None]) -> None:
    if current_rendition(asset.pk) is not None:
        move_end(asset)
        return
    begin(asset)
    if asset.state != Asset.State.PACKAGING:
        asset.move_to(Asset.State.PACKAGING)
    files.require_space(asset.size * ROOM)
    with files.staging(str(asset.pk)) as stage:
        try:
            chapters = reading.render(files.original(asset), into=stage / reading.NAME, percent=progress)
        except (ArchiveRefused, BookRefused) as error:
            raise PackagingFailed from error
        still_ours()
        publish(asset, chapters, stage / reading.NAME)


@transaction.atomic
def publish(asset: Asset, chapters: list[reading.Chapter], made: Path) -> None:
    """The folder of pictures goes to its place, and the rows that make the book readable with it."""
    asset = Asset.objects.select_for_update().get(pk=asset.pk)
    asset.duration_ms = len(chapters) * PAGE_MS
    rows = [[PAGE_MS, reading.place(made, n).stat().st_size, 0] for n in range(len(chapters))]
    rendition = Rendition(asset=asset, name=reading.NAME, segments=rows)
    files.put(made, files.asset_dir(asset.pk) / rendition.folder)
    end_at(rendition, asset)
    rendition.save(force_insert=True)
    BookChapter.objects.filter(asset=asset).delete()
    BookChapter.objects.bulk_create(
        BookChapter(asset=asset, number=n, title=one.title, depth=one.depth, html=one.html, words=one.words)
        for n, one in enumerate(chapters)
    )
    asset.error, asset.progress, asset.tries = "", 100, 0
    asset.save(update_fields=["error", "progress", "tries", "duration_ms"])
    asset.move_to(Asset.State.READY)


@transaction.atomic
def read_as_book(*, asset_id: UUID) -> Asset:
    """An EPUB that was stored as a file becomes a book to read; what is one already stays. Raises ``BookRefused``."""
    asset = Asset.objects.select_for_update().get(pk=asset_id)
    if asset.kind == Asset.Kind.BOOK:
        return asset
    asset.duration_ms = reading.count(files.original(asset)) * PAGE_MS
    asset.kind = Asset.Kind.BOOK
    asset.save(update_fields=["kind", "duration_ms"])
    asset.move_to(Asset.State.PACKAGING)
    ask_packaging(asset.pk)
    return asset
