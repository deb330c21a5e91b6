"""Sound with each account's own mark, through the product: made, served by the gate, encoded anew, traced."""

from pathlib import Path

import numpy as np
import pytest
from pytest_django import Settings

from tests import make
from tests.access.viewers import browser, ticket
from tests.jobs import run_jobs
from tests.media.films import PLACE, ffmpeg
from tests.tracing import made
from tests.tracing.served import played, saved
from tests.tracing.voice import RATE, voice
from zhiyu.catalog.actions import edit_course
from zhiyu.catalog.models import Lesson
from zhiyu.media import files, packaging
from zhiyu.media.actions import store_file
from zhiyu.media.actions.settling import identity_of
from zhiyu.media.models import Rendition
from zhiyu.media.packaging import EVEN_RATE
from zhiyu.tracing import actions, hearing, seeds, sound, words
from zhiyu.tracing.models import Trace
from zhiyu.tracing.sound import Samples

pytestmark = pytest.mark.django_db
SECONDS, RUNG = 60, "audiom"
FRAME = 1024


@pytest.fixture(autouse=True)
def media(tmp_path: Path, settings: Settings) -> None:
    settings.MEDIA_DIR = tmp_path / "media"


def spoken(seconds: int, seed: int) -> Path:
    raw = PLACE / f"spoken-{seconds}-{seed}.raw"
    raw.parent.mkdir(parents=True, exist_ok=True)
    raw.write_bytes((voice(seconds, seed) * 32767).astype("<i2").tobytes())
    return ffmpeg("-f", "s16le", "-ar", str(RATE), "-ac", "1", "-i", str(raw), target=raw.with_suffix(".mp3"))


def lesson(seconds: int = SECONDS, seed: int = 1) -> Lesson:
    course = make.course()
    asset = store_file(path=spoken(seconds, seed), name="lesson.mp3", owner_id=None, expect="played")
    kept = Lesson.objects.create(chapter=course.chapters.get(), title="听", kind="audio", position=9, asset=asset)
    run_jobs()
    edit_course(course_id=course.pk, actor_id=None, traced=True)
    actions.look_after()
    run_jobs()
    return kept


def decoded(copy: Path) -> Samples:
    raw = ffmpeg("-i", str(copy), "-f", "s16le", "-ar", str(EVEN_RATE), "-ac", "1", target=copy.with_suffix(".raw"))
    return np.asarray(np.fromfile(raw, dtype="<i2") / 32768, dtype=np.float32)


