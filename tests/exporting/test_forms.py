"""Every form of content goes out as a folder and comes back as what it was."""

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from pytest_django import Settings

from tests import make
from tests.courseware import packages
from tests.media import films
from tests.media.epubs import epub, png
from tests.media.papers import pdf
from zhiyu.catalog import actions
from zhiyu.catalog.actions.books import bind_now
from zhiyu.catalog.errors import ImportRefused
from zhiyu.catalog.importing import import_folder
from zhiyu.catalog.models import Course, Lesson, Product
from zhiyu.catalog.queries import attachments_of, whole_outline
from zhiyu.exporting.school import export
from zhiyu.media.actions import package_now, store_file
from zhiyu.media.models import Asset

pytestmark = pytest.mark.django_db(transaction=True)
BOOK = "# 起\n\n晨光。\n\n# 承\n\n雨。"
CHAPTERS = [("一", "<p>一</p>"), ("二", "<p>二</p>"), ("三", "<p>三</p>")]
Maker = Callable[[Lesson, Path], object]


@pytest.fixture(autouse=True)
def media(tmp_path: Path, settings: Settings) -> Path:
    settings.MEDIA_DIR = tmp_path / "media"
    return tmp_path


def quiet(_said: str) -> None:
    pass


def shown(lesson: Lesson, path: Path, **more: Any) -> None:
    """The file at ``path`` as what the lesson shows."""
    asset = store_file(path=path, name=path.name, owner_id=None, expect="played")
    actions.set_lesson_asset(lesson_id=lesson.pk, asset_id=asset.pk, actor_id=None)
    package_now(asset.pk)
    if more:
        actions.edit_lesson(lesson_id=lesson.pk, actor_id=None, **more)


def written(lesson: Lesson, **more: Any) -> None:
    actions.edit_lesson(lesson_id=lesson.pk, actor_id=None, **more)
    bind_now(lesson.pk)


def hung(lesson: Lesson, place: Path, **more: Any) -> None:
    actions.edit_lesson(lesson_id=lesson.pk, actor_id=None, kind="photos", **more)
    for n in range(3):
        (path := place / f"{n}.png").write_bytes(png((60 + n, 40)))
        asset = store_file(path=path, name="光.png", owner_id=None, expect="image")
        actions.add_photo(lesson_id=lesson.pk, asset_id=asset.pk, actor_id=None, caption=f"第 {n} 张" if n else "")
    bind_now(lesson.pk)


FORMS: dict[str, Maker] = {
    "article": lambda one, _place: written(one, body="正文。\n", preview_seconds=0),
    "unwritten": lambda one, _place: written(one, objective="以后写"),
    "video": lambda one, _place: shown(one, films.film(), preview_seconds=4, marks=[[0, "引子"]]),
    "video_with_text": lambda one, _place: shown(one, films.film(), body="讲义。\n"),
    "audio": lambda one, _place: shown(one, films.sound(), rule="manual"),
    "document": lambda one, place: shown(one, pdf(place / "讲义.pdf", "一", "二"), preview_seconds=1),
    "document_with_text": lambda one, place: shown(one, pdf(place / "讲义.pdf", "一"), body="先看这里。\n"),
    "book": lambda one, place: shown(one, epub(place / "诗.epub", CHAPTERS), view_only=True),
    "own_book": lambda one, _place: written(one, kind="book", body=BOOK + "\n", view_only=True, preview_seconds=1),
    "photos": lambda one, place: hung(one, place, preview_seconds=2),
    "photos_with_text": lambda one, place: hung(one, place, body="怎么拍的。\n"),
    "exercise": lambda one, place: shown(one, packages.scorm12(place / "练.zip"), rule="scored", rule_percent=60),
    "exercise_with_text": lambda one, place: shown(one, packages.scorm12(place / "练.zip"), body="先读题。\n"),
    "live": lambda one, _place: Lesson.objects.filter(pk=one.pk).update(kind="live"),
}
# Of what a lesson was before, or is not yet, nothing keeps its course from coming back.
CHANGED: dict[str, tuple[str, list[Maker]]] = {
    "video, once photos": ("video", [hung, lambda one, _place: shown(one, films.film())]),
    "article, once a film": (
        "article",
        [lambda one, _place: shown(one, films.film()), lambda one, _place: written(one, kind="article")],
    ),
    "exercise without its file": ("article", [lambda one, _place: written(one, kind="exercise", rule="scored")]),
}
# What comes back as something else: when a class is, no folder says.
ANOTHER = {"live": "article"}


