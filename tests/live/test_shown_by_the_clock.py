"""A film that is shown as if it were live: no more of it leaves by any door than a player needs to be at its second."""

import re
from datetime import timedelta
from typing import Any
from urllib.parse import urljoin

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from tests import make
from tests.jobs import run_jobs
from tests.live.watching import listed, master_of
from tests.media import films
from zhiyu.access.actions import grant
from zhiyu.access.models import Consumption
from zhiyu.catalog.actions import set_lesson_asset
from zhiyu.catalog.models import Lesson
from zhiyu.kernel.clock import ahead_to, now
from zhiyu.live import actions, queries
from zhiyu.live.models import LiveClass
from zhiyu.media.actions import package_now, store_file
from zhiyu.media.actions.plays import sits
from zhiyu.media.models import Play, Rendition, Stream
from zhiyu.media.streaming import by_clock
from zhiyu.platform.actions import save_school

pytestmark = pytest.mark.django_db


@pytest.fixture
def shown(monkeypatch: pytest.MonkeyPatch) -> LiveClass:
    """Ten seconds in segments of two, beginning in an hour. The clock stands: the film is over before a slow machine
    has shown a page or two of it.
    """
    at = now()
    monkeypatch.setattr(timezone, "now", lambda: at)
    course = make.course()
    lesson = Lesson.objects.create(chapter=course.chapters.get(), title="首播", kind="video", position=9)
    asset = store_file(path=films.film(), name="a.mp4", owner_id=None)
    package_now(asset.pk)
    set_lesson_asset(lesson_id=lesson.pk, asset_id=asset.pk, actor_id=None)
    host = make.user(role="owner")
    return actions.premiere(
        lesson_id=lesson.pk, starts_at=now() + timedelta(hours=1), host_id=host.pk, actor_id=host.pk
    )


def viewer(one: LiveClass) -> Client:
    client, learner = Client(), make.user()
    grant(user_id=learner.pk, product_id=one.lesson.chapter.course.product_id, source="staff:1")
    make.login(client, learner)
    return client


def test_nothing_of_it_is_given_out_before_its_time(shown: LiveClass) -> None:
    client = viewer(shown)
    live = client.post(f"/api/v1/live/{shown.pk}/ticket", {}, content_type="application/json")
    film = client.post(f"/api/v1/lessons/{shown.lesson_id}/ticket", {}, content_type="application/json")
    assert (live.json()["code"], film.status_code) == ("not_on_air", 409)


def test_a_device_too_many_is_told_so_and_opens_nothing(shown: LiveClass) -> None:
    save_school(actor_id=None, device_limit=2)
    learner = make.user()
    grant(user_id=learner.pk, product_id=shown.lesson.chapter.course.product_id, source="staff:1")
    devices = [Client() for _ in range(3)]
    for one in devices:
        make.login(one, learner)
    with ahead_to(shown.starts_at + timedelta(seconds=1)):
        for one in (*devices[:2], *devices[:2]):
            master_of(one, shown)
        Consumption.objects.all().delete()
        refused = devices[2].post(f"/api/v1/live/{shown.pk}/ticket", {}, content_type="application/json")
        assert (refused.status_code, refused.json()["code"]) == (409, "devices_full")
        assert not Consumption.objects.exists()
        assert Play.objects.filter(user=learner, lesson_id=shown.lesson_id).count() == 4
        Lesson.objects.filter(pk=shown.lesson_id).update(free=True)
        assert master_of(devices[2], shown)


def test_playlist_keys_and_segments_follow_the_clock(shown: LiveClass) -> None:
    client, seen = viewer(shown), []
    (film,) = Rendition.objects.filter(asset=shown.asset, retired_at=None)
    keys = {f"key/{epoch}" for _ms, _size, epoch in film.segments}
    with ahead_to(shown.starts_at + timedelta(seconds=1)):
        master = master_of(client, shown)
    for seconds in (1, 5, 9, 10.1):
        # Broken off then, the clock stands still.
        Stream.objects.filter(asset=shown.asset).update(ended_at=shown.starts_at + timedelta(seconds=seconds))
        address, playlist = listed(client, master)
        names, out = re.findall(r"^\d+\.ts$", playlist, re.MULTILINE), set(re.findall(r"key/\d+", playlist))
        seen.append(len(names))
        ahead = [urljoin(address, one) for one in (f"{len(names)}.ts", "../thumbs.json", *sorted(keys - out))]
        assert [client.get(one).status_code for one in ahead] == [404] * len(ahead)
    assert seen == [2, 4, 5, 5]


