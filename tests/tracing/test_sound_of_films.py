"""The sound of films with each account's own mark: made, served, taken away from its picture, encoded anew, traced."""

import re
from collections.abc import Callable
from functools import partial
from pathlib import Path

import av
import numpy as np
import pytest
from pytest_django import Settings

from tests import make
from tests.access.viewers import browser, ticket
from tests.jobs import run_jobs
from tests.media.films import PLACE, ffmpeg
from tests.tracing import made
from tests.tracing.served import played, saved
from tests.tracing.test_sound_served import FRAME, decoded, opened, spoken
from zhiyu.catalog.actions import edit_course
from zhiyu.catalog.models import Lesson
from zhiyu.kernel.clock import now
from zhiyu.media import packaging
from zhiyu.media.actions import store_file
from zhiyu.media.errors import DiskFull, PackagingFailed
from zhiyu.media.ffmpeg import program as ffmpeg_program
from zhiyu.media.models import Rendition
from zhiyu.media.packaging import EVEN_RATE
from zhiyu.media.rungs import Rung, Woven
from zhiyu.media.scan import scan
from zhiyu.tracing import actions, patterns, presenters, seeds, words
from zhiyu.tracing.models import Issue, Trace
from zhiyu.tracing.sound import Samples

pytestmark = pytest.mark.django_db
SECONDS, OTHERS = 60, 20
BEGINS = 90_000
LATER = ["-output_ts_offset", "4"]
# Pictures of no lesson, with the sound of what came before them.
UNDER = ["-f", "lavfi", "-i", f"life=s=160x90:r=5:seed=3,trim=duration={SECONDS}", "-map", "0:a", "-map", "1:v"]


@pytest.fixture(autouse=True)
def media(tmp_path: Path, settings: Settings) -> None:
    settings.MEDIA_DIR = tmp_path / "media"


def talk(seconds: int = SECONDS, seed: int = 1, *, sound: int | None = None) -> Path:
    """A small moving picture, and a voice for ``sound`` seconds of it."""
    picture = ["-f", "lavfi", "-i", f"testsrc2=s=160x90:r=25:d={seconds}"]
    heard = ["-t", str(sound or seconds), "-i", str(spoken(seconds, seed))]
    told = ["-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-c:a", "aac", "-b:a", "160k"]
    return ffmpeg(*picture, *heard, *told, target=PLACE / f"talk-{seconds}-{seed}-{sound}.mp4")


def lesson(source: Path) -> Lesson:
    course = make.course()
    asset = store_file(path=source, name="lesson.mp4", owner_id=None, expect="played")
    kept = Lesson.objects.create(chapter=course.chapters.get(), title="看", kind="video", position=9, asset=asset)
    run_jobs()
    edit_course(course_id=course.pk, actor_id=None, traced=True)
    actions.look_after()
    run_jobs()
    return kept


def leaked(copy: Path, folder: Path, name: str, *how: str) -> Path:
    return ffmpeg("-i", str(copy), *how, target=folder / name)


