"""Making variants, looking pages over, and taking variants back when they are no longer wanted."""

import time
from collections.abc import Callable
from dataclasses import replace
from functools import reduce
from pathlib import Path
from uuid import UUID

import structlog
from django.db import transaction
from django.db.models import F

from zhiyu.accounts.locks import hold
from zhiyu.media import actions as media
from zhiyu.media import claims, files, layout
from zhiyu.media.actions.asking import defer
from zhiyu.media.errors import AssetStateError, DiskFull, PackagingFailed, PackagingStalled
from zhiyu.media.models import Asset, Rendition
from zhiyu.media.queries import asset as asset_by_id
from zhiyu.media.queries import is_traced, next_version
from zhiyu.media.rungs import Rung
from zhiyu.media.scan import Broken, Scan, scan
from zhiyu.platform import audit
from zhiyu.platform.live import tell
from zhiyu.tracing import installed, originals, queries, seeds
from zhiyu.tracing.actions.sounding import EARLY_MS, Marker, heard_by, woven_by
from zhiyu.tracing.models import Trace

EVERY_MS = 2_000
TELL_EVERY_SECONDS = 5.0
log = structlog.get_logger(__name__)


def look_after() -> None:
    """What is to be marked and is not, and the other way round; asked again as long as it is so."""
    for asset_id in queries.unmarked():
        defer("tracing.mark", "ladder", f"ladder:{asset_id}:mark", asset_id)
    for asset_id in queries.no_longer_wanted():
        media.drop_waiting(asset_id=asset_id)
        media.leave_unmarked(asset_id=asset_id)


@transaction.atomic
def mark_again(*, asset_id: UUID, actor_id: int) -> None:
    """What was given up."""
    found = Trace.objects.select_for_update().filter(asset_id=asset_id).first()
    if found is None or not found.error:
        raise AssetStateError
    found.tries, found.error = 0, ""
    found.save(update_fields=["tries", "error"])
    audit.record(actor_id=actor_id, action="tracing.marked_again", target=f"asset:{asset_id}")
    defer("tracing.mark", "ladder", f"ladder:{asset_id}:mark", asset_id)


def mark_now(asset_id: UUID) -> None:
    """Make what is missing; does nothing when nothing is, or when nobody asks for it any more."""
    installed.require()
    with claims.laddering(asset_id):
        asset, course_id = asset_by_id(asset_id), queries.course_of(asset_id)
        if course_id is None or asset.state != Asset.State.READY:
            return
        pages = asset.kind in queries.PICTURED
        if queries.is_looked_over(asset_id) if pages else not asset.laddered_at or is_traced(asset_id):
            return
        try:
            with files.room_needed():
                (look_over_pages if pages else mark)(asset, course_id)
        except DiskFull as error:
            note(asset_id, error.code, tries=F("tries") - 1)
        except (PackagingFailed, Broken, OSError) as error:
            log.warning("variants were not made", asset=str(asset_id), exc_info=error)
            note(asset_id, getattr(error, "code", "packaging_failed"))


def mark(asset: Asset, course_id: int) -> None:
    """The try is counted before it may take its process with it, and counted back when it got on."""
    kind = Trace.Kind.SOUND if asset.kind == Asset.Kind.AUDIO else Trace.Kind.FILM
    # What plays counts, which pieces joined one behind the other say less of than there is.
    trace, seen = begun(asset, course_id, kind), replace(scan(files.original(asset)), duration_ms=asset.duration_ms)
    if (seen.video is None) is (kind == Trace.Kind.FILM):
        raise PackagingFailed
    if not trace.count:
        trace = look_over(asset, seen, course_id)
    if seen.video and seen.audio and not trace.heard_from:
        trace = listen_over(asset, trace)
    cut, missing = cut_of(seen, trace), media.missing_variants(asset.pk, seen, trace=trace.pk)
    with files.staging(f"marks-{asset.pk}") as stage:
        markers = markers_of(asset, seen, trace, stage)
        for number, (rung, variant) in enumerate(missing):
            marked = reduce(lambda one, marker: marker(one, variant.letter), markers, rung)
            done = told(asset.pk, number, len(missing))
            media.make_variant(asset, seen, marked, cut=cut, variant=variant, told=done)
            # It got on, so it is not what takes its process with it.
            note(asset.pk, "", tries=1)
    media.show_variants(asset.pk, seen, trace=trace.pk)
    note(asset.pk, "", tries=0, progress=100)


def begun(asset: Asset, course_id: int, kind: Trace.Kind) -> Trace:
    trace, _new = Trace.objects.get_or_create(asset_id=asset.pk, defaults={"course_id": course_id, "kind": kind})
    if trace.tries >= queries.MOST_TRIES:
        raise PackagingStalled
    note(asset.pk, "", tries=F("tries") + 1)
    return trace


