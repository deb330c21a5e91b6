from datetime import datetime
from typing import Any

from django.http import HttpRequest
from ninja import Router

from zhiyu.accounts.http import anyone_api
from zhiyu.catalog.models import Course
from zhiyu.kernel.schema import Schema
from zhiyu.storefront.lessons import Shown
from zhiyu.storefront.queries import CoursePage
from zhiyu.storefront.texts import body_of, html_of
from zhiyu.storefront.writings import article_page, articles_on_sale, book_page, ebooks_on_sale

router = Router(tags=["courses"], auth=anyone_api)


class WritingItem(Schema):
    """``slug`` is what an order names."""

    slug: str
    title: str
    subtitle: str
    teacher: str
    price_fen: int
    published_at: datetime | None


class WritingList(Schema):
    items: list[WritingItem]
    next: str | None


class WritingOut(WritingItem):
    """``lesson`` is where its progress is kept."""

    lesson: int
    quote: dict[str, Any]
    owned: bool
    completed: bool


class ArticleOut(WritingOut):
    """``body`` is Markdown and ``html`` the same ready to show, whole when ``open``; ``excerpt`` is the part before.

    Pictures of what was bought have addresses of who asks, good for a day or two: to be fetched with the same
    ``Authorization`` and ``User-Agent`` (an image tag that sends neither has to be given the downloaded file).
    """

    open: bool
    seconds: int
    body: str | None
    html: str | None
    excerpt: str | None


class EbookOut(WritingOut):
    """``url`` is null unless the caller has the book and may take it along; ``sample`` null when there is none.

    ``readable``: chapter by chapter, with a ticket of ``lesson``, of which anybody gets the first ``preview_chapters``.
    """

    intro: str
    contents: list[str]
    form: str
    size: int
    readable: bool
    preview_chapters: int
    url: str | None
    sample: str | None


@router.get("/articles", response=WritingList)
def list_articles(request: HttpRequest) -> WritingList:
    del request
    return WritingList(items=[writing_item(course) for course in articles_on_sale()], next=None)


@router.get("/articles/{slug}", response=ArticleOut)
def read_article(request: HttpRequest, slug: str) -> ArticleOut:
    found = article_page(slug, request.user)
    whole = found.shown == Shown.WHOLE
    return ArticleOut(
        **of_page(found.page, found.lesson.pk),
        open=whole,
        seconds=found.lesson.seconds,
        body=body_of(request, found) if whole else None,
        html=html_of(request, found) if whole else None,
        excerpt=found.text or None if not whole else None,
    )


@router.get("/ebooks", response=WritingList)
def list_ebooks(request: HttpRequest) -> WritingList:
    del request
    return WritingList(items=[writing_item(course) for course in ebooks_on_sale()], next=None)


@router.get("/ebooks/{slug}", response=EbookOut)
def read_ebook(request: HttpRequest, slug: str) -> EbookOut:
    book = book_page(slug, request.user)
    course = book.page.course
    return EbookOut(
        **of_page(book.page, book.whole.pk),
        intro=course.intro,
        contents=[line.strip() for line in course.contents.splitlines() if line.strip()]
        or [title for title, _depth in book.chapters],
        form=book.form,
        size=book.size,
        readable=book.readable,
        preview_chapters=(book.whole.preview or 0) if book.readable else 0,
        url=f"/lessons/{book.whole.pk}/book" if book.open and book.to_take else None,
        sample=f"/lessons/{book.sample.pk}/book" if book.sample else None,
    )


def writing_item(course: Course) -> WritingItem:
    product = course.product
    return WritingItem(
        slug=product.code,
        title=product.title,
        subtitle=product.subtitle,
        teacher=course.teacher,
        price_fen=product.price_fen,
        published_at=product.published_at,
    )


def of_page(page: CoursePage, lesson_id: int) -> dict[str, Any]:
    product = page.product
    return {
        "slug": product.code,
        "title": product.title,
        "subtitle": product.subtitle,
        "teacher": page.course.teacher,
        "price_fen": product.price_fen,
        "published_at": product.published_at,
        "lesson": lesson_id,
        "quote": page.quote.to_json(),
        "owned": page.owned,
        "completed": page.progress.completed(lesson_id),
    }
