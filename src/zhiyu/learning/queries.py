from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from zhiyu.access.queries import entitlements_of
from zhiyu.catalog.models import Course, Lesson
from zhiyu.catalog.queries import live_lessons
from zhiyu.learning.models import Progress


@dataclass(frozen=True)
class CourseProgress:
    """One person in one course: what is done, where they stopped, where they go on."""

    course: Course
    lessons: Sequence[Lesson]
    by_lesson: dict[int, Progress]

    @property
    def total(self) -> int:
        return len(self.lessons)

    @property
    def done(self) -> int:
        return sum(self.completed(lesson.pk) for lesson in self.lessons)

    @property
    def percent(self) -> int:
        return self.done * 100 // self.total if self.total else 0

    @property
    def last(self) -> Progress | None:
        """The latest work in a lesson that still stands in the outline."""
        standing = [self.by_lesson[lesson.pk] for lesson in self.lessons if lesson.pk in self.by_lesson]
        return max(standing, key=lambda progress: progress.updated_at, default=None)

    @property
    def last_lesson(self) -> Lesson | None:
        last = self.last
        return next((x for x in self.lessons if last and x.pk == last.lesson_id), None)

    @property
    def next_lesson(self) -> Lesson | None:
        """Where to go on: the lesson under way, else the next open one, else the first that was skipped."""
        last = self.last_lesson
        start = self.lessons.index(last) if last else 0
        around = [*self.lessons[start:], *self.lessons[:start]]
        return next((lesson for lesson in around if not self.completed(lesson.pk)), None)

    def completed(self, lesson_id: int) -> bool:
        progress = self.by_lesson.get(lesson_id)
        return progress is not None and progress.completed_at is not None


@dataclass(frozen=True)
class Studying:
    """A course in someone's learning list. Not ``owned``: free lessons only, or a right that has ended."""

    progress: CourseProgress
    owned: bool
    until: datetime | None

    @property
    def course(self) -> Course:
        return self.progress.course

    @property
    def touched_at(self) -> datetime | None:
        return self.progress.last.updated_at if self.progress.last else None


def progress_of(user_id: int | None, course: Course, *, lessons: Sequence[Lesson] | None = None) -> CourseProgress:
    """``lessons`` saves asking for an outline that the caller has already."""
    standing = list(live_lessons().filter(chapter__course=course)) if lessons is None else lessons
    return CourseProgress(course=course, lessons=standing, by_lesson=among(progress_rows(user_id, [course]), standing))


def progress_in(user_id: int, courses: Sequence[Course]) -> list[CourseProgress]:
    """One per course, in the same order; two queries however many there are."""
    outlines: defaultdict[int, list[Lesson]] = defaultdict(list)
    for lesson in live_lessons().filter(chapter__course__in=courses).select_related("asset", "chapter"):
        outlines[lesson.chapter.course_id].append(lesson)
    rows = list(progress_rows(user_id, courses))
    return [
        CourseProgress(course=one, lessons=outlines[one.pk], by_lesson=among(rows, outlines[one.pk])) for one in courses
    ]


def among(rows: Iterable[Progress], lessons: Iterable[Lesson]) -> dict[int, Progress]:
    """By lesson, leaving out work in lessons that were removed since."""
    standing = {lesson.pk for lesson in lessons}
    return {row.lesson_id: row for row in rows if row.lesson_id in standing}


def my_learning(user_id: int | None) -> list[Studying]:
    """Owned courses and those begun for free, the one touched last first."""
    if user_id is None:
        return []
    until = longest_rights(user_id)
    begun = Progress.objects.filter(user_id=user_id).values("lesson__chapter__course")
    courses = Course.objects.select_related("product", "cover_image").order_by("-product__published_at", "id")
    mine = courses.filter(product__in=until) | courses.filter(pk__in=begun)
    found = [
        Studying(progress=one, owned=one.course.product_id in until, until=until.get(one.course.product_id))
        for one in progress_in(user_id, list(mine))
    ]
    return sorted(found, key=lambda x: x.touched_at.timestamp() if x.touched_at else 0.0, reverse=True)


def longest_rights(user_id: int | None) -> dict[int, datetime | None]:
    """Product id → when the right to it ends; None is for ever."""
    return {} if user_id is None else {one.product.pk: one.until for one in entitlements_of(user_id)}


def progress_rows(user_id: int | None, courses: Iterable[Course]) -> QuerySet[Progress]:
    """Nobody has none, without asking."""
    if user_id is None:
        return Progress.objects.none()
    return Progress.objects.filter(user_id=user_id, lesson__chapter__course__in=courses)
