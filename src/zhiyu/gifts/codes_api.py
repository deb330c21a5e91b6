"""The twin of the pages of redeem codes."""

from datetime import datetime
from typing import Annotated

from django.http import HttpRequest
from ninja import Field, Router, Status
from pydantic import AwareDatetime

from zhiyu.accounts.http import UserRequest, address_of, signed_in_api, staff_api
from zhiyu.accounts.models import User
from zhiyu.gifts import actions, presenters, queries
from zhiyu.gifts.models import Batch, Code
from zhiyu.kernel.cursors import stretch
from zhiyu.kernel.schema import Schema
from zhiyu.platform.idempotency import idempotent

router = Router(tags=["gifts"])
PAGE = 20
ProductCode = Annotated[str, Field(max_length=80)]


class TypedIn(Schema):
    code: str = Field(min_length=1, max_length=40)


class CodeOpensOut(Schema):
    """``redeemed``: by the caller."""

    product: str
    title: str
    valid_until: datetime | None
    redeemed: bool


class BatchIn(Schema):
    product: ProductCode
    title: str = Field(min_length=1, max_length=40)
    size: int = Field(ge=1, le=actions.MOST_CODES)
    prefix: str = Field(default="", pattern=r"^[A-Za-z0-9]{0,8}$")
    per_person: int = Field(default=1, ge=1, le=actions.MOST_CODES)
    valid_until: AwareDatetime | None = None
    note: str = Field(default="", max_length=200)


class BatchOut(Schema):
    id: int
    title: str
    product: str
    size: int
    free: int
    redeemed: int
    revoked: int
    per_person: int
    valid_until: datetime | None
    note: str
    created_at: datetime


class BatchList(Schema):
    items: list[BatchOut]
    next: str | None


class CodeOut(Schema):
    id: int
    code: str
    state: str
    user: str | None
    redeemed_at: datetime | None


class CodeList(Schema):
    items: list[CodeOut]
    next: str | None


class EndedOut(Schema):
    revoked: int


def opens_out(code: Code, user: User) -> CodeOpensOut:
    return CodeOpensOut(
        product=code.batch.product.code,
        title=code.batch.product.title,
        valid_until=code.batch.valid_until,
        redeemed=code.user_id == user.pk,
    )


def batch_out(batch: Batch) -> BatchOut:
    counts = presenters.counts_of(batch)
    return BatchOut(
        id=batch.pk,
        title=batch.title,
        product=batch.product.code,
        size=batch.size,
        free=counts["free"],
        redeemed=counts["redeemed"],
        revoked=counts["revoked"],
        per_person=batch.per_person,
        valid_until=batch.valid_until,
        note=batch.note,
        created_at=batch.created_at,
    )


def code_out(code: Code) -> CodeOut:
    user = str(code.user) if code.user else None
    return CodeOut(id=code.pk, code=code.code, state=code.state, user=user, redeemed_at=code.redeemed_at)


@router.post("/redeem/look", response=CodeOpensOut, auth=signed_in_api)
@idempotent(replay=False)
def look_up(request: UserRequest, body: TypedIn) -> CodeOpensOut:
    """What a code would open, before it is used. Guesses are counted: ``too_many_tries``."""
    found = actions.look_up(typed=body.code, user=request.user, address=address_of(request))
    return opens_out(found, request.user)


@router.post("/redeem", response=CodeOpensOut, auth=signed_in_api)
@idempotent(replay=False)
def redeem(request: UserRequest, body: TypedIn) -> CodeOpensOut:
    """Asked again by the same person it is the same answer."""
    found = actions.redeem(typed=body.code, user=request.user, address=address_of(request))
    return opens_out(found, request.user)


@router.get("/studio/codes", response=BatchList, auth=staff_api("prices.edit"))
def batches(request: HttpRequest, cursor: str = "") -> BatchList:
    del request
    found = stretch(queries.batches(), size=PAGE, before=cursor)
    return BatchList(items=[batch_out(one) for one in found.rows], next=found.older)


@router.post("/studio/codes", response={201: BatchOut}, auth=staff_api("prices.edit"))
@idempotent()
def make_batch(request: UserRequest, body: BatchIn) -> Status[BatchOut]:
    made = actions.make_batch(
        actor_id=request.user.pk,
        product_code=body.product,
        terms=actions.BatchTerms(
            title=body.title,
            size=body.size,
            prefix=body.prefix,
            per_person=body.per_person,
            valid_until=body.valid_until,
            note=body.note,
        ),
    )
    return Status(201, batch_out(queries.batch(made.pk)))


@router.get("/studio/codes/{int:batch_id}", response=CodeList, auth=staff_api("prices.edit"))
def codes(request: HttpRequest, batch_id: int, state: str = "", cursor: str = "") -> CodeList:
    """The codes of a batch; ``state``: ``free``, ``redeemed`` or ``revoked``."""
    del request
    queries.batch(batch_id)
    found = stretch(queries.codes_of(batch_id, state=state), size=PAGE, before=cursor)
    return CodeList(items=[code_out(one) for one in found.rows], next=found.older)


@router.post("/studio/codes/{int:batch_id}/revoke", response=EndedOut, auth=staff_api("prices.edit"))
@idempotent()
def revoke_unused(request: UserRequest, batch_id: int) -> EndedOut:
    queries.batch(batch_id)
    return EndedOut(revoked=actions.revoke_unused(batch_id=batch_id, actor_id=request.user.pk))


@router.post("/studio/codes/{int:batch_id}/{int:code_id}/revoke", response=CodeOut, auth=staff_api("prices.edit"))
@idempotent()
def revoke_code(request: UserRequest, batch_id: int, code_id: int) -> CodeOut:
    """What a redeemed code gave ends with it."""
    queries.code_in(batch_id, code_id)
    actions.revoke_code(code_id=code_id, actor_id=request.user.pk)
    return code_out(queries.code_in(batch_id, code_id))
