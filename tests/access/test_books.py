"""A book as a lesson: chapters for whom they are open, the first of them for anybody, and nothing of it beyond."""

import json
import zipfile
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from procrastinate.contrib.django.models import ProcrastinateJob
from pytest_django import Settings

from tests import make
from tests.access.viewers import ask_ticket, browser, ticket
from tests.media.epubs import epub, png
from zhiyu.access.actions import grant, revoke
from zhiyu.accounts.models import User
from zhiyu.catalog import actions
from zhiyu.catalog.actions.books import bind_now
from zhiyu.catalog.errors import WrongAsset
from zhiyu.catalog.models import Course, Lesson
from zhiyu.learning.models import Note, Progress
from zhiyu.media import files
from zhiyu.media.actions import package_now, store_file
from zhiyu.media.errors import MediaRefused
from zhiyu.media.models import Asset, BookChapter, Rendition
from zhiyu.media.proof import key_opens_newest
from zhiyu.platform.actions import save_school

pytestmark = pytest.mark.django_db
LINES = ["山中何所有", "岭上多白云", "只可自怡悦", "不堪持赠君"]
CHAPTERS = [(f"第 {n} 章", f'<h1>第 {n} 章</h1><p>{line}。</p><img src="a.png"/>') for n, line in enumerate(LINES, 1)]


@pytest.fixture(autouse=True)
def media(tmp_path: Path, settings: Settings) -> None:
    settings.MEDIA_DIR = tmp_path / "media"


@pytest.fixture
def book(tmp_path: Path) -> Lesson:
    """Four chapters with a picture each; anybody may see two."""
    lesson = Lesson.objects.get(chapter__course=make.course(title="读诗"), free=False)
    path = epub(tmp_path / "诗.epub", CHAPTERS, more={"OEBPS/a.png": png()})
    asset = store_file(path=path, name="诗.epub", owner_id=None, expect="played")
    Lesson.objects.filter(pk=lesson.pk).update(body="")
    actions.set_lesson_asset(lesson_id=lesson.pk, asset_id=asset.pk, actor_id=None)
    package_now(asset.pk)
    lesson.refresh_from_db()
    return lesson


@pytest.fixture
def reader(book: Lesson) -> User:
    person = make.user(name="林晓")
    grant(user_id=person.pk, product_id=book.chapter.course.product_id, source="test:book")
    return person


def at(playlist: str, name: str) -> str:
    return playlist.removesuffix("index.m3u8") + name


def answers(client: Client, playlist: str) -> list[int]:
    """To each of five chapters asked for, then to a picture of each."""
    asked = [f"chapters/{n}.json" for n in range(5)] + [f"chapters/{n}/0.webp" for n in range(5)]
    return [client.get(at(playlist, name)).status_code for name in asked]


def found(client: Client, playlist: str, words: str) -> list[int]:
    items = client.get(at(playlist, "chapters"), {"query": words}).json()["items"]
    return [one["chapter"] for one in items]


def send(client: Client, method: str, path: str, **body: Any) -> Any:
    return client.generic(method, f"/api/v1/{path}", json.dumps(body), content_type="application/json")


def test_an_epub_becomes_chapters_that_its_owner_reads(book: Lesson, reader: User) -> None:
    client = browser(reader)
    answer = ask_ticket(client, book).json()
    playlist = answer["playlist_url"]

    assert answer["preview_seconds"] is None
    assert answers(client, playlist) == [200] * 4 + [404] + [200] * 4 + [404]
    chapter = client.get(at(playlist, "chapters/3.json"))
    assert chapter.json()["title"] == "第 4 章"
    assert "不堪持赠君" in chapter.json()["html"]
    assert chapter["Cache-Control"] == "private, no-store"
    assert client.get(at(playlist, "chapters/3/1.webp")).status_code == 404
    assert found(client, playlist, "持 赠君") == [3]
    asset = Asset.objects.get()
    assert (asset.kind, asset.state, asset.duration_ms, book.kind, book.preview_seconds) == (
        "book",
        "ready",
        4000,
        "book",
        2,
    )