def test_who_leaks_the_sound_of_a_film_is_named_of_many(tmp_path: Path) -> None:
    of = lesson(talk())
    trace = Trace.objects.get()
    assert (trace.kind, trace.count, trace.error, trace.progress) == ("film", SECONDS // 2, "", 100)
    assert {one.shown_as for one in Rendition.objects.filter(retired_at=None)} == {"90m", "audiom"}
    client = browser(leaker := made.learner(of))
    address = ticket(client, of)
    assert client.get(address).content.decode().splitlines()[-1] == "audiom/index.m3u8", "players begin with a picture"
    page = client.get(f"/lessons/{of.pk}").content.decode()
    assert re.search(r"data-sound[\s>]", page), "may be chosen before it plays"
    film = saved(played(client, address, "90m"), tmp_path / "film.ts")
    alone = saved(played(client, address, "audiom"), tmp_path / "alone.ts")
    made.issued(trace, *(make.user() for _ in range(OTHERS)))
    leaks = [
        leaked(film, tmp_path, "leak.ogg", "-vn", "-c:a", "libopus", "-b:a", "24k"),
        leaked(film, tmp_path, "leak.m4a", "-vn", "-c:a", "aac", "-b:a", "64k"),
        leaked(alone, tmp_path, "alone.ogg", "-c:a", "libopus", "-b:a", "24k"),
        leaked(film, tmp_path, "under.mp4", *UNDER, "-c:a", "aac", "-b:a", "64k", "-shortest"),
    ]
    for leak in leaks:
        said = actions.read(leak)
        assert (said["kind"], said["trace"], said["segments"]) == ("sound", trace.pk, SECONDS // 2), leak.name
        assert said["verdict"]["accused"] == [leaker.pk]
        assert said["verdict"]["accounts"] == OTHERS + 1
        assert said["verdict"]["suspects"][0]["agreeing"] == SECONDS // 2, "no bit of thirty is wrong"
        assert "按声音认出来" in presenters.answer_from(said).why[-1]
    only_the_marked_sound_accuses(trace, leaker.pk, leaks[0], tmp_path)


def only_the_marked_sound_accuses(trace: Trace, leaker: int, leak: Path, folder: Path) -> None:
    plain = leaked(talk(), folder, "plain.ogg", "-vn", "-c:a", "libopus", "-b:a", "24k")
    said = actions.read(plain)
    assert (said["trace"], said["verdict"]["accused"]) == (trace.pk, []), "known, and nobody is accused"
    other = leaked(spoken(30, 7), folder, "other.ogg", "-c:a", "libopus", "-b:a", "24k")
    assert actions.read(other)["trace"] is None
    foreign = actions.read(leaked(other, folder, "foreign.mp4", *UNDER, "-c:a", "aac", "-shortest"))
    assert (foreign["kind"], foreign["trace"], foreign["verdict"]) == ("film", None, None)

    # Whoever was served the film only while its sound was unmarked is not even compared.
    early = make.user()
    Issue.objects.create(trace=trace, version=trace.heard_from - 1, user=early, word="0" * 64, at=now())
    assert actions.read(leak)["verdict"]["accounts"] == OTHERS + 1
    Trace.objects.update(heard_from=0)
    assert actions.read(leak)["trace"] is None, "of a film that was marked before sound was, it says nothing"
    Trace.objects.update(heard_from=trace.heard_from)
    assert actions.read(leak)["verdict"]["accused"] == [leaker]


def forms_of(of: Lesson, name: str, folder: Path) -> list[Path]:
    """Both variants whole, A first as letters count from 0."""
    found = Rendition.objects.filter(asset=of.asset, rung=name, retired_at=None).order_by("letter")
    return [opened(one, folder / f"{name}.{one.letter}.ts") for one in found]


def times_of(copy: Path, kind: str) -> list[tuple[int, int]]:
    with av.open(str(copy), format="mpegts") as file:
        packets = [packet for packet in file.demux(getattr(file.streams, kind)[0]) if packet.dts is not None]
        return [(packet.pts or 0, packet.dts or 0) for packet in packets]


def test_spliced_variants_of_a_film_have_no_gap_and_no_click(tmp_path: Path) -> None:
    of = lesson(talk())
    trace = Trace.objects.get()
    account = made.learner(of)
    client = browser(account)
    address = ticket(client, of)
    word = words.letters(
        seed=seeds.code_seed(course_id=trace.course_id), account=account.pk, first=0, count=trace.count
    )
    turns = [n for n in range(1, len(word)) if word[n] != word[n - 1]]
    assert len(turns) > 5
    for name in ("90m", "audiom"):
        forms = forms_of(of, name, tmp_path)
        copy = saved(played(client, address, name), tmp_path / f"{name}.ts")
        assert [times_of(one, "audio") for one in forms] == [times_of(copy, "audio")] * 2
        moments = [pts for pts, _dts in times_of(copy, "audio")]
        assert moments[0] == BEGINS - FRAME * BEGINS // EVEN_RATE, "the encoder's own frame, and a second for all"
        assert set(np.diff(moments)) == {FRAME * BEGINS // EVEN_RATE}, "a frame after the other, across all joints"
        a, b, joined = (decoded(one) for one in (*forms, copy))
        assert len(a) == len(b) == len(joined) == len(moments) * FRAME
        mark = float(np.abs(a - b).max())
        whole = (a, b)
        for number in turns:
            before, after = whole[word[number - 1]], whole[word[number]]
            around = slice(round((2 * number - 0.2) * EVEN_RATE), round((2 * number + 0.2) * EVEN_RATE))
            off = np.minimum(np.abs(joined - before)[around], np.abs(joined - after)[around])
            assert off.max() < 0.1 * mark
    picture = times_of(tmp_path / "90m.ts", "video")
    assert picture[0][0] == BEGINS
    assert sorted(pts for pts, _dts in picture) == [BEGINS + 3600 * n for n in range(25 * SECONDS)]
    for one in forms_of(of, "90m", tmp_path):
        assert [dts for _pts, dts in times_of(one, "video")] == [dts for _pts, dts in picture]
    assert times_of(tmp_path / "90m.ts", "audio") == times_of(tmp_path / "audiom.ts", "audio")


def late_and_short() -> Path:
    """Twelve seconds of picture, with four seconds of sound in six channels from a second and a half on."""
    picture = ["-f", "lavfi", "-i", "testsrc2=s=160x90:r=25:d=12"]
    heard = ["-itsoffset", "1.5", "-f", "lavfi", "-i", "sine=1000:d=4,aformat=channel_layouts=5.1"]
    told = ["-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-c:a", "aac"]
    return ffmpeg(*picture, *heard, *told, target=PLACE / "late-and-short.mkv")


def test_sound_that_is_late_short_and_of_six_channels_stays_beside_its_picture(tmp_path: Path) -> None:
    of = lesson(late_and_short())
    assert {one.shown_as for one in Rendition.objects.filter(retired_at=None)} == {"90m", "audiom"}
    assert {len(one.segments) for one in Rendition.objects.filter(retired_at=None)} == {6}
    for name in ("90m", "audiom"):
        for copy in forms_of(of, name, tmp_path):
            heard = np.abs(decoded(copy))[FRAME:]
            loud = np.flatnonzero(heard > 0.02) / EVEN_RATE
            assert loud[0] == pytest.approx(1.5, abs=0.03)
            assert loud[-1] == pytest.approx(5.5, abs=0.03)
            assert len(heard) / EVEN_RATE == pytest.approx(12, abs=0.1), "silence to the end"
            with av.open(str(copy)) as opened_copy:
                assert opened_copy.streams.audio[0].channels == 2


def test_killed_in_the_middle_the_next_call_makes_what_is_missing(settings: Settings, tmp_path: Path) -> None:
    asset = store_file(path=talk(8), name="lesson.mp4", owner_id=None, expect="played")
    course = make.course()
    of = Lesson.objects.create(chapter=course.chapters.get(), title="看", kind="video", position=9, asset=asset)
    run_jobs()
    edit_course(course_id=course.pk, actor_id=None, traced=True)
    # Two looks, loudness, samples, sound in one format twice, frames and picture of A, frames of B: the next one dies.
    program, real, counted = tmp_path / "ffmpeg", ffmpeg_program(), tmp_path / "counted"
    program.write_text(
        f'#!/bin/sh\necho once >> {counted}\n[ $(wc -l < {counted}) -gt 9 ] && kill -9 $$\nexec {real} "$@"\n'
    )
    program.chmod(0o755)
    settings.FFMPEG = str(program)
    actions.look_after()
    run_jobs()
    waiting = Rendition.objects.filter(retired_at=None, version=Rendition.WAITING)
    assert [(one.rung, one.letter) for one in waiting] == [("90m", "a")]
    settings.FFMPEG = ""
    actions.look_after()
    run_jobs()
    assert Trace.objects.get().error == ""
    for name in ("90m", "audiom"):
        a, b = (decoded(one) for one in forms_of(of, name, tmp_path))
        assert len(a) == len(b) > 8 * EVEN_RATE
        assert 0 < np.abs(a - b).max() < 0.5


def test_what_was_made_before_sound_was_marked_makes_way_and_old_films_keep_their_place() -> None:
    of = lesson(talk(8))
    trace, course_id = Trace.objects.get(), of.chapter.course_id
    edit_course(course_id=course_id, actor_id=None, traced=False)
    actions.look_after()
    run_jobs()
    assert {one.shown_as for one in Rendition.objects.filter(retired_at=None)} == {"90p", "audio"}
    Trace.objects.update(heard=b"", heard_from=0)
    latest = max(Rendition.objects.values_list("version", flat=True))
    variant = {"rung": "90m", "letter": "a", "trace": trace.pk}
    old = Rendition.objects.create(
        asset_id=trace.asset_id, name="old", version=Rendition.WAITING, segments=[], **variant
    )
    edit_course(course_id=course_id, actor_id=None, traced=True)
    actions.look_after()
    run_jobs()
    old.refresh_from_db()
    assert old.retired_at, "its sound had no mark"
    again = Trace.objects.get()
    assert (again.first, again.count, again.heard_from > 0) == (trace.first, trace.count, True)
    shown = Rendition.objects.filter(retired_at=None)
    assert {(one.shown_as, one.letter, one.version) for one in shown} == {
        (name, letter, latest + 1) for name in ("90m", "audiom") for letter in "ab"
    }
    assert again.heard_from == latest + 1


def piece(name: str, size: str, seconds: int, *sound: str, picture: str = "") -> Path:
    """A calm picture, so that little beside a mark is in the way, and a tone."""
    shown = ["-f", "lavfi", "-i", f"gradients=s={size}:r=25:d={seconds}:seed=5:c0=gray:c1=silver{picture}"]
    heard = ["-f", "lavfi", "-i", f"sine=440:d={seconds}", "-c:a", "mp2", *sound]
    told = ["-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-g", "25"]
    return ffmpeg(*shown, *heard, *told, target=PLACE / f"{name}.ts")


def one_after_the_other(name: str, *pieces: Path) -> Path:
    """Each with a clock of its own, which begins anew."""
    (made_of := PLACE / f"{name}.ts").write_bytes(b"".join(one.read_bytes() for one in pieces))
    return made_of


def joined() -> Path:
    part = piece("part", "160x90", 4)
    return one_after_the_other("joined", part, part)


def of_one_clock(name: str, *pieces: Path) -> Path:
    """The second of ``pieces`` goes on where the first one ends."""
    return ffmpeg("-i", str(one_after_the_other(name, *pieces)), "-c", "copy", target=PLACE / f"{name}.mkv")


def of_changing_size() -> Path:
    return of_one_clock("sizes", piece("wide", "160x90", 4), piece("high", "90x160", 4, *LATER))


def of_changing_sound() -> Path:
    first, then = ["-ar", "44100", "-ac", "1"], ["-ar", "48000", "-ac", "2"]
    return of_one_clock("sounds", piece("mono", "160x90", 4, *first), piece("stereo", "160x90", 4, *then, *LATER))


def of_fields_and_changing_size() -> Path:
    fields = ["-flags", "+ilme+ildct", "-x264opts", "tff=1"]
    first = piece("fields", "160x128", 4, *fields, picture=",interlace")
    return of_one_clock("fields-of-two", first, piece("more", "192x160", 4, *fields, *LATER, picture=",interlace"))


def trimmed() -> Path:
    whole = piece("whole", "160x90", 10)
    film = ffmpeg("-i", str(whole), "-c:v", "copy", "-c:a", "aac", target=PLACE / "whole.mp4")
    return ffmpeg("-ss", "2.4", "-i", str(film), "-t", "7.6", "-c", "copy", target=PLACE / "trimmed-and-traced.mp4")


def sounding_first() -> Path:
    late = ["-itsoffset", "3", "-i", str(piece("late", "160x90", 5)), "-i", str(piece("early", "160x90", 8))]
    return ffmpeg(*late, "-map", "0:v", "-map", "1:a", "-c", "copy", target=PLACE / "sounding-first.mkv")


@pytest.mark.parametrize(
    "film",
    [joined, of_changing_size, of_changing_sound, of_fields_and_changing_size, trimmed, sounding_first],
    ids=lambda film: film.__name__,
)
def test_odd_films_are_marked_to_their_end_and_say_all_that_they_play(film: Callable[[], Path], tmp_path: Path) -> None:
    of, lasts = lesson(film()), 7.6 if film is trimmed else 8.0
    trace = Trace.objects.get()
    assert (trace.error, trace.count) == ("", 4)
    for name in {one.rung for one in Rendition.objects.filter(retired_at=None)}:
        for one in Rendition.objects.filter(asset=of.asset, rung=name, retired_at=None):
            told = [duration for duration, _size, _epoch in one.segments]
            assert sum(told) / 1000 == pytest.approx(lasts, abs=0.2)
            opened(one, tmp_path / "one.ts")
            for kind in ("video", "audio") if name != "audiom" else ("audio",):
                moments = [pts / BEGINS - 1 for pts, _dts in times_of(tmp_path / "one.ts", kind)]
                assert (min(moments), max(moments)) == pytest.approx((0, lasts), abs=0.2)
        # A tone all the way: none of it is silent, and none is heard beyond the end.
        heard = np.abs(decoded(forms_of(of, name, tmp_path)[0]))
        parts = heard[: len(heard) // 4800 * 4800].reshape(-1, 4800).max(axis=1)
        assert len(parts) / 10 == pytest.approx(lasts, abs=0.2)
        assert parts[1:-3].min() > 0.01
    (name,) = {one.rung for one in Rendition.objects.filter(retired_at=None)} - {"audiom"}
    pictures = [luma(one) for one in forms_of(of, name, tmp_path)]
    each = len(pictures[0]) * 2 / lasts
    key = seeds.mark_key(asset_id=trace.asset_id)
    for number in range(4):
        shown = slice(round(each * (number + 0.2)), round(each * (number + 0.7)))
        apart = pictures[0][shown].mean(axis=0) - pictures[1][shown].mean(axis=0)
        alike = [float(np.corrcoef(apart.ravel(), pattern(key, n, apart).ravel())[0, 1]) for n in range(4)]
        assert int(np.argmax(alike)) == number
        assert alike[number] > 0.1


def luma(copy: Path) -> Samples:
    with av.open(str(copy), format="mpegts") as file:
        return np.stack([frame.to_ndarray(format="gray").astype(np.float32) for frame in file.decode(video=0)])


def pattern(key: bytes, number: int, like: Samples) -> Samples:
    high, wide = like.shape
    rows, columns = (np.arange(size) * of // size for size, of in ((high, patterns.ROWS), (wide, patterns.COLUMNS)))
    return np.asarray(patterns.signs(key, number)[np.ix_(rows, columns)], dtype=np.float32)


def test_a_last_segment_that_goes_on_beyond_what_is_told_of_it_is_refused(tmp_path: Path) -> None:
    """What is told decides what of a film stands in its preview."""
    film = joined()
    seen = scan(film)
    assert seen.duration_ms < 5_000, "the clock of the last piece, of two"
    made_of = partial(packaging.make_rung, film, seen, durations_ms=[2_000, 2_040], percent=packaging.quiet)
    (frames,) = packaging.frames_of(spoken(8, 1), [96_000], into=tmp_path)
    woven = Woven(frames=frames, early_ms=70)
    for rung in (Rung(name="plain", side=90), Rung(name="alone", side=0, woven=woven)):
        with pytest.raises(PackagingFailed) as refused:
            made_of(rung, into=tmp_path / rung.name)
        assert "goes on to" in refused.value.extra["said"]


@pytest.mark.parametrize("film", [True, False], ids=["a film", "sound alone"])
def test_nothing_is_listened_to_where_there_is_no_room_for_it(*, film: bool, settings: Settings) -> None:
    course = make.course()
    asset = store_file(
        path=talk(8) if film else spoken(8, 1),
        name="lesson.mp4" if film else "lesson.mp3",
        owner_id=None,
        expect="played",
    )
    kind = "video" if film else "audio"
    Lesson.objects.create(chapter=course.chapters.get(), title="听", kind=kind, position=9, asset=asset)
    run_jobs()
    edit_course(course_id=course.pk, actor_id=None, traced=True)
    settings.DISK_RESERVE = 10**15
    actions.look_after()
    run_jobs()
    trace = Trace.objects.get()
    assert (trace.error, trace.heard_from) == (DiskFull.code, 0)
    assert bool(trace.count) is film, "a film is looked at without any room"
