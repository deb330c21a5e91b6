"""The creator sets a deal or a coupon up, changes it, starts and stops it."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import NotRequired, TypedDict

from django.db import transaction
from django.utils.translation import gettext as _

from zhiyu.catalog.models import Product
from zhiyu.kernel.clock import now
from zhiyu.kernel.errors import Invalid, NotFound
from zhiyu.platform import audit
from zhiyu.promotions.errors import ScopeUnsaid
from zhiyu.promotions.market import Kind
from zhiyu.promotions.models import Coupon, Deal, Floor


class DealTerms(TypedDict):
    """``products`` and ``members`` are ids; ``everything`` is every product, now and later, and then none is named."""

    title: str
    everything: bool
    products: Collection[int]
    members: Collection[int]
    price_fen: int | None
    percent: int | None
    off_fen: int | None
    threshold_fen: int
    stock: int | None
    once: bool
    starts_at: datetime | None
    ends_at: datetime | None


class CouponTerms(TypedDict):
    """Left out, ``claim_from`` and ``on`` stay what they are: at once, and given out."""

    title: str
    how: str
    code: str | None
    everything: bool
    products: Collection[int]
    off_fen: int | None
    percent: int | None
    most_fen: int | None
    whole: bool
    threshold_fen: int
    joins: bool
    budget: int | None
    per_person: int
    on: NotRequired[bool]
    claim_from: NotRequired[datetime | None]
    claim_until: datetime | None
    valid_days: int | None
    valid_until: datetime | None


@transaction.atomic
def save_deal(*, kind: str, terms: DealTerms, actor_id: int | None, deal_id: int | None = None) -> Deal:
    """Set up, or changed: what was sold at the old terms stays sold at them."""
    products, members = terms["products"], terms["members"]
    values = {name: value for name, value in terms.items() if name not in {"products", "members"}}
    require_scope(products, everything=terms["everything"])
    require_sense([terms["price_fen"], terms["percent"], terms["off_fen"]], [*products, *members])
    if terms["starts_at"] and terms["ends_at"] and terms["ends_at"] <= terms["starts_at"]:
        raise Invalid(_("结束要在开始之后。"))
    if deal_id is None:
        values["once"] = terms["once"] or kind == Kind.NEWCOMER
        deal = Deal.objects.create(kind=kind, **values)
    else:
        deal = locked_deal(deal_id)
        values["once"] = terms["once"] or deal.kind == Kind.NEWCOMER
        if terms["stock"] is not None and terms["stock"] < deal.taken:
            raise Invalid(_("已经卖出 %(n)s 份，数量不能比它少。") % {"n": deal.taken})
        change(deal, values)
    deal.products.set(products)
    deal.members.set(members)
    audit.record(actor_id=actor_id, action="deal.saved", target=f"deal:{deal.pk}", kind=deal.kind)
    return deal


def require_scope(product_ids: Collection[int], *, everything: bool) -> None:
    """For everything is said, never what is left when nothing was chosen."""
    if everything == bool(product_ids):
        raise ScopeUnsaid


def require_sense(ways: Sequence[object], product_ids: Collection[int]) -> None:
    """What the forms ask for too: one way to take off, and products that are there."""
    if sum(way is not None for way in ways) != 1:
        raise Invalid(_("价格、百分比和减的金额，要填其中一个。"))
    if Product.objects.filter(pk__in=product_ids).count() != len(set(product_ids)):
        raise Invalid(_("有的商品不存在，请刷新后重选。"))


def change(row: Deal | Coupon, values: Mapping[str, object]) -> None:
    for name, value in values.items():
        setattr(row, name, value)
    row.save(update_fields=list(values))


def locked_deal(deal_id: int) -> Deal:
    deal = Deal.objects.select_for_update(no_key=True).filter(pk=deal_id).first()
    if deal is None:
        raise NotFound
    return deal


@transaction.atomic
def switch_deal(*, deal_id: int, on: bool, actor_id: int | None) -> Deal:
    """Start or stop. Said twice it is said once; orders that were placed keep their price."""
    deal = locked_deal(deal_id)
    wanted = Deal.State.ON if on else Deal.State.OFF
    if deal.state == wanted:
        return deal
    if on and deal.ends_at is not None and deal.ends_at <= now():
        raise Invalid(_("结束时间已经过了，先改时间再开启。"))
    deal.move_to(wanted)
    audit.record(actor_id=actor_id, action=f"deal.{wanted}", target=f"deal:{deal.pk}")
    return deal


@transaction.atomic
def save_coupon(*, terms: CouponTerms, actor_id: int | None, coupon_id: int | None = None) -> Coupon:
    """Set up, or changed for those who have it as well, but never below what was issued."""
    code = terms["code"] if terms["how"] == Coupon.How.CODE else None
    if terms["how"] == Coupon.How.CODE and not code:
        raise Invalid(_("请填写券码。"))
    if code and Coupon.objects.filter(code=code).exclude(pk=coupon_id or 0).exists():
        raise Invalid(_("这个券码已经有了，换一个。"))
    products = terms["products"]
    values = {name: value for name, value in terms.items() if name != "products"}
    values |= {"code": code}
    require_scope(products, everything=terms["everything"])
    require_sense([terms["off_fen"], terms["percent"], terms["whole"] or None], products)
    if coupon_id is None:
        coupon = Coupon.objects.create(**values)
    else:
        coupon = locked_coupon(coupon_id)
        if terms["budget"] is not None and terms["budget"] < coupon.issued:
            raise Invalid(_("已经发出 %(n)s 张，总数不能比它少。") % {"n": coupon.issued})
        change(coupon, values)
    coupon.products.set(products)
    audit.record(actor_id=actor_id, action="coupon.saved", target=f"coupon:{coupon.pk}")
    return coupon


def locked_coupon(coupon_id: int) -> Coupon:
    coupon = Coupon.objects.select_for_update(no_key=True).filter(pk=coupon_id).first()
    if coupon is None:
        raise NotFound
    return coupon


@transaction.atomic
def switch_coupon(*, coupon_id: int, on: bool, actor_id: int | None) -> Coupon:
    """Stopped, nobody new gets one; who has one keeps it."""
    coupon = locked_coupon(coupon_id)
    if coupon.on != on:
        coupon.on = on
        coupon.save(update_fields=["on"])
        audit.record(actor_id=actor_id, action="coupon.on" if on else "coupon.off", target=f"coupon:{coupon.pk}")
    return coupon


@transaction.atomic
def set_floor(*, product_id: int, floor_fen: int | None, actor_id: int | None) -> None:
    """None takes it away."""
    if not Product.objects.filter(pk=product_id).exists():
        raise NotFound
    if floor_fen is None:
        Floor.objects.filter(product_id=product_id).delete()
    else:
        Floor.objects.update_or_create(product_id=product_id, defaults={"floor_fen": floor_fen})
    audit.record(actor_id=actor_id, action="price.floor", target=f"product:{product_id}", floor_fen=floor_fen)
