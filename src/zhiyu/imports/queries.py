from dataclasses import dataclass

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from zhiyu.catalog.models import Chapter, Lesson, Product
from zhiyu.imports.models import Brought, Run
from zhiyu.kernel.errors import NotFound


def runs() -> QuerySet[Run]:
    """The newest first."""
    return Run.objects.select_related("by").order_by("-pk")


def run(run_id: int) -> Run:
    found = runs().filter(pk=run_id).first()
    if found is None:
        raise NotFound
    return found


def brought(run_id: int) -> QuerySet[Brought]:
    """In the order it came; each knows how many ``chapters`` and ``lessons`` its course has."""
    rows = Brought.objects.filter(run=run_id).select_related("course__product").order_by("pk")
    return rows.annotate(chapters=counted(Chapter, "course"), lessons=counted(Lesson, "chapter__course"))


def counted(model: type[Chapter | Lesson], course: str) -> Coalesce:
    of_it = model._default_manager.filter(**{course: OuterRef("course")}).order_by().values(course)  # noqa: SLF001 -- Django's own
    return Coalesce(Subquery(of_it.annotate(n=Count("pk")).values("n")), 0)


@dataclass(frozen=True, kw_only=True)
class Came:
    courses: int
    chapters: int
    lessons: int
    articles: int


def came_of(run_id: int) -> Came:
    """What a run brought, in all."""
    mine = Brought.objects.filter(run=run_id)
    courses = mine.exclude(course__product__kind=Product.Kind.ARTICLE)
    inside = Lesson.objects.filter(chapter__course__in=courses.values("course"))
    told = inside.aggregate(lessons=Count("pk"), chapters=Count("chapter", distinct=True))
    of_all = mine.aggregate(n=Count("pk"), courses=Count("pk", filter=~Q(course__product__kind=Product.Kind.ARTICLE)))
    return Came(
        courses=of_all["courses"],
        chapters=told["chapters"],
        lessons=told["lessons"],
        articles=of_all["n"] - of_all["courses"],
    )


def came(origins: list[str]) -> set[str]:
    """Those of the origins that came before."""
    return set(Brought.objects.filter(origin__in=origins).values_list("origin", flat=True))
