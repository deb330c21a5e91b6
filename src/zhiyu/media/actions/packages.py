"""Making an asset playable, and moving the end of its preview."""

import shutil
import time
from collections.abc import Callable
from pathlib import Path
from uuid import UUID

import structlog
from django.db import transaction
from django.db.models import F
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from zhiyu.kernel.clock import now
from zhiyu.media import claims, files, layout, packaging
from zhiyu.media.errors import AssetStateError, DiskFull, PackagingFailed, PackagingStalled
from zhiyu.media.models import Asset, Rendition
from zhiyu.media.packaging import Identity
from zhiyu.media.queries import asset as asset_by_id
from zhiyu.media.queries import current_rendition, next_version
from zhiyu.media.scan import Broken, scan
from zhiyu.platform import audit, live

TELL_EVERY_SECONDS = 1.0
COPY_ROOM = 2
MOST_CHANGES = 5
MOST_TRIES = 3
Progress = Callable[[int], None]
log = structlog.get_logger(__name__)


def ask_packaging(asset_id: UUID) -> None:
    """One waiting job an asset is enough; jobs of one asset run one after the other."""
    task = app.configure_task(
        "media.package", queue="media", lock=f"media:{asset_id}", queueing_lock=f"media:{asset_id}"
    )
    try:
        with transaction.atomic():
            task.defer(asset_id=str(asset_id))
    except AlreadyEnqueued:
        log.debug("packaging is already asked for", asset=str(asset_id))


@transaction.atomic
def set_preview(*, asset_id: UUID, seconds: int | None) -> None:
    """Anybody may see the first ``seconds``; None or 0 is nothing. What is packaged already is sealed anew."""
    asset = Asset.objects.select_for_update().get(pk=asset_id)
    wanted = seconds or 0
    if asset.preview_seconds == wanted:
        return
    asset.preview_seconds = wanted
    asset.save(update_fields=["preview_seconds"])
    if asset.state == Asset.State.READY and wants_other_preview(asset):
        ask_packaging(asset_id)


@transaction.atomic
def package_again(*, asset_id: UUID, actor_id: int | None) -> None:
    """Try once more what failed."""
    asset_by_id(asset_id)
    asset = Asset.objects.select_for_update().get(pk=asset_id)
    if asset.state != Asset.State.FAILED:
        raise AssetStateError
    asset.error, asset.progress, asset.tries = "", 0, 0
    asset.save(update_fields=["error", "progress", "tries"])
    asset.move_to(Asset.State.PACKAGING)
    audit.record(actor_id=actor_id, action="media.packaged_again", target=f"asset:{asset_id}")
    ask_packaging(asset_id)


def package_now(asset_id: UUID, *, progress: Progress = lambda _percent: None) -> Asset:
    """Make the asset playable with the preview it should have; does nothing when it is already so.

    Killed at any moment, the next call begins clean. A film that cannot be packaged ends ``failed``.
    """
    with claims.packaging(asset_id) as still_ours:
        asset = asset_by_id(asset_id)
        if asset.kind not in {Asset.Kind.VIDEO, Asset.Kind.AUDIO}:
            return asset
        try:
            with files.room_needed():
                make_right(asset, tell(asset_id, progress), still_ours)
        except (PackagingFailed, DiskFull, Broken, OSError) as error:
            still_ours()
            log.warning("packaging failed", asset=str(asset_id), exc_info=error)
            fail(asset_id, getattr(error, "code", "packaging_failed"))
        return asset_by_id(asset_id)


def make_right(asset: Asset, progress: Progress, still_ours: Callable[[], None]) -> None:
    """Once more when the preview was changed while we worked."""
    for _attempt in range(MOST_CHANGES):
        if not wants_other_preview(asset):
            return
        begin(asset)
        rendition = current_rendition(asset.pk)
        durations = [duration for duration, _bytes, _epoch in rendition.segments] if rendition else []
        if rendition is None or layout.loses_too_much(durations, limit_of(asset)):
            package(asset, progress, still_ours)
        else:
            move_preview(asset, rendition, still_ours)
        asset.refresh_from_db()


def begin(asset: Asset) -> None:
    """Count the try before it may take its process with it; only an end by itself counts it back."""
    if asset.tries >= MOST_TRIES:
        raise PackagingStalled
    Asset.objects.filter(pk=asset.pk).update(tries=F("tries") + 1)


