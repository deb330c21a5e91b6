"""Buying and giving back as a client of the API does it."""

import json
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from tests import make
from tests.commerce.fakepay import channel, give_back, pay, tell
from tests.commerce.test_races import at_once
from tests.jobs import run_jobs
from zhiyu.accounts.models import User
from zhiyu.catalog.models import Product
from zhiyu.commerce.actions import cancel_order
from zhiyu.commerce.models import Order, Refund

pytestmark = pytest.mark.django_db


class Caller:
    """Someone with a token."""

    def __init__(self, user: User) -> None:
        self.user, self.headers, self.client = user, make.bearer(user), Client()

    def get(self, path: str) -> tuple[int, Any]:
        answer = self.client.get(f"/api/v1{path}", headers=self.headers)
        return answer.status_code, answer.json()

    def post(self, path: str, body: dict[str, Any] | None = None, **headers: str) -> tuple[int, Any]:
        answer = self.client.post(
            f"/api/v1{path}",
            json.dumps(body or {}),
            content_type="application/json",
            headers=self.headers | {name.replace("_", "-"): value for name, value in headers.items()},
        )
        return answer.status_code, answer.json()


def wanted(code: str, **said: Any) -> dict[str, Any]:
    return {"lines": [{"product": code}], "shown_total_fen": 9_900, "accepted": ["refund:7d30@1"], **said}


def test_a_course_is_bought_opened_and_given_back() -> None:
    course, buyer, operator = make.course(lessons=6), Caller(make.user()), Caller(make.user(role="operator"))
    code = course.product.code

    status, order = buyer.post("/orders", wanted(code))
    assert (status, order["status"], order["total_fen"]) == (201, "pending", 9_900)
    assert order["quote"]["terms"][0]["id"] == "refund:7d30@1"
    status, start = buyer.post(f"/orders/{order['no']}/pay", {"method": "native"})
    assert (status, set(start)) == (200, {"out_trade_no", "code_url"})
    tell(channel().take(start["out_trade_no"], fen=9_900))
    assert buyer.get(f"/orders/{order['no']}")[1]["status"] == "paid"
    make.opened(buyer.user, course)

    status, undo = buyer.get(f"/orders/{order['no']}/refund-preview")
    assert (status, undo["amount_fen"], [item["kind"] for item in undo["items"]]) == (
        200,
        9_900,
        ["money", "back_full", "access"],
    )
    status, refund = buyer.post(f"/orders/{order['no']}/refunds", {"reason": "not_for_me"})
    assert (status, refund["status"], refund["amount_fen"]) == (201, "requested", 9_900)

    assert buyer.post(f"/studio/refunds/{refund['id']}/approve", {"note": ""})[0] == 403
    assert operator.get("/studio/refunds?status=requested")[1]["items"][0]["order"] == order["no"]
    status, approved = operator.post(f"/studio/refunds/{refund['id']}/approve", {"note": "ok"})
    assert (status, approved["status"], approved["note"]) == (200, "approved", "ok")
    run_jobs()
    give_back(Refund.objects.get())
    after = buyer.get(f"/orders/{order['no']}")[1]
    assert (after["status"], after["refunded_fen"], after["refunds"][0]["status"]) == ("refunded", 9_900, "succeeded")


def test_refusals_have_codes_and_a_changed_price_brings_its_quote() -> None:
    buyer, code = Caller(make.user()), make.course().product.code
    status, problem = buyer.post("/orders", wanted(code, shown_total_fen=1))
    assert (status, problem["code"], problem["quote"]["total_fen"]) == (409, "price_changed", 9_900)
    status, problem = buyer.post("/orders", wanted(code, accepted=[]))
    assert (status, problem["code"]) == (422, "terms_not_accepted")
    assert buyer.post("/orders", wanted("nothing-such"))[0] == 404
    assert buyer.post("/orders", wanted(code, coupon="FREE"))[1]["code"] == "coupon_unknown"
    assert buyer.post("/orders", wanted(code, lines=[]))[1]["code"] == "invalid"
    assert buyer.post("/orders", wanted(make.course(stock=0).product.code))[1]["code"] == "sold_out"


def test_the_same_key_makes_one_order() -> None:
    buyer, code = Caller(make.user()), make.course().product.code
    first = buyer.post("/orders", wanted(code), Idempotency_Key="k1")
    assert buyer.post(f"/orders/{first[1]['no']}/cancel")[1]["status"] == "closed"
    assert buyer.post("/orders", wanted(code), Idempotency_Key="k1") == first
    assert buyer.post("/orders", wanted(code, channel="x"), Idempotency_Key="k1")[1]["code"] == "idempotency_mismatch"
    assert Order.objects.count() == 1
    assert buyer.post("/orders", wanted(code), Idempotency_Key="k2")[1]["no"] != first[1]["no"]


