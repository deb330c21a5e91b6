"""A course whose pages link to one another: links, what leads to a page, search inside, what changed lately."""

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from tests import make
from tests.access.viewers import browser
from zhiyu.access.actions import grant
from zhiyu.catalog import actions
from zhiyu.catalog.links import links_to, renamed, resolved
from zhiyu.catalog.models import Course, Lesson
from zhiyu.catalog.queries import pages_linking_to

pytestmark = pytest.mark.django_db


@pytest.fixture
def base() -> Course:
    """Three pages; the first is free and names both others."""
    course = make.course(title="早餐百科", lessons=3)
    actions.edit_course(course_id=course.pk, actor_id=None, linked=True)
    texts = [
        ("总览", "从 [[粥]] 开始，再看 [[面条|怎么煮面]]。`[[粥]]` 不是链接，[[没有的页]]也不是。"),
        ("粥", "一份米八份水，**秘诀**是先泡。回到 [[总览]]。"),
        ("面条", "水开下面。"),
    ]
    for lesson, (title, body) in zip(Lesson.objects.filter(chapter__course=course), texts, strict=True):
        actions.edit_lesson(lesson_id=lesson.pk, actor_id=None, title=title, body=body)
    return course


def lesson(title: str) -> Lesson:
    return Lesson.objects.get(title=title)


def text(client: Client, address: str) -> str:
    return client.get(address).content.decode()


@pytest.mark.usefixtures("base")
def test_titles_in_brackets_lead_to_their_pages() -> None:
    page = text(Client(), f"/lessons/{lesson('总览').pk}")

    assert f'<a href="/lessons/{lesson("粥").pk}"' in page
    assert ">怎么煮面</a>" in page
    assert "<code>[[粥]]</code>" in page
    assert "没有的页也不是" in page


def test_a_page_says_which_pages_lead_to_it(base: Course) -> None:
    owner = make.user()
    grant(user_id=owner.pk, product_id=base.product_id, source="test:base")

    assert "提到这一页的" in text(browser(owner), f"/lessons/{lesson('面条').pk}")
    assert "提到这一页的" in text(Client(), f"/lessons/{lesson('总览').pk}")
    actions.edit_course(course_id=base.pk, actor_id=None, linked=False)
    assert "提到这一页的" not in text(browser(owner), f"/lessons/{lesson('面条').pk}")


@pytest.mark.usefixtures("base")
def test_links_follow_a_page_that_gets_another_title() -> None:
    actions.edit_lesson(lesson_id=lesson("粥").pk, actor_id=None, title="煮粥")

    assert lesson("总览").body == "从 [[煮粥]] 开始，再看 [[面条|怎么煮面]]。`[[粥]]` 不是链接，[[没有的页]]也不是。"


def test_search_shows_words_of_open_pages_alone(base: Course) -> None:
    owner = make.user()
    grant(user_id=owner.pk, product_id=base.product_id, source="test:base")
    address = f"/courses/{base.product.code}/find"

    mine, passer = browser(owner), Client()
    assert "先泡" in text(mine, f"{address}?query=秘诀")
    found = text(passer, f"{address}?query=秘诀")
    assert ("没有找到" in found, "先泡" in found) == (True, False)
    titled = text(passer, f"{address}?query=粥")
    assert ("买下后能读" in titled, "八份水" in titled) == (True, False)
    assert "找到" not in text(passer, address)

    for client, words, shown in ((mine, "秘诀", True), (passer, "粥", False)):
        items = client.get(f"/api/v1{address}", {"query": words}).json()["items"]
        assert {one["title"]: bool(one["text"]) for one in items}["粥"] is shown
    assert passer.get(f"/api/v1{address}", {"query": "秘诀"}).json()["items"] == []


def test_an_open_page_with_nothing_written_is_not_said_to_be_closed(base: Course) -> None:
    owner = make.user()
    grant(user_id=owner.pk, product_id=base.product_id, source="test:base")
    Lesson.objects.filter(title="面条").update(kind="live", body="")
    address = f"/courses/{base.product.code}/find"

    for client, closed in ((browser(owner), False), (browser(make.user(role="creator")), False), (Client(), True)):
        assert ("买下后能读" in text(client, f"{address}?query=面条")) is closed
        (found,) = [one for one in client.get(f"/api/v1{address}?query=面条").json()["items"] if one["title"] == "面条"]
        assert (found["open"], found["text"]) == (not closed, "")


def test_brackets_are_brackets_where_pages_do_not_link(base: Course) -> None:
    actions.edit_course(course_id=base.pk, actor_id=None, linked=False)

    assert "从 [[粥]] 开始，再看 [[面条|怎么煮面]]" in text(Client(), f"/lessons/{lesson('总览').pk}")
    actions.edit_lesson(lesson_id=lesson("粥").pk, actor_id=None, title="煮粥")
    assert "[[粥]] 开始" in lesson("总览").body


def test_a_book_among_the_pages_links_nowhere_and_is_left_as_it_is(base: Course) -> None:
    Lesson.objects.filter(title="面条").update(kind="book", body="写 [[粥]] 的书")
    assert pages_linking_to(base.pk, "粥") == [lesson("总览").pk]

    actions.edit_lesson(lesson_id=lesson("粥").pk, actor_id=None, title="煮粥")
    assert lesson("面条").body == "写 [[粥]] 的书"


def test_who_has_it_sees_what_changed_lately(base: Course) -> None:
    owner = make.user()
    grant(user_id=owner.pk, product_id=base.product_id, source="test:base")
    actions.edit_lesson(lesson_id=lesson("面条").pk, actor_id=None, body="水开下面，再点一次凉水。")

    page = text(browser(owner), f"/courses/{base.product.code}")
    lately = page.split("最近更新")[1]
    assert lately.index("面条") < lately.index("总览")
    assert "最近更新" not in text(Client(), f"/courses/{base.product.code}")
    assert "知识库目录" in text(Client(), f"/courses/{base.product.code}")


def test_a_knowledge_base_is_made_from_the_page_of_products(client: Client) -> None:
    client.force_login(make.user(role="creator"))
    assert "checked" in text(client, "/studio/courses/new?linked=1")
    client.post("/studio/courses/new", {"title": "百科", "outline": "", "linked": "on"})
    assert Course.objects.get().linked


@pytest.mark.usefixtures("base")
@pytest.mark.parametrize("count", [1, 3])
def test_a_page_costs_the_same_however_many_lead_to_it(count: int, django_assert_max_num_queries: object) -> None:
    chapter = lesson("总览").chapter_id
    for n in range(count):
        actions.add_lesson(chapter_id=chapter, title=f"页 {n}", actor_id=None, body="见 [[总览]]")
    text(Client(), f"/lessons/{lesson('总览').pk}")  # makes the school's row
    with django_assert_max_num_queries(9):  # type: ignore[operator]
        page = text(Client(), f"/lessons/{lesson('总览').pk}")
    assert page.count('class="base-page"') == count + 1


titles = st.text(alphabet="ab粥 ", min_size=1, max_size=4).map(str.strip).filter(bool)


@given(title=titles, other=titles, around=st.text(alphabet="x[]|`粥\n ", max_size=12))
def test_a_renamed_link_leads_where_it_led(title: str, other: str, around: str) -> None:
    written = f"{around}\n\n[[{title}]]"
    if not links_to(written, title):
        return
    assert links_to(renamed(written, title, other), other)
    assert f"({other}!)" in resolved(renamed(written, title, other), {other: f"{other}!"})
