"""Whose a file to take along was, once it leaked: made by the product with the name in its picture, encoded anew, read.

``ZHIYU_TRACED_FILM=FILE`` takes a real film, and makes the leak as weak as ``docs/protection.md`` has it: crf 32. The
clouds drawn here pan slowly under noise, of which an encoder keeps least. Thirty-six segments are enough to name
somebody and take seven minutes of a processor (``LONG``); eight tell that each is the owner's, and accuse nobody.
"""

import os
import sys
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest
from PIL import Image
from pytest_django import Settings

from tests import make
from tests.jobs import run_jobs
from tests.media.films import PLACE, ffmpeg
from tests.pace import LONG
from tests.tracing import made
from tests.tracing.test_sound_served import lesson as recording
from zhiyu.accounts.models import User
from zhiyu.catalog.actions import edit_course
from zhiyu.catalog.models import Lesson
from zhiyu.media import files, fonts
from zhiyu.media.actions import CopyWish, ask_copy, make_copy_now, store_file
from zhiyu.tracing import actions, presenters
from zhiyu.tracing.models import Issue, Trace

pytestmark = pytest.mark.django_db
OTHERS = 20
REAL = os.environ.get("ZHIYU_TRACED_FILM")
ENOUGH = bool(REAL) or LONG > 1
SECONDS = 72 if ENOUGH else 16
ENCODE = ["-c:v", "libx264", "-preset", "veryfast", "-c:a", "aac", "-b:a", "48k"]


@pytest.fixture(autouse=True)
def media(tmp_path: Path, settings: Settings) -> None:
    settings.MEDIA_DIR = tmp_path / "media"


def clouds() -> Path:
    """Clouds of nature's own spectrum, slowly panned over, with a sensor's noise."""
    far = np.hypot(np.fft.fftfreq(720)[:, None], np.fft.fftfreq(1280)[None])
    ground = np.fft.ifft2(np.fft.fft2(np.random.default_rng(1).normal(0, 1, far.shape)) / (far + 0.004) ** 1.2).real
    still = PLACE / "ground.png"
    PLACE.mkdir(parents=True, exist_ok=True)
    Image.fromarray(np.clip(128 + ground / ground.std() * 55, 16, 235).astype(np.uint8)).save(still)
    pan = "crop=640:360:320+64*sin(n/150):180+40*sin(n/120),noise=alls=4:allf=t,format=yuv420p"
    tone = ["-f", "lavfi", "-i", f"sine=440:d={SECONDS}"]
    moving = ["-loop", "1", "-framerate", "25", "-t", str(SECONDS), "-i", str(still), *tone, "-vf", pan]
    quick = ["-c:v", "libx264", "-preset", "ultrafast", "-crf", "12", "-c:a", "aac"]
    return ffmpeg(*moving, *quick, "-shortest", target=PLACE / "clouds.mp4")


def filmed() -> Lesson:
    course = make.course()
    path = Path(REAL or clouds())
    asset = store_file(path=path, name="lesson.mp4", owner_id=None, expect="played")
    kept = Lesson.objects.create(chapter=course.chapters.get(), title="看", kind="video", position=9, asset=asset)
    run_jobs()
    edit_course(course_id=course.pk, actor_id=None, traced=True)
    actions.look_after()
    run_jobs()
    return kept


def taken(of: Lesson) -> tuple[User, Path]:
    """The file that its owner downloads."""
    owner = made.learner(of)
    assert of.asset_id
    mark = "林晓 138****0008 2026-11-29"
    copy = ask_copy(CopyWish(user_id=owner.pk, lesson_id=of.pk, asset_id=of.asset_id, mark=mark, traced=True))
    make_copy_now(copy.pk)
    copy.refresh_from_db()
    assert (copy.state, copy.error) == ("ready", "")
    assert Issue.objects.get().user_id == owner.pk
    made.issued(Trace.objects.get(), *(make.user() for _ in range(OTHERS)))
    return owner, files.copy(copy)


def named(leak: Path, owner: User, *, enough: bool = True) -> dict[str, Any]:
    """As ``zhiyu trace`` says it; what is too short for that names its owner's bits alone."""
    said = actions.read(leak)
    answer = presenters.answer_from(said)
    verdict = said["verdict"]
    first = verdict["suspects"][0]
    read = f"{said['segments']} segments, {first['agreeing']} agree, p {first['p']:.1e}"
    sys.stderr.write(f"{leak.stem}: {read}\n")
    if not enough:
        assert (first["account"], first["agreeing"]) == (owner.pk, said["segments"])
        assert verdict["accused"] == []
        return said
    assert verdict["accused"] == [owner.pk]
    assert verdict["accounts"] == OTHERS + 1
    assert [one.account for one in answer.suspects if one.accused] == [owner.pk]
    return said


@pytest.mark.skipif(fonts.chinese() is None, reason="no Chinese font on this machine")
def test_a_film_taken_along_names_who_took_it_however_it_was_encoded_since(tmp_path: Path) -> None:
    owner, copy = taken(filmed())
    named(copy, owner, enough=ENOUGH)
    leak = ffmpeg("-i", str(copy), "-crf", "32" if REAL else "26", *ENCODE, target=tmp_path / "leak.mp4")
    assert named(leak, owner, enough=ENOUGH)["segments"] >= Trace.objects.get().count - 1


def test_a_recording_taken_along_names_who_took_it_after_aac_once_more(tmp_path: Path) -> None:
    owner, copy = taken(recording())
    with av.open(str(copy)) as opened:
        assert opened.streams.audio[0].codec.name == "aac"
    named(copy, owner)
    for rate in ("64k", "48k"):
        leak = ffmpeg("-i", str(copy), "-c:a", "aac", "-b:a", rate, target=tmp_path / f"aac {rate}.m4a")
        assert named(leak, owner)["segments"] == 30
