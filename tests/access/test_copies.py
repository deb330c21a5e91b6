"""Copies to take along: who may ask, who may fetch, until when, and what of it is written down."""

from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from pytest_django import Settings

from tests import make
from tests.access.viewers import app, browser, content
from tests.media import packed
from tests.together import together
from tests.tracing import made
from zhiyu.access.actions import grant, revoke
from zhiyu.access.models import Consumption
from zhiyu.accounts.models import User
from zhiyu.catalog.actions import edit_course
from zhiyu.catalog.errors import DownloadsRefused
from zhiyu.catalog.models import Course, Lesson
from zhiyu.kernel.clock import SHANGHAI, now
from zhiyu.media import files, fonts
from zhiyu.media.actions import tidy
from zhiyu.media.belongings import PLAYS
from zhiyu.media.models import Copy, Play, Rendition
from zhiyu.platform.actions import save_school
from zhiyu.studio.queries.risks import risks

pytestmark = pytest.mark.django_db
BYTES = bytes(range(256)) * 40


@pytest.fixture
def lesson(video: Lesson) -> Lesson:
    edit_course(course_id=video.chapter.course_id, actor_id=None, downloads=True)
    return video


@pytest.fixture
def taken(lesson: Lesson, owner: User) -> Copy:
    return ready(lesson, owner)


def ready(lesson: Lesson, user: User) -> Copy:
    """As if the worker had made it."""
    assert lesson.asset
    made_at = now() - timedelta(hours=1)
    copy = Copy.objects.create(
        user=user,
        lesson_id=lesson.pk,
        asset=lesson.asset,
        state="ready",
        mark="林晓",
        asked_at=made_at,
        made_at=made_at,
    )
    files.copies_dir().mkdir(parents=True, exist_ok=True)
    files.copy(copy).write_bytes(BYTES)
    return copy


def ask(client: Client, lesson: Lesson) -> tuple[int, str]:
    answer = client.post(f"/api/v1/lessons/{lesson.pk}/copy")
    return answer.status_code, answer.json().get("state") or answer.json()["code"]


def fetch(client: Client, lesson: Lesson, **headers: str) -> tuple[int, bytes]:
    answer = client.get(f"/lessons/{lesson.pk}/copy/file", headers=headers)
    return answer.status_code, content(answer)


def test_whoever_bought_it_asks_once_and_asking_twice_is_the_same_copy(lesson: Lesson, owner: User) -> None:
    client = browser(owner)
    assert ask(client, lesson) == (200, "waiting")
    assert ask(client, lesson) == (200, "waiting")
    answer = client.post(f"/lessons/{lesson.pk}/copy", headers={"HX-Request": "true"})
    assert "大约还要" in answer.content.decode()
    copy = Copy.objects.get()
    assert owner.masked_phone in copy.mark
    assert f"{copy.asked_at.astimezone(SHANGHAI):%Y-%m-%d}" in copy.mark
    with connection.cursor() as cursor:
        cursor.execute("select lock, queueing_lock from procrastinate_jobs where task_name = 'media.copy'")
        assert cursor.fetchall() == [(f"copies:{owner.pk}", f"copy:{copy.pk}")]
    assert ask(app(owner), lesson) == (200, "waiting")
    assert fetch(client, lesson)[0] == 404, "nothing is sent before it is whole"


def test_nobody_else_may_ask_or_fetch(lesson: Lesson, taken: Copy) -> None:
    other, editor = make.user(), make.user(role="creator")
    assert taken.state == "ready"
    for client in (browser(other), browser(editor)):
        assert client.post(f"/api/v1/lessons/{lesson.pk}/copy").status_code == 403
        assert client.get(f"/api/v1/lessons/{lesson.pk}/copy").status_code == 403
        assert fetch(client, lesson)[0] == 403
    assert browser().post(f"/api/v1/lessons/{lesson.pk}/copy").status_code == 401
    assert browser().get(f"/lessons/{lesson.pk}/copy/file").status_code == 302, "to the login"
    assert Copy.objects.count() == 1


