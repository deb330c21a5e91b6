"""The twin of the creator's pages of campaigns. What an offer takes off is changed as any deal's and coupon's is."""

from datetime import date, datetime
from typing import Literal

from ninja import Field, Router, Status
from pydantic import AwareDatetime

from zhiyu.accounts.http import UserRequest, staff_api
from zhiyu.campaigns import actions, pricing, queries
from zhiyu.campaigns.actions import CampaignTerms, PhaseTerms
from zhiyu.campaigns.models import Campaign
from zhiyu.campaigns.presenters import template_cards, word_of
from zhiyu.campaigns.queries import NOTHING, Figures
from zhiyu.commerce.models import Order
from zhiyu.kernel.cursors import number_in
from zhiyu.kernel.schema import Schema
from zhiyu.platform.idempotency import idempotent
from zhiyu.promotions.results import Sample

router = Router(tags=["campaigns"])
SCOPE = "prices.edit"
MANY, PAGE = 200, 50
Moment = AwareDatetime


class TemplateOut(Schema):
    key: str
    title: str
    note: str
    next_day: date


class TemplateList(Schema):
    items: list[TemplateOut]
    next: str | None


class CampaignIn(Schema):
    """``day``: the day that the phases are counted from. ``products`` left out are all courses that are sold."""

    template: str = Field(max_length=16)
    day: date
    title: str = Field(min_length=1, max_length=40)
    products: list[int] | None = Field(default=None, min_length=1, max_length=MANY)


class PhaseIn(Schema):
    """``id`` null is a new phase; one that is left out goes, with its offers."""

    id: int | None = None
    title: str = Field(min_length=1, max_length=24)
    words: str = Field(default="", max_length=120)
    starts_at: Moment
    ends_at: Moment


class CampaignEdit(Schema):
    title: str = Field(min_length=1, max_length=40)
    slug: str = Field(pattern=r"^[-a-zA-Z0-9_]{1,60}$")
    words: str = Field(default="", max_length=4_000)
    products: list[int] = Field(min_length=1, max_length=MANY)
    phases: list[PhaseIn] = Field(min_length=1, max_length=actions.MOST_PHASES)

    def terms(self) -> CampaignTerms:
        return CampaignTerms(
            title=self.title,
            slug=self.slug,
            words=self.words,
            products=self.products,
            phases=[PhaseTerms(**phase.model_dump()) for phase in self.phases],
        )


class DayIn(Schema):
    day: date


class OfferIn(Schema):
    phase: int
    kind: Literal["discount", "flash", "spend", "coupon"]


class OfferOut(Schema):
    """One of ``deal`` and ``coupon`` is its id there."""

    id: int
    title: str
    deal: int | None
    coupon: int | None


class PriceOut(Schema):
    """``total_fen`` at the phase's deals, ``best_fen`` with a coupon; ``below_fen``: the floor that is under."""

    product: str
    list_fen: int
    total_fen: int
    best_fen: int
    below_fen: int | None


class PhaseOut(Schema):
    id: int
    title: str
    words: str
    starts_at: datetime
    ends_at: datetime
    offers: list[OfferOut]
    prices: list[PriceOut]


class FiguresOut(Schema):
    """Of paid orders that used its offers; ``paid_fen`` less what was refunded."""

    orders: int
    units: int
    paid_fen: int
    people: int


class CampaignItem(Schema):
    """``state``: ``draft, early, running, over, off``."""

    id: int
    title: str
    slug: str
    state: str
    day: date
    starts_at: datetime
    ends_at: datetime
    figures: FiguresOut


class CampaignOut(CampaignItem):
    words: str
    products: list[int]
    phases: list[PhaseOut]


class CampaignList(Schema):
    items: list[CampaignItem]
    next: str | None


class CampaignOrder(Schema):
    no: str
    status: str
    total_fen: int
    refunded_fen: int
    buyer: str
    products: list[str]
    paid_at: datetime | None


class CampaignOrderList(Schema):
    items: list[CampaignOrder]
    next: str | None


def item_out(campaign: Campaign, figures: Figures) -> CampaignItem:
    return CampaignItem(
        id=campaign.pk,
        title=campaign.title,
        slug=campaign.slug,
        state=word_of(campaign),
        day=campaign.day,
        starts_at=campaign.starts_at,
        ends_at=campaign.ends_at,
        figures=FiguresOut(**vars(figures)),
    )


def campaign_out(campaign_id: int) -> CampaignOut:
    campaign = queries.campaign(campaign_id)
    figures = queries.figures_of([campaign_id]).get(campaign_id, NOTHING)
    priced = pricing.prices_of(campaign)
    phases = [
        PhaseOut(
            id=phase.pk,
            title=phase.title,
            words=phase.words,
            starts_at=phase.starts_at,
            ends_at=phase.ends_at,
            offers=[
                OfferOut(id=one.pk, title=str(one), deal=one.deal_id, coupon=one.coupon_id)
                for one in phase.offers.all()
            ],
            prices=[price_out(row.plain, row.best) for row in found.rows],
        )
        for phase, found in zip(campaign.phases.all(), priced, strict=True)
    ]
    return CampaignOut(
        **item_out(campaign, figures).model_dump(),
        words=campaign.words,
        products=[one.pk for one in campaign.products.all()],
        phases=phases,
    )


def price_out(plain: Sample, best: Sample) -> PriceOut:
    return PriceOut(
        product=plain.product.code,
        list_fen=plain.quote.list_fen,
        total_fen=plain.quote.total_fen,
        best_fen=best.quote.total_fen,
        below_fen=best.below_fen,
    )


