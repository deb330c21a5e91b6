import hashlib
import os
import shutil
import signal
import subprocess
import sys
import time
from itertools import pairwise
from pathlib import Path

import av
import pytest
from django.db import connections
from pytest_django import Settings

from tests.media import films
from tests.media.opening import is_whole, plain_segments, whole_film
from tests.media.packaged import run_jobs
from tests.media.together import together
from zhiyu.media import files, packaging
from zhiyu.media.actions import package_again, package_now, set_preview, store_file, tidy
from zhiyu.media.actions.settling import MOST_TRIES
from zhiyu.media.errors import PackagingFailed, PackagingInterrupted
from zhiyu.media.ffmpeg import program, watch
from zhiyu.media.images import mean_light
from zhiyu.media.layout import epochs
from zhiyu.media.models import Asset, Rendition
from zhiyu.media.queries import asset_state

pytestmark = pytest.mark.django_db


def stored(path: Path) -> Asset:
    return store_file(path=path, name=path.name, owner_id=None)


def test_h264_with_aac_is_copied_not_encoded(tmp_path: Path) -> None:
    asset = stored(films.film())
    assert (asset.kind, asset.state, asset.duration_ms) == ("video", "stored", 10_000)
    asset = package_now(asset.pk)
    rendition = asset.renditions.get()
    assert (asset.state, asset.progress, asset.error) == ("ready", 100, "")
    assert rendition.name == "copied"
    assert rendition.bandwidth > 10_000
    assert is_whole(asset)
    with av.open(str(films.film())) as before, av.open(str(whole_film(rendition, tmp_path))) as after:
        frames = [bytes(frame.planes[0]) for frame in before.decode(video=0)]
        assert frames == [bytes(frame.planes[0]) for frame in after.decode(video=0)]


@pytest.mark.parametrize(
    "make",
    [
        lambda: films.film(codec="libvpx-vp9", sound="libopus", seconds=5),
        lambda: films.film(codec="libx265", seconds=5),
        lambda: films.film(seconds=24, keyframe_every=12),
    ],
    ids=["vp9 and opus", "hevc", "too few keyframes"],
)
def test_anything_else_is_encoded_with_a_keyframe_every_two_seconds(make: object, tmp_path: Path) -> None:
    asset = package_now(stored(make()).pk)  # type: ignore[operator]
    assert asset.state == "ready"
    assert is_whole(asset)
    joined = whole_film(asset.renditions.get(), tmp_path)
    with av.open(str(joined)) as film:
        assert film.streams.video[0].codec_context.name == "h264"
        assert film.streams.audio[0].codec_context.name == "aac"
        keyframes = [p.pts * p.time_base for p in film.demux(video=0) if p.pts is not None and p.is_keyframe]
    assert max(b - a for a, b in pairwise(keyframes)) <= 2.05
    assert max(row[0] for row in asset.renditions.get().segments) <= 6_100


def test_a_tall_film_and_a_silent_film_are_packaged() -> None:
    tall = package_now(stored(films.film(size="180x320", sound="", seconds=5)).pk)
    assert (tall.width, tall.height, tall.renditions.get().name) == (180, 320, "180p")
    assert is_whole(tall)


def test_a_turned_phone_film_is_set_upright() -> None:
    turned = films.ffmpeg(
        "-display_rotation", "90", "-i", str(films.film(seconds=5)), "-c", "copy", target=films.PLACE / "turned.mp4"
    )
    asset = stored(turned)
    assert (asset.width, asset.height) == (180, 320)
    rendition = package_now(asset.pk).renditions.get()
    with av.open(str(films.wrong("turned.ts", b"".join(plain_segments(rendition))))) as film:
        shape = film.streams.video[0].codec_context
        assert (shape.width, shape.height) == (180, 320)


