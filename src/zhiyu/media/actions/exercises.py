"""Unpacking courseware, so that its pages can be opened."""

from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

from django.db import transaction

from zhiyu.media import files
from zhiyu.media.actions.settling import Progress, begin
from zhiyu.media.errors import ArchiveRefused, CoursewareDamaged, CoursewareRefused
from zhiyu.media.exercises import reading
from zhiyu.media.exercises.reading import Unpacked
from zhiyu.media.layout import PAGE_MS
from zhiyu.media.models import Asset, Courseware, CoursewareFile, Rendition
from zhiyu.media.queries import current_rendition


def make_runnable(asset: Asset, progress: Progress, still_ours: Callable[[], None]) -> None:
    """It was judged when it came, so that what fails here is a ZIP that lied about what is in it."""
    if current_rendition(asset.pk) is not None:
        return
    begin(asset)
    if asset.state != Asset.State.PACKAGING:
        asset.move_to(Asset.State.PACKAGING)
    with files.staging(str(asset.pk)) as stage:
        try:
            unpacked = reading.unpack(files.original(asset), stage / reading.NAME, percent=progress)
        except (ArchiveRefused, CoursewareRefused) as error:
            raise CoursewareDamaged from error
        still_ours()
        publish(asset, unpacked, stage / reading.NAME)


@transaction.atomic
def publish(asset: Asset, unpacked: Unpacked, made: Path) -> None:
    """The folder goes to its place, and the rows that say what is in it with it. Nothing of it is a preview."""
    asset = Asset.objects.select_for_update().get(pk=asset.pk)
    sizes = [reading.place(made, number).stat().st_size for number in range(len(unpacked.names))]
    rendition = Rendition(asset=asset, name=reading.NAME, segments=[[0, size, 0] for size in sizes], shown_ms=0)
    files.put(made, files.asset_dir(asset.pk) / rendition.folder)
    rendition.save(force_insert=True)
    package = unpacked.package
    parts = [asdict(part) for part in package.parts]
    Courseware.objects.create(asset=asset, standard=package.standard, title=package.title, parts=parts)
    CoursewareFile.objects.bulk_create(
        CoursewareFile(asset=asset, key=reading.plain(name), number=n) for n, name in enumerate(unpacked.names)
    )
    asset.duration_ms = PAGE_MS * sum(bool(part.path) for part in package.parts)
    asset.error, asset.progress, asset.tries = "", 100, 0
    asset.save(update_fields=["error", "progress", "tries", "duration_ms"])
    asset.move_to(Asset.State.READY)
