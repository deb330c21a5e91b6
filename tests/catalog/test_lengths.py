"""How long a course takes: what is read by its own characters, and nothing where nobody knows."""

import pytest
from django.test import Client

from tests import make
from zhiyu.catalog.models import Course, Lesson
from zhiyu.catalog.queries import course_by_code
from zhiyu.catalog.shelf import course_on_shelf
from zhiyu.media.models import Asset, BookChapter

pytestmark = pytest.mark.django_db


@pytest.fixture
def course() -> Course:
    made = make.course(lessons=1)
    Lesson.objects.filter(chapter__course=made).update(body="字" * 800)
    return made


def add(course: Course, kind: str, *, parts: int) -> Asset:
    asset = Asset.objects.create(
        kind=kind, state="ready", name="a", mime="x/y", size=1, sha256="0" * 64, duration_ms=parts * 1000
    )
    Lesson.objects.create(chapter=course.chapters.get(), title=kind, kind=kind, asset=asset, position=5)
    return asset


def lengths(course: Course) -> tuple[int, int]:
    """As its page and as the shelves count it."""
    shelf = course_on_shelf(course.product.code)
    return sum(one.seconds for one in shelf.lessons), course_by_code(course.product.code).seconds  # type: ignore[attr-defined]


def test_a_chapter_is_as_long_as_its_own_text(course: Course) -> None:
    assert lengths(course) == (120, 120)
    book = add(course, "book", parts=3)
    for number, words in enumerate(("序", "字" * 4_000, "letter " * 600)):
        BookChapter.objects.create(asset=book, number=number, title="章", html="", words=words)
    # 4,000 characters are ten minutes, 600 words of English three and a half.
    assert lengths(course) == (120 + 810, 120 + 810)


def test_a_short_book_takes_a_minute_and_one_without_its_chapters_nothing(course: Course) -> None:
    book = add(course, "book", parts=1)
    BookChapter.objects.create(asset=book, number=0, title="章", html="", words="短")
    add(course, "book", parts=0)
    assert lengths(course) == (180, 180)


def test_courseware_has_parts_and_no_length(course: Course, client: Client) -> None:
    add(course, "exercise", parts=4)
    assert lengths(course) == (120, 120)
    assert "4 部分" in client.get(f"/courses/{course.product.code}").content.decode()
