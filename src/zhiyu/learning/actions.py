from collections.abc import Callable

from django.db import transaction

from zhiyu.access.errors import LessonLocked
from zhiyu.access.queries import may_open
from zhiyu.catalog.models import Lesson, Product
from zhiyu.catalog.queries import course_by_code
from zhiyu.catalog.queries import lesson as live_lesson
from zhiyu.kernel.clock import now
from zhiyu.kernel.errors import NotFound
from zhiyu.learning.errors import CompletedByComing, CompletedByWatching, SeenWholeFirst
from zhiyu.learning.events import LessonCompleted
from zhiyu.learning.models import Favourite, Progress
from zhiyu.learning.proving import LAST_SECOND, attend, prove, seen_whole
from zhiyu.learning.queries import reached_in
from zhiyu.learning.ranges import MILLI, Watched, joined, merged, ms, total_ms
from zhiyu.platform import plain
from zhiyu.platform.bus import publish

ARTICLE_LENGTH = 100.0
READ = {Lesson.Kind.ARTICLE, Lesson.Kind.BOOK}
SAVED = ["position", "ranges", "watched_seconds", "proven", "reached", "pace", "film", "shelved", "updated_at"]


@transaction.atomic
def save_progress(*, user_id: int, lesson_id: int, position: float, ranges: Watched) -> Progress:
    """Add what was watched to what is known; two devices at once lose nothing of each other's.

    An article is 100 long: its position is the per cent of the text that has been passed. Where a first viewing does
    not skip, nothing counts but what there was time for, and the lesson is completed by seeing all of it. While its
    film is away nothing is written, and what was seen beyond the end of a shorter one is kept.
    """
    lesson = openable(user_id=user_id, lesson_id=lesson_id)
    progress = locked(user_id=user_id, lesson=lesson)
    length = length_of(lesson)
    if not length:
        return progress
    held = is_held(lesson, progress)
    if lesson.kind in Lesson.TIMED and lesson.asset_id:
        prove(progress, ranges, film=lesson.asset_id, length=length, held=held)
    progress.position = max(0.0, min(float(position), progress.reached if held else length))
    progress.ranges = joined([*progress.ranges, *merged(progress.proven if held else ranges, length=length)])
    progress.watched_seconds = total_ms(progress.ranges) // MILLI
    plain.update(progress, *SAVED)
    if fulfils_rule(lesson, progress):
        complete(progress, lesson)
    return progress


@transaction.atomic
def count_attended(*, user_id: int, lesson_id: int, ranges: Watched) -> None:
    """Who was at a class has seen as much of its replay; nothing for who may not open it any more."""
    lesson = live_lesson(lesson_id)
    length = length_of(lesson)
    if lesson.kind not in Lesson.TIMED or lesson.asset_id is None or not length or not may_open(user_id, lesson.pk):
        return
    progress = locked(user_id=user_id, lesson=lesson)
    attend(progress, ranges, film=lesson.asset_id, length=length)
    progress.ranges = joined([*progress.ranges, *merged(ranges, length=length)])
    progress.watched_seconds = total_ms(progress.ranges) // MILLI
    plain.update(progress, *SAVED)
    if fulfils_rule(lesson, progress):
        complete(progress, lesson)


@transaction.atomic
def mark_complete(*, user_id: int, lesson_id: int) -> Progress:
    """The learner says it is done: any article or book, and lessons whose rule leaves it to them."""
    lesson = openable(user_id=user_id, lesson_id=lesson_id)
    progress = locked(user_id=user_id, lesson=lesson)
    if lesson.kind == Lesson.Kind.ONSITE:
        raise CompletedByComing
    if lesson.kind not in READ and lesson.rule != Lesson.Rule.MANUAL:
        raise CompletedByWatching
    if is_held(lesson, progress):
        raise SeenWholeFirst
    complete(progress, lesson)
    return progress


@transaction.atomic
def work_on(*, user_id: int, lesson_id: int, fulfils: Callable[[Lesson], bool]) -> Progress:
    """A lesson that keeps its own scores, or who was there, was worked on.

    ``fulfils`` its rule is asked one at a time for a person.
    """
    lesson = openable(user_id=user_id, lesson_id=lesson_id)
    progress = locked(user_id=user_id, lesson=lesson)
    progress.save(update_fields=["updated_at"])
    if fulfils(lesson):
        complete(progress, lesson)
    return progress


def openable(*, user_id: int, lesson_id: int) -> Lesson:
    lesson = live_lesson(lesson_id)
    if not may_open(user_id, lesson.pk):
        raise LessonLocked
    return lesson


def locked(*, user_id: int, lesson: Lesson) -> Progress:
    """A player tells of it every ten seconds, so in plain SQL; made on first use."""
    mine = "where user_id = %s and lesson_id = %s for update"
    known = plain.found(Progress, mine, [user_id, lesson.pk])
    if not known:
        Progress.objects.get_or_create(user_id=user_id, lesson=lesson)
        known = plain.found(Progress, mine, [user_id, lesson.pk])
    (one,) = known
    one.lesson = lesson
    return one


def length_of(lesson: Lesson) -> float:
    if lesson.kind == Lesson.Kind.ARTICLE:
        return ARTICLE_LENGTH
    return lesson.asset.duration_ms / MILLI if lesson.asset else 0.0


def is_held(lesson: Lesson, progress: Progress) -> bool:
    return reached_in(lesson, progress, no_skip=lesson.chapter.course.no_skip) is not None


def fulfils_rule(lesson: Lesson, progress: Progress) -> bool:
    if is_held(lesson, progress):
        return seen_whole(progress, length=length_of(lesson))
    if lesson.rule != Lesson.Rule.WATCHED or lesson.kind in {Lesson.Kind.EXERCISE, Lesson.Kind.ONSITE}:
        return False
    if lesson.kind == Lesson.Kind.ARTICLE:
        return progress.position >= ARTICLE_LENGTH
    length = length_of(lesson)
    # Of a book a second is a chapter.
    enough = min(ms(length) * lesson.rule_percent // 100, ms(length) - (0 if lesson.kind in READ else LAST_SECOND))
    return total_ms(merged(progress.ranges, length=length)) >= max(enough, 1)


def complete(progress: Progress, lesson: Lesson) -> None:
    """Once and for ever, against the outline as it stands today."""
    if progress.completed_at is not None:
        return
    course = lesson.chapter.course
    progress.completed_at = now()
    progress.completed_version = course.outline_version
    progress.save(update_fields=["completed_at", "completed_version", "updated_at"])
    publish(
        LessonCompleted(
            user_id=progress.user_id,
            lesson_id=lesson.pk,
            course_id=course.pk,
            outline_version=course.outline_version,
        )
    )


@transaction.atomic
def favour(*, user_id: int, code: str) -> None:
    """Mark a course that is on sale, to find it again; once is enough."""
    Favourite.objects.get_or_create(user_id=user_id, product=course_by_code(code).product)


@transaction.atomic
def unfavour(*, user_id: int, code: str) -> None:
    """Also of a course that left the shelf. Raises NotFound for what never was."""
    product = Product.objects.filter(code=code).first()
    if product is None:
        raise NotFound
    Favourite.objects.filter(user=user_id, product=product).delete()
