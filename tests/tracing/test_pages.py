"""Pages with each viewer's own mark: served through the gate, leaked, and traced back by the product itself."""

import hashlib
import sys
from io import BytesIO
from pathlib import Path
from subprocess import run
from typing import Any

import numpy as np
import pytest
from django.test import Client
from PIL import Image, ImageDraw
from pytest_django import Settings

from tests import make
from tests.access.viewers import browser, ticket
from tests.jobs import run_jobs
from tests.works.made import worked
from zhiyu.access.actions import grant
from zhiyu.accounts.models import User
from zhiyu.catalog.actions import edit_course
from zhiyu.catalog.models import Lesson
from zhiyu.media import documents, files
from zhiyu.media.actions import bind_set, seal_picture, store_file
from zhiyu.media.models import Copy
from zhiyu.tracing import actions, drawing, presenters, seeds, words
from zhiyu.tracing.errors import CopyRefused
from zhiyu.tracing.models import Issue, Trace

pytestmark = pytest.mark.django_db
PICTURES, SHOWN = 3, 1


@pytest.fixture(autouse=True)
def media(tmp_path: Path, settings: Settings) -> None:
    settings.MEDIA_DIR = tmp_path / "media"


def drawn(seed: int) -> Image.Image:
    """Clouds with boxes over them."""
    chance = np.random.default_rng(seed)
    far = np.hypot(np.fft.fftfreq(360)[:, None], np.fft.fftfreq(640)[None])
    grey = np.fft.ifft2(np.fft.fft2(chance.normal(0, 1, (360, 640))) / (far + 0.003) ** 1.3).real
    picture = Image.fromarray(np.clip(128 + grey / grey.std() * 45, 0, 255).astype(np.uint8)).convert("RGB")
    pen = ImageDraw.Draw(picture)
    for _box in range(20):
        x, y, wide, tall = (int(one) for one in chance.integers(10, 300, 4))
        shade = tuple(int(one) for one in chance.integers(0, 255, 3))
        pen.rectangle((2 * x, y, 2 * x + wide // 6, y + tall // 8), fill=shade)
    return picture


@pytest.fixture
def lesson(tmp_path: Path) -> Lesson:
    """A set of three pictures, of which anybody may see the first, in a course that is traced."""
    course = make.course()
    edit_course(course_id=course.pk, actor_id=None, traced=True)
    listed = []
    for number in range(PICTURES):
        drawn(number).save(path := tmp_path / f"{number}.png")
        stored = store_file(path=path, name=path.name, owner_id=None, expect="image")
        listed.append((seal_picture(asset_id=stored.pk).pk, ""))
    asset = bind_set(listed=listed, title="套图", preview_seconds=SHOWN)
    made = Lesson.objects.create(chapter=course.chapters.get(), title="看图", kind="photos", position=9, asset=asset)
    actions.look_after()
    run_jobs()
    return made


def learner(of: Lesson, name: str = "林晓") -> User:
    made = make.user(name=name)
    grant(user_id=made.pk, product_id=of.chapter.course.product_id, source=f"order_line:{made.pk}")
    return made


def page(client: Client, of: Lesson, number: int = 1) -> Image.Image:
    answer = client.get(ticket(client, of).removesuffix("index.m3u8") + f"pages/{number}.webp")
    assert answer.status_code == 200
    return Image.open(BytesIO(answer.content)).convert("RGB")


def leaked(pages: list[Image.Image], to: Path, **how: Any) -> Path:
    if to.suffix == ".pdf":
        how |= {"save_all": True, "append_images": pages[1:]}
    pages[0].save(to, **how)
    return to


def test_a_page_leaks_and_its_account_is_named_of_many(lesson: Lesson, tmp_path: Path) -> None:
    trace = Trace.objects.get()
    assert (trace.kind, trace.count, trace.progress, trace.error) == ("pictures", PICTURES, 100, "")
    leaker = learner(lesson)
    shown = page(browser(leaker), lesson)
    Issue.objects.bulk_create(
        Issue(trace=trace, version=1, user=make.user(), word="0" * 64, at=trace.created_at) for _ in range(20)
    )
    small = shown.resize((480, 270))
    copy = store_file(
        path=leaked([small], tmp_path / "leak.jpg", quality=60), name="群里.jpg", owner_id=None, expect="kept"
    )
    asked = actions.hand_in(asset_id=copy.pk, actor_id=leaker.pk)
    run_jobs()
    asked.refresh_from_db()
    assert (asked.state, asked.trace_id, asked.verdict["pages"]) == ("done", trace.pk, [1])
    assert (asked.verdict["verdict"]["accused"], asked.verdict["verdict"]["accounts"]) == ([leaker.pk], 21)

    owner = Client()
    make.login(owner, make.user(role="owner"))
    said = owner.get(f"/studio/traces/{asked.pk}").content.decode()
    assert "几乎可以肯定，这份拷贝来自 林晓" in said
    assert "相同的格子" in said
    assert owner.get(f"/api/v1/studio/traces/{asked.pk}").json()["where"] == "2"
    evidence = owner.get(f"/studio/traces/{asked.pk}/evidence.zip")
    assert evidence.status_code == 200


def test_a_handout_taken_along_leaks_page_by_page_and_its_account_is_named(tmp_path: Path) -> None:
    course = make.course()
    edit_course(course_id=course.pk, actor_id=None, traced=True, downloads=True)
    source = leaked([drawn(n) for n in range(PICTURES)], tmp_path / "handout.pdf", quality=95)
    asset = store_file(path=source, name="讲义.pdf", owner_id=None, expect="played")
    kept = Lesson.objects.create(chapter=course.chapters.get(), title="讲", kind="document", position=9, asset=asset)
    run_jobs()
    leaker = learner(kept)
    client, address = browser(leaker), f"/api/v1/lessons/{kept.pk}/copy"
    assert client.post(address).json()["code"] == "copy_unmarked", "not before its pages were looked over"
    actions.look_after()
    run_jobs()
    assert client.post(address).json()["state"] == "waiting"
    run_jobs()
    copy = Copy.objects.get()
    assert (copy.state, copy.trace) == ("ready", Trace.objects.get().pk)
    assert Issue.objects.get().user_id == leaker.pk
    Issue.objects.bulk_create(
        Issue(trace=Trace.objects.get(), version=1, user=make.user(), word="0" * 64, at=copy.asked_at)
        for _ in range(20)
    )
    found = actions.read(files.copy(copy))
    assert (found["pages"], found["verdict"]["accused"]) == ([0, 1, 2], [leaker.pk])
    (printed, *_rest) = documents.drawn(files.copy(copy), most=1)
    small = printed.resize((printed.width // 2, printed.height // 2))
    found = actions.read(leaked([small], tmp_path / "photo.jpg", quality=60))
    assert (found["pages"], found["verdict"]["accused"]) == ([0], [leaker.pk])


def test_weak_pages_say_more_together_than_alone(lesson: Lesson, tmp_path: Path) -> None:
    client = browser(leaker := learner(lesson))
    weak = [page(client, lesson, n).resize((150, 84)).resize((640, 360)) for n in range(PICTURES)]
    alone, together = (
        actions.read(leaked(some, tmp_path / f"{len(some)}.pdf", quality=30)) for some in (weak[:1], weak)
    )
    assert (together["pages"], together["segments"]) == ([0, 1, 2], 3 * 64 * 36)
    best = [one["verdict"]["suspects"][0] for one in (alone, together)]
    assert {one["account"] for one in best} == {leaker.pk}
    assert best[1]["p"] < best[0]["p"]


def test_who_puts_a_traced_page_up_as_a_work_of_theirs_is_named_all_the_same(lesson: Lesson, tmp_path: Path) -> None:
    whole = page(browser(leaker := learner(lesson)), lesson)
    # Cut, it is more like their work than like the page.
    shown = whole.crop((20, 10, whole.width - 20, whole.height - 10))
    path = leaked([shown], tmp_path / "mine.jpg", quality=92)
    worked(leaker, path.read_bytes(), title="我拍的")
    run_jobs()
    for copy in (path, leaked([drawn(99), shown], tmp_path / "pages.pdf", quality=92)):
        found = actions.read(copy)
        assert (found["kind"], found["trace"], found["pages"]) == ("pictures", Trace.objects.get().pk, [1])
        assert found["verdict"]["accused"] == [leaker.pk]
        answer = presenters.answer_from(found)
        assert "几乎可以肯定，这份拷贝来自 林晓" in answer.said
        assert "林晓" in answer.why[-1]
        assert "《我拍的》" in answer.why[-1]


def test_unmarked_foreign_and_public_pictures_accuse_nobody(lesson: Lesson, tmp_path: Path) -> None:
    page(browser(learner(lesson)), lesson)
    plain = actions.read(leaked([drawn(1)], tmp_path / "plain.png"))
    assert (plain["trace"] is not None, plain["verdict"]["accused"], plain["public"]) == (True, [], False)
    foreign = actions.read(leaked([drawn(99)], tmp_path / "foreign.png"))
    assert (foreign["trace"], foreign["verdict"]) == (None, None)
    visitor = actions.read(leaked([page(browser(), lesson, 0)], tmp_path / "visitor.webp"))
    assert (visitor["verdict"]["accused"], visitor["public"]) == ([], True)
    assert Issue.objects.count() == 1, "nothing is written of who has no login"


def test_what_was_issued_is_written_once_with_the_patterns_sum(lesson: Lesson) -> None:
    reader = learner(lesson)
    for number in (0, 1, 1):
        page(browser(reader), lesson, number)
    (issue,) = Issue.objects.all()
    asset_id = Trace.objects.get().asset_id
    cells = [
        words.coins(seed=seeds.picture_seed(asset_id=asset_id, number=n), account=reader.pk, count=drawing.CELLS)
        for n in range(PICTURES)
    ]
    assert (issue.user_id, issue.version) == (reader.pk, 1)
    assert issue.word == hashlib.sha256(b"".join(cells)).hexdigest()


def test_a_sample_seen_with_a_login_is_marked_and_not_noted(lesson: Lesson) -> None:
    first, second = (page(browser(make.user()), lesson, 0) for _ in range(2))
    assert first.tobytes() != second.tobytes()
    assert not Issue.objects.exists()


def test_switched_off_pages_are_drawn_on_no_more(lesson: Lesson) -> None:
    reader = learner(lesson)
    edit_course(course_id=lesson.chapter.course_id, actor_id=None, traced=False)
    page(browser(reader), lesson)
    assert not Issue.objects.exists()


def test_pages_are_answered_without_numpy() -> None:
    asked = "import sys, zhiyu.tracing.drawing, zhiyu.tracing.words; sys.exit('numpy' in sys.modules)"
    assert run([sys.executable, "-c", asked], check=False).returncode == 0  # noqa: S603 -- our own words


@pytest.mark.parametrize(("name", "content"), [("no.png", b"\x89PNG\r\n\x1a\n"), ("no.pdf", b"%PDF-1.4 nothing")])
def test_what_is_broken_is_refused_in_words(tmp_path: Path, name: str, content: bytes) -> None:
    (path := tmp_path / name).write_bytes(content * 100)
    with pytest.raises(CopyRefused, match="读不了"):
        actions.read(path)
