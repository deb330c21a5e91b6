from collections.abc import Callable, Sequence

from django.db import transaction

from zhiyu.access.errors import LessonLocked
from zhiyu.access.queries import may_open
from zhiyu.catalog.models import Lesson, Product
from zhiyu.catalog.queries import course_by_code
from zhiyu.catalog.queries import lesson as live_lesson
from zhiyu.kernel.clock import now
from zhiyu.kernel.errors import NotFound
from zhiyu.learning.errors import CompletedByComing, CompletedByWatching
from zhiyu.learning.events import LessonCompleted
from zhiyu.learning.models import Favourite, Progress
from zhiyu.learning.ranges import MILLI, merged, ms, total_ms
from zhiyu.platform.bus import publish

ARTICLE_LENGTH = 100.0
READ = {Lesson.Kind.ARTICLE, Lesson.Kind.BOOK}
# Players stop a little before the duration the container claims, so the last second is never demanded.
LAST_SECOND = 1 * MILLI


@transaction.atomic
def save_progress(*, user_id: int, lesson_id: int, position: float, ranges: Sequence[Sequence[float]]) -> Progress:
    """Add what was watched to what is known; two devices at once lose nothing of each other's.

    An article is 100 long: its position is the per cent of the text that has been passed.
    """
    lesson = openable(user_id=user_id, lesson_id=lesson_id)
    progress = locked(user_id=user_id, lesson_id=lesson.pk)
    length = length_of(lesson)
    progress.position = max(0.0, min(float(position), length))
    progress.ranges = merged([*progress.ranges, *ranges], length=length)
    progress.watched_seconds = total_ms(progress.ranges) // MILLI
    progress.save(update_fields=["position", "ranges", "watched_seconds", "updated_at"])
    if fulfils_rule(lesson, progress):
        complete(progress, lesson)
    return progress


@transaction.atomic
def mark_complete(*, user_id: int, lesson_id: int) -> Progress:
    """The learner says it is done: any article or book, and lessons whose rule leaves it to them."""
    lesson = openable(user_id=user_id, lesson_id=lesson_id)
    progress = locked(user_id=user_id, lesson_id=lesson.pk)
    if lesson.kind == Lesson.Kind.ONSITE:
        raise CompletedByComing
    if lesson.kind not in READ and lesson.rule != Lesson.Rule.MANUAL:
        raise CompletedByWatching
    complete(progress, lesson)
    return progress


@transaction.atomic
def work_on(*, user_id: int, lesson_id: int, fulfils: Callable[[Lesson], bool]) -> Progress:
    """A lesson that keeps its own scores, or who was there, was worked on.

    ``fulfils`` its rule is asked one at a time for a person.
    """
    lesson = openable(user_id=user_id, lesson_id=lesson_id)
    progress = locked(user_id=user_id, lesson_id=lesson.pk)
    progress.save(update_fields=["updated_at"])
    if fulfils(lesson):
        complete(progress, lesson)
    return progress


def openable(*, user_id: int, lesson_id: int) -> Lesson:
    lesson = live_lesson(lesson_id)
    if not may_open(user_id, lesson.pk):
        raise LessonLocked
    return lesson


def locked(*, user_id: int, lesson_id: int) -> Progress:
    made, created = Progress.objects.get_or_create(user_id=user_id, lesson_id=lesson_id)
    return made if created else Progress.objects.select_for_update().get(pk=made.pk)


def length_of(lesson: Lesson) -> float:
    if lesson.kind == Lesson.Kind.ARTICLE:
        return ARTICLE_LENGTH
    return lesson.asset.duration_ms / MILLI if lesson.asset else 0.0


def fulfils_rule(lesson: Lesson, progress: Progress) -> bool:
    if lesson.rule != Lesson.Rule.WATCHED or lesson.kind in {Lesson.Kind.EXERCISE, Lesson.Kind.ONSITE}:
        return False
    if lesson.kind == Lesson.Kind.ARTICLE:
        return progress.position >= ARTICLE_LENGTH
    length = ms(length_of(lesson))
    # Of a book a second is a chapter.
    enough = min(length * lesson.rule_percent // 100, length - (0 if lesson.kind in READ else LAST_SECOND))
    return total_ms(progress.ranges) >= max(enough, 1)


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
