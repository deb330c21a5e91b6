"""Every way we could think of to use a courseware address that is not one's own, and what its files come with."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pytest_django import Settings

from tests import make
from tests.access.viewers import PHONE, app, browser, content, status, ticket
from tests.courseware import packages
from tests.courseware.packages import PAGE, packed
from tests.media import packed as films
from tests.pace import examples
from zhiyu.access.actions import grant, revoke
from zhiyu.accounts.models import Device, User
from zhiyu.catalog.models import Course, Lesson
from zhiyu.courseware import passes
from zhiyu.courseware.errors import PassRefused
from zhiyu.kernel.clock import now

pytestmark = pytest.mark.django_db
FILES = {"index.html": PAGE, "a.js": b"1", "run.php": b"<?php", "film.mp4": bytes(range(100))}


def opened(client: Client, lesson: Lesson, part: str = "index") -> Any:
    return client.post(f"/api/v1/lessons/{lesson.pk}/exercise/open", {"part": part}, content_type="application/json")


@dataclass
class Scene:
    course: Course
    lesson: Lesson
    owner: User
    client: Client
    url: str

    def at(self, name: str) -> str:
        return self.url.removesuffix("index.html") + name

    @property
    def token(self) -> str:
        return self.url.split("/")[3]

    def all(self, client: Client, **headers: str) -> set[int]:
        return {status(client, self.at(name), **headers) for name in FILES}


@pytest.fixture(params=["session", "token"])
def scene(request: pytest.FixtureRequest, course: Course, learner: User, tmp_path: Path) -> Scene:
    lesson = packages.lesson_of(course, packed(tmp_path / "x.zip", FILES))
    client = browser(learner) if request.param == "session" else app(learner)
    answer = opened(client, lesson)
    assert answer.status_code == 200, answer.content
    return Scene(course=course, lesson=lesson, owner=learner, client=client, url=answer.json()["url"])


def test_its_holder_fetches_everything_of_it_without_cookies(scene: Scene) -> None:
    assert scene.all(scene.client) == {200}
    assert scene.all(browser()) == {200}  # a sandbox without an origin sends none


HEADERS = {
    "another browser": {"User-Agent": "Lavf/61.1"},
    "no browser": {"User-Agent": ""},
    "opened as a page of its own": {"Sec-Fetch-Dest": "document"},
}


@pytest.mark.parametrize("headers", HEADERS)
def test_a_copied_address_opens_in_no_other_browser_and_on_no_page_of_its_own(scene: Scene, headers: str) -> None:
    assert scene.all(browser(), **HEADERS[headers]) == {403}


def test_a_copied_address_opens_for_no_other_account(scene: Scene) -> None:
    other = make.user()
    grant(user_id=other.pk, product_id=scene.course.product_id, source="order_line:9")

    assert scene.all(browser(other)) == scene.all(app(other)) == {403}
    assert scene.all(browser(make.user(role="owner"))) == {403}


def refund(scene: Scene) -> None:
    revoke(source="staff:1", product_id=scene.course.product_id, because="refund:1")


def sign_out(scene: Scene) -> None:
    Device.objects.filter(user=scene.owner).update(signed_out_at=now())


def lapse(scene: Scene) -> None:
    Device.objects.filter(user=scene.owner).update(expires_at=now())


def close_account(scene: Scene) -> None:
    User.objects.filter(pk=scene.owner.pk).update(is_active=False)


def remove_lesson(scene: Scene) -> None:
    Lesson.objects.filter(pk=scene.lesson.pk).update(removed_at=now())


def remove_chapter(scene: Scene) -> None:
    scene.course.chapters.update(removed_at=now())


def change_package(scene: Scene) -> None:
    Lesson.objects.filter(pk=scene.lesson.pk).update(asset=films.asset())


@pytest.mark.parametrize("end", [refund, sign_out, lapse, close_account, remove_lesson, remove_chapter, change_package])
def test_a_right_that_ends_ends_at_the_next_file(scene: Scene, end: Callable[[Scene], None]) -> None:
    end(scene)

    assert scene.all(browser()) == {403}


def test_an_address_that_is_too_old_says_so(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    later = timezone.now() + timedelta(seconds=passes.LIFE)
    monkeypatch.setattr(timezone, "now", lambda: later)
    Device.objects.update(expires_at=later + timedelta(days=1))

    answer = browser().get(scene.url)

    assert (answer.status_code, answer.json()["code"]) == (410, "pass_expired")


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_only_reading_is_answered(scene: Scene, method: str) -> None:
    assert getattr(browser(), method)(scene.url).status_code == 405


def test_no_byte_of_an_address_can_be_changed(scene: Scene) -> None:
    raw = urlsafe_b64decode(scene.token + "=" * (-len(scene.token) % 4))
    for at in range(len(raw)):
        other = bytearray(raw)
        other[at] ^= 1
        written = urlsafe_b64encode(bytes(other)).rstrip(b"=").decode()
        with pytest.raises(PassRefused):
            passes.read(written)


@settings(max_examples=examples(100), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=120))
def test_no_invented_address_is_read(raw: bytes) -> None:
    with pytest.raises(PassRefused):
        passes.read(urlsafe_b64encode(raw).rstrip(b"=").decode())


@pytest.mark.parametrize(
    "name",
    ["gone.html", "../x", "..%2f..%2foriginal.zip", "%2e%2e/original.zip", "0.bin", "", "/etc/passwd", "a.js/", "A%00"],
)
def test_there_is_nothing_else_behind_an_address(scene: Scene, name: str) -> None:
    assert status(browser(), scene.at(name)) in {400, 403, 404}


def test_one_lessons_address_opens_no_other_and_no_film(scene: Scene, tmp_path: Path) -> None:
    other = packages.lesson_of(scene.course, packed(tmp_path / "y.zip", {"index.html": PAGE, "secret.js": b"1"}))
    assert other.asset_id != scene.lesson.asset_id
    film = Lesson.objects.create(
        chapter=scene.course.chapters.get(), title="看", kind="video", position=8, asset=films.asset()
    )
    film_ticket = ticket(scene.client, film).split("/")[3]

    assert status(browser(), scene.at("secret.js")) == 404
    assert status(scene.client, scene.url.replace(scene.token, film_ticket)) == 403
    assert status(scene.client, f"/media/hls/{scene.token}/index.m3u8") == 403


def test_each_file_comes_in_a_sandbox_that_reaches_only_its_own(scene: Scene, settings: Settings) -> None:
    own = f"http://testserver/media/courseware/{scene.token}/ data: blob: 'unsafe-inline' 'unsafe-eval'"
    page, film = browser().get(scene.url), browser().get(scene.at("film.mp4"), headers={"Range": "bytes=10-19"})
    rule = page.headers["Content-Security-Policy"]

    assert rule.startswith(f"sandbox allow-scripts allow-forms allow-modals; default-src {own}; script-src {own} http")
    assert rule.endswith("; form-action 'none'; base-uri 'none'; object-src 'none'")
    assert "allow-same-origin" not in rule
    for answer in (page, film):
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        assert answer.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
        assert answer.headers["Access-Control-Allow-Origin"] == "null"
        assert "X-Frame-Options" not in answer.headers
        assert not answer.cookies
    assert content(page).startswith(b"<!doctype html><html><head><script src=")
    assert page.headers["Cache-Control"] == "private, no-store"
    assert (film.status_code, content(film), film.headers["Content-Type"]) == (206, bytes(range(10, 20)), "video/mp4")
    assert browser().get(scene.at("run.php")).headers["Content-Type"] == "application/octet-stream"
    settings.X_ACCEL = "/inside/"
    handed, kept = browser().get(scene.at("film.mp4")), browser().get(scene.at("a.js"))
    assert handed.headers["X-Accel-Redirect"] == f"/inside/{scene.lesson.asset_id}/web.1/3.bin"
    assert "X-Accel-Redirect" not in kept.headers


def test_the_pages_calls_open_keep_and_say_what_was_reached(lesson: Lesson, learner: User) -> None:
    client, path = browser(learner), f"/api/v1/lessons/{lesson.pk}/exercise"
    first = opened(client, lesson, "p0").json()
    assert (first["standard"], first["cmi"]["core"]["student_name"]) == ("scorm12", "王小满")
    report = {"part": "p0", "session": first["session"], "number": 1, "seconds": 2}
    cmi = {"core": {"lesson_status": "passed", "score": {"raw": "85"}}, "suspend_data": "x"}

    kept = client.put(path, {**report, "cmi": cmi}, content_type="application/json").json()

    assert kept == {
        "part": "p0",
        "completion": "completed",
        "success": "passed",
        "score": 0.85,
        "best": 0.85,
        "seconds": 2,
        "completed": True,
        "parts": 1,
        "parts_done": 1,
        "lesson_score": 0.85,
        "lesson_completed": True,
    }
    assert opened(client, lesson, "p0").json()["cmi"]["suspend_data"] == "x"
    stale = client.put(path, {**report, "number": 2, "cmi": {}}, content_type="application/json")
    assert (stale.status_code, stale.json()["code"]) == (409, "continued_elsewhere")
    staff = Client(headers={"User-Agent": PHONE})
    make.login(staff, make.user(role="owner"))
    board = staff.get(f"/api/v1/studio/lessons/{lesson.pk}/scores").json()
    assert (board["people"], board["mean"], board["items"][0]["name"]) == (1, 0.85, "王小满")
    page = staff.get(f"/studio/lessons/{lesson.pk}/scores").content.decode()
    assert "王小满" in page
    assert "85 分" in page
    assert f"/studio/learners/{learner.pk}" in page
    sheet = b"".join(staff.get(f"/studio/lessons/{lesson.pk}/scores.csv")).decode("utf-8-sig").splitlines()
    assert sheet[1].split(",")[2:5] == ["85", "1", "1"]
