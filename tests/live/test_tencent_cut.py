"""Who is cut, comes back, sends twice or is not there: what is pulled from Tencent all the same."""

import asyncio
from datetime import timedelta

import pytest
from pytest_django import Settings

from tests import make
from tests.live.clouding import (
    cut,
    ended,
    key_of,
    know,
    nobody,
    pulling,
    sealed,
    sent_until,
    stream_of,
    until,
    variables,
)
from tests.live.pushing import planned, push
from tests.media import films
from wxsim.tencent.cloud import Cloud
from zhiyu.kernel.clock import now
from zhiyu.live import actions
from zhiyu.live.models import LiveClass, Push
from zhiyu.live.room import of_database
from zhiyu.live.tencent import pulling as pulling_part

pytestmark = pytest.mark.django_db(transaction=True)


def test_two_parts_pull_a_class_once(cloud: Cloud) -> None:
    one = planned()

    async def both() -> None:
        async with pulling() as first, pulling() as second:
            await sent_until(one, cloud, 2)
            await until(lambda: not first.rooms and not second.rooms)

    asyncio.run(both())
    assert cloud.played == 1


def test_who_gets_a_new_key_is_hung_up_on_and_so_is_a_class_that_ended(cloud: Cloud) -> None:
    one, owner = planned(), make.user(role="owner")

    async def cut_by(number: int) -> int:
        key = await asyncio.to_thread(of_database, lambda: key_of(one))
        async with pulling() as puller:
            pushing = asyncio.create_task(push(cloud.rtmp_port, key, films.film(seconds=60), slowly=True))
            await until(lambda: sealed(one) > 1)
            await asyncio.to_thread(of_database, cuts[number])
            await asyncio.to_thread(of_database, lambda: actions.hang_up(class_id=one.pk, number=number))
            async with asyncio.timeout(30):  # half of the film
                code = await pushing
            await until(lambda: not puller.rooms)
        return code

    cuts = {
        1: lambda: actions.new_key(class_id=one.pk, seen=1, actor_id=owner.pk),
        2: lambda: actions.end(class_id=one.pk, actor_id=owner.pk),
    }
    first = key_of(one)
    assert asyncio.run(cut_by(1)) != 0
    assert asyncio.run(push(cloud.rtmp_port, first)) != 0, "nobody sends by the old one again"
    assert asyncio.run(cut_by(2)) != 0
    assert [action for action, _stream in cloud.calls] == ["ForbidLiveStream"] * 2
    assert len({stream for _action, stream in cloud.calls}) == 2
    actions.settle(class_id=one.pk)


def test_what_was_on_its_way_when_a_class_ended_is_in_its_replay(cloud: Cloud) -> None:
    one = planned()

    async def ended_in_the_middle() -> int:
        key = await asyncio.to_thread(of_database, lambda: key_of(one))
        film = films.film(seconds=60, keyframe_every=1)
        async with pulling() as puller:
            pushing = asyncio.create_task(push(cloud.rtmp_port, key, film, slowly=True))
            await until(lambda: sealed(one) > 1)
            await asyncio.to_thread(of_database, lambda: actions.end(class_id=one.pk, actor_id=None))
            before = await asyncio.to_thread(of_database, lambda: sealed(one))
            await until(lambda: not puller.rooms)
        await cut(cloud, key)
        await pushing
        return before

    before = asyncio.run(ended_in_the_middle())
    assert sealed(one) > before + 1
    actions.settle(class_id=one.pk)


def test_who_is_said_to_send_and_is_not_there_has_left(cloud: Cloud, monkeypatch: pytest.MonkeyPatch) -> None:
    one = planned()
    began = now() - timedelta(minutes=5)
    told = Push.objects.create(sequence="1", live_class=one, key_number=1, began_at=began)
    monkeypatch.setattr(pulling_part, "GIVEN_UP_AFTER", 0.2)

    async def looked_for() -> None:
        async with pulling():
            await until(lambda: Push.objects.get().presumed)

    asyncio.run(looked_for())
    told.refresh_from_db()
    assert told.ended_at is not None
    assert cloud.played == 0


def test_a_cloud_that_cannot_be_asked_says_nothing_of_who_sends(
    cloud: Cloud, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pulling_part, "GIVEN_UP_AFTER", 0.2)
    one = planned()
    Push.objects.create(sequence="1", live_class=one, key_number=1, began_at=now() - timedelta(minutes=5))

    async def looked_for() -> None:
        async with pulling() as puller:
            await until(lambda: any(tried.times > 2 for tried in puller.tried.values()))

    with nobody() as port:
        know(settings, monkeypatch, **variables(cloud.rtmp_port, port))
        asyncio.run(looked_for())
    assert Push.objects.get().ended_at is None


def test_a_play_key_that_is_refused_gives_way_to_the_next(
    cloud: Cloud, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    ports = variables(cloud.rtmp_port, cloud.http_port)
    know(settings, monkeypatch, **{**ports, "TENCENT_LIVE_PLAY_KEY": "gone, play-backup"})
    one = planned()

    async def some_of_it() -> None:
        async with pulling():
            await sent_until(one, cloud, 1)

    asyncio.run(some_of_it())
    assert stream_of(one) not in cloud.refused


@pytest.mark.parametrize("faults", [("duplicate", "out_of_order"), ("lost",)])
def test_a_class_is_there_whatever_becomes_of_the_notices(cloud: Cloud, faults: tuple[str, ...]) -> None:
    one = planned()
    cloud.letters.faults.update(faults)

    async def all_of_it() -> None:
        async with pulling() as puller:
            await sent_until(one, cloud, 2)
            await until(lambda: ended(one) and not puller.rooms)

    asyncio.run(all_of_it())
    assert LiveClass.objects.get().state == LiveClass.State.LIVE
    told = Push.objects.get()
    assert told.began_at is not None
    assert told.ended_at is not None
    assert told.ended_at >= told.began_at
