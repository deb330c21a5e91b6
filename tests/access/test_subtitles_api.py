"""Subtitles by API: files in, cues read and written, of two who write the second is told."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from pytest_django import DjangoAssertNumQueries

from tests.access.test_subtitles import SRT, asset_of
from tests.programs import Program, fields, met, of
from zhiyu.catalog.models import Lesson
from zhiyu.media.actions import put_captions
from zhiyu.media.captions import Cue
from zhiyu.media.models import Subtitle
from zhiyu.platform.models import AuditEntry

pytestmark = pytest.mark.django_db
LANGUAGES = ["zh-Hans", "en", "ko"]


@pytest.fixture
def staff() -> Program:
    return of("creator")


def place(lesson: Lesson, language: str = "") -> str:
    return f"/studio/lessons/{lesson.pk}/subtitles" + (f"/{language}" if language else "")


def upload(caller: Program, lesson: Lesson, content: bytes, **said: Any) -> tuple[int, Any]:
    sent = {"language": "zh-Hans", "file": SimpleUploadedFile("字幕.srt", content)} | said
    answer = caller.client.post(f"/api/v1{place(lesson)}", sent, headers=caller.headers)
    return answer.status_code, answer.json()


def cues(*texts: str) -> list[dict[str, Any]]:
    return [{"start_ms": n * 1_000, "end_ms": n * 1_000 + 900, "text": text} for n, text in enumerate(texts)]


def audited() -> list[str]:
    found = AuditEntry.objects.filter(action__startswith="media.captions").order_by("pk")
    return list(found.values_list("action", flat=True))


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_takes_the_same_statements_for_one_and_for_three(
    staff: Program, video: Lesson, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for language in LANGUAGES[:count]:
        hi = [Cue(0, 1_000, "Hi"), Cue(1_000, 2_000, "there")]
        put_captions(asset_id=asset_of(video).pk, language=language, cues=hi, actor_id=None)
    staff.get(place(video))
    with django_assert_num_queries(3):
        found = staff.get(place(video))
    assert [(one["language"], one["cues"], one["version"]) for one in found["items"]] == [
        (language, 2, 1) for language in LANGUAGES[:count]
    ]


def test_a_file_becomes_subtitles_in_place_of_those_that_were_seen(staff: Program, video: Lesson) -> None:
    status, made = upload(staff, video, SRT.encode("gbk"), seen=0)
    assert (status, made["version"], made["cues"][0]["text"]) == (201, 1, "光从窗边来")
    assert upload(staff, video, SRT.encode("gbk"), seen=0)[1]["code"] == "captions_changed"
    assert upload(staff, video, ("WEBVTT\n\n" + SRT).encode(), seen=1)[1]["version"] == 2
    row = Subtitle.objects.get()
    assert (row.language, row.version, row.cues[1]) == ("zh-Hans", 2, [19_000, 22_000, "脸侧过去"])
    assert audited() == ["media.captions_put"] * 2

    status, refused = upload(staff, video, b"1\n00:00:01,000 --> 00:00:0x\nHi")
    assert (status, refused["code"], fields(refused)) == (422, "captions_refused", ["file"])
    assert "第 2 行" in refused["detail"]
    assert fields(upload(staff, video, SRT.encode(), language="tlh")[1]) == ["language"]
    assert fields(upload(staff, video, SRT.encode(), seen=-1)[1]) == ["seen"]
    assert Subtitle.objects.get().version == 2


def test_cues_are_read_and_written_and_the_second_of_two_chooses(staff: Program, video: Lesson) -> None:
    at = place(video, "en")
    assert staff.get(at) == {"language": "en", "version": 0, "cues": []}
    body = {"seen": 0, "cues": cues("<i>Hello</i>", "there")}
    first = staff.put(at, body, key="k1")
    assert staff.put(at, body, key="k1") == first
    assert (first[0], first[1]["version"], first[1]["cues"]) == (200, 1, cues("Hello", "there"))
    assert staff.get(at) == first[1]
    status, refused = of("owner").put(at, {"seen": 0, "cues": cues("mine")})
    assert (status, refused["code"]) == (409, "captions_changed")
    assert Subtitle.objects.get().cues == [[0, 900, "Hello"], [1_000, 1_900, "there"]]
    assert of("owner").put(at, {"seen": 1, "cues": cues("mine")})[1]["version"] == 2

    for _twice in range(2):
        assert staff.ask("DELETE", at) == (204, None)
    assert Subtitle.objects.count() == 0
    assert audited() == ["media.captions_put", "media.captions_put", "media.captions_removed"]


def test_what_is_no_subtitle_is_refused_by_its_field_and_leaves_what_there_was(staff: Program, video: Lesson) -> None:
    at = place(video, "en")
    staff.put(at, {"seen": 0, "cues": cues("Hello")})
    wrong: list[tuple[Any, str]] = [
        ({"cues": cues("x" * 501)}, "cues"),
        ({"cues": cues("Hi", "<b> </b>")}, "cues"),
        ({"cues": [{"start_ms": 900, "end_ms": 900, "text": "Hi"}]}, "cues"),
        ({"cues": [{"start_ms": -1, "end_ms": 900, "text": "Hi"}]}, "start_ms"),
        ({"cues": []}, "cues"),
        ({"seen": None}, "seen"),
    ]
    for said, field in wrong:
        status, answer = staff.put(at, {"seen": 1, "cues": cues("Hi")} | said)
        assert (status, fields(answer)) == (422, [field]), said
    assert Subtitle.objects.get().cues == [[0, 900, "Hello"]]
    assert staff.put(place(video, "tlh"), {"seen": 0, "cues": cues("Hi")})[0] == 404


def test_where_nothing_plays_there_is_nothing_to_say(staff: Program, video: Lesson) -> None:
    article = Lesson.objects.filter(chapter=video.chapter, kind="article").first()
    assert article
    for method, path, body in [
        ("GET", place(article), None),
        ("GET", place(article, "en"), None),
        ("PUT", place(article, "en"), {"seen": 0, "cues": cues("Hi")}),
        ("DELETE", place(article, "en"), None),
    ]:
        assert staff.ask(method, path, body)[0] == 404
    assert upload(staff, article, SRT.encode())[0] == 404
    assert Subtitle.objects.count() == 0


def test_who_may_not_edit_courses_neither_reads_nor_writes_them(video: Lesson) -> None:
    put_captions(asset_id=asset_of(video).pk, language="en", cues=[Cue(0, 1_000, "Hi")], actor_id=None)
    calls = [
        ("GET", place(video), None),
        ("GET", place(video, "en"), None),
        ("PUT", place(video, "en"), {"seen": 1, "cues": cues("mine")}),
        ("DELETE", place(video, "en"), None),
    ]
    assert met(calls, "finance", None) == [{403}, {403}, {401}]
    assert [upload(caller, video, SRT.encode())[0] for caller in (of("finance"), of(), Program())] == [403, 403, 401]
    assert Subtitle.objects.get().cues == [[0, 1_000, "Hi"]]
