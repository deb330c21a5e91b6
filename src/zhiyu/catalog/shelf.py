"""A course as its visitors see it: the hot read, in plain SQL and plain values.

The pages that strangers and learners open most ask for nothing else of the catalogue. Writing it once here costs a
seventh of building the same from models, which matters on the one read that every visit makes.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson
from django.utils.translation import gettext as _

from zhiyu.catalog import previews
from zhiyu.catalog.durations import Duration
from zhiyu.catalog.errors import LessonRemoved
from zhiyu.catalog.excerpts import first_part
from zhiyu.catalog.models import Lesson, Product
from zhiyu.kernel.errors import NotFound
from zhiyu.media.layout import PAGE_MS
from zhiyu.platform.plain import row, rows

CHARACTERS_A_MINUTE = 400
SHORTEST_READING = 60

COURSE = """
    select p.id, p.kind, p.code, p.title, p.subtitle, p.price_fen, p.stock, p.taken, p.status, p.refund_days,
           p.refund_percent, p.refund_later_days, p.published_at, p.term_count, p.term_unit, p.sold_alone,
           array(select n.id from catalog_plan n where n.on_sale and exists (
                 select from catalog_variant v join catalog_product w on w.id = v.product_id
                 where v.plan_id = n.id and w.status = 'published'
                   and (w.opens_all and p.outside_since is null
                        or exists (select from catalog_opens o
                                   where o.opener_id = w.id and o.opened_id = p.id and o.ended_at is null))
                 ) order by n.id),
           exists (select from catalog_part x where x.product_id = p.id), p.leads_to_id,
           p.counts_days,
           (select t.title from catalog_product t where t.id = p.counts_for_id and t.status = 'published'),
           exists (select from catalog_presale s where s.product_id = p.id and s.cancelled_at is null),
           exists (select from catalog_intake i join catalog_product w on w.id = i.product_id
                   where i.course_id = c.id and w.published_at is not null),
           p.by_application,
           c.id, c.cover_design, c.cover_hue, c.cover_image_id, c.problem, c.outcome, c.for_whom,
           c.not_for_whom, c.intro, c.contents, c.teacher, c.teacher_intro, c.outline_version, c.tips_off, c.linked,
           c.no_skip, c.downloads and not c.wrapped_keys,
           array(select g.name from catalog_category g join catalog_course_categories x on x.category_id = g.id
                 where x.course_id = c.id order by g.position, g.id),
           array(select t.name from catalog_tag t join catalog_course_tags x on x.tag_id = t.id
                 where x.course_id = c.id order by t.id)
    from catalog_course c join catalog_product p on p.id = c.product_id
    where {which}
"""
BY_CODE = COURSE.format(which="p.code = %s")
BY_LESSON = COURSE.format(
    which="""c.id = (select h.course_id from catalog_lesson l join catalog_chapter h on h.id = l.chapter_id
                     where l.id = %s and l.removed_at is null and h.removed_at is null)"""
)
# An article has something to taste when a blank line parts it.
LESSON = """
    select h.id, h.title, l.id, l.title, l.kind, l.stage, l.objective, l.free, l.preview_seconds, l.rule,
           l.asset_id, coalesce(a.duration_ms, 0), a.state, length(l.body),
           l.kind = 'article' and not l.free and btrim(l.body, E' \\n\\r\\t') ~ E'\\n[ \\t\\r]*\\n',
           (select count(*) from catalog_attachment f where f.lesson_id = l.id),
           case when {opened} and l.kind <> 'book' then l.body else '' end,
           (select r.shown_ms from media_rendition r
            where r.asset_id = l.asset_id and r.retired_at is null and r.version > 0 limit 1),
           (select s.product_id from catalog_single s where s.lesson_id = l.id),
           case when {opened} then l.marks::text end, l.view_only, l.updated_at,
           {opened} and l.kind = 'video' and exists (
               select from media_rendition r
               where r.asset_id = l.asset_id and r.retired_at is null and r.version > 0
                 and (r.name = 'audio' or r.rung in ('audio', 'audiom'))),
           case when l.kind = 'book' then
               (select sum(octet_length(b.words)) / 3 from media_bookchapter b where b.asset_id = l.asset_id) end,
           l.kind = 'video' and exists (select from media_stream m where m.asset_id = l.asset_id)
    from catalog_lesson l join catalog_chapter h on h.id = l.chapter_id left join media_asset a on a.id = l.asset_id
"""
LESSONS = f"""{LESSON.format(opened="l.id = %(open)s")}
    where h.course_id = %(course)s and h.removed_at is null and l.removed_at is null
      and (l.id = %(open)s or l.kind in ('live', 'onsite')
           or case when l.kind = 'article' then l.body <> '' else l.asset_id is not null end)
    order by h.position, h.id, l.position, l.id
