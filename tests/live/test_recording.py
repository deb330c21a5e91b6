"""Whatever the disk takes of what it is given, and wherever its writer is killed: whole tags stay, and play."""

import errno
import io
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given
from hypothesis import strategies as st
from pytest_django import Settings

from tests.live.tagging import film_tags, frames, read_back
from tests.media.small_disk import small
from zhiyu.live.flv import BEGINNING, Recording, mended, tag_bytes
from zhiyu.live.rtmp.session import Tag
from zhiyu.live.rtmp.wire import AUDIO, DATA, VIDEO
from zhiyu.media import files

FULL = "full"
DEAD = "dead"


class Killed(BaseException):
    """What no writer sees."""


class Fickle(io.FileIO):
    """Takes as much of each write as it is told: some bytes, all, none, or none ever again."""

    def __init__(self, path: Path, takes: Iterator[int | str]) -> None:
        super().__init__(path, "r+b")
        self.takes = takes

    def write(self, content: bytes) -> int:  # type: ignore[override]
        takes = next(self.takes, len(content))
        if takes == FULL:
            raise OSError(errno.ENOSPC, "No space left on device")
        if takes == DEAD:
            super().write(content[: len(content) // 2])
            raise Killed
        return super().write(content[: int(takes)])


def opened(path: Path, takes: Iterator[int | str]) -> Recording:
    recording = Recording(path)
    end = recording.file.tell()
    recording.file.close()
    recording.file = Fickle(path, takes)
    recording.file.seek(end)
    return recording


def kept(path: Path, tags: list[Tag], takes: list[int | str]) -> list[Tag]:
    """What the writer was told is whole, until it had all or was killed."""
    whole: list[Tag] = []
    recording = opened(path, iter(takes))
    try:
        for tag in tags:
            try:
                recording.keep([tag], recording.at(tag))
            except OSError:
                continue
            whole.append(tag)
    except Killed:
        pass
    recording.file.close()
    return whole


TAGS = st.lists(
    st.builds(Tag, st.sampled_from([AUDIO, VIDEO, DATA]), st.integers(0, 10**6), st.binary(min_size=1, max_size=40)),
    max_size=12,
)
TAKES = st.lists(st.one_of(st.integers(1, 60), st.sampled_from([FULL, DEAD, 10**6, 10**6])), max_size=30)


@given(st.lists(st.tuples(TAGS, TAKES), min_size=1, max_size=4))
def test_all_that_was_taken_whole_is_there_in_its_order(lives: list[tuple[list[Tag], list[int | str]]]) -> None:
    with TemporaryDirectory() as place:
        path = Path(place) / "original.flv"
        whole = [one for tags, takes in lives for one in kept(path, tags, takes)]
        mended(path)
        assert read_back(path) == [(one.kind, one.body) for one in whole]


@given(st.lists(TAGS, min_size=2, max_size=4), st.data())
def test_whole_tags_behind_half_ones_are_found_and_gone_on_after(parts: list[list[Tag]], data: st.DataObject) -> None:
    """As writers of former days left them, who did not look how much was taken."""
    with TemporaryDirectory() as place:
        path = Path(place) / "original.flv"
        content = BEGINNING
        for tags in parts:
            content += b"".join(tag_bytes(one, one.at) for one in tags)
            half = tag_bytes(Tag(VIDEO, 5, bytes(50)), 5)
            content += half[: data.draw(st.integers(0, len(half) - 1))]
        path.write_bytes(content)
        last = Tag(VIDEO, 1, b"the next part")
        kept(path, [last], [])
        mended(path)
        wanted = [(one.kind, one.body) for tags in [*parts, [last]] for one in tags]
        assert read_back(path) == wanted


def taken_by_halves(path: Path, tags: list[Tag]) -> None:
    recording = opened(path, iter([777, FULL, 3, 10**6] * len(tags)))
    for tag in tags:
        while True:
            try:
                recording.keep([tag], tag.at)
            except OSError:
                continue
            break
    recording.close()


def test_a_film_that_was_taken_by_halves_plays_to_its_end(tmp_path: Path) -> None:
    path = tmp_path / "original.flv"
    taken_by_halves(path, film_tags())
    assert mended(path).last_ms > 5900
    assert frames(path) == 150


def test_a_torn_film_of_former_days_plays_to_its_end(tmp_path: Path) -> None:
    path = tmp_path / "original.flv"
    tags = film_tags()
    pieces = [tag_bytes(one, one.at) for one in tags]
    half = len(pieces) // 2
    path.write_bytes(BEGINNING + b"".join(pieces[:half]) + pieces[half][:-9] + b"".join(pieces[half + 1 :]))
    found = mended(path)
    assert (found.torn, found.last_ms > 5900) == (0, True)
    assert frames(path) >= 148


def test_a_disk_that_fills_and_has_room_again_leaves_no_half_tag(tmp_path: Path, settings: Settings) -> None:
    with small(tmp_path / "disk", settings) as disk:
        path, other = disk / "original.flv", disk / "somebody-else"
        recording = Recording(path)
        other.write_bytes(bytes(files.free_bytes() - 3 * 4096))
        tags = [Tag(VIDEO, at * 40, bytes([0x17, 1, 0, 0, 0]) + bytes([at]) * 3000) for at in range(12)]
        refused = []
        for tag in tags[:8]:
            try:
                recording.keep([tag], tag.at)
            except OSError as error:
                refused.append(error.errno)
        assert refused
        assert set(refused) == {errno.ENOSPC}
        assert path.stat().st_size == recording.end
        other.unlink()
        for tag in tags[8:]:
            recording.keep([tag], tag.at)
        recording.close()
        there = [body for _kind, body in read_back(path)]
        assert there == [one.body for one in [*tags[: 8 - len(refused)], *tags[8:]]]


def test_after_a_power_cut_what_was_never_written_is_no_tag(tmp_path: Path) -> None:
    path = tmp_path / "original.flv"
    one = Tag(VIDEO, 40, b"a frame")
    path.write_bytes(BEGINNING + tag_bytes(one, 40) + bytes(4096))
    assert mended(path).last_ms == 40
    assert read_back(path) == [(VIDEO, b"a frame")]
