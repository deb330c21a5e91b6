from datetime import datetime
from typing import Any

from django.http import HttpRequest
from ninja import Router

from zhiyu.accounts.http import anyone_api
from zhiyu.campaigns.queries import campaigns_on
from zhiyu.kernel.schema import Schema
from zhiyu.storefront.topics import TopicPhase, topic_page

router = Router(tags=["topics"], auth=anyone_api)


class TopicItem(Schema):
    slug: str
    title: str
    starts_at: datetime
    ends_at: datetime


class TopicList(Schema):
    items: list[TopicItem]
    next: str | None


class PromiseOut(Schema):
    """``what`` in words; ``left``: how many there still are, of what is limited."""

    title: str
    what: str
    coupon: bool
    starts_at: datetime | None
    ends_at: datetime | None
    left: int | None


class TopicPhaseOut(Schema):
    """``state``: ``past, now, next``."""

    title: str
    words: str
    state: str
    starts_at: datetime
    ends_at: datetime
    offers: list[PromiseOut]


class GoodOut(Schema):
    product: str
    title: str
    was_fen: int | None
    quote: dict[str, Any]


class TopicOut(TopicItem):
    """``stage``: ``draft, early, running, over``. ``coupons``: ids of those that the caller may claim."""

    stage: str
    words: str
    phases: list[TopicPhaseOut]
    coupons: list[int]
    goods: list[GoodOut]


@router.get("/topics", response=TopicList)
def topics(request: HttpRequest) -> TopicList:
    """Campaigns that run now."""
    del request
    items = [
        TopicItem(slug=one.slug, title=one.title, starts_at=one.starts_at, ends_at=one.ends_at)
        for one in campaigns_on()
    ]
    return TopicList(items=items, next=None)


@router.get("/topics/{slug}", response=TopicOut)
def topic(request: HttpRequest, slug: str) -> TopicOut:
    page = topic_page(slug, request.user)
    campaign = page.campaign
    return TopicOut(
        slug=campaign.slug,
        title=campaign.title,
        starts_at=campaign.starts_at,
        ends_at=campaign.ends_at,
        stage=page.stage,
        words=campaign.words,
        phases=[phase_out(one) for one in page.phases],
        coupons=[one.coupon.pk for one in page.offered],
        goods=[
            GoodOut(
                product=one.product.code,
                title=one.product.title,
                was_fen=one.quote.was_fen,
                quote=one.quote.to_json(),
            )
            for one in page.goods
        ],
    )


def phase_out(one: TopicPhase) -> TopicPhaseOut:
    offers = [
        PromiseOut(**{name: getattr(promise, name) for name in PromiseOut.model_fields}) for promise in one.promises
    ]
    phase = one.phase
    return TopicPhaseOut(
        title=phase.title,
        words=phase.words,
        state=one.state,
        starts_at=phase.starts_at,
        ends_at=phase.ends_at,
        offers=offers,
    )
