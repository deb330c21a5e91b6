"""Where a list goes on, as its caller says it, and that stretch of it: read from the key, however long the list is."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Generic, TypeVar

from django.db.models import Model, Q, QuerySet

from zhiyu.kernel.errors import Invalid

DIGITS: Final = 15
"""More than any list has, less than the database's numbers hold."""

COUNTED: Final = 1000
"""Beyond this nobody counts for a label: the count stops one further, and reads ``1000+``."""

M = TypeVar("M", bound=Model)


def number_in(cursor: str) -> int:
    """Nothing said is the beginning."""
    if not cursor:
        return 0
    if not cursor.isdecimal() or len(cursor) > DIGITS:
        raise Invalid
    return int(cursor)


@dataclass(frozen=True, kw_only=True)
class Stretch(Generic[M]):
    """Rows, newest first, and the cursors of what lies on either side of them; None where nothing does."""

    rows: Sequence[M]
    newer: str | None
    older: str | None


def stretch(
    rows: QuerySet[M], *, size: int, before: str = "", after: str = "", sources: Sequence[Q] = ()
) -> Stretch[M]:
    """The newest ``rows``, or what is next older than ``before`` or next newer than ``after``.

    With ``sources`` those that one of them finds: each is asked by itself, since PostgreSQL reads the whole table for
    conditions of several tables joined by "or".
    """
    below, above = number_in(before), number_in(after)

    def nearest(found: QuerySet[M]) -> QuerySet[M]:
        if above:
            return found.filter(pk__gt=above).order_by("pk")
        return (found.filter(pk__lt=below) if below else found).order_by("-pk")

    if sources:
        bare = rows.select_related(None).prefetch_related(None)
        keys = {pk for one in sources for pk in nearest(bare.filter(one)).values_list("pk", flat=True)[: size + 1]}
        rows = rows.filter(pk__in=sorted(keys, reverse=not above)[: size + 1])
    found = list(nearest(rows)[: size + 1])
    more, shown = len(found) > size, found[:size]
    if above:
        shown.reverse()
    newer, older = (more, bool(shown)) if above else (bool(below), more)
    return Stretch(
        rows=shown,
        newer=str(shown[0].pk) if shown and newer else None,
        older=str(shown[-1].pk) if shown and older else None,
    )
