"""Subtitles: put in from a file or an editor, taken out."""

from collections.abc import Sequence
from uuid import UUID

from django.db import transaction

from zhiyu.media.captions import Cue, UnreadableCaptions, checked, rows_of
from zhiyu.media.errors import CaptionsChanged, CaptionsRefused
from zhiyu.media.models import Asset, Subtitle
from zhiyu.platform import audit


@transaction.atomic
def put_captions(
    *, asset_id: UUID, language: str, cues: Sequence[Cue], actor_id: int | None, seen_version: int | None = None
) -> Subtitle:
    """In place of those in this language. With ``seen_version``, refuse when somebody saved since; 0 is none yet."""
    if language not in Subtitle.Language.values:
        raise CaptionsRefused
    try:
        cues = checked(cues)
    except UnreadableCaptions as error:
        raise CaptionsRefused.at("cues", str(error)) from error
    Asset.objects.select_for_update().get(pk=asset_id)
    found = Subtitle.objects.filter(asset_id=asset_id, language=language).first()
    if seen_version is not None and seen_version != (found.version if found else 0):
        raise CaptionsChanged
    if found is None:
        found = Subtitle.objects.create(asset_id=asset_id, language=language, cues=rows_of(cues))
    else:
        found.cues, found.version = rows_of(cues), found.version + 1
        found.save(update_fields=["cues", "version", "updated_at"])
    audit.record(
        actor_id=actor_id, action="media.captions_put", target=f"asset:{asset_id}", language=language, cues=len(cues)
    )
    return found


@transaction.atomic
def remove_captions(*, asset_id: UUID, language: str, actor_id: int | None) -> None:
    removed, _each = Subtitle.objects.filter(asset_id=asset_id, language=language).delete()
    if removed:
        audit.record(actor_id=actor_id, action="media.captions_removed", target=f"asset:{asset_id}", language=language)
