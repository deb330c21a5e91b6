"""The creator's pages of campaigns and their twins in the API."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from tests import make
from tests.campaigns import build
from tests.promotions import build as shop
from zhiyu.accounts.models import User
from zhiyu.campaigns.actions import publish_campaign
from zhiyu.campaigns.models import Campaign, Offer
from zhiyu.commerce.actions import request_refund
from zhiyu.kernel.clock import day_start
from zhiyu.promotions.actions import claim_coupon, set_floor
from zhiyu.promotions.models import Coupon, Deal

pytestmark = pytest.mark.django_db
JSON = "application/json"
MOMENT = "%Y-%m-%dT%H:%M"


@pytest.fixture
def owner(client: Client) -> User:
    made = make.user(role="owner")
    make.login(client, made)
    return made


def text(client: Client, path: str) -> str:
    return client.get(path).content.decode()


@pytest.mark.usefixtures("owner")
def test_with_the_defaults_three_clicks_put_a_whole_campaign_on_sale(client: Client) -> None:
    course = make.course(price_fen=10_000, title="水彩入门")
    make.course(price_fen=0, title="免费试听")
    assert "选一个模板" in text(client, "/studio/campaigns")
    assert "/studio/campaigns/new/618" in text(client, "/studio/campaigns/new")
    page = text(client, "/studio/campaigns/new/618")
    assert "水彩入门" in page
    assert "免费试听" not in page
    assert "¥60" in page, "what the flash sale makes of it"
    day = next_618()

    answer = client.post(
        "/studio/campaigns/new/618", {"title": "618 特惠", "day": day, "products": [course.product_id]}
    )
    made = Campaign.objects.get()
    assert answer["Location"] == f"/studio/campaigns/{made.pk}"
    page = text(client, f"/studio/campaigns/{made.pk}")
    assert "什么都没有开始卖" in page
    assert "开门红秒杀" in page
    client.post(f"/studio/campaigns/{made.pk}/publish")

    assert set(Deal.objects.values_list("state", flat=True)) == {"on"}
    assert Coupon.objects.get().on
    assert "还没开始" in text(client, f"/studio/campaigns/{made.pk}")
    assert "618 特惠" in text(client, "/studio/campaigns")


def next_618() -> str:
    return str(day_start().date() + timedelta(days=200))


@pytest.mark.usefixtures("owner")
def test_another_day_and_other_goods_show_their_prices_before_anything_is_saved(client: Client) -> None:
    course = make.course(price_fen=20_000, title="摄影")
    make.course(title="写作")
    day = day_start().date() + timedelta(days=40)
    asked: dict[str, Any] = {"title": "x", "day": str(day), "products": [course.product_id]}

    page = client.get("/studio/campaigns/new/teachers-day", asked).content.decode()

    phases = page[page.index('id="phases"') :]
    assert f"{day.month}月{day.day}日 00:00" in phases
    assert "¥160" in phases
    assert "写作" not in phases
    wrong = client.post("/studio/campaigns/new/teachers-day", {**asked, "day": "2020-01-01", "products": []})
    assert wrong.status_code == 422
    assert "选今天到两年内的一天。" in wrong.content.decode()
    assert "至少选一个商品。" in wrong.content.decode()
    assert client.get("/studio/campaigns/new/nothing").status_code == 404
    assert not Campaign.objects.exists()


@pytest.mark.usefixtures("owner")
def test_a_price_under_the_floor_is_marked_and_can_still_be_published(client: Client) -> None:
    course = make.course(price_fen=10_000)
    set_floor(product_id=course.product_id, floor_fen=7_000, actor_id=None)
    assert "低于你定的底价 ¥70。" in text(client, "/studio/campaigns/new/618")
    campaign = build.campaign(course)
    page = text(client, f"/studio/campaigns/{campaign.pk}")
    assert "有的价格低于底价" in page
    client.post(f"/studio/campaigns/{campaign.pk}/publish")
    campaign.refresh_from_db()
    assert campaign.state == "on"


@pytest.mark.usefixtures("owner")
def test_a_flash_sale_by_per_cent_is_changed_on_its_own_page(client: Client) -> None:
    campaign = build.campaign(make.course(price_fen=10_000))
    flash = Deal.objects.get(kind="flash")
    page = text(client, f"/studio/deals/{flash.pk}")
    assert 'name="percent"' in page
    assert 'name="price_fen"' not in page
    [product] = flash.products.all()
    said = {"title": "秒杀", "percent": "55", "stock": "30", "products": [product.pk]}
    shown = client.post(f"/studio/deals/{flash.pk}", {**said, "rehearse": "1"}).json()
    assert "¥55" in shown["page"]

    client.post(f"/studio/deals/{flash.pk}", {**said, "starts_at": "2099-01-01T00:00", "ends_at": "2099-01-02T00:00"})

    flash.refresh_from_db()
    assert (flash.percent, flash.price_fen, flash.stock) == (55, None, 30)
    assert "单独改过" in text(client, f"/studio/campaigns/{campaign.pk}")


def form_of(campaign: Campaign, **more: Any) -> dict[str, Any]:
    said: dict[str, Any] = {
        "title": campaign.title,
        "slug": campaign.slug,
        "words": "**先领券**",
        "products": list(campaign.products.values_list("pk", flat=True)),
    }
    for phase in build.phases(campaign):
        said[f"title_{phase.pk}"], said[f"words_{phase.pk}"] = phase.title, phase.words
        said[f"starts_{phase.pk}"] = build.local(phase.starts_at).strftime(MOMENT)
        said[f"ends_{phase.pk}"] = build.local(phase.ends_at).strftime(MOMENT)
    return {**said, **more}


@pytest.mark.usefixtures("owner")
def test_words_phases_and_goods_are_changed_on_one_page(client: Client) -> None:
    campaign = build.campaign(make.course())
    path = f"/studio/campaigns/{campaign.pk}/edit"
    assert "再加一个阶段" in text(client, path)
    last = build.phases(campaign)[-1]
    end = build.local(last.ends_at)

    missing = client.post(path, form_of(campaign, title_new="加场"))
    assert missing.status_code == 422
    assert "请填写时间。" in missing.content.decode()
    overlapping = form_of(campaign, **{f"starts_{last.pk}": build.local(campaign.starts_at).strftime(MOMENT)})
    assert "错开一下" in client.post(path, overlapping).content.decode()
    times = {"starts_new": end.strftime(MOMENT), "ends_new": (end + timedelta(days=1)).strftime(MOMENT)}
    client.post(path, form_of(campaign, title="新名字", title_new="加场", **times, **{f"title_{last.pk}": ""}))

    campaign.refresh_from_db()
    assert (campaign.title, campaign.words) == ("新名字", "**先领券**")
    assert [one.title for one in build.phases(campaign)] == ["预热", "开门红", "正日", "加场"]
    assert build.local(campaign.ends_at) == end + timedelta(days=1)


@pytest.mark.usefixtures("owner")
def test_times_of_what_has_begun_are_shown_and_not_taken(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    campaign = build.campaign(make.course(), days=7, on=True)
    first = build.phases(campaign)[0]
    build.freezer(monkeypatch)(first.starts_at + timedelta(hours=1))
    wrong = {f"starts_{first.pk}": "2099-01-01T00:00", "slug": "elsewhere"}
    client.post(f"/studio/campaigns/{campaign.pk}/edit", form_of(campaign, title="改了", **wrong))
    campaign.refresh_from_db()
    assert (campaign.title, build.phases(campaign)[0].starts_at) == ("改了", first.starts_at)
    assert campaign.slug != "elsewhere"


@pytest.mark.usefixtures("owner")
def test_offers_are_added_and_removed_and_a_draft_is_moved_and_thrown_away(client: Client) -> None:
    campaign = build.campaign(make.course())
    path, phase = f"/studio/campaigns/{campaign.pk}", build.phases(campaign)[0]
    client.post(f"{path}/offers", {"phase": phase.pk, "kind": "spend"})
    added = Offer.objects.order_by("-pk")[0]
    assert (added.deal and added.deal.kind) == "spend"
    assert client.post(f"{path}/offers", {"phase": phase.pk, "kind": "free"}).status_code == 404
    client.post(f"{path}/offers/{added.pk}/remove")
    assert not Offer.objects.filter(pk=added.pk).exists()

    client.post(f"{path}/move", {"day": "2020-01-01"})
    client.post(f"{path}/move", {"day": str(campaign.day + timedelta(days=3))})
    assert build.phases(campaign)[0].starts_at == phase.starts_at + timedelta(days=3)
    assert client.post(f"{path}/stop", follow=True).content.decode().count("现在不能这样改") == 1
    assert client.post(f"{path}/discard")["Location"] == "/studio/campaigns"
    assert not Campaign.objects.exists()
    assert client.post(f"{path}/discard").status_code == 404


def test_figures_count_each_paid_order_once_and_lead_to_its_people(
    client: Client, owner: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    course, other = make.course(price_fen=30_000, title="水彩"), make.course(price_fen=20_000, title="素描")
    campaign = build.campaign(course, other, on=True)
    ann, bob = make.user(name="阿安"), make.user(name="小宝")
    freeze = build.freezer(monkeypatch)
    freeze(campaign.starts_at)
    claim_coupon(coupon_id=Coupon.objects.get().pk, user_id=ann.pk)
    freeze(build.phases(campaign)[2].starts_at)
    make.login(client, owner)  # the days between would have ended the session
    both = shop.paid(shop.order(ann, course, other))
    assert both.total_fen == 50_000 * 80 // 100 - 5_000 - 3_000, "two deals and the coupon of one campaign"
    shop.paid(shop.order(bob, other))
    shop.order(make.user(name="没付"), course)

    page = text(client, f"/studio/campaigns/{campaign.pk}")
    listed = text(client, f"/studio/campaigns/{campaign.pk}/orders")
    coupon = Offer.objects.get(deal=None)
    with_coupon = text(client, f"/studio/campaigns/{campaign.pk}/orders?offer={coupon.pk}")

    figures = client.get(f"/api/v1/studio/campaigns/{campaign.pk}").json()["figures"]
    assert figures == {"orders": 2, "units": 3, "paid_fen": both.total_fen + 16_000, "people": 2}
    assert "¥480" in page
    assert ("阿安" in listed, "小宝" in listed, "没付" in listed) == (True, True, False)
    assert ("阿安" in with_coupon, "小宝" in with_coupon) == (True, False)
    orders = client.get(f"/api/v1/studio/campaigns/{campaign.pk}/orders?offer={coupon.pk}").json()["items"]
    assert [(one["no"], one["products"]) for one in orders] == [(both.no, ["水彩", "素描"])]

    request_refund(order_no=both.no, buyer_id=ann.pk, reason="no_time")
    figures = client.get(f"/api/v1/studio/campaigns/{campaign.pk}").json()["figures"]
    assert figures == {"orders": 1, "units": 1, "paid_fen": 16_000, "people": 1}, "what was refunded is given back"


@pytest.mark.usefixtures("owner")
def test_a_course_that_is_sold_by_intakes_is_priced_as_they_are(client: Client) -> None:
    course = make.course(title="写作班")
    intake = make.intake(course).product  # 199 yuan
    gone = make.intake(course, starts=3, sells=(-9, -2)).product
    assert "¥119.40" in text(client, "/studio/campaigns/new/618"), "a course is chosen with its intakes"
    campaign = build.campaign(course)
    assert "¥119.40" in text(client, f"/studio/campaigns/{campaign.pk}")
    prices = client.get(f"/api/v1/studio/campaigns/{campaign.pk}").json()["phases"][1]["prices"]
    assert [(one["product"], one["total_fen"]) for one in prices] == [(intake.code, 11_940)]
    assert gone.code not in str(prices)
    page = text(client, f"/topics/{campaign.slug}")
    assert "分期开课" in page
    assert "</span>199" in page


@pytest.mark.usefixtures("owner")
def test_before_anybody_bought_the_orders_say_so(client: Client) -> None:
    campaign = build.campaign(make.course(), on=True)
    assert "还没有订单" in text(client, f"/studio/campaigns/{campaign.pk}/orders")
    assert client.get("/studio/campaigns/999/orders").status_code == 404


@pytest.mark.usefixtures("owner")
@pytest.mark.parametrize("count", [1, 3])
def test_lists_ask_the_database_as_often_for_many_as_for_one(
    client: Client, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    courses = [make.course(title=f"课{n}") for n in range(count)]
    campaigns = [build.campaign(*courses) for _ in range(count)]
    publish_campaign(campaign_id=campaigns[0].pk, actor_id=None)
    client.get("/studio/campaigns")  # what the first request of all asks is asked
    with django_assert_num_queries(5):
        text(client, "/studio/campaigns")
    with django_assert_num_queries(4):
        client.get("/api/v1/studio/campaigns")
    with django_assert_num_queries(21):
        text(client, f"/studio/campaigns/{campaigns[0].pk}")


def test_the_api_plans_changes_publishes_and_stops_as_the_pages_do() -> None:
    owner = make.user(role="owner")
    course = make.course(price_fen=10_000)
    auth, day = make.bearer(owner), str(day_start().date() + timedelta(days=30))

    def ask(method: str, path: str, body: dict[str, Any] | None = None) -> Any:
        call = getattr(Client(), method)
        said = {} if body is None else {"data": body, "content_type": JSON}
        return call(f"/api/v1/studio/campaigns{path}", headers=auth, **said)

    keys = [one["key"] for one in ask("get", "/templates").json()["items"]]
    assert keys[-1] == "blank"
    planned = ask("post", "", {"template": "618", "day": day, "title": "618"})
    assert planned.status_code == 201
    made = planned.json()
    assert [row["total_fen"] for row in made["phases"][1]["prices"]] == [6_000]
    assert (made["state"], made["products"]) == ("draft", [course.product_id])
    path = f"/{made['id']}"
    phases = [{name: one[name] for name in ("id", "title", "words", "starts_at", "ends_at")} for one in made["phases"]]
    edited = {"title": "改", "slug": "june", "products": made["products"], "phases": phases[1:]}
    assert len(ask("put", path, edited).json()["phases"]) == 3
    added = ask("post", f"{path}/offers", {"phase": phases[1]["id"], "kind": "coupon"}).json()
    offer = added["phases"][0]["offers"][-1]
    assert ask("delete", f"{path}/offers/{offer['id']}").status_code == 204
    assert ask("post", f"{path}/move", {"day": "2020-01-01"}).status_code == 422
    assert ask("post", f"{path}/move", {"day": day}).status_code == 200
    assert ask("post", f"{path}/publish").json()["state"] == "early"
    assert ask("delete", path).json()["code"] == "campaign_state"
    assert ask("post", f"{path}/stop").json()["state"] == "off"
    assert [one["slug"] for one in ask("get", "").json()["items"]] == ["june"]
    draft = ask("post", "", {"template": "blank", "day": day, "title": "x", "products": [course.product_id]}).json()
    assert ask("delete", f"/{draft['id']}").status_code == 204
    assert ask("get", f"/{draft['id']}").status_code == 404