def test_each_buyer_fetches_the_copy_with_their_own_name(lesson: Lesson, taken: Copy) -> None:
    other = make.user()
    grant(user_id=other.pk, product_id=lesson.chapter.course.product_id, source="order_line:2")
    assert taken.user_id != other.pk
    assert fetch(browser(other), lesson)[0] == 404
    mine = ready(lesson, other)
    files.copy(mine).write_bytes(b"another film")
    assert fetch(browser(other), lesson) == (200, b"another film")


def test_a_preview_or_a_free_lesson_is_no_right_to_a_copy(lesson: Lesson) -> None:
    client = browser(make.user())
    assert client.post(f"/api/v1/lessons/{lesson.pk}/ticket").json()["preview_seconds"] == 20
    assert ask(client, lesson) == (403, "lesson_locked")
    Lesson.objects.filter(pk=lesson.pk).update(free=True)
    assert ask(client, lesson) == (403, "lesson_locked")
    assert "copy-title" not in client.get(f"/lessons/{lesson.pk}").content.decode()


def test_a_free_lesson_of_a_course_that_was_bought_is_taken_along_too(lesson: Lesson, owner: User, taken: Copy) -> None:
    Lesson.objects.filter(pk=lesson.pk).update(free=True)
    client = browser(owner)
    assert taken.state == "ready"
    assert "做好了，可以下载" in client.get(f"/lessons/{lesson.pk}").content.decode()
    assert fetch(client, lesson) == (200, BYTES)
    revoke(source="order_line:1", product_id=lesson.chapter.course.product_id, because="refund")
    assert fetch(client, lesson)[0] == 403
    assert "copy-title" not in client.get(f"/lessons/{lesson.pk}").content.decode()


def test_a_refund_ends_it_at_the_next_request(lesson: Lesson, owner: User, taken: Copy) -> None:
    client = browser(owner)
    assert fetch(client, lesson) == (200, BYTES)
    revoke(source="order_line:1", product_id=lesson.chapter.course.product_id, because="refund")
    assert fetch(client, lesson)[0] == 403
    assert fetch(client, lesson, Range="bytes=100-")[0] == 403
    assert ask(client, lesson)[0] == 403
    assert files.copy(taken).exists()


def test_a_copy_whose_time_is_over_is_gone_and_can_be_had_anew(lesson: Lesson, owner: User, taken: Copy) -> None:
    client = browser(owner)
    old = now() - timedelta(hours=25)
    Copy.objects.update(made_at=old, asked_at=old)
    assert fetch(client, lesson)[0] == 404
    assert client.get(f"/api/v1/lessons/{lesson.pk}/copy").json()["state"] == "none"
    assert ask(client, lesson) == (200, "waiting")
    assert Copy.objects.get().pk == taken.pk
    assert fetch(client, lesson)[0] == 404, "what was made before is not what is asked for now"


def test_tidying_takes_away_what_was_kept_its_time_and_what_belongs_to_nobody(taken: Copy) -> None:
    stray = files.copies_dir() / f"{uuid4()}.mp4"
    stray.write_bytes(b"x")
    tidy()
    assert (files.copy(taken).exists(), stray.exists()) == (True, False)
    old = now() - timedelta(hours=25)
    Copy.objects.update(made_at=old, asked_at=old)
    tidy()
    assert (files.copy(taken).exists(), Copy.objects.count()) == (False, 0)


def test_a_copy_that_is_not_on_the_disk_is_made_again(lesson: Lesson, owner: User, taken: Copy) -> None:
    files.copy(taken).unlink()
    client = browser(owner)
    assert fetch(client, lesson)[0] == 404
    assert ask(client, lesson) == (200, "waiting")


def test_a_broken_download_goes_on_where_it_stopped(lesson: Lesson, owner: User, taken: Copy) -> None:
    client = browser(owner)
    whole = client.get(f"/lessons/{lesson.pk}/copy/file")
    assert content(whole) == BYTES
    assert "attachment" in whole.headers["Content-Disposition"]
    assert whole.headers["Cache-Control"] == "private, no-store"
    assert fetch(client, lesson, Range="bytes=10000-") == (206, BYTES[10000:])
    same = {"Range": "bytes=10000-", "If-Range": whole.headers["ETag"]}
    assert fetch(client, lesson, **same) == (206, BYTES[10000:])
    Copy.objects.filter(pk=taken.pk).update(made_at=now())
    assert fetch(client, lesson, **same) == (200, BYTES), "of another file the whole is sent"


