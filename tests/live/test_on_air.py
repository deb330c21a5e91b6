"""A class is pushed with ffmpeg, watched through the gate, ended, and watched again."""

import asyncio
import io
import shutil
from datetime import timedelta
from uuid import UUID

import av
import pytest
from django.test import Client
from pytest_django import Settings

from tests import make
from tests.jobs import run_jobs
from tests.live.pushing import planned, push, receiving
from tests.live.watching import film_of, listed, master_of
from zhiyu.access.actions import grant, revoke
from zhiyu.catalog.actions import remove_chapter, remove_lesson, set_lesson_asset
from zhiyu.catalog.errors import OnAir
from zhiyu.catalog.models import Lesson
from zhiyu.kernel.clock import now
from zhiyu.live import actions
from zhiyu.live.actions.airing import Heard
from zhiyu.live.models import LiveClass, Signal
from zhiyu.media import files, streaming
from zhiyu.media.actions import package_now
from zhiyu.media.models import Asset, Rendition

pytestmark = pytest.mark.django_db(transaction=True)


def pushed(one: LiveClass, *more: LiveClass) -> None:
    async def all_of_it() -> None:
        async with receiving() as here:
            for each in (one, *more):
                assert await push(here.port, actions.key_of(each)) == 0
                await here.taken()

    asyncio.run(all_of_it())
    one.refresh_from_db()


def asset_id_of(one: LiveClass) -> UUID:
    assert one.asset_id is not None
    return one.asset_id


def seconds_of(film: bytes) -> float:
    with av.open(io.BytesIO(film), mode="r", format="mpegts") as opened:
        return len(list(opened.decode(video=0))) / 25


def test_a_class_is_watched_by_who_may_and_becomes_a_replay(client: Client) -> None:
    course = make.course()
    one, learner, stranger = planned(course), make.user(), make.user()
    grant(user_id=learner.pk, product_id=course.product_id, source="staff:1")
    pushed(one)
    assert (one.state, Signal.objects.get(live_class=one).connected_at) == (LiveClass.State.LIVE, None)
    rows = streaming.rows_of(asset_id_of(one))
    assert [900 < row.ms < 1100 for row in rows] == [True] * 6

    make.login(client, learner)
    master = master_of(client, one)
    assert 5.9 < seconds_of(film_of(client, master)) < 6.1
    other = Client()
    make.login(other, stranger)
    assert other.post(f"/api/v1/live/{one.pk}/ticket", {}, content_type="application/json").status_code == 403
    assert other.get(master).status_code == 403
    assert "ENDLIST" not in listed(client, master)[1]

    actions.end(class_id=one.pk, actor_id=None)
    assert "ENDLIST" in listed(client, master)[1]
    actions.settle(class_id=one.pk)
    actions.settle(class_id=one.pk)
    lesson = Lesson.objects.get(pk=one.lesson_id)
    assert (lesson.kind, lesson.asset_id) == ("video", one.asset_id)
    replay = f"/api/v1/lessons/{lesson.pk}/ticket"
    at_once = client.post(replay, {}, content_type="application/json").json()
    assert 5.9 < seconds_of(film_of(client, at_once["playlist_url"])) < 6.1

    made = package_now(asset_id_of(one))
    assert (made.state, made.error) == (Asset.State.READY, "")
    assert [x.name for x in Rendition.objects.filter(asset=made, retired_at=None)] != [streaming.NAME]
    again = client.post(replay, {}, content_type="application/json").json()
    assert 5.9 < seconds_of(film_of(client, again["playlist_url"])) < 6.1


def test_who_gave_the_course_back_stops_at_the_next_playlist(client: Client) -> None:
    course = make.course()
    one, learner = planned(course), make.user()
    grant(user_id=learner.pk, product_id=course.product_id, source="staff:1")
    pushed(one)
    make.login(client, learner)
    address, _playlist = listed(client, master_of(client, one))
    revoke(source="staff:1", product_id=course.product_id, because="refund")
    assert client.get(address).status_code == 403
    assert client.get(address.replace("index.m3u8", "key/0")).status_code == 403


def test_a_teacher_who_comes_back_goes_on_in_the_same_class() -> None:
    one = planned()
    pushed(one, one)
    rows = streaming.rows_of(asset_id_of(one))
    assert ([row.part for row in rows], len(rows)) == ([0] * 6 + [1] * 6, 12)
    actions.end(class_id=one.pk, actor_id=None)
    actions.settle(class_id=one.pk)
    asset = package_now(asset_id_of(one))
    assert (asset.state, asset.error) == (Asset.State.READY, "")
    (film,) = Rendition.objects.filter(asset=asset, retired_at=None)
    assert 11_500 < sum(ms for ms, _size, _epoch in film.segments) < 12_500


