"""Appointments are made, moved, called off and had. The purchase is locked first: no session is promised twice."""

from datetime import datetime

from django.db import transaction
from django.db.models import F, Q

from zhiyu.access.errors import NothingLeft
from zhiyu.access.models import Grant
from zhiyu.access.queries import live
from zhiyu.coaching.actions.deliveries import locked, note_delivery
from zhiyu.coaching.errors import AfterTheEnd, ChangedMeanwhile, InThePast, MadeMeanwhile
from zhiyu.coaching.models import LATE, SOON, Appointment, Delivery
from zhiyu.kernel.clock import SHANGHAI, now
from zhiyu.kernel.errors import NotFound
from zhiyu.messaging.actions import tell as tell_person
from zhiyu.messaging.templates import Facts
from zhiyu.platform import audit
from zhiyu.platform.live import tell

State = Appointment.State


@transaction.atomic
def make_appointment(
    *, grant_id: int, seen: int, actor_id: int, starts_at: datetime, minutes: int, link: str = ""
) -> Appointment:
    """``seen``: how many had been made when whoever asks looked; asked twice, one is made."""
    held = locked(grant_id)
    made = Appointment.objects.filter(grant=held).count()
    if made != seen:
        raise MadeMeanwhile
    planned = Appointment.objects.filter(grant=held, state=State.PLANNED).count()
    if not Grant.objects.filter(live(), pk=grant_id).exists() or held.used + planned >= (held.sessions or 0):
        raise NothingLeft
    fits(held, starts_at)
    one = Appointment.objects.create(
        grant=held, n=made + 1, host_id=actor_id, starts_at=starts_at, minutes=minutes, link=link
    )
    noted(one, "made", actor_id)
    tell_both(one, "planned")
    return one


@transaction.atomic
def change_appointment(
    *, appointment_id: int, seen: int, actor_id: int, starts_at: datetime, minutes: int, link: str = ""
) -> Appointment:
    """Another time or place. ``seen``: the version that whoever asks looked at."""
    one = standing(appointment_id)
    if one.version != seen:
        raise ChangedMeanwhile
    if (one.starts_at, one.minutes, one.link) == (starts_at, minutes, link):
        return one
    if one.starts_at != starts_at:
        fits(one.grant, starts_at)
    one.starts_at, one.minutes, one.link, one.version = starts_at, minutes, link, one.version + 1
    one.save(update_fields=["starts_at", "minutes", "link", "version"])
    noted(one, "moved", actor_id)
    tell_both(one, "moved")
    return one


@transaction.atomic
def call_off_appointment(*, appointment_id: int, actor_id: int) -> Appointment:
    """The session is free for another time. Said twice it is said once."""
    one = standing(appointment_id)
    if one.state == State.CALLED_OFF:
        return one
    one.move_to(State.CALLED_OFF)
    noted(one, "called_off", actor_id)
    tell_both(one, "called_off")
    return one


@transaction.atomic
def note_given(*, appointment_id: int, actor_id: int) -> Delivery:
    """It took place: noted as given on its day, once however often it is said."""
    one = standing(appointment_id)
    if one.delivery is not None:
        return one.delivery
    one.delivery = note_delivery(
        grant_id=one.grant_id,
        seen=one.grant.used,
        actor_id=actor_id,
        given_on=one.starts_at.astimezone(SHANGHAI).date(),
    )
    one.move_to(State.DONE, "delivery")
    tell(f"call:{one.pk}")
    return one.delivery


@transaction.atomic
def call_off_all(*, user_id: int) -> None:
    """Of somebody who leaves, on either side; nobody is told, and links are forgotten."""
    theirs = Appointment.objects.filter(Q(grant__user=user_id) | Q(host=user_id))
    theirs.filter(state=State.PLANNED).update(state=State.CALLED_OFF, version=F("version") + 1)
    theirs.filter(grant__user=user_id).update(link="")


@transaction.atomic
def let_go(*, grant_id: int) -> None:
    """What was bought was given back: what is planned of it is had of another purchase of the same that has a session
    left for it, or falls, and both are told. Begun twice it is done once.
    """
    held = Grant.objects.filter(pk=grant_id, sessions__isnull=False).first()
    if held is None:
        return
    same = Grant.objects.select_for_update().filter(user=held.user_id, product=held.product_id, sessions__isnull=False)
    bought = {one.pk: one for one in same.order_by("pk")}
    held = bought[grant_id]
    if held.revoked_at is None:
        return
    alive = Grant.objects.filter(live(), pk__in=bought).order_by("pk")
    planned = Appointment.objects.select_for_update().filter(grant=held, state=State.PLANNED, starts_at__gt=now())
    for one in planned.order_by("starts_at", "pk"):
        other = next((each for each in alive if has_room(each, one.starts_at)), None)
        if other is not None:
            one.grant, one.n = other, Appointment.objects.filter(grant=other).count() + 1
            one.save(update_fields=["grant", "n"])
            continue
        one.grant = held
        one.move_to(State.CALLED_OFF)
        noted(one, "called_off", None)
        tell_both(one, "given_back")


def has_room(held: Grant, starts_at: datetime) -> bool:
    planned = Appointment.objects.filter(grant=held, state=State.PLANNED).count()
    return held.used + planned < (held.sessions or 0) and (held.valid_until is None or starts_at < held.valid_until)


def remind_due() -> None:
    """Both are told a quarter of an hour before, once for each time."""
    at = now()
    coming = Appointment.objects.filter(
        Q(soon_told_for=None) | ~Q(soon_told_for=F("starts_at")),
        state=State.PLANNED,
        grant__revoked_at=None,
        starts_at__gt=at - LATE,
        starts_at__lte=at + SOON,
    )
    for number in coming.values_list("pk", flat=True):
        remind(appointment_id=number)


@transaction.atomic
def remind(*, appointment_id: int) -> None:
    one = standing(appointment_id)
    at = now()
    if one.state != State.PLANNED or not at - LATE < one.starts_at <= at + SOON or one.soon_told_for == one.starts_at:
        return
    one.soon_told_for = one.starts_at
    one.save(update_fields=["soon_told_for"])
    tell_both(one, "soon")


def standing(appointment_id: int) -> Appointment:
    grant_id = Appointment.objects.filter(pk=appointment_id).values_list("grant", flat=True).first()
    if grant_id is None:
        raise NotFound
    held = locked(grant_id)
    one = Appointment.objects.select_for_update(of=("self",)).select_related("delivery").get(pk=appointment_id)
    one.grant = held
    return one


def fits(held: Grant, starts_at: datetime) -> None:
    if starts_at <= now():
        raise InThePast
    if held.valid_until is not None and starts_at >= held.valid_until:
        raise AfterTheEnd


def tell_both(one: Appointment, what: str) -> None:
    title = Grant.objects.values_list("product__title", flat=True).get(pk=one.grant_id)
    for user_id in dict.fromkeys((one.grant.user_id, one.host_id)):
        facts: Facts = {
            "title": title,
            "starts_at": one.starts_at.isoformat(),
            "grant": 0 if user_id == one.grant.user_id else one.grant_id,
        }
        key = f"coaching:{one.pk}:{what}:{one.version}:{user_id}"
        tell_person(recipient_id=user_id, template=f"coaching.{what}", facts=facts, key=key)


def noted(one: Appointment, what: str, actor_id: int | None) -> None:
    audit.record(
        actor_id=actor_id,
        action=f"coaching.{what}",
        target=f"user:{one.grant.user_id}",
        appointment=one.pk,
        starts_at=str(one.starts_at),
    )
    tell(f"call:{one.pk}")
    tell("studio")