def test_only_the_sound_is_encoded_when_only_the_sound_is_strange(tmp_path: Path) -> None:
    odd = films.ffmpeg(
        "-i", str(films.film(seconds=5)), "-c:v", "copy", "-c:a", "libmp3lame", target=films.PLACE / "odd.mkv"
    )
    rendition = package_now(stored(odd).pk).renditions.get()
    with av.open(str(films.film(seconds=5))) as before, av.open(str(whole_film(rendition, tmp_path))) as after:
        assert after.streams.audio[0].codec_context.name == "aac"
        assert [bytes(f.planes[0]) for f in before.decode(video=0)] == [
            bytes(f.planes[0]) for f in after.decode(video=0)
        ]


@pytest.mark.parametrize("ending", ["mp3", "m4a", "aac", "flac", "ogg", "wav"])
def test_sound_becomes_aac(ending: str, tmp_path: Path) -> None:
    asset = package_now(stored(films.sound(ending)).pk)
    assert (asset.kind, asset.state) == ("audio", "ready")
    rendition = asset.renditions.get()
    assert rendition.name == ("copied" if ending in {"m4a", "aac"} else "audio")
    with av.open(str(whole_film(rendition, tmp_path))) as film:
        assert film.streams.audio[0].codec_context.name == "aac"
        assert not film.streams.video
    assert not files.poster(asset.pk).exists()


def test_the_poster_is_not_black() -> None:
    dark = films.ffmpeg(
        *("-f", "lavfi", "-i", "color=black:s=320x180:r=25:d=3", "-f", "lavfi", "-i", "testsrc2=s=320x180:r=25:d=7"),
        *("-filter_complex", "[0][1]concat=n=2:v=1", "-c:v", "libx264", "-preset", "ultrafast", "-g", "50"),
        target=films.PLACE / "dark.mp4",
    )
    asset = package_now(stored(dark).pk)
    assert mean_light(files.poster(asset.pk)) > 40


def test_the_preview_ends_on_a_segment_and_on_a_key() -> None:
    asset = stored(films.film(seconds=30))
    package_now(asset.pk)
    rendition = asset.renditions.get()
    assert (rendition.preview_segments, rendition.preview_ms) == (2, 8_000)
    assert [epoch for _d, _b, epoch in rendition.segments] == epochs(count=len(rendition.segments), preview=2)


def test_a_changed_preview_is_sealed_anew_and_the_old_version_stays_for_its_viewers() -> None:
    asset = stored(films.film(seconds=30))
    package_now(asset.pk)
    before = plain_segments(asset.renditions.get())
    set_preview(asset_id=asset.pk, seconds=21)
    assert run_jobs() >= 1

    old, new = asset.renditions.order_by("version")
    assert (old.retired_at is None, new.retired_at is None) == (False, True)
    assert (old.preview_ms, new.preview_ms) == (8_000, 20_000)
    assert plain_segments(old) == plain_segments(new) == before
    sealed = [(files.asset_dir(asset.pk) / x.folder / "0.ts").read_bytes() for x in (old, new)]
    assert sealed[0] != sealed[1]
    assert asset_state(asset.pk).preview_seconds == 20


def test_no_preview_and_the_same_preview_do_little() -> None:
    asset = stored(films.film(seconds=30))
    package_now(asset.pk)
    run_jobs()
    set_preview(asset_id=asset.pk, seconds=9)
    assert run_jobs() == 0
    set_preview(asset_id=asset.pk, seconds=None)
    run_jobs()
    assert asset.renditions.get(retired_at__isnull=True).preview_segments == 0


def test_a_preview_that_copying_would_cut_too_short_is_encoded() -> None:
    """A keyframe just too early for a cut makes a segment of 13.8 s: of a 13 s preview a copy could show nothing."""
    keyframes = ["-g", "999", "-keyint_min", "1", "-sc_threshold", "0", "-force_key_frames", "0,3.8,13.8,20"]
    irregular = films.ffmpeg(
        *("-f", "lavfi", "-i", "testsrc2=s=320x180:r=25:d=24", "-c:v", "libx264", "-preset", "ultrafast"),
        *("-pix_fmt", "yuv420p", *keyframes),
        target=films.PLACE / "irregular.mp4",
    )
    asset = stored(irregular)
    set_preview(asset_id=asset.pk, seconds=20)
    package_now(asset.pk)
    assert [row[0] for row in asset.renditions.get().segments] == [13_800, 6_200, 4_000]

    set_preview(asset_id=asset.pk, seconds=13)
    run_jobs()
    encoded = asset.renditions.get(retired_at__isnull=True)
    assert encoded.preview_ms == 12_000
    assert is_whole(asset)


