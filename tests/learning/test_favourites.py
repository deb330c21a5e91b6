"""What a learner wants to find again."""

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from django.test import Client

from tests import make
from zhiyu.accounts.belongings import all_belongings
from zhiyu.learning.models import Favourite

pytestmark = pytest.mark.django_db
Counted = Callable[[int], AbstractContextManager[object]]


@pytest.mark.parametrize("count", [1, 3])
def test_marked_courses_are_listed_last_one_first_on_the_page_and_in_the_api(
    client: Client, count: int, django_assert_num_queries: Counted
) -> None:
    make.login(client, make.user())
    courses = [make.course(title=f"第 {n} 门") for n in range(count)]
    for one in courses:
        client.post(f"/courses/{one.product.code}/favourite", {"on": "1"})
    client.get("/me/favourites")
    with django_assert_num_queries(5):
        page = client.get("/me/favourites").content.decode()
    items = client.get("/api/v1/me/favourites").json()["items"]
    wanted = [one.product.title for one in reversed(courses)]
    assert [one["title"] for one in items] == wanted
    assert sorted(wanted, key=page.index) == wanted


def test_marking_twice_is_marking_once_and_unmarking_twice_is_nothing(client: Client) -> None:
    make.login(client, make.user())
    code = make.course().product.code
    for favourite in (True, True, False, False):
        method = client.put if favourite else client.delete
        answer = method(f"/api/v1/courses/{code}/favourite")
        assert answer.json() == {"course": code, "favourite": favourite}
        assert Favourite.objects.count() == int(favourite)
        assert client.get(f"/api/v1/courses/{code}").json()["favourite"] == favourite


def test_the_button_alone_comes_back_and_says_how_it_stands(client: Client) -> None:
    make.login(client, make.user())
    code = make.course().product.code
    text = client.post(f"/courses/{code}/favourite", {"on": "1"}, headers={"HX-Request": "true"}).content.decode()
    assert "已收藏" in text
    assert "<html" not in text
    assert "已收藏" in client.get(f"/courses/{code}").content.decode()


def test_a_course_off_sale_cannot_be_marked_and_is_not_listed_but_comes_back(client: Client) -> None:
    make.login(client, make.user())
    course = make.course()
    code = course.product.code
    client.put(f"/api/v1/courses/{code}/favourite")
    course.product.status = "draft"
    course.product.save(update_fields=["status"])
    assert client.get("/api/v1/me/favourites").json()["items"] == []
    assert client.put(f"/api/v1/courses/{code}/favourite").status_code == 404
    course.product.status = "published"
    course.product.save(update_fields=["status"])
    assert len(client.get("/api/v1/me/favourites").json()["items"]) == 1


def test_whoever_leaves_takes_the_marks_along(client: Client) -> None:
    user = make.user()
    make.login(client, user)
    client.put(f"/api/v1/courses/{make.course(title='晨间写作').product.code}/favourite")
    mine = next(one for one in all_belongings() if one.key == "favourites")
    assert (list(mine.lost(user.pk)), [row["product"] for row in mine.export(user.pk)]) == (
        ["收藏的课程"],
        ["晨间写作"],
    )
    mine.forget(user.pk)
    assert not Favourite.objects.exists()
