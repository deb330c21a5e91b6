"""What Tencent recorded of a class makes its replay whole where our own line was cut, and never where it was not."""

import asyncio
import tracemalloc
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from procrastinate.contrib.django.models import ProcrastinateJob
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from tests import make
from tests.live.clouding import (
    account,
    cloud_of,
    cut,
    fresh,
    key_of,
    know,
    nobody,
    pulling,
    sealed,
    stream_of,
    until,
    variables,
)
from tests.live.pushing import planned, push
from tests.live.test_tencent_words import letter, told
from tests.media import films
from tests.media.small_disk import SMALL, small
from tests.together import together
from wxsim.tencent.cloud import Cloud
from zhiyu.catalog.actions import set_lesson_asset
from zhiyu.catalog.models import Lesson
from zhiyu.kernel.clock import now
from zhiyu.live import actions
from zhiyu.live.actions.recordings import MOST_TRIES, use_recordings
from zhiyu.live.errors import NothingRecorded
from zhiyu.live.models import CloudRecording, CloudReplay, LiveClass
from zhiyu.live.room import of_database
from zhiyu.live.tencent import facts
from zhiyu.live.tencent.cloud import CloudAway
from zhiyu.live.tencent.recordings import PIECE, pieces
from zhiyu.media import files
from zhiyu.media.actions import package_now, store_file
from zhiyu.media.copying import join
from zhiyu.media.models import Asset

pytestmark = pytest.mark.django_db(transaction=True)
MINUTES = timedelta(minutes=1)


