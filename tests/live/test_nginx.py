"""nginx takes a class in; it is watched through the gate, ended, and watched again."""

import asyncio
import os
import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from subprocess import Popen
from uuid import UUID

import av
import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from tests import make
from tests.live.following import all_read, has_nginx, ingest_part, kept, kill_all, nginx_of, watching
from tests.live.pushing import planned, push
from tests.live.test_on_air import seconds_of
from tests.live.watching import film_of, listed, master_of
from tests.media import films
from zhiyu.access.actions import grant
from zhiyu.catalog.models import Lesson
from zhiyu.command.boot import READY
from zhiyu.live import actions, nginx
from zhiyu.live.flv import whole_tags
from zhiyu.live.models import LiveClass, Signal
from zhiyu.live.room import of_database
from zhiyu.media import files, streaming
from zhiyu.media.actions import package_now
from zhiyu.media.models import Asset, Rendition
from zhiyu.media.streaming import BeingWritten

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(not has_nginx(), reason="nginx and libnginx-mod-rtmp are not installed"),
]


# A second and a half of six: there is time to look before the rest has come.
SOME = 150_000


@pytest.fixture
def door(settings: Settings, live_server: LiveServer, tmp_path: Path) -> Iterator[Popen[bytes]]:
    with nginx_of(settings, live_server.url, tmp_path) as running:
        yield running


@pytest.fixture
def port(settings: Settings, door: Popen[bytes]) -> int:
    del door
    return int(settings.LIVE_PORT)


def asset_of(one: LiveClass) -> Asset:
    one.refresh_from_db()
    assert one.asset_id is not None
    return Asset.objects.get(pk=one.asset_id)


def received(one: LiveClass, port: int, times: int = 1) -> UUID:
    async def all_of_it() -> None:
        async with watching():
            for _time in range(times):
                assert await push(port, actions.key_of(one)) == 0
            await all_read()

    asyncio.run(all_of_it())
    return asset_of(one).pk


def test_a_class_that_nginx_takes_in_is_watched_by_who_may_and_becomes_a_replay(client: Client, port: int) -> None:
    course = make.course()
    one, learner = planned(course), make.user()
    grant(user_id=learner.pk, product_id=course.product_id, source="staff:1")
    asset_id = received(one, port)
    one.refresh_from_db()
    heard = Signal.objects.get(live_class=one)
    assert (one.state, heard.connected_at, heard.width, heard.height) == (LiveClass.State.LIVE, None, 320, 180)
    assert [900 < row.ms < 1100 for row in streaming.rows_of(asset_id)] == [True] * 6

    make.login(client, learner)
    master = master_of(client, one)
    assert 5.9 < seconds_of(film_of(client, master)) < 6.1
    stranger = Client()
    make.login(stranger, make.user())
    assert stranger.get(master).status_code == 403

    actions.end(class_id=one.pk, actor_id=None)
    assert "ENDLIST" in listed(client, master)[1]
    actions.settle(class_id=one.pk)
    made = package_now(asset_id)
    assert (made.state, made.error) == (Asset.State.READY, "")
    assert [x.name for x in Rendition.objects.filter(asset=made, retired_at=None)] != [streaming.NAME]
    replay = client.post(f"/api/v1/lessons/{one.lesson_id}/ticket", {}, content_type="application/json").json()
    assert 5.9 < seconds_of(film_of(client, replay["playlist_url"])) < 6.1
    assert [x.name for x in nginx.folder().iterdir() if x.suffix != ".pid"] == []


def test_who_has_no_good_key_leaves_nothing(port: int) -> None:
    one = planned()
    old = actions.key_of(one)
    actions.new_key(class_id=one.pk, seen=1, actor_id=make.user(role="owner").pk)
    for wrong in ("guess", old, old[:-1] + ("0" if old[-1] != "0" else "1")):
        assert asyncio.run(push(port, wrong)) != 0
    assert list(nginx.coming()) == []
    assert not Signal.objects.exists()


def test_a_key_is_no_file_name_and_nobody_watches_at_the_door(port: int) -> None:
    one = planned(due=False)
    key = actions.key_of(one)
    assert asyncio.run(push(port, key)) == 0
    (left,) = nginx.coming()
    assert key.split("-")[-1] not in left.path.name
    assert (left.claims.class_id, left.claims.number) == (one.pk, 1)
    assert left.path.parent.stat().st_mode & 0o077 == 0


