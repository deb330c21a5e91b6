"""A knowledge base as its readers find their way in it: what leads to a page, search, what changed lately."""

from collections.abc import Sequence
from dataclasses import dataclass

from zhiyu.access.standing import Person, Right, right_of
from zhiyu.catalog.queries import pages_linking_to, pages_with
from zhiyu.catalog.shelf import ShelfLesson
from zhiyu.storefront.queries import CoursePage

LATELY = 5
AROUND = 40


@dataclass(frozen=True)
class Hit:
    """``text`` is what stands around; ``open``: whether the visitor may read the page."""

    lesson: ShelfLesson
    text: str
    open: bool


def leading_here(page: CoursePage, lesson: ShelfLesson) -> Sequence[ShelfLesson]:
    """The pages that link to this one."""
    if not page.course.linked:
        return ()
    found = set(pages_linking_to(page.course.pk, lesson.title))
    return [one for one in page.course.lessons if one.pk in found and one.pk != lesson.pk]


def changed_lately(page: CoursePage) -> Sequence[ShelfLesson]:
    """For who has it: the pages written on last, the newest first."""
    if not (page.course.linked and page.owned):
        return ()
    known = [(one.updated_at, one) for one in page.course.lessons if one.updated_at]
    return [one for _at, one in sorted(known, key=lambda pair: pair[0], reverse=True)[:LATELY]]


def hits(page: CoursePage, words: str, user: Person) -> Sequence[Hit]:
    """What is not open is found by its title alone."""
    shelf = {one.pk: one for one in page.course.lessons}
    found = []
    for one in pages_with(page.course.pk, words) if words else ():
        lesson = shelf.get(one.pk)
        if lesson is None:
            continue
        right = right_of(user, owned=page.opens(lesson.pk), free=lesson.free, on_sale=page.product.on_sale)
        is_open = right != Right.NONE
        if is_open or words.casefold() in lesson.title.casefold():
            found.append(Hit(lesson, around(one.body, words) if is_open and one.body else "", is_open))
    return found


def around(text: str, words: str) -> str:
    plain = " ".join(text.replace("[[", "").replace("]]", "").split())
    at = plain.casefold().find(words.casefold())
    return plain[max(0, at - AROUND) : at + len(words) + AROUND] if at >= 0 else plain[: 2 * AROUND]
