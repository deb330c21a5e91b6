"""Plays of what was bought: on how many devices, at how many players at once, and how fast keys are given.

Whoever holds a place as a player only lengthens it, in one statement. Taking one is done under the person's lock, after
all places that ran out were given up for good, so that of two devices the second sees what the first one took.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from zhiyu.accounts.locks import hold
from zhiyu.accounts.models import Device
from zhiyu.accounts.presenters import device_name
from zhiyu.kernel.clock import now
from zhiyu.media.errors import DevicesFull, PlayingElsewhere, TicketRefused, TicketUsed, TooFast
from zhiyu.media.models import Pace, Play
from zhiyu.media.queries import WATCHES, devices_that_watch
from zhiyu.platform.plain import row, rows
from zhiyu.platform.school import school

TO_OPEN = timedelta(seconds=90)
# Players ask for a master playlist twice: the page looks what is in it, and some phones try the line first.
OPENED_AGAIN = timedelta(seconds=15)
SPEED = 4
AHEAD_MS = 15 * 60_000
KEEP_SEAT = timedelta(seconds=45)
# At a class on air the keys alone say who plays; each opens ten seconds to forty, and is noted every so often.
NOTED_EVERY, KEEP_ON_AIR = 20, timedelta(seconds=75)
SEAT_SLACK = timedelta(seconds=15)
LONGEST = timedelta(days=1)
"""No play lasts longer, so nothing that began before is looked at."""
KEPT = timedelta(days=180)
ANY = 2**31 - 1


@dataclass(frozen=True, kw_only=True)
class Began:
    """``elsewhere``: the device that plays now; ``places_left``: told when a device takes a place, else None."""

    elsewhere: str | None = None
    places_left: int | None = None


# Who watches and who plays is counted, and the play written, under the person's lock (migration 0014).
BEGIN = """
    select * from media_begin_play(%(nonce)s, %(user)s, %(device)s, %(lesson)s, %(network)s, %(plain)s, %(taken)s,
        %(ms)s, %(opened)s, %(at)s, %(until)s, %(lately)s, %(watched)s, %(most_devices)s, %(most_players)s, %(quick)s)
"""
# A place that ran out is given up for good: a request that began before it did may not lengthen it later.
GIVE_UP = """
    update media_play set holds_until = null
    where user_id = %(user)s and began_at > %(lately)s and holds_until <= %(at)s returning id
"""
# Some players ask for the key of every segment, so the one that was given last is given again for nothing. What was
# given ahead is the person's, not the play's: a hundred tickets begin with no more than one. The commit waits for no
# disk: what a cut of power takes away is half a second of counting.
LEFT = "greatest(0, c.debt_ms - %(speed)s * extract(epoch from %(at)s - c.at) * 1000)::int"
GIVE = f"""
    with asked as (
        select p.id, p.user_id, case when p.last_key = %(key)s then 0 else %(ms)s end as ms,
            set_config('synchronous_commit', 'off', true)
        from media_play p
        where p.nonce = %(nonce)s and p.holds_until > %(at)s and p.opened_at is not null
    ), pace as (
        update media_pace c set debt_ms = {LEFT} + asked.ms, at = greatest(c.at, %(at)s)
        from asked where c.user_id = asked.user_id and {LEFT} + asked.ms <= %(ahead)s returning c.id
    )
    update media_play p set keys = keys + 1, media_ms = media_ms + asked.ms, last_at = %(at)s, last_key = %(key)s,
        holds_until = greatest(holds_until, %(until)s)
    from asked, pace where p.id = asked.id and p.holds_until > %(at)s
    returning p.id
"""  # noqa: S608 -- an expression of ours
OPEN = """
    update media_play set opened_at = coalesce(opened_at, %(at)s), opener = %(opener)s
    where nonce = %(nonce)s and (opened_at is null and began_at > %(since)s
        or opened_at > %(again)s and opener = %(opener)s)
    returning id
"""
LENGTHEN = """
    update media_play set holds_until = greatest(holds_until, %(until)s)
    where nonce = %(nonce)s and holds_until > %(at)s returning id
