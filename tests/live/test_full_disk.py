"""A disk that fills while a class is on air: the recording goes on first, viewers wait and come back, all are told."""

import asyncio
import os
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from django.test import Client
from pytest_django import Settings

from tests import make
from tests.live.pushing import planned, push, receiving
from tests.live.tagging import film_tags, frames, read_back
from tests.media import films
from tests.media.small_disk import small
from zhiyu.live import actions
from zhiyu.live.actions.airing import Heard
from zhiyu.live.cutting import finished
from zhiyu.live.errors import NoRoomOnAir
from zhiyu.live.flv import is_keyframe, is_setting, mended
from zhiyu.live.models import LiveClass, Missed, Signal
from zhiyu.live.room import Part, of_database, part_of
from zhiyu.live.rtmp.session import Tag
from zhiyu.live.space import Held
from zhiyu.media import files, streaming
from zhiyu.media.actions import package_now
from zhiyu.media.actions.streams import open_stream, settle_stream
from zhiyu.media.models import Asset, Rendition

MB = 1024 * 1024
# Five minutes of a class fit, an hour does not.
SIZE = 320 * MB


@pytest.fixture
def disk(tmp_path: Path, settings: Settings) -> Iterator[Path]:
    with small(tmp_path / "disk", settings, size=SIZE) as place:
        yield place


class Others:
    """Who takes what is free, to the last page, and gives it back."""

    def __init__(self, disk: Path) -> None:
        self.path = disk / "somebody-else"

    def fill(self) -> None:
        with self.path.open("ab", buffering=0) as file:
            while (free := files.free_bytes()) > 0:
                file.write(bytes(min(free, 16 * MB)))

    def leave(self) -> None:
        self.path.unlink()


async def until(what: Callable[[], bool]) -> None:
    async with asyncio.timeout(60):
        while not what():  # noqa: ASYNC110 -- neither ffmpeg nor the product has an event for it
            await asyncio.sleep(0.02)


def original(asset_id: UUID) -> Path:
    return files.asset_dir(asset_id) / "original.flv"


class Sent:
    """What a teacher sends, second by second."""

    def __init__(self, part: Part, seconds: int) -> None:
        self.part, self.tags = part, film_tags(seconds=seconds)
        self.settings: dict[int, Tag] = {}

    async def up_to(self, second: int) -> None:
        while self.tags and self.tags[0].at < second * 1000:
            tag = self.tags.pop(0)
            if is_setting(tag):
                self.settings[tag.kind] = tag
            await self.part.take(tag, self.settings)


def staged() -> list[Path]:
    return list(files.media_dir().glob("staging/live-*/*"))


@pytest.mark.django_db
def test_viewers_wait_while_the_disk_is_full_and_the_recording_has_all_of_it(disk: Path) -> None:
    others, asset_id = Others(disk), open_stream(name="直播", owner_id=None).pk

    async def all_of_it() -> None:
        async with part_of(asset_id, room=SIZE) as part:
            sent = Sent(part, 20)
            await sent.up_to(5)
            await until(lambda: streaming.count_of(asset_id) >= 3)
            others.fill()
            await sent.up_to(10)
            await part.look()
            assert (part.problem, staged(), part.missed) == (Signal.UNSEEN, [], [])
            shown = streaming.count_of(asset_id)
            await sent.up_to(13)
            await part.look()
            assert (part.problem, streaming.count_of(asset_id)) == (Signal.UNSEEN, shown)
            others.leave()
            await part.look()
            await sent.up_to(20)
            await until(lambda: streaming.count_of(asset_id) > shown)
            assert part.problem == ""

    asyncio.run(all_of_it())
    rows = streaming.rows_of(asset_id)
    assert {row.part for row in rows} == {0, 1}
    assert all(900 < row.ms < 1100 for row in rows)
    assert mended(original(asset_id)).last_ms > 19_900
    assert frames(original(asset_id)) == 500
    assert not list(files.media_dir().glob("staging/*"))
    film = settle_stream(asset_id=asset_id, mended=lambda path: mended(path).last_ms)
    assert film
    assert film.duration_ms > 19_900 > sum(row.ms for row in rows), "as long as it is, not as it was seen"


