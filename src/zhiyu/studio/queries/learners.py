"""Learners with what they own and how far they are: four statements for a page of any length."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Max, OuterRef, Q, QuerySet, Subquery

from zhiyu.access.memberships import Holding, holdings_of
from zhiyu.access.models import Grant
from zhiyu.access.queries import live
from zhiyu.accounts.models import Device, User
from zhiyu.accounts.queries import found_people
from zhiyu.catalog.models import Plan
from zhiyu.catalog.plans import plans_by_id
from zhiyu.catalog.queries import live_lessons
from zhiyu.kernel.clock import day_start
from zhiyu.kernel.cursors import COUNTED
from zhiyu.learning.models import Progress


@dataclass(frozen=True, kw_only=True)
class LearnerRow:
    user: User
    last_seen_at: datetime | None
    owned: Sequence[str]
    done: int
    total: int

    @property
    def percent(self) -> int:
        return self.done * 100 // self.total if self.total else 0


@dataclass(frozen=True)
class HeldPlan:
    plan: Plan
    holding: Holding


def memberships_of(user_id: int) -> list[HeldPlan]:
    """Those held or put aside now, that end one day."""
    holdings = [one for one in holdings_of(user_id) if one.until and (one.held or one.paused_until)]
    plans = plans_by_id([one.plan_id for one in holdings]) if holdings else {}
    return [HeldPlan(plans[one.plan_id], one) for one in holdings]


def learners(*, query: str = "", joined: str = "") -> QuerySet[User]:
    """Newest first, each knowing ``seen``. Without a search the team is left out; a search finds everybody.

    A phone is found by its whole number or its last four digits or more, so that nobody can list numbers.
    """
    people = User.objects.filter(is_active=True).order_by("-id")
    people = people.filter(found_people(query) if query.strip() else Q(role_grants__isnull=True))
    if joined == "today":
        people = people.filter(joined_at__gte=day_start())
    seen = Device.objects.filter(user=OuterRef("pk")).order_by().values("user").annotate(at=Max("last_seen_at"))
    return people.annotate(seen=Subquery(seen.values("at")))


def count_learners(people: QuerySet[User]) -> int:
    """Nobody counts a hundred thousand for a label: at most one more than ``COUNTED``."""
    return people.order_by().values("pk")[: COUNTED + 1].count()


def learner_rows(people: Sequence[User]) -> list[LearnerRow]:
    """``people`` come from ``learners`` and keep their order."""
    ids = [user.pk for user in people]
    owned: defaultdict[int, dict[int, str]] = defaultdict(dict)
    for grant in Grant.objects.filter(live(), user__in=ids).select_related("product").order_by("id"):
        owned[grant.user_id][grant.product_id] = grant.product.title
    products = {product for titles in owned.values() for product in titles}
    totals = lesson_counts(products)
    done = done_counts(ids, products)
    return [
        LearnerRow(
            user=user,
            last_seen_at=getattr(user, "seen", None),
            owned=list(owned[user.pk].values()),
            done=sum(done.get((user.pk, product), 0) for product in owned[user.pk]),
            total=sum(totals.get(product, 0) for product in owned[user.pk]),
        )
        for user in people
    ]


def lesson_counts(products: set[int]) -> dict[int, int]:
    rows = live_lessons().order_by().filter(chapter__course__product__in=products)
    counted = rows.values_list("chapter__course__product").annotate(n=Count("pk"))
    return dict(counted)


def done_counts(users: Sequence[int], products: set[int]) -> dict[tuple[int, int], int]:
    """Completed lessons that still stand, by person and product."""
    standing = live_lessons().order_by().filter(chapter__course__product__in=products)
    rows = Progress.objects.filter(user__in=users, completed_at__isnull=False, lesson__in=standing.values("pk"))
    counted = rows.values_list("user", "lesson__chapter__course__product").annotate(n=Count("pk"))
    return {(user, product): n for user, product, n in counted}
