"""What coaching keeps about a person: the sessions they had. Notes go with the account; that they took place stays."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from zhiyu.access.models import Grant
from zhiyu.access.queries import live
from zhiyu.accounts.belongings import Belonging
from zhiyu.coaching.actions import call_off_all
from zhiyu.coaching.models import Appointment, Delivery
from zhiyu.coaching.queries import LEFT


def lost(user_id: int) -> Sequence[str]:
    left = Grant.objects.filter(live(), LEFT, user_id=user_id, sessions__isnull=False).select_related("product")
    return [_("《%(title)s》剩下的次数，注销后不能再用") % {"title": one.product.title} for one in left]


def appointments(user_id: int) -> list[dict[str, Any]]:
    theirs = Appointment.objects.filter(grant__user=user_id).select_related("grant__product").order_by("pk")
    return [
        {
            "product": one.grant.product.code,
            "starts_at": one.starts_at,
            "minutes": one.minutes,
            "link": one.link,
            "state": one.state,
        }
        for one in theirs
    ]


def export(user_id: int) -> list[dict[str, Any]]:
    given = Delivery.objects.filter(grant__user=user_id).select_related("grant__product", "undoing").order_by("pk")
    return [
        {"product": one.grant.product.code, "given_on": one.given_on, "note": one.note, "undone": one.undone}
        for one in given
    ]


def forget(user_id: int) -> None:
    Delivery.objects.filter(grant__user=user_id).update(note="")
    call_off_all(user_id=user_id)


APPOINTMENTS = Belonging(key="appointments", export=appointments)
SESSIONS = Belonging(key="sessions", export=export, lost=lost, forget=forget)
