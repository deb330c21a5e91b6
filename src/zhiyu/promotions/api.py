from datetime import datetime
from typing import Literal, cast

from django.http import HttpRequest
from ninja import Field, Router, Status
from pydantic import AwareDatetime

from zhiyu.accounts.http import UserRequest, anyone_api, signed_in_api, staff_api
from zhiyu.kernel.schema import Schema
from zhiyu.platform.idempotency import idempotent
from zhiyu.promotions import actions, queries
from zhiyu.promotions.actions import CouponTerms, DealTerms
from zhiyu.promotions.market import Kind
from zhiyu.promotions.models import Coupon, Deal
from zhiyu.promotions.presenters import my_coupons as states_of
from zhiyu.promotions.words import on_offer, where_of, worth_of

router = Router(tags=["promotions"])
MANY = 200
Fen = int


class OfferedOut(Schema):
    """``worth`` and ``where`` in words; fen and per cent as the coupon says them."""

    id: int
    title: str
    worth: str
    where: str
    threshold_fen: int
    valid_days: int | None
    valid_until: datetime | None


class HeldOut(Schema):
    """``choice`` is what an order's ``coupon`` names it by. State: ``usable, ordered, used, over``."""

    id: int
    choice: str
    title: str
    worth: str
    where: str
    state: str
    valid_until: datetime | None
    order: str | None


class OfferedList(Schema):
    items: list[OfferedOut]
    next: str | None


class HeldList(Schema):
    items: list[HeldOut]
    next: str | None


class DealIn(Schema):
    """One of ``price_fen``, ``percent``, ``off_fen``. Either ``products`` or ``everything``, else ``scope_unsaid``."""

    kind: Kind
    title: str = Field(min_length=1, max_length=24)
    everything: bool = False
    products: list[int] = Field(default=[], max_length=MANY)
    members: list[int] = Field(default=[], max_length=MANY)
    price_fen: Fen | None = Field(default=None, ge=0, le=1_000_000_000)
    percent: int | None = Field(default=None, ge=1, le=99)
    off_fen: Fen | None = Field(default=None, ge=1, le=1_000_000_000)
    threshold_fen: Fen = Field(default=0, ge=0, le=1_000_000_000)
    stock: int | None = Field(default=None, ge=1, le=1_000_000)
    once: bool = False
    starts_at: AwareDatetime | None = None
    ends_at: AwareDatetime | None = None

    def terms(self) -> DealTerms:
        return {
            "title": self.title,
            "everything": self.everything,
            "products": self.products,
            "members": self.members,
            "price_fen": self.price_fen,
            "percent": self.percent,
            "off_fen": self.off_fen,
            "threshold_fen": self.threshold_fen,
            "stock": self.stock,
            "once": self.once or self.kind == Kind.NEWCOMER,
            "starts_at": self.starts_at,
            "ends_at": self.ends_at,
        }


class DealOut(Schema):
    id: int
    kind: str
    title: str
    state: str
    everything: bool
    price_fen: int | None
    percent: int | None
    off_fen: int | None
    threshold_fen: int
    stock: int | None
    taken: int
    once: bool
    starts_at: datetime | None
    ends_at: datetime | None


class DealList(Schema):
    items: list[DealOut]
    next: str | None


class CouponIn(Schema):
    """One of ``off_fen``, ``percent`` and ``whole``. Either ``products`` or ``everything``, else ``scope_unsaid``."""

    title: str = Field(min_length=1, max_length=24)
    how: Literal["claim", "code", "issued"] = "claim"
    code: str | None = Field(default=None, pattern=r"^[A-Z0-9-]{4,24}$")
    everything: bool = False
    products: list[int] = Field(default=[], max_length=MANY)
    off_fen: Fen | None = Field(default=None, ge=1, le=1_000_000_000)
    percent: int | None = Field(default=None, ge=1, le=99)
    most_fen: Fen | None = Field(default=None, ge=1, le=1_000_000_000)
    whole: bool = False
    threshold_fen: Fen = Field(default=0, ge=0, le=1_000_000_000)
    joins: bool = True
    budget: int | None = Field(default=None, ge=1, le=1_000_000)
    per_person: int = Field(default=1, ge=1, le=20)
    claim_until: AwareDatetime | None = None
    valid_days: int | None = Field(default=None, ge=1, le=3_650)
    valid_until: AwareDatetime | None = None

    def terms(self) -> CouponTerms:
        return cast("CouponTerms", self.model_dump())


class CouponOut(Schema):
    id: int
    title: str
    how: str
    code: str | None
    on: bool
    everything: bool
    worth: str
    where: str
    budget: int | None
    issued: int


class CouponList(Schema):
    items: list[CouponOut]
    next: str | None


def deal_out(deal: Deal) -> DealOut:
    return DealOut(**{name: getattr(deal, name) for name in DealOut.model_fields})