"""


def begin_play(play: Play, *, seat: bool) -> Began:
    """Write down that somebody was given a ticket, unless their devices are full.

    ``seat``: it needs a place among those who play, and has it at once where there is one.
    """
    at, limits = play.began_at, school()
    asked = {
        "nonce": play.nonce,
        "user": play.user_id,
        "device": play.device_id,
        "lesson": play.lesson_id,
        "network": play.network,
        "plain": play.plain,
        "taken": play.taken,
        "ms": play.media_ms,
        "opened": play.opened_at,
        "at": at,
        "until": at + KEEP_SEAT if seat else None,
        "lately": at - LONGEST,
        "watched": at - WATCHES,
        "most_devices": limits.device_limit or ANY,
        "most_players": limits.player_limit or ANY,
        "quick": not transaction.get_connection().in_atomic_block,
    }
    ((others, known, players, agent, made),) = rows(BEGIN, asked)
    if not made:
        raise full(play.user_id, limits.device_limit)
    busy = seat and 0 < limits.player_limit <= players
    comes = limits.device_limit and play.device_id is not None and not known
    return Began(
        elsewhere=device_name(agent) if busy else None, places_left=limits.device_limit - others - 1 if comes else None
    )


def full(user_id: int, limit: int) -> DevicesFull:
    """With the devices that may be signed out instead, and how many of them must be: the school may allow fewer now."""
    listed = [
        {"id": one.pk, "name": device_name(one.user_agent), "last_at": one.last_seen_at.isoformat()}
        for one in devices_that_watch(user_id)
    ]
    several = max(1, len(listed) - limit + 1)
    words = _("能看课的设备最多 %(limit)s 台，移走 %(n)s 台不用的，就能在这里看。") % {"limit": limit, "n": several}
    return DevicesFull(words if several > 1 else None, extra={"limit": limit, "remove": several, "devices": listed})


def open_play(*, nonce: int, opener: bytes) -> None:
    """By its player, for the first time or a second one at once; ``TicketUsed`` for all others and for ever after."""
    at = now()
    asked = {"nonce": nonce, "at": at, "opener": opener, "since": at - TO_OPEN, "again": at - OPENED_AGAIN}
    if row(OPEN, asked) is None:
        raise TicketUsed


def give_key(*, nonce: int, key: str, media_ms: int) -> None:
    """Note one more key, as long as its player holds a place and asks no faster than anybody could watch."""
    at = now()
    asked = {"nonce": nonce, "key": key, "at": at, "ms": media_ms, "speed": SPEED, "ahead": AHEAD_MS}
    asked["until"] = at + timedelta(milliseconds=media_ms) + SEAT_SLACK
    if row(GIVE, asked) is None:
        give_first_key(asked)


@transaction.atomic
def give_first_key(asked: dict[str, Any]) -> None:
    """The long way: for who holds no place yet, and for who is refused."""
    play = seated(nonce=asked["nonce"], until=asked["until"], take=False)
    if play.opened_at is None:
        raise TicketRefused
    if row(GIVE, asked) is None:
        pace = Pace.objects.get(user=play.user_id)
        run_off = SPEED * (asked["at"] - pace.at) / timedelta(milliseconds=1)
        over = max(0, pace.debt_ms - run_off) + asked["ms"] - AHEAD_MS
        raise TooFast(extra={"retry_after": max(1, round(over / SPEED / 1000))})


def keep_seat(*, nonce: int, take: bool = False, on_air: bool = False) -> None:
    """A player says that it plays: it stays the one, becomes it where there is room, or takes the place of another."""
    at = now()
    until = at + (KEEP_ON_AIR if on_air else KEEP_SEAT)
    if take or row(LENGTHEN, {"nonce": nonce, "at": at, "until": until}) is None:
        with transaction.atomic():
            seated(nonce=nonce, until=until, take=take)


def give_key_on_air(*, nonce: int) -> None:
    """Nobody is ahead of a class, so keys are not counted: two thousand viewers are a hundred updates a second."""
    sits(nonce, int(now().timestamp() + nonce % NOTED_EVERY) // NOTED_EVERY)


@lru_cache(maxsize=8192)
def sits(nonce: int, at: int) -> None:  # noqa: ARG001 -- how long it is believed
    keep_seat(nonce=nonce, on_air=True)


def leave_seat(*, nonce: int) -> None:
    rows("update media_play set holds_until = null where nonce = %s returning id", [nonce])


def seated(*, nonce: int, until: datetime, take: bool) -> Play:
    """Inside a transaction: this play holds a place from now on, or ``PlayingElsewhere``."""
    owner = row("select user_id from media_play where nonce = %s", [nonce])
    if owner is None:
        raise TicketRefused
    hold(f"plays:{owner[0]}")
    at = now()
    rows(GIVE_UP, {"user": owner[0], "lately": at - LONGEST, "at": at})
    play = Play.objects.get(nonce=nonce)
    make_room(play, at=at, take=take)
    play.holds_until = max(until, play.holds_until or until)
    play.save(update_fields=["holds_until"])
    return play


def make_room(play: Play, *, at: datetime, take: bool) -> None:
    """For this play's device among those that play; the ones that were given a key longest ago make way."""
    limit = school().player_limit
    mine = Play.objects.filter(user=play.user_id, began_at__gt=at - LONGEST, holds_until__gt=at)
    others = mine.filter(device__isnull=False, device__signed_out_at=None).exclude(device=play.device_id)
    by_age = others.select_related("device").order_by("last_at", "pk")
    devices = list({one.device_id: one.device for one in by_age}.values())
    over = max(0, len(devices) - limit + 1) if limit else 0
    if over and not take:
        raise PlayingElsewhere(extra={"device": name_of(devices[-1])})
    if over:
        others.filter(device__in=devices[:over]).update(holds_until=None)


def name_of(device: Device | None) -> str:
    return device_name(device.user_agent) if device else ""


def forget_plays() -> int:
    return Play.objects.filter(began_at__lt=now() - KEPT).delete()[0]
