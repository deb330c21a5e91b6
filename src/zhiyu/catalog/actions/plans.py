"""Memberships: one thing to look at, sold in variants that open the same for another time."""

from collections.abc import Collection, Mapping
from typing import NotRequired, TypedDict, Unpack
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from zhiyu.catalog.actions.addresses import with_address
from zhiyu.catalog.actions.columns import sell_only_here
from zhiyu.catalog.actions.courses import steady_hue
from zhiyu.catalog.actions.shelving import OUTSIDE, keep_on_shelf
from zhiyu.catalog.durations import Unit
from zhiyu.catalog.errors import GroupMissing, NothingOffered, NothingOpened, ScopeFixed
from zhiyu.catalog.models import Opens, Plan, Product, Variant
from zhiyu.catalog.queries import WHOLE
from zhiyu.catalog.refund_rules import begin_with
from zhiyu.kernel.clock import now
from zhiyu.kernel.errors import NotFound
from zhiyu.platform import audit, rehearsing
from zhiyu.platform.live import tell

# The variants in the order of their length; the last is for ever.
UNITS: tuple[str, ...] = (Unit.DAY, Unit.MONTH, Unit.QUARTER, Unit.YEAR, "")

DESCRIBED = [
    "title",
    "price_fen",
    "term_count",
    "term_unit",
    "opens_all",
    "once_a_person",
    "refund_days",
    "refund_percent",
    "refund_later_days",
]


class PlanChanges(TypedDict):
    """``prices``: what each unit of ``UNITS`` costs; one that is missing is not offered. ``days``: of the first.
    ``group_only``: it sells entry to a group, and opens nothing. ``only_here``: whether what it opens, and lessons
    of that, can be bought by no other way; None leaves that as it is.
    """

    title: str
    subtitle: str
    benefits: str
    opens_all: bool
    opened: Collection[int]
    prices: Mapping[str, int]
    days: int
    once: bool
    refund_days: int
    refund_percent: int
    group_only: NotRequired[bool]
    only_here: NotRequired[bool | None]
    refund_later_days: NotRequired[int]
    pause_times: NotRequired[int]
    pause_days: NotRequired[int]


@transaction.atomic
def create_plan(*, actor_id: int | None, **changes: Unpack[PlanChanges]) -> Plan:
    title = changes["title"]
    named = title if changes.get("group_only") else ""
    plan = with_address(Plan, title, title=title, cover_hue=steady_hue(title), group_name=named[:40])
    audit.record(actor_id=actor_id, action="catalog.plan_created", target=f"plan:{plan.pk}", title=title)
    return edit_plan(plan_id=plan.pk, actor_id=actor_id, **changes)


@transaction.atomic
def edit_plan(*, plan_id: int, actor_id: int | None, **changes: Unpack[PlanChanges]) -> Plan:
    """Prices are those of tomorrow's buyers; who holds it keeps what was in it when they bought."""
    plan = locked(plan_id)
    require_whole(plan, changes)
    before = prices_of(plan)
    plan.title, plan.subtitle, plan.benefits = changes["title"], changes["subtitle"], changes["benefits"]
    plan.pause_times = changes.get("pause_times", plan.pause_times)
    plan.pause_days = changes.get("pause_days", plan.pause_days)
    plan.save(update_fields=["title", "subtitle", "benefits", "pause_times", "pause_days", "updated_at"])
    for position, unit in enumerate(UNITS):
        set_variant(plan, position, unit, changes)
    opened = set() if changes["opens_all"] else set(changes["opened"])
    for variant in plan.variants.select_related("product"):
        open_these(variant.product, opened)
    only_here = changes.get("only_here")
    if only_here is not None and opened:
        sell_only_here(opened, only_here=only_here, actor_id=actor_id)
    if plan.on_sale:
        require_something(plan)
    after = prices_of(plan)
    audit.record(
        actor_id=actor_id,
        action="catalog.plan_edited",
        target=f"plan:{plan.pk}",
        before={unit: fen for unit, fen in before.items() if after.get(unit) != fen},
        after={unit: fen for unit, fen in after.items() if before.get(unit) != fen},
    )
    tell("studio")
    return plan


@transaction.atomic
def publish_plan(*, plan_id: int, actor_id: int | None) -> Plan:
    plan = locked(plan_id)
    if not plan.on_sale:
        require_something(plan)
        plan.on_sale, plan.published_at = True, plan.published_at or now()
        put(plan, action="catalog.plan_published", actor_id=actor_id)
    return plan


