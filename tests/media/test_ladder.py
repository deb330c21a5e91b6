"""More renditions of what plays already: made in the background, cut alike, and never at its cost."""

import signal
import subprocess
import sys
from pathlib import Path
from typing import Any
from uuid import uuid4

import av
import pytest
from django.db import connections
from pytest_django import Settings

from tests.jobs import run_jobs
from tests.media import films
from tests.media.opening import is_whole, plain_segments, whole_film
from zhiyu.media import files, packaging, rungs
from zhiyu.media.actions import ladder_now, package_now, set_preview, store_file, tidy, try_again
from zhiyu.media.actions.ladders import MOST_TRIES
from zhiyu.media.errors import AssetStateError, PackagingFailed
from zhiyu.media.facts import avc
from zhiyu.media.models import Asset, Rendition
from zhiyu.media.scan import AudioTrack, Scan, VideoTrack, scan

pytestmark = pytest.mark.django_db


def stored(path: Path) -> Asset:
    return store_file(path=path, name=path.name, owner_id=None)


def packaged(path: Path) -> Asset:
    return package_now(stored(path).pk)


def current(asset: Asset) -> dict[str, Rendition]:
    return {one.name: one for one in asset.renditions.filter(retired_at=None).order_by("id")}


def seen(width: int, height: int, *, rotation: int = 0, sound: bool = True, codec: str = "h264") -> Scan:
    video = VideoTrack(
        codec=codec,
        pixels="yuv420p",
        width=width,
        height=height,
        rotation=rotation,
        keyframes_ms=[0],
        longest_gap_ms=2000,
    )
    audio = AudioTrack(codec="aac", channels=2, rate=44100) if sound else None
    return Scan(container="mov", duration_ms=60_000, size=10_000_000, video=video, audio=audio)


@pytest.mark.parametrize(
    ("size", "wanted"),
    [
        ((1920, 1080), ["360p", "720p", "1080p", "audio"]),
        ((3840, 2160), ["360p", "720p", "1080p", "audio"]),
        ((1080, 1920), ["360p", "720p", "1080p", "audio"]),
        ((1280, 720), ["360p", "720p", "audio"]),
        ((854, 480), ["360p", "480p", "audio"]),
        ((640, 360), ["360p", "audio"]),
        ((480, 404), ["404p", "audio"]),
        ((320, 181), ["180p", "audio"]),
    ],
)
def test_a_film_gets_what_its_source_allows_and_nothing_larger(size: tuple[int, int], wanted: list[str]) -> None:
    assert [one.name for one in rungs.ladder(seen(*size), copied=False)] == wanted
    assert [one.copy for one in rungs.ladder(seen(*size), copied=True) if one.side].count(True) == 1
    silent = rungs.ladder(seen(*size, sound=False), copied=False)
    assert [one.name for one in silent] == wanted[:-1]


def test_the_ladder_comes_by_itself_and_is_cut_as_the_first_was(tmp_path: Path) -> None:
    asset = packaged(films.film(seconds=10, size="640x450"))
    (first,) = asset.renditions.all()
    assert (first.name, first.codecs, first.width, first.height) == ("copied", "avc1.42C01E,mp4a.40.2", 640, 450)
    run_jobs()

    asset.refresh_from_db()
    first.refresh_from_db()
    made = current(asset)
    assert list(made) == ["360p", "450p", "audio"]
    assert (asset.ladder_progress, asset.ladder_error, asset.ladder_tries) == (100, "", 0)
    assert asset.laddered_at is not None
    assert first.retired_at is not None, "its sound is of another loudness than the others'"
    for one in made.values():
        assert (one.version, one.preview_segments, one.shown_ms) == (1, first.preview_segments, first.shown_ms)
        assert [row[::2] for row in one.segments] == [row[::2] for row in first.segments], "the same cut, the same keys"
        assert one.peak >= one.bandwidth > 1000
    assert [(one.width, one.height) for one in made.values()] == [(512, 360), (640, 450), (0, 0)]
    assert [one.codecs for one in made.values()] == ["avc1.640015,mp4a.40.2", "avc1.42C01E,mp4a.40.2", "mp4a.40.2"]
    starts = {one.name: [picture_at(part) for part in plain_segments(one)] for one in (first, made["360p"])}
    assert starts["360p"] == starts["copied"], "each segment begins with a keyframe at the same moment"
    with av.open(str(whole_film(made["audio"], tmp_path))) as film:
        assert not film.streams.video
    assert is_whole(asset, "audio")
    assert is_whole(asset, "360p")


def picture_at(segment: bytes) -> float:
    with av.open(str(films.wrong(f"{uuid4()}.ts", segment))) as film:
        packets = [x for x in film.demux(video=0) if x.pts is not None and x.time_base is not None]
        assert packets[0].is_keyframe
        return round(float(min((x.pts or 0) * (x.time_base or 0) for x in packets)), 2)


