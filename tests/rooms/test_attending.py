"""Who was there and for how long; the room's pages."""

from datetime import datetime, timedelta

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from tests import make
from tests.commerce.clock import standing_at
from tests.rooms.scene import key, on_air
from zhiyu.accounts.models import Device
from zhiyu.kernel.clock import now
from zhiyu.live.models import LiveClass
from zhiyu.media.models import Asset
from zhiyu.rooms import actions, queries
from zhiyu.rooms.belongings import ROOMS
from zhiyu.rooms.entering import may_be_in
from zhiyu.rooms.models import Attendance


def beat(at: datetime, *pairs: tuple[int, int]) -> None:
    with standing_at(at):
        actions.note_presence(pairs=pairs)


@pytest.mark.django_db
def test_minutes_are_those_of_the_class_and_two_pages_of_one_person_count_once() -> None:
    scene, began = on_air(state="planned"), now()
    me = (scene.room, scene.learner.pk)
    beat(began + timedelta(seconds=20), me)
    assert Attendance.objects.get().seconds == 0  # only waited

    LiveClass.objects.update(state="live")
    for n in range(2, 8):
        beat(began + timedelta(seconds=20 * n), me, me)
        beat(began + timedelta(seconds=20 * n + 3), me)
    there = Attendance.objects.get()
    assert there.seconds == 123
    beat(began + timedelta(minutes=10), me)  # came back after a while
    there.refresh_from_db()
    assert (there.seconds, there.minutes) == (123, 2)
    assert there.last_at == began + timedelta(minutes=10)
    beat(began, (0, scene.learner.pk))
    assert actions.note_presence(pairs=[]) == 0


@pytest.mark.django_db
@pytest.mark.parametrize("noted", [True, False], ids=["noted in time", "noted by nobody"])
def test_of_a_film_shown_as_live_minutes_are_those_of_its_clock(*, noted: bool) -> None:
    """A sweep a minute writes that it begins and ends."""
    scene, at = on_air(state="planned", in_minutes=1), now()
    film = Asset.objects.create(kind="video", state="ready", name="a.mp4", mime="video/mp4", size=1, duration_ms=90_000)
    starts_at = at + timedelta(seconds=30)
    LiveClass.objects.update(is_film=True, asset=film, starts_at=starts_at, began_at=None)
    Attendance.objects.update(last_at=at)
    for seconds in range(20, 200, 20):
        if noted and seconds == 40:
            LiveClass.objects.update(state="live")
        if noted and seconds == 140:
            LiveClass.objects.update(state="ended", ended_at=starts_at + timedelta(seconds=90))
        beat(at + timedelta(seconds=seconds), (scene.room, scene.learner.pk))
    assert Attendance.objects.get().seconds == 90


@pytest.mark.django_db
def test_who_is_here_is_who_was_heard_of_lately() -> None:
    scene = on_air()
    gone = scene.another()
    Attendance.objects.filter(user=gone).update(last_at=now() - timedelta(minutes=2))
    assert queries.here(scene.room) == 1


@pytest.mark.django_db
def test_who_gives_the_class_is_not_counted_among_those_who_came() -> None:
    scene = on_air()
    actions.enter(room_id=scene.room, user=scene.host)
    assert queries.here(scene.room) == 1


@pytest.mark.django_db
@pytest.mark.parametrize("count", [1, 3])
def test_the_list_leads_to_people_and_costs_the_same_for_one_and_for_three(
    client: Client, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    scene = on_air()
    for _ in range(count - 1):
        scene.another(name="小满")
    client.force_login(scene.host)
    path = f"/studio/rooms/{scene.room}/people"
    client.get(path)
    with django_assert_num_queries(PEOPLE):
        page = client.get(path).content.decode()
    assert page.count("小满") == count
    assert f"/studio/learners/{scene.learner.pk}" in page
    items = client.get(f"/api/v1{path}", headers=make.bearer(scene.host)).json()["items"]
    assert [one["name"] for one in items] == ["小满"] * count


PEOPLE = 6


@pytest.mark.django_db
def test_the_list_goes_out_as_a_sheet_to_who_proved_who_they_are(client: Client) -> None:
    scene = on_air()
    device = make.login(client, scene.host)
    path, proved_at = f"/studio/rooms/{scene.room}/people.csv", device.proved_at
    Device.objects.filter(pk=device.pk).update(proved_at=None)
    assert client.get(path).status_code == 302
    Device.objects.filter(pk=device.pk).update(proved_at=proved_at)
    lines = client.get(path).content.decode("utf-8-sig").splitlines()
    assert len(lines) == 2
    assert "小满" in lines[1]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("state", "talks"), [("planned", True), ("live", True), ("ended", False), ("called_off", False)]
)
def test_the_room_is_for_talking_until_the_class_is_over(client: Client, state: str, *, talks: bool) -> None:
    scene = on_air(state=state, in_minutes=30)
    client.force_login(scene.learner)
    page = client.get(f"/rooms/{scene.room}").content.decode()
    assert "开营直播" in page
    assert ("data-composer" in page) is talks


@pytest.mark.django_db
def test_others_see_what_it_is_and_the_way_to_it_and_a_free_one_asks_only_to_log_in(client: Client) -> None:
    scene, free = on_air(), on_air(free=True)
    page = client.get(f"/rooms/{scene.room}").content.decode()
    assert "看课程和价格" in page
    assert "/login" in page
    page = client.get(f"/rooms/{free.room}").content.decode()
    assert "登录以后可以聊天和提问" in page
    assert client.get("/rooms/9999999").status_code == 404


@pytest.mark.django_db
def test_the_list_of_words_is_one_for_the_school(client: Client) -> None:
    scene = on_air()
    client.force_login(scene.host)
    client.post("/studio/rooms/words", {"words": "加微信\n VX \n\n"})
    assert "vx" in client.get("/studio/rooms/words").content.decode()
    assert queries.words() == ["加微信", "vx"]


@pytest.mark.django_db
def test_rights_of_many_are_asked_for_at_once(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    scene, free = on_air(), on_air(free=True)
    stranger = make.user()
    asked = {
        (scene.room, scene.learner.pk),
        (scene.room, stranger.pk),
        (free.room, stranger.pk),
        (0, stranger.pk),
    }
    with django_assert_num_queries(1):
        assert may_be_in(asked) == {(scene.room, scene.learner.pk), (free.room, stranger.pk)}
    assert may_be_in([]) == set()


@pytest.mark.django_db
def test_what_somebody_said_leaves_with_their_account() -> None:
    scene = on_air()
    actions.say(room_id=scene.room, user=scene.learner, text="我在这里", key=key())
    assert [one["kind"] for one in ROOMS.export(scene.learner.pk)] == ["message", "attendance"]
    ROOMS.forget(scene.learner.pk)
    assert queries.history(scene.room) == []
