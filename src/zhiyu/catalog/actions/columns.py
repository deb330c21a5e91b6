"""A column: courses that are had by a membership and by no other way."""

from collections.abc import Collection

from zhiyu.catalog.actions.courses import edit_course
from zhiyu.catalog.actions.singles import sell_lesson
from zhiyu.catalog.models import Course, Single


def sell_only_here(product_ids: Collection[int], *, only_here: bool, actor_id: int | None) -> None:
    """A column: its courses, and lessons that were sold one by one. Put back, the lessons stay with their course."""
    courses = Course.objects.filter(product__in=product_ids).exclude(product__sold_alone=not only_here)
    for course in courses.order_by("pk"):
        edit_course(course_id=course.pk, actor_id=actor_id, sold_alone=not only_here)
    if only_here:
        singles = Single.objects.filter(course__product__in=product_ids, offered=True).order_by("pk")
        for lesson_id in singles.values_list("lesson", flat=True):
            sell_lesson(lesson_id=lesson_id, price_fen=None, actor_id=actor_id)
