"""``zhiyu trace FILE`` against a school that marked a film, in a process of its own."""

import json
import os
import subprocess
from pathlib import Path
from urllib.parse import quote

import pytest
from django.conf import settings as django_settings
from pytest_django import Settings

from tests import make
from tests.access.viewers import browser, ticket
from tests.command.running import ZHIYU
from tests.jobs import run_jobs
from tests.media.films import wrong
from tests.tracing import films, made
from tests.tracing.served import played, saved
from zhiyu.catalog.actions import edit_course
from zhiyu.catalog.models import Lesson
from zhiyu.media.actions import store_file
from zhiyu.tracing import actions
from zhiyu.tracing.models import Inquiry, Trace

pytestmark = pytest.mark.django_db(transaction=True)
NOBODY = "不能指认任何人"


@pytest.fixture
def lesson(settings: Settings, tmp_path: Path) -> Lesson:
    """Eight seconds of clouds, marked: four segments."""
    settings.MEDIA_DIR = tmp_path / "media"
    asset = store_file(path=films.film(), name="lesson.mp4", owner_id=None)
    found = Lesson.objects.create(
        chapter=make.course(title="看云").chapters.get(), title="云", kind="video", position=9, asset=asset
    )
    run_jobs()
    edit_course(course_id=found.chapter.course_id, actor_id=None, traced=True)
    actions.look_after()
    run_jobs()
    return found


def trace(*arguments: str) -> subprocess.CompletedProcess[str]:
    base = django_settings.DATABASES["default"]
    own = {
        "DATABASE_URL": f"postgresql://{base['USER']}@/{base['NAME']}?host={quote(str(base['HOST']), safe='')}",
        "ZHIYU_MEDIA": str(django_settings.MEDIA_DIR),
        "DJANGO_SETTINGS_MODULE": "zhiyu.config.settings",
    }
    return subprocess.run(  # noqa: S603 -- ours
        [*ZHIYU, "trace", *arguments], env=os.environ | own, capture_output=True, text=True, timeout=180, check=False
    )


def test_a_copy_is_found_its_account_agrees_and_four_segments_name_nobody(lesson: Lesson, tmp_path: Path) -> None:
    client = browser(leaker := made.learner(lesson))
    copy = saved(played(client, ticket(client, lesson), "224m"), tmp_path / "copy.ts")
    made.issued(Trace.objects.get(), *(make.user() for _ in range(20)))

    done = trace(str(copy), "--json")

    assert done.returncode == 0, done.stderr
    said = json.loads(done.stdout)
    assert (said["trace"], said["segments"], said["said"]) == (Trace.objects.get().pk, films.SEGMENTS, NOBODY)
    assert (said["verdict"]["accounts"], said["verdict"]["accused"]) == (21, [])
    mine = next(one for one in said["verdict"]["suspects"] if one["account"] == leaker.pk)
    assert mine["p"] == said["verdict"]["suspects"][0]["p"], "none agrees better"
    assert not Inquiry.objects.exists(), "whoever asks by the command leaves no inquiry"

    told = trace(str(copy), "--course", lesson.chapter.course.product.code).stdout
    assert told.startswith(NOBODY)
    assert "哪一节课：云 · 看云" in told


def test_what_cannot_be_read_is_refused_in_a_sentence() -> None:
    broken = str(wrong("broken.mp4", b"no film at all" * 100))
    for arguments, words in (
        ((str(films.film()), "--course", "nowhere"), "没有这门课"),
        ((broken + ".gone",), "没有这个文件"),
        ((broken,), ""),
    ):
        done = trace(*arguments)
        assert (done.returncode, done.stdout, "Traceback" in done.stderr) == (1, "", False)
        assert words in done.stderr
