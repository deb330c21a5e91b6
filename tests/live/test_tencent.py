"""Tencent Cloud takes a class in, we pull it; it is watched through the gate, ended, and watched again."""

import asyncio
from datetime import timedelta
from functools import partial

import pytest
from django.test import Client

from tests import make
from tests.live.clouding import (
    cut,
    ended,
    fresh,
    key_of,
    pulling,
    sealed,
    sent,
    sent_until,
    until,
)
from tests.live.pushing import planned, push
from tests.live.test_on_air import seconds_of
from tests.live.watching import film_of, listed, master_of
from tests.media import films
from wxsim.tencent.cloud import Cloud
from zhiyu.access.actions import grant
from zhiyu.catalog.models import Lesson
from zhiyu.kernel.clock import now
from zhiyu.live import actions
from zhiyu.live.models import LiveClass, Push, Signal
from zhiyu.live.room import of_database
from zhiyu.media import streaming
from zhiyu.media.actions import package_now
from zhiyu.media.models import Asset, Rendition

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_class_at_the_cloud_is_watched_by_who_may_and_becomes_a_replay(client: Client, cloud: Cloud) -> None:
    course = make.course()
    one, learner = planned(course), make.user()
    grant(user_id=learner.pk, product_id=course.product_id, source="staff:1")
    assert sent(one, cloud.rtmp_port) == 0
    one.refresh_from_db()
    heard, told = Signal.objects.get(live_class=one), Push.objects.get()
    assert (one.state, heard.connected_at, heard.width, heard.height) == (LiveClass.State.LIVE, None, 320, 180)
    assert (told.live_class_id, told.key_number, told.presumed) == (one.pk, 1, False)
    assert told.began_at is not None
    assert told.ended_at is not None
    assert sorted(cloud.letters.answers) == [(0, 200), (1, 200)]
    assert cloud.played == 1

    make.login(client, learner)
    master = master_of(client, one)
    kept = sum(row.ms for row in streaming.rows_of(asset_of(one).pk)) / 1000
    assert 1.9 < kept < 6.1, "on a busy machine we come late"
    assert abs(seconds_of(film_of(client, master)) - kept) < 0.1
    pages = [client.get(f"/live/{one.pk}").content.decode(), *listed(client, master)]
    assert not [page for page in pages if "txSecret" in page or str(cloud.http_port) in page]
    stranger = Client()
    make.login(stranger, make.user())
    assert stranger.get(master).status_code == 403

    actions.end(class_id=one.pk, actor_id=None)
    actions.settle(class_id=one.pk)
    made = package_now(asset_of(one).pk)
    assert (made.state, made.error) == (Asset.State.READY, "")
    assert Lesson.objects.get(pk=one.lesson_id).kind == "video"
    assert [x.name for x in Rendition.objects.filter(asset=made, retired_at=None)] != [streaming.NAME]
    replay = client.post(f"/api/v1/lessons/{one.lesson_id}/ticket", {}, content_type="application/json").json()
    assert kept - 0.1 < seconds_of(film_of(client, replay["playlist_url"])) < 6.1


def asset_of(one: LiveClass) -> Asset:
    asset = fresh(one).asset
    assert asset is not None
    return asset


def test_a_wrong_an_expired_and_an_old_key_are_refused_by_the_cloud(cloud: Cloud) -> None:
    one = planned()
    good = key_of(one)
    name, _mark, query = good.partition("?")
    other = name[:-1] + ("0" if name[-1] != "0" else "1")
    wrong = [name, f"{other}?{query}", good.replace("txTime=", "txTime=1")]
    LiveClass.objects.filter(pk=one.pk).update(starts_at=now() - timedelta(days=3))
    one.stream_key.expires_at = now() - timedelta(seconds=2)
    one.stream_key.save()
    for key in [*wrong, key_of(one)]:
        assert asyncio.run(push(cloud.rtmp_port, key)) != 0
    assert len(cloud.refused) == 4
    assert not Push.objects.exists()
    assert not Signal.objects.exists()


def is_told(count: int) -> bool:
    return Push.objects.filter(ended_at__isnull=False).count() == count


def test_a_teacher_who_comes_back_goes_on_in_the_same_class(cloud: Cloud) -> None:
    one = planned()

    async def twice() -> None:
        async with pulling() as puller:
            for count in (1, 2):
                await sent_until(one, cloud, 2 * count)
                await until(partial(is_told, count))
                await until(lambda: not puller.rooms)

    asyncio.run(twice())
    assert {row.part for row in streaming.rows_of(asset_of(one).pk)} == {0, 1}
    assert LiveClass.objects.get().state == LiveClass.State.LIVE


def test_a_part_that_is_started_again_goes_on_pulling(cloud: Cloud) -> None:
    one = planned()

    async def restarted() -> None:
        key = await asyncio.to_thread(of_database, lambda: key_of(one))
        film = films.film(seconds=60, keyframe_every=1)
        async with pulling():
            pushing = asyncio.create_task(push(cloud.rtmp_port, key, film, slowly=True))
            await until(lambda: sealed(one) > 1)
        before = await asyncio.to_thread(of_database, lambda: sealed(one))
        async with pulling() as puller:
            await until(lambda: sealed(one) > before + 1)
            await cut(cloud, key)
            await pushing
            await until(lambda: ended(one))
            await until(lambda: not puller.rooms)

    asyncio.run(restarted())
    rows = streaming.rows_of(asset_of(one).pk)
    assert {row.part for row in rows} == {0, 1}
    assert sum(row.ms for row in rows) > 3_000
    assert cloud.played == 2