def told(course: Course) -> list[dict[str, Any]]:
    """Of each lesson all that a folder carries. What we bound ourselves is told by what it was bound from."""
    names = (
        "title",
        "kind",
        "body",
        "objective",
        "rule",
        "rule_percent",
        "preview_seconds",
        "view_only",
        "free",
        "marks",
    )
    found = []
    for one in whole_outline(course.pk).lessons:
        uploaded = (
            one.asset if one.kind not in Lesson.BOUND or (one.kind == Lesson.Kind.BOOK and not one.body) else None
        )
        found.append(
            {
                **{name: getattr(one, name) for name in names},
                "file": uploaded.sha256 if uploaded else None,
                "state": one.asset.state if one.asset else None,
                "photos": [(photo.asset.sha256, photo.caption) for photo in one.photos.select_related("asset")],
                "attached": [(file.title, file.asset.sha256) for file in attachments_of(one.pk)],
            }
        )
    return found


def returned(course: Course, place: Path) -> Course:
    export(place / "out", progress=quiet)
    Product.objects.filter(pk=course.product_id).update(code="before")
    folder = place / "out" / "courses" / course.product.code
    return import_folder(folder, owner_id=make.user(role="owner").pk, progress=quiet, package=True)


@pytest.mark.parametrize("form", FORMS)
def test_every_form_of_a_lesson_comes_back_as_it_was(form: str, media: Path) -> None:
    course = actions.create_course(title="课", actor_id=None)
    chapter = actions.add_chapter(course_id=course.pk, title="章", actor_id=None)
    lesson = actions.add_lesson(chapter_id=chapter.pk, title="第 1.5 课", actor_id=None)
    (media / "题.txt").write_text("一题")
    sheet = store_file(path=media / "题.txt", name="题.txt", owner_id=None)
    actions.attach_file(lesson_id=lesson.pk, asset_id=sheet.pk, actor_id=None, title="练习")
    FORMS[form](lesson, media)
    (before,) = told(course)

    (after,) = told(returned(course, media))

    assert after == {**before, "kind": ANOTHER.get(form, before["kind"])}
    assert after["kind"] == ANOTHER.get(
        form, form.removesuffix("_with_text").replace("own_", "").replace("unwritten", "article")
    )


@pytest.mark.parametrize("form", CHANGED)
def test_a_lesson_that_was_something_else_comes_back_as_what_it_is(form: str, media: Path) -> None:
    course = actions.create_course(title="课", actor_id=None)
    chapter = actions.add_chapter(course_id=course.pk, title="章", actor_id=None)
    lesson = actions.add_lesson(chapter_id=chapter.pk, title="一", actor_id=None)
    kind, makers = CHANGED[form]
    for make_it in makers:
        make_it(lesson, media)

    (after,) = told(returned(course, media))

    assert (after["kind"], after["photos"], after["rule"], bool(after["file"])) == (
        kind,
        [],
        "watched",
        kind == "video",
    )


def test_chapters_whose_folders_are_called_alike_keep_their_own_titles(media: Path) -> None:
    course, titles = actions.create_course(title="课", actor_id=None), ["光/影", "光 影", "光:影"]
    for title in titles:
        chapter = actions.add_chapter(course_id=course.pk, title=title, actor_id=None)
        actions.add_lesson(chapter_id=chapter.pk, title=title, actor_id=None, body="正文")

    again = whole_outline(returned(course, media).pk)

    assert [(one.title, [lesson.title for lesson in one.lessons]) for one in again] == [(x, [x]) for x in titles]


def article(_place: Path) -> Course:
    return actions.write_article(
        course_id=None, actor_id=None, about={"title": "一日一餐", "price_fen": 990}, body="先煮粥。\n", free=False
    )


def pdf_book(place: Path) -> Course:
    book, sample = (
        store_file(path=pdf(place / name, name), name=name, owner_id=None, expect="file")
        for name in ("书.pdf", "试.pdf")
    )
    about: Any = {"title": "早餐手册", "price_fen": 2_900, "contents": "第一章 粥"}
    return actions.put_ebook(course_id=None, actor_id=None, about=about, book_id=book.pk, sample_id=sample.pk)


def read_book(place: Path) -> Course:
    path = epub(place / "诗.epub", CHAPTERS)
    file = store_file(path=path, name="诗.epub", owner_id=None, expect="file")
    made = actions.put_ebook(
        course_id=None,
        actor_id=None,
        about={"title": "诗"},
        book_id=file.pk,
        sample_id=None,
        shown=1,
        view_only=True,
    )
    package_now(file.pk)
    return made