def test_a_recording_for_which_nothing_was_held_misses_what_the_disk_does_not_take(disk: Path) -> None:
    others, asset_id = Others(disk), uuid4()

    async def all_of_it() -> list[tuple[str, int]]:
        told = []
        async with part_of(asset_id, room=0) as part:
            sent = Sent(part, 12)
            await sent.up_to(4)
            others.fill()
            await part.look()
            others.fill()
            await sent.up_to(6)
            told.append((part.problem, len(part.missed)))
            others.leave()
            await part.look()
            await sent.up_to(12)
            told.append((part.problem, len(part.missed)))
            assert part.missed[0].is_over
            assert part.missed[0].began_at <= part.missed[0].until
        return told

    assert asyncio.run(all_of_it()) == [(Signal.BOTH, 1), ("", 1)]
    found = mended(original(asset_id))
    assert found.torn == 0
    keyframes = [at for kind, body in read_back(original(asset_id)) if is_keyframe(Tag(kind, at := 0, body))]
    assert 9 <= len(keyframes) <= 11
    assert 9_000 < found.last_ms < 11_000, "what is missing takes no time"
    assert 9 * 25 <= frames(original(asset_id)) <= 11 * 25


@pytest.mark.usefixtures("disk")
def test_room_that_is_held_goes_with_the_process_however_that_ends() -> None:
    before = files.free_bytes()
    held = Held(files.media_dir() / "held", SIZE)
    assert files.free_bytes() < before - SIZE // 2
    assert not (files.media_dir() / "held").exists()
    os.close(held.file.fileno())  # as a kill does
    assert files.free_bytes() >= before - 2**20
    with pytest.raises(OSError, match="Bad file descriptor"):
        held.close()


@pytest.mark.usefixtures("disk")
def test_what_was_taken_of_the_reserve_is_no_more_than_three_quarters(settings: Settings) -> None:
    """The rest is the database's, without which nobody is told anything."""
    asset_id = uuid4()
    settings.DISK_RESERVE = files.free_bytes() * 5

    async def all_of_it() -> str:
        async with part_of(asset_id, room=0) as part:
            await part.look()
            await Sent(part, 6).up_to(3)
            return part.problem

    assert asyncio.run(all_of_it()) == Signal.BOTH
    settings.DISK_RESERVE = files.free_bytes() * 2
    asset_id = uuid4()
    assert asyncio.run(all_of_it()) == ""


def told_of_the_disk(client: Client, one: LiveClass) -> None:
    page = client.get(f"/studio/live/{one.pk}").content.decode()
    assert "磁盘写不下了" in page
    assert "录像还在录" in page
    assert "信号断了" not in page
    assert "正在收到你的画面" not in page
    room = client.get(f"/studio/rooms/{one.pk}").content.decode()
    assert 'data-signal="unseen" >' in room
    assert 'data-signal="good" hidden' in room
    answer = client.get(f"/api/v1/studio/rooms/{one.pk}").json()
    assert (answer["disk"], answer["interrupted"]) == ("unseen", True)
    facts = client.get(f"/api/v1/live/{one.pk}").json()
    assert (facts["interrupted"], facts["unseen"]) == (True, True)
    learners = client.get(f"/rooms/{one.pk}").content.decode()
    assert "data-of-line hidden" in learners
    assert "data-of-school >" in learners
    health = client.get("/studio/health").content.decode()
    assert one.lesson.title in health
    assert str(files.media_dir()) in health


async def until_asked(what: Callable[[], bool]) -> None:
    """Of the database, in a thread as the product asks it."""
    async with asyncio.timeout(60):
        while not await finished(partial(of_database, what)):  # noqa: ASYNC110 -- as above
            await asyncio.sleep(0.1)


