import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from tests import make
from zhiyu.access.actions import grant
from zhiyu.accounts.models import User
from zhiyu.catalog.models import Category, Course, Lesson, Product, Tag
from zhiyu.learning.actions import save_progress
from zhiyu.platform.actions import save_school
from zhiyu.search.actions import index

pytestmark = pytest.mark.django_db


def html(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return answer.content.decode()


def found_by_search(course: Course) -> None:
    index(kind="course", ref=str(course.pk), title=course.product.title, texts=[(course.product.title, "A")])


def test_the_front_says_who_this_is_and_what_there_is(course: Course) -> None:
    save_school(actor_id=None, name="林知学堂", slogan="把日子过好的小本事", about="每门课解决一个小问题。")
    make.course(title="草稿课", published=False)
    text = html(Client(), "/")

    for words in ("林知学堂", "把日子过好的小本事", "每门课解决一个小问题。", "手机拍好家人", "99", "3 课"):
        assert words in text
    assert f'href="/courses/{course.product.code}"' in text
    assert "草稿课" not in text


def test_an_empty_school_says_so_to_visitors_and_shows_its_maker_the_way() -> None:
    assert "课程正在准备中" in html(Client(), "/")
    maker = Client()
    make.login(maker, make.user(role="owner"))
    text = html(maker, "/")
    assert "学堂还没有上架的课程" in text
    assert 'href="/studio/courses"' in text


def test_categories_and_tags_narrow_the_shelf(course: Course) -> None:
    other = make.course(title="睡前七个晚上")
    life, light = Category.objects.create(name="生活", slug="life"), Tag.objects.create(name="光", slug="light")
    course.categories.add(life)
    other.tags.add(light)

    assert [x in html(Client(), "/?category=life") for x in ("手机拍好家人", "睡前七个晚上")] == [True, False]
    assert [x in html(Client(), "/?tag=light") for x in ("手机拍好家人", "睡前七个晚上")] == [False, True]
    assert "这个分类下还没有课程" in html(Client(), "/?tag=nothing")


def test_chinese_is_found_and_what_is_not_is_said(course: Course) -> None:
    found_by_search(course)
    assert "找到 1 样内容" in html(Client(), "/search?query=拍家人")
    assert "没有找到和“量子力学”有关的内容" in html(Client(), "/search?query=量子力学")
    assert "搜索课程" in html(Client(), "/search")


def test_a_learner_goes_on_from_the_front_and_from_her_list(
    course: Course, learner: User, page: Client, paid: Lesson
) -> None:
    assert "还没有课程" in html(page, "/me/learning")
    grant(user_id=learner.pk, product_id=course.product_id, source="staff:1")
    save_progress(user_id=learner.pk, lesson_id=paid.pk, position=40, ranges=[(0, 40)])

    for path in ("/", "/me/learning", "/me"):
        text = html(page, path)
        assert f'href="/lessons/{paid.pk}"' in text, path
        assert "继续学习" in text
        assert "学完 0 / 3 课" in text


def test_what_was_tried_for_free_is_kept_apart(course: Course, learner: User, page: Client, free: Lesson) -> None:
    save_progress(user_id=learner.pk, lesson_id=free.pk, position=5, ranges=[(0, 5)])
    text = html(page, "/me/learning")
    assert "试学过的" in text
    assert "看看完整课程" in text
    assert f'href="/courses/{course.product.code}"' in text


def test_the_user_centre_leads_everywhere(page: Client) -> None:
    text = html(page, "/me/")
    for path in ("/me/learning", "/me/orders", "/me/devices", "/me/settings"):
        assert f'href="{path}"' in text
        assert page.get(path).status_code == 200
    assert 'action="/logout"' in text
    assert "陈阿姨" in text


@pytest.mark.parametrize("path", ["/me", "/me/", "/me/learning"])
def test_ones_own_pages_need_a_login(path: str) -> None:
    assert Client().get(path).headers["Location"].startswith("/login?next=")


def test_crawlers_find_the_courses_on_sale(course: Course) -> None:
    make.course(published=False)
    robots = Client().get("/robots.txt").content.decode()
    assert "Sitemap: http://testserver/sitemap.xml" in robots
    answer = Client().get("/sitemap.xml")
    assert answer.headers["Content-Type"] == "application/xml"
    assert answer.content.decode().count("<loc>") == 2
    assert f"<loc>http://testserver/courses/{course.product.code}</loc>" in answer.content.decode()


def test_the_api_lists_by_pages(db: None) -> None:
    del db
    for n in range(21):
        make.course(title=f"课 {n}", lessons=1)
    first = Client().get("/api/v1/courses").json()
    assert (len(first["items"]), first["next"]) == (20, "20")
    rest = Client().get("/api/v1/courses?cursor=20").json()
    assert (len(rest["items"]), rest["next"]) == (1, None)
    assert len({x["slug"] for x in first["items"] + rest["items"]}) == 21
    assert Client().get("/api/v1/courses?cursor=x").json()["code"] == "invalid"


def test_the_api_filters_as_the_page_does(course: Course) -> None:
    make.course(title="睡前七个晚上")
    found_by_search(course)
    course.tags.add(Tag.objects.create(name="光", slug="light"))
    for query in ("query=家人", "tag=light"):
        (item,) = Client().get(f"/api/v1/courses?{query}").json()["items"]
        assert (item["slug"], item["price_fen"], item["lesson_count"], item["tags"]) == (
            course.product.code,
            9_900,
            3,
            ["光"],
        )


@pytest.mark.parametrize("count", [1, 3])
def test_shelves_and_lists_ask_the_database_the_same_number_of_times(
    count: int, learner: User, page: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for n in range(count):
        made = make.course(title=f"课 {n}")
        made.tags.add(Tag.objects.get_or_create(name="光", slug="light")[0])
        grant(user_id=learner.pk, product_id=made.product_id, source=f"staff:{n}")
        found_by_search(made)
    html(page, "/")
    for path, queries in (("/", 15), ("/search?query=课", 6), ("/me/learning", 6)):
        with django_assert_num_queries(queries):
            assert html(page, path).count("/courses/course-") >= count
    with django_assert_num_queries(3):
        assert len(Client().get("/api/v1/courses").json()["items"]) == count
    assert Product.objects.count() == count
