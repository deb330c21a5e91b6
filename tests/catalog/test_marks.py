"""Places of a lesson, as people paste them."""

from pathlib import Path

import pytest
from django.test import Client
from pytest_django import Settings

from tests import make
from tests.media import packed
from zhiyu.catalog.marks import LONGEST_TITLE, MOST_MARKS, UnreadableMarks, clock, parsed, written
from zhiyu.catalog.models import Lesson


@pytest.mark.parametrize(
    ("line", "wanted"),
    [
        ("00:00 引子", [0, "引子"]),
        ("2:15 第一个例子", [135, "第一个例子"]),
        ("1:02:03 - 小结", [3723, "小结"]),
        ("（05：30）提问", [330, "提问"]),
        ("【00:10】 开场", [10, "开场"]),
        ("- [12:00] 问答 10:30 的菜", [720, "问答 10:30 的菜"]),
        ("75:00 很长的课", [4500, "很长的课"]),
        ("  03:00、 窗边  的光 ", [180, "窗边 的光"]),
    ],
)
def test_a_line_is_read_however_it_was_written(line: str, wanted: list[int | str]) -> None:
    assert parsed(f"\n{line}\n\n") == [wanted]


def test_lines_come_in_the_order_of_time_and_are_written_as_they_are_read() -> None:
    text = "10:40 小结\n00:00 引子\n1:00:00 最后\n00:00 开头"
    assert written(parsed(text)) == "00:00 开头\n10:40 小结\n1:00:00 最后"
    assert parsed(written(parsed(text))) == parsed(text)
    assert parsed("") == []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("00:00 引子\n小结", "第 2 行看不出时间"),
        ("00:75 引子", "第 1 行的时间不对"),
        ("1:75:00 引子", "第 1 行的时间不对"),
        ("00:10", "第 1 行要有标题"),
        (f"00:10 {'长' * (LONGEST_TITLE + 1)}", "第 1 行要有标题"),
        ("\n".join(f"00:{n // 60:02d}:{n % 60:02d} 位置" for n in range(MOST_MARKS + 1)), f"最多 {MOST_MARKS} 个"),
    ],
)
def test_what_cannot_be_read_is_named_by_its_line(text: str, said: str) -> None:
    with pytest.raises(UnreadableMarks, match=said):
        parsed(text)


@pytest.mark.django_db
def test_the_editor_keeps_them_and_the_lesson_shows_them(client: Client, settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_DIR = tmp_path / "media"
    course = make.course()
    lesson = Lesson.objects.create(
        chapter=course.chapters.get(),
        title="看一遍",
        kind="video",
        position=9,
        asset=packed.asset(segments=2, preview=1),
    )
    make.login(client, make.user(role="creator"))
    page = f"/studio/lessons/{lesson.pk}"
    typed = {"title": "看一遍", "kind": "video", "stage": "basic", "rule": "watched", "rule_percent": "80", "body": ""}

    refused = client.post(page, typed | {"marks": "00:05 好\n不对"})
    assert (refused.status_code, "第 2 行看不出时间" in refused.content.decode()) == (422, True)
    assert lesson.asset is not None
    length = clock(lesson.asset.duration_ms // 1000)
    late = client.post(page, typed | {"marks": f"00:05 例子\n{length} 片尾以后"})
    assert late.status_code == 422
    assert f"第 2 行的 {length} 在结尾之后：这节课只有 {length} 长。" in late.content.decode()
    assert client.post(page, typed | {"marks": "00:05 例子\r\n00:00 引子\r\n"}).status_code == 302

    lesson.refresh_from_db()
    assert lesson.marks == [[0, "引子"], [5, "例子"]]
    assert "00:00 引子\n00:05 例子" in client.get(page).content.decode().replace("\r\n", "\n")
    shown = client.get(f"/lessons/{lesson.pk}").content.decode()
    assert shown.count('data-jump="5"') == 1
    assert shown.count("data-mark=") == 2
