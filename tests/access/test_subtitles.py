"""Subtitles: put in by the studio, told to whoever may hear them and no further than they may."""

import json
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from tests import make
from tests.access.viewers import browser, status, ticket
from tests.media.films import ffmpeg
from tests.media.together import together
from zhiyu.accounts.models import User
from zhiyu.catalog.models import Lesson
from zhiyu.media import files, wave
from zhiyu.media.actions import make_wave_now, put_captions
from zhiyu.media.captions import Cue, clock
from zhiyu.media.errors import CaptionsChanged
from zhiyu.media.models import Asset, Subtitle
from zhiyu.platform.models import AuditEntry

pytestmark = pytest.mark.django_db
SRT = "\n\n".join(
    f"{number}\n00:{start},000 --> 00:{end},000\n{text}"
    for number, start, end, text in [
        (1, "00:01", "00:03", "光从窗边来"),
        (2, "00:19", "00:22", "脸侧过去"),
        (3, "00:21", "01:00", "只给买了的人"),
    ]
)


def editor() -> Client:
    client = Client()
    make.login(client, make.user(role="creator"))
    return client


def upload(client: Client, lesson: Lesson, content: bytes, language: str = "zh-Hans") -> Any:
    sent = SimpleUploadedFile("字幕.srt", content)
    return client.post(f"/studio/lessons/{lesson.pk}/subtitles", {"language": language, "file": sent})


def asset_of(lesson: Lesson) -> Asset:
    assert lesson.asset
    return lesson.asset


def test_a_file_becomes_subtitles_and_is_shown_to_be_edited(video: Lesson) -> None:
    client = editor()
    assert "这节课还没有字幕" in client.get(f"/studio/lessons/{video.pk}/subtitles").content.decode()
    answer = upload(client, video, SRT.encode("gbk"))
    assert (answer.status_code, answer.headers["Location"]) == (302, f"/studio/lessons/{video.pk}/subtitles/zh-Hans")
    assert "光从窗边来" in client.get(answer.headers["Location"]).content.decode()
    assert "3 句" in client.get(f"/studio/lessons/{video.pk}/subtitles").content.decode()
    assert Subtitle.objects.get().cues[1] == [19_000, 22_000, "脸侧过去"]

    refused = upload(client, video, "不是字幕".encode())
    assert (refused.status_code, "里面没有字幕" in refused.content.decode()) == (422, True)
    assert Subtitle.objects.get().version == 1
    assert upload(client, video, SRT.encode()).status_code == 302
    assert Subtitle.objects.get().version == 2
    assert [one.action for one in AuditEntry.objects.filter(action__startswith="media.captions")] == [
        "media.captions_put"
    ] * 2


def test_the_editor_saves_what_is_typed_and_refuses_what_another_changed(video: Lesson) -> None:
    client = editor()
    put_captions(asset_id=asset_of(video).pk, language="en", cues=[Cue(0, 1_000, "Hi")], actor_id=None)
    page = f"/studio/lessons/{video.pk}/subtitles/en"
    rows = [[clock(0), clock(1_500), "Hello"], ["0:02", "0:03", "there"]]

    assert client.post(page, {"seen": "1", "cues": json.dumps(rows)}).status_code == 302
    assert Subtitle.objects.get().cues == [[0, 1_500, "Hello"], [2_000, 3_000, "there"]]
    again = client.post(page, {"seen": "1", "cues": json.dumps([["0:01", "0:02", "mine"]])})
    assert (again.status_code, "别人也保存过" in again.content.decode()) == (409, True)
    assert "mine" in again.content.decode(), "what was typed is not lost"
    wrong = client.post(page, {"seen": "2", "cues": json.dumps([["0:05", "0:02", "x"]])})
    assert (wrong.status_code, "第 1 句的结束" in wrong.content.decode()) == (422, True)
    assert client.post(page, {"seen": "2", "cues": "{"}).status_code == 422
    assert Subtitle.objects.get().version == 2

    assert client.post(f"{page}/remove").status_code == 302
    assert client.post(f"{page}/remove").status_code == 302
    assert not Subtitle.objects.exists()