def look_over_pages(asset: Asset, course_id: int) -> None:
    """Pages are drawn on when they are sent; all that is kept of them is what their copies are found by."""
    from zhiyu.tracing import looks, pictures  # noqa: PLC0415 -- numpy

    trace, found = begun(asset, course_id, Trace.Kind.PICTURES), originals.of_asset(asset)
    if not found and asset.kind not in {Asset.Kind.BOOK, Asset.Kind.IMAGE}:
        raise PackagingFailed
    prints = [pictures.print_of(pictures.grey_of(one.place)) for one in found]
    trace.prints, trace.count, trace.course_id = looks.packed(pictures.together(prints)), len(found), course_id
    trace.save(update_fields=["prints", "count", "course"])
    note(asset.pk, "", tries=0, progress=100)


def look_over(asset: Asset, seen: Scan, course_id: int) -> Trace:
    """One look over the film, and the next free places of its course's code for it."""
    from zhiyu.tracing import hearing, looks  # noqa: PLC0415 -- numpy

    if seen.video is None:
        files.require_space(hearing.room_of(seen.duration_ms))
        with files.staging(f"heard-{asset.pk}") as stage:
            prints = hearing.prints(hearing.whole(files.original(asset), into=stage))
        picture_ms, moving = seen.duration_ms, b""
    else:
        found = looks.look(files.original(asset), lasts=seen.duration_ms / 1000)
        prints, picture_ms, moving = found.prints, round(found.seconds * 1000), bytes(found.moving)
    count = len(layout.even_cut(duration_ms=seen.duration_ms, picture_ms=picture_ms, every_ms=EVERY_MS))
    with transaction.atomic():
        hold(f"trace:{course_id}")
        trace = Trace.objects.select_for_update().get(asset_id=asset.pk)
        last = queries.traces().filter(course=course_id).order_by("-first").first()
        trace.course_id, trace.first, trace.count = course_id, last.first + last.count if last else 0, count
        trace.colluders = queries.colluders_of(course_id)
        trace.prints, trace.moving = looks.packed(prints), moving
        trace.save(update_fields=["course", "first", "count", "colluders", "prints", "moving"])
        return trace


def listen_over(asset: Asset, trace: Trace) -> Trace:
    """What a film's sound is found by. Whatever waits was made before sound was marked, and makes way."""
    from zhiyu.tracing import hearing, looks  # noqa: PLC0415 -- numpy

    files.require_space(2 * hearing.room_of(asset.duration_ms))
    with files.staging(f"heard-{asset.pk}") as stage:
        prints = hearing.prints(hearing.whole(files.original(asset), into=stage, film=True))
    with transaction.atomic():
        trace = Trace.objects.select_for_update().get(pk=trace.pk)
        media.drop_waiting(asset_id=asset.pk)
        trace.heard, trace.heard_from = looks.packed(prints), next_version(asset.pk)
        trace.save(update_fields=["heard", "heard_from"])
        return trace


def markers_of(asset: Asset, seen: Scan, trace: Trace, stage: Path) -> list[Marker]:
    if trace.kind == Trace.Kind.SOUND:
        return [heard_by(asset, trace, stage)]
    woven = [woven_by(asset, seen, trace, stage)] if seen.audio else []
    return [drawn_by(trace, stage / "patterns.yuv"), *woven]


def cut_of(seen: Scan, trace: Trace) -> list[int]:
    """Sound is cut where both variants are the same, just before the next segment of the mark."""
    cut = layout.even_cut(duration_ms=seen.duration_ms, picture_ms=trace.count * EVERY_MS, every_ms=EVERY_MS)
    return layout.early(cut, by_ms=EARLY_MS) if trace.kind == Trace.Kind.SOUND else cut


def drawn_by(trace: Trace, patterns: Path) -> Marker:
    """How ffmpeg is told to draw a letter; A and B from one file of patterns."""
    from zhiyu.tracing import marking  # noqa: PLC0415 -- numpy

    marking.write_patterns(patterns, key=seeds.mark_key(asset_id=trace.asset_id), moving=[*map(bool, trace.moving)])
    variants = {Rendition.Letter.A: marking.Variant.A, Rendition.Letter.B: marking.Variant.B}

    def marked(rung: Rung, letter: str) -> Rung:
        variant = variants[Rendition.Letter(letter)]

        def drawn(width: int, height: int, shape: str) -> list[str]:
            return [*marking.arguments(patterns, width=width, height=height, variant=variant, shape=shape)]

        return replace(rung, mark=drawn)

    return marked


def note(asset_id: UUID, code: str, **changes: object) -> None:
    Trace.objects.filter(asset_id=asset_id).update(error=code, **changes)
    tell("tracing")


def told(asset_id: UUID, number: int, count: int) -> Callable[[int], None]:
    last = [0.0]

    def percent(done: int) -> None:
        if time.monotonic() - last[0] >= TELL_EVERY_SECONDS:
            last[0] = time.monotonic()
            Trace.objects.filter(asset_id=asset_id).update(progress=(number * 100 + done) // count)
            tell("tracing")

    return percent
