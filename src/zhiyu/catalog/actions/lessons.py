from datetime import datetime
from typing import TypedDict, Unpack

from django.db import transaction
from django.utils.translation import gettext as _

from zhiyu.catalog.actions.asking import ask_binding
from zhiyu.catalog.actions.chapters import chapters_of, lock_chapter, require_off_air
from zhiyu.catalog.actions.ripple import course_changed, lock_course
from zhiyu.catalog.errors import EditedElsewhere, WrongAsset
from zhiyu.catalog.links import renamed
from zhiyu.catalog.models import Chapter, Course, Lesson
from zhiyu.catalog.queries import preview_seconds_of
from zhiyu.kernel.clock import now
from zhiyu.kernel.errors import NotFound
from zhiyu.media.actions import set_preview
from zhiyu.media.models import Asset
from zhiyu.platform import audit


class NewLesson(TypedDict, total=False):
    kind: str
    objective: str
    stage: str
    free: bool
    preview_seconds: int | None
    body: str
    view_only: bool
    marks: list[list[int | str]]
    rule: str
    rule_percent: int


class LessonChanges(NewLesson, total=False):
    title: str


def lock_lesson(lesson_id: int) -> tuple[Course, Lesson]:
    course_id = Lesson.objects.filter(pk=lesson_id).values_list("chapter__course_id", flat=True).first()
    if course_id is None:
        raise NotFound
    course = lock_course(course_id)
    lesson = (
        Lesson.objects.select_related("asset", "chapter")
        .filter(pk=lesson_id, removed_at=None, chapter__removed_at=None)
        .first()
    )
    if lesson is None:
        raise NotFound
    return course, lesson


def lessons_of(chapter_id: int) -> list[Lesson]:
    return list(Lesson.objects.filter(chapter_id=chapter_id, removed_at=None))


def place_lessons(chapter: Chapter, lessons: list[Lesson]) -> None:
    for position, lesson in enumerate(lessons):
        lesson.position = position
        lesson.chapter = chapter
    Lesson.objects.bulk_update(lessons, ["position", "chapter"])


def note(action: str, course: Course, lesson: Lesson, actor_id: int | None, **detail: object) -> None:
    audit.record(
        actor_id=actor_id, action=f"catalog.{action}", target=f"course:{course.pk}", lesson=lesson.pk, **detail
    )


@transaction.atomic
def add_lesson(*, chapter_id: int, title: str, actor_id: int | None, **changes: Unpack[NewLesson]) -> Lesson:
    """At the end of the chapter."""
    course, chapter = lock_chapter(chapter_id)
    standing = lessons_of(chapter_id)
    lesson = Lesson.objects.create(chapter=chapter, title=title, position=len(standing), **changes)
    place_lessons(chapter, [*standing, lesson])
    if lesson.kind == Lesson.Kind.BOOK and lesson.body.strip():
        ask_binding(lesson)
    note("lesson_added", course, lesson, actor_id, title=title)
    course_changed(course)
    return lesson


@transaction.atomic
def edit_lesson(
    *, lesson_id: int, actor_id: int | None, seen_at: datetime | None = None, **changes: Unpack[LessonChanges]
) -> Lesson:
    """Change what is given. With ``seen_at``, refuse when the lesson was saved after the caller read it."""
    course, lesson = lock_lesson(lesson_id)
    if seen_at is not None and lesson.updated_at > seen_at:
        raise EditedElsewhere
    before = lesson.title
    for name, value in changes.items():
        setattr(lesson, name, value)
    lesson.become(lesson.kind)
    if lesson.kind == Lesson.Kind.BOOK and lesson.body.strip() and is_uploaded(lesson):
        raise WrongAsset(_("这节课放着上传的书。要改成自己写，请先拿掉那本书。"))
    lesson.save(update_fields=[*{*changes, "rule"}, "updated_at"])
    if course.linked and lesson.title != before:
        lead_links(course, before, lesson.title)
    apply_preview(lesson)
    if lesson.kind in Lesson.BOUND and {"body", "kind", "title"} & changes.keys():
        ask_binding(lesson)
    note("lesson_edited", course, lesson, actor_id, fields=sorted(changes))
    course_changed(course)
    return lesson


def is_uploaded(lesson: Lesson) -> bool:
    """Whether its book is somebody's file: one that was bound here is nobody's."""
    return lesson.asset is not None and lesson.asset.kind == Asset.Kind.BOOK and lesson.asset.owner_id is not None


def lead_links(course: Course, old: str, new: str) -> None:
    """Links of other pages follow a page that gets another title."""
    standing = Lesson.objects.filter(chapter__course=course, removed_at=None)
    if standing.filter(title=old).exists():
        return
    for page in standing.filter(body__contains="[[").exclude(kind=Lesson.Kind.BOOK):
        body = renamed(page.body, old, new)
        if body != page.body:
            page.body = body
            page.save(update_fields=["body", "updated_at"])


def apply_preview(lesson: Lesson) -> None:
    """The preview is cut into the packaged media, so that it holds on the server."""
    if lesson.asset is None or lesson.kind in Lesson.UNPLAYED:
        return
    set_preview(asset_id=lesson.asset.pk, seconds=preview_seconds_of(lesson))


@transaction.atomic
def move_lesson(*, lesson_id: int, chapter_id: int, position: int, actor_id: int | None) -> Lesson:
    """To ``position`` in a chapter of the same course, counted from 0; past the end is the end."""
    course, lesson = lock_lesson(lesson_id)
    target = Chapter.objects.filter(pk=chapter_id, course=course, removed_at=None).first()
    if target is None:
        raise NotFound
    left = lesson.chapter
    others = [one for one in lessons_of(target.pk) if one.pk != lesson.pk]
    at = max(0, min(position, len(others)))
    place_lessons(target, [*others[:at], lesson, *others[at:]])
    if left.pk != target.pk:
        place_lessons(left, lessons_of(left.pk))
    note("lesson_moved", course, lesson, actor_id, chapter=target.pk, position=at)
    course_changed(course)
    return lesson


@transaction.atomic
def shift_lesson(*, lesson_id: int, step: int, actor_id: int | None) -> Lesson:
    """One place up (-1) or down (1), over the border into the next chapter."""
    course, lesson = lock_lesson(lesson_id)
    chapters = [chapter.pk for chapter in chapters_of(course.pk)]
    at = chapters.index(lesson.chapter_id)
    here = [one.pk for one in lessons_of(lesson.chapter_id)]
    position = here.index(lesson.pk) + step
    if position < 0 and at > 0:
        return move_lesson(
            lesson_id=lesson_id,
            chapter_id=chapters[at - 1],
            position=len(lessons_of(chapters[at - 1])),
            actor_id=actor_id,
        )
    if position >= len(here) and at + 1 < len(chapters):
        return move_lesson(lesson_id=lesson_id, chapter_id=chapters[at + 1], position=0, actor_id=actor_id)
    return move_lesson(lesson_id=lesson_id, chapter_id=chapters[at], position=position, actor_id=actor_id)


@transaction.atomic
def remove_lesson(*, lesson_id: int, actor_id: int | None) -> None:
    """Its row stays, so that completed work is never lost."""
    course, lesson = lock_lesson(lesson_id)
    require_off_air(Lesson.objects.filter(pk=lesson_id))
    lesson.removed_at = now()
    lesson.save(update_fields=["removed_at"])
    place_lessons(lesson.chapter, lessons_of(lesson.chapter_id))
    note("lesson_removed", course, lesson, actor_id, title=lesson.title)
    course_changed(course)
