"""Pictures in texts and books that were bought, each with its reader's own mark: leaked, and traced back."""

import json
import re
from io import BytesIO
from pathlib import Path
from uuid import UUID

import pytest
from django.test import Client
from PIL import Image
from pytest_django import DjangoAssertNumQueries, Settings

from tests import make
from tests.access.viewers import app, browser, content, ticket
from tests.jobs import run_jobs
from tests.media import epubs
from tests.tracing.test_pages import drawn, leaked, learner
from zhiyu.accounts.models import User
from zhiyu.catalog.actions import edit_course, edit_lesson, set_lesson_asset
from zhiyu.catalog.models import Course, Lesson
from zhiyu.media import files, images
from zhiyu.media.actions import package_now, store_file
from zhiyu.tracing import actions, presenters, queries
from zhiyu.tracing.models import Issue, Trace

pytestmark = pytest.mark.django_db
GATED = re.compile(r"/media/hls/[\w-]+/pictures/[0-9a-f-]{36}")
LONG = "讲得很细。" * 120


@pytest.fixture(autouse=True)
def media(tmp_path: Path, settings: Settings) -> None:
    settings.MEDIA_DIR = tmp_path / "media"


def stored(picture: Image.Image, to: Path, **how: object) -> UUID:
    picture.save(to, **how)  # type: ignore[arg-type]
    return store_file(path=to, name=to.name, owner_id=None, expect="image").pk


def shown(*pictures: UUID) -> str:
    return "\n\n".join(f"![图](/media/assets/{one}/image)" for one in pictures)


@pytest.fixture
def two(tmp_path: Path) -> list[UUID]:
    return [stored(drawn(number), tmp_path / f"{number}.png") for number in range(2)]


@pytest.fixture
def article(two: list[UUID]) -> Lesson:
    """An article that is sold in a course that is traced; its free part shows nothing, its paid part two pictures."""
    course = make.article(body=f"开头。\n\n{LONG}\n\n{shown(*two)}\n\n结尾。")
    traced(course)
    return Lesson.objects.get(chapter__course=course)


def traced(course: Course) -> None:
    edit_course(course_id=course.pk, actor_id=None, traced=True)
    actions.look_after()
    run_jobs()


def addresses(client: Client, of: Lesson) -> list[str]:
    return GATED.findall(json.dumps(client.get(f"/api/v1/lessons/{of.pk}").json()["html"]))


def seen(client: Client, address: str) -> Image.Image:
    answer = client.get(address)
    assert answer.status_code == 200
    return Image.open(BytesIO(content(answer))).convert("RGB")


def others(trace: Trace) -> None:
    Issue.objects.bulk_create(
        Issue(trace=trace, version=1, user=make.user(), word="0" * 64, at=trace.created_at) for _ in range(20)
    )