def test_what_a_killed_machine_left_becomes_the_replay() -> None:
    """Half a frame, half a line, and nobody who said that it was over."""
    one = planned()
    pushed(one)
    original, lines = files.original(Asset.objects.get(pk=asset_id_of(one))), streaming.rows_file(asset_id_of(one))
    original.write_bytes(original.read_bytes()[:-777])
    lines.write_bytes(lines.read_bytes() + b"   1000    ")
    Signal.objects.filter(live_class=one).update(heard_at=now() - timedelta(hours=1), connected_at=now())
    actions.sweep()
    actions.sweep()
    one.refresh_from_db()
    assert one.state == LiveClass.State.ENDED
    assert run_jobs(but="media.ladder")
    asset = Asset.objects.get(pk=asset_id_of(one))
    assert (Lesson.objects.get(pk=one.lesson_id).kind, asset.state, asset.error) == ("video", Asset.State.READY, "")
    (film,) = Rendition.objects.filter(asset=asset, retired_at=None)
    assert sum(ms for ms, _size, _epoch in film.segments) > 5_500


def test_what_ffmpeg_never_cut_is_kept_and_packaged(settings: Settings) -> None:
    one = planned()
    settings.FFMPEG = shutil.which("false")
    pushed(one)
    assert streaming.count_of(asset_id_of(one)) == 0
    settings.FFMPEG = ""
    actions.end(class_id=one.pk, actor_id=None)
    actions.settle(class_id=one.pk)
    asset = Asset.objects.get(pk=asset_id_of(one))
    assert (asset.state, Lesson.objects.get(pk=one.lesson_id).kind) == (Asset.State.PACKAGING, "video")
    assert package_now(asset.pk).state == Asset.State.READY


def test_while_it_is_received_nobody_else_receives_or_settles_it() -> None:
    one = planned()
    pushed(one)
    held = streaming.Growing(asset_id_of(one))
    original = files.original(Asset.objects.get(pk=asset_id_of(one)))
    with original.open("ab") as receiving_on:
        receiving_on.write(b"\x09\x00\x10")
    written = original.read_bytes()
    with pytest.raises(streaming.BeingWritten):
        streaming.Growing(asset_id_of(one))
    actions.end(class_id=one.pk, actor_id=None)
    with pytest.raises(streaming.BeingWritten):
        actions.settle(class_id=one.pk)
    assert original.read_bytes() == written, "a tag of which half is written is not for others to cut"
    held.close()
    actions.settle(class_id=one.pk)
    assert original.read_bytes() == written[:-3]
    assert Lesson.objects.get(pk=one.lesson_id).kind == "video"


def test_a_lesson_on_air_stays_until_its_replay_is_there(client: Client) -> None:
    one = planned()
    pushed(one)
    chapter_id = one.lesson.chapter_id
    for taken_away in (
        lambda: remove_lesson(lesson_id=one.lesson_id, actor_id=None),
        lambda: remove_chapter(chapter_id=chapter_id, actor_id=None),
        lambda: set_lesson_asset(lesson_id=one.lesson_id, asset_id=None, actor_id=None),
    ):
        with pytest.raises(OnAir):
            taken_away()
    make.login(client, make.user(role="owner"))
    answer = client.post(f"/studio/lessons/{one.lesson_id}/remove")
    assert (answer.status_code, "正在直播" in answer.content.decode()) == (409, True)

    actions.end(class_id=one.pk, actor_id=None)
    with pytest.raises(OnAir):
        remove_lesson(lesson_id=one.lesson_id, actor_id=None)
    actions.settle(class_id=one.pk)
    remove_lesson(lesson_id=one.lesson_id, actor_id=None)


@pytest.mark.parametrize("became", [{"removed_at": now()}, {"kind": "article"}], ids=["removed", "another kind"])
def test_what_is_received_is_kept_whatever_becomes_of_its_lesson(became: dict[str, object]) -> None:
    one = planned()
    pushed(one)
    Lesson.objects.filter(pk=one.lesson_id).update(**became)
    assert actions.hear(class_id=one.pk, key_number=1, heard=Heard())[0] == "keep"
    LiveClass.objects.update(state=LiveClass.State.ENDED)
    actions.sweep()
    assert run_jobs(but="media.ladder")
    asset = Asset.objects.get(pk=asset_id_of(one))
    assert (asset.state, Rendition.objects.filter(asset=asset, retired_at=None).count()) == (Asset.State.READY, 1)
    actions.sweep()
    assert not run_jobs(but="media.ladder")


def test_a_class_whose_lesson_was_removed_before_it_began_does_not_begin() -> None:
    one = planned()
    remove_lesson(lesson_id=one.lesson_id, actor_id=None)
    assert actions.hear(class_id=one.pk, key_number=1, heard=Heard()) == ("leave", None)
    one.refresh_from_db()
    assert one.state == LiveClass.State.PLANNED