@transaction.atomic
def edit_group(*, plan_id: int, actor_id: int | None, name: str, note: str, qr_id: UUID | None = None) -> Plan:
    """The WeChat group of those who hold it; without a name there is none. ``qr_id``: a new picture, None keeps it."""
    plan = locked(plan_id)
    plan.group_name, plan.group_note = name, note
    plan.group_qr_id = qr_id or plan.group_qr_id
    if plan.on_sale:
        require_something(plan)
    plan.save(update_fields=["group_name", "group_note", "group_qr", "updated_at"])
    audit.record(actor_id=actor_id, action="catalog.group_edited", target=f"plan:{plan.pk}", new_qr=qr_id is not None)
    tell("studio")
    return plan


@transaction.atomic
def unpublish_plan(*, plan_id: int, actor_id: int | None) -> Plan:
    """Nobody new can buy it; who holds it keeps it until its end."""
    plan = locked(plan_id)
    if plan.on_sale:
        plan.on_sale = False
        put(plan, action="catalog.plan_unpublished", actor_id=actor_id)
    return plan


def put(plan: Plan, *, action: str, actor_id: int | None) -> None:
    plan.save(update_fields=["on_sale", "published_at", "updated_at"])
    for variant in plan.variants.select_related("product"):
        follow(plan, variant)
    audit.record(actor_id=actor_id, action=action, target=f"plan:{plan.pk}")
    tell("studio")


def locked(plan_id: int) -> Plan:
    plan = Plan.objects.select_for_update().filter(pk=plan_id).first()
    if plan is None:
        raise NotFound
    return plan


def require_whole(plan: Plan, changes: PlanChanges) -> None:
    if not changes["prices"]:
        raise NothingOffered
    if not (changes["opens_all"] or changes["opened"] or changes.get("group_only")):
        raise NothingOpened
    if plan.published_at and plan.opens_all and not changes["opens_all"]:
        raise ScopeFixed


def require_something(plan: Plan) -> None:
    """What opens no course is entry to a group, so there has to be one."""
    opens = plan.opens_all or Opens.objects.filter(opener__variant__plan=plan, ended_at=None).exists()
    if not opens and not (plan.group_name and plan.group_qr_id) and not rehearsing.running():
        raise GroupMissing


def prices_of(plan: Plan) -> dict[str, int]:
    offered = plan.variants.filter(offered=True).select_related("product")
    return {UNITS[one.position] or "ever": one.product.price_fen for one in offered}


def set_variant(plan: Plan, position: int, unit: str, changes: PlanChanges) -> None:
    variant = Variant.objects.select_related("product").filter(plan=plan, position=position).first()
    offered = unit in changes["prices"]
    if variant is None:
        if not offered:
            return
        code = f"{plan.code}-{unit or 'ever'}"
        kind = {"kind": Product.Kind.PLAN, "outside_since": OUTSIDE}
        product = with_address(Product, code, title=plan.title, **kind, **begin_with())
        variant = Variant.objects.create(plan=plan, product=product, position=position)
    variant.offered = offered
    variant.save(update_fields=["offered"])
    if offered:
        describe(variant.product, plan, unit, changes)
    follow(plan, variant)


def describe(product: Product, plan: Plan, unit: str, changes: PlanChanges) -> None:
    product.term_unit = unit
    product.term_count = (changes["days"] if unit == Unit.DAY else 1) if unit else None
    product.title = f"{plan.title} · {product.term or _('终身')}"
    product.price_fen, product.opens_all = changes["prices"][unit], changes["opens_all"]
    product.once_a_person = unit == Unit.DAY and changes["once"]
    product.refund_days, product.refund_percent = changes["refund_days"], changes["refund_percent"]
    product.refund_later_days = changes.get("refund_later_days", product.refund_later_days)
    if changes.get("group_only"):  # no lesson is opened, so only the days count
        product.refund_percent = WHOLE
    product.save(update_fields=DESCRIBED)


def follow(plan: Plan, variant: Variant) -> None:
    """A variant is on sale while its plan is and offers it."""
    keep_on_shelf(variant.product, wanted=plan.on_sale and variant.offered)


def open_these(product: Product, opened: set[int]) -> None:
    """From now on. What is taken out stays open to those who hold the product already."""
    standing = Opens.objects.filter(opener=product, ended_at=None)
    kept = set(standing.values_list("opened_id", flat=True))
    standing.filter(opened__in=kept - opened).update(ended_at=now())
    Opens.objects.bulk_create(Opens(opener=product, opened_id=one) for one in sorted(opened - kept))
