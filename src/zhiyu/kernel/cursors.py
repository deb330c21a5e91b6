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
    rows: QuerySet[M], *, size: int, before: str = "", after: str = "", sources: Sequence[Q] = (), by: str = "pk"
) -> Stretch[M]:
    """The newest ``rows``, or what is next older than ``before`` or next newer than ``after``.

    They are in the order of their numbers, or of the moment ``by``, and of that moment by their numbers.

    With ``sources`` those that one of them finds: each is asked by itself, since PostgreSQL reads the whole table for
    conditions of several tables joined by "or".
    """
    below, above = number_in(before), number_in(after)
    order = list(dict.fromkeys([by, "pk"]))
    beyond = side_of(rows, above or below, by=by, way="gt" if above else "lt") if above or below else Q()

    def nearest(found: QuerySet[M]) -> QuerySet[M]:
        return found.filter(beyond).order_by(*(order if above else [f"-{one}" for one in order]))

    if sources:
        bare = rows.select_related(None).prefetch_related(None)
        keys = {key for one in sources for key in nearest(bare.filter(one)).values_list(*order)[: size + 1]}
        rows = rows.filter(pk__in=[key[-1] for key in sorted(keys, reverse=not above)[: size + 1]])
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


def side_of(rows: QuerySet[M], number: int, *, by: str, way: str) -> Q:
    """What lies on one side of the row with this number; its moment is looked up, so that a cursor is a number only."""
    if by == "pk":
        return Q(**{f"pk__{way}": number})
    at = rows.model._default_manager.filter(pk=number).values_list(by, flat=True).first()  # noqa: SLF001 -- Django's own
    if at is None:
        raise Invalid
    # The first condition is for the index; the others say of equal moments which is which.
    same = Q(**{by: at, f"pk__{way}": number})
    return Q(**{f"{by}__{way}e": at}) & (Q(**{f"{by}__{way}": at}) | same)
