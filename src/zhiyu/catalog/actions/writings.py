"""Articles and e-books: courses of one lesson, the text or the file. A sample is a free lesson before it."""

from datetime import datetime
from typing import TypedDict, Unpack
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from zhiyu.catalog.actions.addresses import with_address
from zhiyu.catalog.actions.asking import ask_binding
from zhiyu.catalog.actions.courses import CourseChanges, edit_course
from zhiyu.catalog.actions.files import SHOWN
from zhiyu.catalog.actions.lessons import apply_preview, edit_lesson
from zhiyu.catalog.actions.ripple import course_changed, lock_course
from zhiyu.catalog.actions.singles import UNOPENED
from zhiyu.catalog.errors import WrongAsset
from zhiyu.catalog.models import Chapter, Course, Lesson, Product
from zhiyu.kernel.clock import now
from zhiyu.kernel.errors import NotFound
from zhiyu.media.actions import read_as_book
from zhiyu.media.models import Asset
from zhiyu.platform import audit

EPUB = "application/epub+zip"
BOOKS = {"application/pdf", EPUB}
OF_BOOK = ["asset", "body", "kind", "rule", "preview_seconds", "view_only"]
SAMPLE, WHOLE = 0, 1


class ArticleChanges(TypedDict):
    body: str
    free: bool


class EbookFiles(TypedDict):
    """``sample_id`` None: there is no file to try."""

    book_id: UUID | None
    sample_id: UUID | None


class EbookChanges(EbookFiles, total=False):
    """``text``: our own Markdown, which is the book then. ``shown``: how many chapters anybody may read."""

    text: str
    shown: int
    view_only: bool


def new(*, kind: str, title: str, actor_id: int | None) -> int:
    """A draft with nothing in it yet. It is one thing, so it goes back while it was not opened."""
    product = with_address(Product, title, title=title, kind=kind, refund_percent=UNOPENED)
    course = Course.objects.create(product=product)
    chapter = Chapter.objects.create(course=course, title="")
    is_file = kind == Product.Kind.EBOOK
    Lesson.objects.create(
        chapter=chapter,
        title=title,
        position=WHOLE,
        kind=Lesson.Kind.FILE if is_file else Lesson.Kind.ARTICLE,
        rule=Lesson.Rule.MANUAL if is_file else Lesson.Rule.WATCHED,
    )
    audit.record(actor_id=actor_id, action=f"catalog.{kind}_created", target=f"course:{course.pk}", title=title)
    return course.pk


@transaction.atomic
def write_article(
    *,
    course_id: int | None,
    actor_id: int | None,
    seen_at: datetime | None = None,
    about: CourseChanges,
    **changes: Unpack[ArticleChanges],
) -> Course:
    """``course_id`` None: a new one. ``about``: what its page says and asks. A free one is open to everybody."""
    title = about["title"]
    course_id = course_id or new(kind=Product.Kind.ARTICLE, title=title, actor_id=actor_id)
    lesson = whole_of(course_id)
    edit_lesson(lesson_id=lesson.pk, actor_id=actor_id, seen_at=seen_at, title=title, **changes)
    return edit_course(course_id=course_id, actor_id=actor_id, **about)


@transaction.atomic
def put_ebook(
    *, course_id: int | None, actor_id: int | None, about: CourseChanges, **changes: Unpack[EbookChanges]
) -> Course:
    """``course_id`` None: a new one. Who has the book finds today's file: a corrected one takes the old one's place."""
    course_id = course_id or new(kind=Product.Kind.EBOOK, title=about["title"], actor_id=actor_id)
    course = lock_course(course_id)
    book = whole_of(course_id)
    put_book(book, changes)
    book.title = about["title"]
    book.save(update_fields=[*OF_BOOK, "title", "updated_at"])
    apply_preview(book)
    put_sample(book, changes["sample_id"])
    audit.record(
        actor_id=actor_id,
        action="catalog.ebook_put",
        target=f"course:{course.pk}",
        asset=str(changes["book_id"] or ""),
        sample=str(changes["sample_id"] or ""),
    )
    course_changed(course)
    return edit_course(course_id=course_id, actor_id=actor_id, **about)


def put_book(book: Lesson, changes: EbookChanges) -> None:
    """An EPUB and our own text are read here, chapter by chapter; a PDF is a file to take home."""
    text, file = changes.get("text", ""), changes["book_id"]
    written = bool(text.strip())
    if not written:
        given = book_file(file)
        book.asset = read_as_book(asset_id=given.pk) if given.mime == EPUB else given
    book.body = text if written else ""
    is_file = book.asset is not None and book.asset.kind == Asset.Kind.FILE and not written
    book.kind = Lesson.Kind.FILE if is_file else Lesson.Kind.BOOK
    book.rule = Lesson.Rule.MANUAL if is_file else Lesson.Rule.WATCHED
    book.preview_seconds = changes.get("shown", SHOWN[Lesson.Kind.BOOK])
    book.view_only = changes.get("view_only", False) and not is_file
    if written:
        ask_binding(book)


def put_sample(book: Lesson, asset_id: UUID | None) -> None:
    sample = Lesson.objects.filter(chapter=book.chapter_id, free=True, kind=Lesson.Kind.FILE).first()
    if sample is None and asset_id is None:
        return
    sample = sample or Lesson(
        chapter_id=book.chapter_id,
        title=_("试读"),
        position=SAMPLE,
        kind=Lesson.Kind.FILE,
        free=True,
        rule=Lesson.Rule.MANUAL,
    )
    if asset_id is None:
        sample.removed_at = sample.removed_at or now()
    else:
        sample.asset, sample.removed_at = book_file(asset_id), None
    fields = None if sample.pk is None else ["asset", "removed_at", "updated_at"]
    sample.save(update_fields=fields)


def book_file(asset_id: UUID | None) -> Asset:
    found = Asset.objects.filter(pk=asset_id).first() if asset_id else None
    if found is None:
        raise NotFound
    if found.mime not in BOOKS:
        raise WrongAsset(_("电子书要用 PDF 或 EPUB 文件。"))
    return found


def whole_of(course_id: int) -> Lesson:
    """The one that is sold."""
    found = Lesson.objects.filter(chapter__course=course_id, position=WHOLE, removed_at=None).first()
    if found is None:
        raise NotFound
    return found
