from django.db.models import QuerySet

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
    """In the order it came."""
    return Brought.objects.filter(run=run_id).select_related("course__product").order_by("pk")


def came(origins: list[str]) -> set[str]:
    """Those of the origins that came before."""
    return set(Brought.objects.filter(origin__in=origins).values_list("origin", flat=True))
