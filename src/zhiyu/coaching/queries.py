"""Whose sessions are left, and what was given. Whose they are is in the name and in the WHERE."""

from django.db.models import Count, F, Prefetch, Q, QuerySet

from zhiyu.access.models import Grant
from zhiyu.access.queries import live
from zhiyu.coaching.models import Delivery
from zhiyu.commerce.consumption import Share
from zhiyu.commerce.models import OrderLine
from zhiyu.kernel.errors import NotFound

LEFT = Q(used__lt=F("sessions"))


def with_deliveries(grants: QuerySet[Grant]) -> QuerySet[Grant]:
    given = Delivery.objects.select_related("by", "undoing").order_by("-pk")
    return grants.select_related("user", "product__package").prefetch_related(Prefetch("deliveries", given))


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
