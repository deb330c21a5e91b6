"""The twin of the pages of leak tracing."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from ninja import Router, Status

from zhiyu.accounts.http import UserRequest, staff_api
from zhiyu.kernel.cursors import number_in
from zhiyu.kernel.schema import Schema
from zhiyu.platform.idempotency import idempotent
from zhiyu.tracing import actions, presenters, queries
from zhiyu.tracing.models import Inquiry

SCOPE = "leaks.trace"
PAGE = 30
router = Router(tags=["tracing"])


class InquiryIn(Schema):
    """``asset``: an upload that is whole (``Zhiyu-Asset``), expected as ``kept``: what turned up."""

    asset: UUID


class ReviewIn(Schema):
    """Once, with a reason; nobody can be confirmed who was not accused."""

    review: Literal["confirmed", "set_aside"]
    note: str


class SuspectOut(Schema):
    """``p`` is the chance that one innocent account agrees so well, ``expected`` that times all accounts."""

    account: int
    name: str
    agreeing: int
    p: float
    expected: float
    accused: bool


class InquiryOut(Schema):
    """``said`` and ``why`` are the verdict in words; ``suspects`` the best few, the accused among them marked.

    ``kind`` is ``film``, ``sound``, ``pictures``, or ``work`` for a learner's own; ``where`` the moment at which a copy
    begins, or the numbers of its pages; ``segments`` how much was read, in pieces of two seconds or cells of patterns.
    """

    id: int
    state: str
    name: str
    sha256: str
    progress: int
    error: str
    said: str
    why: list[str]
    kind: str
    where: str
    lesson: str
    course: str
    segments: int
    sure: int
    accounts: int
    suspects: list[SuspectOut]
    review: str
    note: str
    created_at: datetime
    ended_at: datetime | None
    reviewed_at: datetime | None


class InquiryLine(Schema):
    id: int
    state: str
    name: str
    review: str
    created_at: datetime


class InquiryList(Schema):
    items: list[InquiryLine]
    next: str | None


@router.post("/studio/traces", response={201: InquiryOut}, auth=staff_api(SCOPE))
@idempotent()
def hand_in(request: UserRequest, body: InquiryIn) -> Status[InquiryOut]:
    made = actions.hand_in(asset_id=body.asset, actor_id=request.user.pk)
    return Status(201, inquiry_out(queries.inquiry(made.pk)))


@router.get("/studio/traces", response=InquiryList, auth=staff_api(SCOPE))
def list_inquiries(request: UserRequest, cursor: str = "") -> InquiryList:
    del request
    start = number_in(cursor)
    found = list(queries.inquiries()[start : start + PAGE + 1])
    more = str(start + PAGE) if len(found) > PAGE else None
    lines = [
        InquiryLine(id=one.pk, state=one.state, name=one.name, review=one.review, created_at=one.created_at)
        for one in found[:PAGE]
    ]
    return InquiryList(items=lines, next=more)


@router.get("/studio/traces/{int:inquiry_id}", response=InquiryOut, auth=staff_api(SCOPE))
def read_inquiry(request: UserRequest, inquiry_id: int) -> InquiryOut:
    del request
    return inquiry_out(queries.inquiry(inquiry_id))


@router.post("/studio/traces/{int:inquiry_id}/again", response=InquiryOut, auth=staff_api(SCOPE))
@idempotent()
def ask_again(request: UserRequest, inquiry_id: int) -> InquiryOut:
    actions.ask_again(inquiry_id=inquiry_id, actor_id=request.user.pk)
    return inquiry_out(queries.inquiry(inquiry_id))


@router.post("/studio/traces/{int:inquiry_id}/review", response=InquiryOut, auth=staff_api(SCOPE))
@idempotent()
def review(request: UserRequest, inquiry_id: int, body: ReviewIn) -> InquiryOut:
    actions.review(
        inquiry_id=inquiry_id, actor_id=request.user.pk, confirmed=body.review == "confirmed", note=body.note
    )
    return inquiry_out(queries.inquiry(inquiry_id))


def inquiry_out(one: Inquiry) -> InquiryOut:
    answer = presenters.answer_of(one) if one.state == Inquiry.State.DONE else None
    return InquiryOut(
        id=one.pk,
        state=one.state,
        name=one.name,
        sha256=one.sha256,
        progress=one.progress,
        error=one.error,
        said=answer.said if answer else "",
        why=answer.why if answer else [],
        kind=answer.kind if answer else "",
        where=answer.begins if answer else "",
        lesson=answer.lesson if answer else "",
        course=answer.course if answer else "",
        segments=answer.segments if answer else 0,
        sure=answer.sure if answer else 0,
        accounts=answer.accounts if answer else 0,
        suspects=[suspect_out(each) for each in answer.suspects] if answer else [],
        review=one.review,
        note=one.note,
        created_at=one.created_at,
        ended_at=one.ended_at,
        reviewed_at=one.reviewed_at,
    )


def suspect_out(one: presenters.Suspect) -> SuspectOut:
    return SuspectOut(
        account=one.account,
        name=one.name,
        agreeing=one.agreeing,
        p=one.p,
        expected=one.expected,
        accused=one.accused,
    )
