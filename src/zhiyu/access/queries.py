"""Who may open what: the union of live grants, free lessons, and staff who edit the catalogue. Nothing else."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet

from zhiyu.access.models import Consumption, Grant
from zhiyu.accounts.models import Device, User
from zhiyu.accounts.permissions import can
from zhiyu.catalog.models import Course, Lesson, Product
from zhiyu.catalog.queries import lesson as live_lesson
from zhiyu.catalog.queries import live_lessons, preview_seconds_of
from zhiyu.kernel.clock import now
from zhiyu.kernel.errors import NotFound
from zhiyu.media.gate import TicketClaims

Person = User | AnonymousUser


class Right(StrEnum):
    """By what someone opens a whole lesson. Only ``OWNED`` counts as consumption."""

    OWNED = "owned"
    FREE = "free"
    STAFF = "staff"
    NONE = "none"


@dataclass(frozen=True)
class Entitlement:
    """All live grants of one product together. ``until`` None is for ever."""

    product: Product
    since: datetime
    until: datetime | None


@dataclass(frozen=True)
class Standing:
    """One person and one product. ``until`` None is for ever; ``lapsed``: once had it, and the time ran out."""

    owned: bool
    until: datetime | None
    lapsed: bool


NOBODY = Standing(owned=False, until=None, lapsed=False)
# What ``live`` says, written once more in SQL for the read that every course and lesson page makes.
STANDING = """
    select bool_or(live), bool_or(live and valid_until is null), max(valid_until) filter (where live),
           bool_or(not live and valid_until <= %(at)s)
    from (select valid_until, valid_from <= %(at)s and (valid_until is null or valid_until > %(at)s) as live
          from access_grant where user_id = %(user)s and product_id = %(product)s and revoked_at is null) held
"""


def live() -> Q:
    at = now()
    unended = Q(valid_until__isnull=True) | Q(valid_until__gt=at)
    return Q(revoked_at__isnull=True, valid_from__lte=at) & unended


def live_grants(user_id: int) -> QuerySet[Grant]:
    return Grant.objects.filter(live(), user_id=user_id).select_related("product").order_by("-id")


def owns(user_id: int | None, product_id: int) -> bool:
    return user_id is not None and Grant.objects.filter(live(), user_id=user_id, product_id=product_id).exists()


def standing_of(user_id: int | None, product_id: int) -> Standing:
    if user_id is None:
        return NOBODY
    with connection.cursor() as cursor:
        cursor.execute(STANDING, {"at": now(), "user": user_id, "product": product_id})
        owned, for_ever, until, lapsed = cursor.fetchone()
    return Standing(owned=bool(owned), until=None if for_ever else until, lapsed=bool(lapsed))


def owned_products(user_id: int | None, product_ids: Iterable[int]) -> set[int]:
    """Those of ``product_ids`` that someone owns now, in one query: for lists."""
    if user_id is None:
        return set()
    held = Grant.objects.filter(live(), user_id=user_id, product_id__in=product_ids)
    return set(held.values_list("product_id", flat=True))


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


def right_of(user: Person, *, owned: bool, free: bool, on_sale: bool) -> Right:
    if owned:
        return Right.FREE if free else Right.OWNED
    if free and on_sale:
        return Right.FREE
    return Right.STAFF if can(user, "catalog.edit") else Right.NONE


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


def still_holds(claims: TicketClaims) -> bool:
    """The doorkeeper: does a ticket's holder still have, in the database, what it was issued for?"""
    person = AnonymousUser() if claims.user_id is None else logged_in(claims.user_id, claims.device_id)
    if person is None:
        return False
    try:
        lesson = live_lesson(claims.lesson_id)
    except NotFound:
        return False
    if lesson.asset_id != claims.asset_id:
        return False
    if right_to(person, lesson) != Right.NONE:
        return True
    on_sale = lesson.chapter.course.product.status == Product.Status.PUBLISHED
    return claims.preview and on_sale and bool(preview_seconds_of(lesson))


def logged_in(user_id: int, device_id: int | None) -> User | None:
    """The person, while the login on that device stands."""
    standing = Device.objects.filter(signed_out_at__isnull=True, expires_at__gt=now(), user__is_active=True)
    device = standing.filter(pk=device_id or 0, user_id=user_id).select_related("user").first()
    return device.user if device else None
