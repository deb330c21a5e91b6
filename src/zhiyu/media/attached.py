"""Which files are in use. Foreign keys are found by themselves; who mentions files in a text registers here."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any
from uuid import UUID

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


def mentioned(asset_id: UUID, *, apart: str) -> bool:
    """Whether the texts of anybody but ``apart`` mention a file."""
    return any(find({asset_id}) for name, find in _finders.items() if name != apart)
