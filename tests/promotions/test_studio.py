"""The creator sets deals and coupons up on pages, and by the API."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from tests import make
from tests.promotions import build
from zhiyu.platform.models import AuditEntry
from zhiyu.promotions.actions import switch_coupon
from zhiyu.promotions.market import Kind
from zhiyu.promotions.models import Coupon, Deal, Floor, Held

pytestmark = pytest.mark.django_db
JSON = "application/json"
PICKING = 10


@pytest.fixture
def owner(client: Client) -> int:
    made = make.user(role="owner")
    make.login(client, made)
    return made.pk


def form(**said: Any) -> dict[str, Any]:
    return {"title": "周末秒杀", "price_fen": "49", "stock": "20", "once": "on", **said}


def test_a_flash_sale_is_set_up_and_started_in_one_step(client: Client, owner: int) -> None:
    course = make.course()
    page = client.get("/studio/deals/new/flash").content.decode()
    assert 'value="50"' in page
    assert course.product.title in page

    answer = client.post("/studio/deals/new/flash", form(products=[course.product_id], start="1"))

    made = Deal.objects.get()
    assert answer["Location"] == f"/studio/deals/{made.pk}"
    assert (made.kind, made.state, made.price_fen, made.stock, made.once) == ("flash", "on", 4_900, 20, True)
    assert [product.pk for product in made.products.all()] == [course.product_id]
    actions = AuditEntry.objects.filter(actor_id=owner, target=f"deal:{made.pk}").values_list("action", flat=True)
    assert sorted(actions) == ["deal.on", "deal.saved"]
    shop = Client().get(f"/courses/{course.product.code}").content.decode()
    assert "周末秒杀" in shop
    assert "标价 ¥99，周末秒杀省 ¥50，付 ¥49。" in shop


@pytest.mark.usefixtures("owner")
@pytest.mark.parametrize(
    ("kind", "said", "words"),
    [
        ("flash", {"price_fen": "便宜"}, "请填写金额，例如 99 或 99.50。"),
        ("flash", {}, "至少选一个商品。"),
        ("flash", {"starts_at": "2030-01-02T00:00", "ends_at": "2030-01-01T00:00"}, "结束要在开始之后。"),
        ("free", {"ends_at": "2020-01-01T00:00"}, "结束时间已经过了。"),
        ("spend", {"threshold_fen": "10", "off_fen": "20"}, "减的不能比满的多。"),
        ("spend", {"threshold_fen": "10", "off_fen": "0"}, "至少减 0.01 元。"),
        ("discount", {"percent": "100"}, "99"),
        ("member", {"percent": "80"}, "至少选一个。"),
    ],
)
def test_what_makes_no_sense_is_said_beside_its_field_and_stays_typed(
    client: Client, kind: str, said: dict[str, str], words: str
) -> None:
    answer = client.post(f"/studio/deals/new/{kind}", form(title="不对的", **said))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert words in page
    assert 'value="不对的"' in page
    assert not Deal.objects.exists()


@pytest.mark.usefixtures("owner")
def test_the_preview_shows_what_learners_will_see_and_warns_below_the_floor(client: Client) -> None:
    course = make.course(title="拍好家人")
    client.post(f"/studio/deals/floors/{course.product_id}", {"floor_fen": "60"})
    assert list(Floor.objects.values_list("product", "floor_fen")) == [(course.product_id, 6_000)]

    shown = client.post("/studio/deals/new/flash", form(products=[course.product_id], rehearse="1")).json()

    assert "标价 ¥99，周末秒杀省 ¥50，付 ¥49。" in shown["page"]
    assert shown["notes"] == ["低于你定的底价 ¥60。"]
    assert not Deal.objects.exists()


@pytest.mark.usefixtures("owner")
def test_a_deal_is_changed_but_not_below_what_was_sold(client: Client) -> None:
    course = make.course()
    deal = build.deal(Kind.FLASH, price_fen=4_900, stock=3, products=[course.product_id])
    for _ in range(2):
        build.order(make.user(), course)

    refused = client.post(f"/studio/deals/{deal.pk}", form(stock="1", products=[course.product_id]))
    assert "已经卖出 2 份，数量不能比它少。" in refused.content.decode()
    client.post(f"/studio/deals/{deal.pk}", form(stock="2", products=[course.product_id]))

    deal.refresh_from_db()
    assert (deal.stock, deal.taken) == (2, 2)


@pytest.mark.usefixtures("owner")
def test_a_course_that_left_the_shelf_stays_chosen_and_the_deal_does_not_become_everythings(client: Client) -> None:
    course, other = make.course(), make.course()
    deal = build.deal(percent=50, products=[course.product_id])
    course.product.status = "unpublished"
    course.product.save(update_fields=["status"])

    page = client.get(f"/studio/deals/{deal.pk}").content.decode()
    assert f'value="{course.product_id}"' in page
    said = {"title": "换个名字", "percent": "50", "scope": "some", "products": [course.product_id]}
    assert client.post(f"/studio/deals/{deal.pk}", said).status_code == 302
    deal.refresh_from_db()
    assert (deal.title, deal.everything, [one.pk for one in deal.products.all()]) == (
        "换个名字",
        False,
        [course.product_id],
    )
    assert "¥</span>99<" in Client().get(f"/courses/{other.product.code}").content.decode()


def test_a_newcomers_deal_is_once_a_person_and_only_a_code_coupon_has_a_code(client: Client) -> None:
    headers, course = make.bearer(make.user(role="owner")), make.course()
    deal = build.deal(Kind.NEWCOMER, price_fen=100, products=[course.product_id])
    said = {"kind": "discount", "title": "新人价", "price_fen": 100, "products": [course.product_id], "once": False}
    assert client.put(f"/api/v1/studio/deals/{deal.pk}", said, JSON, headers=headers).json()["once"] is True

    coupon = {"title": "x", "off_fen": 100, "everything": True}
    made = client.post("/api/v1/studio/coupons", {**coupon, "how": "claim", "code": "SPRING618"}, JSON, headers=headers)
    assert made.json()["code"] is None
    refused = client.post("/api/v1/studio/coupons", {**coupon, "how": "code"}, JSON, headers=headers)
    assert (refused.status_code, refused.json()["detail"]) == (422, "请填写券码。")


@pytest.mark.usefixtures("owner")
def test_a_stopped_coupon_is_not_given_and_the_page_says_so(client: Client) -> None:
    make.person("13911110000")
    coupon = build.coupon(how="issued")
    switch_coupon(coupon_id=coupon.pk, on=False, actor_id=None)
    page = client.post(f"/studio/coupons/{coupon.pk}/give", {"phone": "13911110000"}, follow=True)
    assert (page.status_code, "这张券现在不能领。" in page.content.decode()) == (200, True)
    assert not Held.objects.exists()


@pytest.mark.usefixtures("owner")
def test_a_deal_is_stopped_and_started_again(client: Client) -> None:
    course = make.course()
    deal = build.deal(percent=50)
    code = course.product.code
    for name, price in (("off", "¥</span>99<"), ("off", "¥</span>99<"), ("on", "¥</span>49.50<")):
        client.post(f"/studio/deals/{deal.pk}/switch", {name: "1"})
        assert price in Client().get(f"/courses/{code}").content.decode()


@pytest.mark.usefixtures("owner")
def test_a_coupon_is_set_up_given_and_stopped(client: Client) -> None:
    learner = make.person("13911110000")
    said = {
        "title": "老朋友券",
        "scope": "all",
        "takes": "off",
        "off_fen": "20",
        "threshold_fen": "99",
        "how": "issued",
        "per_person": "1",
    }
    client.post("/studio/deals/new/coupon", {**said, "budget": "5", "valid_days": "30", "joins": "on"})
    made = Coupon.objects.get()
    assert (made.off_fen, made.threshold_fen, made.budget, made.everything) == (2_000, 9_900, 5, True)

    client.post(f"/studio/coupons/{made.pk}/give", {"phone": "139 1111 0000"})
    client.post(f"/studio/coupons/{made.pk}/give", {"phone": "13911110000"})
    client.post(f"/studio/coupons/{made.pk}/give", {"phone": "13900009999"})
    client.post(f"/studio/coupons/{made.pk}/switch", {"off": "1"})

    made.refresh_from_db()
    assert list(Held.objects.values_list("user", "coupon")) == [(learner.pk, made.pk)]
    assert (made.issued, made.on) == (1, False)


@pytest.mark.usefixtures("owner")
def test_a_code_needs_letters_and_is_unique(client: Client) -> None:
    build.coupon(how="code", code="SPRING618")
    said = {"title": "x", "scope": "all", "takes": "percent", "percent": "90", "how": "code", "per_person": "1"}
    for code, words in (("", "请填写券码。"), ("春天", "券码只能用"), ("spring618", "这个券码已经有了，换一个。")):
        answer = client.post("/studio/deals/new/coupon", {**said, "code": code})
        assert words in answer.content.decode()
    assert Coupon.objects.count() == 1


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.usefixtures("owner")
def test_the_list_asks_the_database_the_same_number_of_times(
    client: Client, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    course = make.course()
    for number in range(count):
        build.deal(title=f"活动{number}", products=[course.product_id])
        build.coupon(title=f"券{number}", products=[course.product_id])
    with django_assert_num_queries(12):
        page = client.get("/studio/deals").content.decode()
    assert page.count("/studio/deals/") - page.count("/studio/deals/new") >= count
    assert page.count("/studio/coupons/") == count


@pytest.mark.usefixtures("owner")
def test_the_price_page_tells_who_pays_what_and_why(client: Client) -> None:
    course, plan = make.course(title="拍好家人"), make.course(title="会员", price_fen=100)
    build.deal(Kind.NEWCOMER, title="新人", price_fen=100, once=True, products=[course.product_id])
    build.deal(Kind.MEMBER, title="会员", percent=50, members=[plan.product_id], products=[course.product_id])
    build.coupon(how="code", code="SPRING618")
    learner = make.person("13911110000")
    build.paid(build.order(learner, plan))

    def said(**asked: str) -> str:
        return client.post("/studio/prices", {"product": course.product.code, **asked}).content.decode()

    assert "标价 ¥99，就付 ¥99" in said()
    assert "新人：只给第一次购买的人" in said()
    assert "标价 ¥99，新人省 ¥98，付 ¥1。" in said(who="newcomer")
    assert "标价 ¥99，会员省 ¥49.50，付 ¥49.50。" in said(who="member")
    person = said(who="person", phone="13911110000", coupon="spring618")
    assert "会员省 ¥49.50，老朋友券省 ¥10，付 ¥39.50。" in person
    assert "没有用这个手机号登录过的学员。" in said(who="person", phone="13900009999")
    asked = {"product": course.product.code, "who": "person", "phone": "13911110000"}
    by_address = client.get("/studio/prices", asked)
    assert 'value="13911110000"' not in by_address.content.decode()
    assert '<form class="card form" method="post">' in by_address.content.decode()


def test_the_api_does_what_the_pages_do(client: Client) -> None:
    headers = make.bearer(make.user(role="operator"))
    course = make.course()

    def send(method: Callable[..., Any], path: str, body: Any = None) -> Any:
        answer = method(f"/api/v1{path}", body, content_type=JSON, headers=headers)
        assert answer.status_code in {200, 201}, answer.content
        return answer.json()

    body = {"kind": "flash", "title": "秒杀", "price_fen": 4_900, "stock": 3, "products": [course.product_id]}
    made = send(client.post, "/studio/deals", body)
    assert made["state"] == "draft"
    assert send(client.post, f"/studio/deals/{made['id']}/on")["state"] == "on"
    assert send(client.put, f"/studio/deals/{made['id']}", {**body, "stock": 9})["stock"] == 9
    assert client.get(f"/api/v1/courses/{course.product.code}").json()["quote"]["total_fen"] == 4_900
    assert send(client.post, f"/studio/deals/{made['id']}/off")["state"] == "off"
    coupon = send(client.post, "/studio/coupons", {"title": "券", "off_fen": 100, "everything": True})
    assert send(client.post, f"/studio/coupons/{coupon['id']}/off")["on"] is False
    assert send(client.post, f"/studio/coupons/{coupon['id']}/on")["on"] is True
    changed = {"title": "券二", "percent": 90, "everything": True}
    assert send(client.put, f"/studio/coupons/{coupon['id']}", changed)["title"] == "券二"
    assert [one["title"] for one in client.get("/api/v1/studio/coupons", headers=headers).json()["items"]] == ["券二"]
    assert [one["id"] for one in client.get("/api/v1/studio/deals", headers=headers).json()["items"]] == [made["id"]]


@pytest.mark.parametrize(
    "said",
    [
        {"price_fen": 1, "percent": 50, "everything": True},
        {"everything": True},
        {"percent": 50, "products": [999_999]},
        {"percent": 50, "everything": True, "starts_at": "2030-01-02T00:00:00Z", "ends_at": "2030-01-01T00:00:00Z"},
    ],
)
def test_the_api_refuses_what_makes_no_sense(client: Client, said: dict[str, Any]) -> None:
    headers = make.bearer(make.user(role="operator"))
    answer = client.post("/api/v1/studio/deals", {"kind": "discount", "title": "x", **said}, JSON, headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid")
    assert not Deal.objects.exists()


def test_the_api_wants_to_know_of_which_place_a_time_is(client: Client) -> None:
    headers = make.bearer(make.user(role="operator"))
    said = {"kind": "discount", "title": "x", "percent": 50, "everything": True, "starts_at": "2030-01-01T00:00:00"}
    answer = client.post("/api/v1/studio/deals", said, JSON, headers=headers)
    assert answer.status_code == 422
    assert not Deal.objects.exists()


USUAL = {
    "discount": {"title": "限时折扣", "percent": "80"},
    "spend": {"title": "满减", "threshold_fen": "200", "off_fen": "30"},
    "coupon": {"title": "券", "takes": "off", "off_fen": "20", "how": "claim", "per_person": "1"},
}


@pytest.mark.usefixtures("owner")
@pytest.mark.parametrize("kind", sorted(USUAL))
def test_nothing_runs_on_every_product_unless_that_was_chosen(client: Client, kind: str) -> None:
    make.course()
    address = f"/studio/deals/new/{kind}"
    assert (
        "checked" not in client.get(address).content.decode().partition('name="scope"')[2].partition("</fieldset>")[0]
    )

    untouched = client.post(address, {**USUAL[kind], "start": "1"})
    assert "选一下：全部商品，还是选几个商品。" in untouched.content.decode()
    unpicked = client.post(address, {**USUAL[kind], "scope": "some", "start": "1"})
    assert "至少选一个商品；要给所有商品，就选“全部商品”。" in unpicked.content.decode()
    assert (untouched.status_code, unpicked.status_code) == (422, 422)
    assert not Deal.objects.exists()
    assert not Coupon.objects.exists()


@pytest.mark.usefixtures("owner")
def test_what_is_for_every_product_says_so_on_its_button_with_their_number(client: Client) -> None:
    for _ in range(3):
        make.course()
    make.course(price_fen=0)
    assert "对全部 3 个商品开启" in client.get("/studio/deals/new/discount").content.decode()

    page = client.post("/studio/deals/new/discount", {**USUAL["discount"], "scope": "all", "start": "1"}, follow=True)

    assert "已对全部 3 个商品开启" in page.content.decode()
    assert Deal.objects.get().everything is True


@pytest.mark.parametrize("path", ["/api/v1/studio/deals", "/api/v1/studio/coupons"])
def test_the_api_wants_a_scope_that_is_said(client: Client, path: str) -> None:
    headers, course = make.bearer(make.user(role="operator")), make.course()
    said = {"kind": "discount", "title": "x", "percent": 50}
    for wrong in ({}, {"everything": True, "products": [course.product_id]}):
        answer = client.post(path, {**said, **wrong}, JSON, headers=headers)
        assert (answer.status_code, answer.json()["code"]) == (422, "scope_unsaid")
    assert not Deal.objects.exists()
    assert not Coupon.objects.exists()


@pytest.mark.usefixtures("owner")
def test_products_are_picked_by_kind_with_their_prices_and_what_is_chosen_on_top(client: Client) -> None:
    plan = make.plan(title="林知会员", prices={"month": 3_900, "year": 29_900})
    course, other = make.course(title="拍好家人"), make.course(title="安心入睡")
    deal = build.deal(Kind.MEMBER, percent=50, members=[make.variant(plan, "year").pk], products=[course.product_id])

    page = client.get(f"/studio/deals/{deal.pk}").content.decode()
    members, products = page.split('id="id_members"')[1].split('id="id_products"')
    products = products.partition("data-pick-none")[0]

    assert members.count("会员：林知会员") == 2  # its heading, and of what "all of these" is
    assert "¥39<" in members
    assert members.index("已选 1 个") < members.index("¥299<") < members.index("¥39<")
    assert products.index("已选 1 个") < products.index("拍好家人") < products.index("安心入睡")
    assert products.count(">课程<") == 2
    assert f'value="{other.product_id}"' in products


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.usefixtures("owner")
def test_a_picker_asks_the_database_the_same_number_of_times(
    client: Client, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(count):
        make.course()
        make.plan(prices={"month": 3_900})
    with django_assert_num_queries(PICKING):
        page = client.get("/studio/deals/new/member").content.decode()
    assert page.count('name="products"') == 2 * count
