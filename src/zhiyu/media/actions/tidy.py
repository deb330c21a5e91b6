"""Taking away what nobody can ask for any more."""

import shutil
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.db.models import QuerySet

from zhiyu.kernel.clock import now
from zhiyu.media import files
from zhiyu.media.actions.asking import ask_ladder, ask_packaging
from zhiyu.media.actions.copies import tidy_copies
from zhiyu.media.actions.ladders import MOST_TRIES, PLAYED
from zhiyu.media.actions.offloading import ask_all
from zhiyu.media.actions.plays import forget_plays
from zhiyu.media.attached import attached
from zhiyu.media.errors import DiskFull
from zhiyu.media.keeping import deleting
from zhiyu.media.models import Asset, Rendition, Upload
from zhiyu.platform import audit

UPLOAD_LIFE = timedelta(days=7)
LOOSE_LIFE = timedelta(days=7)
AT_ONCE = 500
ORPHAN_SECONDS = 24 * 3600
SHORTEST_TICKET = timedelta(hours=4)
MARGIN = timedelta(hours=1)
UNFINISHED = [Asset.State.STORED, Asset.State.PACKAGING]


def tidy() -> None:
    """What is being copied for a backup is left for the next time."""
    with deleting() as free:
        for step in (drop_old_uploads, drop_retired_renditions, drop_orphans) if free else ():
            step()
        dropped = drop_unused() if free else []
    # Not before the rows are gone for good: a row without its file would be worse than a file without its row.
    for asset_id in dropped:
        shutil.rmtree(files.asset_dir(asset_id), ignore_errors=True)
    resume_packaging()
    tidy_copies()
    ask_all()
    forget_plays()


def drop_old_uploads() -> None:
    for upload in Upload.objects.filter(touched_at__lt=now() - UPLOAD_LIFE):
        files.upload(upload.pk).unlink(missing_ok=True)
        upload.delete()


def drop_retired_renditions() -> None:
    """A ticket lives twice the film or four hours; then nobody holds one for the version before."""
    for old in Rendition.objects.filter(retired_at__isnull=False).select_related("asset"):
        life = max(SHORTEST_TICKET, timedelta(milliseconds=2 * old.asset.duration_ms)) + MARGIN
        if old.retired_at and old.retired_at + life < now():
            shutil.rmtree(files.asset_dir(old.asset_id) / old.folder, ignore_errors=True)
            old.delete()


def drop_unused() -> list[UUID]:
    """What nobody uses is noted first, and goes when that was so for a week: nothing that is attached, ever."""
    noted = Asset.objects.filter(loose_since__isnull=False).values_list("pk", flat=True)
    Asset.objects.filter(pk__in=attached(noted)).update(loose_since=None)
    settled = Asset.objects.filter(created_at__lt=now() - timedelta(seconds=ORPHAN_SECONDS))
    for asset_ids in batches(settled.filter(loose_since__isnull=True)):
        Asset.objects.filter(pk__in=asset_ids - attached(asset_ids)).update(loose_since=now())
    # Under the rows' locks, which whoever attaches one now waits for, to find it gone.
    loose = settled.filter(loose_since__lt=now() - LOOSE_LIFE).select_for_update()
    ended = {asset.pk: asset.name for asset in loose.order_by("pk")[:AT_ONCE]}
    for asset_id in (dropped := sorted(ended.keys() - attached(ended))):
        audit.record(actor_id=None, action="media.dropped", target=f"asset:{asset_id}", name=ended[asset_id])
    Asset.objects.filter(pk__in=dropped).delete()
    return dropped


def batches(assets: QuerySet[Asset]) -> Iterator[set[UUID]]:
    listed = list(assets.values_list("pk", flat=True))
    for start in range(0, len(listed), AT_ONCE):
        yield set(listed[start : start + AT_ONCE])


def drop_orphans() -> None:
    """What a kill between disk and database left: never younger than a day, so never anything under way."""
    kept = {str(pk) for pk in Asset.objects.values_list("pk", flat=True)}
    for folder in old_folders(files.media_dir()):
        if is_uuid(folder.name) and folder.name not in kept:
            shutil.rmtree(folder, ignore_errors=True)
    for folder in old_folders(files.media_dir() / "staging"):
        shutil.rmtree(folder, ignore_errors=True)
    uploads = {str(pk) for pk in Upload.objects.values_list("pk", flat=True)}
    for path in files.uploads_dir().glob("*"):
        if path.name not in uploads and is_old(path):
            path.unlink(missing_ok=True)


def old_folders(parent: Path) -> Iterator[Path]:
    yield from (found for found in parent.glob("*") if found.is_dir() and is_old(found))


def is_old(path: Path) -> bool:
    return path.stat().st_mtime < time.time() - ORPHAN_SECONDS


def is_uuid(name: str) -> bool:
    try:
        return str(UUID(name)) == name
    except ValueError:
        return False


def resume_packaging() -> None:
    """Jobs are never lost, but an asset without one would wait for ever: ask again, a second asking is free."""
    for asset_id in Asset.objects.filter(state__in=UNFINISHED).values_list("pk", flat=True):
        ask_packaging(asset_id)
    short = Asset.objects.filter(
        state=Asset.State.READY, kind__in=PLAYED, laddered_at=None, ladder_tries__lt=MOST_TRIES
    )
    room = files.free_bytes() - settings.DISK_RESERVE
    for asset_id, size, error in short.values_list("pk", "size", "ladder_error"):
        # To look into a film takes reading it all: not before there may be room again.
        if error != DiskFull.code or size < room:
            ask_ladder(asset_id)
