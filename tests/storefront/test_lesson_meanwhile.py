"""A lesson that goes away while somebody is in the middle of it: taken out, or the course off sale."""

import json
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils.http import http_date

from tests import make
from tests.access import viewers
from tests.media import packed
from zhiyu.access.actions import grant
from zhiyu.accounts.models import User
from zhiyu.catalog.actions import remove_chapter, remove_lesson, unpublish
from zhiyu.catalog.models import Course, Lesson
from zhiyu.kernel.clock import now
from zhiyu.learning.models import Progress
from zhiyu.learning.queries import progress_in

REMOVED = "这节课已经从课程里移除，学过的记录都还在。"


@pytest.fixture
def film(video: Lesson, settings: Any, tmp_path: Path) -> Lesson:
    """Between the paid article and ``video``, the last."""
    settings.MEDIA_DIR = tmp_path / "media"
    Lesson.objects.filter(pk=video.pk).update(position=3)
    return Lesson.objects.create(
        chapter=video.chapter, title="光从哪里来", kind="video", position=2, asset=packed.asset()
    )


@pytest.fixture
def watching(course: Course, learner: User, page: Client, film: Lesson) -> str:
    """``learner`` has the course, holds a ticket for the film and has watched ten seconds of it."""
    grant(user_id=learner.pk, product_id=course.product_id, source="staff:1")
    playlist = viewers.ticket(page, film)
    assert put_progress(page, film, 10)[0] == 200
    return playlist


def put_progress(client: Client, lesson: Lesson, to: float) -> tuple[int, Any]:
    sent = json.dumps({"position": to, "ranges": [[0, to]]})
    answer = client.put(f"/api/v1/lessons/{lesson.pk}/progress", sent, "application/json")
    return answer.status_code, answer.json()


def every_call(client: Client, lesson: Lesson) -> dict[str, Any]:
    """What programs ask for around a lesson, with the answers' status and words."""
    at = f"/api/v1/lessons/{lesson.pk}"
    answers = {
        "lesson": client.get(at),
        "ticket": client.post(f"{at}/ticket"),
        "progress": client.put(f"{at}/progress", '{"position": 20}', "application/json"),
        "complete": client.post(f"{at}/complete"),
    }
    return {name: (answer.status_code, answer.json()) for name, answer in answers.items()}


def test_a_removed_lesson_says_so_everywhere_and_leads_on(
    course: Course, learner: User, page: Client, film: Lesson, video: Lesson, watching: str
) -> None:
    remove_lesson(lesson_id=film.pk, actor_id=None)

    media = viewers.statuses(page, watching)
    assert (media["playlist"], media["first key"], media["last key"]) == (403, 403, 403)
    for name, (status, told) in every_call(page, film).items():
        assert (status, told["code"], told["detail"]) == (404, "lesson_removed", REMOVED), name
        assert (told["course"], told["next"]) == (course.product.code, video.pk), name

    answer = page.get(f"/lessons/{film.pk}")
    shown = answer.content.decode()
    assert answer.status_code == 404
    assert REMOVED in shown
    assert f'href="/lessons/{video.pk}"' in shown
    assert f'href="/courses/{course.product.code}"' in shown
    assert page.post(f"/lessons/{film.pk}/complete").status_code == 404

    kept = Progress.objects.get(user=learner, lesson=film)
    assert (kept.position, kept.watched_seconds, kept.completed_at) == (10.0, 10, None)
    after = progress_in(learner.pk, [course])[0]
    assert film.pk not in {one.pk for one in after.lessons}
    assert (after.done, after.total) == (0, 3)


def test_the_words_are_the_readers(page: Client, film: Lesson, watching: str) -> None:
    assert watching
    remove_lesson(lesson_id=film.pk, actor_id=None)
    page.post("/ui/preferences", {"language": "en"})
    told = page.post(f"/api/v1/lessons/{film.pk}/ticket").json()
    assert told["detail"] == "This lesson was taken out of its course. What you learned is kept."


def test_after_the_last_lesson_one_is_led_to_the_first(free: Lesson, video: Lesson) -> None:
    remove_lesson(lesson_id=video.pk, actor_id=None)
    assert Client().get(f"/api/v1/lessons/{video.pk}").json()["next"] == free.pk


def test_a_removed_chapter_takes_its_lessons_along(course: Course, free: Lesson) -> None:
    chapter = course.chapters.create(title="第二章", position=1)
    moved = Lesson.objects.create(chapter=chapter, title="再看一遍", kind="article", body="看。")
    remove_chapter(chapter_id=chapter.pk, actor_id=None)
    told = Client().get(f"/api/v1/lessons/{moved.pk}").json()
    assert (told["code"], told["next"]) == ("lesson_removed", free.pk)


@pytest.mark.django_db
def test_of_a_course_that_never_was_public_nothing_is_told() -> None:
    draft = make.course(published=False)
    lesson = Lesson.objects.filter(chapter__course=draft).first()
    assert lesson
    remove_lesson(lesson_id=lesson.pk, actor_id=None)
    told = Client().get(f"/api/v1/lessons/{lesson.pk}").json()
    assert (told["code"], told["detail"]) == ("not_found", "没有这节课，或者它已经被移除。")
    assert "next" not in told


def test_off_sale_the_owner_goes_on_and_a_passer_by_is_told(
    course: Course, page: Client, film: Lesson, watching: str
) -> None:
    stranger = viewers.browser()
    preview = viewers.ticket(stranger, film)
    unpublish(course_id=course.pk, actor_id=None)

    assert set(viewers.statuses(page, watching).values()) == {200}
    assert put_progress(page, film, 20)[0] == 200
    assert page.get(f"/lessons/{film.pk}").status_code == 200
    assert viewers.ticket(page, film)

    media = viewers.statuses(stranger, preview)
    assert (media["playlist"], media["first key"]) == (403, 403)
    answer = viewers.ask_ticket(stranger, film)
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
    assert stranger.get(f"/lessons/{film.pk}").status_code == 404


@pytest.mark.parametrize("hours", [-30, 30])
def test_what_the_browsers_clock_says_changes_nothing(page: Client, film: Lesson, watching: str, hours: int) -> None:
    wrong = http_date((now() + timedelta(hours=hours)).timestamp())
    said = {"Date": wrong, "If-Modified-Since": wrong, "If-Unmodified-Since": wrong}

    assert set(viewers.statuses(page, watching, **said).values()) == {200}
    assert page.get(f"/lessons/{film.pk}", headers=said).status_code == 200
    answer = page.post(f"/api/v1/lessons/{film.pk}/ticket", headers=said).json()
    assert timedelta(hours=3, minutes=59) < datetime.fromisoformat(answer["expires_at"]) - now() <= timedelta(hours=4)
    sent = json.dumps({"position": 33.5, "ranges": [[10, 33.5]]})
    at = f"/api/v1/lessons/{film.pk}/progress"
    assert page.put(at, sent, "application/json", headers=said).status_code == 200
    assert page.get(f"/api/v1/lessons/{film.pk}", headers=said).json()["position"] == 33.5
