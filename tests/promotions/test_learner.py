"""A learner takes coupons, chooses one before paying, types a code, and reads one price everywhere."""

import json
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from tests import make
from tests.promotions import build
from zhiyu.accounts.models import User
from zhiyu.catalog.models import Product
from zhiyu.commerce.models import Order
from zhiyu.commerce.pricing import quote_for
from zhiyu.kernel.clock import SHANGHAI, now
from zhiyu.promotions.actions import claim_coupon
from zhiyu.promotions.market import Kind
from zhiyu.promotions.models import Coupon, Deal, Held
from zhiyu.promotions.words import moment

pytestmark = pytest.mark.django_db
JSON = "application/json"


@pytest.fixture
def learner(client: Client) -> User:
    made = make.user()
    make.login(client, made)
    return made


def test_a_coupon_is_claimed_on_the_course_page_and_used_by_itself(client: Client, learner: User) -> None:
    course, issue = make.course(), build.coupon()
    address = f"/courses/{course.product.code}"
    assert "减 ¥10" in client.get(address).content.decode()

    back = client.post(f"/coupons/{issue.pk}/claim", {"next": address})

    assert back["Location"] == address
    assert "标价 ¥99，老朋友券省 ¥10，付 ¥89。" in client.get(address).content.decode()
    page = client.get(f"/checkout/{course.product.code}").content.decode()
    assert 'name="shown_total_fen" value="8900"' in page
    client.post(
        f"/checkout/{course.product.code}", {"shown_total_fen": "8900", "accepted": ["refund:7d30@1"], "next": ""}
    )
    order = Order.objects.get()
    assert (order.total_fen, order.quote["sentence"]) == (8_900, "标价 ¥99，老朋友券省 ¥10，付 ¥89。")
    assert Held.objects.get(user=learner).order_no == order.no


def test_who_is_not_logged_in_is_led_to_the_login_and_the_page_stays_everybodys(client: Client) -> None:
    course, _ = make.course(), build.coupon()
    page = client.get(f"/courses/{course.product.code}")
    assert "登录领取" in page.content.decode()
    assert "csrfmiddlewaretoken" not in page.content.decode()
    assert page["X-Zhiyu-For-Everybody"]


@pytest.mark.usefixtures("learner")
def test_a_typed_code_is_tried_and_a_wrong_one_says_so_and_stays(client: Client) -> None:
    course, _ = make.course(), build.coupon(how="code", code="SPRING618", off_fen=3_000)
    address = f"/checkout/{course.product.code}"

    wrong = client.get(address, {"code": "SPRING999"}).content.decode()
    assert "没有这张券，请检查券码有没有输错。" in wrong
    assert 'value="SPRING999"' in wrong
    assert 'value="6900"' in client.get(address, {"code": "spring618"}).content.decode()


@pytest.mark.usefixtures("learner")
def test_codes_guessed_in_bulk_are_made_to_wait(client: Client) -> None:
    course, _ = make.course(), build.coupon(how="code", code="SPRING618")
    address = f"/checkout/{course.product.code}"
    answers = [client.get(address, {"code": f"GUESS{n}"}).content.decode() for n in range(7)]
    assert "没有这张券" in answers[0]
    assert "没有这张券" not in answers[-1]
    assert "券省" not in client.get(address, {"code": "SPRING618"}).content.decode()


@pytest.mark.usefixtures("learner")
def test_codes_guessed_by_the_api_are_made_to_wait_even_with_an_idempotency_key(client: Client) -> None:
    headers = make.bearer(make.user())
    course, _ = make.course(), build.coupon(how="code", code="SPRING618")
    body = {"lines": [{"product": course.product.code}], "shown_total_fen": 9_900, "accepted": []}

    def guess(code: str, number: int) -> Any:
        keyed = {**headers, "Idempotency-Key": f"k{number}"}
        return client.post("/api/v1/orders", {**body, "coupon": code}, JSON, headers=keyed).json()

    codes = [guess(f"GUESS{n}", n)["code"] for n in range(7)]
    assert codes[0] == "coupon_unknown"
    assert codes[-1] == "too_many_tries"
    assert guess("SPRING618", 99)["code"] == "too_many_tries"


def test_the_coupons_page_tells_what_to_claim_what_is_there_and_what_was(client: Client, learner: User) -> None:
    build.coupon(title="还能领")
    mine = build.coupon(title="手里的")
    client.post(f"/coupons/{mine.pk}/claim")
    used = build.coupon(title="用过的", off_fen=5_000)
    client.post(f"/coupons/{used.pk}/claim")
    build.paid(build.order(learner, make.course(lessons=6)))

    page = client.get("/me/coupons").content.decode()

    assert page.index("还能领") < page.index("手里的") < page.index("用过的")
    assert "已用" in page


