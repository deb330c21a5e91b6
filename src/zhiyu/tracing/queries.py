"""What is to be traced, how far it is, who was given what. No numpy."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet

from zhiyu.accounts.models import User
from zhiyu.catalog.models import Course, Lesson
from zhiyu.kernel.errors import NotFound
from zhiyu.media.models import Asset, Rendition
from zhiyu.platform.plain import row
from zhiyu.tracing import texts
from zhiyu.tracing.models import Inquiry, Issue, Trace

MOST_TRIES = 3
WHOLE = 100
PLAYED = {Asset.Kind.VIDEO, Asset.Kind.AUDIO}
DRAWN = {Asset.Kind.DOCUMENT, Asset.Kind.PHOTOS, Asset.Kind.BOOK}
# Of what a lesson plays, and of what its text shows.
PICTURED = {*DRAWN, Asset.Kind.IMAGE}


def traced_lessons() -> QuerySet[Lesson]:
    """Of the courses that asked for it, with something that can be marked."""
    live = Lesson.objects.filter(removed_at=None, chapter__removed_at=None, asset__kind__in=PLAYED | DRAWN)
    return live.filter(chapter__course__traced=True)


DRAWN_ON = """
    select t.id from tracing_trace t
    where t.asset_id = %(asset)s and t.kind = 'pictures' and t.count > 0 and (
        exists (select from catalog_lesson l join catalog_chapter h on h.id = l.chapter_id
                join catalog_course c on c.id = h.course_id
                where l.asset_id = %(asset)s and c.traced and l.removed_at is null and h.removed_at is null)
        or exists (select from catalog_lesson l join catalog_chapter h on h.id = l.chapter_id
                join catalog_course c on c.id = h.course_id
                where catalog_pictures_in(l.body) @> array[%(picture)s] and not l.free
                  and c.traced and l.removed_at is null and h.removed_at is null))
