"""Bytes and numbers the database cannot hold: the sender's fault, never ours."""

import json
from typing import Any

import pytest
from django.test import Client

from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def page() -> Client:
    client = Client()
    make.login(client, make.user())
    return client


@pytest.mark.parametrize(
    "address",
    ["/api/v1/orders/%00", "/api/v1/courses/a%00b", "/api/v1/courses?tag=%00", "/api/v1/courses?query=a%00"],
)
def test_the_api_says_in_its_own_shape_that_it_cannot_read_a_nul(page: Client, address: str) -> None:
    for client in (page, Client()):
        answer = client.get(address)
        assert (answer.status_code, answer.headers["Content-Type"]) == (400, "application/problem+json")
        assert answer.json()["code"] == "invalid"


@pytest.mark.parametrize("address", ["/me/orders/%00", "/?tag=%00", "/search?query=%00", "/courses/%00", "/%00?%00=1"])
def test_a_page_says_so_too(page: Client, address: str) -> None:
    for client in (page, Client()):
        answer = client.get(address)
        assert answer.status_code == 400
        assert "这个请求看不懂" in answer.content.decode()
        assert "Content-Security-Policy" in answer.headers


def test_a_page_says_so_in_the_readers_language(page: Client) -> None:
    page.cookies["zhiyu_language"] = "en"
    assert 'lang="en"' in page.get("/?tag=%00").content.decode()


def test_a_cookie_may_hold_none_either() -> None:
    assert Client(HTTP_COOKIE='zhiyu_session="\\000aaaaaaaaaaaaaaaa"').get("/").status_code == 400


def test_a_form_may_hold_none_either(page: Client) -> None:
    for sent in ({"data": "name=%00", "content_type": "application/x-www-form-urlencoded"}, {"data": {"name": "\0"}}):
        assert page.post("/me/settings", **sent).status_code == 400


def rename(body: object) -> tuple[int, dict[str, Any]]:
    headers = make.bearer(make.user())
    answer = Client().patch("/api/v1/me", json.dumps(body), content_type="application/json", headers=headers)
    return answer.status_code, answer.json()


@pytest.mark.parametrize("body", [{"name": "\0"}, {"name": ["\0"]}, {"na\0me": "x"}, {"name": {"a": ["b", "\0"]}}])
def test_nor_may_json(body: object) -> None:
    status, said = rename(body)
    assert (status, said["code"]) == (400, "invalid")


def test_a_backslash_and_four_noughts_are_no_nul() -> None:
    status, said = rename({"name": "\\u0000"})
    assert (status, said["name"]) == (200, "\\u0000")


@pytest.mark.parametrize("cursor", ["9" * 23, "9" * 5000, "-1", "x"])
def test_a_cursor_that_no_list_has_is_invalid(cursor: str) -> None:
    answer = Client().get("/api/v1/courses", {"cursor": cursor})
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid")
