import pytest
from pytest_django import DjangoAssertNumQueries

from tests import make
from zhiyu.catalog import actions
from zhiyu.catalog.models import Course, Product, Tag
from zhiyu.catalog.queries import categories_on_sale, courses_on_sale, tags_on_sale, whole_outline
from zhiyu.kernel.errors import NotFound

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(("query", "statements"), [("", 3), ("写作", 4)])
def test_a_list_of_courses_takes_the_same_statements_for_any_length(
    count: int, query: str, statements: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(count):
        course = make.course()
        actions.edit_course(course_id=course.pk, actor_id=None, tags=["写作", "零基础"], categories=[1])

    with django_assert_num_queries(statements):
        found = [
            (one.product.title, one.lesson_count, len(one.tags.all()), len(one.categories.all()))  # type: ignore[attr-defined]
            for one in courses_on_sale(query=query)
        ]

    assert found == [("七天写作营", 2, 2, 1)] * count


def test_courses_are_found_by_tag_and_category_by_name_or_address() -> None:
    course, _other = make.course(), make.course()
    actions.edit_course(course_id=course.pk, actor_id=None, tags=["摄影"], categories=[2])

    for wanted in ({"tag": "摄影"}, {"tag": "she-ying"}, {"category": "兴趣爱好"}, {"category": "xing-qu"}):
        assert list(courses_on_sale(**wanted)) == [course]
    assert list(courses_on_sale(tag="烹饪")) == []
    assert [one.name for one in tags_on_sale()] == ["摄影"]
    assert [one.name for one in categories_on_sale()] == ["兴趣爱好"]


def test_a_title_beats_a_lesson_and_every_change_is_found_at_once() -> None:
    by_lesson = make.course(title="七天动笔")
    by_title = make.course(title="看板入门")
    lesson = whole_outline(by_lesson.pk).lessons[1]
    actions.edit_lesson(lesson_id=lesson.pk, actor_id=None, body="说说看板，再说看板，还是看板")
    actions.edit_course(course_id=by_title.pk, actor_id=None, subtitle="二十一天")

    assert list(courses_on_sale(query="看板")) == [by_title, by_lesson]

    actions.edit_course(course_id=by_title.pk, actor_id=None, title="图表入门")
    assert list(courses_on_sale(query="看板")) == [by_lesson]


def test_addresses_of_the_same_title_are_numbered() -> None:
    made = [actions.create_course(title="写作 Camp", actor_id=None).product.code for _ in range(3)]

    assert made == ["xie-zuo-camp", "xie-zuo-camp-2", "xie-zuo-camp-3"]


def test_tags_are_shared_whatever_their_letter_case() -> None:
    for tags in (["Excel", "excel "], ["EXCEL"], ["#Excel"]):
        actions.edit_course(course_id=make.course().pk, actor_id=None, tags=tags)

    assert list(Tag.objects.values_list("name", "slug")) == [("Excel", "excel")]


def test_changing_what_is_not_there_is_refused() -> None:
    with pytest.raises(NotFound):
        actions.edit_course(course_id=1, actor_id=None, title="x")
    with pytest.raises(NotFound):
        actions.edit_lesson(lesson_id=1, actor_id=None, title="x")
    with pytest.raises(NotFound):
        actions.rename_chapter(chapter_id=1, actor_id=None, title="x")
    with pytest.raises(NotFound):
        actions.detach_file(attachment_id=1, actor_id=None)
    assert (Course.objects.count(), Product.objects.count()) == (0, 0)