def test_a_refusal_leaves_the_key_free() -> None:
    course, buyer = make.course(stock=1), Caller(make.user())
    other = make.order(of=course)
    body = wanted(course.product.code)
    assert buyer.post("/orders", body, Idempotency_Key="k1")[1]["code"] == "sold_out"
    cancel_order(order_no=other.no, buyer_id=other.buyer_id)
    assert buyer.post("/orders", body, Idempotency_Key="k1")[0] == 201


def test_a_refusal_under_a_key_still_ends_the_buyers_own_stale_order() -> None:
    course, buyer = make.course(stock=1), Caller(make.user())
    make.attempt(make.order(of=course, buyer=buyer.user))
    Product.objects.update(price_fen=5_000)
    body = wanted(course.product.code, shown_total_fen=5_000)
    assert buyer.post("/orders", body, Idempotency_Key="k1")[1]["code"] == "sold_out"
    run_jobs()
    assert buyer.post("/orders", body, Idempotency_Key="k1")[0] == 201


@pytest.mark.django_db(transaction=True)
def test_one_key_pressed_six_times_at_once_is_one_order_and_one_answer() -> None:
    buyer, code = make.user(), make.course().product.code
    callers, answers = [Caller(buyer) for _ in range(6)], []

    def press(caller: Caller) -> None:
        answers.append(caller.post("/orders", wanted(code), Idempotency_Key="k1"))

    assert at_once(*[lambda caller=caller: press(caller) for caller in callers]) == {"ok": 6}
    assert answers == [answers[0]] * 6
    assert (answers[0][0], Order.objects.count()) == (201, 1)


def test_a_strangers_order_does_not_exist() -> None:
    order, stranger = make.order(), Caller(make.user())
    for path in ("", "/refund-preview"):
        assert stranger.get(f"/orders/{order.no}{path}")[0] == 404
    for path in ("/pay", "/cancel", "/refunds"):
        body = {"method": "native", "reason": "no_time"}
        assert stranger.post(f"/orders/{order.no}{path}", body)[0] == 404
    assert stranger.get("/orders")[1] == {"items": [], "next": None}
    assert Client().get(f"/api/v1/orders/{order.no}").status_code == 401


def test_cancelling_and_what_was_already_owned() -> None:
    order = make.order()
    buyer = Caller(order.buyer)
    assert buyer.post(f"/orders/{order.no}/cancel")[1]["status"] == "closed"
    pay(make.order(buyer=order.buyer, of=order.lines.get().product.course))
    assert buyer.post("/orders", wanted(order.lines.get().product.code))[1]["code"] == "already_owned"
    assert buyer.post(f"/orders/{order.no}/pay", {"method": "native"})[1]["code"] == "order_state"


def test_a_no_is_said_in_the_studio() -> None:
    course, operator = make.course(lessons=6), Caller(make.user(role="finance"))
    order = pay(make.order(of=course))
    make.opened(order.buyer, course)
    buyer = Caller(order.buyer)
    refund = buyer.post(f"/orders/{order.no}/refunds", {"reason": "no_time"})[1]
    status, said = operator.post(f"/studio/refunds/{refund['id']}/reject", {"note": "先试试辅导"})
    assert (status, said["status"], said["note"]) == (200, "rejected", "先试试辅导")
    assert operator.post(f"/studio/refunds/{refund['id']}/approve")[1]["code"] == "refund_state"
    assert operator.post("/studio/refunds/0/approve")[0] == 404


def test_lists_go_on_by_cursor() -> None:
    buyer = make.user()
    for _ in range(21):
        make.order(buyer=buyer, of=make.course())
    caller = Caller(buyer)
    first = caller.get("/orders")[1]
    rest = caller.get(f"/orders?cursor={first['next']}")[1]
    assert (len(first["items"]), len(rest["items"]), rest["next"]) == (20, 1, None)
    assert caller.get("/orders?cursor=x")[0] == 422


@pytest.mark.parametrize("count", [1, 3])
def test_lists_ask_the_database_as_often_for_three_as_for_one(
    count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    buyer, operator = make.user(), Caller(make.user(role="operator"))
    for _ in range(count):
        course = make.course(lessons=6)
        order = pay(make.order(buyer=buyer, of=course))
        Caller(buyer).post(f"/orders/{order.no}/refunds", {"reason": "no_time"})
    mine = Caller(buyer)
    for caller, path, queries in [
        (mine, "/orders", 4),
        (operator, "/studio/orders", 4),
        (operator, "/studio/refunds", 3),
    ]:
        with django_assert_num_queries(queries):
            assert len(caller.get(path)[1]["items"]) == count
