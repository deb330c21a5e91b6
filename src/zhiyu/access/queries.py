"""Who may open what: the union of live grants, free lessons, and staff who edit the catalogue. Nothing else.

What a grant opens is said once, by the view ``access_right``: its own product, and what that product opens.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q, QuerySet

from zhiyu.access.models import Consumption, Grant
from zhiyu.access.spells import end_of_spell
from zhiyu.access.standing import Person, Right, right_of
from zhiyu.catalog.durations import Duration
from zhiyu.catalog.models import Lesson, Product
from zhiyu.catalog.plans import lessons_opened_by
from zhiyu.catalog.queries import live_lessons
from zhiyu.kernel.clock import now
from zhiyu.platform.plain import row, rows, together

A_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Entitlement:
    """All live rights to one product together. ``until`` None is for ever; ``by``: the products that give it."""

    product: Product
    since: datetime
    until: datetime | None
    by: tuple[Product, ...]

    @property
    def own(self) -> bool:
        """Held by itself, and not only by a membership."""
        return self.product in self.by

    @property
    def chosen(self) -> bool:
        """Not merely one of everything that is here."""
        return not all(one.opens_all for one in self.by)


OWNED = """
    select distinct product_id from access_right
    where user_id = %(user)s and product_id = any(%(products)s)
      and valid_from <= %(at)s and (valid_until is null or valid_until > %(at)s)
"""
OWNED_FOR_EVER = """
    select asked.id from unnest(%(products)s::bigint[]) asked (id)
    where exists (select from access_right r where r.user_id = %(user)s and r.grant_id <> all(%(apart)s)
                  and r.product_id = any(array[asked.id, (
                      select c.product_id from catalog_single s join catalog_course c on c.id = s.course_id
                      where s.product_id = asked.id)])
                  and r.valid_until is null)
       or exists (select from catalog_variant mine join catalog_variant other using (plan_id)
                  join access_grant g on g.product_id = other.product_id and g.user_id = %(user)s
                       and g.id <> all(%(apart)s)
                  where mine.product_id = asked.id and g.revoked_at is null and g.valid_until is null)
       or exists (select from catalog_intake mine join catalog_course c on c.id = mine.course_id
                  join access_grant g on g.user_id = %(user)s and g.revoked_at is null and g.valid_until is null
                       and g.id <> all(%(apart)s)
                       and (g.product_id = c.product_id or exists (select from catalog_intake other
                            where other.course_id = c.id and other.product_id = g.product_id))
                  where mine.product_id = asked.id)
"""
HAD = "select distinct product_id from access_grant where user_id = %(user)s and product_id = any(%(products)s)"
FURTHEST = """
select max(valid_until) from access_grant
where user_id = %(user)s and revoked_at is null and valid_until > %(at)s and product_id in (
    select %(product)s union all
    select other.product_id from catalog_variant mine join catalog_variant other using (plan_id)
    where mine.product_id = %(product)s)
"""
RIGHTS = """
    from access_right r join access_grant g on g.id = r.grant_id join catalog_product p on p.id = r.product_id
    join catalog_product m on m.id = g.product_id
    where r.user_id = %(user)s and (r.valid_until is null or r.valid_until > %(at)s) order by g.id desc, p.id
"""
# A lesson is open to who may open its course, and to who holds it by itself.
MAY_OPEN = """
    select from catalog_lesson l join catalog_chapter h on h.id = l.chapter_id
    join catalog_course c on c.id = h.course_id join catalog_product p on p.id = c.product_id
    left join catalog_single s on s.lesson_id = l.id
    where l.id = %(lesson)s and l.removed_at is null and h.removed_at is null
      and (%(freely)s and l.free and p.status = 'published' or exists (
           select from access_right r where r.user_id = %(user)s and r.product_id = any(array[p.id, s.product_id])
           and r.valid_from <= %(at)s and (r.valid_until is null or r.valid_until > %(at)s)))
"""

WHO_MAY_OPEN = """
    select distinct r.user_id
    from catalog_lesson l join catalog_chapter h on h.id = l.chapter_id join catalog_course c on c.id = h.course_id
    left join catalog_single s on s.lesson_id = l.id
    join access_right r on r.product_id = any(array[c.product_id, s.product_id])
    where l.id = %(lesson)s and r.valid_from <= %(at)s and (r.valid_until is null or r.valid_until > %(at)s)
    order by r.user_id
