import json
import re
from datetime import timedelta

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from tests import make
from zhiyu.access.actions import grant
from zhiyu.access.models import Grant
from zhiyu.accounts.models import User
from zhiyu.catalog.models import Chapter, Course, Lesson, Product
from zhiyu.commerce.models import Order
from zhiyu.kernel.clock import now
from zhiyu.learning.actions import mark_complete

pytestmark = pytest.mark.django_db


def html(client: Client, path: str, status: int = 200) -> str:
    answer = client.get(path)
    assert answer.status_code == status, answer.content.decode()[:2000]
    return answer.content.decode()


def address(course: Course) -> str:
    return f"/courses/{course.product.code}"


def test_a_stranger_sees_what_it_gives_and_one_way_to_buy(course: Course, video: Lesson, free: Lesson) -> None:
    Course.objects.update(
        problem="照片发灰", outcome="脸上有光\n分清顺逆光", for_whom="只有手机", not_for_whom="专业摄影师"
    )
    text = html(Client(), address(course))

    for words in (
        "手机拍好家人",
        "照片发灰",
        "脸上有光",
        "分清顺逆光",
        "只有手机",
        "专业摄影师",
        "找到那扇窗",
        "7 天内",
    ):
        assert words in text
    assert f"/checkout/{course.product.code}" in text
    assert "免费试看 20 秒" in text
    assert f'href="/lessons/{video.pk}"' in text
    assert f'href="/lessons/{free.pk}"' in text


def test_it_describes_itself_to_machines_and_to_those_one_shares_it_with(course: Course) -> None:
    Product.objects.update(title="光</script><b>与影", subtitle="一句话")
    text = html(Client(), address(course))

    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', text, re.DOTALL)
    assert found
    data = json.loads(found[1])
    assert (data["@type"], data["name"], data["offers"][0]["price"]) == ("Course", "光</script><b>与影", "99.00")
    assert f'<link rel="canonical" href="http://testserver{address(course)}">' in text
    assert '<meta property="og:description" content="一句话">' in text
    assert 'class="qr"' in text


def test_the_owner_goes_on_where_he_stopped(
    course: Course, learner: User, page: Client, free: Lesson, paid: Lesson
) -> None:
    grant(user_id=learner.pk, product_id=course.product_id, source="staff:1")
    text = html(page, address(course))
    assert "开始学习" in text
    assert "/checkout/" not in text

    mark_complete(user_id=learner.pk, lesson_id=free.pk)
    text = html(page, address(course))
    assert "继续学习" in text
    assert f'href="/lessons/{paid.pk}"' in text
    assert "学完 1 / 3 课" in text


def test_whoever_once_had_it_is_asked_to_renew(course: Course, learner: User, page: Client) -> None:
    grant(user_id=learner.pk, product_id=course.product_id, source="staff:1")
    Grant.objects.update(valid_until=now() - timedelta(days=1))
    assert "重新购买" in html(page, address(course))


def test_no_seat_no_sale(course: Course) -> None:
    Product.objects.update(stock=5, taken=3)
    assert "限 5 个名额，还剩 2 个" in html(Client(), address(course))
    Product.objects.update(taken=5)
    text = html(Client(), address(course))
    assert "名额已满" in text
    assert "/checkout/" not in text


def test_a_free_course_is_taken_with_one_tap(learner: User, page: Client) -> None:
    course = make.course(price_fen=0, lessons=1)
    lesson = Lesson.objects.get(chapter__course=course)
    text = html(page, address(course))
    assert f'action="{address(course)}/take"' in text
    assert "免费" in text

    for _again in range(2):
        answer = page.post(f"{address(course)}/take")
        assert (answer.status_code, answer.headers["Location"]) == (302, f"/lessons/{lesson.pk}")
    assert list(Order.objects.values_list("buyer", "total_fen", "status")) == [(learner.pk, 0, "paid")]
    assert Grant.objects.filter(user=learner).count() == 1


def test_taking_leads_back_to_where_one_was_but_never_elsewhere(page: Client) -> None:
    course = make.course(price_fen=0, lessons=2)
    wanted = f"/lessons/{Lesson.objects.filter(chapter__course=course)[1].pk}?t=20.0"
    assert page.post(f"{address(course)}/take", {"next": wanted}).headers["Location"] == wanted
    evil = page.post(f"{address(course)}/take", {"next": "https://evil.example/"})
    assert evil.headers["Location"].startswith("/lessons/")


def test_a_course_with_a_price_is_not_taken_for_nothing(course: Course, page: Client) -> None:
    page.post(f"{address(course)}/take")
    assert not Order.objects.exists()
    assert not Grant.objects.exists()


def test_taking_needs_a_login(course: Course) -> None:
    answer = Client().post(f"{address(course)}/take")
    assert answer.headers["Location"].startswith("/login")


def test_an_unpublished_course_is_seen_by_editors_and_owners(course: Course, learner: User, page: Client) -> None:
    Product.objects.update(status=Product.Status.UNPUBLISHED)
    html(Client(), address(course), 404)
    html(page, address(course), 404)

    editor = Client()
    make.login(editor, make.user(role="creator"))
    text = html(editor, address(course))
    assert "还没有上架" in text
    assert "/checkout/" not in text
    assert '<meta name="robots" content="noindex">' in text

    grant(user_id=learner.pk, product_id=course.product_id, source="staff:1")
    assert "停止销售" in html(page, address(course))


@pytest.mark.parametrize("count", [1, 3])
def test_page_and_api_ask_the_database_the_same_number_of_times(
    count: int, learner: User, page: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    course = make.course(lessons=count)
    for n in range(count - 1):
        chapter = Chapter.objects.create(course=course, title=f"章 {n}")
        Lesson.objects.create(chapter=chapter, title="课", body="文")
    grant(user_id=learner.pk, product_id=course.product_id, source="staff:1")
    path = address(course)
    html(page, path)
    with django_assert_num_queries(10):
        assert html(page, path).count('class="outline-row"') == 2 * count - 1
    headers = make.bearer(learner)
    with django_assert_num_queries(8):
        body = page.get(f"/api/v1{path}", headers=headers).json()
    assert sum(len(chapter["lessons"]) for chapter in body["chapters"]) == 2 * count - 1


@pytest.mark.parametrize(("characters", "minutes"), [(1, 1), (399, 1), (1200, 3)])
def test_a_course_is_as_long_everywhere_as_its_lessons_together(
    course: Course, free: Lesson, characters: int, minutes: int
) -> None:
    Lesson.objects.filter(pk=free.pk).update(body="读" * characters)
    removed = Lesson.objects.create(chapter=course.chapters.get(), title="不要了", kind="article", body="长" * 9000)
    Lesson.objects.filter(pk=removed.pk).update(removed_at=now())
    slug = course.product.code
    anybody = Client()

    read = anybody.get(f"/api/v1/courses/{slug}").json()
    lessons = [lesson["duration_seconds"] for chapter in read["chapters"] for lesson in chapter["lessons"]]
    (listed,) = anybody.get("/api/v1/courses").json()["items"]

    assert lessons[0] == minutes * 60
    assert read["duration_seconds"] == listed["duration_seconds"] == sum(lessons)
    spoken = f"{round(sum(lessons) / 60)} 分钟"
    assert spoken in anybody.get("/").content.decode()
    assert f"约 {spoken}" in anybody.get(f"/courses/{slug}").content.decode()
