from datetime import date, datetime
from typing import Any

from django.http import HttpRequest
from ninja import Router

from zhiyu.access.attending import Booking
from zhiyu.accounts.http import UserRequest, anyone_api, signed_in_api
from zhiyu.catalog.durations import Duration
from zhiyu.catalog.models import Course, Product
from zhiyu.catalog.queries import courses_on_sale
from zhiyu.catalog.shelf import ShelfChapter, ShelfLesson
from zhiyu.commerce.presales import MyPreSale
from zhiyu.kernel.cursors import number_in
from zhiyu.kernel.schema import Schema
from zhiyu.learning import actions
from zhiyu.learning.queries import favourites_of
from zhiyu.storefront.actions import visit_lesson
from zhiyu.storefront.intakes import Run, current_bookings
from zhiyu.storefront.lessons import Shown
from zhiyu.storefront.queries import Alone, CoursePage, course_page
from zhiyu.storefront.texts import body_of, html_of

router = Router(tags=["courses"], auth=anyone_api)

PAGE = 20


class TermOut(Schema):
    """How long what is bought lasts, to the end of a day in Shanghai."""

    count: int
    unit: str


def term_of(term: Duration | None) -> TermOut | None:
    return TermOut(count=term.count, unit=term.unit) if term else None


class CourseItem(Schema):
    slug: str
    title: str
    subtitle: str
    teacher: str
    price_fen: int
    lesson_count: int
    duration_seconds: int
    seats_left: int | None
    categories: list[str]
    tags: list[str]
    published_at: datetime | None


class CourseList(Schema):
    items: list[CourseItem]
    next: str | None


class AloneOut(Schema):
    """How to buy one lesson without its course: ``product`` is what an order names."""

    product: str
    quote: dict[str, Any]


class LessonItem(Schema):
    id: int
    title: str
    kind: str
    stage: str
    objective: str
    free: bool
    preview_seconds: int | None
    duration_seconds: int
    completed: bool
    alone: AloneOut | None


class ChapterItem(Schema):
    id: int
    title: str
    lessons: list[LessonItem]


class FavouriteOut(Schema):
    course: str
    favourite: bool


class IntakeOut(Schema):
    """``product`` is what an order names. The last day of selling is the one that ends at ``sells_until``."""

    product: str
    name: str
    state: str
    starts_on: date
    ends_on: date
    opens_at: datetime | None
    sells_from: datetime | None
    sells_until: datetime | None
    seats: int | None
    seats_left: int | None
    quote: dict[str, Any]


class BookingOut(Schema):
    """An intake that the caller is in; the course is open to them from ``opens_at`` on."""

    name: str
    course: str
    title: str
    starts_on: date
    ends_on: date
    opens_at: datetime


class BookingList(Schema):
    items: list[BookingOut]
    next: str | None


class PreSaleOffer(Schema):
    """``deposit`` is what an order of it names. ``phase``: deposit, wait, balance; ``paid``: whether the caller has."""

    deposit: str
    deposit_fen: int
    worth_fen: int
    deposit_until: datetime | None
    pays_from: datetime
    pays_until: datetime
    phase: str
    paid: bool
    rule: str


class CourseOut(CourseItem):
    """``intakes``: what it is sold by, the next first; ``quote`` is then that of ``buy``, which an order names.

    ``by_application``: it is ordered on an approval, ``/products/{buy}/application``.

    ``welcome`` is where what its holders are told is read; null to others, and when there is nothing.
    """

    problem: str
    outcome: str
    for_whom: str
    not_for_whom: str
    intro: str
    teacher_intro: str
    quote: dict[str, Any]
    owned: bool
    until: datetime | None
    term: TermOut | None
    sold_alone: bool
    plans: list[str]
    welcome: str | None
    buy: str
    by_application: bool
    intakes: list[IntakeOut]
    intake: BookingOut | None
    presale: PreSaleOffer | None
    percent: int
    favourite: bool
    chapters: list[ChapterItem]


class FileItem(Schema):
    id: int
    title: str
    mime: str
    size: int
    url: str


class LessonOut(LessonItem):
    """``body`` is Markdown and ``html`` the same ready to show; both are null unless the caller may read them.
    Pictures of what was bought have addresses of who asks, good for a day or two: to be fetched with the same
    ``Authorization`` and ``User-Agent`` (an image tag that sends neither has to be given the downloaded file).

    ``reached``: a first viewing cannot skip beyond that second; null: the whole lesson is free to seek in.
    """

    course: str
    open: bool
    body: str | None
    html: str | None
    excerpt: str | None
    position: float
    reached: float | None
    files: list[FileItem]
    previous: int | None
    next: int | None


@router.get("/courses", response=CourseList)
def list_courses(
    request: HttpRequest, query: str = "", tag: str = "", category: str = "", cursor: str = ""
) -> CourseList:
    del request
    start = number_in(cursor)
    found = list(
        courses_on_sale(query=query, tag=tag, category=category, kind=Product.Kind.COURSE)[start : start + PAGE + 1]
    )
    items = [course_item(course) for course in found[:PAGE]]
    return CourseList(items=items, next=str(start + PAGE) if len(found) > PAGE else None)


