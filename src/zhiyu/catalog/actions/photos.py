"""Sets of pictures: each change asks for the set to be bound anew, which takes a moment in the worker."""

from uuid import UUID

from django.db import transaction

from zhiyu.catalog.actions.asking import ask_binding
from zhiyu.catalog.actions.files import set_lesson_asset
from zhiyu.catalog.actions.lessons import lock_lesson, note
from zhiyu.catalog.actions.ripple import course_changed
from zhiyu.catalog.errors import TooManyPhotos
from zhiyu.catalog.models import Lesson, Photo
from zhiyu.kernel.errors import NotFound
from zhiyu.media.actions import seal_picture

MOST = 200
LONGEST_CAPTION = 200


@transaction.atomic
def add_photo(*, lesson_id: int, asset_id: UUID, actor_id: int | None, caption: str = "") -> Photo:
    """At the end. The same picture again changes nothing."""
    course, lesson = lock_lesson(lesson_id)
    kept = list(lesson.photos.all())
    if known := next((one for one in kept if one.asset_id == asset_id), None):
        return known
    if len(kept) >= MOST:
        raise TooManyPhotos
    if lesson.kind != Lesson.Kind.PHOTOS:
        lesson.become(Lesson.Kind.PHOTOS)
        lesson.asset = None
        lesson.save(update_fields=["kind", "rule", "asset"])
    picture = seal_picture(asset_id=asset_id)
    made = Photo.objects.create(lesson=lesson, asset=picture, caption=caption[:LONGEST_CAPTION], position=len(kept))
    note("photo_added", course, lesson, actor_id, asset=str(asset_id))
    ask_binding(lesson)
    course_changed(course)
    return made


@transaction.atomic
def caption_photo(*, photo_id: int, caption: str, actor_id: int | None) -> Photo:
    photo = locked(photo_id)
    photo.caption = " ".join(caption.split())[:LONGEST_CAPTION]
    photo.save(update_fields=["caption"])
    changed(photo, "photo_captioned", actor_id)
    return photo


@transaction.atomic
def place_photo(*, photo_id: int, position: int, actor_id: int | None) -> Photo:
    """Counted from 0; past the end is the end."""
    photo = locked(photo_id)
    others = [one for one in photo.lesson.photos.all() if one.pk != photo.pk]
    others.insert(max(0, min(position, len(others))), photo)
    renumber(others)
    changed(photo, "photo_moved", actor_id)
    return photo


@transaction.atomic
def remove_photo(*, photo_id: int, actor_id: int | None) -> Lesson:
    photo = locked(photo_id)
    lesson = photo.lesson
    photo.delete()
    left = list(lesson.photos.all())
    renumber(left)
    changed(photo, "photo_removed", actor_id)
    if not left:
        set_lesson_asset(lesson_id=lesson.pk, asset_id=None, actor_id=actor_id)
    return lesson


def locked(photo_id: int) -> Photo:
    """With its lesson, whose course is held: pictures of one lesson are changed by one at a time."""
    lesson_id = Photo.objects.filter(pk=photo_id).values_list("lesson_id", flat=True).first()
    if lesson_id is None:
        raise NotFound
    _course, lesson = lock_lesson(lesson_id)
    found = Photo.objects.filter(pk=photo_id).first()
    if found is None:
        raise NotFound
    found.lesson = lesson
    return found


def renumber(photos: list[Photo]) -> None:
    for position, one in enumerate(photos):
        one.position = position
    Photo.objects.bulk_update(photos, ["position"])


def changed(photo: Photo, action: str, actor_id: int | None) -> None:
    lesson = photo.lesson
    note(action, lesson.chapter.course, lesson, actor_id, asset=str(photo.asset_id))
    ask_binding(lesson)
