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


def progress_of(user_id: int | None, course: Course) -> CourseProgress:
    return progress_in(user_id, [course])[0]


def progress_in(user_id: int | None, courses: Sequence[Course]) -> list[CourseProgress]:
    """One per course, in the same order; two queries however many there are."""
    ids = [course.pk for course in courses]
    outline: defaultdict[int, list[Lesson]] = defaultdict(list)
    for lesson in live_lessons().filter(chapter__course__in=ids).select_related("asset", "chapter"):
        outline[lesson.chapter.course_id].append(lesson)
    done = {x.lesson_id: x for x in progress_rows(user_id, ids)}
    return [
        CourseProgress(
            course=course,
            lessons=outline[course.pk],
            by_lesson={x.pk: done[x.pk] for x in outline[course.pk] if x.pk in done},
        )
        for course in courses
    ]


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


def progress_rows(user_id: int | None, course_ids: Iterable[int]) -> QuerySet[Progress]:
    return Progress.objects.filter(user_id=user_id, lesson__chapter__course__in=course_ids)
