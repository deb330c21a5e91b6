from datetime import datetime
from typing import Any, Literal

from django.http import HttpResponse
from ninja import Field, Router, Status

from zhiyu.accounts import actions as accounts
from zhiyu.accounts.http import UserRequest, staff_api
from zhiyu.accounts.permissions import can
from zhiyu.catalog import actions as catalog
from zhiyu.catalog.plans import plan as plan_of
from zhiyu.kernel.cursors import stretch
from zhiyu.kernel.schema import Schema
from zhiyu.studio import queries
from zhiyu.studio.evidence import zip_of, zip_of_leak
from zhiyu.studio.queries import Hits, LearnerRow, Step

router = Router(tags=["studio"])
PAGE = 50


class ToDoOut(Schema):
    text: str
    count: int
    urgent: bool


class HomeOut(Schema):
    paid_fen: int | None = Field(description="Money that arrived today, before refunds; null without money.read")
    refunded_fen: int | None = Field(description="Refunds that reached the buyer today; null without money.read")
    orders: int | None = Field(description="Orders paid today, free ones too; null without orders.read")
    learners: int | None = Field(description="People who joined today; null without learners.read")
    todos: list[ToDoOut]


class LearnerOut(Schema):
    id: int
    name: str
    phone: str = Field(description="Masked; a whole number is shown only in the studio, and that is recorded")
    joined_at: datetime
    last_seen_at: datetime | None
    owned: list[str]
    completed_lessons: int
    lessons: int


class LearnersOut(Schema):
    items: list[LearnerOut]
    next: str | None


@router.get("/studio/home", response=HomeOut, auth=staff_api(""))
def home(request: UserRequest) -> HomeOut:
    """Today in numbers, as far as the caller's role reaches."""

    def may(scope: str) -> bool:
        return can(request.user, scope)

    today = queries.today()
    return HomeOut(
        paid_fen=today.paid_fen if may("money.read") else None,
        refunded_fen=today.refunded_fen if may("money.read") else None,
        orders=today.orders if may("orders.read") else None,
        learners=today.learners if may("learners.read") else None,
        todos=[ToDoOut(text=str(x.text), count=x.count, urgent=x.urgent) for x in queries.things_to_do(can=may)],
    )


class StepOut(Schema):
    """A product's place; ``people`` hold it, ``moved`` of them later bought what it leads to."""

    product: str
    title: str
    tier: str
    leads_to: str | None
    people: int
    moved: int


class StepsOut(Schema):
    items: list[StepOut]
    next: str | None


class StepIn(Schema):
    tier: Literal["", "hook", "core", "backend"]
    leads_to: str | None = None


@router.get("/studio/tiers", response=StepsOut, auth=staff_api("catalog.edit"))
def tiers(request: UserRequest) -> StepsOut:
    """Every product that stands in a tier or leads to another."""
    del request
    return StepsOut(items=[step_out(one) for one in queries.steps()], next=None)


@router.put("/studio/products/{code}/step", response=StepOut, auth=staff_api("catalog.edit"))
def set_step(request: UserRequest, code: str, body: StepIn) -> StepOut:
    leads_to = queries.product_of(body.leads_to).pk if body.leads_to else None
    product_id = queries.product_of(code).pk
    catalog.set_step(product_id=product_id, tier=body.tier, leads_to_id=leads_to, actor_id=request.user.pk)
    return step_out(queries.step(product_id))


def step_out(one: Step) -> StepOut:
    product, leads_to = one.product, one.product.leads_to
    return StepOut(
        product=product.code,
        title=product.title,
        tier=product.tier,
        leads_to=leads_to.code if leads_to else None,
        people=one.conversion.people,
        moved=one.conversion.moved,
    )


class MovePhoneIn(Schema):
    phone: str = Field(max_length=40)
    reason: str = Field(min_length=4, max_length=200)


class AccessOut(Schema):
    id: int
    at: datetime
    actor_id: int | None
    actor: str
    action: str
    about_id: int | None
    address: str | None
    detail: dict[str, Any]


class AccessLogOut(Schema):
    items: list[AccessOut]
    next: str | None


@router.get("/studio/access-log", response=AccessLogOut, auth=staff_api("settings.edit"))
def access_log(request: UserRequest, kind: str = "", cursor: str = "") -> AccessLogOut:
    """Who looked at learners' numbers, exported, or changed roles and ways of logging in."""
    del request
    found = stretch(queries.access_log(kind=kind), size=PAGE, before=cursor)
    items = [
        AccessOut(
            id=row.line.entry.pk,
            at=row.line.entry.at,
            actor_id=row.line.entry.actor_id,
            actor=row.line.actor,
            action=row.line.entry.action,
            about_id=row.about_id,
            address=row.line.entry.address,
            detail=row.line.entry.detail,
        )
        for row in queries.access_lines(found.rows)
    ]
    return AccessLogOut(items=items, next=found.older)


