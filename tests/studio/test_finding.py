"""⌘K: what a word leads to, as far as a role reaches."""

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from django.test import Client

from tests import make
from zhiyu.catalog.models import Course
from zhiyu.search.actions import index

pytestmark = pytest.mark.django_db
Counted = Callable[[int], AbstractContextManager[object]]


def course() -> Course:
    made = make.course(title="晨间写作课")
    index(kind="course", ref=str(made.pk), title=made.product.title, texts=[(made.product.title, "A")])
    return made


def groups(client: Client, query: str = "") -> dict[str, list[str]]:
    found = client.get("/api/v1/studio/find", {"query": query}).json()["groups"]
    return {group["title"]: [one["label"] for one in group["items"]] for group in found}


@pytest.mark.parametrize("count", [1, 3])
def test_a_word_finds_courses_orders_and_people_on_the_page_and_in_the_api(
    client: Client, count: int, django_assert_num_queries: Counted
) -> None:
    make.login(client, make.user(role="owner"))
    for _ in range(count):
        make.order(of=course(), buyer=make.user(name="晨间同学"))
    client.get("/studio/find", {"query": "晨间"})
    with django_assert_num_queries(13):
        page = client.get("/studio/find", {"query": "晨间"}).content.decode()
    found = groups(client, "晨间")
    assert {title: len(items) for title, items in found.items()} == {"课程": count, "订单": count, "学员": count}
    assert page.count("晨间写作课") == 2 * count  # the course, and the order of it


def test_without_a_word_it_shows_where_one_may_go(client: Client) -> None:
    make.login(client, make.user(role="finance"))
    found = groups(client)
    assert list(found) == ["去哪里"]
    assert "账单" in found["去哪里"]
    assert "新建课程" not in found["去哪里"]


@pytest.mark.parametrize("role", ["owner", "operator", "finance", "creator"])
def test_every_place_it_offers_lets_its_role_in(client: Client, role: str) -> None:
    make.login(client, make.user(role=role))
    for group in client.get("/api/v1/studio/find").json()["groups"]:
        for hit in group["items"]:
            assert client.get(hit["href"]).status_code in {200, 302}, hit


def test_a_creator_finds_courses_and_nobody(client: Client) -> None:
    make.login(client, make.user(role="creator"))
    make.order(of=course(), buyer=make.user(name="晨间同学"))
    assert groups(client, "晨间") == {"课程": ["晨间写作课"]}


def test_an_order_is_found_by_its_number_and_a_learner_by_the_last_four_digits(client: Client) -> None:
    make.login(client, make.user(role="operator"))
    buyer = make.user(name="周末")
    order = make.order(of=course(), buyer=buyer)
    assert groups(client, order.no)["订单"] == ["晨间写作课"]
    assert groups(client, (buyer.phone or "")[-4:])["学员"] == ["周末"]


def test_nothing_found_says_what_to_try(client: Client) -> None:
    make.login(client, make.user(role="owner"))
    page = client.get("/studio/find", {"query": "查无此物"}, headers={"HX-Request": "true"}).content.decode()
    assert "没有找到“查无此物”" in page
    assert "<html" not in page
