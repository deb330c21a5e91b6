"""Hook, core, backend: what stands where, and how many of those who hold one went on to buy the next."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from zhiyu.accounts.models import User
from zhiyu.catalog.models import Product
from zhiyu.catalog.plans import products_for_studio
from zhiyu.kernel.errors import NotFound
from zhiyu.platform.plain import rows

Tier = Product.Tier
# What everybody holds, since when, and whether they bought it. Several things sold as one are held as that one, too.
HOLDINGS = """
with holding as (
    select g.user_id, g.product_id, g.created_at as at, g.source like 'order_line:%%' as bought
    from access_grant g where g.revoked_at is null
    union all
    select o.buyer_id, l.product_id, o.paid_at, true
    from commerce_orderline l join commerce_order o on o.id = l.order_id
    where l.parts is not null and l.to_buyer and o.status = 'paid')
{asked}
"""
# When somebody who holds one of the first later bought one of the second: never at once with it.
WENT_ON = HOLDINGS.format(
    asked="""
select f.user_id, f.since,
       (select min(b.at) from holding b
        where b.user_id = f.user_id and b.product_id = any(%(then)s) and b.bought and b.at > f.since)
from (select user_id, min(at) as since from holding where product_id = any(%(first)s) group by user_id) f
order by 3 desc nulls last, 2 desc, 1
"""
)
PATHS = HOLDINGS.format(
    asked="""
select f.product_id, count(*), count(*) filter (where exists (
       select from holding b
       where b.user_id = f.user_id and b.product_id = p.leads_to_id and b.bought and b.at > f.since))
from (select user_id, product_id, min(at) as since from holding group by user_id, product_id) f
join catalog_product p on p.id = f.product_id where p.leads_to_id is not null group by f.product_id
"""
)


@dataclass(frozen=True)
class Conversion:
    people: int
    moved: int

    @property
    def percent(self) -> int:
        return self.moved * 100 // self.people if self.people else 0


@dataclass(frozen=True)
class Path:
    """From a product to the one it leads to."""

    product: Product
    leads_to: Product
    conversion: Conversion


@dataclass(frozen=True)
class Column:
    tier: str
    label: str
    note: str
    products: Sequence[Product]
    onwards: Conversion | None
    """To the next column."""


@dataclass(frozen=True)
class Walker:
    user: User
    since: datetime
    moved_at: datetime | None


@dataclass(frozen=True)
class Tiers:
    columns: Sequence[Column]
    loose: Sequence[Product]
    paths: Sequence[Path]
    products: Sequence[Product]


def tiers(notes: dict[str, str]) -> Tiers:
    products = list(products_for_studio())
    by_id = {one.pk: one for one in products}
    by_tier = {tier: [one for one in products if one.tier == tier] for tier in Tier.values}
    order = list(Tier)
    columns = []
    for place, tier in enumerate(order):
        then = by_tier[order[place + 1]] if place + 1 < len(order) else []
        both = bool(by_tier[tier] and then)
        columns.append(
            Column(
                tier=tier,
                label=str(tier.label),
                note=notes.get(tier, ""),
                products=by_tier[tier],
                onwards=conversion(by_tier[tier], then) if both else None,
            )
        )
    counted = {pk: Conversion(people, moved) for pk, people, moved in rows(PATHS)}
    return Tiers(
        columns=columns,
        loose=[one for one in products if not one.tier],
        paths=[
            Path(one, by_id[one.leads_to_id], counted.get(one.pk, Conversion(0, 0)))
            for one in products
            if one.leads_to_id and one.leads_to_id in by_id
        ],
        products=products,
    )


@dataclass(frozen=True)
class Step:
    product: Product
    conversion: Conversion


def steps(product_id: int | None = None) -> list[Step]:
    """Every product that stands in a tier or leads on, or one."""
    found = Product.objects.select_related("leads_to").order_by("pk")
    placed = ~Q(tier="") | Q(leads_to__isnull=False)
    found = found.filter(placed if product_id is None else Q(pk=product_id))
    counted = {pk: Conversion(people, moved) for pk, people, moved in rows(PATHS)}
    return [Step(one, counted.get(one.pk, Conversion(0, 0))) for one in found]


def step(product_id: int) -> Step:
    return steps(product_id)[0]


def product_of(code: str) -> Product:
    found = Product.objects.filter(code=code).first()
    if found is None:
        raise NotFound
    return found


def conversion(first: Sequence[Product], then: Sequence[Product]) -> Conversion:
    found = went_on([one.pk for one in first], [one.pk for one in then])
    return Conversion(people=len(found), moved=sum(moved is not None for _, _, moved in found))


def went_on(first: Sequence[int], then: Sequence[int]) -> list[tuple[int, datetime, datetime | None]]:
    return rows(WENT_ON, {"first": [*first], "then": [*then]})


def walkers(product_id: int) -> tuple[Path, list[Walker]]:
    """The people behind a path, those who went on first."""
    product = Product.objects.select_related("leads_to").filter(pk=product_id).first()
    if product is None or product.leads_to is None:
        raise NotFound
    found = went_on([product.pk], [product.leads_to.pk])
    people = User.objects.in_bulk([user_id for user_id, _, _ in found])
    moved = sum(at is not None for _, _, at in found)
    path = Path(product, product.leads_to, Conversion(people=len(found), moved=moved))
    return path, [Walker(people[user_id], since, at) for user_id, since, at in found]