"""
WITH_TEXTS = f"{LESSON.format(opened='true')} where l.id = any(%s)"
REMOVED = """
    select h.course_id, p.code, h.position, h.id, l.position
    from catalog_lesson l join catalog_chapter h on h.id = l.chapter_id join catalog_course c on c.id = h.course_id
    join catalog_product p on p.id = c.product_id
    where l.id = %s and p.published_at is not null
"""
# What stands behind the place first, then the course from its beginning.
NEXT = """
    select l.id from catalog_lesson l join catalog_chapter h on h.id = l.chapter_id
    where h.course_id = %s and h.removed_at is null and l.removed_at is null
      and case when l.kind = 'article' then l.body <> '' else l.kind in ('live', 'onsite') or l.asset_id is not null end
    order by (h.position, h.id, l.position) < (%s, %s, %s), h.position, h.id, l.position, l.id limit 1
"""


TURNED = {Lesson.Kind.DOCUMENT: 30, Lesson.Kind.PHOTOS: 15, Lesson.Kind.EXERCISE: 0}
"""How many seconds one takes of what is counted in pages or pictures. Nobody knows how long an exercise is tried."""
UNSHOWN = {Lesson.Kind.ARTICLE, Lesson.Kind.EXERCISE, *Lesson.PLANNED}


def reading_seconds(characters: int) -> int:
    """How long an article or a book is read, by nobody to the second. ``queries.seconds_of_lessons`` says it in SQL."""
    return max(SHORTEST_READING, characters * 60 // CHARACTERS_A_MINUTE) if characters else 0


@dataclass(frozen=True, slots=True)
class ShelfProduct:
    pk: int
    kind: str
    code: str
    title: str
    subtitle: str
    price_fen: int
    stock: int | None
    taken: int
    status: str
    refund_days: int
    refund_percent: int
    refund_later_days: int
    published_at: datetime | None
    term_count: int | None
    term_unit: str
    sold_alone: bool
    plans: Sequence[int]
    """Those on sale that open it, too."""
    in_bundle: bool
    leads_to_id: int | None
    counts_days: int | None
    counts_title: str | None
    """What its price counts towards, as long as that is sold."""
    in_presale: bool
    """Now, or it was once."""
    in_intakes: bool
    by_application: bool

    @property
    def sessions(self) -> None:
        """A course is no service."""

    @property
    def tip(self) -> bool:
        return False

    @property
    def deposit(self) -> bool:
        return False

    @property
    def membership(self) -> bool:
        return False

    @property
    def term(self) -> Duration | None:
        return Duration.of(self.term_count, self.term_unit)

    @property
    def seats_left(self) -> int | None:
        return None if self.stock is None else self.stock - self.taken

    @property
    def on_sale(self) -> bool:
        return self.status == Product.Status.PUBLISHED


OF_PRODUCT = len(fields(ShelfProduct))


@dataclass(frozen=True, slots=True)
class ShelfLesson:
    pk: int
    title: str
    kind: str
    stage: str
    objective: str
    free: bool
    preview_seconds: int | None
    rule: str
    asset_id: UUID | None
    duration_ms: int
    asset_state: str | None
    characters: int
    parts: bool
    files: int
    body: str
    """Of the lesson that is opened; the others come without."""
    shown_ms: int | None
    """How long the packaged preview is; None before."""
    alone: int | None
    """The product that is this lesson by itself, on sale or not."""
    marks_text: str | None = None
    """Of the lesson that is opened, as JSON."""
    view_only: bool = False
    updated_at: datetime | None = None
    sound: bool = False
    """Whether the film that is opened can be heard without its picture."""
    letters: int | None = None
    """Of a book: its bytes by three, which is its Chinese characters, and of Latin letters about as much as is read in
    the time of one. PostgreSQL knows the bytes without unpacking a single chapter.
    """
    replay: bool = False
    """Of a class that was given live."""

    @property
    def marks(self) -> list[tuple[int, str]]:
        """Its places: second and title."""
        return [(second, title) for second, title in orjson.loads(self.marks_text or "[]")]

    @property
    def seconds(self) -> int:
        """How long it takes; an article by its length."""
        if self.kind == Lesson.Kind.ARTICLE:
            return reading_seconds(self.characters)
        if self.kind == Lesson.Kind.BOOK:
            return reading_seconds(self.letters or 0)
        return self.duration_ms // 1000 * TURNED.get(Lesson.Kind(self.kind), 1)

    @property
    def pages(self) -> int:
        """Of a document; pictures of a set."""
        return self.duration_ms // PAGE_MS if self.kind in {Lesson.Kind.DOCUMENT, Lesson.Kind.PHOTOS} else 0

    @property
    def chapters(self) -> int:
        """Of a book."""
        return self.duration_ms // PAGE_MS if self.kind == Lesson.Kind.BOOK else 0

    @property
    def being_bound(self) -> bool:
        """A book of the school's own words that cannot be read yet; what was there before it is none."""
        return self.kind == Lesson.Kind.BOOK and self.characters > 0 and not self.chapters

    @property
    def exercises(self) -> int:
        """The parts of courseware."""
        return self.duration_ms // PAGE_MS if self.kind == Lesson.Kind.EXERCISE else 0

    @property
    def preview(self) -> int | None:
        """Seconds of it, pages of a document or chapters of a book, that anybody may see before buying."""
        if self.free or self.kind in UNSHOWN or self.asset_id is None:
            return None
        return previews.shown(wished=self.preview_seconds, duration_ms=self.duration_ms, shown_ms=self.shown_ms)

    @property
    def tastes(self) -> bool:
        """Whether anybody may try a part of it."""
        if self.kind == Lesson.Kind.ARTICLE:
            return self.parts and self.preview_seconds != 0
        return bool(self.preview)

    @property
    def open_part(self) -> str:
        """What of its text anybody may read."""
        return self.body if self.free else first_part(self.body) if self.tastes else ""

    def get_stage_display(self) -> str:
        return str(Lesson.Stage(self.stage).label)


