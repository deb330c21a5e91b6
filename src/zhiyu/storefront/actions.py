from zhiyu.access.actions import open_lesson
from zhiyu.access.standing import Person, Right
from zhiyu.catalog.queries import lesson
from zhiyu.storefront.lessons import LessonPage, Shown, lesson_page


def visit_lesson(*, user: Person, lesson_id: int) -> LessonPage:
    """The lesson as its visitor may have it now. What is whole has been counted as opened."""
    found = lesson_page(lesson_id, user)
    if found.shown != Shown.WHOLE or not found.text:
        return found
    if open_lesson(user=user, lesson=lesson(lesson_id)) != Right.NONE:
        return found
    # A refund came between the page and its opening.
    return visit_lesson(user=user, lesson_id=lesson_id)
