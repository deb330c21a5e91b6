"""Articles and e-books as learners meet them. Reads, but for what opening an article counts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from uuid import UUID

from zhiyu.access.standing import Person
from zhiyu.catalog import queries as catalog
from zhiyu.catalog.models import Course, Lesson, Product
from zhiyu.catalog.shelf import ShelfLesson
from zhiyu.catalog.writings import files_of, lesson_of_article, writings_on_sale
from zhiyu.kernel.errors import NotFound
from zhiyu.media.models import Asset
from zhiyu.media.queries import titles_of
from zhiyu.storefront.actions import visit_lesson
from zhiyu.storefront.lessons import LessonPage
from zhiyu.storefront.queries import CoursePage, course_page

BOOKS = {Lesson.Kind.FILE, Lesson.Kind.BOOK}
FORMS = {"application/pdf": "PDF", "application/epub+zip": "EPUB"}


@dataclass(frozen=True)
class BookPage:
    page: CoursePage
    whole: ShelfLesson
    sample: ShelfLesson | None
    files: Mapping[UUID, Asset]

    @property
    def open(self) -> bool:
        return self.page.owned

    @cached_property
    def file(self) -> Asset | None:
        return self.file_of(self.whole)

    @property
    def readable(self) -> bool:
        """Here, chapter by chapter."""
        file = self.file
        return file is not None and file.kind == Asset.Kind.BOOK and file.state == Asset.State.READY

    @property
    def failed(self) -> bool:
        """Nothing is on its way: who has it would wait for what will not come."""
        if self.whole.being_bound:
            return not catalog.binding_is_asked(self.whole.pk)
        return self.whole.asset_state == Asset.State.FAILED

    @property
    def to_take(self) -> bool:
        """As a file, by who has it."""
        return self.file is not None and not self.whole.view_only

    @cached_property
    def chapters(self) -> Sequence[tuple[str, int]]:
        """Title and depth, of a book that is read here."""
        return titles_of(self.whole.asset_id) if self.readable and self.whole.asset_id else ()

    @property
    def form(self) -> str:
        return FORMS.get(self.file.mime, "") if self.file else ""

    @property
    def size(self) -> int:
        return self.file.size if self.file else 0

    @property
    def sample_size(self) -> int:
        held = self.file_of(self.sample) if self.sample else None
        return held.size if held else 0

    def file_of(self, lesson: ShelfLesson) -> Asset | None:
        return self.files.get(lesson.asset_id) if lesson.asset_id else None

    @property
    def keeps_progress(self) -> bool:
        return self.page.owned


def article_page(code: str, user: Person) -> LessonPage:
    """Its one lesson as the visitor may have it. What is whole has been counted as opened."""
    return visit_lesson(user=user, lesson_id=lesson_of_article(code))


def book_page(code: str, user: Person) -> BookPage:
    page = course_page(code, user, kind=Product.Kind.EBOOK)
    books = [one for one in page.course.lessons if one.kind in BOOKS]
    whole = next((one for one in books if not one.free), None)
    if whole is None:
        raise NotFound
    files = files_of([one.asset_id for one in books if one.asset_id])
    return BookPage(page, whole, next((one for one in books if one.free), None), files)


def articles_on_sale() -> Sequence[Course]:
    return list(writings_on_sale(Product.Kind.ARTICLE))


def ebooks_on_sale() -> Sequence[Course]:
    return list(writings_on_sale(Product.Kind.EBOOK))
