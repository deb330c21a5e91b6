"""Films as phones, cutting programs and camcorders really write them: shown as their own player shows them, to the end.

Each of them once stood without its ladder, showed what its teacher had cut off, or was refused.
"""

import functools
from pathlib import Path

import av
import numpy as np
import pytest

from tests.media import films
from tests.media.opening import whole_film
from zhiyu.media import rungs
from zhiyu.media.actions import ladder_now, package_now, store_file
from zhiyu.media.models import Asset, Rendition
from zhiyu.media.scan import scan

pytestmark = pytest.mark.django_db


def made(*arguments: str, name: str) -> Path:
    return films.ffmpeg(*arguments, target=films.PLACE / name)


def laddered(source: Path) -> Asset:
    asset = store_file(path=source, name=source.name, owner_id=None, expect="played")
    package_now(asset.pk)
    ladder_now(asset.pk)
    asset.refresh_from_db()
    assert (asset.state, asset.error, asset.ladder_error) == ("ready", "", "")
    assert asset.laddered_at is not None
    return asset


def current(asset: Asset) -> list[Rendition]:
    return list(asset.renditions.filter(retired_at=None).order_by("id"))


def joined(rendition: Rendition, into: Path) -> Path:
    (into / rendition.name).mkdir()
    return whole_film(rendition, into / rendition.name)


def span(rendition: Rendition, into: Path) -> dict[str, tuple[float, float]]:
    """From when to when each kind of track has something, in seconds of the film."""
    found: dict[str, tuple[float, float]] = {}
    with av.open(str(joined(rendition, into)), format="mpegts") as opened:
        for packet in opened.demux():
            if packet.pts is None or packet.time_base is None or packet.duration is None:
                continue
            begins, ends = (float(at * packet.time_base) - 1 for at in (packet.pts, packet.pts + packet.duration))
            first, last = found.get(packet.stream.type, (begins, ends))
            found[packet.stream.type] = (min(first, begins), max(last, ends))
    return found


@functools.cache
def trimmed() -> Path:
    """The first 3.3 of ten seconds cut off without a new encode, as phones and QuickTime do it."""
    return made("-ss", "3.3", "-i", str(films.film()), "-c", "copy", name="trimmed.mp4")


def test_what_was_cut_off_on_the_phone_is_not_shown(tmp_path: Path) -> None:
    asset = laddered(trimmed())

    assert asset.duration_ms == pytest.approx(6_700, abs=60)
    for rendition in current(asset):
        for first, last in span(rendition, tmp_path).values():
            assert first == pytest.approx(0, abs=0.1)
            assert last == pytest.approx(6.7, abs=0.1)


@pytest.mark.parametrize(
    ("picture", "sound", "later", "lasts"),
    [(12, 3, 0, 12), (6, 6, 2.5, 8.5), (3, 12, 0, 12)],
    ids=["the sound ends early", "the sound begins late", "the picture ends early"],
)
def test_picture_and_sound_go_on_to_the_end_in_every_rendition(
    picture: int, sound: int, later: float, lasts: float, tmp_path: Path
) -> None:
    shown, heard = films.film(seconds=picture), films.film(seconds=sound)
    source = made(
        *("-i", str(shown), "-itsoffset", str(later), "-i", str(heard)),
        *("-map", "0:v", "-map", "1:a", "-c", "copy"),
        name=f"{picture}-{sound}-{later}.mp4",
    )
    asset = laddered(source)

    assert asset.duration_ms == pytest.approx(lasts * 1000, abs=100)
    assert {one.name for one in current(asset)} >= {"audio"}
    for rendition in current(asset):
        for first, last in span(rendition, tmp_path).values():
            assert first == pytest.approx(0, abs=0.1)
            assert last == pytest.approx(lasts, abs=0.2)


def test_a_film_whose_clock_does_not_begin_at_nought_is_whole() -> None:
    source = made("-itsoffset", "5", "-i", str(films.film()), "-map", "0", "-c", "copy", name="late.mkv")

    assert laddered(source).duration_ms == pytest.approx(10_000, abs=60)


def test_recordings_joined_one_behind_the_other_are_as_long_as_they_play() -> None:
    part = made("-i", str(films.film()), "-c", "copy", name="part.ts")
    both = films.wrong("joined.ts", part.read_bytes() * 2)
    asset = laddered(both)

    assert asset.duration_ms == pytest.approx(20_000, abs=200)
    for rendition in current(asset):
        assert sum(duration for duration, _bytes, _epoch in rendition.segments) == asset.duration_ms


def test_a_camcorders_half_pictures_are_put_together(tmp_path: Path) -> None:
    fields = ["-vf", "interlace", "-c:v", "libx264", "-preset", "ultrafast", "-flags", "+ilme+ildct"]
    pattern = ["-f", "lavfi", "-i", "testsrc2=s=320x240:r=50:d=4", *fields, "-x264opts", "tff=1", "-g", "50"]
    asset = laddered(made(*pattern, "-pix_fmt", "yuv420p", name="fields.mp4"))

    for rendition in current(asset):
        with av.open(str(joined(rendition, tmp_path)), format="mpegts") as opened:
            assert not any(frame.interlaced_frame for frame in opened.decode(video=0))


