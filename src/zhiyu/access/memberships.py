"""How somebody stands to the memberships they bought: every variant of a plan counts into one."""

from dataclasses import dataclass
from datetime import datetime

from zhiyu.access.spells import end_of_spell
from zhiyu.kernel.clock import now
from zhiyu.platform.plain import rows

HELD = """
    select v.plan_id, g.product_id, g.valid_from, g.valid_until
    from access_grant g join catalog_variant v on v.product_id = g.product_id
    where g.user_id = %(user)s and g.revoked_at is null order by g.valid_from, g.id
"""


@dataclass(frozen=True)
class Holding:
    """``product_id``: the variant bought last. ``until``: when it ends, or ended; None is never."""

    plan_id: int
    product_id: int
    held: bool
    until: datetime | None


def holdings_of(user_id: int) -> list[Holding]:
    """One a plan: those held now first, then those that ran out."""
    at = now()
    by_plan: dict[int, list[tuple[int, datetime, datetime | None]]] = {}
    for plan_id, product_id, begins, ends in rows(HELD, {"user": user_id}):
        by_plan.setdefault(plan_id, []).append((product_id, begins, ends))
    found = []
    for plan_id, grants in by_plan.items():
        held = any(begins <= at and (ends is None or ends > at) for _, begins, ends in grants)
        until = end_of_spell([(begins, ends) for _, begins, ends in grants], at) if held else None
        ended = max((ends for _, _, ends in grants if ends and ends <= at), default=None)
        if held or ended:
            found.append(Holding(plan_id, grants[-1][0], held, until if held else ended))
    return sorted(found, key=lambda one: not one.held)