async def is_pushed_while_it_fills(one: LiveClass, others: Others, told: Callable[[], None]) -> None:
    """From a computer that never knows of it."""
    async with receiving() as here:
        film = films.film(seconds=20, keyframe_every=1)
        pushing = asyncio.create_task(push(here.port, actions.key_of(one), film, slowly=True))
        await until_asked(lambda: shown() >= 2)
        others.fill()
        await until_asked(lambda: signal_of(one) == Signal.UNSEEN)
        await finished(partial(of_database, told))
        others.leave()
        await until_asked(lambda: signal_of(one) == "")
        assert await pushing == 0


def shown() -> int:
    asset = Asset.objects.first()
    return streaming.count_of(asset.pk) if asset else 0


def signal_of(one: LiveClass) -> str:
    return Signal.objects.get(live_class=one).problem


@pytest.mark.django_db(transaction=True)
def test_who_teaches_is_told_of_the_disk_and_not_of_the_network(disk: Path, client: Client) -> None:
    one = planned()
    make.login(client, make.user(role="owner"))
    asyncio.run(is_pushed_while_it_fills(one, Others(disk), lambda: told_of_the_disk(client, one)))
    one.refresh_from_db()
    assert (one.state, Missed.objects.count()) == (LiveClass.State.LIVE, 0)
    assert {row.part for row in streaming.rows_of(Asset.objects.get().pk)} == {0, 1}
    assert "磁盘写不下了" not in client.get(f"/studio/live/{one.pk}").content.decode()
    actions.end(class_id=one.pk, actor_id=None)
    actions.settle(class_id=one.pk)
    assert package_now(Asset.objects.get().pk).error == ""
    (film,) = Rendition.objects.filter(asset=one.asset_id, retired_at=None)
    assert sum(ms for ms, _size, _epoch in film.segments) > 19_000


@pytest.mark.usefixtures("disk")
@pytest.mark.django_db(transaction=True)
def test_a_class_for_which_there_is_no_room_does_not_begin_and_says_why(client: Client, settings: Settings) -> None:
    one = planned()
    make.login(client, make.user(role="owner"))
    page = client.get(f"/studio/live/{one.pk}").content.decode()
    assert "放不下整场直播" in page
    settings.DISK_RESERVE = files.free_bytes() - 100 * MB
    assert actions.hear(class_id=one.pk, key_number=1, heard=Heard())[0] == "hold"
    with pytest.raises(NoRoomOnAir, match=r"100.*MB.*2\.2.*GB"):
        actions.begin(class_id=one.pk, actor_id=None)
    page = client.get(f"/studio/live/{one.pk}").content.decode()
    assert "现在不能开播" in page
    assert "2.2" in page
    settings.DISK_RESERVE = 0
    assert actions.hear(class_id=one.pk, key_number=1, heard=Heard())[0] == "keep"


@pytest.mark.django_db(transaction=True)
def test_what_a_recording_misses_stands_on_the_page_of_its_class(client: Client) -> None:
    one = planned()
    at = one.starts_at
    for seconds in (2, 75):
        actions.miss(class_id=one.pk, began_at=at, ended_at=at + seconds * (one.ends_at - at) / 3600)
    make.login(client, make.user(role="owner"))
    page = client.get(f"/studio/live/{one.pk}").content.decode()
    assert "录像里没有下面这些" in page
    assert "1 分钟" in page
    assert Missed.objects.count() == 1


def test_a_second_that_the_disk_does_not_take_leaves_nothing_and_is_counted_once_it_does(
    tmp_path: Path, settings: Settings
) -> None:
    with small(tmp_path / "tiny", settings) as disk:
        others, asset_id = Others(disk), uuid4()
        growing = streaming.Growing(asset_id)
        growing.add(bytes(5000), 1000)
        others.fill()
        with pytest.raises(OSError, match="No space left"):
            growing.add(bytes(5000), 1001)
        assert [one.name for one in growing.folder.glob("*.ts")] == ["0.ts"]
        others.leave()
        growing.add(bytes(5000), 1002)
        growing.close()
        assert [one.ms for one in streaming.rows_of(asset_id)] == [1000, 1002]
