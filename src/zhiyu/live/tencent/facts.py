"""Which classes are to be pulled, and what of a class Tencent received that we did not."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar

from django.conf import settings
from django.db.models import F, OuterRef, Q, Subquery

from zhiyu.kernel.clock import now
from zhiyu.live.keys import KeyClaims
from zhiyu.live.models import CloudRecording, CloudReplay, LiveClass, Push
from zhiyu.live.tencent.addresses import name_of
from zhiyu.live.tencent.recordings import host_of, may_fetch
from zhiyu.media import streaming
from zhiyu.media.models import Asset

State = LiveClass.State
# A notice may be lost: before its time, and while it is on, we look ourselves whether a class is sent.
LOOKS_BEFORE = timedelta(minutes=15)
# A stream is there a little after Tencent says so, and each connection to it begins at a keyframe.
USUAL_LOSS = timedelta(seconds=15)
# A list of pieces would have to be asked for piece by piece.
ONE_FILE = ("mp4", "flv")


@dataclass(frozen=True)
class Due:
    claims: KeyClaims
    stream: str
    push: int | None
    """The row of who sends it now, as far as we were told."""


def open_pushes() -> Q:
    return Q(began_at__isnull=False, ended_at=None)


def due() -> list[Due]:
    """Classes that are sent, and those that may be without a word of it."""
    at = now()
    sending = Push.objects.filter(
        open_pushes(), live_class=OuterRef("pk"), key_number=OuterRef("stream_key__number")
    ).order_by("-pk")
    found = (
        LiveClass.objects.filter(is_film=False, stream_key__isnull=False)
        .annotate(push=Subquery(sending.values("pk")[:1]))
        .filter(Q(state=State.LIVE) | may_begin(at))
        .select_related("stream_key")
        .order_by("starts_at", "pk")
    )
    return [
        Due(KeyClaims(one.pk, one.stream_key.number, 0), name_of(one, one.stream_key.number), one.push) for one in found
    ]


def may_begin(at: datetime) -> Q:
    good = Q(state=State.PLANNED, stream_key__expires_at__gt=at, lesson__removed_at=None)
    return good & (Q(push__isnull=False) | Q(starts_at__lte=at + LOOKS_BEFORE))


def is_sent(class_id: int) -> bool:
    lately = Q(ended_at__gt=now() - timedelta(seconds=settings.LIVE_GRACE))
    of_class = Push.objects.filter(live_class=class_id, key_number=F("live_class__stream_key__number"))
    return of_class.filter(open_pushes() | lately).exists()


@dataclass(frozen=True, kw_only=True)
class AtCloud:
    """What the teacher is told of a class's way through Tencent."""

    sending_since: datetime | None
    sent: timedelta
    kept: timedelta
    recorded: timedelta = timedelta()
    host: str = ""
    """Where the recording is, if nobody named that here yet."""
    replay: CloudReplay | None = None
    unplayable: bool = False

    @property
    def lost(self) -> timedelta | None:
        """None where no more is missing than always is."""
        lost = self.sent - self.kept
        return lost if lost > USUAL_LOSS and not self.unplayable else None

    @property
    def is_offered(self) -> bool:
        """The recording of the cloud holds more than ours; never where ours is whole."""
        return self.recorded - self.kept > USUAL_LOSS

    @property
    def is_missed(self) -> bool:
        """For longer than it takes us to come."""
        return self.sending_since is not None and self.sending_since < now() - USUAL_LOSS


def at_cloud(one: LiveClass) -> AtCloud:
    pushes = list(Push.objects.filter(live_class=one, began_at__isnull=False).order_by("began_at"))
    sending = [push.began_at for push in pushes if push.ended_at is None and push.key_number == one.stream_key.number]
    signal, replay = getattr(one, "signal", None), CloudReplay.objects.filter(live_class=one).first()
    found = recordings(one)
    return AtCloud(
        sending_since=sending[-1] if sending else None,
        sent=overlap(pushes, *window(one)),
        kept=kept(replay.asset if replay and replay.done_at else one.asset),
        recorded=overlap(found, *window(one)),
        host=next((host_of(each.url) for each in found if not may_fetch(each.url)), ""),
        replay=replay,
        unplayable=bool(signal and signal.problem),
    )


def window(one: LiveClass) -> tuple[datetime, datetime]:
    """While it was on: what a teacher tried out before is nobody's."""
    return min(one.began_at or one.starts_at, one.starts_at), min(one.ended_at or now(), now())


def recordings(one: LiveClass) -> list[CloudRecording]:
    """In order, of one kind: Tencent can make files of several at once."""
    found = list(CloudRecording.objects.filter(live_class=one, format__in=ONE_FILE).order_by("began_at", "pk"))
    kinds = [[each for each in found if each.format == kind] for kind in ONE_FILE]
    return max(kinds, key=lambda rows: overlap(rows, *window(one)))


Row = TypeVar("Row", Push, CloudRecording)


def overlap(rows: Iterable[Row], since: datetime, until: datetime) -> timedelta:
    return sum((ends - begins for _row, begins, ends in spans(rows, since, until)), timedelta())


def spans(rows: Iterable[Row], since: datetime, until: datetime) -> list[tuple[Row, datetime, datetime]]:
    """What of each was while a class was on; who came back before their end was known counts once, and by a key that
    was replaced nobody sends but strangers.
    """
    known, reached = list(rows), since
    found: list[tuple[Row, datetime, datetime]] = []
    for row in known:
        begins = max(reached, row.began_at or until)
        replaced: list[datetime] = [
            later.began_at for later in known if later.key_number > row.key_number and later.began_at
        ]
        ends = min([until, row.ended_at or until, *replaced])
        if ends > begins:
            found.append((row, begins, ends))
            reached = ends
    return found


def kept(asset: Asset | None) -> timedelta:
    if asset is None:
        return timedelta()
    if asset.state != Asset.State.LIVE:
        return timedelta(milliseconds=asset.duration_ms)
    rows = streaming.rows_of(asset.pk) if streaming.count_of(asset.pk) else []
    return timedelta(milliseconds=sum(row.ms for row in rows))
