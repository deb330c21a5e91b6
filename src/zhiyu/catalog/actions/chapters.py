from django.db import transaction
from django.db.models import QuerySet

from zhiyu.catalog.actions.ripple import course_changed, lock_course
from zhiyu.catalog.errors import OnAir
from zhiyu.catalog.models import Chapter, Course, Lesson
from zhiyu.kernel.clock import now
from zhiyu.kernel.errors import NotFound
from zhiyu.media.models import Asset
from zhiyu.platform import audit


def lock_chapter(chapter_id: int) -> tuple[Course, Chapter]:
    """A chapter that was not removed, read again after its course's row is ours."""
    course_id = Chapter.objects.filter(pk=chapter_id).values_list("course_id", flat=True).first()
    if course_id is None:
        raise NotFound
    course = lock_course(course_id)
    chapter = Chapter.objects.filter(pk=chapter_id, removed_at=None).first()
    if chapter is None:
        raise NotFound
    return course, chapter


def chapters_of(course_id: int) -> list[Chapter]:
    return list(Chapter.objects.filter(course_id=course_id, removed_at=None))


def require_off_air(lessons: QuerySet[Lesson]) -> None:
    """None of them is received just now."""
    if lessons.filter(removed_at=None, asset__state=Asset.State.LIVE).exists():
        raise OnAir


def place_chapters(chapters: list[Chapter]) -> None:
    for position, chapter in enumerate(chapters):
        chapter.position = position
    Chapter.objects.bulk_update(chapters, ["position"])


@transaction.atomic
def add_chapter(*, course_id: int, title: str, actor_id: int | None) -> Chapter:
    """At the end."""
    course = lock_course(course_id)
    standing = chapters_of(course_id)
    chapter = Chapter.objects.create(course=course, title=title, position=len(standing))
    place_chapters([*standing, chapter])
    audit.record(
        actor_id=actor_id,
        action="catalog.chapter_added",
        target=f"course:{course.pk}",
        chapter=chapter.pk,
        title=title,
    )
    course_changed(course)
    return chapter


@transaction.atomic
def rename_chapter(*, chapter_id: int, title: str, actor_id: int | None) -> Chapter:
    course, chapter = lock_chapter(chapter_id)
    chapter.title = title
    chapter.save(update_fields=["title"])
    audit.record(
        actor_id=actor_id,
        action="catalog.chapter_renamed",
        target=f"course:{course.pk}",
        chapter=chapter.pk,
        title=title,
    )
    course_changed(course)
    return chapter


@transaction.atomic
def move_chapter(*, chapter_id: int, position: int, actor_id: int | None) -> Chapter:
    """To ``position`` among the chapters, counted from 0; past the end is the end."""
    course, chapter = lock_chapter(chapter_id)
    others = [one for one in chapters_of(course.pk) if one.pk != chapter.pk]
    at = max(0, min(position, len(others)))
    place_chapters([*others[:at], chapter, *others[at:]])
    audit.record(
        actor_id=actor_id,
        action="catalog.chapter_moved",
        target=f"course:{course.pk}",
        chapter=chapter.pk,
        position=at,
    )
    course_changed(course)
    return chapter


@transaction.atomic
def remove_chapter(*, chapter_id: int, actor_id: int | None) -> None:
    """With its lessons. All rows stay, so that what was learned in them stays."""
    course, chapter = lock_chapter(chapter_id)
    require_off_air(Lesson.objects.filter(chapter=chapter))
    chapter.removed_at = now()
    chapter.save(update_fields=["removed_at"])
    Lesson.objects.filter(chapter=chapter, removed_at=None).update(removed_at=chapter.removed_at)
    place_chapters(chapters_of(course.pk))
    audit.record(
        actor_id=actor_id,
        action="catalog.chapter_removed",
        target=f"course:{course.pk}",
        chapter=chapter.pk,
        title=chapter.title,
    )
    course_changed(course)