@pytest.mark.parametrize("known", [True, False])
def test_others_get_the_first_chapters_and_no_word_more(book: Lesson, known: bool) -> None:  # noqa: FBT001
    client = browser(make.user() if known else None)
    answer = ask_ticket(client, book).json()
    playlist = answer["playlist_url"]

    assert answer["preview_seconds"] == 2
    assert answers(client, playlist) == [200, 200, 402, 402, 402] * 2
    assert (found(client, playlist, "白云"), found(client, playlist, "怡悦")) == ([1], [])
    page = client.get(f"/lessons/{book.pk}").content.decode()
    assert ("第 4 章" in page, "全书共" in page or "共 4 章" in page) == (True, True)
    assert not any(line in page for line in LINES)
    assert "怡悦" not in client.get(f"/api/v1/lessons/{book.pk}").content.decode()


def test_a_chapter_is_nobody_elses(book: Lesson, reader: User) -> None:
    mine, other = browser(reader), browser(make.user())
    playlist = ticket(mine, book)

    assert set(answers(other, playlist)) == {403}
    assert set(answers(browser(reader, agent="curl/8"), playlist)) == {403}
    revoke(product_id=book.chapter.course.product_id, source="test:book", because="refund")
    assert set(answers(mine, playlist)) == {403}


def test_a_longer_preview_holds_at_once(book: Lesson) -> None:
    actions.edit_lesson(lesson_id=book.pk, actor_id=None, preview_seconds=3)
    package_now(Asset.objects.get().pk)
    client = browser(None)

    assert answers(client, ticket(client, book)) == [200, 200, 200, 402, 402] * 2


def test_pictures_lie_where_backups_look_for_them(book: Lesson) -> None:
    rendition = Rendition.objects.get(asset=book.asset)

    assert all(files.segment(rendition.asset_id, rendition.folder, n).exists() for n in range(4))
    assert key_opens_newest() is None


def test_where_one_reads_is_known_on_every_device(book: Lesson, reader: User) -> None:
    client = browser(reader)
    send(client, "PUT", f"lessons/{book.pk}/progress", position=2.4, ranges=[[0, 1], [1, 2], [2, 2.4]])

    page = browser(reader).get(f"/lessons/{book.pk}").content.decode()
    assert 'data-position="2.4"' in page
    assert Progress.objects.get().completed_at is None
    send(client, "PUT", f"lessons/{book.pk}/progress", position=3.9, ranges=[[2.4, 4]])
    assert Progress.objects.get().completed_at is not None


def test_a_locked_book_is_refused_when_it_comes(tmp_path: Path) -> None:
    locked = {"META-INF/encryption.xml": '<e><EncryptionMethod Algorithm="aes"/></e>'}
    path = epub(tmp_path / "a.epub", CHAPTERS, more=locked)
    with pytest.raises(MediaRefused) as refusal:
        store_file(path=path, name="a.epub", owner_id=None, expect="played")
    assert refusal.value.extra == {"cause": "book_locked"}
    assert "DRM" in str(refusal.value)
    assert not Asset.objects.exists()


def test_passages_are_marked_once_and_are_their_readers_alone(book: Lesson, reader: User) -> None:
    client, other = browser(reader), make.user()
    grant(user_id=other.pk, product_id=book.chapter.course.product_id, source="test:other")
    words = BookChapter.objects.get(number=1).words
    start = words.index("多白云")
    spot = {"kind": "highlight", "chapter": 1, "start": start, "end": start + 3}

    first = send(client, "POST", f"lessons/{book.pk}/notes", **spot)
    again = send(client, "POST", f"lessons/{book.pk}/notes", **spot)
    assert (first.status_code, first.json()["quote"], again.json()["id"]) == (201, "多白云", first.json()["id"])
    key = first.json()["id"]
    assert send(client, "PATCH", f"notes/{key}", note="喜欢").json()["note"] == "喜欢"

    assert send(browser(other), "PATCH", f"notes/{key}", note="x").status_code == 404
    assert send(browser(other), "DELETE", f"notes/{key}").status_code == 404
    assert browser(other).get(f"/api/v1/lessons/{book.pk}/notes").json()["items"] == []
    assert [
        (one["start"], one["note"], one["lost"])
        for one in client.get(f"/api/v1/lessons/{book.pk}/notes").json()["items"]
    ] == [(start, "喜欢", False)]
    assert send(client, "DELETE", f"notes/{key}").status_code == 204
    assert not Note.objects.exists()