def test_what_comes_before_the_class_is_not_kept(port: int) -> None:
    one = planned(due=False)

    async def rehearsed() -> None:
        async with watching():
            assert await push(port, actions.key_of(one)) == 0
            await all_read()

    asyncio.run(rehearsed())
    one.refresh_from_db()
    assert (one.state, one.asset_id) == (LiveClass.State.PLANNED, None)
    assert Signal.objects.filter(live_class=one, connected_at=None).exists()


def test_a_teacher_who_comes_back_goes_on_in_the_same_class(port: int) -> None:
    one = planned()
    rows = streaming.rows_of(received(one, port, times=2))
    assert ([row.part for row in rows], len(rows)) == ([0] * 6 + [1] * 6, 12)
    actions.end(class_id=one.pk, actor_id=None)
    actions.settle(class_id=one.pk)
    (film,) = Rendition.objects.filter(asset=package_now(asset_of(one).pk), retired_at=None)
    assert 11_500 < sum(ms for ms, _size, _epoch in film.segments) < 12_500


def frames_of(path: Path) -> int:
    with av.open(str(path), format="flv") as opened:
        return len(list(opened.decode(video=0)))


def killed_in_the_middle(one: LiveClass, port: int, media_dir: Path, tmp_path: Path) -> Path:
    """The disk as a kill of who follows leaves it, and what nginx wrote on until the teacher was done."""

    async def until_then() -> None:
        async with watching() as watcher:
            pushing = asyncio.create_task(push(port, actions.key_of(one), slowly=True))
            await kept(watcher, one.pk, SOME)
            (writing,) = nginx.coming()
            os.link(writing.path, tmp_path / "whole.flv")
            shutil.copytree(media_dir, tmp_path / "killed")
            await pushing
            await all_read()

    asyncio.run(until_then())
    shutil.rmtree(media_dir)
    shutil.copytree(tmp_path / "killed", media_dir)
    (left,) = nginx.coming()
    shutil.copyfile(tmp_path / "whole.flv", left.path)
    original = files.original(asset_of(one))
    assert 0 < whole_tags(original).last_ms < whole_tags(left.path).last_ms - 1000
    return original


def followed() -> None:
    async def to_the_end() -> None:
        async with watching():
            await all_read()

    asyncio.run(to_the_end())


def test_whoever_follows_after_a_kill_goes_on_at_the_same_frame(port: int, media_dir: Path, tmp_path: Path) -> None:
    one = planned()
    original = killed_in_the_middle(one, port, media_dir, tmp_path)
    followed()
    assert frames_of(original) == 150
    assert 5_900 < whole_tags(original).last_ms < 6_100
    rows = streaming.rows_of(asset_of(one).pk)
    assert 5_000 < sum(row.ms for row in rows) < 6_100
    assert rows[-1].part == 1


def test_a_part_that_is_killed_and_started_again_loses_no_frame(port: int, tmp_path: Path) -> None:
    one = planned()

    async def killed_on_the_way() -> None:
        with ingest_part(tmp_path / "home") as first:
            await until(lambda: READY in first.read_text())
            pushing = asyncio.create_task(push(port, actions.key_of(one), slowly=True))
            await until(lambda: sealed(one) > 1)
        with ingest_part(tmp_path / "home"):
            assert await pushing == 0
            await all_read()

    asyncio.run(killed_on_the_way())
    assert frames_of(files.original(asset_of(one))) == 150
    assert {row.part for row in streaming.rows_of(asset_of(one).pk)} == {0, 1}


def sealed(one: LiveClass) -> int:
    asset_id = LiveClass.objects.values_list("asset", flat=True).get(pk=one.pk)
    return streaming.count_of(asset_id) if asset_id else 0


async def until(probe: Callable[[], bool]) -> None:
    async with asyncio.timeout(60):
        while not await asyncio.to_thread(of_database, probe):  # noqa: ASYNC110 -- another program has no event
            await asyncio.sleep(0.05)


def test_what_nobody_read_before_a_class_ended_is_in_its_replay(port: int, media_dir: Path, tmp_path: Path) -> None:
    one = planned()
    original = killed_in_the_middle(one, port, media_dir, tmp_path)
    actions.end(class_id=one.pk, actor_id=None)
    with pytest.raises(BeingWritten):
        actions.settle(class_id=one.pk)
    followed()
    assert frames_of(original) == 150
    actions.settle(class_id=one.pk)
    assert Lesson.objects.get(pk=one.lesson_id).kind == "video"
    assert package_now(asset_of(one).pk).state == Asset.State.READY


