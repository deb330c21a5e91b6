"""The host keeps order: slow mode, quiet, mutes, the school's list of words."""

from collections.abc import Iterable

from django.db import transaction

from zhiyu.live.queries import live_class
from zhiyu.platform import audit
from zhiyu.rooms import wording
from zhiyu.rooms.actions.attending import ready
from zhiyu.rooms.actions.telling import STAGE, tell_hosts, tell_moved, tell_person
from zhiyu.rooms.models import Mute, Room, Word

SLOWEST, MOST_WORDS = 300, 1_000


def locked_room(room_id: int) -> Room:
    live_class(room_id)
    ready(room_id)
    return Room.objects.select_for_update(no_key=True).get(pk=room_id)


@transaction.atomic
def arrange(*, room_id: int, slow_seconds: int, quiet: bool, actor_id: int) -> Room:
    """How talking goes. What is said of one person is ``set_mute``'s."""
    room = locked_room(room_id)
    slow_seconds = min(max(slow_seconds, 0), SLOWEST)
    if (room.slow_seconds, room.quiet) == (slow_seconds, quiet):
        return room
    room.slow_seconds, room.quiet = slow_seconds, quiet
    room.save(update_fields=["slow_seconds", "quiet"])
    tell_moved(room_id, STAGE)
    audit.record(
        actor_id=actor_id, action="room.arranged", target=f"room:{room_id}", slow_seconds=slow_seconds, quiet=quiet
    )
    return room


@transaction.atomic
def set_mute(*, room_id: int, user_id: int, muted: bool, actor_id: int) -> None:
    """Said twice it is said once."""
    if muted:
        _, changed = Mute.objects.get_or_create(room_id=room_id, user_id=user_id)
    else:
        gone, _ = Mute.objects.filter(room=room_id, user=user_id).delete()
        changed = bool(gone)
    if changed:
        tell_hosts(room_id)
        tell_person(room_id, user_id)
        action = "room.muted" if muted else "room.unmuted"
        audit.record(actor_id=actor_id, action=action, target=f"user:{user_id}", room=room_id)


@transaction.atomic
def save_words(*, words: Iterable[str], actor_id: int) -> int:
    """The whole list; what was left out is gone. How many stand on it."""
    wanted = list(dict.fromkeys(filter(None, (wording.plain(one)[:40] for one in words))))[:MOST_WORDS]
    Word.objects.exclude(text__in=wanted).delete()
    Word.objects.bulk_create([Word(text=one) for one in wanted], ignore_conflicts=True)
    audit.record(actor_id=actor_id, action="room.words", target="school", words=len(wanted))
    return len(wanted)
