"""What follows from any change of a course: its time of change, its outline version, what it is found by."""

from collections.abc import Iterator

from zhiyu.catalog.actions.shelving import keep_on_shelf
from zhiyu.catalog.errors import LastLesson
from zhiyu.catalog.models import Course, OutlineVersion, Product
from zhiyu.catalog.queries import SEARCH_KIND, Outline, outline
from zhiyu.kernel.errors import NotFound
from zhiyu.platform import rehearsing
from zhiyu.platform.live import tell
from zhiyu.search.actions import index

LONGEST_TITLE = 80
# What an intake has of its course, today's and not that of the day it was set up.
OF_COURSE = ("refund_days", "refund_percent", "refund_later_days", "term_count", "term_unit")


def lock_course(course_id: int) -> Course:
    """The course, its row held until the transaction ends: outlines are changed by one at a time."""
    course = Course.objects.select_for_update().filter(pk=course_id).first()
    if course is None:
        raise NotFound
    # Read after the lock: joined to it, the product would be as it was before the wait.
    course.product = Product.objects.get(pk=course.product_id)
    return course


def course_changed(course: Course) -> None:
    """Call last in every action on a course, in its transaction."""
    shown = outline(course.pk)
    if course.product.status == Product.Status.PUBLISHED:
        if not shown.lessons and not rehearsing.running():
            raise LastLesson
        _keep_version(course, shown)
    _follow(course, shown)
    _lead_intakes(course)
    course.save(update_fields=["updated_at", "outline_version"])
    tell("studio")
    index(kind=SEARCH_KIND, ref=str(course.pk), title=course.product.title, texts=list(_texts(course, shown)))


def _follow(course: Course, shown: Outline) -> None:
    """Lessons sold by themselves are on the shelf while their course is, under the course's refund days."""
    on_sale = course.product.status == Product.Status.PUBLISHED
    paid = {lesson.pk: lesson for lesson in shown.lessons if not lesson.free}
    for single in course.singles.select_related("product"):
        product, lesson = single.product, paid.get(single.lesson_id)
        keep_on_shelf(product, wanted=on_sale and single.offered and lesson is not None)
        if lesson is not None:
            product.title = _title(lesson.title, course.product.title)
            product.refund_days = course.product.refund_days
            product.save(update_fields=["title", "refund_days"])


def _lead_intakes(course: Course) -> None:
    """Whoever books from now on has the course's rule and term of today."""
    had = {name: getattr(course.product, name) for name in OF_COURSE}
    Product.objects.filter(intake__course=course).exclude(**had).update(**had)


def _title(lesson: str, course: str) -> str:
    both = f"{lesson}（{course}）"
    return both if len(both) <= LONGEST_TITLE else lesson


def _keep_version(course: Course, shown: Outline) -> None:
    """Write the published outline down when it is another than the last one."""
    lessons = [
        {"id": lesson.pk, "chapter": chapter.title, "title": lesson.title}
        for chapter in shown
        for lesson in chapter.lessons
    ]
    last = course.versions.order_by("-number").first()
    if last and last.lessons == lessons:
        return
    version = OutlineVersion.objects.create(course=course, number=last.number + 1 if last else 1, lessons=lessons)
    course.outline_version = version.number


def _texts(course: Course, shown: Outline) -> Iterator[tuple[str, str]]:
    product = course.product
    yield product.title, "A"
    yield product.subtitle, "B"
    yield course.teacher, "B"
    yield " ".join(course.tags.values_list("name", flat=True)), "B"
    yield " ".join(course.categories.values_list("name", flat=True)), "B"
    for lesson in shown.lessons:
        yield lesson.title, "C"
        yield lesson.objective, "C"
    for text in (course.problem, course.outcome, course.for_whom, course.intro, course.contents):
        yield text, "C"
    for lesson in shown.lessons:
        yield lesson.body, "D"
