from datetime import datetime

from ninja import Field, Router

from zhiyu.accounts.http import UserRequest, signed_in_api, staff_api
from zhiyu.catalog.actions import set_counting
from zhiyu.catalog.models import Product
from zhiyu.kernel.schema import Schema
from zhiyu.platform.idempotency import idempotent
from zhiyu.promotions.counting import countings
from zhiyu.promotions.credits import Stand, credits_of

router = Router(tags=["promotions"])


class CreditOut(Schema):
    """``fen`` of what was paid for ``title`` count towards ``product`` between the two moments. ``order`` has it."""

    kind: str
    title: str
    product: str
    fen: int
    valid_from: datetime
    valid_until: datetime | None
    open: bool
    order: str | None


class CreditList(Schema):
    items: list[CreditOut]
    next: str | None


class CountingIn(Schema):
    """``counts_for`` is a product's id; null: it counts for nothing any more."""

    counts_for: int | None
    days: int | None = Field(default=None, ge=1, le=365)


class CountingOut(Schema):
    product: int
    title: str
    price_fen: int
    counts_for: int | None
    days: int | None


class CountingList(Schema):
    items: list[CountingOut]
    next: str | None


def credit_out(stand: Stand) -> CreditOut:
    row = stand.credit
    return CreditOut(
        kind=row.kind,
        title=row.title,
        product=row.product.code,
        fen=row.fen - row.used_fen,
        valid_from=row.valid_from,
        valid_until=row.valid_until,
        open=stand.open,
        order=stand.used_by or None,
    )


def counting_out(product: Product) -> CountingOut:
    return CountingOut(
        product=product.pk,
        title=product.title,
        price_fen=product.price_fen,
        counts_for=product.counts_for_id,
        days=product.counts_days,
    )


@router.get("/me/credits", response=CreditList, auth=signed_in_api)
def my_credits(request: UserRequest) -> CreditList:
    """Money that the caller paid for one thing and that counts towards another."""
    return CreditList(items=[credit_out(one) for one in credits_of(request.user.pk)], next=None)


@router.get("/studio/counting", response=CountingList, auth=staff_api("prices.edit"))
def studio_countings(request: UserRequest) -> CountingList:
    del request
    return CountingList(items=[counting_out(one) for one in countings()], next=None)


@router.put("/studio/counting/{int:product_id}", response=CountingOut, auth=staff_api("prices.edit"))
@idempotent()
def put_counting(request: UserRequest, product_id: int, body: CountingIn) -> CountingOut:
    """The other has to cost more; who bought before keeps what they were told."""
    saved = set_counting(product_id=product_id, counts_for_id=body.counts_for, days=body.days, actor_id=request.user.pk)
    return counting_out(saved)
