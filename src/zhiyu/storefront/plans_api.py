from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from ninja import Field, Router

from zhiyu.access import actions as access
from zhiyu.access.models import Pause
from zhiyu.accounts.http import UserRequest, anyone_api, signed_in_api, staff_api
from zhiyu.accounts.queries import person
from zhiyu.catalog.models import Plan
from zhiyu.catalog.plans import plan_by_code
from zhiyu.kernel.schema import Schema
from zhiyu.platform.idempotency import idempotent
from zhiyu.storefront.api import TermOut, term_of
from zhiyu.storefront.memberships import Choice, Membership, Way, memberships_of, plan_page, ways_on_sale
from zhiyu.storefront.packages import Service, service_page, services_on_sale
from zhiyu.storefront.packs import Pack, pack_page, packs_on_sale

router = Router(tags=["plans"], auth=anyone_api)


class ChoiceOut(Schema):
    """``product`` is what an order names; ``term`` null is for ever. ``once``: a trial, one a person."""

    product: str
    title: str
    term: TermOut | None
    once: bool
    quote: dict[str, Any]


class PlanItem(Schema):
    slug: str
    title: str
    subtitle: str
    opens_all: bool
    choices: list[ChoiceOut]


class PlanList(Schema):
    items: list[PlanItem]
    next: str | None


class GroupEntry(Schema):
    """Its WeChat group; ``qr_url`` is a picture that only holders get."""

    name: str
    note: str
    qr_url: str | None


class PlanOut(PlanItem):
    """``until`` null of a member is for ever. ``courses``: the slugs that it opens today."""

    benefits: list[str]
    courses: list[str]
    member: bool
    until: datetime | None
    group: GroupEntry | None = Field(description="Null to who does not hold it, and where there is none")


class MembershipOut(Schema):
    """``renewal`` is the product that goes on where it ends; null when nothing of it is sold, or needed.

    While ``paused_until`` is there, it is not active; ``until`` is its end all the same.
    """

    plan: str
    title: str
    product: str
    active: bool
    until: datetime | None
    paused_until: datetime | None
    renewal: str | None


class MembershipList(Schema):
    items: list[MembershipOut]
    next: str | None


class BundleItem(Schema):
    """``product`` is what an order names. ``apart_fen``: what its courses cost one by one."""

    product: str
    title: str
    subtitle: str
    courses: list[str]
    apart_fen: int
    quote: dict[str, Any]


class BundleList(Schema):
    items: list[BundleItem]
    next: str | None


class BundleOut(BundleItem):
    """``owned``: those of its courses that the caller has for ever."""

    owned: list[str]


class ServiceItem(Schema):
    """``product`` is what an order names; ``term`` is how long its sessions can be had, null for ever."""

    product: str
    title: str
    subtitle: str
    sessions: int
    term: TermOut | None
    quote: dict[str, Any]


class ServiceList(Schema):
    items: list[ServiceItem]
    next: str | None


class ServiceOut(ServiceItem):
    """``left``: sessions that the caller can still have; ``GET /me/sessions`` says more."""

    intro: list[str]
    left: int


@router.get("/packages", response=ServiceList)
def list_packages(request: HttpRequest) -> ServiceList:
    return ServiceList(items=[service_item(one) for one in services_on_sale(request.user.pk)], next=None)


@router.get("/packages/{slug}", response=ServiceOut)
def read_package(request: HttpRequest, slug: str) -> ServiceOut:
    page = service_page(slug, request.user)
    left = sum(one.left for one in page.mine if one.live)
    return ServiceOut(**service_item(page.service).model_dump(), intro=page.lines, left=left)


@router.get("/plans", response=PlanList)
def list_plans(request: HttpRequest) -> PlanList:
    return PlanList(items=[plan_item(way) for way in ways_on_sale(request.user.pk)], next=None)


@router.get("/plans/{slug}", response=PlanOut)
def read_plan(request: HttpRequest, slug: str) -> PlanOut:
    page = plan_page(slug, request.user)
    return PlanOut(
        **plan_item(page.way).model_dump(exclude={"choices"}),
        choices=[choice_out(one) for one in page.choices],
        benefits=page.benefits,
        courses=[course.product.code for course in page.courses],
        member=page.member,
        until=page.membership.until if page.membership else None,
        group=group_entry(page.group) if page.group else None,
    )


@router.get("/me/memberships", response=MembershipList, auth=signed_in_api)
def my_memberships(request: UserRequest) -> MembershipList:
    return MembershipList(items=[membership_out(one) for one in memberships_of(request.user.pk)], next=None)