@pytest.mark.parametrize("count", [1, 3])
def test_the_coupons_page_asks_the_database_the_same_number_of_times(
    client: Client, learner: User, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(count):
        build.coupon(title=f"可领{number}", off_fen=2_000 + number)
        client.post(f"/coupons/{build.coupon(title=f'已有{number}').pk}/claim")
    headers = make.bearer(learner)
    with django_assert_num_queries(10):
        page = client.get("/me/coupons").content.decode()
    assert (page.count("可领"), page.count("已有")) == (count, count)
    with django_assert_num_queries(3):
        listed = client.get("/api/v1/me/coupons", headers=headers).json()["items"]
    assert [one["title"] for one in listed] == [f"已有{number}" for number in reversed(range(count))]


def test_the_api_claims_and_orders_with_the_coupon_that_is_named(client: Client) -> None:
    buyer, course = make.user(), make.course()
    headers = make.bearer(buyer)
    for off_fen in (500, 1_000):
        issue = build.coupon(off_fen=off_fen)
        assert client.post(f"/api/v1/coupons/{issue.pk}/claim", headers=headers).status_code == 204
    assert client.get("/api/v1/coupons", headers=headers).json()["items"] == []
    small = client.get("/api/v1/me/coupons", headers=headers).json()["items"][-1]

    body = {"lines": [{"product": course.product.code}], "shown_total_fen": 9_400, "accepted": ["refund:7d30@1"]}
    made = client.post("/api/v1/orders", {**body, "coupon": small["choice"]}, JSON, headers=headers).json()

    assert (made["total_fen"], made["quote"]["coupon"]) == (9_400, small["choice"])


prices = st.sampled_from([0, 1, 99, 2_990, 9_900, 199_900])
takings = st.sampled_from([{"price_fen": 100}, {"percent": 85}, {"off_fen": 990}, {"price_fen": 0}])


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    price=prices,
    deals=st.lists(st.tuples(st.sampled_from(Kind), takings, st.booleans()), max_size=3),
    coupon=st.none() | st.sampled_from([{"off_fen": 700}, {"percent": 90}, {"whole": True}]),
)
def test_page_checkout_api_and_order_say_the_same_price_in_the_same_words(
    price: int, deals: list[tuple[Kind, dict[str, int], bool]], coupon: dict[str, Any] | None
) -> None:
    clear()
    buyer, course = make.user(), make.course(price_fen=price)
    code = course.product.code
    for kind, took, mine in deals:
        only = [course.product_id] if mine else []
        build.deal(kind, once=kind == Kind.NEWCOMER, products=only, members=[course.product_id], **dict[str, Any](took))
    client, headers = Client(), make.bearer(buyer)
    make.login(client, buyer)
    if coupon is not None:
        client.post(f"/coupons/{build.coupon(**coupon).pk}/claim")

    offer = quote_for([code], buyer_id=buyer.pk)
    asked = client.get(f"/api/v1/courses/{code}", headers=headers).json()["quote"]
    body = {"lines": [{"product": code}], "shown_total_fen": asked["total_fen"]}
    body["accepted"] = [term["id"] for term in asked["terms"]]
    page, checkout = (client.get(f"/{where}/{code}").content.decode() for where in ("courses", "checkout"))
    order = client.post("/api/v1/orders", json.dumps(body), JSON, headers=headers).json()

    assert asked == json.loads(json.dumps(offer.to_json()))
    assert (order["total_fen"], order["quote"]["sentence"]) == (offer.total_fen, offer.sentence)
    assert offer.sentence in checkout
    assert not offer.given or offer.sentence in page


def clear() -> None:
    """Hypothesis keeps one transaction for all its examples."""
    Deal.objects.update(state="off")
    Coupon.objects.update(on=False)
    Product.objects.update(status="unpublished")


def test_a_deal_is_spoken_of_three_days_ahead_and_not_before(monkeypatch: pytest.MonkeyPatch) -> None:
    course, today = make.course(), now()
    build.deal(Kind.FLASH, title="年中秒杀", price_fen=4_900, starts_at=today + timedelta(days=200))
    page = f"/courses/{course.product.code}"
    assert "年中秒杀" not in Client().get(page).content.decode()

    monkeypatch.setattr("django.utils.timezone.now", lambda: today + timedelta(days=197, minutes=1))
    assert "年中秒杀" in Client().get(page).content.decode()


def test_a_moment_of_another_year_says_so() -> None:
    year = now().astimezone(SHANGHAI).year
    this, other = (datetime(each, 6, 18, 8, tzinfo=SHANGHAI) for each in (year, year + 1))
    assert moment(this) == "6月18日 08:00"
    assert moment(other) == f"{other.year}年6月18日 08:00"


def test_coupons_that_say_the_same_are_offered_once_and_then_the_next() -> None:
    course, learner = make.course(), make.user()
    first, second = (build.coupon(off_fen=2_000) for _ in range(2))
    other = build.coupon(off_fen=3_000)
    page = f"/courses/{course.product.code}"
    shown = Client().get(page).content.decode()
    assert (shown.count("减 ¥20<"), shown.count("减 ¥30<")) == (1, 1)

    claim_coupon(coupon_id=second.pk, user_id=learner.pk)
    client = Client()
    make.login(client, learner)
    shown = client.get(page).content.decode()
    assert f"/coupons/{first.pk}/claim" in shown
    assert f"/coupons/{other.pk}/claim" in shown


def test_a_coupon_is_offered_only_where_it_could_ever_apply() -> None:
    build.coupon(off_fen=2_000, threshold_fen=9_900)
    dear, cheap, free = (make.course(price_fen=fen) for fen in (9_900, 990, 0))
    offered = [
        "满 ¥99 减 ¥20" in Client().get(f"/courses/{one.product.code}").content.decode() for one in (dear, cheap, free)
    ]
    assert offered == [True, False, False]

    build.deal(percent=80, products=[dear.product_id])
    assert "满 ¥99 减 ¥20" in Client().get(f"/courses/{dear.product.code}").content.decode()
