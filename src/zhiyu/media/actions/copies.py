"""Films, recordings and handouts to take along: asked for once, made in a queue of their own, kept for a day.

Who may have one is decided above, when it is asked for and again whenever it is fetched.
"""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from pathlib import Path
from uuid import UUID

import structlog
from django.conf import settings
from django.db import transaction
from django.db.models import F, Q
from PIL import Image

from zhiyu.accounts.locks import hold
from zhiyu.kernel.clock import now
from zhiyu.media import claims, copying, documents, files, fonts, tracers
from zhiyu.media.actions.asking import PAUSE_SECONDS, ask_copying
from zhiyu.media.actions.settling import MOST_TRIES, identity_of
from zhiyu.media.errors import (
    AssetNotReady,
    CopyNoFont,
    CopyNoRoom,
    CopyUnmarked,
    DiskFull,
    PackagingFailed,
    PackagingInterrupted,
    PackagingStalled,
    TooManyCopies,
)
from zhiyu.media.models import Asset, Copy, Rendition
from zhiyu.media.packaging import Identity
from zhiyu.media.queries import copies_since, kept_until, to_take_along
from zhiyu.media.queries import copy as copy_by_id

TELL_EVERY_SECONDS = 2.0
log = structlog.get_logger(__name__)


@dataclass(frozen=True, kw_only=True)
class CopyWish:
    """``mark`` names the person; ``traced``: only of their own variants."""

    user_id: int
    lesson_id: int
    asset_id: UUID
    mark: str
    traced: bool


@transaction.atomic
def ask_copy(wish: CopyWish) -> Copy:
    """The one that is there or on its way; else a new one, as far as the day's number goes."""
    hold(f"copies:{wish.user_id}")
    copy = (
        Copy.objects.select_related("asset")
        .filter(user=wish.user_id, lesson_id=wish.lesson_id, asset=wish.asset_id)
        .first()
    )
    if copy and serves(copy, wish):
        ask_again(copy)
        return copy
    require_possible(wish, apart=copy)
    asked = {"mark": wish.mark, "traced": wish.traced, "trace": None, "asked_at": now(), "began_at": None}
    fresh = {"progress": 0, "tries": 0, "error": "", "made_at": None}
    if copy:
        copy.move_to(Copy.State.WAITING, **asked, **fresh)
    else:
        copy = Copy.objects.create(user_id=wish.user_id, lesson_id=wish.lesson_id, asset_id=wish.asset_id, **asked)
    ask_copying(copy.pk, user_id=wish.user_id)
    return copy


def serves(copy: Copy, wish: CopyWish) -> bool:
    if copy.state in {Copy.State.WAITING, Copy.State.MAKING}:
        return True
    return is_there(copy) and (copy.trace is not None or not wish.traced)


def is_there(copy: Copy) -> bool:
    """Made, kept, and really on the disk, which after a restore it is not."""
    until = kept_until(copy)
    return copy.state == Copy.State.READY and until is not None and until > now() and files.copy(copy).is_file()


def ask_again(copy: Copy) -> None:
    """For one whose job was lost; a second asking is free."""
    if copy.state in {Copy.State.WAITING, Copy.State.MAKING}:
        ask_copying(copy.pk, user_id=copy.user_id)


def require_possible(wish: CopyWish, *, apart: Copy | None) -> None:
    if copies_since(wish.user_id, now() - timedelta(days=1), apart=apart) >= settings.COPIES_A_DAY:
        raise TooManyCopies(extra={"limit": settings.COPIES_A_DAY})
    forms = to_take_along(wish.asset_id)
    if not forms:
        raise AssetNotReady
    if wish.traced and trace_of(forms) is None:
        raise CopyUnmarked
    if forms[0].asset.kind != Asset.Kind.AUDIO and fonts.chinese() is None:
        raise CopyNoFont
    require_room(forms)


def trace_of(forms: list[Rendition]) -> int | None:
    """By what its owner can be read from it: pages are drawn on as they leave, and have no variants."""
    if forms[0].asset.kind == Asset.Kind.DOCUMENT:
        return tracers.traced_pictures(forms[0].asset_id)
    return forms[0].trace


def require_room(forms: list[Rendition]) -> None:
    try:
        files.require_space(copying.room_for(sum(size for _ms, size, _epoch in forms[0].segments)))
    except DiskFull:
        raise CopyNoRoom from None


def make_copy_now(copy_id: UUID) -> None:
    """Make the file, unless it is made or nobody wants it; killed at any moment, the next call begins clean."""
    with claims.copying(copy_id) as still_ours:
        copy = copy_by_id(copy_id)
        if copy.state not in {Copy.State.WAITING, Copy.State.MAKING}:
            return
        try:
            with files.room_needed():
                begin(copy)
                make(copy, still_ours)
        except DiskFull:
            still_ours()
            end_badly(copy_id, CopyNoRoom.code)
        except PackagingInterrupted:
            # The try was counted, so what kills its program each time ends here too.
            log.warning("a copy was interrupted", copy=str(copy_id))
            ask_copying(copy_id, user_id=copy.user_id, after=PAUSE_SECONDS)
        except (CopyNoFont, CopyUnmarked, AssetNotReady, PackagingFailed, OSError, ValueError) as error:
            log.warning("a copy was not made", copy=str(copy_id), exc_info=error)
            still_ours()
            end_badly(copy_id, getattr(error, "code", PackagingFailed.code))


