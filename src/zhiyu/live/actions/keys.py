from datetime import timedelta

from django.db import transaction

from zhiyu.kernel.clock import now
from zhiyu.kernel.errors import NotFound
from zhiyu.live import keys
from zhiyu.live.engines import engine
from zhiyu.live.models import LiveClass, Signal, StreamKey
from zhiyu.platform import audit

State = LiveClass.State
LASTS_AFTER = timedelta(hours=12)


@transaction.atomic
def make_key(one: LiveClass) -> StreamKey:
    """Good until half a day after the class should have ended."""
    expires_at = one.ends_at + LASTS_AFTER
    row, _new = StreamKey.objects.update_or_create(live_class=one, defaults={"expires_at": expires_at})
    return row


@transaction.atomic
def new_key(*, class_id: int, seen: int, actor_id: int) -> None:
    """The one before is refused from now on. ``seen``: its number; asked twice, one is made."""
    row = StreamKey.objects.select_for_update().filter(live_class_id=class_id).first()
    if row is None:
        raise NotFound
    if row.number != seen:
        return
    row.number += 1
    row.save(update_fields=["number"])
    if door := engine():
        door.hang_up(class_id, number=seen)
    audit.record(actor_id=actor_id, action="live.key_renewed", target=f"live:{class_id}")


def admit(text: str) -> keys.KeyClaims | None:
    """Which class may be sent to with this key now; None for whatever else was sent."""
    claims = keys.read(text)
    if claims is None or claims.until <= now().timestamp():
        return None
    good = StreamKey.objects.filter(
        live_class=claims.class_id,
        number=claims.number,
        expires_at__gt=now(),
        live_class__state__in=[State.PLANNED, State.LIVE],
        live_class__is_film=False,
        live_class__lesson__removed_at=None,
    )
    return claims if good.exists() else None


@transaction.atomic
def may_go_on(text: str) -> keys.KeyClaims | None:
    """Whether who sends by this key may go on. That they are there is noted, whoever may be slow to read what they
    send.
    """
    claims = keys.read(text)
    one = (
        LiveClass.objects.select_related("stream_key", "lesson").filter(pk=claims.class_id).first() if claims else None
    )
    if claims is None or one is None or one.state not in {State.PLANNED, State.LIVE}:
        return None
    if not holds(one, claims.number) or (one.state == State.PLANNED and one.lesson.removed_at is not None):
        return None
    Signal.objects.filter(live_class=one, connected_at__isnull=False).update(heard_at=now())
    return claims


def holds(one: LiveClass, number: int) -> bool:
    """Whether who came in by a key of this number may go on: a new one cuts at once, its time nobody who is on air."""
    key = one.stream_key
    return key.number == number and (one.state == State.LIVE or key.expires_at > now())
