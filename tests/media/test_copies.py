"""Making a copy to take along: the film with its person's name in it, whole or not at all."""

import signal
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import av
import numpy as np
import pytest
from django.db import connections
from pytest_django import Settings

from tests import make
from tests.jobs import run_jobs
from tests.media import films
from tests.tracing import made
from zhiyu.kernel.clock import now
from zhiyu.media import copying, files, fonts
from zhiyu.media.actions import CopyWish, ask_copy, make_copy_now, package_now, store_file, tidy
from zhiyu.media.actions.copies import own_segments
from zhiyu.media.actions.settling import MOST_TRIES
from zhiyu.media.ffmpeg import program
from zhiyu.media.keys import master_key
from zhiyu.media.models import Asset, Copy
from zhiyu.media.queries import minutes_left, to_take_along
from zhiyu.tracing.models import Issue, Trace
from zhiyu.tracing.serving import place_of

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(fonts.chinese() is None, reason="no Chinese font on this machine"),
]
MARK = "林晓 138****0008 2026-11-29"


def packaged(path: Path, name: str = "看一遍.mp4") -> Asset:
    asset = store_file(path=path, name=name, owner_id=None)
    return package_now(asset.pk)


def asked(asset: Asset, *, user_id: int | None = None, lesson_id: int = 7, traced: bool = False) -> Copy:
    user_id = user_id or make.user(name="林晓").pk
    wish = CopyWish(user_id=user_id, lesson_id=lesson_id, asset_id=asset.pk, mark=MARK, traced=traced)
    return ask_copy(wish)


def made_of(copy: Copy) -> Copy:
    make_copy_now(copy.pk)
    copy.refresh_from_db()
    return copy


def frames(path: Path, *seconds: float) -> list[np.ndarray]:
    """Luma at these moments."""
    found, left = [], list(seconds)
    with av.open(str(path)) as opened:
        for frame in opened.decode(video=0):
            if left and frame.time is not None and frame.time >= left[0]:
                left.pop(0)
                found.append(frame.to_ndarray(format="gray").astype(np.int16))
    return found


def test_a_film_is_made_whole_with_its_sound_and_the_name_in_the_picture_that_moves() -> None:
    asset = packaged(films.film(seconds=10))
    copy = made_of(asked(asset))

    path = files.copy(copy)
    assert (copy.state, copy.progress, copy.size, copy.error) == ("ready", 100, path.stat().st_size, "")
    with av.open(str(path)) as opened:
        video, sound = opened.streams.video[0], opened.streams.audio[0]
        assert (video.codec.name, video.width, video.height) == ("h264", 320, 180)
        assert sound.codec.name == "aac"
        assert opened.duration == pytest.approx(10_000_000, abs=200_000)
        assert opened.metadata["title"] == "看一遍"
    pairs = zip(frames(path, 1, 9), frames(files.original(asset), 1, 9), strict=True)
    first, later = (np.abs(ours - source) > 24 for ours, source in pairs)
    # What an encoder changes lies at the same edges both times; what is changed once is the name.
    assert (first & ~later).sum() > 500, "the name is there"
    assert (later & ~first).sum() > 500, "and elsewhere a little later"
    assert list((files.media_dir() / "staging").iterdir()) == []


def test_a_large_film_becomes_one_of_720_lines_and_an_upright_one_stays_upright() -> None:
    assert copying.fitting(1920, 1080) == (1280, 720)
    assert copying.fitting(1080, 1920) == (720, 1280)
    assert copying.fitting(320, 180) == (320, 180)
    assert copying.fitting(2560, 720) == (2560, 720)
    for width, height in ((1280, 720), (180, 320)):
        drawn = copying.draw_name(MARK, width=width, height=height)
        assert drawn.width < width
        assert max(drawn.getchannel("A").tobytes()) < 160, "the film is seen through it"


def test_a_recording_is_its_sound_as_it_is() -> None:
    asset = packaged(films.sound(), "听一遍.mp3")
    copy = made_of(asked(asset))
    assert files.copy(copy).suffix == ".m4a"
    with av.open(str(files.copy(copy))) as opened:
        assert not opened.streams.video
        assert opened.duration == pytest.approx(8_000_000, abs=300_000)


def test_the_job_makes_it_and_one_that_is_made_is_not_made_again() -> None:
    asset = packaged(films.film(seconds=4))
    copy = asked(asset)
    run_jobs(but="media.ladder")
    copy.refresh_from_db()
    first = copy.made_at
    assert copy.state == "ready"
    make_copy_now(copy.pk)
    copy.refresh_from_db()
    assert copy.made_at == first
    assert asked(asset, user_id=copy.user_id).pk == copy.pk


def test_of_a_traced_film_a_copy_is_made_of_the_accounts_own_variants() -> None:
    lesson = made.lesson()
    assert lesson.asset
    user, trace = made.learner(lesson), Trace.objects.get()
    copy = asked(lesson.asset, user_id=user.pk, traced=True)
    forms = to_take_along(lesson.asset.pk)
    assert [one.letter for one in forms] == ["a", "b"]
    joined = b"".join(copying.opened(own_segments(copy, forms)))
    letters = place_of(trace.pk).word(user.pk)
    assert joined == b"".join(made.plain("ab"[letter], number) for number, letter in enumerate(letters))
    assert {*letters} == {0, 1}
    issue = Issue.objects.get()
    assert (issue.user_id, issue.trace_id, issue.version) == (user.pk, trace.pk, 2)