def begin(copy: Copy) -> None:
    """The try is counted before it may take its process with it."""
    if copy.tries >= MOST_TRIES:
        raise PackagingStalled
    copy.move_to(Copy.State.MAKING, began_at=now(), progress=0)
    Copy.objects.filter(pk=copy.pk).update(tries=F("tries") + 1)


def make(copy: Copy, still_ours: Callable[[], None]) -> None:
    forms = to_take_along(copy.asset_id)
    if not forms:
        raise AssetNotReady
    require_room(forms)
    trace = trace_of(forms)
    if copy.traced and trace is None:
        raise CopyUnmarked
    with files.staging(f"copy-{copy.pk}") as stage:
        made = made_of(copy, forms, stage)
        still_ours()
        with transaction.atomic():
            current = Copy.objects.select_for_update().filter(pk=copy.pk, state=Copy.State.MAKING).first()
            if current is None:
                return
            size = copying.keep(made, files.copy(copy))
            done = {"size": size, "made_at": now(), "progress": 100, "error": "", "trace": trace}
            current.move_to(Copy.State.READY, **done)


def made_of(copy: Copy, forms: list[Rendition], stage: Path) -> Path:
    told, title = percent_of(copy), copy.asset.name.rsplit(".", 1)[0]
    if copy.asset.kind == Asset.Kind.DOCUMENT:
        return copying.make_pages(own_pages(copy, forms[0]), into=stage, title=title, moment=told)
    joined = copying.join(copying.opened(own_segments(copy, forms)), stage)
    if copy.asset.kind == Asset.Kind.VIDEO:
        return copying.make_film(joined, mark=copy.mark, into=stage, title=title, moment=told)
    return copying.make_sound(joined, into=stage, title=title, moment=told)


def own_pages(copy: Copy, pages: Rendition) -> Iterator[Image.Image]:
    """With the person's name; of a traced course with their pattern too, which is noted before the first."""
    trace = tracers.traced_pictures(pages.asset_id)
    if trace is not None:
        tracers.tracer().note(trace=trace, version=pages.version, account=copy.user_id, device_id=None)
    for number in range(len(pages.segments)):
        path = files.segment(pages.asset_id, pages.folder, number)
        pen = partial(tracers.tracer().drawn, trace=trace, number=number, account=copy.user_id) if trace else None
        yield documents.with_mark(path, copy.mark, pen=pen)


def own_segments(copy: Copy, forms: list[Rendition]) -> list[tuple[Identity, Path, int]]:
    """Of a traced film those of the person's own code, which is noted before the first of them is read."""
    letters = bytes(len(forms[0].segments))
    if (trace := forms[0].trace) is not None:
        tracers.tracer().note(trace=trace, version=forms[0].version, account=copy.user_id, device_id=None)
        letters = tracers.tracer().letters(trace=trace, account=copy.user_id)
    found = []
    for number, letter in zip(range(len(forms[0].segments)), letters, strict=True):
        one = forms[letter]
        path = files.segment(one.asset_id, one.folder, number)
        found.append((identity_of(one), path, one.segments[number][2]))
    return found


def percent_of(copy: Copy) -> Callable[[int], None]:
    """Of the film's milliseconds, to the row every few seconds."""
    told = [0.0]

    def moment(done_ms: int) -> None:
        if time.monotonic() - told[0] >= TELL_EVERY_SECONDS:
            told[0] = time.monotonic()
            share = min(99, done_ms * 100 // max(1, copy.asset.duration_ms))
            Copy.objects.filter(pk=copy.pk).update(progress=share)

    return moment


@transaction.atomic
def end_badly(copy_id: UUID, code: str) -> None:
    copy = Copy.objects.select_for_update().filter(pk=copy_id).first()
    if copy and copy.state in {Copy.State.WAITING, Copy.State.MAKING}:
        copy.move_to(Copy.State.FAILED, error=code)


def tidy_copies() -> None:
    """What was kept its time goes; its row stays for the day that it counts in. Never what is made anew meanwhile."""
    day, kept = now() - timedelta(days=1), now() - timedelta(hours=settings.COPY_HOURS)
    over = Copy.objects.filter(Q(state=Copy.State.READY, made_at__lt=kept) | Q(state=Copy.State.FAILED))
    over.filter(asked_at__lt=day).delete()
    for copy in Copy.objects.filter(state__in=[Copy.State.WAITING, Copy.State.MAKING]):
        ask_again(copy)
    found = list(files.copies_dir().glob("*"))
    good = ~Q(state=Copy.State.FAILED) & ~Q(state=Copy.State.READY, made_at__lt=kept)
    wanted = {str(pk) for pk in Copy.objects.filter(good).values_list("pk", flat=True)}
    for path in found:
        if path.stem not in wanted:
            path.unlink(missing_ok=True)


def forget_copies(user_id: int) -> None:
    for copy in Copy.objects.filter(user=user_id).select_related("asset"):
        transaction.on_commit(partial(files.copy(copy).unlink, missing_ok=True))
    Copy.objects.filter(user=user_id).delete()
