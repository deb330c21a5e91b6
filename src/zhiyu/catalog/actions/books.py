"""Binding what the school put together itself: a text as a book, pictures as a set. In the worker: it takes time."""

import contextlib
import hashlib
from collections.abc import Callable

from django.db import transaction

from zhiyu.catalog.actions.files import set_lesson_asset
from zhiyu.catalog.actions.lessons import is_uploaded, lock_lesson
from zhiyu.catalog.binding import bind
from zhiyu.catalog.models import Lesson
from zhiyu.catalog.previews import seconds
from zhiyu.kernel.errors import NotFound
from zhiyu.media import files
from zhiyu.media.actions import bind_set, discard, package_now, set_preview, store_file
from zhiyu.media.actions.photos import named
from zhiyu.media.layout import PAGE_MS
from zhiyu.media.models import Asset

SUFFIX = ".epub"


def bind_now(lesson_id: int) -> None:
    """Until the new one can be read, the one before is."""
    lesson = Lesson.objects.select_related("asset", "chapter__course").filter(pk=lesson_id).first()
    if lesson is None or not (make := BINDERS.get(Lesson.Kind(lesson.kind))) or not material(lesson):
        return
    asset = make(lesson)
    if asset is not None:
        take(lesson, asset)


def material(lesson: Lesson) -> bool:
    """Never what would take the place of a book that somebody uploaded."""
    if lesson.kind == Lesson.Kind.BOOK:
        return bool(lesson.body.strip()) and not is_uploaded(lesson)
    return lesson.photos.exists()


def bound_book(lesson: Lesson) -> Asset | None:
    """None when nothing changed."""
    with files.staging(f"bind-{lesson.pk}") as stage:
        made = stage / f"{lesson.title[:60].replace('/', ' ')}{SUFFIX}"
        author = lesson.chapter.course.teacher
        bind(made, title=lesson.title, author=author, text=lesson.body, key=f"zhiyu-lesson-{lesson.pk}")
        with made.open("rb") as content:
            if lesson.asset and hashlib.file_digest(content, "sha256").hexdigest() == lesson.asset.sha256:
                return None
        asset = store_file(path=made, name=made.name, owner_id=None, expect="played")
    # Before it is packaged, so that its preview ends there.
    set_preview(asset_id=asset.pk, seconds=shown(lesson, asset.duration_ms))
    return package_now(asset.pk)


def bound_set(lesson: Lesson) -> Asset | None:
    listed = [(one.asset_id, one.caption) for one in lesson.photos.all()]
    if lesson.asset and lesson.asset.sha256 == named(listed)[1]:
        return None
    return bind_set(listed=listed, title=lesson.title, preview_seconds=shown(lesson, len(listed) * PAGE_MS) or 0)


def shown(lesson: Lesson, duration_ms: int) -> int | None:
    return None if lesson.free else seconds(wished=lesson.preview_seconds, duration_ms=duration_ms)


def take(lesson: Lesson, asset: Asset) -> None:
    """A lesson that was removed, or became something else meanwhile, takes nothing."""
    with contextlib.suppress(NotFound), transaction.atomic():
        _course, now_there = lock_lesson(lesson.pk)
        if asset.state == Asset.State.READY and now_there.kind == lesson.kind and material(now_there):
            set_lesson_asset(lesson_id=lesson.pk, asset_id=asset.pk, actor_id=None, bound=True)
            return
    discard(asset_id=asset.pk)


BINDERS: dict[Lesson.Kind, Callable[[Lesson], Asset | None]] = {
    Lesson.Kind.BOOK: bound_book,
    Lesson.Kind.PHOTOS: bound_set,
}