def order_out(order: Order) -> CampaignOrder:
    return CampaignOrder(
        no=order.no,
        status=order.status,
        total_fen=order.total_fen,
        refunded_fen=order.refunded_fen,
        buyer=str(order.buyer),
        products=[line.title for line in order.lines.all()],
        paid_at=order.paid_at,
    )


@router.get("/studio/campaigns/templates", response=TemplateList, auth=staff_api(SCOPE))
def templates(request: UserRequest) -> TemplateList:
    del request
    items = [
        TemplateOut(key=one.template.key, title=str(one.template.title), note=str(one.template.note), next_day=one.day)
        for one in template_cards()
    ]
    return TemplateList(items=items, next=None)


@router.get("/studio/campaigns", response=CampaignList, auth=staff_api(SCOPE))
def campaigns(request: UserRequest) -> CampaignList:
    del request
    found = queries.campaigns_listed()
    figures = queries.figures_of([one.pk for one in found])
    return CampaignList(items=[item_out(one, figures.get(one.pk, NOTHING)) for one in found], next=None)


@router.post("/studio/campaigns", response={201: CampaignOut}, auth=staff_api(SCOPE))
@idempotent()
def plan_campaign(request: UserRequest, body: CampaignIn) -> Status[CampaignOut]:
    """A draft with its offers; nothing is on sale yet."""
    chosen = body.products if body.products is not None else [one.pk for one in queries.usual_products()]
    made = actions.plan_campaign(
        template=body.template, day=body.day, title=body.title, products=chosen, actor_id=request.user.pk
    )
    return Status(201, campaign_out(made.pk))


@router.get("/studio/campaigns/{int:campaign_id}", response=CampaignOut, auth=staff_api(SCOPE))
def campaign(request: UserRequest, campaign_id: int) -> CampaignOut:
    del request
    return campaign_out(campaign_id)


@router.put("/studio/campaigns/{int:campaign_id}", response=CampaignOut, auth=staff_api(SCOPE))
@idempotent()
def edit_campaign(request: UserRequest, campaign_id: int, body: CampaignEdit) -> CampaignOut:
    """Phases that have begun keep their times: refused with ``campaign_begun``."""
    actions.edit_campaign(campaign_id=campaign_id, terms=body.terms(), actor_id=request.user.pk)
    return campaign_out(campaign_id)


@router.delete("/studio/campaigns/{int:campaign_id}", response={204: None}, auth=staff_api(SCOPE))
@idempotent()
def discard_campaign(request: UserRequest, campaign_id: int) -> Status[None]:
    """A draft only; refused with ``campaign_state``."""
    actions.discard_campaign(campaign_id=campaign_id, actor_id=request.user.pk)
    return Status(204, None)


@router.post("/studio/campaigns/{int:campaign_id}/move", response=CampaignOut, auth=staff_api(SCOPE))
@idempotent()
def move_campaign(request: UserRequest, campaign_id: int, body: DayIn) -> CampaignOut:
    """Every phase that has not begun goes along by as many days."""
    actions.move_campaign(campaign_id=campaign_id, day=body.day, actor_id=request.user.pk)
    return campaign_out(campaign_id)


@router.post("/studio/campaigns/{int:campaign_id}/publish", response=CampaignOut, auth=staff_api(SCOPE))
@idempotent()
def publish_campaign(request: UserRequest, campaign_id: int) -> CampaignOut:
    """All of its offers or none. After a stop: those that the stop stopped."""
    actions.publish_campaign(campaign_id=campaign_id, actor_id=request.user.pk)
    return campaign_out(campaign_id)


@router.post("/studio/campaigns/{int:campaign_id}/stop", response=CampaignOut, auth=staff_api(SCOPE))
@idempotent()
def stop_campaign(request: UserRequest, campaign_id: int) -> CampaignOut:
    actions.stop_campaign(campaign_id=campaign_id, actor_id=request.user.pk)
    return campaign_out(campaign_id)


@router.post("/studio/campaigns/{int:campaign_id}/offers", response={201: CampaignOut}, auth=staff_api(SCOPE))
@idempotent()
def add_offer(request: UserRequest, campaign_id: int, body: OfferIn) -> Status[CampaignOut]:
    """With the usual numbers; to a campaign on show as a draft, which is started where every deal and coupon is."""
    actions.add_offer(campaign_id=campaign_id, phase_id=body.phase, kind=body.kind, actor_id=request.user.pk)
    return Status(201, campaign_out(campaign_id))


@router.delete("/studio/campaigns/{int:campaign_id}/offers/{int:offer_id}", response={204: None}, auth=staff_api(SCOPE))
@idempotent()
def remove_offer(request: UserRequest, campaign_id: int, offer_id: int) -> Status[None]:
    actions.remove_offer(campaign_id=campaign_id, offer_id=offer_id, actor_id=request.user.pk)
    return Status(204, None)


@router.get("/studio/campaigns/{int:campaign_id}/orders", response=CampaignOrderList, auth=staff_api("orders.read"))
def orders(request: UserRequest, campaign_id: int, cursor: str = "", offer: int | None = None) -> CampaignOrderList:
    """Paid orders that used its offers, or one of them; newest first."""
    del request
    queries.campaign(campaign_id)
    start = number_in(cursor)
    found = list(queries.orders_of(campaign_id, offer_id=offer)[start : start + PAGE + 1])
    more = str(start + PAGE) if len(found) > PAGE else None
    return CampaignOrderList(items=[order_out(one) for one in found[:PAGE]], next=more)