def test_a_download_counts_as_opening_the_lesson_and_is_kept_like_a_play(lesson: Lesson, owner: User) -> None:
    copy = ready(lesson, owner)
    client = browser(owner)
    assert (Consumption.objects.count(), Play.objects.count()) == (0, 0)
    for _ in range(3):
        fetch(client, lesson, Range="bytes=0-9")
    play = Play.objects.get()
    assert (play.user_id, play.lesson_id, play.taken, play.media_ms) == (owner.pk, lesson.pk, True, 120_000)
    assert play.device is not None
    assert Consumption.objects.get().lesson_id == lesson.pk
    fetch(app(owner), lesson)
    assert Play.objects.count() == 2, "once for each device"
    Play.objects.update(media_ms=3_600_000)
    assert risks() == [], "a whole film at once is what a download is"
    assert [one["downloaded"] for one in PLAYS.export(owner.pk)] == [True, True]
    PLAYS.forget(owner.pk)
    assert (Play.objects.count(), Copy.objects.count()) == (0, 0)
    tidy()
    assert not files.copy(copy).exists()


def test_a_device_too_many_gets_no_copy_and_opens_nothing(lesson: Lesson, owner: User, taken: Copy) -> None:
    save_school(actor_id=None, device_limit=1)
    assert fetch(browser(owner), lesson)[0] == 200
    Consumption.objects.all().delete()
    assert fetch(browser(owner), lesson)[0] == 409
    assert (Consumption.objects.count(), Play.objects.count()) == (0, 1)
    assert taken.state == "ready"


def test_a_course_that_does_not_allow_it_has_no_copies(lesson: Lesson, owner: User, taken: Copy) -> None:
    client = browser(owner)
    page = client.get(f"/lessons/{lesson.pk}").content.decode()
    assert "做好了，可以下载" in page
    edit_course(course_id=lesson.chapter.course_id, actor_id=None, downloads=False)
    assert taken.state == "ready"
    assert ask(client, lesson) == (404, "not_found")
    assert fetch(client, lesson)[0] == 404
    assert "copy-title" not in client.get(f"/lessons/{lesson.pk}").content.decode()


def test_keys_that_are_always_sealed_and_downloads_exclude_each_other(lesson: Lesson, owner: User) -> None:
    course_id = lesson.chapter.course_id
    with pytest.raises(DownloadsRefused):
        edit_course(course_id=course_id, actor_id=None, wrapped_keys=True)
    client = browser(make.user(role="creator"))
    price = {"price": "99", "refund_days": "7", "refund_percent": "20", "players": "wrapped", "downloads": "on"}
    answer = client.post(f"/studio/courses/{course_id}/price", price)
    assert answer.status_code == 422
    assert "不能同时允许下载" in answer.content.decode()
    Course.objects.filter(pk=course_id).update(wrapped_keys=True)
    assert ask(browser(owner), lesson) == (404, "not_found")


def test_without_chinese_letters_the_studio_says_what_to_install(video: Lesson, settings: Settings) -> None:
    settings.FONT = "/nowhere.ttc"
    course_id = video.chapter.course_id
    client = browser(make.user(role="creator"))
    price = {"price": "99", "refund_days": "7", "refund_percent": "20", "players": "any", "downloads": "on"}
    answer = client.post(f"/studio/courses/{course_id}/price", price)
    assert (answer.status_code, "fonts-noto-cjk" in answer.content.decode()) == (422, True)
    assert not Course.objects.get(pk=course_id).downloads


@pytest.mark.skipif(fonts.chinese() is None, reason="no Chinese font on this machine")
def test_the_studio_switches_it_on_and_off(video: Lesson) -> None:
    course_id = video.chapter.course_id
    client = browser(make.user(role="creator"))
    price = {"price": "99", "refund_days": "7", "refund_percent": "20", "players": "any"}
    for wanted in (True, False):
        answer = client.post(f"/studio/courses/{course_id}/price", price | ({"downloads": "on"} if wanted else {}))
        assert answer.status_code == 302
        assert Course.objects.get(pk=course_id).downloads == wanted


