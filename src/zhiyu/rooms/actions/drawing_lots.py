"""Draws that can be checked: the seed's hash stands before anybody knows among whom it is drawn."""

import secrets

from django.db import transaction
from django.utils.translation import gettext as _

from zhiyu.accounts.models import RoleGrant
from zhiyu.kernel.clock import now
from zhiyu.kernel.errors import Invalid, NotFound
from zhiyu.messaging.actions import tell
from zhiyu.messaging.templates import Facts
from zhiyu.platform import audit
from zhiyu.rooms import drawing, wording
from zhiyu.rooms.actions.running import locked_room
from zhiyu.rooms.actions.telling import STAGE, tell_moved
from zhiyu.rooms.errors import AlreadyDrawn, NobodyToDraw
from zhiyu.rooms.models import Attendance, Draw, Vote, Winner
from zhiyu.rooms.notices import WON
from zhiyu.rooms.queries import GONE

MOST_PLACES = 20


@transaction.atomic
def announce_draw(*, room_id: int, title: str, among: str, places: int, key: str, actor_id: int) -> Draw:
    """Sent again it is announced once."""
    locked_room(room_id)
    before = Draw.objects.filter(room=room_id, key=key).first()
    if before is not None:
        return before
    if not wording.tidy(title):
        raise Invalid(_("请写下奖品。"))
    if not 1 <= places <= MOST_PLACES:
        raise Invalid(_("一次抽 1 到 %(n)s 个人。") % {"n": MOST_PLACES})
    if Draw.objects.filter(room=room_id, drawn_at=None, called_off_at=None).exists():
        raise Invalid(_("上一轮还没有开奖，先开奖或取消它。"))
    seed = secrets.token_hex(16)
    made = Draw.objects.create(
        room_id=room_id,
        title=wording.tidy(title)[:40],
        among=Draw.Among(among),
        places=places,
        seed=seed,
        seed_hash=drawing.hash_of(seed),
        key=key,
    )
    tell_moved(room_id, STAGE)
    audit.record(actor_id=actor_id, action="draw.announced", target=f"room:{room_id}", draw=made.pk)
    return made


@transaction.atomic
def draw_now(*, draw_id: int, actor_id: int) -> Draw:
    """Winners are told. Of two who press at once one is told that it is done."""
    room_id = Draw.objects.filter(pk=draw_id).values_list("room", flat=True).first()
    if room_id is None:
        raise NotFound
    locked_room(room_id)  # so that two draws of one room find each other's winners
    draw = Draw.objects.select_for_update(no_key=True).get(pk=draw_id)
    if draw.drawn_at is not None or draw.called_off_at is not None:
        raise AlreadyDrawn
    people = {one.pk: one for one in entrants(draw)}
    if not people:
        raise NobodyToDraw
    draw.entrants, draw.drawn_at = sorted(people), now()
    draw.save(update_fields=["entrants", "drawn_at"])
    for place, number in enumerate(drawing.drawn(draw.seed, draw.entrants, draw.places), start=1):
        Winner.objects.create(draw=draw, attendance_id=number, place=place)
        facts: Facts = {"title": draw.title, "number": number, "room": room_id, "draw": draw.pk}
        tell(recipient_id=people[number].user_id, template=WON, facts=facts, key=f"draw:{draw.pk}:{number}")
    tell_moved(room_id, STAGE)
    audit.record(actor_id=actor_id, action="draw.drawn", target=f"room:{room_id}", draw=draw.pk)
    return draw


@transaction.atomic
def call_draw_off(*, draw_id: int, actor_id: int) -> Draw:
    """One that was not drawn yet. Said twice it is said once."""
    draw = Draw.objects.select_for_update(no_key=True).filter(pk=draw_id).first()
    if draw is None:
        raise NotFound
    if draw.drawn_at is not None:
        raise AlreadyDrawn
    if draw.called_off_at is None:
        draw.called_off_at = now()
        draw.save(update_fields=["called_off_at"])
        tell_moved(draw.room_id, STAGE)
        audit.record(actor_id=actor_id, action="draw.called_off", target=f"room:{draw.room_id}", draw=draw.pk)
    return draw


def entrants(draw: Draw) -> list[Attendance]:
    """Nobody who works here, and nobody who won in this room before."""
    found = Attendance.objects.filter(room=draw.room_id, winner=None)
    found = found.exclude(user__in=RoleGrant.objects.values("user"))
    if draw.among == Draw.Among.VOTED:
        voted = Vote.objects.filter(poll__room=draw.room_id).values("user")
        return list(found.filter(user__in=voted))
    return list(found.filter(last_at__gt=now() - GONE))