def test_of_two_that_save_the_second_chooses_and_loses_nothing(video: Lesson) -> None:
    client, pk = editor(), asset_of(video).pk
    put_captions(asset_id=pk, language="en", cues=[Cue(0, 1_000, "Hi")], actor_id=None)
    put_captions(asset_id=pk, language="en", cues=[Cue(0, 1_000, "theirs")], actor_id=None)
    page, mine = f"/studio/lessons/{video.pk}/subtitles/en", json.dumps([["0:01.0", "0:02.0", "mine"]])
    told = client.post(page, {"seen": "1", "cues": mine})
    html = told.content.decode()
    assert (told.status_code, "别人也保存过" in html, "mine" in html, "theirs" in html) == (409, True, True, True)
    assert 'name="over" value="2"' in html
    put_captions(asset_id=pk, language="en", cues=[Cue(0, 1_000, "a third")], actor_id=None)
    assert client.post(page, {"seen": "1", "over": "2", "cues": mine}).status_code == 409, "only over what was seen"
    assert client.post(page, {"seen": "1", "over": "3", "cues": mine}).status_code == 302
    assert (Subtitle.objects.get().cues, Subtitle.objects.get().version) == ([[1_000, 2_000, "mine"]], 4)

    client.post(f"{page}/remove")
    gone = client.post(page, {"seen": "4", "cues": mine})
    assert (gone.status_code, "别人移除了这份字幕" in gone.content.decode()) == (409, True)
    assert client.post(page, {"seen": "4", "over": "0", "cues": mine}).status_code == 302
    assert Subtitle.objects.get().cues == [[1_000, 2_000, "mine"]]


def test_the_first_subtitles_are_begun_without_a_file(video: Lesson) -> None:
    client = editor()
    begun = client.post(f"/studio/lessons/{video.pk}/subtitles", {"language": "en", "begin": "1"})
    page = f"/studio/lessons/{video.pk}/subtitles/en"
    assert (begun.status_code, begun.headers["Location"]) == (302, page)
    assert client.get(page).status_code == 200
    assert not Subtitle.objects.exists(), "an empty one is nothing to offer"
    assert client.post(page, {"seen": "0", "cues": json.dumps([["0:01", "0:02", "first"]])}).status_code == 302
    assert Subtitle.objects.get().cues == [[1_000, 2_000, "first"]]
    assert client.get(f"/studio/lessons/{video.pk}/subtitles/tlh").status_code == 404
    assert client.post(f"/studio/lessons/{video.pk}/subtitles", {"language": "x", "begin": "1"}).status_code == 422


