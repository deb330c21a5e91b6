"""Films that cannot be marked: tried a few times, given up with a word, and begun anew by whoever asks."""

import shutil
from pathlib import Path

import numpy as np
import pytest
from django.db import connection
from django.test import Client
from pytest_django import Settings

from tests import make
from tests.jobs import run_jobs
from tests.media import films, packed
from tests.tracing import made
from zhiyu.accounts.models import User
from zhiyu.catalog.actions import edit_course
from zhiyu.catalog.models import Course, Lesson
from zhiyu.kernel.clock import now
from zhiyu.media import files
from zhiyu.media.models import Asset, Rendition
from zhiyu.tracing import actions, queries
from zhiyu.tracing.actions.inquiries import known
from zhiyu.tracing.decoding import Reading
from zhiyu.tracing.models import Trace
from zhiyu.tracing.reading import verdict_of
from zhiyu.tracing.serving import Place

pytestmark = pytest.mark.django_db
GIVEN_UP = "试了几次都没有做成"


@pytest.fixture
def course(settings: Settings, tmp_path: Path) -> Course:
    settings.MEDIA_DIR = tmp_path / "media"
    made = make.course()
    edit_course(course_id=made.pk, actor_id=None, traced=True)
    return made


@pytest.fixture
def dying(settings: Settings, tmp_path: Path) -> Path:
    """An ffmpeg that is killed each time, and where it counts them."""
    films.film()  # which the real one makes
    program, counted = tmp_path / "ffmpeg", tmp_path / "counted"
    program.write_text(f"#!/bin/sh\necho once >> {counted}\nkill -9 $$\n")
    program.chmod(0o755)
    settings.FFMPEG = str(program)
    return counted


def film(course: Course, source: Path) -> Asset:
    made = packed.asset()
    Asset.objects.filter(pk=made.pk).update(laddered_at=now())
    shutil.copyfile(source, files.original(made))
    Lesson.objects.create(chapter=course.chapters.get(), title=source.stem, kind="video", position=9, asset=made)
    return made


def looked_after(times: int) -> None:
    for _ in range(times):
        actions.look_after()
        run_jobs()


def test_a_film_that_cannot_be_looked_at_is_given_up_and_begun_anew_when_asked(
    course: Course, dying: Path, settings: Settings, client: Client
) -> None:
    connection.cursor().execute("delete from procrastinate_jobs")
    whole, broken = film(course, films.film()), film(course, films.wrong("no.mp4", b"no film at all" * 100))
    looked_after(queries.MOST_TRIES + 2)
    assert dying.read_text().count("once") == queries.MOST_TRIES
    for asset in (whole, broken):
        trace = Trace.objects.get(asset_id=asset.pk)
        assert (trace.tries, trace.count, trace.error != "") == (queries.MOST_TRIES, 0, True)
    assert not queries.traces_of().exists(), "no copy can be of what has no marks"
    make.login(client, make.user(role="owner"))
    assert client.get("/studio/traces").content.decode().count(GIVEN_UP) == 2

    settings.FFMPEG = ""
    looked_after(1)
    assert run_jobs() == 0, "given up, until somebody asks"
    client.post(f"/studio/traces/films/{whole.pk}/again")
    run_jobs()
    trace = Trace.objects.get(asset_id=whole.pk)
    assert (trace.tries, trace.count, trace.first, trace.error, trace.progress) == (0, 5, 0, "", 100)
    assert {one.shown_as for one in Rendition.objects.filter(asset=whole, retired_at=None)} >= {"180m"}
    assert client.get("/studio/traces").content.decode().count(GIVEN_UP) == 1


def test_a_course_says_against_how_many_its_films_are_marked_and_what_is_marked_stays_so(
    course: Course, client: Client
) -> None:
    make.login(client, make.user(role="owner"))
    address = f"/studio/courses/{course.pk}/price"
    typed = {"price": "99", "traced": "on", "refund_days": "7", "refund_percent": "30"}
    assert "trace_against" in client.post(address, typed | {"trace_against": "2"}).content.decode()
    for against in (3, 1):
        assert client.post(address, typed | {"trace_against": str(against)}).status_code == 302
        course.refresh_from_db()
        assert (course.traced, course.trace_against) == (True, against)
        asset = film(course, films.film())
        looked_after(1)
        assert Trace.objects.get(asset_id=asset.pk).colluders == against
    several, one = Trace.objects.order_by("pk")
    assert (several.colluders, one.colluders) == (3, 1)

    # Whoever mixed nothing is named by the code under which the film was served, and by no other.
    numbers, people = np.arange(400), sorted(make.user().pk for _ in range(20))
    made.issued(several, *User.objects.filter(pk__in=people))
    Trace.objects.filter(pk=several.pk).update(count=len(numbers))
    several.refresh_from_db()
    served = [1 - letter for letter in Place.of(several).letters(people[7])]
    read = Reading(numbers=numbers, z=np.where(np.array(served) == 1, 9.0, -9.0), offset=0.0, alike=1.0)
    verdict = verdict_of(known(several), read, numbers >= 0)
    assert [one.account for one in verdict.accused] == [people[7]]
