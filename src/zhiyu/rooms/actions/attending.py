"""Who is there. Kept by the process that holds the streams: one statement for all of them, every few seconds."""

from collections.abc import Iterable

from django.db import transaction

from zhiyu.accounts.models import User
from zhiyu.kernel.clock import now
from zhiyu.learning import actions as learning
from zhiyu.live.models import LiveClass
from zhiyu.platform.plain import row, rows
from zhiyu.rooms.attended import Held, There, seen
from zhiyu.rooms.models import Attendance, Room
from zhiyu.rooms.queries import BEAT, facts

READY = """
with made as (
    insert into rooms_room (live_class_id, slow_seconds, quiet, said, likes) select %(room)s, 0, false, 0, 0
    where not exists (select from rooms_room where live_class_id = %(room)s)
    on conflict do nothing
)
select 1
"""
# Two pages of one person, or two processes, add the same seconds once: each adds what passed since anybody last did.
# A longer silence is an absence and counts nothing; so does the waiting before the class. A film shown as live is on by
# the clock, whether or not anybody wrote it down yet.
BEATS = """
insert into rooms_attendance as a (room_id, user_id, first_at, last_at, seconds)
select distinct asked.room, asked.person, %(at)s::timestamptz, %(at)s::timestamptz, 0
from unnest(%(rooms)s::bigint[], %(people)s::bigint[]) asked (room, person)
join rooms_room r on r.live_class_id = asked.room
order by 1, 2
on conflict (room_id, user_id) do update set last_at = excluded.last_at, seconds = a.seconds + case
    when excluded.last_at - a.last_at <= %(most)s then coalesce((
        select greatest(0, extract(epoch from least(excluded.last_at, w.until) - greatest(a.last_at, w.since))::int)
        from live_liveclass v left join media_asset f on f.id = v.asset_id and v.is_film
        cross join lateral (
            select '-infinity'::timestamptz as since, 'infinity'::timestamptz as until
            where not v.is_film and v.state = %(live)s
            union all
            select v.starts_at, coalesce(v.ended_at, v.starts_at + f.duration_ms * interval '1 ms')
            where v.is_film and v.state <> %(off)s) w
        where v.id = a.room_id), 0)
    else 0 end
where excluded.last_at > a.last_at
returning a.id
"""


def ready(room_id: int) -> None:
    """A room is there as soon as anybody wants it."""
    row(READY, {"room": room_id})


@transaction.atomic
def enter(*, room_id: int, user: User) -> Room:
    facts(room_id, user)
    ready(room_id)
    note_presence(pairs=[(room_id, user.pk)])
    return Room.objects.get(pk=room_id)


def count_attended(*, class_id: int) -> None:
    """Who was there needs not see it again: as much of the replay as is known is seen. Each for
    themselves, or who opens the replay would wait for everybody; told twice, or begun anew, it counts once.
    """
    one = LiveClass.objects.select_related("lesson__asset").get(pk=class_id)
    film = one.lesson.asset
    if one.lesson.removed_at or film is None or one.began_at is None or one.ended_at is None:
        return
    held = Held(began_at=one.began_at, ended_at=one.ended_at, length=film.duration_ms / 1000)
    for there in Attendance.objects.filter(room__live_class=one, seconds__gt=0).order_by("user_id"):
        ranges = seen(held, There(first_at=there.first_at, last_at=there.last_at, seconds=there.seconds))
        if ranges:
            learning.count_attended(user_id=there.user_id, lesson_id=one.lesson_id, ranges=ranges)


@transaction.atomic
def note_presence(*, pairs: Iterable[tuple[int, int]]) -> int:
    """Of (room, person) now in one of the rooms; how many of them were news."""
    here = list(pairs)
    if not here:
        return 0
    said = {
        "rooms": [room for room, _ in here],
        "people": [person for _, person in here],
        "at": now(),
        "most": 2 * BEAT,
        "live": LiveClass.State.LIVE,
        "off": LiveClass.State.CALLED_OFF,
    }
    return len(rows(BEATS, said))
