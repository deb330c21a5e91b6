import re

import pytest
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.test import Client, override_settings
from django.urls import path

from zhiyu.config.urls import urlpatterns as product
from zhiyu.kernel.errors import DomainError, Forbidden
from zhiyu.ui.csp import policy


class SeatsGone(DomainError):
    code = "sold_out"
    message = "名额刚刚被抢完了。"


class TooLate(DomainError):
    status = 410
    message = "这个链接已经过期。"


def refuse(request: HttpRequest, kind: str) -> HttpResponse:
    del request
    raise {"gone": TooLate, "seats": SeatsGone, "role": Forbidden}[kind]


def crash(request: HttpRequest) -> HttpResponse:
    del request
    raise ZeroDivisionError


handler404 = "zhiyu.ui.errors.not_found"
handler500 = "zhiyu.ui.errors.broken"
urlpatterns = [*product, path("refuse/<str:kind>", refuse), path("crash", crash)]
pytestmark = [pytest.mark.django_db, pytest.mark.urls(__name__)]


def heading(page: bytes) -> str:
    found = re.search(r"<h1>(.*?)</h1>", page.decode())
    return found[1] if found else ""


@pytest.mark.parametrize(
    ("kind", "status", "words"),
    [
        ("seats", 409, "名额刚刚被抢完了。"),
        ("gone", 410, "这个链接已经过期。"),
        ("role", 403, "你的角色没有这个权限。"),
    ],
)
def test_a_rule_that_says_no_becomes_a_page_with_a_way_out(kind: str, status: int, words: str) -> None:
    answer = Client().get(f"/refuse/{kind}")

    assert answer.status_code == status
    assert words in answer.content.decode()
    assert 'class="btn btn-primary" href="/"' in answer.content.decode()


def test_the_way_back_leads_to_where_the_reader_was() -> None:
    answer = Client().post("/refuse/seats", headers={"Referer": "http://testserver/courses/x?tag=1"})

    assert 'href="http://testserver/courses/x?tag=1"' in answer.content.decode()


def test_a_part_of_a_page_gets_a_toast() -> None:
    answer = Client().post("/refuse/seats", headers={"HX-Request": "true"})

    assert (answer.status_code, answer.headers["HX-Retarget"]) == (409, "#toasts")
    assert "<html" not in answer.content.decode()
    assert "名额刚刚被抢完了。" in answer.content.decode()


def test_a_missing_page_says_so() -> None:
    answer = Client().get("/no/such/page")

    assert (answer.status_code, heading(answer.content)) == (404, "没有找到这一页")


@pytest.mark.django_db(databases=[])
def test_a_crash_is_told_without_any_database() -> None:
    answer = Client(raise_request_exception=False).get("/crash")

    assert (answer.status_code, heading(answer.content)) == (500, "我们这边出错了")
    assert heading(render_to_string("ui/errors/500.html").encode()) == "我们这边出错了"


@override_settings(MIDDLEWARE=["django.middleware.csrf.CsrfViewMiddleware"])
def test_a_stale_form_explains_itself() -> None:
    answer = Client(enforce_csrf_checks=True).post("/refuse/seats")

    assert (answer.status_code, heading(answer.content)) == (403, "页面放得太久了")


def test_every_page_carries_the_strict_policy() -> None:
    for address in ("/styleguide/", "/no/such/page"):
        found = Client().get(address).headers["Content-Security-Policy"]
        assert "default-src 'self'" in found
        assert "unsafe" not in found
        assert "media-src 'self' blob:" in found


def test_forms_may_end_at_wechat_only() -> None:
    with override_settings(
        WECHAT_SIMULATOR_URL="http://127.0.0.1:8100/x", WECHAT_OA={"open_url": "https://open.example"}
    ):
        assert "form-action 'self' http://127.0.0.1:8100 https://open.example;" in policy()
