from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F

from zhiyu.access.errors import (
    GrantMismatch,
    LessonLocked,
    NothingLeft,
    NotPausable,
    NotPaused,
    PausedTooOften,
    PauseTooLong,
)
from zhiyu.access.events import GrantRevoked
from zhiyu.access.models import Consumption, Grant, Pause
from zhiyu.access.pausing import LONGEST, allowed, grants_of_plan, move, put_aside, running_pause
from zhiyu.access.queries import live, next_term, owns_lesson, right_to
from zhiyu.access.standing import Opening, Person, Right, opening_of, right_of
from zhiyu.accounts.locks import hold
from zhiyu.accounts.models import User
from zhiyu.catalog.models import Attachment, Lesson, Plan, Product
from zhiyu.catalog.queries import attachment
from zhiyu.catalog.queries import lesson as live_lesson
from zhiyu.kernel.clock import now
from zhiyu.kernel.errors import NotFound
from zhiyu.media import gate
from zhiyu.media.models import Asset
from zhiyu.platform import audit, plain, rehearsing
from zhiyu.platform.bus import publish
from zhiyu.platform.request import current


def hold_rights(*, user_id: int) -> None:
    """Nobody else gives this person anything, or moves what they have, until the transaction ends.

    Held by whoever judges whether something would add to what somebody has, before they judge: of two of them, the
    second sees what the first one gave. ``docs/architecture.md`` says in which order it is taken among other locks.
    """
    hold(f"rights:{user_id}")


def give(*, user_id: int, product: Product, source: str) -> Grant:
    """What buying ``product`` gives: for ever, or its term, from where what is held of it already ends.

    What opens at a moment opens then, or now when that is past. Sessions are each purchase's own, had from now on.
    """
    if product.sessions is not None:
        until = product.term.end_after(now()) if product.term else None
        return grant(user_id=user_id, product_id=product.pk, source=source, until=until, sessions=product.sessions)
    if product.term is None:
        start = max(product.opens_at, now()) if product.opens_at else None
        return grant(user_id=user_id, product_id=product.pk, source=source, start=start)
    hold_rights(user_id=user_id)  # two terms paid at once follow each other
    start, until = next_term(user_id, product, product.term)
    return grant(user_id=user_id, product_id=product.pk, source=source, start=start, until=until)


def holder(*products: Product) -> User:
    """Somebody who has these, for a rehearsal."""
    user: User = rehearsing.play("newcomer")
    for product in products:
        give(user_id=user.pk, product=product, source=f"rehearsal:{product.pk}")
    return user


def grant(
    *,
    user_id: int,
    product_id: int,
    source: str,
    start: datetime | None = None,
    until: datetime | None = None,
    sessions: int | None = None,
) -> Grant:
    """Open ``product`` to someone because of ``source``. The same cause again is a no-op, even after a revoke.

    Grant and note are one statement, so that a sale pays for no savepoint.
    """
    made = Grant(
        user_id=user_id,
        product_id=product_id,
        source=source,
        valid_from=start or now(),
        valid_until=until,
        sessions=sessions,
    )
    note = audit.entry(
        actor_id=None, action="access.granted", target=f"user:{user_id}", product=product_id, source=source
    )
    if not plain.insert(made, note, unless="(source, product_id)"):
        made = Grant.objects.get(source=source, product_id=product_id)
    if made.user_id != user_id:
        raise GrantMismatch
    return made


@transaction.atomic
def revoke(*, source: str, product_id: int, because: str) -> None:
    """End what ``source`` gave; other causes keep the product open. The row stays as history."""
    held = Grant.objects.select_for_update().filter(source=source, product_id=product_id).first()
    if held is None or held.revoked_at is not None:
        return
    held.revoked_at, held.revoked_because = now(), because
    held.save(update_fields=["revoked_at", "revoked_because"])
    audit.record(
        actor_id=None, action="access.revoked", target=f"user:{held.user_id}", product=product_id, source=source
    )
    publish(GrantRevoked(grant_id=held.pk, user_id=held.user_id))


