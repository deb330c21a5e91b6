"""Who is served which variants, through the gate, and what is written down of it."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from tests import make
from tests.access.viewers import browser, content, status, ticket
from tests.jobs import run_jobs
from tests.tracing import films, made
from tests.tracing.served import listed, played, saved
from zhiyu.backups.taking import all_films
from zhiyu.catalog.actions import edit_course
from zhiyu.catalog.models import Lesson
from zhiyu.kernel.clock import now
from zhiyu.media import files, gate
from zhiyu.media.actions import missing_variants, package_now, set_preview, show_variants, store_file, tidy
from zhiyu.media.models import Asset, Rendition, Stream
from zhiyu.media.proof import key_opens_newest
from zhiyu.media.scan import Scan, VideoTrack
from zhiyu.tracing import actions, seeds, words
from zhiyu.tracing.models import Issue, Trace

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def media_dir(settings: Settings, tmp_path: Path) -> Path:
    settings.MEDIA_DIR = tmp_path / "media"
    return tmp_path / "media"


def word_of(account: int) -> str:
    trace = Trace.objects.get()
    seed = seeds.code_seed(course_id=trace.course_id)
    drawn = words.letters(seed=seed, account=account, first=trace.first, count=trace.count, colluders=trace.colluders)
    return "".join("ab"[one] for one in drawn)


def letters_in(segments: list[bytes]) -> str:
    return "".join(chr(one[1]) for one in segments)


@pytest.mark.parametrize("colluders", [1, 3])
def test_each_account_is_served_its_own_word_and_no_address_tells_it(colluders: int) -> None:
    lesson = made.lesson(colluders=colluders)
    seen, shown = {}, set()
    for person in (made.learner(lesson), made.learner(lesson)):
        client = browser(person)
        address = ticket(client, lesson)
        assert client.get(address).content.decode().splitlines()[-1] == f"{made.RUNG}/index.m3u8"
        segments = played(client, address, made.RUNG)
        seen[person.pk] = letters_in(segments)
        assert seen[person.pk] == word_of(person.pk)
        inside = listed(client, address.replace("index.m3u8", f"{made.RUNG}/index.m3u8"))
        shown.add(tuple((key.split("/")[-3:], segment.split("/")[-2:]) for key, _iv, segment in inside).__str__())
    first, second = seen.values()
    assert first != second
    assert len(shown) == 1, "but for ticket and IV, both playlists are the same"


def test_no_variant_and_no_unmarked_picture_is_served_by_its_name() -> None:
    lesson = made.lesson()
    client = browser(made.learner(lesson))
    base = ticket(client, lesson).removesuffix("index.m3u8")
    names = set(Rendition.objects.values_list("name", flat=True))
    assert len(names) == 3
    for name in names:
        for rest in ("index.m3u8", "key/0", "0.ts", "29.ts"):
            assert status(client, f"{base}{name}/{rest}") == 404
    assert status(client, f"{base}{made.RUNG}/{made.SEGMENTS}.ts") == 404


def test_the_media_key_is_proved_by_a_traced_film_too() -> None:
    made.lesson()
    assert key_opens_newest() is True
    Rendition.objects.update(trace=None)
    assert key_opens_newest() is False, "a variant's name alone opens nothing, so this proves something"


def test_nginx_is_told_names_that_say_nothing(settings: Settings) -> None:
    settings.X_ACCEL = "/inside/"
    lesson = made.lesson()
    client = browser(made.learner(lesson))
    base = ticket(client, lesson).removesuffix("index.m3u8")
    found = {client.get(f"{base}{made.RUNG}/{n}.ts").headers["X-Accel-Redirect"].split("/")[3] for n in range(30)}
    assert found == {f"{one}.2" for one in Rendition.objects.filter(version=2).values_list("name", flat=True)}


def test_visitors_share_a_word_and_nothing_is_written_of_them() -> None:
    lesson = made.lesson()
    for _twice in range(2):
        client = browser()
        segments = played(client, ticket(client, lesson), made.RUNG)
        assert letters_in(segments) == word_of(0)[: made.PREVIEW]
    known = browser(make.user())
    assert len(played(known, ticket(known, lesson), made.RUNG)) == made.PREVIEW
    assert not Issue.objects.exists()


def test_what_was_issued_is_written_once_before_it_leaves_and_stays() -> None:
    lesson = made.lesson()
    person = made.learner(lesson)
    for _twice in range(2):
        client = browser(person)
        address = ticket(client, lesson)
        assert content(client.get(address.replace("index.m3u8", f"{made.RUNG}/index.m3u8")))
    (issue,) = Issue.objects.all()
    assert (issue.user_id, issue.version, issue.trace.asset_id) == (person.pk, 2, lesson.asset_id)
    for change in (Issue.objects.all().delete, lambda: Issue.objects.update(user=make.user())):
        with pytest.raises(IntegrityError, match="stays"), transaction.atomic():
            change()


def test_who_takes_segments_without_their_playlist_is_written_down_too() -> None:
    lesson = made.lesson()
    person = made.learner(lesson)
    client = browser(person)
    address = ticket(client, lesson)
    assert status(client, address.replace("index.m3u8", f"{made.RUNG}/0.ts")) == 200
    assert Issue.objects.get().user_id == person.pk


def test_a_film_shown_by_the_clock_is_noted_once_however_often_its_players_ask() -> None:
    lesson = made.lesson()
    assert lesson.asset
    begun = now() - timedelta(seconds=30)
    Stream.objects.create(asset=lesson.asset, name=made.RUNG, version=2, begins_at=begun)
    person = made.learner(lesson)
    client = browser(person)
    address = ticket(client, lesson)
    claims = replace(gate.read(address.split("/")[3]), segments=Rendition.REACHED)
    playlist = f"/media/hls/{gate.written(claims)}/{made.RUNG}/index.m3u8"
    with CaptureQueriesContext(connection) as first:
        assert ".ts" in content(client.get(playlist)).decode()
    with CaptureQueriesContext(connection) as second:
        assert ".ts" in content(client.get(playlist)).decode()
    written = [sum("tracing_issue" in one["sql"] for one in asked.captured_queries) for asked in (first, second)]
    assert written == [1, 0]
    assert Issue.objects.get().user == person


def test_a_moved_preview_keeps_both_variants_and_their_words() -> None:
    lesson = made.lesson()
    assert lesson.asset_id
    set_preview(asset_id=lesson.asset_id, seconds=20)
    package_now(lesson.asset_id)
    person = made.learner(lesson)
    client = browser(person)
    address = ticket(client, lesson)
    assert gate.read(address.split("/")[3]).version == 3
    assert letters_in(played(client, address, made.RUNG)) == word_of(person.pk)
    assert {one.preview_segments for one in Rendition.objects.filter(version=3)} == {10}


def test_backups_hold_the_variants_and_tidying_takes_what_made_way(media_dir: Path) -> None:
    lesson = made.lesson()
    held = {folder for film, _size in all_films() for folder, _segments in film.whole}
    assert held == {f"{one}.2" for one in Rendition.objects.filter(version=2).values_list("name", flat=True)}
    Rendition.objects.filter(version=2).update(retired_at="2026-01-01T00:00:00Z")
    tidy()
    assert not Rendition.objects.filter(version=2).exists()
    assert [one.name for one in (media_dir / str(lesson.asset_id)).iterdir()] == ["720p.1"]


def test_a_film_that_goes_takes_its_variants_along_and_leaves_what_was_issued(media_dir: Path) -> None:
    lesson = made.lesson()
    client, folder = browser(made.learner(lesson)), media_dir / str(lesson.asset_id)
    assert played(client, ticket(client, lesson), made.RUNG)
    assert len(list(folder.iterdir())) == 3
    Lesson.objects.filter(pk=lesson.pk).update(asset=None)
    Asset.objects.update(created_at=now() - timedelta(days=9))
    tidy()
    Asset.objects.update(loose_since=now() - timedelta(days=8))
    tidy()
    assert not Asset.objects.exists()
    assert not Rendition.objects.exists()
    assert not folder.exists()
    issue = Issue.objects.get()
    assert (issue.trace.asset_id, issue.trace.count) == (lesson.asset_id, made.SEGMENTS)
    actions.look_after()
    assert run_jobs() == 0, "nobody marks what is not there any more"


def test_switched_off_the_ladder_is_made_anew_and_no_film_waits_to_be_marked() -> None:
    lesson = made.lesson()
    edit_course(course_id=lesson.chapter.course_id, actor_id=None, traced=False)
    actions.look_after()
    lesson.asset.refresh_from_db()  # type: ignore[union-attr]
    assert lesson.asset.laddered_at is None  # type: ignore[union-attr]
    actions.mark_now(lesson.asset_id)  # type: ignore[arg-type]
    assert Rendition.objects.filter(retired_at=None).count() == 2, "what plays plays on until the ladder is there"


def test_a_killed_marker_goes_on_with_what_is_missing_and_shows_nothing_before() -> None:
    lesson = made.lesson()
    trace = Trace.objects.get()
    Rendition.objects.filter(version=2).delete()
    Rendition.objects.filter(version=1).update(retired_at=None)
    made.sealed(lesson.asset, trace, "a", version=Rendition.WAITING)  # type: ignore[arg-type]
    video = VideoTrack(
        codec="h264", pixels="yuv420p", width=1280, height=720, rotation=0, keyframes_ms=[0], longest_gap_ms=2000
    )
    seen = Scan(container="mov", duration_ms=60_000, size=1, video=video, audio=None)
    missing = missing_variants(trace.asset_id, seen, trace=trace.pk)
    assert [(one.rung, one.letter) for _rung, one in missing] == [("360m", "a"), ("360m", "b"), ("720m", "b")]
    show_variants(trace.asset_id, seen, trace=trace.pk)
    client = browser(made.learner(lesson))
    assert client.get(ticket(client, lesson)).content.decode().splitlines()[-1] == "720p/index.m3u8"


def test_a_film_is_marked_served_leaked_found_and_nobody_is_accused_of_four_segments(tmp_path: Path) -> None:
    lesson = Lesson.objects.create(
        chapter=make.course().chapters.get(),
        title="看",
        kind="video",
        position=9,
        asset=store_file(path=films.film(), name="lesson.mp4", owner_id=None),
    )
    run_jobs()
    edit_course(course_id=lesson.chapter.course_id, actor_id=None, traced=True)
    actions.look_after()
    run_jobs()
    trace = Trace.objects.get()
    assert (trace.count, trace.progress, trace.error, trace.tries) == (films.SEGMENTS, 100, "", 0)
    assert {one.shown_as for one in Rendition.objects.filter(retired_at=None)} == {"224m"}
    leaker, client = (person := made.learner(lesson)), browser(person)
    segments = played(client, ticket(client, lesson), "224m")
    made.issued(trace, *(make.user() for _ in range(20)))
    copy = films.copied(saved(segments, tmp_path / f"{uuid4()}.ts"), "copy", "-crf", "26")
    asset = store_file(path=copy, name="群里.mp4", owner_id=None, expect="kept")
    found = actions.hand_in(asset_id=asset.pk, actor_id=leaker.pk)
    assert actions.hand_in(asset_id=asset.pk, actor_id=leaker.pk).pk == found.pk
    run_jobs()
    found.refresh_from_db()
    assert (found.state, found.trace_id, found.progress) == ("done", trace.pk, 100)
    verdict = found.verdict["verdict"]
    assert (verdict["accounts"], verdict["accused"], found.verdict["segments"]) == (21, [], films.SEGMENTS)
    best = verdict["suspects"][0]
    mine = next(one for one in verdict["suspects"] if one["account"] == leaker.pk)
    assert mine["p"] == best["p"], "none agrees better, and of four bits several may agree as well"
    assert asset.renditions.count() == 0, "evidence is no lesson"
    assert files.original(asset).exists()
