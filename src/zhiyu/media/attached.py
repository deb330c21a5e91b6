"""Which files are in use. Foreign keys are found by themselves; who mentions files in a text registers here."""

from collections.abc import Callable, Iterable, Iterator
from functools import cache
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import ForeignObject, ForeignObjectRel

from zhiyu.media.models import (
    Asset,
    BookChapter,
    Courseware,
    CoursewareFile,
    DocumentPages,
    Rendition,
    Stream,
    Subtitle,
    Upload,
)
from zhiyu.platform.plain import row

Finder = Callable[[Iterable[UUID]], set[UUID]]
OURS = {Rendition, BookChapter, Courseware, CoursewareFile, DocumentPages, Stream, Subtitle, Upload}
_finders: dict[str, Finder] = {}


def register(name: str, find: Finder) -> None:
    """``find`` answers those of the ids that its texts mention."""
    _finders[name] = find


def attached(asset_ids: Iterable[UUID]) -> set[UUID]:
    """Those of ``asset_ids`` that anything refers to."""
    wanted = set(asset_ids)
    found: set[UUID] = set()
    for field in references():
        rows = field.model._base_manager.filter(**{f"{field.name}__in": wanted})  # noqa: SLF001
        found |= set(rows.values_list(field.name, flat=True))
    for find in _finders.values():
        found |= find(wanted)
    return found & wanted


def references() -> Iterator["ForeignObject[Any, Any]"]:
    """Hidden ones too: most who refer to a file want no way back from it."""
    for relation in Asset._meta.get_fields(include_hidden=True):  # noqa: SLF001 -- the documented reflection of Django
        if isinstance(relation, ForeignObjectRel) and relation.related_model not in OURS:
            yield relation.field


def used_beside(asset_id: UUID, *, apart: str) -> bool:
    """Whether anything but the texts of ``apart`` refers to a file. Rows are asked in one statement."""
    texts = (find({asset_id}) for name, find in _finders.items() if name != apart)
    found = row(_refers(), {"asset": asset_id})
    return bool(found and found[0]) or any(texts)


@cache
def _refers() -> str:
    named = connection.ops.quote_name
    every = (
        f"exists (select from {named(one.model._meta.db_table)} where {named(str(one.column))} = %(asset)s)"  # noqa: SLF001
        for one in references()
    )
    return f"select {' or '.join(every)}"