def test_a_film_that_changes_its_size_plays_in_one(tmp_path: Path) -> None:
    large = made("-i", str(films.film(size="640x360")), "-c", "copy", name="large.ts")
    small = made("-i", str(films.film(size="320x240")), "-c", "copy", name="small.ts")
    both = films.wrong("sizes.ts", large.read_bytes() + small.read_bytes())
    asset = laddered(made("-i", str(both), "-c", "copy", name="sizes.mkv"))

    for rendition in (one for one in current(asset) if one.width):
        with av.open(str(joined(rendition, tmp_path)), format="mpegts") as opened:
            frames = list(opened.decode(video=0))
        assert {(one.width, one.height) for one in frames} == {(640, 360)}, "as it began"
        # What is narrower stands between bars, and is not stretched.
        last = frames[-1].to_ndarray(format="gray")
        assert last[:, : last.shape[1] // 16].max() < 40
        assert frames[0].to_ndarray(format="gray")[:, : last.shape[1] // 16].max() > 100


def test_a_picture_that_begins_after_its_sound_is_there_from_the_beginning(tmp_path: Path) -> None:
    late = ["-itsoffset", "3", "-i", str(films.film(seconds=5)), "-i", str(films.film(seconds=8))]
    source = made(*late, "-map", "0:v", "-map", "1:a", "-c", "copy", name="sounding-first.mkv")
    seen = scan(source)
    assert seen.duration_ms == pytest.approx(8_000, abs=60)
    assert seen.video is not None
    assert seen.video.keyframes_ms[0] == pytest.approx(3_000, abs=30)
    for rendition in current(laddered(source)):
        for first, last in span(rendition, tmp_path).values():
            assert first == pytest.approx(0, abs=0.1)
            assert last == pytest.approx(8, abs=0.2)


def test_a_sound_that_changes_its_format_stays_beside_its_picture(tmp_path: Path) -> None:
    """As a class goes on from another device: silence is put before it once, and not once more in the middle."""
    shown = ["-f", "lavfi", "-i", "testsrc2=s=320x180:r=25:d=4", "-c:v", "libx264", "-preset", "ultrafast"]
    heard = ["-f", "lavfi", "-i", "sine=440:d=4", "-c:a", "mp2", "-pix_fmt", "yuv420p"]
    first = made(*shown[:4], *heard[:4], *shown[4:], *heard[4:], "-ar", "44100", "-ac", "1", name="mono.ts")
    told = ["-ar", "48000", "-ac", "2", "-output_ts_offset", "4"]
    then = made(*shown[:4], *heard[:4], *shown[4:], *heard[4:], *told, name="stereo.ts")
    both = films.wrong("sounds.ts", first.read_bytes() + then.read_bytes())
    asset = laddered(made("-i", str(both), "-c", "copy", name="sounds.mkv"))

    for rendition in current(asset):
        with av.open(str(joined(rendition, tmp_path)), format="mpegts") as opened:
            frames = list(opened.decode(audio=0))
        assert sum(frame.samples / frame.rate for frame in frames) == pytest.approx(8, abs=0.2)
        assert min(np.abs(frame.to_ndarray()).max() for frame in frames[5:-10]) > 0.01, "none of it is silent"


def test_an_ordinary_film_is_still_copied() -> None:
    seen = scan(films.film())

    assert seen.video is not None
    assert rungs.can_copy_video(seen.video, seen)
    assert rungs.can_copy_sound(seen)


def test_a_sound_that_is_away_for_a_while_comes_back_where_it_belongs(tmp_path: Path) -> None:
    """As a class is recorded whose teacher's line hung for ten seconds."""
    whole = films.film(seconds=12)
    hole = ["-c:v", "copy", "-af", "aselect='not(between(t,3,8))'", "-c:a", "pcm_s16le"]
    asset = laddered(made("-i", str(whole), *hole, name="hole.mkv"))

    for rendition in current(asset):
        for first, last in span(rendition, tmp_path).values():
            assert first == pytest.approx(0, abs=0.1)
            assert last == pytest.approx(12, abs=0.2)


def test_a_damaged_place_costs_a_moment_and_not_the_film(tmp_path: Path) -> None:
    """As a camera's card or a stream's broken frame leaves it: what a copy stops at, an encode gets over."""
    content = bytearray(films.film(seconds=12).read_bytes())
    middle = len(content) // 3
    content[middle : middle + 3_000] = bytes(3_000)
    asset = laddered(films.wrong("scratched.mp4", bytes(content)))

    for rendition in current(asset):
        for first, last in span(rendition, tmp_path).values():
            assert first == pytest.approx(0, abs=0.1)
            assert last == pytest.approx(12, abs=0.3)