def test_a_preview_shorter_than_the_first_picture_group_is_encoded_too() -> None:
    asset = stored(films.film(seconds=20, keyframe_every=9))
    Asset.objects.filter(pk=asset.pk).update(preview_seconds=6)
    package_now(asset.pk)
    assert asset.renditions.get(retired_at__isnull=True).preview_ms == 6_000


def test_a_preview_changed_during_packaging_wins() -> None:
    asset = stored(films.film(seconds=30))
    package_now(asset.pk, progress=lambda _percent: set_preview(asset_id=asset.pk, seconds=16))
    assert asset.renditions.get(retired_at__isnull=True).preview_ms == 16_000


def test_a_film_that_cannot_be_packaged_says_so_and_can_be_tried_again() -> None:
    asset = stored(films.film())
    original = files.original(asset)
    kept = original.read_bytes()
    original.write_bytes(b"spoilt by a bad disk")
    run_jobs()
    asset.refresh_from_db()
    assert (asset.state, asset.error) == ("failed", "packaging_failed")
    assert not Rendition.objects.exists()

    original.write_bytes(kept)
    package_again(asset_id=asset.pk, actor_id=None)
    run_jobs()
    asset.refresh_from_db()
    assert (asset.state, asset.error) == ("ready", "")


def test_nothing_plain_is_left_behind() -> None:
    asset = package_now(stored(films.film()).pk)
    assert list((files.media_dir() / "staging").iterdir()) == []
    folder = files.asset_dir(asset.pk)
    assert {x.name for x in folder.iterdir()} == {"original.mp4", "poster.webp", "copied.1"}
    # A transport stream has its sync byte at the head of every packet of 188 bytes.
    assert all(x.read_bytes()[0:564:188] != b"GGG" for x in (folder / "copied.1").iterdir())


@pytest.mark.django_db(transaction=True)
def test_two_packagers_make_one_rendition() -> None:
    asset = stored(films.film())
    together(*[lambda: package_now(asset.pk)] * 2)
    assert is_whole(asset)
    assert asset.renditions.count() == 1


PACKAGER = """
import os, sys, django
os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
from django.conf import settings
settings.DATABASES["default"]["NAME"] = sys.argv[2]
django.setup()
from uuid import UUID
from zhiyu.media.actions import package_now
package_now(UUID(sys.argv[1]), progress=lambda percent: print(percent, flush=True))
"""


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("after", [0.0, 0.15, 0.4])
def test_a_packager_killed_anywhere_leaves_work_that_the_next_one_finishes(after: float) -> None:
    asset = stored(films.film(codec="libx265", seconds=10))
    name = connections["default"].settings_dict["NAME"]
    child = subprocess.Popen(  # noqa: S603
        [sys.executable, "-c", PACKAGER, str(asset.pk), str(name)], stdout=subprocess.PIPE, text=True
    )
    assert child.stdout is not None
    assert child.stdout.readline()
    time.sleep(after)
    child.send_signal(signal.SIGKILL)
    child.wait()
    child.stdout.close()

    run_jobs()
    asset.refresh_from_db()
    assert asset.state == "ready"
    assert is_whole(asset)


def test_tidying_takes_away_only_what_nobody_can_ask_for() -> None:
    asset = package_now(stored(films.film(seconds=30)).pk)
    set_preview(asset_id=asset.pk, seconds=0)
    run_jobs()
    orphan = files.asset_dir(asset.pk).with_name("00000000-0000-4000-8000-000000000000")
    shutil.copytree(files.asset_dir(asset.pk), orphan)
    tidy()
    assert asset.renditions.count() == 2
    assert orphan.exists()

    long_ago = time.time() - 3 * 24 * 3600
    os.utime(orphan, (long_ago, long_ago))
    Rendition.objects.filter(version=1).update(retired_at="2026-01-01T00:00:00Z")
    tidy()
    assert not orphan.exists()
    assert [x.version for x in asset.renditions.all()] == [2]
    assert not (files.asset_dir(asset.pk) / "copied.1").exists()
    assert is_whole(asset)


