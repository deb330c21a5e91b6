"""Who may open what: the union of live grants, free lessons, and staff who edit the catalogue. Nothing else."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from zhiyu.access.models import Consumption, Grant
from zhiyu.access.standing import Person, Right, right_of
from zhiyu.catalog.models import Course, Lesson, Product
from zhiyu.catalog.queries import live_lessons
from zhiyu.kernel.clock import now
from zhiyu.platform.plain import rows


@dataclass(frozen=True)
class Entitlement:
    """All live grants of one product together. ``until`` None is for ever."""

    product: Product
    since: datetime
    until: datetime | None


OWNED = """
    select distinct product_id from access_grant
    where user_id = %(user)s and product_id = any(%(products)s) and revoked_at is null
      and valid_from <= %(at)s and (valid_until is null or valid_until > %(at)s)
"""


def live() -> Q:
    at = now()
    unended = Q(valid_until__isnull=True) | Q(valid_until__gt=at)
    return Q(revoked_at__isnull=True, valid_from__lte=at) & unended


def live_grants(user_id: int) -> QuerySet[Grant]:
    return Grant.objects.filter(live(), user_id=user_id).select_related("product").order_by("-id")


def owns(user_id: int | None, product_id: int) -> bool:
    return user_id is not None and Grant.objects.filter(live(), user_id=user_id, product_id=product_id).exists()


def owned_products(user_id: int | None, product_ids: Iterable[int]) -> set[int]:
    """Those of ``product_ids`` that someone owns now, in one query: for lists."""
    if user_id is None:
        return set()
    return {one for (one,) in rows(OWNED, {"user": user_id, "products": [*product_ids], "at": now()})}


def may_open(user_id: int | None, lesson_id: int) -> bool:
    """Whether the whole lesson is open to a learner. Staff who look in are asked for by ``right_to``."""
    held = Grant.objects.filter(live(), user_id=user_id or 0, product=OuterRef("chapter__course__product"))
    on_sale = Q(free=True, chapter__course__product__status=Product.Status.PUBLISHED)
    standing = Lesson.objects.filter(removed_at=None, chapter__removed_at=None)
    return standing.filter(Q(Exists(held)) | on_sale, pk=lesson_id).exists()


def right_to(user: Person, lesson: Lesson) -> Right:
    product = lesson.chapter.course.product
    on_sale = product.status == Product.Status.PUBLISHED
    return right_of(user, owned=owns(user.pk, product.pk), free=lesson.free, on_sale=on_sale)


def entitlements_of(user_id: int) -> list[Entitlement]:
    """One per product, newest first."""
    together: dict[int, Entitlement] = {}
    for grant in live_grants(user_id):
        known = together.get(grant.product_id)
        ends = [grant.valid_until, known.until] if known else [grant.valid_until]
        together[grant.product_id] = Entitlement(
            product=grant.product,
            since=min(grant.valid_from, known.since) if known else grant.valid_from,
            until=None if None in ends else max(end for end in ends if end),
        )
    return list(together.values())


def consumed_share(grants: Iterable[Grant], course: Course) -> tuple[int, int]:
    """(opened, total) lessons of ``course`` under ``grants``: what the server served, never what a player says.

    Free lessons count in neither; a lesson opened and then removed or made free counts in both.
    """
    held = Consumption.objects.filter(grant__in=[grant.pk for grant in grants], lesson__chapter__course=course)
    opened = set(held.values_list("lesson_id", flat=True))
    sold = live_lessons().filter(chapter__course=course, free=False)
    return len(opened), len(opened | set(sold.values_list("pk", flat=True)))