@router.put("/studio/learners/{user_id}/phone", response={204: None}, auth=staff_api("settings.edit", fresh=True))
def move_phone(request: UserRequest, user_id: int, body: MovePhoneIn) -> Status[None]:
    """For someone who lost their number: their logins end, and the reason is kept."""
    accounts.move_phone(actor_id=request.user.pk, user_id=user_id, phone=body.phone, reason=body.reason)
    return Status(204, None)


class HitOut(Schema):
    label: str
    note: str
    href: str = Field(description="The page in the studio")


class HitsOut(Schema):
    title: str
    items: list[HitOut]


class FoundOut(Schema):
    groups: list[HitsOut]


@router.get("/studio/find", response=FoundOut, auth=staff_api(""))
def find(request: UserRequest, query: str = "") -> FoundOut:
    """Pages, courses, orders and learners that a word leads to, as far as the caller's role reaches."""
    groups = queries.find(query, can=lambda scope: can(request.user, scope))
    return FoundOut(groups=[hits_out(one) for one in groups])


def hits_out(hits: Hits) -> HitsOut:
    items = [HitOut(label=one.label, note=one.note, href=one.href) for one in hits.items]
    return HitsOut(title=hits.title, items=items)


@router.get("/studio/learners", response=LearnersOut, auth=staff_api("learners.read"))
def learners(request: UserRequest, query: str = "", cursor: str = "") -> LearnersOut:
    del request
    found = stretch(queries.learners(query=query), size=PAGE, before=cursor)
    return LearnersOut(items=[learner_out(row) for row in queries.learner_rows(found.rows)], next=found.older)


def learner_out(row: LearnerRow) -> LearnerOut:
    return LearnerOut(
        id=row.user.pk,
        name=row.user.name,
        phone=row.user.masked_phone,
        joined_at=row.user.joined_at,
        last_seen_at=row.last_seen_at,
        owned=list(row.owned),
        completed_lessons=row.done,
        lessons=row.total,
    )


class GroupMemberOut(Schema):
    """``until`` null of a member is for ever."""

    user_id: int
    name: str
    phone: str = Field(description="Masked")
    since: datetime
    until: datetime | None


class PausedMemberOut(GroupMemberOut):
    """``days_left``: how many days go on after the pause."""

    paused_until: datetime
    days_left: int


class GroupOut(Schema):
    """``inside``: who belongs in the group now. ``paused``: who put the membership aside, and stays. ``outside``: who
    is to be taken out, the last to leave first.
    """

    inside: list[GroupMemberOut]
    paused: list[PausedMemberOut]
    outside: list[GroupMemberOut]


@router.get("/studio/plans/{int:plan_id}/members", response=GroupOut, auth=staff_api("learners.read"))
def group_members(request: UserRequest, plan_id: int) -> GroupOut:
    del request
    plan_of(plan_id)
    found = queries.group_members(plan_id)
    return GroupOut(
        inside=[member_out(one) for one in found.inside],
        paused=[paused_out(one) for one in found.paused],
        outside=[member_out(one) for one in found.outside],
    )


def paused_out(one: queries.GroupMember) -> PausedMemberOut:
    until = one.member.paused_until or one.member.since
    return PausedMemberOut(**member_out(one).model_dump(), paused_until=until, days_left=one.member.days_left)


def member_out(one: queries.GroupMember) -> GroupMemberOut:
    return GroupMemberOut(
        user_id=one.user.pk,
        name=one.user.name,
        phone=one.user.masked_phone,
        since=one.member.since,
        until=one.member.until,
    )


@router.get("/studio/orders/{no}/evidence", auth=staff_api("evidence.export", fresh=True), response={200: None})
def evidence(request: UserRequest, no: str) -> HttpResponse:
    """A ZIP: the order, payments with the channel's numbers, what was agreed to, access, opened lessons, audit."""
    return zip_of(request, no)


@router.get("/studio/traces/{int:inquiry_id}/evidence", auth=staff_api("leaks.trace", fresh=True), response={200: None})
def leak_evidence(request: UserRequest, inquiry_id: int) -> HttpResponse:
    """A ZIP of a copy that was traced: verdict, file hash, issues, orders, devices, agreements, plays, and its seal."""
    return zip_of_leak(request, inquiry_id)
