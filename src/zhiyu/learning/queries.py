from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, TypeVar

from django.db.models import Q, QuerySet

from zhiyu.access.errors import LessonLocked
from zhiyu.access.queries import entitlements_of, may_open
from zhiyu.catalog.models import Course, Lesson, Product, Single
from zhiyu.catalog.queries import courses_on_sale, live_lessons
from zhiyu.catalog.queries import lesson as lesson_by_id
from zhiyu.catalog.shelf import ShelfLesson
from zhiyu.learning.models import Favourite, Progress
from zhiyu.platform.plain import rows

# On every page of a course: plain SQL costs a third, and what was watched in detail stays where it is.
COLUMNS = ["id", "user_id", "lesson_id", "position", "reached", "film", "completed_at", "updated_at"]
ROWS = f"select {', '.join(COLUMNS)} from learning_progress where user_id = %s and lesson_id = any(%s)"  # noqa: S608


L = TypeVar("L", bound=Lesson | ShelfLesson)  # however it was read


@dataclass(frozen=True)
class CourseProgress(Generic[L]):
    """One person in one course: what is done, where they stopped, where they go on."""

    lessons: Sequence[L]
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
    def last_lesson(self) -> L | None:
        last = self.last
        return next((x for x in self.lessons if last and x.pk == last.lesson_id), None)

    @property
    def next_lesson(self) -> L | None:
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
    """A course in someone's learning list. Not ``owned``: free lessons only, or a right that has ended.

    ``part``: only some lessons of it were bought, and only they are counted.
    """

    course: Course
    progress: CourseProgress[Lesson]
    owned: bool
    until: datetime | None
    part: bool = False

    @property
    def touched_at(self) -> datetime | None:
        return self.progress.last.updated_at if self.progress.last else None


def progress_of(user_id: int | None, lessons: Sequence[L]) -> CourseProgress[L]:
    """Nobody has none, without asking."""
    lessons = counted(lessons)
    if user_id is None:
        return CourseProgress(lessons=lessons, by_lesson={})
    found = rows(ROWS, [user_id, [lesson.pk for lesson in lessons]])
    kept = [Progress.from_db("default", COLUMNS, one) for one in found]
    return CourseProgress(lessons=lessons, by_lesson={one.lesson_id: one for one in kept})


def progress_at(*, user_id: int, lesson_id: int) -> Progress:
    """Where somebody stands in a lesson they may open; one that was not begun is at its start."""
    lesson = lesson_by_id(lesson_id)
    if not may_open(user_id, lesson.pk):
        raise LessonLocked
    one = Progress.objects.filter(user=user_id, lesson=lesson).first() or Progress(user_id=user_id, lesson=lesson)
    one.lesson = lesson
    return one


def reached_in(lesson: Lesson | ShelfLesson, mine: Progress | None, *, no_skip: bool) -> float | None:
    """How far somebody who sees a lesson for the first time has come in it, where they may go no farther by seeking."""
    if not no_skip or lesson.kind not in Lesson.TIMED or (mine and mine.completed_at):
        return None
    return mine.reached if mine and mine.film in {None, lesson.asset_id} else 0.0


def counted(lessons: Iterable[L]) -> list[L]:
    """Without the sample of an e-book, which is a part of the book."""
    return [one for one in lessons if not (one.free and one.kind == Lesson.Kind.FILE)]


def progress_in(user_id: int, courses: Sequence[Course]) -> list[CourseProgress[Lesson]]:
    """One per course, in the same order; two queries however many there are."""
    outlines: defaultdict[int, list[Lesson]] = defaultdict(list)
    for lesson in counted(live_lessons().filter(chapter__course__in=courses).select_related("asset", "chapter")):
        outlines[lesson.chapter.course_id].append(lesson)
    kept = list(Progress.objects.filter(user_id=user_id, lesson__chapter__course__in=courses))
    return [CourseProgress(lessons=outlines[one.pk], by_lesson=among(kept, outlines[one.pk])) for one in courses]


def among(kept: Iterable[Progress], lessons: Iterable[Lesson]) -> dict[int, Progress]:
    """By lesson, leaving out work in lessons that were removed since."""
    standing = {lesson.pk for lesson in lessons}
    return {one.lesson_id: one for one in kept if one.lesson_id in standing}


def my_learning(user_id: int | None) -> list[Studying]:
    """Owned courses and those begun, the one touched last first. Who may learn everything sees what they began."""
    if user_id is None:
        return []
    rights = {one.product.pk: one for one in entitlements_of(user_id)}
    until = {pk: one.until for pk, one in rights.items()}
    chosen = [pk for pk, one in rights.items() if one.chosen]
    begun = Progress.objects.filter(user_id=user_id).values("lesson__chapter__course")
    courses = Course.objects.select_related("product", "cover_image").order_by("-product__published_at", "id")
    singles = single_lessons(one.product for one in rights.values())
    mine = list(courses.filter(Q(product__in=chosen) | Q(pk__in=begun) | Q(pk__in=singles)))
    found = [
        studying(one, progress, until, singles.get(one.pk, set()))
        for one, progress in zip(mine, progress_in(user_id, mine), strict=True)
    ]
    return sorted(found, key=lambda x: x.touched_at.timestamp() if x.touched_at else 0.0, reverse=True)


def favours(user_id: int | None, product_id: int) -> bool:
    return user_id is not None and Favourite.objects.filter(user=user_id, product=product_id).exists()


def favourites_of(user_id: int) -> QuerySet[Course]:
    """Those still on sale, the one marked last first."""
    return courses_on_sale().filter(product__favourites__user=user_id).order_by("-product__favourites__id")


def single_lessons(products: Iterable[Product]) -> dict[int, set[int]]:
    """Lessons held by themselves, by course; without such a product nothing is asked."""
    bought = [one.pk for one in products if one.kind == Product.Kind.LESSON]
    found: defaultdict[int, set[int]] = defaultdict(set)
    if bought:
        for single in Single.objects.filter(product__in=bought):
            found[single.course_id].add(single.lesson_id)
    return found


def studying(
    course: Course, progress: CourseProgress[Lesson], until: dict[int, datetime | None], singles: set[int]
) -> Studying:
    whole = course.product_id in until
    if whole or not singles:
        return Studying(course=course, progress=progress, owned=whole, until=until.get(course.product_id))
    lessons = [one for one in progress.lessons if one.pk in singles]
    counted = CourseProgress(lessons=lessons, by_lesson=among(progress.by_lesson.values(), lessons))
    return Studying(course=course, progress=counted, owned=True, until=None, part=True)