@transaction.atomic
def restore(*, source: str, product_id: int, because: str) -> None:
    """What was ended ``because`` of something that is undone is held again, to the day it always had."""
    held = (
        Grant.objects.select_for_update().filter(source=source, product_id=product_id, revoked_because=because).first()
    )
    if held is None or held.revoked_at is None:
        return
    held.revoked_at, held.revoked_because = None, ""
    held.save(update_fields=["revoked_at", "revoked_because"])
    audit.record(
        actor_id=None, action="access.restored", target=f"user:{held.user_id}", product=product_id, source=source
    )


@transaction.atomic
def use_session(*, grant_id: int) -> None:
    """One of those left, in one conditional statement: the last one is had once, whoever else is noting it."""
    left = Grant.objects.filter(live(), pk=grant_id, used__lt=F("sessions"))
    if not left.update(used=F("used") + 1):
        raise NothingLeft


@transaction.atomic
def give_back_session(*, grant_id: int) -> None:
    """It was not had after all. More than were had is a mistake of the caller, never a negative count."""
    if not Grant.objects.filter(pk=grant_id, used__gt=0).update(used=F("used") - 1):
        raise ValueError(f"nothing was had of grant {grant_id}")


def lock_grants(*, sources: Iterable[str]) -> list[Grant]:
    """The grants of ``sources``, held until the transaction ends: nothing is consumed under them meanwhile."""
    return list(Grant.objects.select_for_update().filter(source__in=list(sources)).order_by("pk"))


@transaction.atomic
def pause(*, user_id: int, plan_id: int, days: int, actor_id: int) -> Pause:
    """Put a membership aside: nothing of it is open meanwhile, and all of it ends that much later. Twice is once.

    A learner is bound by the plan's limits; staff, who act for somebody else, are not.
    """
    hold_rights(user_id=user_id)  # a term bought at this moment moves along, or follows what has moved
    plan = Plan.objects.filter(pk=plan_id).first()
    if plan is None:
        raise NotFound
    running = running_pause(user_id, plan_id)
    if running is not None:
        return running
    at, by_staff = now(), actor_id != user_id
    grants = list(grants_of_plan(user_id, plan_id).select_for_update(of=("self",)).order_by("pk"))
    held = [one for one in grants if one.valid_from <= at and (one.valid_until is None or one.valid_until > at)]
    if not held or any(one.valid_until is None for one in held):
        raise NotPausable
    may = allowed(plan, user_id)
    if not by_staff and not may.times:
        raise PausedTooOften
    if not 1 <= days <= (LONGEST if by_staff else may.days):
        raise PauseTooLong
    span = timedelta(days=days)
    put_aside([one for one in grants if one.valid_until is None or one.valid_until > at], at=at, span=span)
    made = Pause.objects.create(user_id=user_id, plan=plan, starts_at=at, ends_at=at + span, by_staff=by_staff)
    note_pause(made, "access.paused", actor_id=actor_id, days=days)
    return made


@transaction.atomic
def resume(*, user_id: int, plan_id: int, actor_id: int) -> Pause:
    """Go on before the pause is over; the days not paused come off the end again. Twice is once."""
    hold_rights(user_id=user_id)
    running = running_pause(user_id, plan_id)
    if running is None:
        last = Pause.objects.filter(user_id=user_id, plan_id=plan_id).order_by("-pk").first()
        if last is None or last.resumed_at is None:
            raise NotPaused
        return last
    at = now()
    waiting = grants_of_plan(user_id, plan_id).filter(valid_from__gte=running.ends_at)
    for grant in waiting.select_for_update(of=("self",)).order_by("pk"):
        move(grant, at - running.ends_at)
    running.ends_at = running.resumed_at = at
    running.save(update_fields=["ends_at", "resumed_at"])
    note_pause(running, "access.resumed", actor_id=actor_id)
    return running


def note_pause(made: Pause, action: str, *, actor_id: int, **detail: int) -> None:
    audit.record(actor_id=actor_id, action=action, target=f"user:{made.user_id}", plan=made.plan_id, **detail)