def test_only_so_many_are_made_in_a_day(lesson: Lesson, owner: User, settings: Settings) -> None:
    settings.COPIES_A_DAY = 2
    chapter, client = lesson.chapter, browser(owner)
    more = [
        Lesson.objects.create(chapter=chapter, title=f"课 {n}", kind="video", position=20 + n, asset=lesson.asset)
        for n in range(2)
    ]
    assert [ask(client, one)[0] for one in (lesson, more[0])] == [200, 200]
    assert ask(client, more[1]) == (429, "too_many_copies")
    answer = client.post(f"/lessons/{more[1].pk}/copy", headers={"HX-Request": "true"})
    assert "请明天再来" in answer.content.decode()
    assert ask(client, lesson) == (200, "waiting"), "what was asked for already stays"
    Copy.objects.filter(lesson_id=lesson.pk).update(state="failed")
    assert ask(client, more[1])[0] == 200, "what we could not make counts against nobody"


def test_the_page_says_how_it_stands_with_one_question_more(lesson: Lesson, owner: User, taken: Copy) -> None:
    client = browser(owner)

    def page() -> str:
        return client.get(f"/lessons/{lesson.pk}").content.decode()

    assert f"/lessons/{lesson.pk}/copy/file" in page()
    for state, words in (("waiting", "排队中"), ("making", "正在为你做"), ("failed", "没做成")):
        Copy.objects.filter(pk=taken.pk).update(state=state, error="packaging_failed")
        shown = page()
        assert words in shown
        assert ('hx-trigger="every 4s"' in shown) == (state in {"waiting", "making"})
    Copy.objects.filter(pk=taken.pk).update(error="copy_no_room")
    assert "空间暂时不够" in page()
    assert client.post(f"/lessons/{lesson.pk}/copy").headers["Location"] == f"/lessons/{lesson.pk}#copy"


def test_a_full_disk_is_told_before_anything_is_begun(lesson: Lesson, owner: User, settings: Settings) -> None:
    settings.DISK_RESERVE = files.free_bytes() * 2
    assert ask(browser(owner), lesson) == (507, "copy_no_room")
    assert Copy.objects.count() == 0


@pytest.fixture
def traced(settings: Settings, tmp_path: Path) -> Lesson:
    settings.MEDIA_DIR = tmp_path / "media"
    lesson = made.lesson()
    edit_course(course_id=lesson.chapter.course_id, actor_id=None, downloads=True)
    return lesson


@pytest.mark.parametrize("kind", ["video", "audio"])
def test_of_a_traced_course_no_copy_is_made_or_sent_without_its_marks(traced: Lesson, kind: str) -> None:
    Lesson.objects.filter(pk=traced.pk).update(kind=kind)
    user = made.learner(traced)
    client = browser(user)
    plain = ready(traced, user)
    assert fetch(client, traced)[0] == 404, "made before the course was traced"
    assert ask(client, traced) == (200, "waiting"), "so it is made anew"
    Copy.objects.all().delete()
    Rendition.objects.filter(asset=traced.asset).exclude(letter="").update(retired_at=now())
    Rendition.objects.filter(asset=traced.asset, letter="").update(retired_at=None)
    assert ask(client, traced) == (409, "copy_unmarked")
    assert plain.trace is None


@pytest.mark.django_db(transaction=True)
def test_pressed_twice_at_once_it_is_one_copy_and_one_job(settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_DIR = tmp_path / "media"
    course = make.course()
    lesson = Lesson.objects.create(
        chapter=course.chapters.get(), title="看一遍", kind="video", position=9, asset=packed.asset()
    )
    edit_course(course_id=course.pk, actor_id=None, downloads=True)
    owner = make.user()
    grant(user_id=owner.pk, product_id=course.product_id, source="order_line:1")
    clients = [browser(owner) for _ in range(4)]
    assert together(4, lambda n: ask(clients[n], lesson)) == [(200, "waiting")] * 4
    assert Copy.objects.count() == 1
    with connection.cursor() as cursor:
        cursor.execute("select count(*) from procrastinate_jobs where task_name = 'media.copy'")
        assert cursor.fetchone() == (1,)