"""


def drawn_on(asset_id: UUID) -> int | None:
    """The trace of pages that are to be drawn on now; asked with each of them, so in one statement."""
    found = row(DRAWN_ON, {"asset": asset_id, "picture": str(asset_id)})
    return found[0] if found else None


def course_of(asset_id: UUID) -> int | None:
    """By whose code a film is served: the first course that asks for it."""
    found = traced_lessons().filter(asset=asset_id).order_by("chapter__course_id")
    course_id: int | None = found.values_list("chapter__course_id", flat=True).first()
    return course_id or texts.course_of(asset_id)


def colluders_of(course_id: int) -> int:
    found: int = Course.objects.values_list("trace_against", flat=True).get(pk=course_id)
    return found


def playing_variants() -> QuerySet[Rendition]:
    current = Rendition.objects.filter(retired_at=None).exclude(version=Rendition.WAITING)
    return current.exclude(letter="")


def unmarked() -> list[UUID]:
    """What plays, is whole, is to be traced and is not yet."""
    asked = traced_lessons().filter(asset__state=Asset.State.READY)
    films = asked.filter(asset__kind__in=PLAYED, asset__laddered_at__isnull=False)
    wanted = set(films.values_list("asset_id", flat=True)) - set(playing_variants().values_list("asset_id", flat=True))
    pages = {*asked.filter(asset__kind__in=DRAWN).values_list("asset_id", flat=True)}
    pages |= {one for pictures in texts.listed().values() for one in pictures}
    wanted |= pages - set(looked_over().values_list("asset_id", flat=True))
    given_up = Trace.objects.filter(asset_id__in=wanted, tries__gte=MOST_TRIES).values_list("asset_id", flat=True)
    return sorted(wanted - set(given_up))


def no_longer_wanted() -> list[UUID]:
    """Films that are marked, or on the way to it, and belong to no course that asks for it."""
    marked = Rendition.objects.filter(retired_at=None, trace__isnull=False).values_list("asset_id", flat=True)
    return sorted(set(marked) - set(traced_lessons().values_list("asset_id", flat=True)))


def is_looked_over(asset_id: UUID) -> bool:
    return traces().filter(asset_id=asset_id).exists()


def looked_over() -> QuerySet[Trace]:
    """Pages and pictures; also of a book without any, and of a picture that cannot be drawn on."""
    return Trace.objects.filter(kind=Trace.Kind.PICTURES, progress=WHOLE)


def traces() -> QuerySet[Trace]:
    """Of what was looked at, and can carry marks."""
    return Trace.objects.filter(count__gt=0)


def trace(trace_id: int) -> Trace:
    return Trace.objects.defer(*Trace.HEAVY).select_related("course__product").get(pk=trace_id)


def is_course(code: str) -> bool:
    return Course.objects.filter(product__code=code).exists()


def accounts_of(trace_id: int, *, version: int = 0) -> list[int]:
    """Everybody who was ever served this, in this version or a later one, by a word or by patterns of their own."""
    found = Issue.objects.filter(trace=trace_id, version__gte=version)
    return sorted(set(found.values_list("user_id", flat=True)))


def issues_of(trace_id: int, user_ids: Sequence[int]) -> list[Issue]:
    return list(Issue.objects.filter(trace=trace_id, user__in=user_ids).select_related("user").order_by("at", "pk"))


@dataclass(frozen=True)
class Film:
    """A film of a course that is traced, or sound or pages, as the studio lists it; or the pictures in a text."""

    lesson: Lesson
    ready: bool
    trace: Trace | None
    pictures: int = 0

    @property
    def given_up(self) -> bool:
        return self.trace is not None and self.trace.tries >= MOST_TRIES


def films() -> list[Film]:
    asked = traced_lessons().select_related("asset", "chapter__course__product")
    lessons = list(asked.order_by("chapter__course_id", "chapter__position", "position", "pk"))
    assets = {one.asset_id for one in lessons if one.asset_id}
    ready = set(playing_variants().filter(asset__in=assets).values_list("asset_id", flat=True))
    traces = {one.asset_id: one for one in Trace.objects.defer(*Trace.HEAVY).filter(asset_id__in=assets)}
    ready |= {one.asset_id for one in traces.values() if one.kind == Trace.Kind.PICTURES and one.progress == WHOLE}
    found = [Film(one, one.asset_id in ready, traces.get(one.asset_id)) for one in lessons if one.asset_id]
    return found + in_texts()


def in_texts() -> list[Film]:
    """A line for each text, whose trace is the one that is least far."""
    if not (shown := texts.listed()):
        return []
    assets = {one for each in shown.values() for one in each}
    traces = {one.asset_id: one for one in Trace.objects.defer(*Trace.HEAVY).filter(asset_id__in=assets)}
    done = {one.asset_id for one in traces.values() if one.progress == WHOLE}
    lessons = Lesson.objects.select_related("chapter__course__product").in_bulk(list(shown))
    found = []
    for lesson_id, pictures in shown.items():
        missing = sorted((traces[one] for one in pictures if one in traces.keys() - done), key=lambda one: -one.tries)
        found.append(Film(lessons[lesson_id], done >= set(pictures), next(iter(missing), None), len(pictures)))
    return found


def films_of(course_code: str = "") -> QuerySet[Trace]:
    return traces_of(course_code).filter(kind=Trace.Kind.FILM)


def sounds_of(course_code: str = "") -> QuerySet[Trace]:
    return traces_of(course_code).filter(kind=Trace.Kind.SOUND)


def heard_of(course_code: str = "") -> QuerySet[Trace]:
    """Films whose sound is marked too."""
    return films_of(course_code).filter(heard_from__gt=0)


def pages_of(course_code: str = "") -> QuerySet[Trace]:
    return traces_of(course_code).filter(kind=Trace.Kind.PICTURES)


def traces_of(course_code: str = "") -> QuerySet[Trace]:
    """All that a copy can be of."""
    found = traces().order_by("pk")
    return found.filter(course__product__code=course_code) if course_code else found


def lesson_of(trace: Trace) -> Lesson | None:
    """Where the film stands now; the course that it was marked for first."""
    lessons = Lesson.objects.select_related("chapter__course__product")
    played = lessons.filter(asset=trace.asset_id).order_by("removed_at", "pk").first()
    if played is None and (shown := texts.places_of(trace.asset_id, course_id=trace.course_id)):
        return lessons.filter(pk=shown[0][0]).first()
    return played


def number_in_text(trace: Trace) -> int | None:
    """Which of its text's pictures one is."""
    shown = texts.places_of(trace.asset_id, course_id=trace.course_id)
    return shown[0][1] if shown else None


def inquiries() -> QuerySet[Inquiry]:
    return Inquiry.objects.select_related("by").order_by("-pk")


def inquiry(inquiry_id: int) -> Inquiry:
    asked = Inquiry.objects.select_related("asset", "trace__course__product", "by", "reviewed_by")
    found = asked.filter(pk=inquiry_id).first()
    if found is None:
        raise NotFound
    return found


def people(user_ids: Sequence[int]) -> dict[int, User]:
    return User.objects.in_bulk(user_ids)