class PauseIn(Schema):
    days: int = Field(ge=1, le=366)


class PauseOut(Schema):
    """``ends_at``: from when it goes on; once resumed, that moment."""

    plan: str
    starts_at: datetime
    ends_at: datetime
    resumed_at: datetime | None


@router.post("/me/memberships/{slug}/pause", response=PauseOut, auth=signed_in_api)
@idempotent()
def pause_membership(request: UserRequest, slug: str, body: PauseIn) -> PauseOut:
    """Nothing of it is open for so many days, and all of it ends that much later."""
    mine = request.user.pk
    made = access.pause(user_id=mine, plan_id=plan_by_code(slug).pk, days=body.days, actor_id=mine)
    return pause_out(made)


@router.post("/me/memberships/{slug}/resume", response=PauseOut, auth=signed_in_api)
@idempotent()
def resume_membership(request: UserRequest, slug: str) -> PauseOut:
    mine = request.user.pk
    return pause_out(access.resume(user_id=mine, plan_id=plan_by_code(slug).pk, actor_id=mine))


@router.post(
    "/studio/learners/{int:user_id}/memberships/{slug}/pause", response=PauseOut, auth=staff_api("refunds.decide")
)
@idempotent()
def pause_learner(request: UserRequest, user_id: int, slug: str, body: PauseIn) -> PauseOut:
    """For somebody else; the plan's limits are the learner's, not the staff's."""
    plan_id = plan_by_code(slug).pk
    return pause_out(
        access.pause(user_id=person(user_id).pk, plan_id=plan_id, days=body.days, actor_id=request.user.pk)
    )


@router.post(
    "/studio/learners/{int:user_id}/memberships/{slug}/resume", response=PauseOut, auth=staff_api("refunds.decide")
)
@idempotent()
def resume_learner(request: UserRequest, user_id: int, slug: str) -> PauseOut:
    plan_id = plan_by_code(slug).pk
    return pause_out(access.resume(user_id=person(user_id).pk, plan_id=plan_id, actor_id=request.user.pk))


def pause_out(made: Pause) -> PauseOut:
    return PauseOut(plan=made.plan.code, starts_at=made.starts_at, ends_at=made.ends_at, resumed_at=made.resumed_at)


@router.get("/bundles", response=BundleList)
def list_bundles(request: HttpRequest) -> BundleList:
    return BundleList(items=[bundle_item(pack) for pack in packs_on_sale(request.user.pk)], next=None)


@router.get("/bundles/{slug}", response=BundleOut)
def read_bundle(request: HttpRequest, slug: str) -> BundleOut:
    page = pack_page(slug, request.user)
    owned = [one.code for one in page.pack.parts if one.pk in page.kept]
    return BundleOut(**bundle_item(page.pack).model_dump(), owned=owned)


def bundle_item(pack: Pack) -> BundleItem:
    return BundleItem(
        product=pack.product.code,
        title=pack.product.title,
        subtitle=pack.product.subtitle,
        courses=[one.code for one in pack.parts],
        apart_fen=pack.apart_fen,
        quote=pack.quote.to_json(),
    )


def plan_item(way: Way) -> PlanItem:
    plan = way.plan
    return PlanItem(
        slug=plan.code,
        title=plan.title,
        subtitle=plan.subtitle,
        opens_all=any(choice.product.opens_all for choice in way.choices),
        choices=[choice_out(one) for one in way.choices],
    )


def choice_out(choice: Choice) -> ChoiceOut:
    product = choice.product
    return ChoiceOut(
        product=product.code,
        title=product.title,
        term=term_of(product.term),
        once=product.once_a_person,
        quote=choice.quote.to_json(),
    )


def membership_out(one: Membership) -> MembershipOut:
    return MembershipOut(
        plan=one.plan.code,
        title=one.plan.title,
        product=one.product.code,
        active=one.held,
        until=one.until,
        paused_until=one.paused_until,
        renewal=one.renewal.code if one.renewal else None,
    )


def service_item(one: Service) -> ServiceItem:
    product = one.product
    return ServiceItem(
        product=product.code,
        title=product.title,
        subtitle=product.subtitle,
        sessions=product.sessions or 0,
        term=term_of(product.term),
        quote=one.quote.to_json(),
    )


def group_entry(plan: Plan) -> GroupEntry:
    qr_url = reverse("storefront:group_qr", args=[plan.code]) if plan.group_qr_id else None
    return GroupEntry(name=plan.group_name, note=plan.group_note, qr_url=qr_url)