def test_the_shape_of_the_sound_is_made_when_an_editor_asks(video: Lesson) -> None:
    client, asset = editor(), asset_of(video)
    place = files.original(asset)
    place.parent.mkdir(parents=True, exist_ok=True)
    swelling = "aevalsrc=sin(2000*t)*(0.001+0.7*gte(t\\,1)):d=2"
    ffmpeg("-f", "lavfi", "-i", swelling, target=place.with_suffix(".wav")).replace(place)
    address = f"/studio/lessons/{video.pk}/wave"
    for _again in range(2):
        assert client.get(address).status_code == 202
    assert ProcrastinateJob.objects.get(task_name="media.wave").queue_name == "copies", "in the way of nothing quick"
    assert app.tasks["media.wave"].queue == "copies"
    make_wave_now(asset.pk)
    levels = client.get(address).content
    assert len(levels) == pytest.approx(2_000 / wave.EVERY_MS, abs=3)
    quiet, loud = levels[: len(levels) // 2 - 2], levels[len(levels) // 2 + 2 :]
    assert (max(quiet) < 20, min(loud) > 200) == (True, True)
    assert not list((files.media_dir() / "staging").iterdir())

    wave.path(asset.pk).unlink()
    place.write_bytes(b"no film")
    make_wave_now(asset.pk)
    assert (client.get(address).status_code, client.get(address).content) == (200, b""), "not listened to again"


def test_the_editor_has_the_film_beside_its_lines_and_without_scripts_one_text(video: Lesson) -> None:
    client = editor()
    cues = [Cue(1_000, 3_456, "光从窗边来"), Cue(4_000, 6_000, "脸侧过去\n第二行")]
    put_captions(asset_id=asset_of(video).pk, language="en", cues=cues, actor_id=None)
    page = f"/studio/lessons/{video.pk}/subtitles/en"

    shown = client.get(page).content.decode()
    assert f'data-ticket="/api/v1/lessons/{video.pk}/ticket"' in shown
    assert "[&#34;0:01.0&#34;,&#34;0:03.456&#34;,&#34;光从窗边来&#34;]" in shown
    assert "0:01.0 --&gt; 0:03.456\n光从窗边来\n\n0:04.0 --&gt; 0:06.0\n脸侧过去\n第二行" in shown
    film = client.post(f"/api/v1/lessons/{video.pk}/ticket", data="{}", content_type="application/json")
    assert (film.status_code, film.json()["preview_seconds"]) == (200, None), "staff hear every line"

    text = "0:01.0 --> 0:03.5\n改过的\n\n0:04.0 --> 0:06.0\n第二句"
    assert client.post(page, {"seen": "1", "cues": "[]", "lines": text}).status_code == 302
    assert Subtitle.objects.get().cues == [[1_000, 3_500, "改过的"], [4_000, 6_000, "第二句"]]
    wrong = client.post(page, {"seen": "2", "cues": "[]", "lines": "0:05.0 --> 0:03.0\n改过的"})
    assert (wrong.status_code, "第 1 行的结束早于开始" in wrong.content.decode()) == (422, True)
    assert "0:05.0 --&gt; 0:03.0\n改过的" in wrong.content.decode(), "what was typed is not lost"
    assert client.post(page, {"seen": "2", "cues": "[]", "lines": ""}).status_code == 422
    assert Subtitle.objects.get().version == 2


@pytest.mark.django_db(transaction=True)
def test_of_two_who_save_at_once_one_is_told(video: Lesson) -> None:
    pk = asset_of(video).pk
    put_captions(asset_id=pk, language="en", cues=[Cue(0, 1_000, "Hi")], actor_id=None)

    def save(text: str) -> bool:
        try:
            put_captions(asset_id=pk, language="en", cues=[Cue(0, 1, text)], actor_id=None, seen_version=1)
        except CaptionsChanged:
            return False
        return True

    assert sorted(together(lambda: save("a"), lambda: save("b"))) == [False, True]
    assert Subtitle.objects.get().version == 2


@pytest.mark.parametrize("count", [1, 3])
def test_everybody_hears_what_they_see(video: Lesson, owner: User, count: int, django_assert_num_queries: Any) -> None:
    upload(editor(), video, SRT.encode())
    for language in ["en", "ja"][: count - 1]:
        put_captions(asset_id=asset_of(video).pk, language=language, cues=[Cue(0, 1_000, "Hi")], actor_id=None)
    visitor, whole = browser(), browser(owner)
    for client, heard in ((visitor, 2), (whole, 3)):
        base = ticket(client, video).removesuffix("index.m3u8")
        assert len(client.get(f"{base}subtitles.json").json()["items"]) == count
        cues = client.get(f"{base}subtitles/zh-Hans.json").json()["cues"]
        assert len(cues) == heard
        thieves = [browser(), browser(make.user())]
        addresses = [f"{base}subtitles.json", f"{base}subtitles/zh-Hans.json"]
        assert {status(thief, one) for thief in thieves for one in addresses} == {403}
        assert status(client, f"{base}subtitles/ko.json") == 404
    base = ticket(visitor, video).removesuffix("index.m3u8")
    with django_assert_num_queries(2):
        visitor.get(f"{base}subtitles.json")
