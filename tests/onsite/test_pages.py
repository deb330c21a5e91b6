"""The pages and API of classes at a place, as they are sent and read."""

from collections.abc import Iterator
from datetime import timedelta
from urllib.parse import quote

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from tests import make
from tests.onsite.scene import PLACE, code, learner, learners, planned, state
from zhiyu.accounts.models import Device
from zhiyu.catalog.models import Lesson
from zhiyu.kernel.clock import SHANGHAI, now
from zhiyu.onsite import actions
from zhiyu.onsite.models import OnsiteClass, Seat
from zhiyu.onsite.queries import meetings

pytestmark = pytest.mark.django_db
LIST, PEOPLE, OUTLINE = 5, 6, 1


@pytest.fixture
def studio(client: Client) -> Client:
    make.login(client, make.user(role="owner", name="林知"))
    client.get("/studio/onsite/new")
    return client


def typed(chapter_id: int, **more: object) -> dict[str, object]:
    at = (now() + timedelta(days=2)).astimezone(SHANGHAI)
    usual = {
        "chapter": chapter_id,
        "title": "周末面对面",
        "starts_at": f"{at:%Y-%m-%dT%H:%M}",
        "weeks": 1,
        "minutes": 90,
    }
    usual |= {"place": PLACE, "directions": "", "seats": 2, "host": make.user(role="owner").pk}
    return usual | more


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_takes_the_same_statements_for_one_and_for_three(
    studio: Client, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    course = make.course()
    for _ in range(count):
        one = planned(course)
        for who in learners(one, 3):
            actions.book(class_id=one.pk, user_id=who.pk)
    with django_assert_num_queries(LIST):
        page = studio.get("/studio/onsite").content.decode()
    assert page.count("周末面对面") == count
    assert page.count("1 人排队") == count


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_of_people_takes_the_same_statements_for_one_and_for_three(
    studio: Client, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    one = planned(seats=5, minutes_until=30)
    for _ in range(count):
        actions.book(class_id=one.pk, user_id=learner(one, name="小满").pk)
    with django_assert_num_queries(PEOPLE):
        page = studio.get(f"/studio/onsite/{one.pk}").content.decode()
    assert page.count("<span>小满</span>") == count


def test_empty_lists_teach_and_lead_on(studio: Client) -> None:
    assert "/studio/onsite/new" in studio.get("/studio/onsite").content.decode()
    assert "结束" in studio.get("/studio/onsite?scope=past").content.decode()
    assert "/studio/courses" in studio.get("/studio/onsite/new").content.decode()
    one = planned(minutes_until=30)
    for state_, words in (("booked", "占座"), ("came", "签到二维码"), ("waiting", "排队"), ("given_back", "让出")):
        assert words in studio.get(f"/studio/onsite/{one.pk}?state={state_}").content.decode()


def test_a_class_is_planned_changed_and_called_off(studio: Client) -> None:
    chapter = make.course().chapters.get()
    assert studio.post("/studio/onsite/new", typed(chapter.pk, starts_at="2020-01-01T10:00")).status_code == 422
    assert studio.post("/studio/onsite/new", typed(chapter.pk, place="")).status_code == 422
    assert studio.post("/studio/onsite/new", typed(chapter.pk)).status_code == 302
    one = OnsiteClass.objects.get()
    assert PLACE in studio.get(f"/studio/onsite/{one.pk}").content.decode()
    for who in learners(one, 2):
        actions.book(class_id=one.pk, user_id=who.pk)
    seen = {"seen_at": one.updated_at.isoformat()}
    fewer = studio.post(f"/studio/onsite/{one.pk}/edit", typed(chapter.pk, seats=1, **seen))
    assert fewer.status_code == 422
    assert "已经占好的座位比这个数多" in fewer.content.decode()
    later = typed(chapter.pk, title="改了名", **seen)
    assert studio.post(f"/studio/onsite/{one.pk}/edit", later).status_code == 302
    assert studio.post(f"/studio/onsite/{one.pk}/edit", later).status_code == 422
    assert Lesson.objects.get(pk=one.lesson_id).title == "改了名"
    studio.post(f"/studio/onsite/{one.pk}/call-off")
    one.refresh_from_db()
    assert one.state == OnsiteClass.State.CALLED_OFF
    assert studio.get(f"/studio/onsite/{one.pk}").status_code == 200
    assert "改了名" in studio.get("/studio/onsite?scope=past").content.decode()


def test_a_weekly_series_is_planned_at_once_and_shown_as_what_it_is(studio: Client, client: Client) -> None:
    chapter = make.course().chapters.get()
    for weeks in (0, 27, ""):
        assert studio.post("/studio/onsite/new", typed(chapter.pk, weeks=weeks)).status_code == 422
    made = studio.post("/studio/onsite/new", typed(chapter.pk, weeks=3, free="on"))
    assert (made.status_code, made.headers["Location"]) == (302, "/studio/onsite")
    page = studio.get("/studio/onsite").content.decode()
    assert [f"第 {n} 次" in page for n in (1, 2, 3, 4)] == [True, True, True, False]
    lesson = client.get(f"/lessons/{OnsiteClass.objects.latest('pk').lesson_id}").content.decode()
    assert f"https://uri.amap.com/search?keyword={quote(PLACE)}" in lesson
    assert f"https://apis.map.qq.com/uri/v1/search?keyword={quote(PLACE)}" in lesson


def test_one_of_a_series_with_the_longest_title_can_be_edited(studio: Client) -> None:
    chapter = make.course().chapters.get()
    assert studio.post("/studio/onsite/new", typed(chapter.pk, title="课" * 61, weeks=12)).status_code == 422
    assert studio.post("/studio/onsite/new", typed(chapter.pk, title="课" * 60, weeks=12)).status_code == 302
    one = OnsiteClass.objects.select_related("lesson").latest("pk")
    assert one.lesson.title.endswith("第 12 次")
    same = typed(chapter.pk, title=one.lesson.title, place="3 楼", seen_at=one.updated_at.isoformat())
    assert studio.post(f"/studio/onsite/{one.pk}/edit", same).status_code == 302
    one.refresh_from_db()
    assert one.place == "3 楼"


def test_who_hosts_without_leave_to_plan_or_to_read_learners_sees_names_alone(client: Client) -> None:
    one = planned(minutes_until=30)
    me = learner(one, name="小满")
    actions.book(class_id=one.pk, user_id=me.pk)
    make.login(client, make.user(role="creator"))
    page = client.get(f"/studio/onsite/{one.pk}").content.decode()
    assert "小满" in page
    assert "/studio/learners/" not in page
    assert "people.csv" not in page


def test_the_list_goes_out_as_a_sheet_to_who_proved_who_they_are(client: Client) -> None:
    one = planned(minutes_until=30)
    actions.come(class_id=one.pk, user=learner(one, name="=1+1"), code=code(one))
    device = make.login(client, make.user(role="owner"))
    path, proved_at = f"/studio/onsite/{one.pk}/people.csv", device.proved_at
    Device.objects.filter(pk=device.pk).update(proved_at=None)
    assert client.get(path).status_code == 302
    Device.objects.filter(pk=device.pk).update(proved_at=proved_at)
    lines = client.get(path).content.decode("utf-8-sig").splitlines()
    assert len(lines) == 2
    assert lines[1].startswith("'=1+1,")
    assert "扫码" in lines[1]


def test_the_editor_keeps_the_kind_and_says_where_the_time_is_changed(studio: Client) -> None:
    one = planned()
    page = studio.get(f"/studio/lessons/{one.lesson_id}").content.decode()
    assert 'value="onsite"' in page
    assert "到现场签到就算学完" in page
    other = Lesson.objects.filter(kind="article").first()
    assert other is not None
    assert 'value="onsite"' not in studio.get(f"/studio/lessons/{other.pk}").content.decode()


def test_strangers_see_where_it_is_and_what_to_buy_but_not_how_to_get_in(client: Client) -> None:
    one = planned()
    page = client.get(f"/lessons/{one.lesson_id}").content.decode()
    assert PLACE in page
    assert "江苏路站" not in page
    assert "占一个座位" not in page
    assert "/checkout/" in page or "立即购买" in page
    assert "线下课" in client.get(f"/courses/{one.lesson.chapter.course.product.code}").content.decode()
    free = planned(free=True)
    assert "登录后占座" in client.get(f"/lessons/{free.lesson_id}").content.decode()


def test_the_page_says_how_one_stands_at_each_step(client: Client) -> None:
    one = planned(seats=1)
    first, second, me = learners(one, 3)
    make.login(client, me)
    page = f"/lessons/{one.lesson_id}"
    assert "还有 1 个座位" in client.get(page).content.decode()
    for who in (first, second):
        actions.book(class_id=one.pk, user_id=who.pk)
    assert "排队等空位" in client.get(page).content.decode()
    client.post(f"/onsite/{one.pk}/book")
    waiting = client.get(page).content.decode()
    assert "你排在第 2 个" in waiting
    assert "加到手机日历" in waiting
    client.post(f"/onsite/{one.pk}/give-back")
    assert state(one, me) == Seat.State.GIVEN_BACK
    OnsiteClass.objects.update(starts_at=now() - timedelta(days=1))
    over = client.get(page).content.decode()
    assert "已结束" in over
    assert client.post(f"/onsite/{one.pk}/book", follow=True).status_code == 200
    assert state(one, me) == Seat.State.GIVEN_BACK


def test_messages_lead_to_the_lesson_and_of_what_is_called_off_to_the_course(client: Client) -> None:
    one = planned()
    path = f"/onsite/{one.pk}"
    assert client.get(path).headers["Location"] == f"/lessons/{one.lesson_id}"
    actions.call_off(class_id=one.pk, actor_id=None)
    assert client.get(path).headers["Location"] == f"/courses/{one.lesson.chapter.course.product.code}"
    make.login(client, learner(one))
    assert "取消了" in client.get(f"{path}/here").content.decode()
    assert client.get("/onsite/9999999").status_code == 404


def unfolded(file: bytes) -> Iterator[tuple[str, str]]:
    for line in file.decode().replace("\r\n ", "").split("\r\n"):
        name, _colon, value = line.partition(":")
        yield name, value


def test_the_calendar_file_holds_when_and_where_and_no_title_ends_its_line(client: Client) -> None:
    one = planned()
    Lesson.objects.filter(pk=one.lesson_id).update(title="面对面;\r\nSTATUS:CANCELLED," + "很长" * 25)
    make.login(client, learner(one))
    answer = client.get(f"/onsite/{one.pk}/calendar.ics")
    assert answer.headers["Content-Type"].startswith("text/calendar")
    assert all(len(line) <= 75 for line in answer.content.split(b"\r\n"))
    said = dict(unfolded(answer.content))
    assert said["DTSTART"] == f"{one.starts_at:%Y%m%dT%H%M%SZ}"
    assert said["LOCATION"] == PLACE
    assert said["SUMMARY"].startswith("面对面\\;\\nSTATUS:CANCELLED\\,很长")
    assert "STATUS" not in said


def test_the_api_does_what_the_pages_do(client: Client) -> None:
    one = planned(seats=1, minutes_until=60)
    me, other = learners(one, 2)
    path, mine, theirs = f"/api/v1/onsite/{one.pk}", make.bearer(me), make.bearer(other)
    seen = client.get(path).json()
    assert (seen["left"], seen["mine"], seen["directions"], seen["may_come"]) == (1, "", "", False)
    assert client.get(f"/api/v1/lessons/{one.lesson_id}/onsite").json() == seen
    assert client.get("/api/v1/lessons/9999999/onsite").status_code == 404
    assert client.put(f"{path}/seat", headers=mine).json()["mine"] == "booked"
    assert client.put(f"{path}/seat", headers=theirs).json()["mine"] == "waiting"
    assert client.delete(f"{path}/seat", headers=mine).json()["mine"] == "given_back"
    assert client.get(path, headers=theirs).json()["mine"] == "booked"
    sent = {"content_type": "application/json", "headers": theirs}
    refused = client.post(f"{path}/here", {"code": "x"}, **sent)  # type: ignore[arg-type]
    assert (refused.status_code, refused.json()["code"]) == (422, "bad_pass")
    came = client.post(f"{path}/here", {"code": code(one)}, **sent)  # type: ignore[arg-type]
    assert came.json()["mine"] == "came"
    full = client.post(f"{path}/here", {"code": code(one)}, content_type="application/json", headers=mine)
    assert (full.status_code, full.json()["code"]) == (409, "no_room")
    lessons = client.get(f"/api/v1/courses/{one.lesson.chapter.course.product.code}").json()["chapters"][0]["lessons"]
    assert lessons[-1]["kind"] == "onsite"


@pytest.mark.parametrize("count", [1, 3])
def test_the_times_of_an_outline_are_asked_for_at_once(
    count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:

    course = make.course()
    lessons = [planned(course).lesson_id for _ in range(count)]
    with django_assert_num_queries(OUTLINE):
        assert sorted(meetings(lessons)) == sorted(lessons)
    with django_assert_num_queries(0):
        assert meetings([]) == {}


@pytest.mark.parametrize(
    ("hours", "said"),
    [(72, "开始前一天和 2 小时会提醒你。"), (12, "开始前 2 小时会提醒你。"), (1, "座位占好了，很快就开始。")],
)
def test_who_takes_a_seat_is_promised_only_reminders_that_are_still_to_come(
    client: Client, hours: int, said: str
) -> None:
    one = planned(minutes_until=hours * 60 - 5)
    make.login(client, learner(one))

    client.post(f"/onsite/{one.pk}/book")
    page = client.get(f"/lessons/{one.lesson_id}").content.decode()

    assert said in page
    assert ("一天" in said) == ("开始前一天和" in page)