def limit_of(asset: Asset) -> int:
    return layout.preview_limit_ms(duration_ms=asset.duration_ms, preview_seconds=asset.preview_seconds)


def wants_other_preview(asset: Asset) -> bool:
    rendition = current_rendition(asset.pk)
    if rendition is None:
        return True
    durations = [duration for duration, _bytes, _epoch in rendition.segments]
    limit = limit_of(asset)
    return rendition.preview_segments != layout.segments_within(durations, limit) or layout.loses_too_much(
        durations, limit
    )


def package(asset: Asset, progress: Progress, still_ours: Callable[[], None]) -> None:
    files.require_space(asset.size * COPY_ROOM)
    if current_rendition(asset.pk) is None and asset.state != Asset.State.PACKAGING:
        asset.move_to(Asset.State.PACKAGING)
    source = files.original(asset)
    with files.staging(str(asset.pk)) as stage:
        found = scan(source)
        made = packaging.make(
            source,
            found,
            asset_id=asset.pk,
            version=next_version(asset.pk),
            limit_ms=limit_of(asset),
            into=stage,
            percent=progress,
        )
        poster = packaging.make_poster(source, found, into=stage)
        if poster:
            poster.replace(files.poster(asset.pk))
        still_ours()
        publish(made.identity, rows=made.rows, preview=made.preview, sealed=made.folder)


def move_preview(asset: Asset, rendition: Rendition, still_ours: Callable[[], None]) -> None:
    durations = [duration for duration, _bytes, _epoch in rendition.segments]
    preview = layout.segments_within(durations, limit_of(asset))
    old = Identity(asset_id=asset.pk, name=rendition.name, version=rendition.version)
    new = Identity(asset_id=asset.pk, name=rendition.name, version=next_version(asset.pk))
    files.require_space(asset.size)
    with files.staging(str(asset.pk)) as stage:
        sealed = stage / "sealed"
        folder = files.asset_dir(asset.pk) / rendition.folder
        rows = packaging.reseal(rendition.segments, old=old, new=new, preview=preview, folder=folder, into=sealed)
        still_ours()
        publish(new, rows=rows, preview=preview, sealed=sealed)


@transaction.atomic
def publish(identity: Identity, *, rows: list[list[int]], preview: int, sealed: Path) -> None:
    """The folder goes to its place and the row makes it current; viewers of the version before keep theirs."""
    asset = Asset.objects.select_for_update().get(pk=identity.asset_id)
    if next_version(asset.pk) != identity.version:
        raise AssetStateError
    place = files.asset_dir(asset.pk) / identity.folder
    shutil.rmtree(place, ignore_errors=True)
    sealed.rename(place)
    files.fsync(place.parent)
    Rendition.objects.filter(asset=asset, retired_at__isnull=True).update(retired_at=now())
    whole_ms = max(1, sum(duration for duration, _bytes, _epoch in rows))
    Rendition.objects.create(
        asset=asset,
        name=identity.name,
        version=identity.version,
        bandwidth=sum(size for _duration, size, _epoch in rows) * 8000 // whole_ms,
        segments=rows,
        preview_segments=preview,
        shown_ms=sum(duration for duration, _bytes, _epoch in rows[:preview]),
    )
    asset.error, asset.progress, asset.tries = "", 100, 0
    asset.save(update_fields=["error", "progress", "tries"])
    if asset.state != Asset.State.READY:
        asset.move_to(Asset.State.READY)


@transaction.atomic
def fail(asset_id: UUID, code: str) -> None:
    """An asset that plays already goes on playing as it did."""
    asset = Asset.objects.select_for_update().get(pk=asset_id)
    asset.error, asset.tries = code, 0
    asset.save(update_fields=["error", "tries"])
    if asset.state in {Asset.State.STORED, Asset.State.PACKAGING}:
        asset.move_to(Asset.State.FAILED)


def tell(asset_id: UUID, progress: Progress) -> Progress:
    """Pass percents on, to the row at most once a second."""
    told = [0.0, -1.0]

    def percent(now_at: int) -> None:
        progress(now_at)
        if now_at != told[1] and time.monotonic() - told[0] >= TELL_EVERY_SECONDS:
            told[:] = [time.monotonic(), now_at]
            Asset.objects.filter(pk=asset_id).update(progress=now_at)
            live.tell(f"asset:{asset_id}")

    return percent
