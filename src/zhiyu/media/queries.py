from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from pathlib import Path
from uuid import UUID

import orjson
from django.conf import settings
from django.db.models import Exists, F, Func, IntegerField, Max, OuterRef, Sum

from zhiyu.accounts.models import Device
from zhiyu.kernel.clock import now
from zhiyu.kernel.errors import NotFound
from zhiyu.media import checks, files, wave
from zhiyu.media.checks import Note
from zhiyu.media.documents import Page
from zhiyu.media.exercises.reading import NAME, plain
from zhiyu.media.models import (
    Asset,
    BookChapter,
    Copy,
    Courseware,
    CoursewareFile,
    DocumentPages,
    Play,
    Rendition,
    StoreCheck,
    Subtitle,
)
from zhiyu.media.rungs import MARKED_SOUND, SOUND
from zhiyu.media.thumbs import Thumbs
from zhiyu.platform.plain import row, rows


def asset(asset_id: UUID) -> Asset:
    found = Asset.objects.filter(pk=asset_id).first()
    if found is None:
        raise NotFound
    return found


# Read with every ticket, playlist and key, so in plain SQL.
COLUMNS = ["id", "asset_id", "name", "version", "rung", "segments", "preview_segments", "retired_at"]
RENDITION = f"select {', '.join(COLUMNS)} from media_rendition where asset_id = %s and "  # noqa: S608
SHOWN_AS = "coalesce(nullif(rung, ''), name)"


def current_rendition(asset_id: UUID) -> Rendition | None:
    return _rendition("retired_at is null and version > 0", asset_id)


@lru_cache(maxsize=64)
def rendition(*, asset_id: UUID, version: int, name: str | None = None) -> Rendition:
    """A version that tickets may still name, retired or not; ``name`` as it is shown, one of two variants.

    Its segments never change once tickets name it, and those of two hours weigh much, so they are kept. To read only.
    """
    found = _rendition(f"version = %s and {SHOWN_AS} = coalesce(%s, {SHOWN_AS})", asset_id, version, name)
    if found is None:
        raise NotFound
    return found


def _rendition(which: str, *values: object) -> Rendition | None:
    found = row(f"{RENDITION}{which} order by id limit 1", values)
    if found is None:
        return None
    segments = orjson.loads(found[5])
    return Rendition.from_db("default", COLUMNS, [*found[:5], segments, *found[6:]])


def renditions_of(asset_id: UUID) -> list[Rendition]:
    """All that play now, the first one made first."""
    current = Rendition.objects.filter(asset_id=asset_id, retired_at=None).exclude(version=Rendition.WAITING)
    return list(current.order_by("id"))


def waiting_of(asset_id: UUID) -> list[Rendition]:
    """What was made and may not be seen yet."""
    return list(
        Rendition.objects.filter(asset_id=asset_id, retired_at=None, version=Rendition.WAITING).order_by(
            "rung", "letter"
        )
    )


def is_traced(asset_id: UUID) -> bool:
    """Whether what plays now are variants."""
    return any(one.letter for one in renditions_of(asset_id))


@dataclass(frozen=True)
class Form:
    """One of what a rung of a version is played from: itself, or two variants in turns."""

    name: str
    letter: str
    trace: int | None


FORMS = f"""
    select name, letter, trace from media_rendition
    where asset_id = %s and version = %s and version > 0 and {SHOWN_AS} = %s order by letter
"""  # noqa: S608


def forms_of(*, asset_id: UUID, version: int, name: str) -> list[Form]:
    found = [Form(*one) for one in rows(FORMS, [asset_id, version, name])]
    if not found:
        raise NotFound
    return found


# Both variants of a rung or neither, since else the way that a segment takes would say which it is.
OFFSITE = f"""
    select bool_and(store = %(store)s and stored_at is not null)
       and exists (select from media_storecheck where store = %(store)s and failed_at is null and ok_at > %(since)s)
    from media_rendition where asset_id = %(asset)s and version = %(version)s and {SHOWN_AS} = %(name)s
"""  # noqa: S608
HEARD_WITHIN = timedelta(minutes=5)


def is_offsite(store_id: str, *, asset_id: UUID, version: int, name: str) -> bool:
    """Whether all of a rung lies in a store that answers."""
    since = now() - HEARD_WITHIN
    asked = {"store": store_id, "asset": asset_id, "version": version, "name": name, "since": since}
    found = row(OFFSITE, asked)
    return bool(found and found[0])


def store_check(store_id: str) -> StoreCheck | None:
    return StoreCheck.objects.filter(store=store_id).first()