@transaction.atomic
def open_lesson(*, user: Person, lesson: Lesson) -> Right:
    """Say by what right the whole lesson is served, and note its first serving under each grant."""
    right = right_to(user, lesson)
    if right == Right.OWNED:
        right = consume(user=user, lesson=lesson)
    if right == Right.NONE and lesson.chapter.course.product.status != Product.Status.PUBLISHED:
        raise NotFound
    return right


UNOPENED = """
select distinct r.grant_id from access_right r
where r.user_id = %(user)s
  and r.product_id = any(array[%(product)s, (select s.product_id from catalog_single s where s.lesson_id = %(lesson)s)])
  and r.valid_from <= %(at)s and (r.valid_until is null or r.valid_until > %(at)s)
  and not exists (select from access_consumption k where k.grant_id = r.grant_id and k.lesson_id = %(lesson)s)
"""


def consume(*, user: Person, lesson: Lesson) -> Right:
    """Under the grants' row locks, so that a refund sees the consumption or the viewer sees the refund."""
    product_id = lesson.chapter.course.product_id
    asked = {"user": user.pk, "product": product_id, "lesson": lesson.pk, "at": now()}
    unopened = [one for (one,) in plain.rows(UNOPENED, asked)]
    if unopened:
        held = Grant.objects.select_for_update().filter(live(), pk__in=unopened).order_by("pk")
        here = current()
        opened = [Consumption(grant=x, lesson=lesson, address=here.address, agent=here.agent) for x in held]
        Consumption.objects.bulk_create(opened, ignore_conflicts=True)
    return Right.OWNED if owns_lesson(user.pk, lesson.pk) else Right.NONE


def open_file(*, user: Person, lesson_id: int, attachment_id: int) -> Attachment:
    found = attachment(attachment_id)
    if found.lesson_id != lesson_id:
        raise NotFound
    if open_lesson(user=user, lesson=found.lesson) == Right.NONE:
        raise LessonLocked
    return found


def open_book(*, user: Person, lesson_id: int) -> tuple[Asset, str]:
    """The file that the lesson of an e-book is, and what to call it."""
    found = live_lesson(lesson_id)
    product = found.chapter.course.product
    to_take = found.kind == Lesson.Kind.FILE or (found.kind == Lesson.Kind.BOOK and product.kind == Product.Kind.EBOOK)
    if not to_take or found.view_only or found.asset is None:
        raise NotFound
    if open_lesson(user=user, lesson=found) == Right.NONE:
        raise LessonLocked
    return found.asset, f"{product.title} {found.title}" if found.free else product.title


def ticket_for(*, lesson_id: int, user: Person, holder: gate.Holder, wish: gate.Wish | None = None) -> gate.Ticket:
    """The whole lesson to whom it is open, else its preview, else ``LessonLocked``."""
    found = opening_of(lesson_id=lesson_id, user_id=user.pk)
    rendition = gate.require_playable(found.film)
    bought = found.owned and not found.free
    preview = not bought and open_film(user=user, found=found) == Right.NONE
    if preview and not (found.preview and gate.preview_of(found.film, rendition)):
        raise LessonLocked
    opening = gate.Opening(film=found.film, rendition=rendition, preview=preview, counted=bought)
    ticket = gate.issue_ticket(lesson_id=lesson_id, opening=opening, holder=holder, wish=wish or gate.Wish())
    # Opened for refunds only when it really is: a device too many was refused above.
    if bought and open_film(user=user, found=found) == Right.NONE:
        raise LessonLocked
    return ticket


def open_film(*, user: Person, found: Opening) -> Right:
    """``open_lesson`` for what was read already: only a first opening has something to write."""
    if found.owned and not found.free and not found.counted:
        return open_lesson(user=user, lesson=live_lesson(found.lesson_id))
    right = right_of(user, owned=found.owned, free=found.free, on_sale=found.on_sale)
    if right == Right.NONE and not found.on_sale:
        raise NotFound
    return right