def test_an_unfinished_asset_without_a_job_is_asked_for_again() -> None:
    asset = stored(films.film())
    connections["default"].cursor().execute("delete from procrastinate_jobs")
    tidy()
    tidy()
    assert run_jobs() == 1
    asset.refresh_from_db()
    assert asset.state == "ready"


def a_minute_later() -> None:
    with connections["default"].cursor() as cursor:
        cursor.execute("update procrastinate_jobs set scheduled_at = null where status = 'todo'")


@pytest.mark.parametrize(("deaths", "ends"), [(1, ("ready", "")), (9, ("failed", "packaging_stalled"))])
def test_a_killed_ffmpeg_is_begun_again_by_itself_but_not_for_ever(
    deaths: int, ends: tuple[str, str], settings: Settings, tmp_path: Path
) -> None:
    real, dying, killed = program(), tmp_path / "ffmpeg", tmp_path / "killed"
    count = f'printf x >> "{killed}"\n[ "$(wc -c < "{killed}")" -le {deaths} ] && kill -9 $$\n'
    dying.write_text(f'#!/bin/sh\n{count}exec "{real}" "$@"\n')
    dying.chmod(0o755)
    asset = stored(films.film())
    settings.FFMPEG = str(dying)
    assert run_jobs() == 1
    asset.refresh_from_db()
    assert (asset.state, asset.error) == ("packaging", "")
    for _try in range(MOST_TRIES):
        a_minute_later()
        run_jobs()

    asset.refresh_from_db()
    assert (asset.state, asset.error) == ends
    assert hashlib.sha256(files.original(asset).read_bytes()).hexdigest() == asset.sha256


def as_ffmpeg(script: Path, body: str, settings: Settings) -> None:
    script.write_text(f"#!/bin/sh\n{body}\n")
    script.chmod(0o755)
    settings.FFMPEG = str(script)


def test_an_ffmpeg_that_is_asked_to_end_was_interrupted_and_did_not_fail(settings: Settings, tmp_path: Path) -> None:
    as_ffmpeg(tmp_path / "ffmpeg", f'echo $$ > "{tmp_path}/pid"; exec "{program()}" "$@"', settings)
    asked: list[int] = []

    def ask(_ms: int) -> None:
        if not asked:
            asked.append(int((tmp_path / "pid").read_text()))
            os.kill(asked[0], signal.SIGTERM)

    with pytest.raises(PackagingInterrupted):
        watch(films.film(), ["-c", "copy", "out.ts"], into=tmp_path, before=["-re"], moment=ask)
    assert asked


def test_an_ffmpeg_that_may_not_do_a_thing_has_failed_though_it_ends_with_the_same_number(
    settings: Settings, tmp_path: Path
) -> None:
    as_ffmpeg(tmp_path / "ffmpeg", "echo 'out.ts: Operation not permitted' >&2; exit 255", settings)
    with pytest.raises(PackagingFailed) as failure:
        watch(films.film(), [], into=tmp_path, moment=lambda _ms: None)
    assert type(failure.value) is PackagingFailed


def test_an_ffmpeg_that_is_killed_at_the_poster_loses_no_poster(settings: Settings, tmp_path: Path) -> None:
    as_ffmpeg(tmp_path / "ffmpeg", "kill -9 $$", settings)
    with pytest.raises(PackagingInterrupted):
        packaging.grab(films.film(), 1.0, into=tmp_path, name="frame.png")


def test_ffmpeg_knows_none_of_our_keys(settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ZHIYU_SECRET_KEY", "a-key-of-ours")
    as_ffmpeg(tmp_path / "ffmpeg", f'env > "{tmp_path}/known"', settings)
    watch(films.film(), [], into=tmp_path, moment=lambda _ms: None)
    assert "PATH=" in (known := (tmp_path / "known").read_text())
    assert "a-key-of-ours" not in known
