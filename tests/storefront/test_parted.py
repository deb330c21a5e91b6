"""Who was logged in here and is no more: they read why and find the way back before anything to buy."""

import json
import re
from datetime import timedelta
from urllib.parse import quote

import pytest
from django.conf import settings
from django.test import Client

from tests import make
from zhiyu.access.actions import grant
from zhiyu.accounts.actions import sign_out_everywhere
from zhiyu.accounts.models import Device, User
from zhiyu.accounts.parting import COOKIE
from zhiyu.catalog.models import Course, Lesson
from zhiyu.kernel.clock import now

REMOVED = "这台设备被移走了"
AGAIN = "重新登录"
BUY = "/checkout/"


@pytest.fixture
def buyer(course: Course) -> User:
    user = make.user()
    grant(user_id=user.pk, product_id=course.product_id, source="order:1")
    return user


@pytest.fixture
def film(course: Course) -> Lesson:
    return Lesson.objects.get(chapter__course=course, kind="video")


@pytest.fixture
def lost(client: Client, buyer: User) -> Client:
    """A browser that was logged in until its owner removed it from another one."""
    lost = Client()
    device = make.login(lost, buyer)
    make.login(client, buyer)
    client.post(f"/me/devices/{device.pk}/sign-out")
    return lost


def page(client: Client, path: str) -> str:
    return str(client.get(path).content.decode())


def ask_in_the_background(client: Client, how: str, film: Lesson) -> None:
    body = json.dumps({"position": 7, "ranges": []})
    if how == "progress":
        answer = client.put(f"/api/v1/lessons/{film.pk}/progress", body, content_type="application/json")
        assert answer.json()["reason"] == "elsewhere"
        again = client.put(f"/api/v1/lessons/{film.pk}/progress", body, content_type="application/json")
        assert again.json()["reason"] == "elsewhere"
    elif how == "ticket":
        client.post(f"/api/v1/lessons/{film.pk}/ticket", "{}", content_type="application/json")
    else:
        client.get("/me/learning", headers={"HX-Request": "true", "HX-Current-URL": "http://testserver/"})


@pytest.mark.parametrize("how", ["progress", "ticket", "fragment"])
def test_the_end_of_a_login_that_a_request_in_the_background_noticed_is_said_on_the_page(
    lost: Client, film: Lesson, how: str
) -> None:
    ask_in_the_background(lost, how, film)

    here = f"/lessons/{film.pk}?t=42.0"
    shown = page(lost, here)

    assert REMOVED in shown
    main = shown.split('<main id="main"')[1]
    assert main.index(REMOVED) < main.index(f"/login?next={quote(here)}") < main.index(BUY)
    assert REMOVED in page(lost, here), "it stays until it is read"


def test_the_way_back_is_the_first_button_of_the_lesson_and_of_the_course(lost: Client, film: Lesson) -> None:
    for path in (f"/lessons/{film.pk}", f"/courses/{film.chapter.course.product.code}"):
        shown = page(lost, path)
        primary = [piece.split("</a>")[0] for piece in shown.split('<a class="btn btn-primary')[1:]]
        assert primary
        assert all(AGAIN in one and "/login?next=" in one for one in primary), path
        assert BUY in shown, "who has not bought may still"
        assert "买过了，去登录" not in shown


def test_it_is_over_when_they_logged_in_again(lost: Client, film: Lesson, buyer: User) -> None:
    page(lost, f"/lessons/{film.pk}")
    make.login(lost, buyer)
    assert REMOVED not in page(lost, f"/lessons/{film.pk}")
    lost.post("/logout")
    shown = page(lost, f"/lessons/{film.pk}")
    assert REMOVED not in shown
    assert "买过了，去登录" in shown


def test_it_can_be_put_away_and_leads_back_to_the_page(lost: Client, film: Lesson) -> None:
    here = f"/lessons/{film.pk}?t=42.0"
    page(lost, here)
    assert lost.post("/login/parted", {"next": here})["Location"] == here
    assert lost.post("/login/parted", {"next": "https://elsewhere.example/"})["Location"] == "/"
    assert REMOVED not in page(lost, here)


def test_the_login_page_says_it_too_and_offers_no_second_way_to_itself(lost: Client, film: Lesson) -> None:
    shown = page(lost, f"/login?next=/lessons/{film.pk}")
    assert REMOVED in shown
    assert AGAIN + "</span>" not in shown


def test_a_school_that_signs_out_everywhere_is_no_stranger_either(client: Client, film: Lesson, buyer: User) -> None:
    make.login(client, buyer)
    sign_out_everywhere(user_id=buyer.pk, actor_id=make.user(role="owner").pk)
    ask_in_the_background(client, "ticket", film)
    shown = page(client, f"/lessons/{film.pk}")
    assert "学堂让这个账号在所有设备上重新登录" in shown
    assert shown.index(AGAIN) < shown.index(BUY)


def test_who_comes_back_after_thirty_days_is_known_without_a_session(
    client: Client, film: Lesson, buyer: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    make.login(client, buyer)
    page(client, f"/lessons/{film.pk}")
    del client.cookies[settings.SESSION_COOKIE_NAME]
    assert "30 天没有使用" not in page(client, f"/lessons/{film.pk}")

    later = now() + timedelta(days=31)
    monkeypatch.setattr("zhiyu.accounts.parting.now", lambda: later)
    shown = page(client, f"/lessons/{film.pk}")

    assert "30 天没有使用" in shown
    assert shown.index(AGAIN) < shown.index(BUY)


def test_an_account_that_was_closed_is_not_asked_to_log_in(client: Client, film: Lesson, buyer: User) -> None:
    device = make.login(client, buyer)
    Device.objects.filter(pk=device.pk).update(signed_out_at=now(), ended_because="closed")
    shown = page(client, f"/lessons/{film.pk}")
    assert "账号已经注销" in shown
    assert AGAIN not in shown
    (bar,) = re.findall(r'<div class="buybar-in">(.*?)</div>', shown, re.DOTALL)
    assert "¥" in bar, "a stranger like others, who may see what it costs"
    assert "去登录" in shown


def test_words_that_nobody_of_us_wrote_are_not_shown(client: Client, film: Lesson) -> None:
    client.cookies[COOKIE] = "eyJiZWNhdXNlIjoiZWxzZXdoZXJlIn0:1abc:forged"
    assert REMOVED not in page(client, f"/lessons/{film.pk}")
