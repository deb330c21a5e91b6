"""Making an asset playable, and moving the end of its preview."""

import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, replace
from uuid import UUID

import structlog
from django.db import transaction

from zhiyu.kernel.clock import now
from zhiyu.media import claims, files, layout, offsite, packaging, streaming
from zhiyu.media.actions.asking import PAUSE_SECONDS, ask_ladder, ask_offloading, ask_packaging
from zhiyu.media.actions.books import make_book
from zhiyu.media.actions.documents import make_readable
from zhiyu.media.actions.exercises import make_runnable
from zhiyu.media.actions.photos import make_set
from zhiyu.media.actions.settling import Progress, begin, identity_of, limit_of
from zhiyu.media.errors import AssetStateError, DiskFull, PackagingFailed, PackagingInterrupted
from zhiyu.media.facts import Facts
from zhiyu.media.models import Asset, Rendition
from zhiyu.media.packaging import Packaged
from zhiyu.media.queries import asset as asset_by_id
from zhiyu.media.queries import current_rendition, next_version, renditions_of
from zhiyu.media.scan import Broken, scan
from zhiyu.platform import audit, live

TELL_EVERY_SECONDS = 1.0
COPY_ROOM = 2
OTHERWISE_MS = 2_000
MOST_CHANGES = 5
MAKERS = {
    Asset.Kind.DOCUMENT: make_readable,
    Asset.Kind.BOOK: make_book,
    Asset.Kind.PHOTOS: make_set,
    Asset.Kind.EXERCISE: make_runnable,
}
log = structlog.get_logger(__name__)


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
        if asset.kind not in Asset.PACKAGED or asset.state == Asset.State.LIVE:
            return asset
        make = MAKERS.get(Asset.Kind(asset.kind), make_right)
        try:
            with files.room_needed():
                make(asset, tell(asset_id, progress), still_ours)
        except PackagingInterrupted:
            # The try was counted, so what kills its program each time ends here too.
            log.warning("packaging was interrupted", asset=str(asset_id))
            ask_packaging(asset_id, after=PAUSE_SECONDS)
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
        if rendition is None or as_received(rendition) or layout.loses_too_much(durations, limit_of(asset)):
            package(asset, progress, still_ours)
        else:
            move_preview(asset, still_ours)
        asset.refresh_from_db()


def wants_other_preview(asset: Asset) -> bool:
    rendition = current_rendition(asset.pk)
    if rendition is None or as_received(rendition):
        return True
    durations = [duration for duration, _bytes, _epoch in rendition.segments]
    limit = limit_of(asset)
    return rendition.preview_segments != layout.segments_within(durations, limit) or layout.loses_too_much(
        durations, limit
    )


def as_received(rendition: Rendition) -> bool:
    """Cut by the second, for those who watched it live; whoever watches it later is served better."""
    return rendition.name == streaming.NAME


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
        publish([made], cut_anew=True)


def move_preview(asset: Asset, still_ours: Callable[[], None]) -> None:
    """Every rendition ends its preview at the same moment, so all are sealed anew together."""
    renditions = renditions_of(asset.pk)
    durations = [duration for duration, _bytes, _epoch in renditions[0].segments]
    preview = layout.segments_within(durations, limit_of(asset))
    files.require_space(sum(size for one in renditions for _duration, size, _epoch in one.segments))
    version = next_version(asset.pk)
    with files.staging(str(asset.pk)) as stage:
        made = [
            packaging.reseal(
                one.segments,
                old=identity_of(one),
                new=replace(identity_of(one), version=version),
                preview=preview,
                folder=files.asset_dir(asset.pk) / one.folder,
                into=stage / one.name,
                facts=Facts(width=one.width, height=one.height, codecs=one.codecs),
            )
            for one in renditions
        ]
        still_ours()
        publish(made, cut_anew=False)


@transaction.atomic
def publish(made: Sequence[Packaged], *, cut_anew: bool) -> None:
    """Folders go to their places and rows make them current; viewers of the version before keep theirs."""
    identity = made[0].identity
    asset = Asset.objects.select_for_update().get(pk=identity.asset_id)
    if next_version(asset.pk) != identity.version:
        raise AssetStateError
    current = Rendition.objects.filter(asset=asset, retired_at__isnull=True)
    current.exclude(version=Rendition.WAITING).update(retired_at=now())
    for one in made:
        settle(one)
    asset.error, asset.progress, asset.tries = "", 100, 0
    asset.save(update_fields=["error", "progress", "tries"])
    if cut_anew:
        asset.duration_ms = lasting(asset.duration_ms, made[0])
        asset.laddered_at, asset.ladder_tries, asset.ladder_error, asset.ladder_progress = None, 0, "", 0
        asset.save(update_fields=["duration_ms", "laddered_at", "ladder_tries", "ladder_error", "ladder_progress"])
        ask_ladder(asset.pk)
    if asset.state != Asset.State.READY:
        asset.move_to(Asset.State.READY)


def lasting(told_ms: int, made: Packaged) -> int:
    """Recordings joined one behind the other begin their clock anew in the middle: then what plays is what counts."""
    played = sum(duration for duration, _size, _epoch in made.rows)
    return told_ms if abs(played - told_ms) <= OTHERWISE_MS else played


def settle(made: Packaged) -> None:
    identity = made.identity
    files.put(made.folder, files.asset_dir(identity.asset_id) / identity.folder)
    if offsite.store() is not None:
        ask_offloading(identity.asset_id)
    durations = [duration for duration, _size, _epoch in made.rows]
    variant = asdict(identity.variant) if identity.variant else {}
    Rendition.objects.create(
        asset_id=identity.asset_id,
        name=identity.name,
        version=identity.version,
        **variant,
        bandwidth=layout.mean_bits(made.rows),
        peak=layout.peak_bits(made.rows),
        width=made.facts.width,
        height=made.facts.height,
        codecs=made.facts.codecs,
        segments=made.rows,
        preview_segments=made.preview,
        shown_ms=sum(durations[: made.preview]),
    )


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