def test_what_comes_after_a_class_ended_is_not_in_its_replay(port: int, media_dir: Path, tmp_path: Path) -> None:
    one = planned()
    original = killed_in_the_middle(one, port, media_dir, tmp_path)
    actions.end(class_id=one.pk, actor_id=None)
    (left,) = nginx.coming()
    LiveClass.objects.update(ended_at=datetime.fromtimestamp(left.began_ms / 1000 + 3, UTC))
    followed()
    assert 3_900 < whole_tags(original).last_ms < 4_100


def test_who_gets_a_new_key_is_cut_off_and_so_is_a_class_that_ended(port: int) -> None:
    one = planned()
    owner = make.user(role="owner")

    async def until(cut: Callable[[], object]) -> None:
        async with watching() as watcher:
            pushing = asyncio.create_task(
                push(port, await asyncio.to_thread(of_database, fresh_key), films.film(seconds=60), slowly=True)
            )
            await kept(watcher, one.pk)
            await asyncio.to_thread(of_database, cut)
            async with asyncio.timeout(30):  # half of the film
                assert await pushing != 0
            await all_read()

    def fresh_key() -> str:
        return actions.key_of(LiveClass.objects.select_related("stream_key").get(pk=one.pk))

    asyncio.run(until(lambda: actions.new_key(class_id=one.pk, seen=1, actor_id=owner.pk)))
    asyncio.run(until(lambda: actions.end(class_id=one.pk, actor_id=owner.pk)))
    actions.settle(class_id=one.pk)


def test_a_killed_nginx_leaves_what_came(port: int, door: Popen[bytes]) -> None:
    one = planned()

    async def until_killed() -> None:
        async with watching() as watcher:
            pushing = asyncio.create_task(push(port, actions.key_of(one), slowly=True))
            await kept(watcher, one.pk, SOME)
            kill_all(door)
            await pushing
            await all_read()

    asyncio.run(until_killed())
    assert whole_tags(files.original(asset_of(one))).last_ms > 1_000
    assert Signal.objects.get(live_class=one).connected_at is None


def test_a_stranger_is_told_nothing(client: Client, settings: Settings) -> None:
    one = planned()
    said = {"call": "publish", "name": actions.key_of(one), "clientid": "7"}
    ours = reverse("live:nginx", kwargs={"proof": nginx.proof()})
    assert client.post(ours, said).status_code == 404, "another programme takes streams in"
    settings.LIVE_ENGINE = "nginx"
    assert client.post(reverse("live:nginx", kwargs={"proof": nginx.proof("another")}), said).status_code == 403
    assert client.get(ours).status_code == 405
    assert client.post(ours, said | {"clientid": "../7"}).status_code == 403
    answer = client.post(ours, said)
    assert (answer.status_code, answer.headers["Location"].split("-")[:2]) == (302, [str(one.pk), "1"])
    assert client.post(ours, said | {"call": "update_publish"}).status_code == 403, "nginx keeps nothing of it"
    (nginx.made_folder() / f"{answer.headers['Location']}.flv").touch()
    assert client.post(ours, said | {"call": "update_publish"}).status_code == 204
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "n" * 50
    assert client.post(ours, said | {"call": "update_publish"}).status_code == 204


def test_the_newest_connection_is_the_teachers_and_only_so_many_classes_are_on(
    client: Client, settings: Settings
) -> None:
    one, settings.LIVE_ENGINE = planned(), "nginx"
    said = {"name": actions.key_of(one), "call": "update_publish"}
    address = reverse("live:nginx", kwargs={"proof": nginx.proof()})
    for client_id in (7, 8):
        (nginx.made_folder() / f"{one.pk}-1-{client_id:013}-{client_id}.flv").touch()
    assert client.post(address, said | {"clientid": "7"}).status_code == 403
    assert client.post(address, said | {"clientid": "8"}).status_code == 204

    for number in range(1, 40):
        (nginx.folder() / f"{one.pk + number}-1-{number:013}-9.flv").touch()
    assert client.post(address, said | {"clientid": "9", "call": "publish"}).status_code == 302, "it is one of forty"
    for left in nginx.coming(one.pk):
        left.path.rename(left.path.with_name(left.path.name.replace(f"{one.pk}-", "999999-", 1)))
    assert client.post(address, said | {"clientid": "9", "call": "publish"}).status_code == 403
