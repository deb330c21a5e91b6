"""Messages: said once by the sender's own key, numbered in the order in which they are committed."""

from datetime import timedelta
from typing import Final

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from zhiyu.accounts.models import User
from zhiyu.kernel.clock import now
from zhiyu.kernel.errors import Invalid, NotFound
from zhiyu.live.models import LiveClass
from zhiyu.platform import audit
from zhiyu.platform.plain import row
from zhiyu.rooms import wording
from zhiyu.rooms.actions.attending import ready
from zhiyu.rooms.actions.telling import STAGE, tell_gone, tell_hosts, tell_moved, tell_said
from zhiyu.rooms.errors import Muted, RoomClosed, RoomQuiet, TooSoon
from zhiyu.rooms.models import Attendance, Message, Mute, Room
from zhiyu.rooms.queries import facts, part_of, words

MOST, WITHIN = 5, timedelta(seconds=10)
MOST_LIKES: Final = 50
BETWEEN_LIKES: Final = timedelta(milliseconds=800)
LONGEST: Final = 200
NEXT = "update rooms_room set said = said + 1 where live_class_id = %s returning said"
TALKING: Final = {LiveClass.State.PLANNED, LiveClass.State.LIVE}


@transaction.atomic
def say(*, room_id: int, user: User, text: str, key: str) -> Message:
    """Sent again it is said once. What holds a word of the school's list waits for the host."""
    found = facts(room_id, user)
    here(room_id, user.pk)
    before = Message.objects.filter(room=room_id, user=user, key=key).first()
    if before is not None:
        return before
    said = words_of(text)
    part = part_of(user, found)
    held = False
    if part == Message.Part.LEARNER:
        if found.state not in TALKING:
            raise RoomClosed
        require_may_speak(room_id, user.pk)
        held = wording.has_any(said, words())
    message = Message(room_id=room_id, user=user, part=part, text=said, key=key)
    if held:
        message.state = Message.State.HELD
        tell_hosts(room_id)
    else:
        message.n = next_n(room_id)
        tell_said(room_id, message.n)
    message.save(force_insert=True)
    return message


def here(room_id: int, user_id: int) -> Attendance:
    """Their own row, locked: whatever one person does in a room is done one after the other."""
    ready(room_id)
    at = now()
    Attendance.objects.bulk_create(
        [Attendance(room_id=room_id, user_id=user_id, first_at=at, last_at=at)], ignore_conflicts=True
    )
    return Attendance.objects.select_for_update(no_key=True).get(room=room_id, user=user_id)


def words_of(text: str) -> str:
    said = wording.tidy(text)
    if not said:
        raise Invalid(_("先写点什么。"))
    if len(said) > LONGEST:
        raise Invalid(_("一条最多 %(n)s 个字。") % {"n": LONGEST})
    return said


def require_may_speak(room_id: int, user_id: int) -> None:
    place = Room.objects.get(pk=room_id)
    if Mute.objects.filter(room=room_id, user=user_id).exists():
        raise Muted
    if place.quiet:
        raise RoomQuiet
    at = now()
    lately = Message.objects.filter(room=room_id, user=user_id).order_by("-said_at")
    said = list(lately.values_list("said_at", flat=True)[:MOST])
    waits = []
    if said and place.slow_seconds:
        waits.append(said[0] + timedelta(seconds=place.slow_seconds) - at)
    if len(said) == MOST:
        waits.append(said[-1] + WITHIN - at)
    longest = max((wait.total_seconds() for wait in waits), default=0)
    if longest > 0:
        raise TooSoon(extra={"seconds": int(longest) + 1})


def next_n(room_id: int) -> int:
    """The last thing before the end of a transaction: everybody who speaks in the room waits for it."""
    found = row(NEXT, [room_id])
    if found is None:
        raise NotFound
    return int(found[0])


@transaction.atomic
def hide(*, message_id: int, actor_id: int) -> Message:
    """Off everybody's page. Said twice it is said once."""
    message = locked(message_id)
    if message.state == Message.State.HIDDEN:
        return message
    message.move_to(Message.State.HIDDEN)
    if message.n is not None:
        tell_gone(message.room_id, message.n)
    tell_hosts(message.room_id)
    audit.record(actor_id=actor_id, action="room.hidden", target=f"user:{message.user_id}", message=message.pk)
    return message


@transaction.atomic
def release(*, message_id: int, actor_id: int) -> Message:
    """A message that waited is said after all, now."""
    message = locked(message_id)
    if message.state == Message.State.SAID:
        return message
    message.move_to(Message.State.SAID, n=next_n(message.room_id))
    assert message.n is not None  # noqa: S101 -- narrows the type
    tell_said(message.room_id, message.n)
    tell_hosts(message.room_id)
    audit.record(actor_id=actor_id, action="room.released", target=f"user:{message.user_id}", message=message.pk)
    return message


def locked(message_id: int) -> Message:
    message = Message.objects.select_for_update().filter(pk=message_id).first()
    if message is None:
        raise NotFound
    return message


@transaction.atomic
def like(*, room_id: int, user: User, count: int) -> None:
    """Several at once: pages gather a second of them. What comes faster than pages send it does not count."""
    facts(room_id, user)
    me, at = here(room_id, user.pk), now()
    if me.liked_at is not None and at - me.liked_at < BETWEEN_LIKES:
        return
    me.liked_at = at
    me.save(update_fields=["liked_at"])
    Room.objects.filter(pk=room_id).update(likes=F("likes") + min(max(count, 1), MOST_LIKES))
    tell_moved(room_id, STAGE)
