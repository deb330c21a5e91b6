"""Reads of the catalogue. Who may see unpublished courses is in the names: ``on_sale``, ``live``, ``whole``."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import (
    Case,
    Count,
    Exists,
    F,
    Func,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
    When,
)
from django.db.models.functions import Coalesce, Greatest, Length
from django.utils.translation import gettext as _
from procrastinate.contrib.django.models import ProcrastinateJob

from zhiyu.catalog import previews
from zhiyu.catalog.links import links_to
from zhiyu.catalog.models import Attachment, Category, Chapter, Course, Intake, Lesson, Photo, Product, Single, Tag
from zhiyu.catalog.shelf import CHARACTERS_A_MINUTE, SHORTEST_READING, TURNED, no_lesson
from zhiyu.kernel.errors import NotFound
from zhiyu.media.models import Asset, BookChapter, Rendition
from zhiyu.search.queries import find

SEARCH_KIND = "course"
WHOLE = 100  # per cent: however much was opened
WITH_CONTENT = (
    Q(kind=Lesson.Kind.ARTICLE) & ~Q(body="")
    | ~Q(kind=Lesson.Kind.ARTICLE) & Q(asset__isnull=False)
    | Q(kind__in=Lesson.PLANNED)
)


def live_lessons() -> QuerySet[Lesson]:
    """What learners see: not removed and with content. A lesson still being written is not in the outline yet."""
    return (
        Lesson.objects.filter(WITH_CONTENT, removed_at=None, chapter__removed_at=None)
        .select_related("asset")
        .order_by("chapter__position", "chapter_id", "position", "id")
    )


def seconds_of_lessons() -> Sum:
    """What ``ShelfLesson.seconds`` adds up to, counted by the database."""
    reading = Greatest(Length("body") * 60 / CHARACTERS_A_MINUTE, SHORTEST_READING)
    watching = Coalesce(F("asset__duration_ms") / 1000, 0)
    chapters = BookChapter.objects.filter(asset=OuterRef("asset")).order_by().values("asset")
    octets = Func("words", function="octet_length", output_field=IntegerField())
    letters = Subquery(chapters.annotate(n=Sum(octets) / 3).values("n"), output_field=IntegerField())
    book = Greatest(letters * 60 / CHARACTERS_A_MINUTE, SHORTEST_READING)
    turning = [When(kind=kind, then=watching * seconds) for kind, seconds in TURNED.items()]
    read = [
        When(kind=Lesson.Kind.ARTICLE, then=reading),
        When(kind=Lesson.Kind.BOOK, asset__duration_ms__gt=0, then=book),
    ]
    return Sum(Case(*read, *turning, default=watching))


def _with_counts(courses: QuerySet[Course]) -> QuerySet[Course]:
    mine = live_lessons().filter(chapter__course=OuterRef("pk")).order_by().values("chapter__course")
    return (
        courses.select_related("product", "cover_image")
        .annotate(
            lesson_count=Coalesce(Subquery(mine.annotate(n=Count("pk")).values("n")), 0),
            seconds=Coalesce(Subquery(mine.annotate(n=seconds_of_lessons()).values("n")), 0),
            in_intakes=Exists(Intake.objects.filter(course=OuterRef("pk"), product__published_at__isnull=False)),
        )
        .prefetch_related("categories", "tags")
    )


def courses_on_sale(*, query: str = "", tag: str = "", category: str = "", kind: str = "") -> QuerySet[Course]:
    """Published, of one kind or all, newest first, or best match first; each knows ``lesson_count`` and ``seconds``."""
    courses = _with_counts(Course.objects.filter(product__status=Product.Status.PUBLISHED))
    if kind:
        courses = courses.filter(product__kind=kind)
    if tag:
        courses = courses.filter(Q(tags__slug=tag) | Q(tags__name=tag)).distinct()
    if category:
        courses = courses.filter(Q(categories__slug=category) | Q(categories__name=category)).distinct()
    return _ranked(courses, query) if query.strip() else courses.order_by("-product__published_at", "-pk")


def _ranked(courses: QuerySet[Course], query: str) -> QuerySet[Course]:
    found = [int(ref) for ref in find(SEARCH_KIND, query, limit=200)]
    place = Case(*(When(pk=pk, then=Value(i)) for i, pk in enumerate(found)), default=Value(len(found)))
    return courses.filter(pk__in=found).annotate(place=place).order_by("place", "pk")


def courses_for_studio(*, status: str = "", query: str = "", kind: str = "") -> QuerySet[Course]:
    courses = _with_counts(Course.objects.all())
    if kind:
        courses = courses.filter(product__kind=kind)
    if status in Product.Status.values:
        courses = courses.filter(product__status=status)
    return _ranked(courses, query) if query.strip() else courses.order_by("-updated_at", "-pk")


def course_status_counts() -> dict[str, int]:
    rows = Product.objects.filter(kind=Product.Kind.COURSE).values("status").annotate(n=Count("pk"))
    counts = dict.fromkeys(Product.Status.values, 0) | {row["status"]: row["n"] for row in rows}
    return {"": sum(counts.values())} | counts


def course_by_code(code: str, *, on_sale_only: bool = True) -> Course:
    courses = Course.objects.filter(product__status=Product.Status.PUBLISHED) if on_sale_only else Course.objects.all()
    return _one(_with_counts(courses).filter(product__code=code))


def course(course_id: int) -> Course:
    return _one(Course.objects.select_related("product", "cover_image").filter(pk=course_id))


def course_of(code: str) -> Course:
    return _one(Course.objects.select_related("product", "cover_image").filter(product__code=code))


def _one(courses: QuerySet[Course]) -> Course:
    found = courses.first()
    if found is None:
        raise NotFound(_("没有这门课程，或者它已经下架。"))
    return found


def lesson(lesson_id: int) -> Lesson:
    """A lesson that was not removed, with its course, product and media."""
    found = (
        Lesson.objects.select_related("asset", "chapter__course__product")
        .filter(pk=lesson_id, removed_at=None, chapter__removed_at=None)
        .first()
    )
    if found is None:
        raise no_lesson(lesson_id)
    return found


def played(lesson_id: int) -> tuple[Lesson, Asset]:
    """One that plays, with what it plays: nothing is said in the others."""
    found = lesson(lesson_id)
    if found.asset is None or found.kind in Lesson.UNPLAYED:
        raise NotFound
    return found, found.asset


@dataclass(frozen=True)
class OutlineChapter:
    id: int
    title: str
    lessons: Sequence[Lesson]


@dataclass(frozen=True)
class Outline:
    course_id: int
    chapters: Sequence[OutlineChapter]

    @property
    def lessons(self) -> list[Lesson]:
        return [lesson for chapter in self.chapters for lesson in chapter.lessons]

    def __iter__(self) -> Iterator[OutlineChapter]:
        return iter(self.chapters)

    def beside(self, lesson_id: int) -> tuple[Lesson | None, Lesson | None]:
        """The lessons before and after this one, across chapters."""
        lessons = self.lessons
        at = next((i for i, one in enumerate(lessons) if one.pk == lesson_id), None)
        if at is None:
            return None, None
        return (lessons[at - 1] if at else None), (lessons[at + 1] if at + 1 < len(lessons) else None)


def outline(course_id: int) -> Outline:
    """What learners see: chapters that hold something, with their live lessons. Two statements."""
    whole = _outline(course_id, live_lessons())
    return Outline(course_id=course_id, chapters=[chapter for chapter in whole if chapter.lessons])


def whole_outline(course_id: int) -> Outline:
    """What the creator works on: empty chapters and unfinished lessons too."""
    lessons = Lesson.objects.filter(removed_at=None).select_related("asset").order_by("position", "id")
    return _outline(course_id, lessons)


def _outline(course_id: int, lessons: QuerySet[Lesson]) -> Outline:
    chapters = Chapter.objects.filter(course_id=course_id, removed_at=None)
    by_chapter: dict[int, list[Lesson]] = {}
    for one in lessons.filter(chapter__course_id=course_id).annotate(files=Count("attachments")):
        by_chapter.setdefault(one.chapter_id, []).append(one)
    return Outline(
        course_id=course_id,
        chapters=[OutlineChapter(id=c.pk, title=c.title, lessons=by_chapter.get(c.pk, [])) for c in chapters],
    )


def code_taken(code: str) -> bool:
    return Product.objects.filter(code=code).exists()


def course_of_chapter(chapter_id: int) -> int:
    found = Chapter.objects.filter(pk=chapter_id, removed_at=None).values_list("course_id", flat=True).first()
    if found is None:
        raise NotFound
    return found


def last_chapter(course_id: int) -> int | None:
    return Chapter.objects.filter(course_id=course_id, removed_at=None).values_list("pk", flat=True).last()


def attachments_of(lesson_id: int) -> QuerySet[Attachment]:
    return Attachment.objects.filter(lesson_id=lesson_id).select_related("asset")


def attachment(attachment_id: int) -> Attachment:
    """A file beside a live lesson, with the lesson and its course."""
    found = (
        Attachment.objects.select_related("asset", "lesson__chapter__course__product")
        .filter(pk=attachment_id, lesson__removed_at=None, lesson__chapter__removed_at=None)
        .first()
    )
    if found is None:
        raise NotFound
    return found


def single_of(lesson_id: int) -> Single | None:
    """How a lesson is sold by itself, while it is."""
    return Single.objects.select_related("product").filter(lesson=lesson_id, offered=True).first()


def usual_preview_of(lesson: Lesson) -> int | str:
    """What is shown where nothing else is wished: as long as it plays, once it is packaged. Nothing without a file."""
    if lesson.asset is None:
        return ""
    whole = lesson.asset.duration_ms
    if lesson.preview_seconds is not None:
        return previews.usual(whole)
    played = Rendition.objects.filter(asset=lesson.asset_id, retired_at=None, version__gt=0)
    shown_ms = played.values_list("shown_ms", flat=True).first()
    return previews.shown(wished=None, duration_ms=whole, shown_ms=shown_ms) or 0


def preview_seconds_of(lesson: Lesson) -> int | None:
    """How much of a lesson anybody may see before buying; None for nothing, and for a free one, which is whole."""
    if lesson.free or lesson.kind in {Lesson.Kind.ARTICLE, *Lesson.PLANNED} or lesson.asset is None:
        return None
    return previews.seconds(wished=lesson.preview_seconds, duration_ms=lesson.asset.duration_ms)


def categories() -> QuerySet[Category]:
    return Category.objects.annotate(uses=Count("courses")).order_by("position", "id")


USED_ON_SALE = Count("courses", filter=Q(courses__product__status=Product.Status.PUBLISHED))


def categories_on_sale() -> QuerySet[Category]:
    """Categories that lead somewhere."""
    return Category.objects.annotate(uses=USED_ON_SALE).filter(uses__gt=0).order_by("position", "id")


def tags_on_sale(limit: int = 20) -> QuerySet[Tag]:
    return Tag.objects.annotate(uses=USED_ON_SALE).filter(uses__gt=0).order_by("-uses", "name")[:limit]


@dataclass(frozen=True)
class Missing:
    """One thing that keeps a course from being published, and the editor page where it is mended."""

    code: str
    text: str
    tab: str
    lesson_id: int | None = None


def publish_check(course: Course) -> list[Missing]:
    missing: list[Missing] = []
    lessons = whole_outline(course.pk).lessons
    if not course.product.title.strip():
        missing.append(Missing(code="title", text=_("课程还没有标题"), tab="intro"))
    if not lessons:
        missing.append(Missing(code="lessons", text=_("还没有课时，至少要有一节"), tab="outline"))
    missing += [found for found in map(_unready, lessons) if found]
    return missing


def _unready(lesson: Lesson) -> Missing | None:
    texts = {
        "body": _("《%(title)s》还没有正文"),
        "asset": _("《%(title)s》还没有上传%(kind)s"),
        "packaging": _("《%(title)s》还在处理中（%(progress)s%%），处理完就能上架"),
        "failed": _("《%(title)s》的文件处理失败，请重新上传"),
        "unbound": _("《%(title)s》没有排成，改一改再保存，会重新排"),
    }
    code = unready_code(lesson)
    if not code:
        return None
    progress = lesson.asset.progress if lesson.asset else 0
    text = texts[code] % {"title": lesson.title, "kind": lesson.get_kind_display(), "progress": progress}
    return Missing(code=code, text=text, tab="lesson", lesson_id=lesson.pk)


def unready_code(lesson: Lesson) -> str:
    """Why a lesson cannot be shown yet; empty when it can."""
    if lesson.kind == Lesson.Kind.ARTICLE:
        return "" if lesson.body.strip() else "body"
    if lesson.kind in Lesson.PLANNED:
        return ""
    if lesson.asset is None or lesson.asset.kind != lesson.kind:
        if not being_bound(lesson):
            return "asset"
        return "packaging" if binding_is_asked(lesson.pk) else "unbound"
    return {Asset.State.READY: "", Asset.State.FAILED: "failed"}.get(Asset.State(lesson.asset.state), "packaging")


def pages_with(course_id: int, words: str) -> list[Lesson]:
    """Lessons whose title or text holds the words, in order; who may read which is the caller's to know."""
    found = live_lessons().filter(chapter__course=course_id)
    return list(found.filter(Q(title__icontains=words) | Q(body__icontains=words)))


