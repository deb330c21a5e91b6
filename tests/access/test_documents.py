"""A PDF as a lesson: pages for whom they are open, the first of them for anybody, each with the name of who looks."""

import json
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from django.test import Client
from PIL import Image, ImageChops
from pytest_django import Settings

from tests import make
from tests.access.viewers import ask_ticket, browser, content, ticket
from tests.jobs import run_jobs
from tests.media import papers
from zhiyu.access.actions import grant, revoke
from zhiyu.accounts.models import User
from zhiyu.catalog import actions
from zhiyu.catalog.models import Lesson
from zhiyu.learning.models import Progress
from zhiyu.media import copying, documents, files
from zhiyu.media.actions import package_now, store_file
from zhiyu.media.errors import MediaRefused
from zhiyu.media.models import Asset, Copy, DocumentPages, Rendition
from zhiyu.media.proof import key_opens_newest

pytestmark = pytest.mark.django_db
LINES = [f"Page number {n} of light" for n in range(1, 7)]


@pytest.fixture(autouse=True)
def media(tmp_path: Path, settings: Settings) -> None:
    settings.MEDIA_DIR = tmp_path / "media"


@pytest.fixture
def handout(tmp_path: Path) -> Lesson:
    """Six pages, of which anybody may see three."""
    course = make.course(title="讲义课")
    lesson = Lesson.objects.filter(chapter__course=course, free=False).first()
    assert lesson
    asset = store_file(path=papers.pdf(tmp_path / "a.pdf", *LINES), name="讲义.pdf", owner_id=None, expect="played")
    actions.set_lesson_asset(lesson_id=lesson.pk, asset_id=asset.pk, actor_id=None)
    package_now(asset.pk)
    lesson.refresh_from_db()
    return lesson


@pytest.fixture
def reader(handout: Lesson) -> User:
    person = make.user(name="林晓")
    grant(user_id=person.pk, product_id=handout.chapter.course.product_id, source="test:doc")
    return person


def pages(client: Client, playlist: str) -> list[int]:
    """The answer to each of seven pages asked for."""
    base = playlist.removesuffix("index.m3u8")
    return [client.get(f"{base}pages/{n}.webp").status_code for n in range(7)]


def picture(client: Client, playlist: str, number: int = 0) -> Image.Image:
    answer = client.get(playlist.removesuffix("index.m3u8") + f"pages/{number}.webp")
    assert (answer.status_code, answer["Content-Type"]) == (200, "image/webp")
    assert "private" in answer["Cache-Control"]
    return Image.open(BytesIO(answer.content))


def test_a_pdf_becomes_pages_that_its_owner_reads(handout: Lesson, reader: User) -> None:
    client = browser(reader)
    answer = ask_ticket(client, handout).json()

    assert answer["preview_seconds"] is None
    assert pages(client, answer["playlist_url"]) == [200] * 6 + [404]
    assert picture(client, answer["playlist_url"]).size == (1240, 1757)
    asset = Asset.objects.get()
    assert (asset.kind, asset.state, asset.duration_ms, handout.kind) == ("document", "ready", 6000, "document")


def test_no_door_leads_to_a_page_that_is_not_marked(handout: Lesson, reader: User) -> None:
    client = browser(reader)
    base = ticket(client, handout).removesuffix("index.m3u8")

    answers = [client.get(f"{base}{name}").status_code for name in ("pages/0.ts", "pages.1/0.webp", "pages/0")]

    assert answers == [404, 404, 404]


def test_pages_lie_where_backups_look_for_them(handout: Lesson) -> None:
    rendition = Rendition.objects.get(asset=handout.asset)

    assert all(files.segment(rendition.asset_id, rendition.folder, n).exists() for n in range(6))
    assert key_opens_newest() is None, "pages are under no key"


