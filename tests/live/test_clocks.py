"""What a publisher's clock and its empty frames may do to a recording: nothing is laid over anything else."""

from pathlib import Path

import pytest

from tests.live.tagging import film_tags, frames
from zhiyu.live import flv
from zhiyu.live.flv import BEGINNING, Recording, is_empty, is_setting
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


def moments(path: Path) -> dict[int, list[int]]:
    """Of each kind, in milliseconds."""
    found: dict[int, list[int]] = {AUDIO: [], VIDEO: []}
    with path.open("rb") as file:
        at = len(BEGINNING)
        while next_one := flv.tag_at(file.fileno(), at):
            tag, at = next_one
            if tag.kind in found and not is_setting(tag):
                found[tag.kind].append(tag.at)
    return found


@pytest.mark.parametrize("behind", [1_200, 8_000])
def test_sound_that_comes_long_after_its_picture_makes_a_class_no_longer(behind: int, tmp_path: Path) -> None:
    settings = [tag for tag in film_tags() if is_setting(tag)]
    plain = [tag for tag in film_tags() if not is_setting(tag)]
    late = sorted(plain, key=lambda tag: tag.at + (behind if tag.kind == AUDIO else 0))
    path = recorded(tmp_path / "a.flv", [*settings, *late])

    assert moments(path) == moments(recorded(tmp_path / "b.flv", [*settings, *plain]))


def test_a_late_sound_of_the_clock_that_is_over_keeps_its_place(tmp_path: Path) -> None:
    def anew(tag: Tag) -> Tag:
        return tag if is_setting(tag) or tag.at < 3_000 else Tag(tag.kind, tag.at - 3_000, tag.body)

    plain = film_tags()
    at = next(n for n, tag in enumerate(plain) if tag.at >= 3_000 and not is_setting(tag))
    late = max((n for n in range(at) if plain[n].kind == AUDIO), key=lambda n: plain[n].at)
    told = [*map(anew, plain[:late]), *map(anew, plain[late + 1 : at + 4]), plain[late], *map(anew, plain[at + 4 :])]
    path = recorded(tmp_path / "a.flv", told)

    assert scan(path).duration_ms == pytest.approx(6_000, abs=200)


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