def test_notes_cost_the_same_however_many_there_are(book: Lesson, reader: User) -> None:
    client, asked = browser(reader), []
    for count in (1, 3):
        for n in range(count):
            send(client, "POST", f"lessons/{book.pk}/notes", kind="bookmark", chapter=n, start=0, end=2)
        with CaptureQueriesContext(connection) as seen:
            items = client.get(f"/api/v1/lessons/{book.pk}/notes").json()["items"]
        asked.append(len(seen))
        assert [one["chapter"] for one in items] == list(range(count))
    assert asked[0] == asked[1]


def test_nothing_is_marked_where_nothing_may_be_read(book: Lesson, reader: User) -> None:
    spot = {"kind": "highlight", "chapter": 0, "start": 0, "end": 3}
    assert send(browser(make.user()), "POST", f"lessons/{book.pk}/notes", **spot).status_code == 403
    for wrong in ({"chapter": 9}, {"end": 9_999}, {"start": 3}, {"end": 0}):
        assert send(browser(reader), "POST", f"lessons/{book.pk}/notes", **{**spot, **wrong}).status_code == 422
    assert not Note.objects.exists()


def test_our_own_book_is_bound_from_its_text_and_keeps_its_notes() -> None:
    course = make.course(title="自己的书")
    lesson = Lesson.objects.get(chapter__course=course, free=False)
    text = "# 起\n\n第一段，写晨光。\n\n# 承\n\n第二段，写雨。"
    actions.edit_lesson(lesson_id=lesson.pk, actor_id=None, kind="book", body=text)
    bind_now(lesson.pk)
    bind_now(lesson.pk)
    lesson.refresh_from_db()
    assert (lesson.asset and lesson.asset.state, Asset.objects.count()) == ("ready", 1)
    assert list(BookChapter.objects.values_list("title", flat=True)) == ["起", "承"]

    person = make.user()
    grant(user_id=person.pk, product_id=course.product_id, source="test:own")
    client = browser(person)
    start = BookChapter.objects.get(title="承").words.index("写雨")
    send(client, "POST", f"lessons/{lesson.pk}/notes", kind="highlight", chapter=1, start=start, end=start + 2)

    actions.edit_lesson(
        lesson_id=lesson.pk, actor_id=None, body="# 新加的\n\n前言。\n\n" + text.replace("第二段，", "第二段：忽然")
    )
    bind_now(lesson.pk)
    (note,) = client.get(f"/api/v1/lessons/{lesson.pk}/notes").json()["items"]
    assert (note["chapter"], note["quote"], note["lost"]) == (2, "写雨", False)
    playlist = ticket(client, Lesson.objects.get(pk=lesson.pk))
    assert "第二段：忽然写雨" in client.get(at(playlist, "chapters/2.json")).json()["html"]


def test_a_lesson_with_a_text_of_its_own_takes_no_other_book(tmp_path: Path) -> None:
    lesson = Lesson.objects.filter(chapter__course=make.course()).first()
    assert lesson
    asset = store_file(path=epub(tmp_path / "a.epub", CHAPTERS), name="a.epub", owner_id=None, expect="played")
    with pytest.raises(WrongAsset):
        actions.set_lesson_asset(lesson_id=lesson.pk, asset_id=asset.pk, actor_id=None)


