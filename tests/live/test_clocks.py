"""What a publisher's clock and its empty frames may do to a recording: nothing is laid over anything else."""

from pathlib import Path

import pytest

from tests.live.tagging import film_tags, frames
from zhiyu.live import flv
from zhiyu.live.flv import Recording, is_empty, is_setting
from zhiyu.live.rtmp.session import Tag
from zhiyu.live.rtmp.wire import AUDIO, VIDEO
from zhiyu.media.scan import scan

WRAP = 2**32


def recorded(path: Path, tags: list[Tag]) -> Path:
    recording = Recording(path)
    for tag in tags:
        recording.keep([tag], recording.at(tag))
    recording.close()
    return path


@pytest.mark.parametrize(
    "clock",
    [
        lambda at: at if at < 3_000 else at - 3_000,
        lambda at: at if at < 3_000 else at + 3_600_000,
        lambda at: (at + WRAP - 3_000) % WRAP,
        lambda at: at if not 2_000 <= at < 4_000 else at + 86_400_000,
    ],
    ids=["begins anew", "leaps an hour", "wraps around", "leaps and comes back"],
)
def test_a_clock_that_leaps_costs_no_moment(clock: object, tmp_path: Path) -> None:
    plain = film_tags()
    assert callable(clock)
    told = [tag if is_setting(tag) else Tag(tag.kind, clock(tag.at), tag.body) for tag in plain]
    path = recorded(tmp_path / "a.flv", told)

    seen = scan(path)
    assert seen.duration_ms == pytest.approx(6_000, abs=200)
    assert seen.video is not None
    assert seen.video.pace.longest_ms < 150
    assert frames(path) == frames(recorded(tmp_path / "b.flv", plain))


def test_a_header_said_again_later_with_the_time_of_the_beginning_is_no_leap(tmp_path: Path) -> None:
    plain = film_tags()
    again = [Tag(tag.kind, 0, tag.body) for tag in plain if is_setting(tag)]
    path = recorded(tmp_path / "a.flv", [*plain[:200], *again, *plain[200:]])

    assert scan(path).duration_ms == pytest.approx(6_000, abs=100)


def test_a_stream_that_changes_its_size_is_known_by_its_second_header(tmp_path: Path) -> None:
    large, small = film_tags(), film_tags(size="160x90")
    path = recorded(tmp_path / "a.flv", [*large, *(Tag(tag.kind, tag.at + 6_000, tag.body) for tag in small)])
    steady, changed = scan(recorded(tmp_path / "b.flv", large)).video, scan(path).video

    assert steady is not None
    assert changed is not None
    assert (steady.steady, changed.steady) == (True, False)


@pytest.mark.parametrize("body", [b"\x17", b"\x17\x00", b"\x27\x01\0\0\0", b"\x17\x02\0\0\0"])
def test_a_picture_without_a_picture_is_left_out(body: bytes) -> None:
    assert is_empty(Tag(VIDEO, 0, body))


@pytest.mark.parametrize("body", [b"\xaf", b"\xaf\x00", b"\xaf\x01"])
def test_a_sound_without_a_sound_is_left_out(body: bytes) -> None:
    assert is_empty(Tag(AUDIO, 0, body))


def test_nothing_of_a_real_stream_is_left_out() -> None:
    tags = film_tags()

    assert {tag.kind for tag in tags if is_empty(tag)} <= {VIDEO}
    assert [tag.body[1] for tag in tags if is_empty(tag)] in ([], [2]), "the end that an encoder tells, and no frame"
    assert flv.AHEAD_MS > flv.BACK_MS
