"""Subtitle files as they come, and what is said about those that cannot be read."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.pace import examples
from zhiyu.media.captions import (
    LARGEST,
    LONGEST_TEXT,
    Cue,
    UnreadableCaptions,
    checked,
    cues_of,
    decoded,
    parsed,
    rows_of,
    spoken,
    typed,
    vtt,
    within,
    written,
)

SRT = "1\n00:00:01,000 --> 00:00:03,500\n光从窗边来\n\n2\n00:00:04,000 --> 00:00:06,000\n<i>脸</i>侧过去\n第二行\n"
WANTED = [Cue(1_000, 3_500, "光从窗边来"), Cue(4_000, 6_000, "脸侧过去\n第二行")]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gbk", "gb18030"])
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_srt_is_read_in_the_encodings_it_comes_in(encoding: str, newline: str) -> None:
    assert parsed(decoded(SRT.replace("\n", newline).encode(encoding))) == WANTED


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("WEBVTT\n\nNOTE no\n\nintro\n00:01.000 --> 00:03.500 align:start\n光从窗边来", WANTED[:1]),
        (
            "WEBVTT\n\n01:00:00.5 --> 01:00:01.25\n<v 林知>A &amp; B &lt;C&gt;</v>",
            [Cue(3_600_500, 3_601_250, "A & B <C>")],
        ),
        ("1\n0:00:01,0 -> 0:00:02,0\n{\\an8}上面", [Cue(1_000, 2_000, "上面")]),
        ("2\n00:00:04,000 --> 00:00:06,000\n后\n1\n00:00:01,000 --> 00:00:02,000\n先", None),
    ],
)
def test_other_dialects_are_read_too(text: str, wanted: list[Cue] | None) -> None:
    found = parsed(text)
    assert found == wanted if wanted else [one.start_ms for one in found] == [1_000, 4_000]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "里面没有字幕"),
        ("就是一段话", "里面没有字幕"),
        ("1\n00:00:01,000 --> 以后\n好", "第 2 行的时间看不懂"),
        ("1\n00:00:05,000 --> 00:00:03,000\n好", "第 2 行的结束早于开始"),
        ("1\n00:00:01,000 --> 00:00:03,000\n\n", "里面没有一句字幕"),
        (f"1\n00:00:01,000 --> 00:00:03,000\n{'长' * (LONGEST_TEXT + 1)}", "第 2 行那一句超过"),
    ],
)
def test_what_cannot_be_read_says_where(text: str, said: str) -> None:
    with pytest.raises(UnreadableCaptions, match=said):
        parsed(text)


@pytest.mark.parametrize("content", [b"\0\1\2" * 50, b"\xff" * 40 + b"\x80\0", b"x" * (LARGEST + 1)])
def test_what_is_no_text_is_refused(content: bytes) -> None:
    with pytest.raises(UnreadableCaptions):
        parsed(decoded(content))


@given(
    st.lists(
        st.tuples(
            st.integers(0, 10**7),
            st.integers(1, 10**5),
            st.text(st.characters(blacklist_categories=["C", "Z"]), min_size=1, max_size=40),
        ),
        min_size=1,
        max_size=8,
    )
)
@settings(max_examples=examples(60))
def test_what_is_written_is_read_the_same(rows: list[tuple[int, int, str]]) -> None:
    cues = checked(Cue(start, start + lasts, text) for start, lasts, text in rows)
    assert parsed(vtt(cues)) == cues
    assert typed([[spoken(one.start_ms), spoken(one.end_ms), one.text] for one in cues]) == cues
    assert parsed(written(cues)) == cues
    assert cues_of(rows_of(cues)) == cues


def test_the_editors_list_is_read_as_people_write_times() -> None:
    assert typed([["1:05.5", "00:01:07", " 好 "], ["0：01", "0:02，25", "先"]]) == [
        Cue(1_000, 2_250, "先"),
        Cue(65_500, 67_000, "好"),
    ]


def test_a_time_is_shown_in_one_form_and_keeps_what_it_has() -> None:
    assert [spoken(ms) for ms in (0, 1_000, 83_400, 83_456, 3_723_050)] == [
        "0:00.0",
        "0:01.0",
        "1:23.4",
        "1:23.456",
        "1:02:03.05",
    ]


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([["x", "0:02", "好"]], "第 1 句的时间"),
        ([["0:01", "0:02", "好"], ["0:04", "0:03", "坏"]], "第 2 句的结束"),
        ([["0:01", "0:02", "  "]], "第 1 句要有文字"),
        ([], "没有一句字幕"),
        ([["0:01", "0:02"]], "没有收到字幕"),
        ({"a": 1}, "没有收到字幕"),
    ],
)
def test_a_wrong_line_of_the_editor_is_named(rows: object, said: str) -> None:
    with pytest.raises(UnreadableCaptions, match=said):
        typed(rows)


def test_a_preview_is_told_nothing_from_its_end_on() -> None:
    rows: list[list[int | str]] = [[0, 5_000, "a"], [19_900, 24_000, "b"], [20_000, 21_000, "c"]]
    assert within(rows, 20_000) == rows[:2]
    assert within(rows, 0) == []