def test_a_text_does_not_silently_take_the_place_of_a_book_that_was_uploaded(tmp_path: Path) -> None:
    creator, lesson = make.user(role="creator"), Lesson.objects.get(chapter__course=make.course(), free=False)
    Lesson.objects.filter(pk=lesson.pk).update(body="")
    path = epub(tmp_path / "a.epub", CHAPTERS)
    asset = store_file(path=path, name="a.epub", owner_id=creator.pk, expect="played")
    actions.set_lesson_asset(lesson_id=lesson.pk, asset_id=asset.pk, actor_id=creator.pk)
    typed = {
        "title": "诗",
        "kind": "book",
        "body": "# 我写的",
        "stage": "basic",
        "rule": "watched",
        "rule_percent": "80",
    }

    answer = browser(creator).post(f"/studio/lessons/{lesson.pk}", typed)

    assert (answer.status_code, "请先拿掉那本书" in answer.content.decode()) == (422, True)
    bind_now(lesson.pk)
    lesson.refresh_from_db()
    assert (lesson.asset_id, lesson.body) == (asset.pk, "")
    actions.set_lesson_asset(lesson_id=lesson.pk, asset_id=None, actor_id=creator.pk)
    assert browser(creator).post(f"/studio/lessons/{lesson.pk}", typed).status_code == 302
    bind_now(lesson.pk)
    assert browser(creator).post(f"/studio/lessons/{lesson.pk}", {**typed, "body": "# 再写"}).status_code == 302


def sold_book(tmp_path: Path, *, view_only: bool) -> Course:
    file = store_file(path=epub(tmp_path / "b.epub", CHAPTERS), name="b.epub", owner_id=None, expect="file")
    made = actions.put_ebook(
        course_id=None,
        actor_id=None,
        about={"title": "诗四首", "price_fen": 2_900},
        book_id=file.pk,
        sample_id=None,
        shown=1,
        view_only=view_only,
    )
    package_now(file.pk)
    return actions.publish(course_id=made.pk, actor_id=None)


@pytest.mark.parametrize("view_only", [True, False])
def test_an_ebook_that_is_sold_is_read_here_and_taken_where_the_school_lets(tmp_path: Path, view_only: bool) -> None:  # noqa: FBT001
    course = sold_book(tmp_path, view_only=view_only)
    lesson = Lesson.objects.get(chapter__course=course)
    passer, owner = browser(None), make.user()
    grant(user_id=owner.pk, product_id=course.product_id, source="test:sold")

    page = passer.get(f"/ebooks/{course.product.code}").content.decode()
    assert ("先读前 1 章" in page, "第 2 章" in page, "岭上" in page) == (True, True, False)
    assert answers(passer, ticket(passer, lesson))[:3] == [200, 402, 402]
    told = passer.get(f"/api/v1/ebooks/{course.product.code}").json()
    assert (told["readable"], told["preview_chapters"], len(told["contents"]), told["url"]) == (True, 1, 4, None)
    client = browser(owner)
    told = client.get(f"/api/v1/ebooks/{course.product.code}").json()
    assert (told["url"] is None) is view_only
    assert "开始阅读" in client.get(f"/ebooks/{course.product.code}").content.decode()
    assert answers(client, ticket(client, lesson))[:4] == [200] * 4
    assert client.get(f"/lessons/{lesson.pk}/book").status_code == (404 if view_only else 200)
    assert passer.get(f"/lessons/{lesson.pk}/book").status_code != 200


