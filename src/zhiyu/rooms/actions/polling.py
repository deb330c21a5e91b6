"""Polls: one open at a time in a room, one answer a person."""

from collections.abc import Collection, Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from zhiyu.accounts.models import User
from zhiyu.kernel.clock import now
from zhiyu.kernel.errors import Invalid, NotFound
from zhiyu.platform import audit
from zhiyu.platform.plain import row
from zhiyu.rooms import wording
from zhiyu.rooms.actions.running import locked_room
from zhiyu.rooms.actions.talking import here
from zhiyu.rooms.actions.telling import STAGE, tell_moved
from zhiyu.rooms.errors import AlreadyVoted, PollClosed
from zhiyu.rooms.models import Option, Pick, Poll, Vote
from zhiyu.rooms.queries import facts

FEWEST, MOST = 2, 8
STILL_OPEN = "select closed_at is null from rooms_poll where id = %s for share"


@transaction.atomic
def open_poll(*, room_id: int, title: str, options: Sequence[str], multiple: bool, key: str, actor_id: int) -> Poll:
    """The one before it ends. Sent again it is opened once."""
    locked_room(room_id)
    before = Poll.objects.filter(room=room_id, key=key).first()
    if before is not None:
        return before
    said = list(dict.fromkeys(filter(None, map(wording.tidy, options))))
    if not wording.tidy(title):
        raise Invalid(_("请写下要问什么。"))
    if not FEWEST <= len(said) <= MOST:
        raise Invalid(_("选项要有 %(few)s 到 %(many)s 个，各不相同。") % {"few": FEWEST, "many": MOST})
    Poll.objects.filter(room=room_id, closed_at=None).update(closed_at=now())
    made = Poll.objects.create(room_id=room_id, title=wording.tidy(title)[:80], multiple=multiple, key=key)
    Option.objects.bulk_create([Option(poll=made, text=text[:40]) for text in said])
    tell_moved(room_id, STAGE)
    audit.record(actor_id=actor_id, action="poll.opened", target=f"room:{room_id}", poll=made.pk)
    return made


@transaction.atomic
def close_poll(*, poll_id: int, actor_id: int) -> Poll:
    """Said twice it is said once."""
    poll = locked(poll_id)
    if poll.closed_at is None:
        poll.closed_at = now()
        poll.save(update_fields=["closed_at"])
        tell_moved(poll.room_id, STAGE)
        audit.record(actor_id=actor_id, action="poll.closed", target=f"room:{poll.room_id}", poll=poll.pk)
    return poll


@transaction.atomic
def vote(*, poll_id: int, user: User, options: Collection[int]) -> Vote:
    """The first answer counts; another from the same person is refused, the same one sent again is not."""
    poll = Poll.objects.prefetch_related("options").filter(pk=poll_id).first()
    if poll is None:
        raise NotFound
    facts(poll.room_id, user)
    here(poll.room_id, user.pk)
    wanted = set(options)
    before = Vote.objects.filter(poll=poll, user=user).first()
    if before is not None:
        if set(before.picks.values_list("option", flat=True)) == wanted:
            return before
        raise AlreadyVoted
    if not is_open(poll.pk):
        raise PollClosed
    if not wanted or not wanted <= {one.pk for one in poll.options.all()} or (len(wanted) > 1 and not poll.multiple):
        raise Invalid(_("请在给出的选项里选。"))
    made = Vote.objects.create(poll=poll, user=user)
    Pick.objects.bulk_create([Pick(vote=made, option_id=one) for one in sorted(wanted)])
    tell_moved(poll.room_id, STAGE)
    return made


def is_open(poll_id: int) -> bool:
    """It stays so until this vote is in: whoever closes it waits, other votes do not."""
    return row(STILL_OPEN, [poll_id]) == (True,)


def locked(poll_id: int) -> Poll:
    poll = Poll.objects.select_for_update(no_key=True).filter(pk=poll_id).first()
    if poll is None:
        raise NotFound
    return poll
