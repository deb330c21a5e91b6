"""What a pause is made of: which one runs, what may still be paused, and how the grants of a plan move."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, QuerySet

from zhiyu.access.models import Grant, Pause
from zhiyu.catalog.models import Plan
from zhiyu.kernel.clock import now

A_YEAR = timedelta(days=365)
# Staff are not bound by the plan's limits, but nothing is put aside for ever.
LONGEST = 366


def grants_of_plan(user_id: int, plan_id: int) -> QuerySet[Grant]:
    """Those not taken back, in any variant."""
    return Grant.objects.filter(user_id=user_id, product__variant__plan=plan_id, revoked_at=None)


def running_pause(user_id: int, plan_id: int) -> Pause | None:
    """The pause that somebody stands in. One whose grants were all given back holds nothing up, neither what was
    bought since and began in it nor what follows that.
    """
    held = grants_of_plan(user_id, plan_id)
    waiting = held.filter(valid_from__gte=OuterRef("ends_at"))
    anew = held.filter(valid_from__gte=OuterRef("starts_at"), valid_from__lt=OuterRef("ends_at"))
    found = Pause.objects.filter(user_id=user_id, plan_id=plan_id, resumed_at=None, ends_at__gt=now())
    return found.filter(Exists(waiting), ~Exists(anew)).order_by("-pk").first()


@dataclass(frozen=True)
class Allowed:
    """How often still, and how many days at most, a learner may pause by themselves."""

    times: int
    days: int

    def __bool__(self) -> bool:
        return self.times > 0 and self.days > 0


def allowed(plan: Plan, user_id: int) -> Allowed:
    since = now() - A_YEAR
    lately = Pause.objects.filter(user_id=user_id, plan=plan, starts_at__gt=since, by_staff=False).count()
    return Allowed(times=max(0, plan.pause_times - lately), days=plan.pause_days)


def put_aside(grants: Iterable[Grant], *, at: datetime, span: timedelta) -> None:
    """What runs stops at ``at`` and goes on after ``span``; what is bought ahead moves along."""
    for grant in grants:
        if grant.valid_from < at:
            grant.used_before += at - grant.valid_from
            grant.valid_from = at
        move(grant, span)


def move(grant: Grant, span: timedelta) -> None:
    if grant.valid_until is not None:
        grant.valid_from, grant.valid_until = grant.valid_from + span, grant.valid_until + span
        grant.save(update_fields=["valid_from", "valid_until", "used_before"])