def test_a_book_in_a_course_has_what_stands_under_every_lesson(book: Lesson, reader: User, tmp_path: Path) -> None:
    course = book.chapter.course
    save_school(actor_id=None, tipping=True)
    paper = tmp_path / "题.txt"
    paper.write_text("一题")
    sheet = store_file(path=paper, name="题.txt", owner_id=None)
    attached = actions.attach_file(lesson_id=book.pk, asset_id=sheet.pk, actor_id=None, title="读后题")
    actions.edit_course(course_id=course.pk, actor_id=None, linked=True)
    actions.edit_lesson(lesson_id=book.pk, actor_id=None, rule="manual")
    actions.add_lesson(chapter_id=book.chapter_id, title="总览", actor_id=None, body=f"先读 [[{book.title}]]。")
    mine, address = browser(reader), f"/lessons/{book.pk}"

    page = mine.get(address).content.decode()
    assert f'href="/lessons/{book.pk}/files/{attached.pk}"' in page
    assert ("总览" in page.split("提到这一页的")[1], f"{address}/thanks" in page, "devices-full" in page) == (True,) * 3
    assert f'action="{address}/complete"' in page
    assert mine.post(f"{address}/complete").headers["Location"] == address
    assert Progress.objects.get().completed_at is not None

    other = browser(None).get(address).content.decode()
    assert ("读后题" in other, f"/files/{attached.pk}" in other, "/complete" in other) == (True, False, False)


def test_a_book_that_gets_another_title_or_author_is_bound_anew() -> None:
    course = make.course(title="自己的书")
    lesson = Lesson.objects.get(chapter__course=course, free=False)
    actions.edit_lesson(lesson_id=lesson.pk, actor_id=None, kind="book", body="# 起\n\n晨光。")
    bind_now(lesson.pk)
    ProcrastinateJob.objects.all().delete()

    actions.edit_lesson(lesson_id=lesson.pk, actor_id=None, title="新书名")
    assert ProcrastinateJob.objects.filter(task_name="catalog.bind").count() == 1
    bind_now(lesson.pk)
    ProcrastinateJob.objects.all().delete()
    actions.edit_course(course_id=course.pk, actor_id=None, teacher="林知")
    actions.edit_course(course_id=course.pk, actor_id=None, teacher="林知")
    assert ProcrastinateJob.objects.filter(task_name="catalog.bind").count() == 1
    bind_now(lesson.pk)

    lesson.refresh_from_db()
    assert lesson.asset
    with zipfile.ZipFile(files.original(lesson.asset)) as made:
        told = made.read("book/package.opf").decode()
    assert ("<dc:title>新书名</dc:title>" in told, "<dc:creator>林知</dc:creator>" in told) == (True, True)


def test_a_book_that_is_being_bound_says_so() -> None:
    course = make.course(title="自己的书")
    lesson = Lesson.objects.get(chapter__course=course, free=False)
    actions.edit_lesson(lesson_id=lesson.pk, actor_id=None, kind="book", body="# 起\n\n晨光。")

    page = browser(make.user(role="creator")).get(f"/lessons/{lesson.pk}").content.decode()
    assert ("正在处理" in page, "waiting.js" in page) == (True, True)

    # The worker gave up: nobody waits for what will not come.
    ProcrastinateJob.objects.filter(queueing_lock=f"bind:{lesson.pk}").update(status="failed")
    page = browser(make.user(role="creator")).get(f"/lessons/{lesson.pk}").content.decode()
    assert ("正在处理" in page, "waiting.js" in page) == (False, False)
    assert "没有排成" in browser(make.user(role="creator")).get(f"/studio/lessons/{lesson.pk}").content.decode()


def test_an_uploaded_book_with_words_beside_it_is_not_replaced_when_the_teacher_is_renamed(
    book: Lesson, owner_of_files: User
) -> None:
    """Imports of an earlier version made such lessons."""
    Asset.objects.filter(lessons=book).update(owner=owner_of_files)
    Lesson.objects.filter(pk=book.pk).update(body="这是一本书的介绍。")
    actions.edit_course(course_id=book.chapter.course_id, actor_id=None, teacher="新名字")
    bind_now(book.pk)
    assert Lesson.objects.get(pk=book.pk).asset_id == book.asset_id


@pytest.fixture
def owner_of_files() -> User:
    return make.user(role="owner")
