"""How somebody stands to the memberships they bought: every variant of a plan counts into one."""

from dataclasses import dataclass
from datetime import datetime

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

EVERYBODY = """
    select g.user_id, g.valid_from, g.valid_until, g.revoked_at
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
    """Somebody who holds a plan, or held it. ``until``: when it ends, or ended, be it by a refund; None: never."""

    user_id: int
    since: datetime
    held: bool
    until: datetime | None


def members_of(plan_id: int) -> list[Member]:
    """Everybody who ever held it: who holds it now, those whose end is nearest first; then who left last first."""
    at = now()
    by_user: dict[int, list[tuple[datetime, datetime | None, datetime | None]]] = {}
    for user_id, *span in rows(EVERYBODY, {"plan": plan_id}):
        by_user.setdefault(user_id, []).append((span[0], span[1], span[2]))
    found = [member(user_id, spans, at) for user_id, spans in by_user.items()]
    inside = sorted((one for one in found if one.held), key=lambda one: (one.until is None, one.until, one.user_id))
    outside = sorted((one for one in found if not one.held), key=lambda one: (one.until or at, one.user_id))
    return [*inside, *reversed(outside)]


def member(user_id: int, spans: list[tuple[datetime, datetime | None, datetime | None]], at: datetime) -> Member:
    kept = [(begins, ends) for begins, ends, revoked in spans if revoked is None]
    held = any(begins <= at and (ends is None or ends > at) for begins, ends in kept)
    ended = [end for begins, ends, revoked in spans if begins <= at for end in [revoked or ends] if end and end <= at]
    until = end_of_spell(kept, at) if held else max(ended, default=None)
    return Member(user_id, min(begins for begins, _ends, _revoked in spans), held, until)
