"""What a record says of somebody, and who may see it."""

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet, Sum

from zhiyu.catalog.models import Course
from zhiyu.kernel.clock import SHANGHAI, now
from zhiyu.kernel.errors import NotFound
from zhiyu.learning.models import Progress, ProvenDay
from zhiyu.records.models import Record, SigningKey
from zhiyu.records.papers import paper, plain

MILLI = 1000


@dataclass(frozen=True)
class Issued:
    """A record as its pages show it."""

    row: Record
    said: Mapping[str, Any]

    @property
    def number(self) -> str:
        return self.row.number

    @property
    def minutes(self) -> int:
        return int(self.said["proven_seconds"]) // 60

    @property
    def since(self) -> date:
        return date.fromisoformat(self.said["from"])

    @property
    def until(self) -> date:
        return date.fromisoformat(self.said["to"])

    @property
    def masked(self) -> str:
        return masked(self.said["name"])

    @property
    def file(self) -> bytes:
        return paper(self.said, public=self.row.key.public, signature=self.row.signature)


def masked(name: str) -> str:
    """Enough to recognise it beside the paper, too little to look for somebody."""
    return name[:1] + "*" * min(2, max(1, len(name) - 1))


def shown(row: Record) -> Issued:
    return Issued(row=row, said=json.loads(row.text))


def records_of(user_id: int) -> list[Issued]:
    """The newest first."""
    return [shown(one) for one in Record.objects.filter(user=user_id).select_related("key").order_by("-id")]


def record(number: str) -> Issued:
    """Raises ``NotFound``; whose it is matters to who asks."""
    found = Record.objects.select_related("key").filter(number=number.upper()).first()
    if found is None:
        raise NotFound
    return shown(found)


def signing_keys() -> QuerySet[SigningKey]:
    """All there ever were, the one in use first."""
    return SigningKey.objects.order_by("-id")


def keys_by_name() -> dict[str, str]:
    return dict(SigningKey.objects.values_list("name", "public"))


def courses_begun(user_id: int) -> QuerySet[Course]:
    begun = Progress.objects.filter(user_id=user_id).values("lesson__chapter__course")
    return Course.objects.select_related("product").filter(pk__in=begun).order_by("product__title", "id")


def lessons_learned(*, user_id: int, course_id: int, since: date, until: date) -> Sequence[Mapping[str, Any]]:
    """Completed or watched in these days (of Shanghai), in the order of the outline, also those removed since."""
    watched: defaultdict[int, int] = defaultdict(int)
    days = ProvenDay.objects.filter(progress__user=user_id, on__range=(since, until))
    for progress_id, ms in days.values_list("progress").annotate(ms=Sum("ms")).order_by():
        watched[progress_id] = ms
    rows = (
        Progress.objects.filter(user=user_id, lesson__chapter__course=course_id)
        .filter(Q(pk__in=watched) | Q(completed_at__isnull=False))
        .select_related("lesson")
        .order_by("lesson__chapter__position", "lesson__chapter", "lesson__position", "lesson")
    )
    told = [_line(one, watched[one.pk], since, until) for one in rows]
    return [one for one in told if one["completed_on"] or one["proven_seconds"]]


def _line(progress: Progress, ms: int, since: date, until: date) -> Mapping[str, Any]:
    completed = progress.completed_at.astimezone(SHANGHAI).date() if progress.completed_at else None
    inside = completed is not None and since <= completed <= until
    return {
        "title": plain(progress.lesson.title),
        "kind": progress.lesson.kind,
        "completed_on": completed.isoformat() if completed and inside else None,
        "proven_seconds": ms // MILLI,
        "pace": progress.pace if ms else 0,
    }


def today() -> date:
    return now().astimezone(SHANGHAI).date()


def year_start() -> date:
    return today().replace(month=1, day=1)
