"""Which files are in use. Foreign keys are found by themselves; who mentions files in a text registers here."""

from collections.abc import Callable, Iterable
from uuid import UUID

from django.db.models import ForeignObjectRel

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
    # Hidden ones too: most who refer to a file want no way back from it.
    for relation in Asset._meta.get_fields(include_hidden=True):  # noqa: SLF001 -- the documented reflection of Django
        if isinstance(relation, ForeignObjectRel) and relation.related_model not in OURS:
            field = relation.field
            rows = field.model._base_manager.filter(**{f"{field.name}__in": wanted})  # noqa: SLF001
            found |= set(rows.values_list(field.name, flat=True))
    for find in _finders.values():
        found |= find(wanted)
    return found & wanted