@pytest.mark.parametrize("known", [True, False])
def test_others_get_the_first_pages_and_no_byte_more(handout: Lesson, known: bool) -> None:  # noqa: FBT001
    client = browser(make.user() if known else None)
    answer = ask_ticket(client, handout).json()

    assert answer["preview_seconds"] == 3
    assert pages(client, answer["playlist_url"]) == [200] * 3 + [402] * 4
    page = client.get(f"/lessons/{handout.pk}").content.decode()
    assert page.count("data-page=") == 3
    assert LINES[2] in page
    assert LINES[3] not in page


def test_a_page_shows_who_looks_and_is_nobody_elses(handout: Lesson, reader: User) -> None:
    mine, other = browser(reader), browser(make.user(name="别人"))
    address = ticket(mine, handout)

    seen, theirs = picture(mine, address), picture(other, ticket(other, handout))

    assert ImageChops.difference(seen.convert("RGB"), theirs.convert("RGB")).getbbox()
    assert set(pages(other, address)) == {403}
    assert set(pages(browser(reader, agent="curl/8"), address)) == {403}


def test_a_right_that_ends_ends_the_next_page(handout: Lesson, reader: User) -> None:
    client = browser(reader)
    address = ticket(client, handout)
    revoke(source="test:doc", product_id=handout.chapter.course.product_id, because="test")

    assert set(pages(client, address)) == {403}


def test_words_are_found_as_far_as_one_may_read(handout: Lesson, reader: User) -> None:
    def found(client: Client, words: str) -> list[int]:
        base = ticket(client, handout).removesuffix("index.m3u8")
        return [one["page"] for one in client.get(f"{base}pages", {"query": words}).json()["items"]]

    assert found(browser(reader), "NUMBER 5") == [4]
    assert found(browser(reader), "of light") == list(range(6))
    assert found(browser(), "of light") == [0, 1, 2]
    assert found(browser(), "number5") == []
    assert found(browser(), "  ") == []


def test_pages_read_are_progress_and_complete_the_lesson(handout: Lesson, reader: User) -> None:
    client = browser(reader)

    def read(*numbers: int) -> None:
        body = {"position": numbers[-1], "ranges": [[n, n + 1] for n in numbers]}
        address = f"/api/v1/lessons/{handout.pk}/progress"
        assert client.put(address, json.dumps(body), content_type="application/json").status_code == 200

    read(0, 1, 2)
    assert Progress.objects.get().completed_at is None
    read(4, 5)
    progress = Progress.objects.get()
    assert progress.ranges == [[0.0, 3.0], [4.0, 6.0]]
    assert progress.completed_at is not None


def test_the_creator_moves_the_end_of_what_anybody_may_read(handout: Lesson) -> None:
    for wished, shown in ((1, 1), (0, 0), (6, 6)):
        actions.edit_lesson(lesson_id=handout.pk, actor_id=None, preview_seconds=wished)
        package_now(Asset.objects.get().pk)
        assert Rendition.objects.get().preview_segments == shown


@pytest.mark.usefixtures("handout")
def test_a_killed_rendering_begins_clean() -> None:
    Rendition.objects.all().delete()
    DocumentPages.objects.all().delete()
    Asset.objects.update(state="packaging", tries=1)

    package_now(Asset.objects.get().pk)

    assert (Asset.objects.get().state, len(DocumentPages.objects.get().pages)) == ("ready", 6)


