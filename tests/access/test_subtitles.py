"""Subtitles: put in by the studio, told to whoever may hear them and no further than they may."""

import json
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests import make
from tests.access.viewers import browser, status, ticket
from tests.media.together import together
from zhiyu.accounts.models import User
from zhiyu.catalog.models import Lesson
from zhiyu.media.actions import put_captions
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
    assert (again.status_code, "刚被别人改过" in again.content.decode()) == (409, True)
    assert "mine" in again.content.decode(), "what was typed is not lost"
    wrong = client.post(page, {"seen": "2", "cues": json.dumps([["0:05", "0:02", "x"]])})
    assert (wrong.status_code, "第 1 句的结束" in wrong.content.decode()) == (422, True)
    assert client.post(page, {"seen": "2", "cues": "{"}).status_code == 422
    assert Subtitle.objects.get().version == 2

    assert client.post(f"{page}/remove").status_code == 302
    assert client.post(f"{page}/remove").status_code == 302
    assert client.get(page).status_code == 404
    assert not Subtitle.objects.exists()


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
