"""The ladder: more renditions of what plays already, in the background, at nobody's cost.

Nothing here touches what plays: a rung is encoded aside, sealed with the version that is current by then, and its row
makes it one of that version's. Killed, out of disk or refused, the next call begins with the rung that is missing.
"""

import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from uuid import UUID

import structlog
from django.db import transaction
from django.db.models import F

from zhiyu.kernel.clock import now
from zhiyu.kernel.errors import NotFound
from zhiyu.media import checks, claims, files, loudness, packaging, rungs, thumbs
from zhiyu.media.actions.asking import ask_ladder
from zhiyu.media.actions.packages import package_again, settle
from zhiyu.media.errors import AssetStateError, DiskFull, PackagingFailed, PackagingStalled
from zhiyu.media.loudness import Heard
from zhiyu.media.models import Asset, Rendition
from zhiyu.media.packaging import Identity, Plain
from zhiyu.media.queries import asset as asset_by_id
from zhiyu.media.queries import renditions_of
from zhiyu.media.scan import Broken, Scan, scan
from zhiyu.platform import audit, live

PLAYED = {Asset.Kind.VIDEO, Asset.Kind.AUDIO}
TELL_EVERY_SECONDS = 5.0
MOST_TRIES = 3
MOST_CHANGES = 5
Progress = Callable[[int], None]
log = structlog.get_logger(__name__)


def try_again(*, asset_id: UUID, actor_id: int | None) -> None:
    """What was given up: the whole packaging, or what was to come after it."""
    if asset_by_id(asset_id).state == Asset.State.READY:
        ladder_again(asset_id=asset_id, actor_id=actor_id)
    else:
        package_again(asset_id=asset_id, actor_id=actor_id)


@transaction.atomic
def ladder_again(*, asset_id: UUID, actor_id: int | None) -> None:
    asset = Asset.objects.select_for_update().get(pk=asset_id)
    if asset.laddered_at or not asset.ladder_error:
        raise AssetStateError
    asset.ladder_error, asset.ladder_tries = "", 0
    asset.save(update_fields=["ladder_error", "ladder_tries"])
    audit.record(actor_id=actor_id, action="media.laddered_again", target=f"asset:{asset_id}")
    ask_ladder(asset_id)


def ladder_now(asset_id: UUID, *, progress: Progress = lambda _percent: None) -> Asset:
    """Make every rendition that is missing; does nothing when none is."""
    with claims.laddering(asset_id):
        asset = asset_by_id(asset_id)
        if asset.kind not in PLAYED or asset.state != Asset.State.READY or asset.laddered_at:
            return asset
        try:
            with files.room_needed():
                climb(asset, progress)
        except DiskFull as error:
            # No fault of the film's: asked again until there is room.
            note(asset_id, error.code, tries=F("ladder_tries") - 1)
        except (PackagingFailed, Broken, OSError) as error:
            log.warning("a rung was not made", asset=str(asset_id), exc_info=error)
            note(asset_id, getattr(error, "code", "packaging_failed"))
        return asset_by_id(asset_id)


def climb(asset: Asset, progress: Progress) -> None:
    """The try is counted before it may take its process with it."""
    if asset.ladder_tries >= MOST_TRIES:
        raise PackagingStalled
    Asset.objects.filter(pk=asset.pk).update(ladder_tries=F("ladder_tries") + 1)
    seen = replace(scan(files.original(asset)), duration_ms=asset.duration_ms)
    heard = hear(asset, seen)
    checks.write(asset.pk, checks.of(seen, heard))
    for _change in range(MOST_CHANGES):
        present = renditions_of(asset.pk)
        missing = [one for one in wanted(seen, present) if one.name not in names(present)]
        if not missing:
            draw_thumbs(asset, seen)
            checks.write(asset.pk, [*checks.of(seen, heard), *checks.of_thumbs(asset.pk, thumbs_of(asset))])
            if finish(asset.pk, seen):
                return
        for number, rung in enumerate(missing):
            told = tell(asset.pk, number, len(missing), progress)
            if not step(asset, seen, rung, heard=heard, durations_ms=durations_of(present[0]), told=told):
                break
    raise PackagingStalled


def wanted(seen: Scan, present: list[Rendition]) -> list[rungs.Rung]:
    return rungs.ladder(seen, copied=rungs.COPIED in names(present))


def names(present: list[Rendition]) -> set[str]:
    return {one.name for one in present}


