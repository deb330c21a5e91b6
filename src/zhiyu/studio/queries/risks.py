"""Accounts that play as if several people shared them, or a program. Signs, never proof: a person looks and decides."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import QuerySet

from zhiyu.accounts.models import User
from zhiyu.accounts.presenters import device_name
from zhiyu.catalog.models import Lesson
from zhiyu.kernel.clock import now
from zhiyu.media.models import Play, Reviewed
from zhiyu.platform.plain import rows
from zhiyu.platform.school import school

WINDOW = timedelta(days=7)
USUAL_DEVICES = 3
"""Where the school sets no bound: more than that is a sign."""
MANY_NETWORKS = 4
MANY_LESSONS = 8
FAST = 3
LEAST_FAST_MS = 10 * 60_000
MOST = 100

# Beside each play: from how many networks and at how many lessons the same person was within the time before it.
SIGNS = """
    with lately as (
        select p.* from media_play p left join media_reviewed r on r.user_id = p.user_id
        where p.began_at > %(since)s and (r.at is null or p.began_at > r.at)
    ), near as (
        select p.user_id, p.device_id, p.began_at,
               not p.taken and p.media_ms >= %(least)s
                 and p.media_ms >= %(fast)s * 1000 * greatest(1, extract(epoch from p.last_at - p.began_at)) as fast,
               (select count(distinct q.network) from lately q where q.user_id = p.user_id and q.network <> ''
                and q.began_at between p.began_at - interval '2 hours' and p.began_at) as networks,
               (select count(distinct q.lesson_id) from lately q where q.user_id = p.user_id and q.keys > 0
                and q.began_at between p.began_at - interval '1 hour' and p.began_at) as lessons
        from lately p where %(user)s::bigint is null or p.user_id = %(user)s
    )
    select user_id, count(distinct device_id), max(networks), max(lessons), count(*) filter (where fast), max(began_at)
    from near group by user_id
    having count(distinct device_id) >= %(devices)s or max(networks) >= %(networks)s or max(lessons) >= %(lessons)s
        or bool_or(fast)
    order by (max(networks) >= %(networks)s)::int + bool_or(fast)::int + (count(distinct device_id) >= %(devices)s)::int
           + (max(lessons) >= %(lessons)s)::int desc, max(began_at) desc limit %(most)s
"""


@dataclass(frozen=True, kw_only=True)
class Risk:
    """What somebody's plays of the last days look like; a number that is none of the usual is above its bar."""

    user: User
    devices: int
    networks: int
    lessons: int
    fast: int
    last_at: datetime
    device_bar: int

    @property
    def many_devices(self) -> bool:
        return self.devices >= self.device_bar

    @property
    def many_networks(self) -> bool:
        return self.networks >= MANY_NETWORKS

    @property
    def many_lessons(self) -> bool:
        return self.lessons >= MANY_LESSONS


@dataclass(frozen=True, kw_only=True)
class PlayRow:
    play: Play
    lesson: Lesson | None

    @property
    def device(self) -> str:
        return device_name(self.play.device.user_agent) if self.play.device else ""

    @property
    def minutes(self) -> int:
        return round(self.play.media_ms / 60_000)

    @property
    def speed(self) -> float:
        """Media time given by the time it took; nothing for what is too short to say, and for a copy."""
        taken = (self.play.last_at - self.play.began_at) / timedelta(milliseconds=1)
        told = self.play.media_ms >= LEAST_FAST_MS and not self.play.taken
        return round(self.play.media_ms / max(1000, taken), 1) if told else 0

    @property
    def fast(self) -> bool:
        return self.speed >= FAST


def many_devices() -> int:
    """More than the school itself allows: who keeps to that shares nothing."""
    return (school().device_limit or USUAL_DEVICES) + 1


def risks(user_id: int | None = None) -> list[Risk]:
    """The most signs first."""
    bar = many_devices()
    asked = {
        "since": now() - WINDOW,
        "user": user_id,
        "least": LEAST_FAST_MS,
        "fast": FAST,
        "devices": bar,
        "networks": MANY_NETWORKS,
        "lessons": MANY_LESSONS,
        "most": MOST,
    }
    found = rows(SIGNS, asked)
    people = User.objects.in_bulk([one[0] for one in found])
    return [
        Risk(
            user=people[pk],
            devices=devices,
            networks=networks,
            lessons=lessons,
            fast=fast,
            last_at=last_at,
            device_bar=bar,
        )
        for pk, devices, networks, lessons, fast, last_at in found
    ]


def plays_of(user_id: int) -> QuerySet[Play]:
    """The last days' plays, the latest first."""
    return Play.objects.filter(user=user_id, began_at__gt=now() - WINDOW).select_related("device").order_by("-id")


def play_rows(plays: Sequence[Play]) -> list[PlayRow]:
    lessons = Lesson.objects.select_related("chapter__course__product").in_bulk([one.lesson_id for one in plays])
    return [PlayRow(play=one, lesson=lessons.get(one.lesson_id)) for one in plays]


def reviewed_at(user_id: int) -> datetime | None:
    return Reviewed.objects.filter(user=user_id).values_list("at", flat=True).first()
