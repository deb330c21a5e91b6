"""The topic page: what comes, what runs, what is over; the prices of the checkout, and coupons to take."""

from datetime import timedelta

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from tests import make
from tests.campaigns import build
from tests.promotions import build as shop
from zhiyu.campaigns.actions import publish_campaign, stop_campaign
from zhiyu.catalog.actions import unpublish
from zhiyu.catalog.models import Lesson
from zhiyu.promotions.actions import claim_coupon, switch_deal
from zhiyu.promotions.models import Coupon, Deal, Held

pytestmark = pytest.mark.django_db


@pytest.fixture
def freeze(monkeypatch: pytest.MonkeyPatch) -> build.Freeze:
    return build.freezer(monkeypatch)


def text(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return answer.content.decode()


def test_it_tells_what_comes_then_what_runs_then_that_it_is_over(client: Client, freeze: build.Freeze) -> None:
    course = make.course(price_fen=30_000, title="水彩入门")
    campaign = build.campaign(course, on=True)
    path, home = f"/topics/{campaign.slug}", "/"
    warm, opening, day, _encore = build.phases(campaign)

    page = text(client, path)
    assert f'data-until="{warm.starts_at.isoformat()}"' in page
    assert "满 ¥199 减 ¥30" in page
    assert "水彩入门" in page
    assert "先领券</h2>" not in page
    assert path not in text(client, home), "it does not run yet"

    freeze(warm.starts_at)
    page = text(client, path)
    assert "预热进行中" in page
    assert "登录领取" in page
    assert path in text(client, home)
    assert client.get(f"/api/v1{path}").json()["coupons"] == [Coupon.objects.get().pk]

    freeze(day.starts_at)
    page = text(client, path)
    assert "正日进行中" in page
    assert "标价 ¥300，限时折扣省 ¥60" in page
    assert "登录领取" not in page

    freeze(campaign.ends_at)
    page = text(client, path)
    assert "活动已经结束" in page
    assert "什么时候有什么" not in page
    assert "</span>300" in page
    assert path not in text(client, home)
    assert opening.title not in page


def test_a_learner_takes_the_coupon_there_and_sees_the_price_with_it(client: Client, freeze: build.Freeze) -> None:
    course, learner = make.course(price_fen=30_000), make.user()
    campaign = build.campaign(course, on=True)
    path = f"/topics/{campaign.slug}"
    freeze(campaign.starts_at)
    make.login(client, learner)
    other = shop.coupon(title="别的券", off_fen=12_300)

    page = text(client, path)
    assert "减 ¥123" not in page, "only the campaign's own coupons"
    mine = Coupon.objects.exclude(pk=other.pk).get()
    assert f"/coupons/{mine.pk}/claim" in page
    answer = client.post(f"/coupons/{mine.pk}/claim", {"next": path})

    assert answer["Location"] == path
    assert Held.objects.filter(user=learner, coupon=mine).count() == 1
    page = text(client, path)
    assert f"/coupons/{mine.pk}/claim" not in page
    assert "标价 ¥300，预热券省 ¥30，付 ¥270。" in page


def test_what_was_stopped_by_hand_is_not_promised_and_what_is_off_sale_is_not_shown(
    client: Client, freeze: build.Freeze
) -> None:
    course, gone = make.course(title="水彩入门"), make.course(title="已经下架")
    campaign = build.campaign(course, gone, on=True)
    unpublish(course_id=gone.pk, actor_id=None)
    flash = Deal.objects.get(kind="flash")
    switch_deal(deal_id=flash.pk, on=False, actor_id=None)
    Deal.objects.filter(title="返场价").update(ends_at=campaign.ends_at + timedelta(hours=2))
    freeze(build.phases(campaign)[1].starts_at)

    page = text(client, f"/topics/{campaign.slug}")

    assert ("已经下架" in page, "开门红秒杀" in page) == (False, False)
    assert "02:00 结束" in page, "a time that was changed by hand is told as it is"
    told = client.get(f"/api/v1/topics/{campaign.slug}").json()
    assert [one["product"] for one in told["goods"]] == [course.product.code]
    assert [one["state"] for one in told["phases"]] == ["past", "now", "next", "next"]
    assert told["goods"][0]["quote"]["total_fen"] == 9_900 * 80 // 100


def test_a_draft_is_seen_by_who_sets_prices_and_a_stopped_one_is_over(client: Client, freeze: build.Freeze) -> None:
    campaign = build.campaign(make.course())
    path = f"/topics/{campaign.slug}"
    assert client.get(path).status_code == 404
    make.login(client, make.user(role="creator"))
    assert client.get(path).status_code == 404
    make.login(client, make.user(role="operator"))
    assert "还没有发布" in text(client, path)

    publish_campaign(campaign_id=campaign.pk, actor_id=None)
    freeze(campaign.starts_at)
    learner = make.user()
    claim_coupon(coupon_id=Coupon.objects.get().pk, user_id=learner.pk)
    stop_campaign(campaign_id=campaign.pk, actor_id=None)
    page = text(Client(), path)
    assert "活动已经结束" in page
    assert "领过「预热券」的人还能用" in page
    assert path not in text(Client(), "/")
    assert client.get("/topics/nothing").status_code == 404


def test_every_kind_of_goods_leads_to_its_page_where_one_buys_or_applies(client: Client) -> None:
    course, camp, parts, plan = make.course(), make.course(), make.course(lessons=4), make.plan()
    article, package, bundle = make.article(), make.package(), make.bundle(course, make.course())
    intake = make.intake(camp)
    lesson = make.single(Lesson.objects.filter(chapter__course=parts, free=False)[0])
    goods = [
        (course.product, f"/courses/{course.product.code}"),
        (article.product, f"/articles/{article.product.code}"),
        (bundle.product, f"/bundles/{bundle.product.code}"),
        (package.product, f"/packages/{package.product.code}"),
        (make.variant(plan, "year"), f"/plans/{plan.code}"),
        (intake.product, f"/courses/{camp.product.code}"),
        (lesson, f"/courses/{parts.product.code}"),
    ]
    campaign = build.campaign(course, template="blank", on=True)
    campaign.products.set([product for product, _page in goods])

    page = text(client, f"/topics/{campaign.slug}")

    for _product, address in goods:
        assert f'href="{address}"' in page
    assert "/checkout/" not in page


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_asks_as_often_for_many_goods_as_for_one(
    client: Client, count: int, django_assert_num_queries: DjangoAssertNumQueries, freeze: build.Freeze
) -> None:
    campaign = build.campaign(*(make.course() for _ in range(count)), on=True)
    freeze(campaign.starts_at)
    text(client, f"/topics/{campaign.slug}")
    with django_assert_num_queries(16):
        text(client, f"/topics/{campaign.slug}")
    with django_assert_num_queries(2):
        assert len(client.get("/api/v1/topics").json()["items"]) == 1
