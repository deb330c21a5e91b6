"""What is known of a stream by its file alone, and what opens the door to whoever writes it."""

import subprocess
from pathlib import Path

import imageio_ffmpeg
import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhiyu.live import flv, nginx, sps
from zhiyu.live.rtmp.wire import AUDIO, VIDEO


def filmed(place: Path, size: str, *more: str) -> Path:
    made = place / f"{size}.flv"
    sources = ["-f", "lavfi", "-i", f"testsrc=size={size}:rate=25", "-f", "lavfi", "-i", "sine", "-t", "1"]
    coded = ["-c:v", "libx264", "-g", "25", "-pix_fmt", "yuv420p", *more, "-c:a", "aac", "-f", "flv", str(made)]
    argv = [imageio_ffmpeg.get_ffmpeg_exe(), "-nostdin", "-loglevel", "error", *sources, *coded]
    subprocess.run(argv, check=True)  # noqa: S603 -- our own words
    return made


@pytest.mark.parametrize(
    ("size", "more"),
    [("1920x1080", ()), ("1280x720", ("-profile:v", "baseline")), ("854x480", ("-x264-params", "interlaced=1"))],
)
def test_how_large_a_picture_is_stands_in_its_settings(tmp_path: Path, size: str, more: tuple[str, ...]) -> None:
    made = filmed(tmp_path, size, *more)
    with made.open("rb") as file:
        known = flv.settings_before(file.fileno(), made.stat().st_size)
    found = sps.size_of(known[VIDEO].body[5:])
    assert found is not None
    assert f"{found[0]}x{found[1]}" == size
    assert flv.is_setting(known[AUDIO])


@given(st.binary(max_size=200))
def test_no_settings_of_a_stranger_break_anything(body: bytes) -> None:
    found = sps.size_of(body)
    assert found is None or min(found) > 0


def test_a_file_is_read_tag_by_tag_as_far_as_it_is_whole(tmp_path: Path) -> None:
    made = filmed(tmp_path, "320x180")
    made.write_bytes(made.read_bytes()[:-7])
    at, last = len(flv.BEGINNING), 0
    with made.open("rb") as file:
        while found := flv.tag_at(file.fileno(), at):
            tag, at = found
            last = max(last, tag.at)
    assert flv.Whole(at, last) == flv.whole_tags(made)


@given(st.integers(min_value=0, max_value=63), st.characters(min_codepoint=32, max_codepoint=126))
def test_a_callback_with_any_sign_changed_is_not_ours(place: int, sign: str) -> None:
    right = nginx.proof()
    changed = right[:place] + sign + right[place + 1 :]
    assert nginx.is_ours(changed) == (changed == right)
    assert not nginx.is_ours(right[:place])