@given(st.lists(st.integers(1, 9_000), max_size=30), st.integers(0, 200_000))
def test_a_player_that_keeps_two_of_the_longest_back_is_at_the_second_of_the_clock(
    lengths: list[int], elapsed: int
) -> None:
    found = by_clock([[ms, 1, n // 10] for n, ms in enumerate(lengths)], elapsed, over=False)
    longest, listed_to = max(lengths, default=0), sum(lengths[: found.end])
    assert listed_to - 2 * longest <= elapsed
    assert found.end == len(lengths) or elapsed - longest < listed_to - 2 * longest
    assert found.over == (elapsed >= sum(lengths))


def test_a_film_that_was_put_off_gives_nothing_to_who_has_a_ticket_already() -> None:
    assert by_clock([[2000, 1, 0]] * 5, -1, over=False).end == 0


def test_it_begins_and_ends_by_the_clock_and_is_a_film_again(shown: LiveClass) -> None:
    for seconds, state in ((-5, "planned"), (2, "live"), (11, "ended")):
        with ahead_to(shown.starts_at + timedelta(seconds=seconds)):
            assert queries.state_of(queries.live_class(shown.pk)) == state
            for _twice in range(2):
                actions.sweep()
                run_jobs(but="media.ladder")
            shown.refresh_from_db()
            assert shown.state == state
    assert Lesson.objects.get(pk=shown.lesson_id).kind == "video"
    answer = viewer(shown).post(f"/api/v1/lessons/{shown.lesson_id}/ticket", {}, content_type="application/json")
    assert answer.status_code == 200


def test_called_off_it_is_an_ordinary_film(shown: LiveClass) -> None:
    actions.call_off(class_id=shown.pk, actor_id=None)
    assert Lesson.objects.get(pk=shown.lesson_id).kind == "video"


def asked(client: Client, one: LiveClass) -> dict[str, Any]:
    answer = client.post(f"/api/v1/live/{one.pk}/ticket", {}, content_type="application/json")
    assert answer.status_code == 200, answer.content
    return answer.json()  # type: ignore[no-any-return]


def key(client: Client, ticket: dict[str, Any]) -> int:
    address, playlist = listed(client, ticket["playlist_url"])
    (first, *_more) = re.findall(r'URI="(key/\d+)"', playlist)
    return client.get(urljoin(address, first)).status_code


def test_a_second_device_is_told_who_watches_and_may_take_the_place(shown: LiveClass) -> None:
    save_school(actor_id=None, player_limit=1, device_limit=0)
    learner, begins = make.user(), shown.starts_at + timedelta(seconds=5)
    grant(user_id=learner.pk, product_id=shown.lesson.chapter.course.product_id, source="staff:1")
    phone, pad = Client(), Client(headers={"User-Agent": "Mozilla/5.0 (iPad; CPU OS 17_0 like Mac OS X)"})
    make.login(phone, learner)
    make.login(pad, learner)
    with ahead_to(begins):
        mine, tab = asked(phone, shown), asked(phone, shown)
        assert (mine["elsewhere"], key(phone, mine), key(phone, tab)) == (None, 200, 200), "two windows are one player"
        theirs = asked(pad, shown)
        assert theirs["elsewhere"]
        assert key(pad, theirs) == 409
        assert pad.post(mine["seat_url"] + "?take=1").status_code == 403
        assert pad.post(theirs["seat_url"] + "?take=1").status_code == 204
        assert key(pad, theirs) == 200
        sits.cache_clear()  # what was believed for so long is over
        assert (key(phone, mine), key(phone, tab), key(pad, theirs)) == (409, 409, 200)
        assert asked(phone, shown)["elsewhere"]
        assert pad.delete(theirs["seat_url"]).status_code == 204
        assert asked(phone, shown)["elsewhere"] is None
        assert key(phone, mine) == 200


def test_who_watches_is_written_down_no_more_often_than_that(shown: LiveClass) -> None:
    client, begins = viewer(shown), shown.starts_at + timedelta(seconds=5)
    with ahead_to(begins):
        address, playlist = listed(client, asked(client, shown)["playlist_url"])
        (first, *_more) = re.findall(r'URI="(key/\d+)"', playlist)
        with CaptureQueriesContext(connection) as noted:
            client.get(urljoin(address, first))
        with CaptureQueriesContext(connection) as believed:
            client.get(urljoin(address, first))
    assert [sum("media_play" in one["sql"] for one in found) for found in (noted, believed)] == [1, 0]


def test_a_film_is_called_one_and_is_past_as_soon_as_it_was_shown(shown: LiveClass) -> None:
    studio, learner = Client(), viewer(shown)
    make.login(studio, shown.host)

    def lists() -> tuple[bool, bool]:
        pages = (studio.get(f"/studio/live{scope}").content.decode() for scope in ("", "?scope=past"))
        coming, past = ("首播" in page for page in pages)
        return coming, past

    assert lists() == (True, False)
    LiveClass.objects.update(starts_at=now() - timedelta(seconds=5))
    assert lists() == (True, False)
    for page in (studio.get("/studio/live"), studio.get(f"/studio/live/{shown.pk}")):
        assert "正在放录播" in page.content.decode()
        assert "直播中" not in page.content.decode()
    room = learner.get(f"/rooms/{shown.pk}").content.decode()
    assert '<span class="live-badge">录播</span>' in room
    LiveClass.objects.update(starts_at=now() - timedelta(seconds=30))
    assert lists() == (False, True)
    assert queries.class_counts() == {"coming": 0, "past": 1}
    assert "不在里面" in studio.get("/studio/live/premiere").content.decode() or not queries.films().exists()