def left_to_offload(store_id: str) -> tuple[int, int]:
    """(renditions that are whole in the store, those that play)"""
    current = Rendition.objects.filter(
        retired_at=None, version__gt=Rendition.WAITING, asset__kind__in=["video", "audio"]
    )
    return current.filter(store=store_id, stored_at__isnull=False).count(), current.count()


@dataclass(frozen=True)
class Level:
    """A rendition as a master playlist names it."""

    name: str
    bandwidth: int
    peak: int
    width: int
    height: int
    codecs: str


# Of a version that is retired as a whole, those that were retired with it: one that made way before stays away.
LEVELS = f"""
    select {SHOWN_AS}, max(bandwidth), max(peak), max(width), max(height), max(codecs) from (
        select *, coalesce(retired_at, 'infinity') as left_at, max(coalesce(retired_at, 'infinity')) over () as last_at
        from media_rendition where asset_id = %s and version = %s
    ) one where left_at = last_at group by 1 order by min(id)
"""  # noqa: S608


def levels_of(*, asset_id: UUID, version: int) -> list[Level]:
    found = [Level(*one) for one in rows(LEVELS, [asset_id, version])]
    if not found:
        raise NotFound
    return found


@dataclass(frozen=True, kw_only=True)
class Ladder:
    """What an asset can be played as: its pictures' shorter sides, whether as sound alone; and its room on disk."""

    sides: list[int]
    sound: bool
    bytes: int


def ladder_of(asset_id: UUID) -> Ladder:
    made = renditions_of(asset_id)
    return Ladder(
        sides=sorted({min(one.width, one.height) for one in made if one.width}, reverse=True),
        sound=any(one.codecs and not one.width for one in made),
        bytes=asset(asset_id).size + sum(size for one in made for _duration, size, _epoch in one.segments),
    )


def subtitles_of(asset_id: UUID) -> list[Subtitle]:
    """In the order of the languages as they are offered, each with its ``count`` instead of its cues."""
    order = {language: place for place, language in enumerate(Subtitle.Language.values)}
    counted = Func(F("cues"), function="jsonb_array_length", output_field=IntegerField())
    found = Subtitle.objects.filter(asset_id=asset_id).defer("cues").annotate(count=counted)
    return sorted(found, key=lambda one: order[one.language])


def subtitle(*, asset_id: UUID, language: str) -> Subtitle:
    found = Subtitle.objects.filter(asset_id=asset_id, language=language).first()
    if found is None:
        raise NotFound
    return found


def subtitle_to_edit(*, asset_id: UUID, language: str) -> Subtitle:
    """The one that is kept; else one that nobody has begun, of version 0."""
    if language not in Subtitle.Language.values:
        raise NotFound
    found = Subtitle.objects.filter(asset_id=asset_id, language=language).first()
    return found or Subtitle(asset_id=asset_id, language=language, version=0)


def wave_of(asset_id: UUID) -> bytes | None:
    found = wave.path(asset_id)
    return found.read_bytes() if found.exists() else None


def thumbs_of(asset_id: UUID) -> Thumbs:
    found = row("select thumb_every_ms, thumb_count, thumb_width from media_asset where id = %s", [asset_id])
    if found is None or not found[1]:
        raise NotFound
    every_ms, count, width = found
    return Thumbs(every_ms=every_ms, count=count, width=width)


def pages_of(asset_id: UUID) -> list[Page]:
    found = DocumentPages.objects.filter(asset_id=asset_id).values_list("pages", flat=True).first()
    if found is None:
        raise NotFound
    return [Page(width, height, words) for width, height, words in found]


WATCHES = timedelta(days=30)


def devices_that_watch(user_id: int) -> list[Device]:
    """Logins of somebody's that have played in the last days, what was used longest ago first."""
    plays = Play.objects.filter(device=OuterRef("pk"), began_at__gt=now() - WATCHES)
    live = Device.objects.filter(Exists(plays), user_id=user_id, signed_out_at=None, expires_at__gt=now())
    return list(live.order_by("last_seen_at", "pk"))


def opener_of(nonce: int) -> bytes | None:
    """By whom a ticket that shows no login was opened."""
    found = row("select opener from media_play where nonce = %s", [nonce])
    return bytes(found[0]) if found and found[0] else None


def titles_of(asset_id: UUID) -> list[tuple[str, int]]:
    """Of a book's chapters, with their depth in the contents."""
    return list(BookChapter.objects.filter(asset_id=asset_id).order_by("number").values_list("title", "depth"))


def chapter_of(asset_id: UUID, number: int) -> BookChapter:
    found = BookChapter.objects.filter(asset_id=asset_id, number=number).first()
    if found is None:
        raise NotFound
    return found


def courseware_of(asset_id: UUID) -> Courseware:
    found = Courseware.objects.filter(asset_id=asset_id).first()
    if found is None:
        raise NotFound
    return found