@pytest.fixture
def known(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    hosts = {"TENCENT_LIVE_RECORD_HOSTS": "1.vod2.myqcloud.com"}
    know(settings, monkeypatch, TENCENT_LIVE_PUSH_DOMAIN="push.test", TENCENT_LIVE_PLAY_DOMAIN="play.test", **hosts)


@pytest.fixture
def recording(settings: Settings, monkeypatch: pytest.MonkeyPatch, live_server: LiveServer) -> Any:
    monkeypatch.setattr(facts, "USUAL_LOSS", timedelta(seconds=2))  # notices tell whole seconds
    with cloud_of(live_server.url, account(records=True)) as running:
        hosts = {"TENCENT_LIVE_RECORD_HOSTS": f"127.0.0.1:{running.http_port}"}
        know(settings, monkeypatch, **variables(running.rtmp_port, running.http_port), **hosts)
        yield running


def film_letter(one: LiveClass, **more: Any) -> dict[str, Any]:
    """As Tencent's own example has it (page 38082 of its documents), of ten minutes just over."""
    at = int(now().timestamp())
    example = {
        "event_type": 100,
        "callback_ext": '{"video_codec":"h264","resolution":"640x480"}',
        "file_id": "5285890784246869930",
        "record_file_id": "5285890784246869930",
        "file_format": "MP4",
        "task_id": "",
        "start_time": at - 600,
        "end_time": at,
        "start_time_usec": 316416,
        "end_time_usec": 606415,
        "duration": 600,
        "file_size": 31_000_000,
        "stream_param": "txSecret=x&txTime=5C271099",
        "video_url": "http://1.vod2.myqcloud.com/a/5285890784246869930/f0.mp4",
        "media_start_time": 0,
        "record_bps": 0,
    }
    said = letter(stream_of(one)) | example | more
    del said["sequence"]
    return said


def ended(one: LiveClass, *, ours: timedelta = timedelta()) -> LiveClass:
    """A class of ten minutes, of which we have a part."""
    asset = None
    if ours:
        asset = Asset.objects.create(kind="video", state="ready", name="1", size=1, duration_ms=ours.seconds * 1000)
    at = now()
    times = {"starts_at": at - 10 * MINUTES, "began_at": at - 10 * MINUTES, "ended_at": at}
    LiveClass.objects.filter(pk=one.pk).update(state=LiveClass.State.ENDED, asset=asset, **times)
    Lesson.objects.filter(pk=one.lesson_id).update(asset=asset, **({"kind": "video"} if asset else {}))
    return fresh(one)


@pytest.mark.usefixtures("known")
def test_a_recording_leaves_one_row_however_often_it_is_told_and_as_it_was_told_first() -> None:
    one = planned()
    first = film_letter(one)
    assert together(4, lambda _number: told(first)) == [200] * 4
    assert told(film_letter(one, video_url="http://elsewhere.test/1.mp4")) == 200
    row = CloudRecording.objects.get()
    assert (row.live_class_id, row.key_number, row.format, row.size) == (one.pk, 1, "mp4", 31_000_000)
    assert row.url == first["video_url"]
    assert row.ended_at - row.began_at == 10 * MINUTES


@pytest.mark.usefixtures("known")
def test_what_is_forged_broken_or_of_nobody_here_leaves_no_row() -> None:
    one = planned()
    assert told(film_letter(one) | {"sign": "0" * 32}) == 403
    for url in ("", "http://" + "x" * 3000, "file:///etc/passwd", "http://[::1/1.mp4"):
        assert told(film_letter(one, video_url=url)) == 400
    assert told(film_letter(one, start_time="x")) == told(film_letter(one, file_size=-1)) == 400
    at = int(now().timestamp())
    for nobodys in ({"stream_id": "somebody-elses"}, {"app": "other.test"}, {"start_time": at, "end_time": at - 5}):
        assert told(film_letter(one, **nobodys)) == 200
    assert not CloudRecording.objects.exists()


@pytest.mark.usefixtures("known")
def test_the_owner_is_offered_what_holds_more_than_ours_and_only_that(client: Client) -> None:
    owner = make.user(role="owner")
    make.login(client, owner)
    one = planned()
    page, words = f"/studio/live/{one.pk}", "腾讯云的录制更完整"
    # Of two kinds at once, and what was tried out before the class, neither counts twice nor at all.
    at = int(now().timestamp())
    assert told(film_letter(one)) == told(film_letter(one, file_id="2", file_format="FLV")) == 200
    assert told(film_letter(one, file_id="3", start_time=at - 4000, end_time=at - 900)) == 200
    ended(one, ours=9 * MINUTES + timedelta(seconds=50))
    assert words not in client.get(page).content.decode()
    with pytest.raises(NothingRecorded):
        actions.take_recording(class_id=one.pk, actor_id=owner.pk)
    ended(one, ours=6 * MINUTES)
    assert words in client.get(page).content.decode()
    taken = together(3, lambda _number: actions.take_recording(class_id=one.pk, actor_id=owner.pk))
    assert taken == [CloudReplay.objects.get()] * 3
    assert client.post(f"{page}/recording").status_code == 302
    assert ProcrastinateJob.objects.filter(task_name="live.fetch").count() == 1
    assert "正在从腾讯云取录制" in client.get(page).content.decode()


@pytest.mark.usefixtures("known")
@pytest.mark.parametrize(
    "url",
    [
        "http://evil.test/1.mp4",
        "http://127.0.0.1/1.mp4",
        "http://1.vod2.myqcloud.com@127.0.0.1/1.mp4",
        "http://1.vod2.myqcloud.com:81/1.mp4",
        "http://x.1.vod2.myqcloud.com/1.mp4",
    ],
)
def test_nothing_is_fetched_from_a_host_that_nobody_named(client: Client, url: str) -> None:
    owner = make.user(role="owner")
    make.login(client, owner)
    one = planned()
    assert told(film_letter(one, video_url=url)) == 200
    ended(one, ours=2 * MINUTES)
    with pytest.raises(NothingRecorded):
        actions.take_recording(class_id=one.pk, actor_id=owner.pk)
    assert "TENCENT_LIVE_RECORD_HOSTS" in client.get(f"/studio/live/{one.pk}").content.decode()
    CloudReplay.objects.create(live_class=one)
    actions.fetch_recordings(class_id=one.pk)
    assert CloudReplay.objects.get().problem == "host"


def came_ms(cloud: Cloud) -> int:
    """How far what is sent now has come, by the time of its newest tag."""
    (stream,) = cloud.streams.values()
    return int.from_bytes(stream.all[-1][4:7])


def is_recorded(count: int) -> bool:
    return CloudRecording.objects.count() == count


def cut_short(one: LiveClass, cloud: Cloud) -> Asset:
    """Our process dies soon after a class begins; the teacher goes on."""

    async def all_of_it() -> None:
        key = await asyncio.to_thread(of_database, lambda: key_of(one))
        film = films.film(seconds=60, keyframe_every=1)
        async with pulling():
            pushing = asyncio.create_task(push(cloud.rtmp_port, key, film, slowly=True))
            await until(lambda: sealed(one) > 1)
        died_at = came_ms(cloud)
        await until(lambda: came_ms(cloud) > died_at + 4_000)
        await cut(cloud, key)
        await pushing
        await until(lambda: is_recorded(1))

    asyncio.run(all_of_it())
    actions.end(class_id=one.pk, actor_id=None)
    actions.settle(class_id=one.pk)
    ours = fresh(one).asset
    assert ours is not None
    return ours


def test_a_replay_that_was_cut_short_is_made_whole_and_ours_is_kept(client: Client, recording: Cloud) -> None:
    owner = make.user(role="owner")
    make.login(client, owner)
    one = planned()
    recording.letters.faults["duplicate"] = 3
    ours = cut_short(one, recording)
    page = f"/studio/live/{one.pk}"
    assert "腾讯云的录制更完整" in client.get(page).content.decode()
    assert client.post(f"{page}/recording").status_code == 302
    actions.fetch_recordings(class_id=one.pk)
    actions.fetch_recordings(class_id=one.pk)
    row = CloudReplay.objects.get()
    assert row.asset is not None
    use_recordings()
    assert Lesson.objects.get(pk=one.lesson_id).asset_id == ours.pk, "until it plays"
    assert package_now(row.asset.pk).state == Asset.State.READY
    actions.sweep()
    actions.sweep()
    lesson = Lesson.objects.select_related("asset").get(pk=one.lesson_id)
    assert (lesson.asset_id, lesson.kind) == (row.asset_id, "video")
    assert lesson.asset is not None
    assert lesson.asset.duration_ms > ours.duration_ms + 1_500
    assert fresh(one).asset_id == ours.pk
    assert files.original(ours).exists()
    shown = client.get(page).content.decode()
    assert "回放已经换成腾讯云的录制" in shown
    assert "大约少了" not in shown


def test_a_class_that_nobody_pulled_has_a_replay_all_the_same(client: Client, recording: Cloud) -> None:
    owner = make.user(role="owner")
    make.login(client, owner)
    one = planned()

    async def into_nothing() -> None:
        key = await asyncio.to_thread(of_database, lambda: key_of(one))
        assert await push(recording.rtmp_port, key, slowly=True) == 0
        await until(lambda: is_recorded(1))

    asyncio.run(into_nothing())
    one.stream_key.expires_at = now() - timedelta(seconds=1)
    one.stream_key.save()
    assert "腾讯云的录制更完整" in client.get(f"/studio/live/{one.pk}").content.decode()
    actions.take_recording(class_id=one.pk, actor_id=owner.pk)
    actions.fetch_recordings(class_id=one.pk)
    asset = CloudReplay.objects.get().asset
    assert asset is not None
    assert package_now(asset.pk).state == Asset.State.READY
    actions.sweep()
    ended_one = fresh(one)
    assert (ended_one.state, ended_one.asset_id) == (LiveClass.State.ENDED, asset.pk)
    assert Lesson.objects.get(pk=one.lesson_id).kind == "video"


def asked(one: LiveClass, url: str) -> CloudReplay:
    at = now()
    span = {"began_at": at - 10 * MINUTES, "ended_at": at, "key_number": 1, "size": 1}
    CloudRecording.objects.create(file_id="1", live_class=one, format="flv", url=url, **span)
    ended(one, ours=MINUTES)
    return actions.take_recording(class_id=one.pk, actor_id=make.user(role="owner").pk)


def test_what_cannot_be_fetched_leaves_our_replay_and_may_be_asked_for_again(
    recording: Cloud, settings: Settings
) -> None:
    one = planned()
    place = f"http://127.0.0.1:{recording.http_port}/vod"
    asked(one, f"{place}/1/f0.flv")

    def problem() -> str:
        actions.take_recording(class_id=one.pk, actor_id=make.user(role="owner").pk)
        actions.fetch_recordings(class_id=one.pk)
        return CloudReplay.objects.get().problem

    assert problem() == "gone"
    recording.films["1"] = b"<html>" * 1000
    assert problem() == "packaging_failed"[:16]
    settings.MEDIA_MAX_UPLOAD = 1000
    assert problem() == "size"
    assert list((settings.MEDIA_DIR / "staging").iterdir()) == []
    assert fresh(one).asset is not None
    assert Lesson.objects.get(pk=one.lesson_id).asset_id == fresh(one).asset_id


@pytest.fixture
def away(known: None, settings: Settings) -> Iterator[str]:
    """Where a recording would be."""
    del known
    with nobody() as port:
        settings.TENCENT_LIVE = settings.TENCENT_LIVE | {"record_hosts": [f"127.0.0.1:{port}"]}
        yield f"http://127.0.0.1:{port}/vod/1/f0.flv"


def test_a_cloud_that_is_away_is_asked_again_by_the_job(away: str) -> None:
    one = planned()
    asked(one, away)
    with pytest.raises(CloudAway):
        actions.fetch_recordings(class_id=one.pk)
    assert CloudReplay.objects.get().is_coming
    ProcrastinateJob.objects.all().delete()
    actions.sweep()
    actions.sweep()
    assert ProcrastinateJob.objects.filter(task_name="live.fetch").count() == 1


def test_a_cloud_that_stays_away_is_told_in_the_end_and_may_be_asked_again(client: Client, away: str) -> None:
    one = planned()
    asked(one, away)
    for _try in range(MOST_TRIES - 1):
        with pytest.raises(CloudAway):
            actions.fetch_recordings(class_id=one.pk)
    actions.fetch_recordings(class_id=one.pk)
    assert CloudReplay.objects.get().problem == "away"
    ProcrastinateJob.objects.all().delete()
    actions.sweep()
    assert not ProcrastinateJob.objects.filter(task_name="live.fetch").exists()

    make.login(client, make.user(role="owner"))
    assert "试了好几次都没有取到" in client.get(f"/studio/live/{one.pk}").content.decode()
    assert client.post(f"/studio/live/{one.pk}/recording").status_code == 302
    assert ProcrastinateJob.objects.filter(task_name="live.fetch").count() == 1
    with pytest.raises(CloudAway):
        actions.fetch_recordings(class_id=one.pk)
    assert CloudReplay.objects.get().is_coming


def test_a_fetching_that_kills_its_process_is_not_begun_for_ever(recording: Cloud) -> None:
    one = planned()
    asked(one, f"http://127.0.0.1:{recording.http_port}/vod/1/f0.flv")
    ProcrastinateJob.objects.filter(task_name="live.fetch").update(status="doing")
    use_recordings()
    assert ProcrastinateJob.objects.filter(task_name="live.fetch").count() == 1, "one that runs is not asked for again"
    CloudReplay.objects.update(tries=MOST_TRIES)  # each begun and none ended
    actions.fetch_recordings(class_id=one.pk)
    assert CloudReplay.objects.get().problem == "away"


def test_without_room_for_it_nothing_is_fetched(recording: Cloud, settings: Settings) -> None:
    one = planned()
    asked(one, f"http://127.0.0.1:{recording.http_port}/vod/1/f0.flv")
    CloudRecording.objects.update(size=10**9)
    recording.films["1"] = b"<html>" * 1000
    settings.DISK_RESERVE = files.free_bytes() - 3 * 10**9
    actions.fetch_recordings(class_id=one.pk)
    assert CloudReplay.objects.get().problem == "disk_full"
    settings.MEDIA_MAX_UPLOAD = 10**8
    actions.take_recording(class_id=one.pk, actor_id=make.user(role="owner").pk)
    actions.fetch_recordings(class_id=one.pk)
    assert CloudReplay.objects.get().problem == "packaging_failed", "of what is said, no more than would be fetched"


def test_a_disk_that_fills_while_fetching_or_cannot_be_written_is_told_at_once(
    recording: Cloud, settings: Settings, tmp_path: Path
) -> None:
    one = planned()
    asked(one, f"http://127.0.0.1:{recording.http_port}/vod/1/f0.flv")
    recording.films["1"] = bytes(2 * SMALL)
    with small(tmp_path / "disk", settings):
        actions.fetch_recordings(class_id=one.pk)
    assert CloudReplay.objects.get().problem == "disk_full"

    noise = ["-f", "lavfi", "-i", "nullsrc=s=320x240:d=3,geq=random(1)*255:128:128", "-c:v", "flv", "-b:v", "6M"]
    flv = films.ffmpeg(*noise, target=tmp_path / "noise.flv")
    recording.films["1"] = flv.read_bytes()
    assert SMALL / 2 < flv.stat().st_size < SMALL
    with small(tmp_path / "disk again", settings):
        actions.take_recording(class_id=one.pk, actor_id=make.user(role="owner").pk)
        actions.fetch_recordings(class_id=one.pk)
    assert CloudReplay.objects.get().problem == "disk_full", "as ffmpeg says it, too"

    settings.MEDIA_DIR = tmp_path / "broken"
    settings.MEDIA_DIR.mkdir()
    (settings.MEDIA_DIR / "staging").touch()
    actions.take_recording(class_id=one.pk, actor_id=make.user(role="owner").pk)
    actions.fetch_recordings(class_id=one.pk)
    assert CloudReplay.objects.get().problem == "unwritten"


def test_hours_of_film_are_joined_a_piece_at_a_time(tmp_path: Path) -> None:
    cuts = [tmp_path / f"{number}.ts" for number in range(3)]
    for number, one in enumerate(cuts):
        one.write_bytes(bytes([number]) * (5 * PIECE + 7))
    tracemalloc.start()
    try:
        whole = join(pieces(cuts), tmp_path)
        _now, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert most < 4 * PIECE
    assert whole.read_bytes() == b"".join(bytes([number]) * (5 * PIECE + 7) for number in range(3))
    assert [one.exists() for one in cuts] == [False] * 3


def test_what_the_owner_put_there_meanwhile_stands_and_a_film_that_fails_is_kept(recording: Cloud) -> None:
    one = planned()
    row = asked(one, f"http://127.0.0.1:{recording.http_port}/vod/1/f0.flv")
    flv = films.ffmpeg("-i", str(films.film(seconds=6)), "-c", "copy", target=films.PLACE / "taken.flv")
    recording.films["1"] = Path(flv).read_bytes()
    actions.fetch_recordings(class_id=one.pk)
    row.refresh_from_db()
    assert row.asset is not None
    Asset.objects.filter(pk=row.asset.pk).update(state=Asset.State.FAILED)
    use_recordings()
    row.refresh_from_db()
    assert row.problem == "packaging"
    assert row.asset is not None
    assert files.original(row.asset).exists(), "what was fetched"
    Asset.objects.filter(pk=row.asset.pk).update(state=Asset.State.READY)
    other = store_file(path=films.film(), name="other.mp4", owner_id=None)
    set_lesson_asset(lesson_id=one.lesson_id, asset_id=other.pk, actor_id=None)
    CloudReplay.objects.update(problem="")
    use_recordings()
    assert CloudReplay.objects.get().problem == "changed"
    assert Lesson.objects.get(pk=one.lesson_id).asset_id == other.pk
