"""How somebody stands to the memberships they bought: every variant of a plan counts into one."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from zhiyu.access.spells import end_of_spell
from zhiyu.kernel.clock import now
from zhiyu.platform.plain import rows

HELD = """
    select v.plan_id, g.product_id, g.valid_from, g.valid_until, (
        select max(x.ends_at) from access_pause x where x.user_id = g.user_id and x.plan_id = v.plan_id
        and x.resumed_at is null and x.ends_at > %(at)s and x.ends_at <= g.valid_from)
    from access_grant g join catalog_variant v on v.product_id = g.product_id
    where g.user_id = %(user)s and g.revoked_at is null order by g.valid_from, g.id
"""
A_DAY = timedelta(days=1)

EVERYBODY = """
    select g.user_id, g.valid_from, g.valid_until, g.revoked_at, (
        select max(x.ends_at) from access_pause x where x.user_id = g.user_id and x.plan_id = v.plan_id
        and x.resumed_at is null and x.ends_at > %(at)s and x.ends_at <= g.valid_from),
        case when g.used_before > interval '0' then least(g.created_at, g.valid_from - g.used_before)
             else g.valid_from end
    from access_grant g join catalog_variant v on v.product_id = g.product_id
    where v.plan_id = %(plan)s order by g.user_id, g.id
"""


@dataclass(frozen=True)
class Holding:
    """``product_id``: the variant bought last. ``until``: when it ends, or ended; None is never."""

    plan_id: int
    product_id: int
    held: bool
    until: datetime | None
    paused_until: datetime | None = None
    """While it is put aside, it is not held; ``until`` is its end all the same."""


def holdings_of(user_id: int) -> list[Holding]:
    """One a plan: those held now first, then those put aside, then those that ran out."""
    at = now()
    by_plan: dict[int, list[tuple[int, datetime, datetime | None, datetime | None]]] = {}
    for plan_id, *grant in rows(HELD, {"user": user_id, "at": at}):
        by_plan.setdefault(plan_id, []).append((grant[0], grant[1], grant[2], grant[3]))
    found = [one for plan_id, grants in by_plan.items() if (one := holding(plan_id, grants, at))]
    return sorted(found, key=lambda one: (not one.held, one.paused_until is None))


def holding(
    plan_id: int, grants: list[tuple[int, datetime, datetime | None, datetime | None]], at: datetime
) -> Holding | None:
    spans = [(begins, ends) for _, begins, ends, _ in grants]
    last = grants[-1][0]
    if any(begins <= at and (ends is None or ends > at) for begins, ends in spans):
        return Holding(plan_id, last, held=True, until=end_of_spell(spans, at))
    paused_until = max((until for *_, until in grants if until), default=None)
    if paused_until:
        return Holding(plan_id, last, held=False, until=end_of_spell(spans, paused_until), paused_until=paused_until)
    ended = max((ends for _, ends in spans if ends and ends <= at), default=None)
    return Holding(plan_id, last, held=False, until=ended) if ended else None


@dataclass(frozen=True)
class Member:
    """Somebody who holds a plan, or held it. ``until``: when it ends, or ended, be it by a refund; None: never.

    ``paused_until``: put aside until then; it is not held, but nobody has left.
    """

    user_id: int
    since: datetime
    held: bool
    until: datetime | None
    paused_until: datetime | None = None

    @property
    def days_left(self) -> int:
        """Of the time that goes on after the pause, a day begun being a whole one."""
        return -((self.paused_until - self.until) // A_DAY) if self.paused_until and self.until else 0


@dataclass(frozen=True)
class Stretch:
    """One grant of a plan. ``since``: when it first began, before a pause moved it."""

    begins: datetime
    ends: datetime | None
    revoked: datetime | None
    paused_until: datetime | None
    since: datetime


def members_of(plan_id: int) -> list[Member]:
    """Everybody who ever held it: who holds it now, those whose end is nearest first; who goes on soonest after a
    pause; then who left last first.
    """
    at = now()
    by_user: dict[int, list[Stretch]] = {}
    for user_id, *stretch in rows(EVERYBODY, {"plan": plan_id, "at": at}):
        by_user.setdefault(user_id, []).append(Stretch(*stretch))
    found = [member(user_id, stretches, at) for user_id, stretches in by_user.items()]
    inside = sorted((one for one in found if one.held), key=lambda one: (one.until is None, one.until, one.user_id))
    paused = sorted((one for one in found if one.paused_until), key=lambda one: (one.paused_until, one.user_id))
    gone = [one for one in found if not (one.held or one.paused_until)]
    return [*inside, *paused, *sorted(gone, key=lambda one: (one.until or at, one.user_id), reverse=True)]


def member(user_id: int, stretches: list[Stretch], at: datetime) -> Member:
    kept = [(one.begins, one.ends) for one in stretches if one.revoked is None]
    since = min(one.since for one in stretches)
    if any(begins <= at and (ends is None or ends > at) for begins, ends in kept):
        return Member(user_id, since, held=True, until=end_of_spell(kept, at))
    paused = max((one.paused_until for one in stretches if one.revoked is None and one.paused_until), default=None)
    if paused:
        return Member(user_id, since, held=False, until=end_of_spell(kept, paused), paused_until=paused)
    ended = [end for one in stretches if one.begins <= at for end in [one.revoked or one.ends] if end and end <= at]
    return Member(user_id, since, held=False, until=max(ended, default=None))
