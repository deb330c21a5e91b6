"""What the two browsers say to each other so that they find each other. It is told, never kept."""

from datetime import timedelta
from typing import Final

from django.db import transaction

from zhiyu.coaching.errors import SignalsTooFast, SignalTooLong
from zhiyu.coaching.models import Seat
from zhiyu.coaching.queries import open_call
from zhiyu.coaching.signs import packed
from zhiyu.kernel.clock import now
from zhiyu.platform.live import LONGEST, tell

MOST: Final = 150
WITHIN: Final = timedelta(minutes=1)
AROUND: Final = 200


@transaction.atomic
def pass_on(*, appointment_id: int, user_id: int, kind: str, tab: str, to: str, body: str) -> None:
    """To all pages of this call."""
    call = open_call(appointment_id, user_id)
    within_pace(appointment_id, user_id)
    said = packed(side=call.side, kind=kind, tab=tab, to=to, body=body)
    if len(said) > LONGEST - AROUND:
        raise SignalTooLong
    tell(f"call:{appointment_id}", said=said)


def within_pace(appointment_id: int, user_id: int) -> None:
    at = now()
    Seat.objects.bulk_create([Seat(appointment_id=appointment_id, person_id=user_id, since=at)], ignore_conflicts=True)
    seat = Seat.objects.select_for_update(no_key=True).get(appointment=appointment_id, person=user_id)
    if seat.since <= at - WITHIN:
        seat.since, seat.said = at, 0
    if seat.said >= MOST:
        raise SignalsTooFast(extra={"seconds": int((seat.since + WITHIN - at).total_seconds()) + 1})
    seat.said += 1
    seat.save(update_fields=["since", "said"])
