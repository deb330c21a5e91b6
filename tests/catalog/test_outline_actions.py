from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from pytest_django import DjangoAssertNumQueries

from tests import make
from zhiyu.catalog import actions
from zhiyu.catalog.errors import EditedElsewhere, LastLesson
from zhiyu.catalog.models import Chapter, Course, Lesson, OutlineVersion
from zhiyu.catalog.outlines import DraftChapter
from zhiyu.catalog.queries import lesson, outline, whole_outline
from zhiyu.kernel.errors import NotFound
from zhiyu.platform.models import AuditEntry

pytestmark = pytest.mark.django_db

DRAFT = [DraftChapter("甲", ["一", "二"]), DraftChapter("乙", ["三"])]


def drafted() -> Course:
    return actions.create_course(title="写作营", actor_id=None, outline=DRAFT)


def shape(course: Course) -> list[tuple[str, list[str]]]:
    return [(chapter.title, [one.title for one in chapter.lessons]) for chapter in whole_outline(course.pk)]


def named(title: str) -> Lesson:
    return Lesson.objects.get(title=title)


def chapter(title: str) -> Chapter:
    return Chapter.objects.get(title=title)


def test_a_course_begins_with_the_pasted_outline() -> None:
    course = drafted()

    assert (course.product.code, course.product.status) == ("xie-zuo-ying", "draft")
    assert shape(course) == [("甲", ["一", "二"]), ("乙", ["三"])]
    assert outline(course.pk).lessons == []
    assert list(AuditEntry.objects.values_list("action", "target")) == [
        ("catalog.course_created", f"course:{course.pk}")
    ]


def test_chapters_and_lessons_are_added_at_the_end() -> None:
    course = drafted()

    made = actions.add_chapter(course_id=course.pk, title="丙", actor_id=None)
    actions.add_lesson(chapter_id=made.pk, title="四", actor_id=None)
    actions.add_lesson(chapter_id=chapter("甲").pk, title="五", actor_id=None, kind=Lesson.Kind.VIDEO)

    assert shape(course) == [("甲", ["一", "二", "五"]), ("乙", ["三"]), ("丙", ["四"])]


@pytest.mark.parametrize(
    ("title", "to", "position", "after"),
    [
        ("一", "甲", 1, [("甲", ["二", "一"]), ("乙", ["三"])]),
        ("二", "甲", 0, [("甲", ["二", "一"]), ("乙", ["三"])]),
        ("一", "乙", 0, [("甲", ["二"]), ("乙", ["一", "三"])]),
        ("一", "乙", 99, [("甲", ["二"]), ("乙", ["三", "一"])]),
        ("三", "甲", -5, [("甲", ["三", "一", "二"]), ("乙", [])]),
    ],
)
def test_a_lesson_moves_anywhere(title: str, to: str, position: int, after: list[tuple[str, list[str]]]) -> None:
    course = drafted()

    actions.move_lesson(lesson_id=named(title).pk, chapter_id=chapter(to).pk, position=position, actor_id=None)

    assert shape(course) == after


@pytest.mark.parametrize(
    ("title", "step", "after"),
    [
        ("一", -1, [("甲", ["一", "二"]), ("乙", ["三"])]),
        ("一", 1, [("甲", ["二", "一"]), ("乙", ["三"])]),
        ("二", 1, [("甲", ["一"]), ("乙", ["二", "三"])]),
        ("三", -1, [("甲", ["一", "二", "三"]), ("乙", [])]),
        ("三", 1, [("甲", ["一", "二"]), ("乙", ["三"])]),
    ],
)
def test_the_buttons_move_a_lesson_over_chapter_borders(
    title: str, step: int, after: list[tuple[str, list[str]]]
) -> None:
    course = drafted()

    actions.shift_lesson(lesson_id=named(title).pk, step=step, actor_id=None)

    assert shape(course) == after


def test_chapters_move_and_rename() -> None:
    course = drafted()

    actions.move_chapter(chapter_id=chapter("乙").pk, position=0, actor_id=None)
    actions.rename_chapter(chapter_id=chapter("甲").pk, title="末", actor_id=None)

    assert shape(course) == [("乙", ["三"]), ("末", ["一", "二"])]


def test_a_lesson_of_another_course_cannot_be_moved_into_this_one() -> None:
    drafted()
    other = make.course()

    with pytest.raises(NotFound):
        actions.move_lesson(lesson_id=named("一").pk, chapter_id=other.chapters.get().pk, position=0, actor_id=None)