def test_a_recording_leaks_through_opus_and_its_account_is_named_of_many(tmp_path: Path) -> None:
    of = lesson()
    trace = Trace.objects.get()
    assert (trace.kind, trace.count, trace.error, trace.progress) == ("sound", SECONDS // 2, "", 100)
    assert {one.shown_as for one in Rendition.objects.filter(retired_at=None)} == {RUNG}
    client = browser(leaker := made.learner(of))
    copy = saved(played(client, ticket(client, of), RUNG), tmp_path / "served.ts")
    made.issued(trace, *(make.user() for _ in range(20)))
    leak = ffmpeg("-i", str(copy), "-c:a", "libopus", "-b:a", "24k", target=tmp_path / "leak.ogg")

    said = actions.read(leak)

    assert (said["kind"], said["trace"], said["segments"]) == ("sound", trace.pk, SECONDS // 2)
    assert said["verdict"]["accused"] == [leaker.pk]
    assert said["verdict"]["suspects"][0]["agreeing"] == SECONDS // 2, "no bit of thirty is wrong"
    joins_are_silent(of, trace, leaker.pk, decoded(copy), tmp_path)
    unmarked_and_cut_copies(trace, leaker.pk, leak, tmp_path)


def joins_are_silent(of: Lesson, trace: Trace, account: int, joined: Samples, folder: Path) -> None:
    """Where one variant follows the other, nothing is heard that is in neither of them."""
    whole = []
    for letter in Rendition.Letter.values:
        forms = Rendition.objects.get(asset=of.asset, letter=letter, retired_at=None)
        whole.append(decoded(opened(forms, folder / f"{letter}.ts")))
    word = words.letters(seed=seeds.code_seed(course_id=trace.course_id), account=account, first=0, count=trace.count)
    a, b = (one[: len(joined)] for one in whole)
    assert len(a) == len(b) == len(joined), "both have the same frames"
    mark = float(np.abs(a - b).max())
    turns = [n for n in range(1, len(word)) if word[n] != word[n - 1]]
    assert len(turns) > 5
    for number in turns:
        before, after = whole[word[number - 1]], whole[word[number]]
        # The stream begins a frame early, with the encoder's own.
        at = round((2 * number - 0.05) * EVEN_RATE) + FRAME
        around = slice(at - 2 * FRAME, at + 2 * FRAME)
        off = np.minimum(np.abs(joined - before)[around], np.abs(joined - after)[around])
        assert off.max() < 0.1 * mark


def opened(one: Rendition, to: Path) -> Path:
    folder = files.asset_dir(one.asset_id) / one.folder
    pieces = [
        packaging.opened((folder / f"{number}.ts").read_bytes(), identity=identity_of(one), number=number, epoch=epoch)
        for number, (_ms, _size, epoch) in enumerate(one.segments)
    ]
    return saved(pieces, to)


def unmarked_and_cut_copies(trace: Trace, leaker: int, leak: Path, folder: Path) -> None:
    late = ffmpeg("-ss", "20.3", "-i", str(leak), "-c:a", "aac", "-b:a", "48k", target=folder / "late.m4a")
    said = actions.read(late)
    assert (said["trace"], said["segments"], round(said["begins"])) == (trace.pk, 19, 20)
    assert said["verdict"]["accused"] == [], "nineteen bits are too few for a name"
    plain = actions.read(spoken(SECONDS, 1))
    assert (plain["trace"], plain["verdict"]["accused"]) == (trace.pk, [])
    assert actions.read(spoken(20, 2))["trace"] is None, "somebody else's words"
    film = ffmpeg(
        *("-f", "lavfi", "-i", "color=s=320x180:r=5:d=60", "-i", str(leak), "-shortest", "-c:a", "aac"),
        target=folder / "still.mp4",
    )
    assert actions.read(film)["verdict"]["accused"] == [leaker]


def test_marking_in_pieces_is_marking_the_whole_and_quiet_moments_stay_as_they_were() -> None:
    heard = np.stack([voice(7, 3), voice(7, 4)], axis=1)
    bits = np.array([1, 0, 1], dtype=np.int8)
    made_of = np.concatenate([*sound.blocks(heard, RATE, key=b"k" * 32, bits=bits)])
    assert made_of.shape == heard.shape
    for channel in range(2):
        alone = sound.marked(heard[:, channel], RATE, key=b"k" * 32, bits=bits)
        assert np.abs(made_of[:, channel] - alone).max() < 1e-6
    for number in range(3):
        quiet = slice(*(round((2 * number + at) * RATE) for at in sound.QUIET))
        assert np.abs(made_of[quiet] - heard[quiet]).max() < 1e-6
        rest = slice(2 * number * RATE, round((2 * number + 1.9) * RATE))
        assert np.abs(made_of[rest] - heard[rest]).max() > 0.01


def test_a_lesson_is_known_by_its_sound_wherever_the_copy_begins() -> None:
    words_said = voice(90, 5)
    lesson_of, other = hearing.prints(words_said), hearing.prints(voice(90, 6))
    for start in (0.0, 31.07, 60.5):
        copy = hearing.prints(words_said[round(start * RATE) : round((start + 25) * RATE)] * 0.3)
        found, foreign = hearing.place(copy, lesson_of), hearing.place(copy, other)
        assert abs(found.offset - start) < sound.NEAR_SECONDS / 2
        assert found.alike > hearing.ALIKE + 0.1
        assert foreign.alike < hearing.ALIKE - 0.05
    assert hearing.place(hearing.prints(words_said[:100]), lesson_of).alike == 0