@pytest.mark.parametrize("content", [b"%PDF-1.4\nnothing\n%%EOF\n", b"%PDF-1.4\n%%EOF"])
def test_a_pdf_that_cannot_be_opened_is_refused_with_a_reason(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "x.pdf"
    path.write_bytes(content)

    with pytest.raises(MediaRefused, match="打不开"):
        store_file(path=path, name="x.pdf", owner_id=None, expect="played")

    assert not Asset.objects.exists()


def test_a_page_a_mile_long_is_drawn_small(tmp_path: Path) -> None:
    path = papers.pdf(tmp_path / "l.pdf", "long", size=(100, 14_000))
    asset = store_file(path=path, name="l.pdf", owner_id=None, expect="played")

    package_now(asset.pk)

    width, height, _words = DocumentPages.objects.get().pages[0]
    assert height <= 1240 * 4
    assert width < height


def test_a_handout_is_taken_along_as_a_pdf_with_its_buyers_name_on_every_page(handout: Lesson, reader: User) -> None:
    client, address = browser(reader), f"/lessons/{handout.pk}/copy"
    assert "下载这一课" not in client.get(f"/lessons/{handout.pk}").content.decode()
    assert client.post(f"/api/v1{address}").status_code == 404, "not unless the course allows it"
    actions.edit_course(course_id=handout.chapter.course_id, actor_id=None, downloads=True)
    assert "每一页上都有你的名字、手机尾号和日期" in client.get(f"/lessons/{handout.pk}").content.decode()
    assert client.post(f"/api/v1{address}").json()["state"] == "waiting"
    run_jobs()
    told = client.get(f"/api/v1{address}").json()
    answer = client.get(told["url"])
    whole = content(answer)
    assert answer.headers["Content-Type"] == "application/pdf"
    assert ".pdf" in answer.headers["Content-Disposition"]
    assert (whole[:5], len(whole)) == (b"%PDF-", told["bytes"])

    other = make.user(name="周岚")
    grant(user_id=other.pk, product_id=handout.chapter.course.product_id, source="test:other")
    browser(other).post(f"/api/v1{address}")
    run_jobs()
    mine, theirs = (opened(files.copy(Copy.objects.get(user=one))) for one in (reader, other))
    assert (len(mine), len(theirs)) == (6, 6)
    rendition = Rendition.objects.get(asset=handout.asset)
    for number, (one, another) in enumerate(zip(mine, theirs, strict=True)):
        with Image.open(files.segment(rendition.asset_id, rendition.folder, number)) as bare:
            plain = bare.convert("RGB").resize(one.size)
        # The printed line is where it was, and what is written over it is each person's own.
        assert np.asarray(ImageChops.difference(one, plain)).max() > 20
        assert np.asarray(ImageChops.difference(one, another)).max() > 20
        assert np.abs(np.asarray(one, dtype=int) - np.asarray(plain, dtype=int)).mean() < 12

    stranger = browser(make.user())
    assert [stranger.post(f"/api/v1{address}").status_code, stranger.get(told["url"]).status_code] == [403, 403]
    revoke(source="test:doc", product_id=handout.chapter.course.product_id, because="test")
    assert client.get(told["url"]).status_code == 403


def test_paper_leads_to_the_pdf_where_there_is_one(handout: Lesson, reader: User) -> None:
    client, leads, refuses = browser(reader), "打印给你做的那份 PDF", "只在线上学习，不能打印"
    said = [client.get(f"/lessons/{handout.pk}").content.decode()]
    actions.edit_course(course_id=handout.chapter.course_id, actor_id=None, downloads=True)
    said.append(client.get(f"/lessons/{handout.pk}").content.decode())
    assert [(leads in one, refuses in one) for one in said] == [(False, True), (True, False)]


def opened(path: Path) -> list[Image.Image]:
    return [*documents.drawn(path, most=100)]


def test_a_thick_handout_is_written_page_by_page(tmp_path: Path) -> None:
    drawn, told = (Image.new("RGB", (310, 438), (n, n, n)) for n in range(250)), list[int]()
    made = copying.make_pages(drawn, into=tmp_path, title="厚讲义", moment=told.append)
    assert (told[0], told[-1], len(told)) == (20_000, 250_000, 13)
    assert documents.length_ms(made) == 250_000
    shades = [round(np.asarray(one).mean()) for one in opened(made)]
    assert all(abs(shade - n) <= 2 for n, shade in enumerate(shades[:100]))