def written_book(_place: Path) -> Course:
    made = actions.put_ebook(
        course_id=None, actor_id=None, about={"title": "书"}, book_id=None, sample_id=None, text=BOOK + "\n", shown=2
    )
    bind_now(Lesson.objects.get(chapter__course=made).pk)
    return made


@pytest.mark.parametrize("make_it", [article, pdf_book, read_book, written_book])
def test_an_article_and_an_ebook_come_back_as_they_were(make_it: Callable[[Path], Course], media: Path) -> None:
    course = make_it(media)
    before, kind = told(course), course.product.kind

    again = returned(course, media)

    assert (again.product.kind, again.product.title, again.contents) == (kind, course.product.title, course.contents)
    assert (again.product.price_fen, again.product.refund_percent) == (
        course.product.price_fen,
        course.product.refund_percent,
    )
    assert told(again) == before


@pytest.fixture
def folder(media: Path) -> Path:
    """A text, an EPUB of the same stem and two pictures."""
    (inside := media / "课" / "01-章").mkdir(parents=True)
    (inside / "01-读.md").write_text("# 读\n\n先看导言。\n")
    epub(inside / "01-读.epub", CHAPTERS)
    for name in ("a.png", "b.png"):
        shutil.copy(films.picture(), inside / name)
    return media / "课"


def refused(folder: Path, settings: str) -> str:
    (folder / "course.toml").write_text(settings)
    with pytest.raises(ImportRefused) as refusal:
        import_folder(folder, owner_id=make.user(role="owner").pk, progress=quiet)
    assert (Course.objects.exists(), Asset.objects.exists()) == (False, False)
    return str(refusal.value)


@pytest.mark.parametrize(
    ("says", "words"),
    [
        ("pages = true", "不能再放一本 EPUB"),
        ('photos = [{path = "01-章/a.png"}, {path = "01-章/a.png"}]', "01-章/a.png 用在了两处"),
        ('photos = [{path = "01-章/c.png"}]', "找不到 01-章/c.png"),
        ('photos = [{path = "../c.png"}]', "找不到 ../c.png"),
        ("photos = [1]", "图片的列表"),
        ('book = true\nphotos = [{path = "01-章/a.png"}]', "只能是一种"),
        ('rule = "scored"', "不是互动课件"),
    ],
)
def test_what_a_lesson_cannot_be_is_named_and_nothing_comes(folder: Path, says: str, words: str) -> None:
    assert words in refused(folder, f'[lessons."01-章/01-读"]\n{says}\n')


@pytest.mark.parametrize(
    ("says", "words"),
    [('kind = "article"', "正好有一篇正文"), ('kind = "ebook"', "正好有一本书"), ('kind = "plan"', "应该是其中之一")],
)
def test_a_folder_that_is_not_what_it_says_is_refused(folder: Path, says: str, words: str) -> None:
    (folder / "01-章" / "02-再读.md").write_text("# 再读\n\n正文。\n")
    assert words in refused(folder, f"{says}\n")


def test_an_epub_beside_a_text_stays_what_it_is(folder: Path) -> None:
    course = import_folder(folder, owner_id=make.user(role="owner").pk, progress=quiet, package=True)

    (lesson,) = whole_outline(course.pk).lessons
    actions.edit_lesson(lesson_id=lesson.pk, actor_id=None, body="改过的导言。", kind=lesson.kind)
    bind_now(lesson.pk)
    lesson.refresh_from_db()
    assert (lesson.kind, lesson.asset) == ("article", None)
    assert [one.asset.mime for one in attachments_of(lesson.pk)] == ["application/epub+zip"]


def test_a_book_chosen_among_several_papers_is_not_written_over(folder: Path) -> None:
    (folder / "01-章" / "01-读.md").unlink()
    (folder / "01-章" / "01-读.txt").write_text("题")
    (folder / "course.toml").write_text('[lessons."01-章/01-读"]\npages = true\n')

    course = import_folder(folder, owner_id=make.user(role="owner").pk, progress=quiet, package=True)

    (lesson,) = whole_outline(course.pk).lessons
    bind_now(lesson.pk)
    lesson.refresh_from_db()
    assert lesson.asset
    assert (lesson.kind, lesson.body, lesson.asset.name) == ("book", "", "01-读.epub")