def coupon_out(coupon: Coupon) -> CouponOut:
    return CouponOut(
        id=coupon.pk,
        title=coupon.title,
        how=coupon.how,
        code=coupon.code,
        on=coupon.on,
        everything=coupon.everything,
        worth=worth_of(coupon),
        where=where_of(coupon),
        budget=coupon.budget,
        issued=coupon.issued,
    )


@router.get("/coupons", response=OfferedList, auth=anyone_api)
def coupons(request: HttpRequest) -> OfferedList:
    """What the caller may claim now."""
    items = [
        OfferedOut(
            id=one.coupon.pk,
            title=one.coupon.title,
            worth=one.worth,
            where=one.where,
            threshold_fen=one.coupon.threshold_fen,
            valid_days=one.coupon.valid_days,
            valid_until=one.coupon.valid_until,
        )
        for one in on_offer(queries.claimable(request.user.pk))
    ]
    return OfferedList(items=items, next=None)


@router.post("/coupons/{int:coupon_id}/claim", response={204: None}, auth=signed_in_api)
@idempotent()
def claim_coupon(request: UserRequest, coupon_id: int) -> Status[None]:
    """Asked again, it is the one they have. Refused with ``coupon_gone`` or ``coupon_closed``."""
    actions.claim_coupon(coupon_id=coupon_id, user_id=request.user.pk)
    return Status(204, None)


@router.get("/me/coupons", response=HeldList, auth=signed_in_api)
def my_coupons(request: UserRequest) -> HeldList:
    items = [
        HeldOut(
            id=one.held.pk,
            choice=f"held:{one.held.pk}",
            title=one.held.coupon.title,
            worth=one.worth,
            where=one.where,
            state=one.state,
            valid_until=one.held.valid_until,
            order=one.held.order_no or None,
        )
        for one in states_of(queries.held_by(request.user.pk))
    ]
    return HeldList(items=items, next=None)


@router.get("/studio/deals", response=DealList, auth=staff_api("prices.edit"))
def studio_deals(request: UserRequest) -> DealList:
    del request
    return DealList(items=[deal_out(deal) for deal in queries.deals_listed()], next=None)


@router.post("/studio/deals", response={201: DealOut}, auth=staff_api("prices.edit"))
@idempotent()
def add_deal(request: UserRequest, body: DealIn) -> Status[DealOut]:
    """A draft; it runs from when it is switched on."""
    deal = actions.save_deal(kind=body.kind, terms=body.terms(), actor_id=request.user.pk)
    return Status(201, deal_out(deal))


@router.put("/studio/deals/{int:deal_id}", response=DealOut, auth=staff_api("prices.edit"))
@idempotent()
def edit_deal(request: UserRequest, deal_id: int, body: DealIn) -> DealOut:
    """Its kind stays what it was."""
    saved = actions.save_deal(kind=body.kind, terms=body.terms(), actor_id=request.user.pk, deal_id=deal_id)
    return deal_out(saved)


@router.post("/studio/deals/{int:deal_id}/on", response=DealOut, auth=staff_api("prices.edit"))
@idempotent()
def start_deal(request: UserRequest, deal_id: int) -> DealOut:
    return deal_out(actions.switch_deal(deal_id=deal_id, on=True, actor_id=request.user.pk))


@router.post("/studio/deals/{int:deal_id}/off", response=DealOut, auth=staff_api("prices.edit"))
@idempotent()
def stop_deal(request: UserRequest, deal_id: int) -> DealOut:
    return deal_out(actions.switch_deal(deal_id=deal_id, on=False, actor_id=request.user.pk))


@router.get("/studio/coupons", response=CouponList, auth=staff_api("prices.edit"))
def studio_coupons(request: UserRequest) -> CouponList:
    del request
    return CouponList(items=[coupon_out(one) for one in queries.coupons_listed()], next=None)


@router.post("/studio/coupons", response={201: CouponOut}, auth=staff_api("prices.edit"))
@idempotent()
def add_coupon(request: UserRequest, body: CouponIn) -> Status[CouponOut]:
    return Status(201, coupon_out(actions.save_coupon(terms=body.terms(), actor_id=request.user.pk)))


@router.put("/studio/coupons/{int:coupon_id}", response=CouponOut, auth=staff_api("prices.edit"))
@idempotent()
def edit_coupon(request: UserRequest, coupon_id: int, body: CouponIn) -> CouponOut:
    return coupon_out(actions.save_coupon(terms=body.terms(), actor_id=request.user.pk, coupon_id=coupon_id))


@router.post("/studio/coupons/{int:coupon_id}/on", response=CouponOut, auth=staff_api("prices.edit"))
@idempotent()
def start_coupon(request: UserRequest, coupon_id: int) -> CouponOut:
    return coupon_out(actions.switch_coupon(coupon_id=coupon_id, on=True, actor_id=request.user.pk))


@router.post("/studio/coupons/{int:coupon_id}/off", response=CouponOut, auth=staff_api("prices.edit"))
@idempotent()
def stop_coupon(request: UserRequest, coupon_id: int) -> CouponOut:
    return coupon_out(actions.switch_coupon(coupon_id=coupon_id, on=False, actor_id=request.user.pk))