def texts_of(asset_id: UUID) -> list[str]:
    """The words of each chapter."""
    return list(BookChapter.objects.filter(asset_id=asset_id).order_by("number").values_list("words", flat=True))


def courseware_file(asset_id: UUID, name: str) -> Path:
    """What a package's own address means; a name that is not in it is nowhere."""
    number = CoursewareFile.objects.filter(asset_id=asset_id, key=plain(name)).values_list("number", flat=True).first()
    if number is None:
        raise NotFound
    return files.segment(asset_id, f"{NAME}.1", number)


def next_version(asset_id: UUID) -> int:
    latest: int | None = Rendition.objects.filter(asset_id=asset_id).aggregate(latest=Max("version"))["latest"]
    return (latest or 0) + 1


def copy(copy_id: UUID) -> Copy:
    found = Copy.objects.select_related("asset").filter(pk=copy_id).first()
    if found is None:
        raise NotFound
    return found


def copy_of(*, user_id: int, lesson_id: int, asset_id: UUID) -> Copy | None:
    wanted = Copy.objects.filter(user=user_id, lesson_id=lesson_id, asset=asset_id)
    return wanted.select_related("asset").first()


def copies_since(user_id: int, moment: datetime, *, apart: Copy | None) -> int:
    """How many were asked for and not refused by us."""
    asked = Copy.objects.filter(user=user_id, asked_at__gt=moment).exclude(state=Copy.State.FAILED)
    return asked.exclude(pk=apart.pk).count() if apart else asked.count()


def kept_until(made: Copy) -> datetime | None:
    return made.made_at + timedelta(hours=settings.COPY_HOURS) if made.made_at else None


USUAL_SPEED = 3
"""So many times faster than it plays is a film made, before it is known better."""
KNOWN_PERCENT = 3


def minutes_left(made: Copy) -> int:
    """Until it is there, as far as one can say: by its own pace, or by what is before it."""
    if made.began_at and made.progress >= KNOWN_PERCENT:
        taken = (now() - made.began_at) / timedelta(minutes=1)
        return max(1, round(taken / made.progress * (100 - made.progress)))
    under_way = Copy.objects.filter(state__in=[Copy.State.WAITING, Copy.State.MAKING], asked_at__lte=made.asked_at)
    ahead: int = under_way.aggregate(ms=Sum("asset__duration_ms"))["ms"] or 0
    return max(1, -(-ahead // USUAL_SPEED // 60_000))


MOST_LINES = 720


def to_take_along(asset_id: UUID) -> list[Rendition]:
    """What a copy is made of: the sharpest picture up to 720 lines, in one form or in two variants; or the sound."""
    kind = Asset.objects.filter(pk=asset_id).values_list("kind", flat=True).first()
    made = [
        one
        for one in Rendition.objects.filter(asset_id=asset_id, retired_at=None).select_related("asset")
        if one.version != Rendition.WAITING and (kind == Asset.Kind.AUDIO or one.shown_as not in {SOUND, MARKED_SOUND})
    ]
    sides = {one.shown_as: min(one.width, one.height) for one in made}
    fitting = {name: side for name, side in sides.items() if side <= MOST_LINES}
    if not sides:
        return []
    name = max(fitting, key=fitting.__getitem__) if fitting else min(sides, key=sides.__getitem__)
    return sorted((one for one in made if one.shown_as == name), key=lambda one: one.letter)


@dataclass(frozen=True, kw_only=True)
class AssetState:
    """What an editor shows of a file. ``preview_seconds`` is where the packaged preview ends, 0 for none.

    ``notes`` are what was measured of a film or recording (``checks``); None before that.
    """

    id: UUID
    name: str
    kind: str
    state: str
    progress: int
    error: str
    size: int
    duration_ms: int
    width: int
    height: int
    preview_seconds: int
    notes: list[Note] | None

    @property
    def playable(self) -> bool:
        return self.state == Asset.State.READY and self.kind in {Asset.Kind.VIDEO, Asset.Kind.AUDIO}


def notes_of(asset_id: UUID) -> list[Note] | None:
    """None before a film or recording was measured."""
    return checks.read(asset_id)


def asset_state(asset_id: UUID) -> AssetState:
    found = asset(asset_id)
    rendition = current_rendition(asset_id)
    return AssetState(
        id=found.pk,
        name=found.name,
        kind=found.kind,
        state=found.state,
        progress=found.progress,
        error=found.error,
        size=found.size,
        duration_ms=found.duration_ms,
        width=found.width,
        height=found.height,
        preview_seconds=round(rendition.preview_ms / 1000) if rendition else 0,
        notes=checks.read(asset_id),
    )