def half(picture: Image.Image) -> Image.Image:
    return picture.resize((picture.width // 2, picture.height // 2))


def test_a_picture_of_an_article_leaks_and_its_account_is_named_of_many(
    article: Lesson, two: list[UUID], tmp_path: Path
) -> None:
    assert sorted(Trace.objects.values_list("asset_id", "kind", "count", "progress")) == sorted(
        (one, "pictures", 1, 100) for one in two
    )
    leaker = learner(article)
    client = browser(leaker)
    taken = seen(client, addresses(client, article)[1])
    trace = Trace.objects.get(asset_id=two[1])
    assert Issue.objects.get().trace_id == trace.pk, "what was not fetched was not given"
    others(trace)
    path = leaked([half(taken)], tmp_path / "leak.jpg", quality=60)
    copy = store_file(path=path, name="群里.jpg", owner_id=None, expect="kept")
    asked = actions.hand_in(asset_id=copy.pk, actor_id=leaker.pk)
    run_jobs()
    asked.refresh_from_db()
    assert (asked.state, asked.trace_id) == ("done", trace.pk)
    assert (asked.verdict["verdict"]["accused"], asked.verdict["verdict"]["accounts"]) == ([leaker.pk], 21)

    owner = Client()
    make.login(owner, make.user(role="owner"))
    page = owner.get(f"/studio/traces/{asked.pk}").content.decode()
    assert "几乎可以肯定，这份拷贝来自 林晓" in page
    told = owner.get(f"/api/v1/studio/traces/{asked.pk}").json()
    assert (told["lesson"], told["where"]) == (article.title, "2")
    assert owner.get(f"/studio/traces/{asked.pk}/evidence.zip").status_code == 200


def test_an_app_gets_the_same_mark_as_the_browser_of_its_account(article: Lesson) -> None:
    who = learner(article)
    one, other = (seen(client, addresses(client, article)[0]) for client in (browser(who), app(who)))
    assert one.tobytes() == other.tobytes()


def test_unmarked_and_foreign_pictures_accuse_nobody(article: Lesson, two: list[UUID], tmp_path: Path) -> None:
    client = browser(learner(article))
    for address in addresses(client, article):
        seen(client, address)
    for number, asset_id in enumerate(two):
        plain = actions.read(leaked([half(drawn(number))], tmp_path / f"plain-{number}.jpg", quality=60))
        assert plain["trace"] == Trace.objects.get(asset_id=asset_id).pk
        assert (plain["verdict"]["accused"], plain["public"]) == ([], False)
    foreign = actions.read(leaked([drawn(99)], tmp_path / "foreign.png"))
    assert (foreign["trace"], foreign["verdict"]) == (None, None)


def test_of_a_course_that_is_not_traced_pictures_leave_as_they_are(article: Lesson, two: list[UUID]) -> None:
    edit_course(course_id=article.chapter.course_id, actor_id=None, traced=False)
    client = browser(learner(article))
    answer = client.get(addresses(client, article)[0])
    assert content(answer) == files.display_image(two[0]).read_bytes()
    assert not Issue.objects.exists()


def test_what_shines_through_goes_on_doing_so(article: Lesson, tmp_path: Path) -> None:
    clear = drawn(3)
    clear.putalpha(Image.linear_gradient("L").resize(clear.size))
    picture = stored(clear, tmp_path / "clear.png")
    edit_lesson(lesson_id=article.pk, actor_id=None, body=f"开头。\n\n{LONG}\n\n{shown(picture)}\n\n结尾。")
    actions.look_after()
    run_jobs()
    client = browser(who := learner(article))
    answer = client.get(addresses(client, article)[0])
    sent = Image.open(BytesIO(content(answer)))
    kept = Image.open(BytesIO(files.display_image(picture).read_bytes()))
    assert sent.mode == "RGBA"
    assert sent.getchannel("A").tobytes() == kept.getchannel("A").tobytes()
    assert sent.convert("RGB").tobytes() != kept.convert("RGB").tobytes()
    assert Issue.objects.get().user_id == who.pk


def test_what_moves_is_asked_for_once_and_left_as_it_is(article: Lesson, two: list[UUID], tmp_path: Path) -> None:
    frames = [drawn(number).resize((160, 90)) for number in (5, 6)]
    moving = [
        stored(frames[0], tmp_path / f"a.{ending}", save_all=True, append_images=frames[1:])
        for ending in ("gif", "webp")
    ]
    body = f"开头。\n\n{LONG}\n\n{shown(*moving, two[0])}\n\n结尾。"
    edit_lesson(lesson_id=article.pk, actor_id=None, body=body)
    actions.look_after()
    run_jobs()
    assert not Trace.objects.filter(asset_id__in=moving, count__gt=0).exists()
    assert queries.unmarked() == [], "not every five minutes again"
    client = browser(learner(article))
    for address in addresses(client, article)[:2]:
        answer = client.get(address)
        assert answer["Content-Type"] in {"image/gif", "image/webp"}
        assert images.is_moving(Image.open(BytesIO(content(answer))))
    assert not Issue.objects.exists()


def test_the_studio_lists_a_text_with_the_pictures_in_it(article: Lesson, two: list[UUID]) -> None:
    owner = Client()
    make.login(owner, make.user(role="owner"))
    page = owner.get("/studio/traces").content.decode()
    assert f"{article.title} · 正文里的 2 张图" in page
    assert "已生效" in page
    Trace.objects.filter(asset_id=two[0]).update(tries=3, error="packaging_failed", progress=0)
    page = owner.get("/studio/traces").content.decode()
    assert f"/studio/traces/films/{two[0]}" in page
    assert "没有做成" in page
    edit_lesson(lesson_id=article.pk, actor_id=None, free=True)
    assert "正文里的" not in owner.get("/studio/traces").content.decode(), "what is free has nothing to mark"


@pytest.fixture
def book(tmp_path: Path) -> Lesson:
    """A book of two chapters with a picture each, of which anybody may read the first, in a course that is traced."""
    course = make.course()
    pictures = {f"OEBPS/{name}.png": png(drawn(number)) for number, name in enumerate("ab")}
    chapters = [(f"第 {n} 章", f'<p>{LONG}</p><p><img src="{name}.png" alt="图"/></p>') for n, name in enumerate("ab")]
    path = epubs.epub(tmp_path / "b.epub", chapters, more=pictures)
    asset = store_file(path=path, name="b.epub", owner_id=None, expect="played")
    lesson = Lesson.objects.create(
        chapter=course.chapters.get(), title="小说", kind="book", position=9, preview_seconds=1
    )
    set_lesson_asset(lesson_id=lesson.pk, asset_id=asset.pk, actor_id=None)
    package_now(asset.pk)
    traced(course)
    return lesson


def png(picture: Image.Image) -> bytes:
    picture.save(written := BytesIO(), "PNG")
    return written.getvalue()


def in_book(client: Client, of: Lesson, chapter: int) -> Image.Image:
    return seen(client, ticket(client, of).removesuffix("index.m3u8") + f"chapters/{chapter}/0.webp")


def test_a_picture_of_a_book_leaks_and_its_account_is_named_of_many(book: Lesson, tmp_path: Path) -> None:
    trace = Trace.objects.get()
    assert (trace.kind, trace.count, trace.progress) == ("pictures", 2, 100)
    taken = in_book(browser(leaker := learner(book)), book, 1)
    others(trace)
    found = actions.read(leaked([half(taken)], tmp_path / "leak.jpg", quality=60))
    assert (found["trace"], found["pages"], found["verdict"]["accused"]) == (trace.pk, [1], [leaker.pk])
    assert presenters.answer_from(found).begins == "2"
    sample = actions.read(leaked([in_book(browser(), book, 0)], tmp_path / "sample.webp"))
    assert (sample["public"], sample["verdict"]["accused"]) == (True, [])


def test_a_book_without_pictures_is_looked_over_once(book: Lesson, tmp_path: Path) -> None:
    path = epubs.epub(tmp_path / "plain.epub", [("第一章", f"<p>{LONG}</p>"), ("第二章", f"<p>{LONG}</p>")])
    asset = store_file(path=path, name="b.epub", owner_id=None, expect="played")
    set_lesson_asset(lesson_id=book.pk, asset_id=asset.pk, actor_id=None)
    package_now(asset.pk)
    assert queries.unmarked() == [asset.pk]
    actions.look_after()
    run_jobs()
    assert queries.unmarked() == []
    assert Trace.objects.get(asset_id=asset.pk).count == 0


def test_who_reads_is_noted_once_a_picture(article: Lesson) -> None:
    who: User = learner(article)
    for client in (browser(who), app(who)):
        for address in addresses(client, article):
            seen(client, address)
    assert [*Issue.objects.order_by("pk").values_list("user_id", "version")] == [(who.pk, 1)] * 2


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_asks_the_same_questions_of_however_many_texts(
    article: Lesson, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _one in range(count - 1):
        traced(make.article(body=Lesson.objects.get(pk=article.pk).body))
    owner = Client()
    make.login(owner, make.user(role="owner"))
    owner.get("/studio/traces")
    with django_assert_num_queries(9):
        page = owner.get("/studio/traces").content.decode()
    assert page.count("正文里的 2 张图") == count


def test_of_a_text_only_what_is_sold_is_looked_over(article: Lesson, two: list[UUID]) -> None:
    free, sold = two
    Trace.objects.all().delete()
    body = f"开头。{shown(free)}\n\n{LONG}\n\n{shown(sold)}\n\n结尾。"
    edit_lesson(lesson_id=article.pk, actor_id=None, body=body)
    assert queries.unmarked() == [sold]
