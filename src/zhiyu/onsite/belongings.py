"""What classes at a place keep about a person: their seats, and where they were."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from zhiyu.accounts.belongings import Belonging
from zhiyu.onsite.actions import release
from zhiyu.onsite.actions.seating import HELD
from zhiyu.onsite.models import OnsiteClass, Seat


def lost(user_id: int) -> Sequence[str]:
    held = Seat.objects.filter(user=user_id, state__in=HELD, onsite_class__state=OnsiteClass.State.PLANNED)
    titles = held.order_by("pk").values_list("onsite_class__lesson__title", flat=True)
    return [_("线下课《%(title)s》的座位，会让给别人") % {"title": title} for title in titles]


def export(user_id: int) -> list[dict[str, Any]]:
    held = Seat.objects.filter(user=user_id).select_related("onsite_class__lesson").order_by("pk")
    return [
        {
            "title": one.onsite_class.lesson.title,
            "place": one.onsite_class.place,
            "starts_at": one.onsite_class.starts_at,
            "state": one.state,
            "booked_at": one.booked_at,
            "came_at": one.came_at,
        }
        for one in held
    ]


def forget(user_id: int) -> None:
    """Seats of what is to come are for others; that somebody was there stays as a number."""
    held = Seat.objects.filter(user=user_id, state__in=HELD, onsite_class__state=OnsiteClass.State.PLANNED)
    for class_id in held.order_by("onsite_class").values_list("onsite_class", flat=True):
        release(class_id=class_id, people=[user_id], leaving=True)


SEATS = Belonging(key="onsite_seats", export=export, lost=lost, forget=forget)