"""


def live() -> Q:
    at = now()
    unended = Q(valid_until__isnull=True) | Q(valid_until__gt=at)
    return Q(revoked_at__isnull=True, valid_from__lte=at) & unended


def live_grants(user_id: int) -> QuerySet[Grant]:
    return Grant.objects.filter(live(), user_id=user_id).select_related("product").order_by("-id")


def owns(user_id: int | None, product_id: int) -> bool:
    return bool(owned_products(user_id, [product_id]))


def owned_products(user_id: int | None, product_ids: Iterable[int]) -> set[int]:
    """Those of ``product_ids`` that are open to someone now, in one query: for lists."""
    if user_id is None:
        return set()
    return {one for (one,) in rows(OWNED, {"user": user_id, "products": [*product_ids], "at": now()})}


def owned_for_ever(user_id: int, product_ids: Collection[int], *, apart: Collection[int] = ()) -> set[int]:
    """Those that nothing could be added to: another variant or intake held for ever counts, begun or not.

    ``apart``: grants that do not count, since they would end.
    """
    asked = {"user": user_id, "products": [*product_ids], "apart": [*apart]}
    return {one for (one,) in rows(OWNED_FOR_EVER, asked)}


def had(user_id: int, product_ids: Collection[int]) -> set[int]:
    """Those that someone was ever given, and be it taken back since."""
    return {one for (one,) in rows(HAD, {"user": user_id, "products": [*product_ids]})}


def next_term(user_id: int, product: Product, term: Duration) -> tuple[datetime, datetime]:
    """From when to when the term would last if it were bought now: it follows what is held of it, in any variant."""
    at = now()
    found = row(FURTHEST, {"user": user_id, "product": product.pk, "at": at})
    start = max((found[0] if found else None) or at, product.opens_at or at)
    return start, term.end_after(start)


def may_open(user_id: int | None, lesson_id: int) -> bool:
    """Whether the whole lesson is open to a learner. Staff who look in are asked for by ``right_to``."""
    return row(MAY_OPEN, {"user": user_id, "lesson": lesson_id, "at": now(), "freely": True}) is not None


def owns_lesson(user_id: int | None, lesson_id: int) -> bool:
    """By its course, or by itself."""
    asked = {"user": user_id, "lesson": lesson_id, "at": now(), "freely": False}
    return user_id is not None and row(MAY_OPEN, asked) is not None


def who_may_open(lesson_id: int) -> list[int]:
    """All whose grants open a lesson now, by its course or by itself."""
    return [user_id for (user_id,) in rows(WHO_MAY_OPEN, {"lesson": lesson_id, "at": now()})]


def right_to(user: Person, lesson: Lesson) -> Right:
    product = lesson.chapter.course.product
    on_sale = product.status == Product.Status.PUBLISHED
    return right_of(user, owned=owns_lesson(user.pk, lesson.pk), free=lesson.free, on_sale=on_sale)


def entitlements_of(user_id: int) -> list[Entitlement]:
    """One per product that is open to someone, what was given last first. One statement."""
    at = now()
    found: dict[int, list[tuple[Grant, Product, Product]]] = {}
    tables = {"g": Grant, "p": Product, "m": Product}
    for grant, product, giver in together(tables, RIGHTS, {"user": user_id, "at": at}):
        found.setdefault(product.pk, []).append((grant, product, giver))
    return [entitlement(rights, at) for rights in found.values() if any(begun(one, at) for one in rights)]


def begun(right: tuple[Grant, Product, Product], at: datetime) -> bool:
    return right[0].valid_from <= at


def entitlement(rights: list[tuple[Grant, Product, Product]], at: datetime) -> Entitlement:
    """``rights``: every one to one product that is not over, so a renewal bought ahead counts into its end."""
    now_held = [one for one in rights if begun(one, at)]
    return Entitlement(
        product=rights[0][1],
        since=min(grant.valid_from for grant, _, _ in now_held),
        until=end_of_spell([(grant.valid_from, grant.valid_until) for grant, _, _ in rights], at),
        by=tuple({giver.pk: giver for _, _, giver in now_held}.values()),
    )


def days_used(grants: Iterable[Grant]) -> tuple[int, int]:
    """(whole days used, days in all) of grants that end; both are counted to the learner's good."""
    at, used, whole = now(), timedelta(), timedelta()
    for grant in grants:
        ends = grant.valid_until or grant.valid_from
        whole += grant.used_before + (ends - grant.valid_from)
        used += grant.used_before + max(timedelta(), min(at, ends) - grant.valid_from)
    return used // A_DAY, -(-whole // A_DAY)


def consumed_share(grants: Iterable[Grant], products: Sequence[Product]) -> tuple[int, int]:
    """(opened, total) lessons of ``products`` under ``grants``: what the server served, never what a player says.

    Free lessons count in neither; a lesson opened and then removed or made free counts in both.
    """
    held = Consumption.objects.filter(grant__in=[grant.pk for grant in grants])
    opened = set(held.values_list("lesson_id", flat=True))
    sold = live_lessons().filter(lessons_opened_by(products), free=False)
    return len(opened), len(opened | set(sold.values_list("pk", flat=True)))