def pages_linking_to(course_id: int, title: str) -> list[int]:
    """By ``[[title]]`` in their text; a book's is bound as it stands, and links nowhere."""
    pages = live_lessons().filter(chapter__course=course_id, body__contains="[[").exclude(kind=Lesson.Kind.BOOK)
    return [pk for pk, body in pages.values_list("pk", "body") if links_to(body, title)]


def being_bound(lesson: Lesson) -> bool:
    """Whether its book or set is still to come."""
    if lesson.kind == Lesson.Kind.BOOK:
        return bool(lesson.body.strip())
    return lesson.kind == Lesson.Kind.PHOTOS and lesson.photos.exists()


def binding_is_asked(lesson_id: int) -> bool:
    """Whether the worker has it, or will: what it could not bind is not on its way."""
    return ProcrastinateJob.objects.filter(queueing_lock=binding_key(lesson_id), status__in=["todo", "doing"]).exists()


def binding_key(lesson_id: int) -> str:
    return f"bind:{lesson_id}"


def photos_of(lesson_id: int) -> QuerySet[Photo]:
    return Photo.objects.filter(lesson_id=lesson_id)


def photo(photo_id: int) -> Photo:
    found = Photo.objects.select_related("asset").filter(pk=photo_id).first()
    if found is None:
        raise NotFound
    return found


def seats_left(product_id: int) -> int | None:
    """None when seats are unlimited."""
    left: int | None = Product.objects.values_list(F("stock") - F("taken"), flat=True).get(pk=product_id)
    return left


def files_in_texts(asset_ids: Iterable[UUID]) -> set[UUID]:
    """Those that the Markdown of any course or lesson shows, removed ones too: what is removed may be looked up."""
    marked = "/media/assets/"
    texts = [
        *Lesson.objects.filter(body__contains=marked).values_list("body", flat=True),
        *Course.objects.filter(intro__contains=marked).values_list("intro", flat=True),
        *Course.objects.filter(teacher_intro__contains=marked).values_list("teacher_intro", flat=True),
    ]
    return {asset_id for asset_id in asset_ids if any(str(asset_id) in text for text in texts)}
