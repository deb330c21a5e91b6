"""Films of many hours: no argument of a program nears what Linux takes in one, and all renditions keep their cut."""

from itertools import accumulate
from pathlib import Path

import av
import pytest

from tests.media import films
from tests.pace import LONG
from zhiyu.media import cutting, layout, packaging, rungs
from zhiyu.media.packaging import Plain
from zhiyu.media.scan import scan

LARGEST_ARGUMENT = 131_072  # MAX_ARG_STRLEN of Linux
EIGHT_HOURS_MS = 8 * 3_600_000
# Whole only with ``LONG``: two minutes of a processor. The short form has as many pieces.
SHORTER = 1 if LONG > 1 else 24
UNEVEN = [3_000, 2_000, 4_000, 1_000, 5_000, 2_000, 3_000]
EVEN = [2_000] * 10


@pytest.mark.parametrize("hours", [8, 30, 200])
@pytest.mark.parametrize("every_ms", [2_000, 4_004])
def test_no_argument_nears_the_limit(hours: int, every_ms: int, tmp_path: Path) -> None:
    length = hours * 3_600_000
    for cut in (
        layout.even_cut(duration_ms=length, picture_ms=length, every_ms=every_ms),
        [1_500, *[every_ms] * 99_999],
    ):
        ends = list(accumulate(cut))
        told = [*cutting.keyframes_at(ends, into=tmp_path), *cutting.segments_at(ends[: cutting.MOST_AT_ONCE])]
        told += cutting.segments_at(ends[-cutting.MOST_AT_ONCE :], first=len(ends) - cutting.MOST_AT_ONCE)
        assert max(len(one.encode()) for one in told) < LARGEST_ARGUMENT * 3 / 4


@pytest.mark.parametrize("durations", [UNEVEN, EVEN], ids=["uneven", "even"])
@pytest.mark.parametrize("side", [180, 0], ids=["picture", "sound"])
def test_what_is_cut_in_pieces_is_what_is_cut_at_once(
    durations: list[int], side: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    film = films.film(seconds=20)
    rung = rungs.Rung(name="one", side=side)
    (tmp_path / "once").mkdir()
    (tmp_path / "pieces").mkdir()
    once = made(film, rung, durations, tmp_path / "once")
    monkeypatch.setattr(cutting, "MOST_AT_ONCE", 3)
    pieces = made(film, rung, durations, tmp_path / "pieces")

    assert without_size(packets(pieces)) == without_size(packets(once))
    assert [path.name for path in sorted(pieces.folder.glob("*.ts"))] == [
        path.name for path in sorted(once.folder.glob("*.ts"))
    ]
    assert not list(pieces.folder.glob("pieces/*.ts")), "a piece is gone once it is cut"


def test_a_film_that_is_copied_in_pieces_loses_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    film = films.film(seconds=20)
    monkeypatch.setattr(cutting, "MOST_AT_ONCE", 2)
    plain = made(film, rungs.Rung(name="180p", side=180, copy=True), [4_000] * 5, tmp_path)
    found = [one for segment in packets(plain) for one in segment if one[0] == "video"]
    with av.open(str(film)) as whole:
        assert len(found) == sum(packet.pts is not None for packet in whole.demux(video=0))
    starts = [next(one for one in segment if one[0] == "video") for segment in packets(plain)]
    assert [(key, round(pts / 90)) for _type, pts, _dts, key, _size in starts] == [
        (True, at) for at in accumulate([4_000] * 4, initial=cutting.BEGINS_AT_MS)
    ]


def made(film: Path, rung: rungs.Rung, durations: list[int], into: Path) -> Plain:
    return packaging.make_rung(
        film, scan(film), rung, durations_ms=durations, into=into / rung.name, percent=lambda _done: None
    )


def without_size(found: list[list[tuple[str, int, int, bool, int]]]) -> list[list[tuple[str, int, int, bool]]]:
    """Which an encoder of several threads does not hold to."""
    return [[one[:-1] for one in segment] for segment in found]


def packets(plain: Plain) -> list[list[tuple[str, int, int, bool, int]]]:
    """(track, time, time of decoding, keyframe, size) of each segment, in the order they lie in."""
    found = []
    for number in range(len(plain.durations_ms)):
        with av.open(str(plain.folder / f"{number}.ts")) as segment:
            found.append(
                [
                    (str(x.stream.type), x.pts, x.dts or 0, x.is_keyframe, x.size)
                    for x in segment.demux()
                    if x.pts is not None
                ]
            )
    assert all(found)
    return found


def test_a_film_of_eight_hours_is_cut_into_segments_of_two_seconds(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of a picture a second, as nobody would film it: it is given the pictures between."""
    monkeypatch.setattr(cutting, "MOST_AT_ONCE", cutting.MOST_AT_ONCE // SHORTER)
    length, count = EIGHT_HOURS_MS // SHORTER, 14_400 // SHORTER
    minute = films.ffmpeg(
        *("-f", "lavfi", "-i", "testsrc2=s=64x36:r=1:d=60", "-c:v", "libx264", "-preset", "ultrafast"),
        *("-pix_fmt", "yuv420p", "-g", "10", "-sc_threshold", "0"),
        target=films.PLACE / "minute.mp4",
    )
    loops = ["-stream_loop", str(480 // SHORTER - 1), "-i", str(minute), "-c", "copy"]
    film = films.ffmpeg(*loops, target=films.PLACE / "eight-hours.mp4")
    cut = layout.even_cut(duration_ms=length, picture_ms=length, every_ms=2_000)
    plain = made(film, rungs.Rung(name="36p", side=36), cut, tmp_path)
    assert (scan(film).duration_ms, len(plain.durations_ms)) == (length, count)
    assert len(list(plain.folder.glob("*.ts"))) == count
    for number in (0, 1, cutting.MOST_AT_ONCE - 1, cutting.MOST_AT_ONCE, count - 1):
        with av.open(str(plain.folder / f"{number}.ts")) as segment:
            frames = [(x.is_keyframe, round((x.pts or 0) / 90)) for x in segment.demux(video=0) if x.pts is not None]
        begins = cutting.BEGINS_AT_MS + number * 2_000
        assert sorted(at for _key, at in frames) == [*range(begins, begins + 2_000, 125)]
        assert frames[0] == (True, begins)
