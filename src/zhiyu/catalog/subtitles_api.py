"""The twin of a lesson's subtitles and their editor."""

from datetime import datetime
from operator import attrgetter

from ninja import Field, File, Form, Router, Status
from ninja.files import UploadedFile

from zhiyu.accounts.http import UserRequest, staff_api
from zhiyu.catalog import queries
from zhiyu.kernel.schema import Schema
from zhiyu.media.actions import put_captions, remove_captions
from zhiyu.media.captions import HOUR, LARGEST, MOST_CUES, Cue, UnreadableCaptions, cues_of, decoded, parsed, plain
from zhiyu.media.errors import CaptionsRefused
from zhiyu.media.models import Subtitle
from zhiyu.media.queries import subtitle_to_edit, subtitles_of
from zhiyu.platform.idempotency import idempotent

router = Router(tags=["subtitles"])
# Which ``subtitles_of`` has the database count.
counted = attrgetter("count")
SCOPE = "catalog.edit"
LATEST_MS = 1000 * HOUR


class SubtitleLineOut(Schema):
    """``cues``: how many sentences there are."""

    language: str
    cues: int
    version: int
    updated_at: datetime


class SubtitleLineList(Schema):
    items: list[SubtitleLineOut]
    next: str | None


class SubtitleFileIn(Schema):
    """``seen``: the version that the file is put in place of, 0 where there is none; unsaid, of whatever is there."""

    language: Subtitle.Language
    seen: int | None = Field(default=None, ge=0)


class CueIn(Schema):
    start_ms: int = Field(ge=0, le=LATEST_MS)
    end_ms: int = Field(ge=0, le=LATEST_MS)
    text: str


class CuesIn(Schema):
    """The whole list. ``seen``: the version that the caller read; who saved since then is not written over."""

    seen: int = Field(ge=0)
    cues: list[CueIn] = Field(min_length=1, max_length=MOST_CUES)


class CueOut(Schema):
    start_ms: int
    end_ms: int
    text: str


class SubtitleOut(Schema):
    """``version`` 0: nobody has begun one in this language."""

    language: str
    version: int
    cues: list[CueOut]


@router.get("/studio/lessons/{int:lesson_id}/subtitles", response=SubtitleLineList, auth=staff_api(SCOPE))
def list_subtitles(request: UserRequest, lesson_id: int) -> SubtitleLineList:
    """One a language, in the order in which players offer them."""
    del request
    _lesson, asset = queries.played(lesson_id)
    items = [
        SubtitleLineOut(language=one.language, cues=counted(one), version=one.version, updated_at=one.updated_at)
        for one in subtitles_of(asset.pk)
    ]
    return SubtitleLineList(items=items, next=None)


# A body of parts cannot be read twice, so no Idempotency-Key here: ``seen`` tells the second of two alike.
@router.post("/studio/lessons/{int:lesson_id}/subtitles", response={201: SubtitleOut}, auth=staff_api(SCOPE))
def upload_subtitles(
    request: UserRequest, lesson_id: int, body: Form[SubtitleFileIn], file: File[UploadedFile]
) -> Status[SubtitleOut]:
    """SRT or VTT of any encoding, in place of what there is in this language."""
    _lesson, asset = queries.played(lesson_id)
    try:
        cues = parsed(decoded(file.read(LARGEST + 1)))
    except UnreadableCaptions as error:
        raise CaptionsRefused.at("file", str(error)) from error
    kept = put_captions(
        asset_id=asset.pk, language=body.language, cues=cues, seen_version=body.seen, actor_id=request.user.pk
    )
    return Status(201, subtitle_out(kept))


@router.get("/studio/lessons/{int:lesson_id}/subtitles/{language}", response=SubtitleOut, auth=staff_api(SCOPE))
def read_subtitles(request: UserRequest, lesson_id: int, language: str) -> SubtitleOut:
    del request
    _lesson, asset = queries.played(lesson_id)
    return subtitle_out(subtitle_to_edit(asset_id=asset.pk, language=language))


@router.put("/studio/lessons/{int:lesson_id}/subtitles/{language}", response=SubtitleOut, auth=staff_api(SCOPE))
@idempotent()
def write_subtitles(request: UserRequest, lesson_id: int, language: str, body: CuesIn) -> SubtitleOut:
    """Refused with ``captions_changed`` when somebody saved since: read theirs, then choose by their version."""
    _lesson, asset = queries.played(lesson_id)
    subtitle_to_edit(asset_id=asset.pk, language=language)
    cues = [Cue(one.start_ms, one.end_ms, plain(one.text)) for one in body.cues]
    kept = put_captions(
        asset_id=asset.pk, language=language, cues=cues, seen_version=body.seen, actor_id=request.user.pk
    )
    return subtitle_out(kept)


@router.delete("/studio/lessons/{int:lesson_id}/subtitles/{language}", response={204: None}, auth=staff_api(SCOPE))
@idempotent()
def remove_subtitles(request: UserRequest, lesson_id: int, language: str) -> Status[None]:
    _lesson, asset = queries.played(lesson_id)
    subtitle_to_edit(asset_id=asset.pk, language=language)
    remove_captions(asset_id=asset.pk, language=language, actor_id=request.user.pk)
    return Status(204, None)


def subtitle_out(one: Subtitle) -> SubtitleOut:
    cues = [CueOut(start_ms=cue.start_ms, end_ms=cue.end_ms, text=cue.text) for cue in cues_of(one.cues)]
    return SubtitleOut(language=one.language, version=one.version, cues=cues)