def durations_of(rendition: Rendition) -> list[int]:
    return [duration for duration, _bytes, _epoch in rendition.segments]


def hear(asset: Asset, seen: Scan) -> Heard | None:
    """Once for all rungs."""
    if seen.audio is None:
        return None
    with files.staging(f"ladder-{asset.pk}") as stage:
        return loudness.measure(files.original(asset), into=stage)


def thumbs_of(asset: Asset) -> thumbs.Thumbs:
    return thumbs.Thumbs(every_ms=asset.thumb_every_ms, count=asset.thumb_count, width=asset.thumb_width)


def step(
    asset: Asset, seen: Scan, rung: rungs.Rung, *, heard: Heard | None, durations_ms: list[int], told: Progress
) -> bool:
    """Whether the rung was made; False when the film was cut anew meanwhile."""
    files.require_space(rungs.room_for(rung, seen))
    with files.staging(f"ladder-{asset.pk}") as stage:
        plain = packaging.make_rung(
            files.original(asset),
            seen,
            rung,
            durations_ms=durations_ms,
            into=stage / rung.name,
            percent=told,
            heard=heard,
        )
        with claims.packaging(asset.pk) as still_ours:
            current = renditions_of(asset.pk)
            if not current or durations_of(current[0]) != durations_ms:
                return False
            join(plain, current[0], rung.name, stage / "sealed", still_ours)
    return True


def join(plain: Plain, first: Rendition, name: str, into: Path, still_ours: Callable[[], None]) -> None:
    """Sealed with the version and the preview that are current by now, which nobody changes while we hold the claim."""
    identity = Identity(asset_id=first.asset_id, name=name, version=first.version)
    made = packaging.seal(plain, identity, preview=first.preview_segments, into=into)
    still_ours()
    with transaction.atomic():
        if not Asset.objects.select_for_update().filter(pk=first.asset_id).exists():
            raise NotFound
        settle(made)
        # It got on, so it is not what takes its process with it: a film of hours outlives many restarts.
        Asset.objects.filter(pk=first.asset_id).update(ladder_tries=1)


def draw_thumbs(asset: Asset, seen: Scan) -> None:
    """For the seek bar. A film that refuses them plays without."""
    if seen.video is None or asset.thumb_count:
        return
    with files.staging(f"ladder-{asset.pk}") as stage:
        try:
            drawn = thumbs.make(files.original(asset), seen, into=stage / "thumbs")
        except PackagingFailed as error:
            log.warning("no pictures for the seek bar", asset=str(asset.pk), exc_info=error)
            return
        for number in thumbs.strips(drawn.count):
            files.fsync(stage / "thumbs" / f"{number}.jpg")
            (stage / "thumbs" / f"{number}.jpg").replace(thumbs.path(asset.pk, number))
    asset.thumb_every_ms, asset.thumb_count, asset.thumb_width = drawn.every_ms, drawn.count, drawn.width
    asset.save(update_fields=["thumb_every_ms", "thumb_count", "thumb_width"])


@transaction.atomic
def finish(asset_id: UUID, seen: Scan) -> bool:
    """What was only copied makes way for the same picture with its sound set right; who watches it keeps it."""
    if not Asset.objects.select_for_update().filter(pk=asset_id).exists():
        raise NotFound
    present = renditions_of(asset_id)
    if not names(present) >= (made := {one.name for one in wanted(seen, present)}):
        return False
    Rendition.objects.filter(asset_id=asset_id, retired_at=None).exclude(name__in=made).update(retired_at=now())
    done = {"laddered_at": now(), "ladder_progress": 100, "ladder_tries": 0, "ladder_error": ""}
    Asset.objects.filter(pk=asset_id).update(**done)
    live.tell(f"asset:{asset_id}")
    return True


def note(asset_id: UUID, code: str, **tries: object) -> None:
    changed = {"ladder_error": code} | {f"ladder_{name}": value for name, value in tries.items()}
    Asset.objects.filter(pk=asset_id).update(**changed)
    live.tell(f"asset:{asset_id}")


def tell(asset_id: UUID, number: int, count: int, progress: Progress) -> Progress:
    """Percents of all that is missing, to the row every few seconds."""
    told = [0.0]

    def percent(done: int) -> None:
        progress(done)
        if time.monotonic() - told[0] >= TELL_EVERY_SECONDS:
            told[0] = time.monotonic()
            Asset.objects.filter(pk=asset_id).update(ladder_progress=(number * 100 + done) // count)
            live.tell(f"asset:{asset_id}")

    return percent
