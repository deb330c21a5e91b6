from collections.abc import Sequence
from typing import TypedDict, Unpack
from uuid import UUID

from django.db import IntegrityError, transaction

from zhiyu.catalog.actions.addresses import with_address
from zhiyu.catalog.actions.asking import ask_binding
from zhiyu.catalog.actions.ripple import course_changed, lock_course
from zhiyu.catalog.durations import Duration
from zhiyu.catalog.errors import AddressFixed, AddressTaken, BadSeats, DownloadsRefused
from zhiyu.catalog.models import Category, Chapter, Course, Lesson, Product, Tag
from zhiyu.catalog.outlines import DraftChapter
from zhiyu.catalog.refund_rules import begin_with
from zhiyu.catalog.slugs import numbered, slug_of
from zhiyu.kernel.clock import now
from zhiyu.platform import audit

MOST_TAGS = 8


class CourseSettings(TypedDict, total=False):
    subtitle: str
    code: str
    price_fen: int
    stock: int | None
    refund_days: int
    refund_percent: int
    refund_later_days: int
    term: Duration | None
    sold_alone: bool
    in_membership: bool
    cover_design: str
    cover_hue: int
    cover_image_id: UUID | None
    problem: str
    outcome: str
    for_whom: str
    not_for_whom: str
    intro: str
    contents: str
    teacher: str
    teacher_intro: str
    tips_off: bool
    wrapped_keys: bool
    plain_small: bool
    traced: bool
    trace_against: int
    downloads: bool
    linked: bool
    no_skip: bool
    categories: Sequence[int]
    tags: Sequence[str]


class CourseChanges(CourseSettings, total=False):
    title: str


OF_PRODUCT = ("title", "subtitle", "price_fen", "refund_days", "refund_percent", "refund_later_days", "sold_alone")
OF_COURSE = (
    *("cover_design", "cover_hue", "cover_image_id", "problem", "outcome", "for_whom", "not_for_whom"),
    *("intro", "contents", "teacher", "teacher_intro", "tips_off", "wrapped_keys", "plain_small", "traced", "linked"),
    *("no_skip", "downloads", "trace_against"),
)


@transaction.atomic
def create_course(
    *, title: str, actor_id: int | None, outline: Sequence[DraftChapter] = (), **changes: Unpack[CourseSettings]
) -> Course:
    """A draft with a free address, and the chapters and lessons of a pasted outline."""
    product = with_address(Product, title, title=title, **begin_with())
    course = Course.objects.create(product=product, cover_hue=steady_hue(title))
    audit.record(actor_id=actor_id, action="catalog.course_created", target=f"course:{course.pk}", title=title)
    for position, draft in enumerate(outline):
        chapter = Chapter.objects.create(course=course, title=draft.title, position=position)
        Lesson.objects.bulk_create(
            Lesson(chapter=chapter, title=name, position=i) for i, name in enumerate(draft.lessons)
        )
    if changes:
        return edit_course(course_id=course.pk, actor_id=actor_id, **changes)
    course_changed(course)
    return course


def steady_hue(title: str) -> int:
    """A steady colour of its own for each new course."""
    return sum(map(ord, title)) * 47 % 360


@transaction.atomic
def edit_course(*, course_id: int, actor_id: int | None, **changes: Unpack[CourseChanges]) -> Course:
    """Change what is given, leave the rest. Prices and seats are audited with what they were."""
    course = lock_course(course_id)
    product = course.product
    before = {name: getattr(product, name) for name in ("price_fen", "stock", "code") if name in changes}
    _name_author(course, changes.get("teacher", course.teacher))
    if "code" in changes:
        _readdress(product, changes["code"])
    if "stock" in changes:
        set_stock(product, changes["stock"])
    if "term" in changes:
        _set_term(product, changes["term"])
    if "in_membership" in changes:
        _set_place(product, inside=changes["in_membership"])
    _assign(product, OF_PRODUCT, changes)
    _assign(course, OF_COURSE, changes)
    if course.downloads and course.wrapped_keys:
        raise DownloadsRefused
    if "categories" in changes:
        course.categories.set(Category.objects.filter(pk__in=changes["categories"]))
    if "tags" in changes:
        course.tags.set([_tag(name) for name in clean_tags(changes["tags"])])
    after = {name: getattr(product, name) for name in before}
    audit.record(
        actor_id=actor_id,
        action="catalog.course_edited",
        target=f"course:{course.pk}",
        fields=sorted(changes),
        before={name: value for name, value in before.items() if value != after[name]},
        after={name: value for name, value in after.items() if value != before[name]},
    )
    course_changed(course)
    return course


def _name_author(course: Course, name: str) -> None:
    """The books that the school wrote itself say it inside."""
    books = Lesson.objects.filter(chapter__course=course, kind=Lesson.Kind.BOOK, removed_at=None)
    for book in books if name != course.teacher else ():
        ask_binding(book)


def _assign(row: Product | Course, names: Sequence[str], changes: CourseChanges) -> None:
    given = [name for name in names if name in changes]
    for name in given:
        setattr(row, name, changes[name])  # type: ignore[literal-required]
    if given:
        row.save(update_fields=given)


def _readdress(product: Product, code: str) -> None:
    if code == product.code:
        return
    if product.published_at is not None:
        raise AddressFixed
    product.code = code
    try:
        with transaction.atomic():
            product.save(update_fields=["code"])
    except IntegrityError:
        raise AddressTaken from None


def set_stock(product: Product, stock: int | None) -> None:
    """Seats are sold while we edit, so the check and the write are one statement."""
    room = Product.objects.filter(pk=product.pk)
    if stock is not None:
        room = room.filter(taken__lte=stock)
    if not room.update(stock=stock):
        product.refresh_from_db(fields=["taken"])
        raise BadSeats(extra={"taken": product.taken})
    product.stock = stock


def _set_term(product: Product, term: Duration | None) -> None:
    """For those who buy from now on: what was bought keeps the time it was bought for."""
    product.term_count, product.term_unit = (term.count, term.unit) if term else (None, "")
    product.save(update_fields=["term_count", "term_unit"])


def _set_place(product: Product, *, inside: bool) -> None:
    if inside != (product.outside_since is None):
        product.outside_since = None if inside else now()
        product.save(update_fields=["outside_since"])


def clean_tags(names: Sequence[str]) -> list[str]:
    """Trimmed, without repetition in any letter case, the first eight."""
    seen: dict[str, str] = {}
    for name in names:
        short = " ".join(name.split()).lstrip("#")[:24].strip()
        if short:
            seen.setdefault(short.lower(), short)
    return list(seen.values())[:MOST_TAGS]


def _tag(name: str) -> Tag:
    found = Tag.objects.filter(name__iexact=name).first()
    if found:
        return found
    slug = slug_of(name)[:36]
    taken = set(Tag.objects.filter(slug__startswith=slug).values_list("slug", flat=True))
    made, _created = Tag.objects.get_or_create(name=name, defaults={"slug": numbered(slug, taken)})
    return made