@router.get("/courses/{slug}", response=CourseOut)
def read_course(request: HttpRequest, slug: str) -> CourseOut:
    page = course_page(slug, request.user, kind=Product.Kind.COURSE)
    course, product = page.course, page.product
    return CourseOut(
        slug=product.code,
        title=product.title,
        subtitle=product.subtitle,
        teacher=course.teacher,
        price_fen=product.price_fen,
        lesson_count=len(page.lessons),
        duration_seconds=page.seconds,
        seats_left=product.seats_left,
        categories=list(course.categories),
        tags=list(course.tags),
        published_at=product.published_at,
        problem=course.problem,
        outcome=course.outcome,
        for_whom=course.for_whom,
        not_for_whom=course.not_for_whom,
        intro=course.intro,
        teacher_intro=course.teacher_intro,
        quote=page.quote.to_json(),
        owned=page.owned,
        until=page.until,
        term=term_of(page.term),
        sold_alone=product.sold_alone,
        plans=[way.plan.code for way in page.ways],
        welcome=f"/api/v1/products/{product.code}/welcome" if page.welcome else None,
        buy=page.bought_as,
        by_application=page.by_application,
        intakes=[intake_out(run) for run in page.runs.sold],
        intake=booking_out(page.runs.mine) if page.runs.mine else None,
        presale=presale_out(page.presale) if page.presale else None,
        percent=page.progress.percent,
        favourite=page.favourite,
        chapters=[chapter_item(page, chapter) for chapter in course],
    )


@router.put("/courses/{slug}/favourite", response=FavouriteOut, auth=signed_in_api)
def favour(request: UserRequest, slug: str) -> FavouriteOut:
    actions.favour(user_id=request.user.pk, code=slug)
    return FavouriteOut(course=slug, favourite=True)


@router.delete("/courses/{slug}/favourite", response=FavouriteOut, auth=signed_in_api)
def unfavour(request: UserRequest, slug: str) -> FavouriteOut:
    actions.unfavour(user_id=request.user.pk, code=slug)
    return FavouriteOut(course=slug, favourite=False)


@router.get("/me/favourites", response=CourseList, auth=signed_in_api)
def my_favourites(request: UserRequest) -> CourseList:
    """Those still on sale, the one marked last first."""
    return CourseList(items=[course_item(one) for one in favourites_of(request.user.pk)], next=None)


@router.get("/me/intakes", response=BookingList, auth=signed_in_api)
def my_intakes(request: UserRequest) -> BookingList:
    return BookingList(items=[booking_out(one) for one in current_bookings(request.user.pk)], next=None)


@router.get("/lessons/{int:lesson_id}", response=LessonOut)
def read_lesson(request: HttpRequest, lesson_id: int) -> LessonOut:
    found = visit_lesson(user=request.user, lesson_id=lesson_id)
    whole = found.shown == Shown.WHOLE
    before, after = found.neighbours
    return LessonOut(
        **lesson_item(found.page, found.lesson).model_dump(),
        course=found.course.product.code,
        open=whole,
        body=body_of(request, found) if whole else None,
        html=html_of(request, found) if whole else None,
        excerpt=found.text or None if not whole else None,
        position=found.mine.position if found.mine else 0.0,
        reached=found.reached,
        files=[
            FileItem(
                id=x.pk, title=x.title, mime=x.asset.mime, size=x.asset.size, url=f"/lessons/{lesson_id}/files/{x.pk}"
            )
            for x in found.files
        ],
        previous=before.pk if before else None,
        next=after.pk if after else None,
    )


def course_item(course: Course) -> CourseItem:
    """``course`` comes from a query of the catalogue that counts its lessons."""
    product = course.product
    return CourseItem(
        slug=product.code,
        title=product.title,
        subtitle=product.subtitle,
        teacher=course.teacher,
        price_fen=product.price_fen,
        lesson_count=course.lesson_count,  # type: ignore[attr-defined]
        duration_seconds=course.seconds,  # type: ignore[attr-defined]
        seats_left=product.seats_left,
        categories=[x.name for x in course.categories.all()],
        tags=[x.name for x in course.tags.all()],
        published_at=product.published_at,
    )


def chapter_item(page: CoursePage, chapter: ShelfChapter) -> ChapterItem:
    lessons = [lesson_item(page, one) for one in chapter.lessons]
    return ChapterItem(id=chapter.id, title=chapter.title, lessons=lessons)


def alone_out(alone: Alone | None) -> AloneOut | None:
    return AloneOut(product=alone.product.code, quote=alone.quote.to_json()) if alone else None


def lesson_item(page: CoursePage, lesson: ShelfLesson) -> LessonItem:
    return LessonItem(
        id=lesson.pk,
        title=lesson.title,
        kind=lesson.kind,
        stage=lesson.stage,
        objective=lesson.objective,
        free=lesson.free,
        preview_seconds=lesson.preview,
        duration_seconds=lesson.seconds,
        completed=page.progress.completed(lesson.pk),
        alone=alone_out(page.alone.get(lesson.pk)),
    )


def presale_out(mine: MyPreSale) -> PreSaleOffer:
    sale = mine.sale
    return PreSaleOffer(
        deposit=sale.deposit.code,
        deposit_fen=sale.deposit.price_fen,
        worth_fen=sale.worth_fen,
        deposit_until=sale.deposit.sells_until,
        pays_from=sale.pays_from,
        pays_until=sale.pays_until,
        phase=mine.phase,
        paid=mine.paid,
        rule=mine.term.text,
    )


def intake_out(run: Run) -> IntakeOut:
    intake, product = run.intake, run.intake.product
    return IntakeOut(
        product=product.code,
        name=intake.name,
        state=run.phase,
        starts_on=intake.starts_on,
        ends_on=intake.ends_on,
        opens_at=product.opens_at,
        sells_from=product.sells_from,
        sells_until=product.sells_until,
        seats=product.stock,
        seats_left=product.seats_left,
        quote=run.quote.to_json(),
    )


def booking_out(one: Booking) -> BookingOut:
    intake = one.intake
    return BookingOut(
        name=intake.name,
        course=one.course.code,
        title=one.course.title,
        starts_on=intake.starts_on,
        ends_on=intake.ends_on,
        opens_at=one.opens_at,
    )
