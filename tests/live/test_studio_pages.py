"""The studio's pages of live classes, as their forms are sent."""

import re
from datetime import datetime, timedelta

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries, Settings

from tests import make
from tests.live.pushing import planned
from zhiyu.access.actions import grant
from zhiyu.catalog.models import Lesson
from zhiyu.kernel.clock import SHANGHAI, now
from zhiyu.live import actions
from zhiyu.live.actions.airing import Heard
from zhiyu.live.models import LiveClass, StreamKey

pytestmark = pytest.mark.django_db


@pytest.fixture
def studio(client: Client) -> Client:
    make.login(client, make.user(role="owner", name="林知"))
    client.get("/studio/live/guide")
    return client


def typed(chapter_id: int, **more: object) -> dict[str, object]:
    at = (now() + timedelta(days=2)).astimezone(SHANGHAI)
    owner = make.user(role="owner")
    usual = {"chapter": chapter_id, "title": "每月一问", "starts_at": f"{at:%Y-%m-%dT%H:%M}", "minutes": 60}
    return usual | {"host": owner.pk, "rhythm": "", "times": ""} | more


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_takes_the_same_statements_for_one_and_for_three(
    studio: Client, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    course = make.course()
    for _ in range(count):
        planned(course, due=False)
    with django_assert_num_queries(6):
        page = studio.get("/studio/live")
    assert page.content.decode().count("写作答疑") == count


def test_an_empty_list_teaches_and_leads_on(studio: Client) -> None:
    assert "/studio/live/new" in studio.get("/studio/live").content.decode()
    assert "/studio/courses" in studio.get("/studio/live/new").content.decode()


def test_a_class_is_planned_moved_and_called_off(studio: Client) -> None:
    chapter = make.course().chapters.get()
    assert studio.post("/studio/live/new", typed(chapter.pk, starts_at="2020-01-01T10:00")).status_code == 422
    assert studio.post("/studio/live/new", typed(chapter.pk)).status_code == 302
    one = LiveClass.objects.get()
    page = studio.get(f"/studio/live/{one.pk}").content.decode()
    assert actions.key_of(one) in page
    assert "rtmp://" in page
    later = typed(chapter.pk, title="改了名", seen_at=one.updated_at.isoformat())
    assert studio.post(f"/studio/live/{one.pk}/edit", later).status_code == 302
    assert studio.post(f"/studio/live/{one.pk}/edit", later).status_code == 422
    assert Lesson.objects.get(pk=one.lesson_id).title == "改了名"
    studio.post(f"/studio/live/{one.pk}/call-off")
    one.refresh_from_db()
    assert one.state == LiveClass.State.CALLED_OFF
    assert studio.get(f"/studio/live/{one.pk}").status_code == 200


def test_a_class_that_nobody_came_to_says_so_until_it_has_another_time(studio: Client) -> None:
    one = planned(due=False)
    learner = Client()
    buyer = make.user()
    grant(user_id=buyer.pk, product_id=one.lesson.chapter.course.product_id, source="staff:1")
    make.login(learner, buyer)
    course = f"/courses/{one.lesson.chapter.course.product.code}"

    def said(client: Client, path: str) -> bool:
        return "没有开播" in client.get(path).content.decode()

    def listed() -> list[bool]:
        pages = ("/studio/live", "/studio/live?scope=past")
        return ["写作答疑" in studio.get(page).content.decode() for page in pages]

    pages = [(studio, f"/studio/live/{one.pk}"), (learner, f"/lessons/{one.lesson_id}"), (learner, course)]
    StreamKey.objects.update(expires_at=now() + timedelta(hours=1))
    LiveClass.objects.update(starts_at=now() - timedelta(hours=12))
    assert (listed(), [said(*page) for page in pages]) == ([True, False], [False] * 3)
    StreamKey.objects.update(expires_at=now() - timedelta(seconds=1))
    assert (listed(), [said(*page) for page in pages]) == ([False, True], [True] * 3)
    assert said(studio, "/studio/live?scope=past")
    room = learner.get(f"/rooms/{one.pk}").content.decode()
    assert ('data-state="missed"' in room, "data-composer" in room) == (True, False)
    assert learner.get(f"/api/v1/live/{one.pk}").json()["state"] == "missed"

    one.refresh_from_db()
    later = typed(one.lesson.chapter_id, title="写作答疑", seen_at=one.updated_at.isoformat())
    assert studio.post(f"/studio/live/{one.pk}/edit", later).status_code == 302
    assert (listed(), [said(*page) for page in pages]) == ([True, False], [False] * 3)


def test_a_month_of_classes_is_planned_at_once(studio: Client) -> None:
    chapter = make.course().chapters.get()
    assert studio.post("/studio/live/new", typed(chapter.pk, rhythm="weekly", times=4)).status_code == 302
    assert LiveClass.objects.count() == 4


def test_begin_and_end_follow_the_signal(studio: Client) -> None:
    one = planned(due=False)
    studio.post(f"/studio/live/{one.pk}/begin")
    one.refresh_from_db()
    assert one.state == LiveClass.State.PLANNED
    actions.hear(class_id=one.pk, key_number=1, heard=Heard(width=1280, height=720, kbps=2500, seconds=9))
    assert "1280 × 720" in studio.get(f"/studio/live/{one.pk}").content.decode()
    studio.post(f"/studio/live/{one.pk}/begin")
    studio.post(f"/studio/live/{one.pk}/end")
    one.refresh_from_db()
    assert one.state == LiveClass.State.ENDED


def test_where_no_camera_can_be_taken_in_no_address_is_given(studio: Client, settings: Settings) -> None:
    path = f"/studio/live/{planned(due=False).pk}"
    assert "push-address" in studio.get(path).content.decode()
    settings.LIVE_TAKEN = True
    told = studio.get(path).content.decode()
    assert "push-address" not in told
    assert "端口 1935 被这台机器上别的程序占着" in told


def test_what_learners_cannot_play_is_said_and_does_not_begin(studio: Client) -> None:
    one = planned()
    actions.hear(class_id=one.pk, key_number=1, heard=Heard(problem="codec"))
    one.refresh_from_db()
    assert one.state == LiveClass.State.PLANNED
    assert "H.264" in studio.get(f"/studio/live/{one.pk}").content.decode()


def test_a_live_lesson_shows_its_time_and_leads_to_the_room(client: Client) -> None:
    one = planned(due=False)
    make.login(client, make.user(role="owner"))
    page = client.get(f"/lessons/{one.lesson_id}").content.decode()
    assert f"/live/{one.pk}" in page
    assert client.get(f"/live/{one.pk}").headers["Location"] == f"/rooms/{one.pk}"
    course = client.get(f"/courses/{one.lesson.chapter.course.product.code}").content.decode()
    assert "直播" in course


def test_the_editor_keeps_a_live_lesson_live(studio: Client) -> None:
    one = planned(due=False)
    page = studio.get(f"/studio/lessons/{one.lesson_id}")
    assert page.status_code == 200
    assert 'value="live"' in page.content.decode()
    other = Lesson.objects.filter(kind="article").first()
    assert other is not None
    assert 'value="live"' not in studio.get(f"/studio/lessons/{other.pk}").content.decode()


def test_how_often_without_how_many_times_is_refused_where_it_is_missing(studio: Client) -> None:
    chapter = make.course().chapters.get()
    for rhythm in ("weekly", "monthly"):
        answer = studio.post("/studio/live/new", typed(chapter.pk, rhythm=rhythm))
        assert answer.status_code == 422
        page = answer.content.decode()
        assert page.index('name="rhythm"') < page.rindex("写一共几次") < page.index('name="host"')
    assert not LiveClass.objects.exists()


def test_a_class_that_begins_now_may_be_planned_and_the_form_offers_the_next_half_hour(studio: Client) -> None:
    chapter = make.course().chapters.get()
    before = now()
    page = studio.get("/studio/live/new").content.decode()
    (value,) = re.findall(r'value="(\d{4}-\d\d-\d\dT\d\d:\d\d)"', page)
    offered = datetime.fromisoformat(value).replace(tzinfo=SHANGHAI)
    assert before < offered <= now() + timedelta(minutes=30)
    assert offered.minute % 30 == 0
    this_minute, earlier = (f"{(now() - timedelta(minutes=ago)).astimezone(SHANGHAI):%Y-%m-%dT%H:%M}" for ago in (0, 7))
    assert studio.post("/studio/live/new", typed(chapter.pk, starts_at=earlier)).status_code == 422
    assert studio.post("/studio/live/new", typed(chapter.pk, starts_at=this_minute)).status_code == 302
    assert LiveClass.objects.get().state == "planned"
