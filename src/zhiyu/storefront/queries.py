"""What the learner's pages and their API twins show, joined from the floors below. Reads only."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from zhiyu.access.models import Grant
from zhiyu.access.queries import Person, Right, right_to
from zhiyu.accounts.permissions import can
from zhiyu.catalog import queries as catalog
from zhiyu.catalog.markdown import render
from zhiyu.catalog.models import Attachment, Course, Lesson, Product
from zhiyu.commerce.queries import quote_products
from zhiyu.kernel.clock import now
from zhiyu.kernel.errors import NotFound
from zhiyu.learning.models import Progress
from zhiyu.learning.queries import CourseProgress, longest_rights, progress_of
from zhiyu.media.models import Asset
from zhiyu.promotions.quotes import Quote
from zhiyu.storefront.excerpts import first_part, without_title


class Offer(StrEnum):
    """The one thing the course page asks a visitor to do."""

    LEARN = "learn"
    TAKE = "take"
    BUY = "buy"
    RENEW = "renew"
    SOLD_OUT = "sold_out"
    NOT_ON_SALE = "not_on_sale"


@dataclass(frozen=True)
class CoursePage:
    course: Course
    outline: catalog.Outline
    progress: CourseProgress
    quote: Quote
    offer: Offer
    signed_in: bool
    owned: bool
    until: datetime | None
    previews: dict[int, int | None]

    @property
    def product(self) -> Product:
        return self.course.product

    @property
    def lessons(self) -> list[Lesson]:
        return self.outline.lessons

    @property
    def seconds(self) -> int:
        return sum(lesson_seconds(lesson) for lesson in self.lessons)

    @property
    def intro_html(self) -> str:
        return render(self.course.intro)

    def tastes(self, lesson: Lesson) -> bool:
        """Whether anybody may try a part of it."""
        return shown_by(Right.NONE, lesson) == Shown.PREVIEW

    def length_of(self, lesson: Lesson) -> int:
        return lesson_seconds(lesson)

    @property
    def stages(self) -> list[str]:
        """Stages that occur, in the order of the path; one alone says nothing."""
        found = [stage for stage in Lesson.Stage if any(x.stage == stage for x in self.lessons)]
        return [str(stage.label) for stage in found] if len(found) > 1 else []

    @property
    def taste(self) -> Lesson | None:
        """What to try first: a preview of media, else a free lesson."""
        tasty = [x for x in self.lessons if self.previews[x.pk]] + [x for x in self.lessons if x.free]
        return tasty[0] if tasty and not self.owned else None

    @property
    def resume(self) -> Lesson | None:
        return self.progress.next_lesson or (self.lessons[0] if self.lessons else None)


class Shown(StrEnum):
    """How much of a lesson its visitor gets."""

    WHOLE = "whole"
    PREVIEW = "preview"
    NOTHING = "nothing"


@dataclass(frozen=True)
class LessonPage:
    lesson: Lesson
    page: CoursePage
    right: Right
    shown: Shown
    text: str
    files: Sequence[Attachment]

    @property
    def course(self) -> Course:
        return self.page.course

    @property
    def mine(self) -> Progress | None:
        return self.page.progress.by_lesson.get(self.lesson.pk)

    @property
    def keeps_progress(self) -> bool:
        """Learners' work is recorded; staff who look in and passers-by leave no trace."""
        return self.right in {Right.OWNED, Right.FREE} and self.page.signed_in

    @property
    def completed(self) -> bool:
        return self.page.progress.completed(self.lesson.pk)

    @property
    def preview_seconds(self) -> int | None:
        return self.page.previews.get(self.lesson.pk) if self.shown == Shown.PREVIEW else None

    @property
    def seconds_left(self) -> int:
        """What of the lesson follows its preview."""
        return max(0, lesson_seconds(self.lesson) - (self.preview_seconds or 0))

    @property
    def neighbours(self) -> tuple[Lesson | None, Lesson | None]:
        return self.page.outline.beside(self.lesson.pk)

    @property
    def media(self) -> str:
        """``ready``, ``waiting`` while it is being packaged, ``failed``; empty for an article."""
        if self.lesson.kind == Lesson.Kind.ARTICLE:
            return ""
        if self.lesson.asset is None or self.lesson.asset.state == Asset.State.FAILED:
            return "failed"
        return "ready" if self.lesson.asset.state == Asset.State.READY else "waiting"

    @property
    def html(self) -> str:
        return render(without_title(self.text, self.lesson.title))


def course_page(code: str, user: Person) -> CoursePage:
    course = catalog.course_by_code(code, on_sale_only=False)
    return page_of(course, user)


def page_of(course: Course, user: Person) -> CoursePage:
    """Courses not on sale are seen by those who own them and those who edit them; for others they do not exist."""
    rights = longest_rights(user.pk)
    owned = course.product_id in rights
    published = course.product.status == Product.Status.PUBLISHED
    if not (published or owned or can(user, "catalog.edit")):
        raise NotFound
    outline = catalog.outline(course.pk)
    return CoursePage(
        course=course,
        outline=outline,
        progress=progress_of(user.pk, course, lessons=outline.lessons),
        quote=quote_products([(course.product, 1)], buyer_id=user.pk),
        offer=offer_of(course.product, user, owned=owned),
        signed_in=user.is_authenticated,
        owned=owned,
        until=rights.get(course.product_id),
        previews={lesson.pk: catalog.preview_seconds_of(lesson) for lesson in outline.lessons},
    )


def offer_of(product: Product, user: Person, *, owned: bool) -> Offer:
    if owned:
        return Offer.LEARN
    if product.status != Product.Status.PUBLISHED:
        return Offer.NOT_ON_SALE
    if product.seats_left == 0:
        return Offer.SOLD_OUT
    if product.price_fen == 0:
        return Offer.TAKE
    return Offer.RENEW if lapsed(user.pk, product.pk) else Offer.BUY


def lapsed(user_id: int | None, product_id: int) -> bool:
    """Whether someone once had it and the time simply ran out."""
    if user_id is None:
        return False
    ended = Grant.objects.filter(user_id=user_id, product_id=product_id, revoked_at=None, valid_until__lte=now())
    return ended.exists()


def lesson_page(lesson_id: int, user: Person) -> LessonPage:
    lesson = catalog.lesson(lesson_id)
    page = page_of(lesson.chapter.course, user)
    right = right_to(user, lesson)
    shown = shown_by(right, lesson)
    whole = shown == Shown.WHOLE
    return LessonPage(
        lesson=lesson,
        page=page,
        right=right,
        shown=shown,
        text=lesson.body if whole else first_part(lesson.body) if shown == Shown.PREVIEW else "",
        files=list(catalog.attachments_of(lesson.pk)),
    )


def shown_by(right: Right, lesson: Lesson) -> Shown:
    if right != Right.NONE:
        return Shown.WHOLE
    if lesson.kind == Lesson.Kind.ARTICLE:
        return Shown.PREVIEW if first_part(lesson.body) and lesson.preview_seconds != 0 else Shown.NOTHING
    return Shown.PREVIEW if catalog.preview_seconds_of(lesson) else Shown.NOTHING


def lesson_seconds(lesson: Lesson) -> int:
    """How long a lesson takes; an article by its length, at four hundred characters a minute."""
    if lesson.kind == Lesson.Kind.ARTICLE:
        return len(lesson.body) * 60 // 400
    return lesson.asset.duration_ms // 1000 if lesson.asset else 0
