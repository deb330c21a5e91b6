"""Whose sessions are left, and what was given. Whose they are is in the name and in the WHERE."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

from django.db.models import Count, F, Prefetch, Q, QuerySet

from zhiyu.access.models import Grant
from zhiyu.access.queries import live
from zhiyu.coaching.errors import CallClosed
from zhiyu.coaching.models import LONGEST, SOON, STAYS, Appointment, Delivery
from zhiyu.commerce.consumption import Share
from zhiyu.commerce.models import OrderLine
from zhiyu.kernel.clock import now
from zhiyu.kernel.errors import NotFound

LEFT = Q(used__lt=F("sessions"))


def with_deliveries(grants: QuerySet[Grant]) -> QuerySet[Grant]:
    given = Delivery.objects.select_related("by", "undoing").order_by("-pk")
    booked = Appointment.objects.select_related("host", "delivery__undoing").order_by("starts_at", "pk")
    return grants.select_related("user", "product__package").prefetch_related(
        Prefetch("deliveries", given), Prefetch("appointments", booked)
    )


def holders(state: str = "left") -> QuerySet[Grant]:
    """``left``: those with sessions to be given, whose time ends first first; ``done``: all others."""
    bought = Grant.objects.filter(sessions__isnull=False).select_related("user", "product__package")
    if state == "left":
        return bought.filter(live(), LEFT).order_by(F("valid_until").asc(nulls_last=True), "pk")
    return bought.exclude(live() & LEFT).order_by("-pk")


def holder_counts() -> dict[str, int]:
    bought = Grant.objects.filter(sessions__isnull=False)
    left = Count("pk", filter=live() & LEFT)
    counted = bought.aggregate(left=left, all=Count("pk"))
    return {"left": counted["left"], "done": counted["all"] - counted["left"]}


def holder(grant_id: int) -> Grant:
    found = with_deliveries(Grant.objects.filter(pk=grant_id, sessions__isnull=False)).first()
    if found is None:
        raise NotFound
    return found


def sessions_of(user_id: int, *, product_id: int | None = None) -> list[Grant]:
    """What somebody bought and did not give back, the newest first, with what was given of it."""
    mine = Grant.objects.filter(user_id=user_id, sessions__isnull=False, revoked_at=None)
    mine = mine if product_id is None else mine.filter(product_id=product_id)
    return list(with_deliveries(mine).order_by("-pk"))


def delivered(line: OrderLine) -> Share:
    """The meter: sessions given of those that the line bought."""
    bought = Grant.objects.filter(source=line.source, sessions__isnull=False).values_list("used", "sessions")
    given = [(used, sessions or 0) for used, sessions in bought]
    return Share(sum(used for used, _ in given), sum(whole for _, whole in given), "session")


@dataclass(frozen=True, kw_only=True)
class Call:
    """An appointment as one of its two sees it. ``side``: host or learner."""

    appointment: Appointment
    side: Literal["host", "learner"]

    @property
    def other(self) -> str:
        one = self.appointment
        person = one.grant.user if self.side == "host" else one.host
        return person.name or person.masked_phone


def call_of(appointment_id: int, user_id: int) -> Call:
    """For its two people, while the purchase stands; to all others it does not exist."""
    theirs = Appointment.objects.select_related("grant__user", "grant__product", "host").filter(
        Q(host=user_id) | Q(grant__user=user_id), pk=appointment_id, link="", grant__revoked_at=None
    )
    one = theirs.exclude(state=Appointment.State.CALLED_OFF).first()
    if one is None:
        raise NotFound
    return Call(appointment=one, side="learner" if one.grant.user_id == user_id else "host")


def open_call(appointment_id: int, user_id: int) -> Call:
    call = call_of(appointment_id, user_id)
    if not call.appointment.is_open:
        raise CallClosed
    return call


def may_call(pairs: Iterable[tuple[int, int]]) -> set[tuple[int, int]]:
    """Those of (appointment, person) that may hear each other now, for any number of them in one statement."""
    asked = set(pairs)
    if not asked:
        return set()
    at = now()
    found = Appointment.objects.select_related("grant").filter(
        pk__in={number for number, _ in asked},
        link="",
        grant__revoked_at=None,
        starts_at__lte=at + SOON,
        starts_at__gt=at - STAYS - timedelta(minutes=LONGEST),
    )
    both = {(one.pk, person) for one in found if one.is_open for person in (one.host_id, one.grant.user_id)}
    return asked & both


def appointment(appointment_id: int) -> Appointment:
    found = Appointment.objects.select_related("grant__user", "grant__product", "host", "delivery")
    one = found.filter(pk=appointment_id).first()
    if one is None:
        raise NotFound
    return one