KILLED = """
import os, sys, time, django
os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
from django.conf import settings
settings.DATABASES["default"]["NAME"] = sys.argv[2]
settings.MEDIA_DIR = sys.argv[3]
django.setup()
from uuid import UUID
from zhiyu.media import copying, keys
from zhiyu.media.actions import make_copy_now
keys.master_key = lambda: bytes.fromhex(sys.argv[4])
def never_done(joined, **more):
    print("begun", flush=True)
    time.sleep(60)
copying.make_film = never_done
make_copy_now(UUID(sys.argv[1]))
"""


def test_a_killed_worker_leaves_no_half_file_and_the_next_one_begins_anew() -> None:
    copy = asked(packaged(films.film(seconds=4)))
    name = connections["default"].settings_dict["NAME"]
    argv = [sys.executable, "-c", KILLED, str(copy.pk), str(name), str(files.media_dir()), master_key().hex()]
    child = subprocess.Popen(argv, stdout=subprocess.PIPE, text=True)  # noqa: S603
    assert child.stdout is not None
    said = child.stdout.readline()
    assert said == "begun\n", said + child.stdout.read()
    child.send_signal(signal.SIGKILL)
    child.wait()
    child.stdout.close()
    copy.refresh_from_db()
    assert (copy.state, files.copy(copy).exists()) == ("making", False)

    left = files.media_dir() / "staging" / f"copy-{copy.pk}.{uuid4().hex}"
    left.mkdir(parents=True)
    (left / "joined.ts").write_bytes(b"half")
    assert made_of(copy).state == "ready"
    assert list((files.media_dir() / "staging").iterdir()) == []


@pytest.mark.parametrize(("deaths", "ends"), [(1, ("ready", "")), (9, ("failed", "packaging_stalled"))])
def test_an_ffmpeg_killed_at_a_copy_is_begun_again_by_itself_but_not_for_ever(
    deaths: int, ends: tuple[str, str], settings: Settings, tmp_path: Path
) -> None:
    copy = asked(packaged(films.film(seconds=4)))
    real, dying, killed = program(), tmp_path / "ffmpeg", tmp_path / "killed"
    count = f'printf x >> "{killed}"\n[ "$(wc -c < "{killed}")" -le {deaths} ] && kill -9 $$\n'
    dying.write_text(f'#!/bin/sh\n{count}exec "{real}" "$@"\n')
    dying.chmod(0o755)
    settings.FFMPEG = str(dying)
    run_jobs(but="media.ladder")
    copy.refresh_from_db()
    assert (copy.state, copy.error) == ("making", "")
    for _try in range(MOST_TRIES):
        with connections["default"].cursor() as cursor:
            cursor.execute("update procrastinate_jobs set scheduled_at = null")
        run_jobs(but="media.ladder")

    copy.refresh_from_db()
    assert (copy.state, copy.error) == ends


def test_what_takes_its_worker_with_it_is_given_up_and_told() -> None:
    copy = asked(packaged(films.film(seconds=4)))
    Copy.objects.update(state="making", tries=MOST_TRIES, began_at=now())
    assert (made_of(copy).state, copy.error) == ("failed", "packaging_stalled")
    again = asked(copy.asset, user_id=copy.user_id)
    assert (again.pk, again.state, again.tries) == (copy.pk, "waiting", 0)


def test_a_lost_job_is_asked_for_again() -> None:
    copy = asked(packaged(films.film(seconds=4)))
    with connections["default"].cursor() as cursor:
        cursor.execute("delete from procrastinate_jobs")
        tidy()
        cursor.execute("select count(*) from procrastinate_jobs where task_name = 'media.copy'")
        assert cursor.fetchone() == (1,)
    assert copy.state == "waiting"


def test_a_film_that_cannot_be_opened_and_a_full_disk_are_told(settings: Settings) -> None:
    copy = asked(packaged(films.film(seconds=4)))
    usual, settings.DISK_RESERVE = settings.DISK_RESERVE, files.free_bytes() * 2
    assert (made_of(copy).state, copy.error) == ("failed", "copy_no_room")
    settings.DISK_RESERVE = usual
    again = asked(copy.asset, user_id=copy.user_id)
    for path in files.asset_dir(copy.asset_id).rglob("*.ts"):
        path.write_bytes(b"no film")
    assert (made_of(again).state, again.error) == ("failed", "packaging_failed")
    assert not files.copy(again).exists()


def test_how_long_it_takes_is_told_by_its_own_pace_or_by_what_is_before_it() -> None:
    asset = packaged(films.film(seconds=4))
    Asset.objects.update(duration_ms=30 * 60_000)
    first, second = asked(asset), asked(asset, lesson_id=8)
    assert (minutes_left(first), minutes_left(second)) == (10, 20)
    first.state, first.progress = "making", 50
    first.began_at = now() - timedelta(minutes=4)
    assert minutes_left(first) == 4