def test_removed_lessons_leave_the_outline_and_keep_their_row() -> None:
    course = drafted()
    first = named("一")

    actions.remove_lesson(lesson_id=first.pk, actor_id=None)
    actions.remove_chapter(chapter_id=chapter("乙").pk, actor_id=None)

    assert shape(course) == [("甲", ["二"])]
    assert Lesson.objects.count() == 3
    assert Chapter.objects.count() == 2
    for gone in (first, named("三")):
        with pytest.raises(NotFound):
            lesson(gone.pk)
    with pytest.raises(NotFound):
        actions.remove_lesson(lesson_id=first.pk, actor_id=None)
    with pytest.raises(NotFound):
        actions.add_lesson(chapter_id=chapter("乙").pk, title="五", actor_id=None)


def test_a_published_outline_is_written_down_whenever_it_changes() -> None:
    course = actions.create_course(title="写作营", actor_id=None, outline=[DraftChapter("甲", ["一", "二"])])
    for one in whole_outline(course.pk).lessons:
        actions.edit_lesson(lesson_id=one.pk, actor_id=None, body="正文")
    assert OutlineVersion.objects.count() == 0

    actions.publish(course_id=course.pk, actor_id=None)
    actions.edit_lesson(lesson_id=named("一").pk, actor_id=None, objective="会写")
    actions.move_lesson(lesson_id=named("二").pk, chapter_id=chapter("甲").pk, position=0, actor_id=None)
    unfinished = actions.add_lesson(chapter_id=chapter("甲").pk, title="三", actor_id=None)
    assert [one.title for one in outline(course.pk).lessons] == ["二", "一"]
    actions.edit_lesson(lesson_id=unfinished.pk, actor_id=None, body="写好了")

    versions = OutlineVersion.objects.order_by("number")
    assert [(v.number, [x["title"] for x in v.lessons]) for v in versions] == [
        (1, ["一", "二"]),
        (2, ["二", "一"]),
        (3, ["二", "一", "三"]),
    ]
    course.refresh_from_db()
    assert course.outline_version == 3


def test_the_last_lesson_of_a_published_course_stays() -> None:
    course = make.course(lessons=1)
    only = outline(course.pk).lessons[0]

    with pytest.raises(LastLesson):
        actions.remove_lesson(lesson_id=only.pk, actor_id=None)
    with pytest.raises(LastLesson):
        actions.edit_lesson(lesson_id=only.pk, actor_id=None, body="")

    assert [one.pk for one in outline(course.pk).lessons] == [only.pk]
    assert AuditEntry.objects.count() == 0


def test_an_edit_based_on_an_old_text_is_refused() -> None:
    drafted()
    opened_at = named("一").updated_at
    actions.edit_lesson(lesson_id=named("一").pk, actor_id=None, body="别人写的", seen_at=opened_at)

    with pytest.raises(EditedElsewhere):
        actions.edit_lesson(lesson_id=named("一").pk, actor_id=None, body="我写的", seen_at=opened_at)

    assert named("一").body == "别人写的"


def test_neighbours_are_found_across_chapters() -> None:
    course = make.course(lessons=2)
    second = actions.add_chapter(course_id=course.pk, title="第二章", actor_id=None)
    actions.add_lesson(chapter_id=second.pk, title="第 3 课", actor_id=None, body="正文")
    one, two, three = outline(course.pk).lessons

    assert outline(course.pk).beside(two.pk) == (one, three)
    assert outline(course.pk).beside(one.pk) == (None, two)
    assert outline(course.pk).beside(0) == (None, None)


@pytest.mark.parametrize("lessons", [1, 3])
def test_an_outline_is_two_statements(lessons: int, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    course = make.course(lessons=lessons)

    with django_assert_num_queries(2):
        found = outline(course.pk)
        assert [one.asset for one in found.lessons] == [None] * lessons


@pytest.mark.django_db(transaction=True)
def test_moves_at_the_same_time_leave_every_place_taken_once() -> None:
    course = actions.create_course(title="并发", actor_id=None, outline=[DraftChapter("甲", list("abcdef"))])
    home = course.chapters.get()
    ids = [one.pk for one in whole_outline(course.pk).lessons]

    def shuffle(n: int) -> None:
        try:
            actions.move_lesson(lesson_id=ids[n % 6], chapter_id=home.pk, position=(n * 5) % 6, actor_id=None)
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as people:
        list(people.map(shuffle, range(24)))

    positions = Lesson.objects.filter(chapter=home).order_by("position").values_list("position", flat=True)
    assert list(positions) == [0, 1, 2, 3, 4, 5]