def test_loud_and_quiet_sources_come_out_alike(tmp_path: Path) -> None:
    heard = []
    for volume in ("0.1", "3"):
        source = films.ffmpeg(
            *("-f", "lavfi", "-i", f"sine=440:d=6,volume={volume}", "-c:a", "aac"),
            target=films.PLACE / f"volume-{volume}.m4a",
        )
        asset = ladder_now(packaged(source).pk)
        heard.append((loudest(source), loudest(whole_film(current(asset)["audio"], tmp_path))))
    (quiet, quiet_made), (loud, loud_made) = heard
    assert quiet * 10 < loud
    assert 0.5 < quiet_made / loud_made < 2


def loudest(path: Path) -> float:
    with av.open(str(path)) as film:
        samples = [memoryview(bytes(frame.planes[0])).cast("f") for frame in film.decode(audio=0)]
    return float(max(max(part) for part in samples[len(samples) // 2 :]))


def turned() -> Path:
    return films.ffmpeg(
        *("-display_rotation", "90", "-i", str(films.film(seconds=5)), "-c", "copy"), target=films.PLACE / "turned.mp4"
    )


def surround() -> Path:
    tone = ["-f", "lavfi", "-i", "sine=440:d=5,aformat=channel_layouts=5.1"]
    return films.ffmpeg(
        *("-i", str(films.film(sound="", seconds=5)), *tone, "-c:v", "copy", "-c:a", "aac"),
        target=films.PLACE / "surround.mp4",
    )


def uneven() -> Path:
    """Frames that come as a phone in the dark gives them."""
    return films.ffmpeg(
        *("-f", "lavfi", "-i", "testsrc2=s=320x180:r=50:d=6,select='lt(mod(n,7),3)+lt(mod(n,11),2)'"),
        *("-f", "lavfi", "-i", "sine=440:d=6", "-fps_mode", "vfr", "-c:v", "libx264", "-preset", "ultrafast"),
        *("-pix_fmt", "yuv420p", "-force_key_frames", "expr:gte(t,n_forced*2)", "-c:a", "aac"),
        target=films.PLACE / "uneven.mp4",
    )


@pytest.mark.parametrize(
    ("make", "wanted"),
    [
        (lambda: films.film(codec="libx265", seconds=5), {"180p": (320, 180), "audio": (0, 0)}),
        (lambda: films.film(sound="", seconds=5), {"180p": (320, 180)}),
        (turned, {"180p": (180, 320), "audio": (0, 0)}),
        (surround, {"180p": (320, 180), "audio": (0, 0)}),
        (uneven, {"180p": (320, 180), "audio": (0, 0)}),
        (lambda: films.sound("m4a"), {"audio": (0, 0)}),
    ],
    ids=["hevc", "silent", "turned", "5.1", "variable frame rate", "sound alone"],
)
def test_odd_sources_have_a_ladder_too(make: Any, wanted: dict[str, tuple[int, int]]) -> None:
    asset = ladder_now(packaged(make()).pk)
    assert {name: (one.width, one.height) for name, one in current(asset).items()} == wanted
    assert all(is_whole(asset, name) for name in wanted)
    assert asset.ladder_error == ""


def test_a_changed_preview_is_the_same_moment_in_every_rendition() -> None:
    asset = packaged(films.film(seconds=20))
    ladder_now(asset.pk)
    set_preview(asset_id=asset.pk, seconds=12)
    run_jobs()
    made = current(asset)
    assert {(one.version, one.preview_segments, one.shown_ms) for one in made.values()} == {(2, 6, 12_000)}
    assert set(made) == {"180p", "audio"}
    assert all(is_whole(asset, name) for name in made)
    assert made["180p"].codecs
    assert made["180p"].width == 320


def test_a_preview_moved_while_a_rung_is_made_is_the_rungs_too() -> None:
    asset = packaged(films.film(seconds=20))
    moved: list[int] = []

    def move(_percent: int) -> None:
        if not moved:
            moved.append(1)
            set_preview(asset_id=asset.pk, seconds=12)
            package_now(asset.pk)

    asset = ladder_now(asset.pk, progress=move)
    assert {(one.version, one.preview_segments) for one in current(asset).values()} == {(2, 6)}
    assert set(current(asset)) == {"180p", "audio"}
    assert asset.laddered_at


def test_a_film_cut_anew_while_a_rung_is_made_begins_its_ladder_again() -> None:
    asset = packaged(films.film(seconds=20, keyframe_every=9))
    moved: list[int] = []

    def move(_percent: int) -> None:
        if not moved:
            moved.append(1)
            set_preview(asset_id=asset.pk, seconds=6)
            package_now(asset.pk)

    asset = ladder_now(asset.pk, progress=move)
    made = current(asset)
    assert set(made) == {"180p", "audio"}
    assert {one.shown_ms for one in made.values()} == {6_000}
    assert len({str([row[0] for row in one.segments]) for one in made.values()}) == 1


def test_a_rung_that_is_not_cut_as_it_should_be_is_refused(tmp_path: Path) -> None:
    film = films.film(seconds=10)
    rung = rungs.Rung(name="180p", side=180, copy=True)
    with pytest.raises(PackagingFailed):
        packaging.make_rung(
            film, scan(film), rung, durations_ms=[3_000, 7_000], into=tmp_path / "rung", percent=lambda _done: None
        )


def test_an_ffmpeg_that_dies_leaves_what_plays_and_is_tried_again(settings: Settings, tmp_path: Path) -> None:
    asset = packaged(films.film())
    run = settings.FFMPEG
    dying = tmp_path / "ffmpeg"
    dying.write_text("#!/bin/sh\nkill -9 $$\n")
    dying.chmod(0o755)
    settings.FFMPEG = str(dying)
    connections["default"].cursor().execute("delete from procrastinate_jobs")
    for _ in range(MOST_TRIES + 1):
        tidy()
        run_jobs()
    asset.refresh_from_db()
    assert (asset.state, asset.ladder_error, asset.ladder_tries) == ("ready", "packaging_failed", MOST_TRIES)
    assert list(current(asset)) == ["copied"]
    assert is_whole(asset)

    settings.FFMPEG = run
    tidy()
    assert run_jobs() == 0, "given up, until somebody asks"
    try_again(asset_id=asset.pk, actor_id=None)
    run_jobs()
    assert set(current(asset)) == {"180p", "audio"}
    with pytest.raises(AssetStateError):
        try_again(asset_id=asset.pk, actor_id=None)


def test_a_full_disk_leaves_what_plays_and_mends_by_itself(settings: Settings) -> None:
    settings.DISK_RESERVE = 0
    asset = packaged(films.film())
    settings.DISK_RESERVE = files.free_bytes() * 2
    run_jobs()
    tidy()
    assert run_jobs() == 0
    asset.refresh_from_db()
    assert (asset.state, asset.ladder_error, asset.ladder_tries) == ("ready", "disk_full", 0)
    assert is_whole(asset)

    settings.DISK_RESERVE = 0
    tidy()
    run_jobs()
    assert set(current(asset)) == {"180p", "audio"}


LADDER = """
import os, sys, django
os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
from django.conf import settings
settings.DATABASES["default"]["NAME"] = sys.argv[2]
settings.MEDIA_DIR = sys.argv[3]
django.setup()
from uuid import UUID
from zhiyu.media.actions import ladder_now
ladder_now(UUID(sys.argv[1]), progress=lambda percent: print(percent, flush=True))
"""


@pytest.mark.django_db(transaction=True)
def test_a_killed_ladder_goes_on_with_the_rung_that_is_missing() -> None:
    asset = packaged(films.film(seconds=8, size="640x450"))
    name = connections["default"].settings_dict["NAME"]
    argv = [sys.executable, "-c", LADDER, str(asset.pk), str(name), str(files.media_dir())]
    child = subprocess.Popen(argv, stdout=subprocess.PIPE, text=True)  # noqa: S603
    assert child.stdout is not None
    assert child.stdout.readline()
    child.send_signal(signal.SIGKILL)
    child.wait()
    child.stdout.close()
    assert is_whole(asset)

    left = files.media_dir() / "staging" / f"ladder-{asset.pk}.{uuid4().hex}"
    left.mkdir(parents=True)
    (left / "0.ts").write_bytes(b"half")
    run_jobs()
    asset.refresh_from_db()
    assert set(current(asset)) == {"360p", "450p", "audio"}
    assert list((files.media_dir() / "staging").iterdir()) == []
    assert all(is_whole(asset, one) for one in current(asset))


def test_tidying_asks_for_the_ladder_of_what_was_packaged_before_there_were_ladders() -> None:
    asset = packaged(films.film())
    connections["default"].cursor().execute("delete from procrastinate_jobs")
    tidy()
    tidy()
    assert run_jobs() == 1
    tidy()
    assert run_jobs() == 0
    assert set(current(asset)) == {"180p", "audio"}


def test_what_only_was_copied_stays_for_who_watches_it_and_then_goes() -> None:
    asset = ladder_now(packaged(films.film()).pk)
    tidy()
    copied = files.asset_dir(asset.pk) / "copied.1"
    assert copied.exists()
    asset.renditions.filter(name="copied").update(retired_at="2026-01-01T00:00:00Z")
    tidy()
    assert not copied.exists()
    assert {x.name for x in files.asset_dir(asset.pk).iterdir()} >= {"180p.1", "audio.1"}


@pytest.mark.parametrize("headers", [b"", b"\x00\x00\x01", b"\x00\x00\x01\x68\xee", b"nonsense"])
def test_a_codec_that_cannot_be_named_is_not_named(headers: bytes) -> None:
    assert avc(headers) == ""


def test_the_sharpest_rung_keeps_the_picture_as_it_came(tmp_path: Path) -> None:
    asset = ladder_now(packaged(films.film()).pk)
    with av.open(str(films.film())) as before, av.open(str(whole_film(current(asset)["180p"], tmp_path))) as after:
        frames = [bytes(frame.planes[0]) for frame in before.decode(video=0)]
        assert frames == [bytes(frame.planes[0]) for frame in after.decode(video=0)]