@dataclass(frozen=True, slots=True)
class ShelfChapter:
    id: int
    title: str
    lessons: Sequence[ShelfLesson]


@dataclass(frozen=True, slots=True)
class ShelfCourse:
    product: ShelfProduct
    pk: int
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
    outline_version: int
    tips_off: bool
    linked: bool
    no_skip: bool
    downloads: bool
    categories: Sequence[str]
    tags: Sequence[str]
    chapters: Sequence[ShelfChapter]

    @property
    def lessons(self) -> list[ShelfLesson]:
        return [lesson for chapter in self.chapters for lesson in chapter.lessons]

    def lesson(self, lesson_id: int) -> ShelfLesson:
        return next(lesson for lesson in self.lessons if lesson.pk == lesson_id)

    def __iter__(self) -> Iterator[ShelfChapter]:
        return iter(self.chapters)

    def beside(self, lesson_id: int) -> tuple[ShelfLesson | None, ShelfLesson | None]:
        """The lessons before and after this one, across chapters."""
        lessons = self.lessons
        at = next((i for i, one in enumerate(lessons) if one.pk == lesson_id), None)
        if at is None:
            return None, None
        return (lessons[at - 1] if at else None), (lessons[at + 1] if at + 1 < len(lessons) else None)


def course_on_shelf(code: str) -> ShelfCourse:
    """Course, product and outline in two statements; whether it may be shown is the caller's to say."""
    found = _read(BY_CODE, code)
    if found is None:
        raise NotFound(_("没有这门课程，或者它已经下架。"))
    return found


def course_with_lesson(lesson_id: int) -> ShelfCourse:
    """The same around one lesson, which comes with its text, and also when it is not finished yet."""
    found = _read(BY_LESSON, lesson_id, open_lesson=lesson_id)
    if found is None:
        raise no_lesson(lesson_id)
    return found


def lessons_with_texts(lesson_ids: Sequence[int]) -> list[ShelfLesson]:
    """In no order; of books the words that they are bound from stay away."""
    return [ShelfLesson(*lesson) for _chapter, _title, *lesson in rows(WITH_TEXTS, [list(lesson_ids)])]


def no_lesson(lesson_id: int) -> NotFound:
    """Why it is not there: who was in the middle of it is told, and led on."""
    gone = row(REMOVED, [lesson_id])
    if gone is None:
        return NotFound(_("没有这节课，或者它已经被移除。"))
    course_id, code, *place = gone
    follows = row(NEXT, [course_id, *place])
    return LessonRemoved(extra={"course": code, "next": follows[0] if follows else None})


def _read(statement: str, key: str | int, *, open_lesson: int = 0) -> ShelfCourse | None:
    found = row(statement, [key])
    if found is None:
        return None
    product, course = found[:OF_PRODUCT], found[OF_PRODUCT:]
    lessons = rows(LESSONS, {"course": course[0], "open": open_lesson})
    parts: list[Any] = [ShelfProduct(*product), *course, chapters(lessons)]
    return ShelfCourse(*parts)


def chapters(found_rows: Sequence[tuple[Any, ...]]) -> list[ShelfChapter]:
    """Chapters that hold something, in the order of the rows."""
    found: dict[int, tuple[str, list[ShelfLesson]]] = {}
    for chapter_id, title, *lesson in found_rows:
        found.setdefault(chapter_id, (title, []))[1].append(ShelfLesson(*lesson))
    return [ShelfChapter(chapter_id, title, lessons) for chapter_id, (title, lessons) in found.items()]
