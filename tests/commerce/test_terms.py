"""What is bought for a time: bought, renewed, once only, given back, and at the same moment twice."""

import json
from datetime import datetime, timedelta

import pytest
from django.test import Client

from tests import make
from tests.commerce.clock import standing_at
from tests.commerce.fakepay import channel, pay, tell
from tests.together import together
from zhiyu.access.models import Grant
from zhiyu.access.queries import owns
from zhiyu.access.standing import standing_of
from zhiyu.catalog.models import Course, Product
from zhiyu.commerce.actions import begin_attempt, confirm_payment, place_order, preview_refund, request_refund
from zhiyu.commerce.errors import AlreadyOwned, OnceOnly
from zhiyu.commerce.models import Order, Payment, Refund
from zhiyu.kernel.clock import SHANGHAI, now
from zhiyu.kernel.errors import NotFound
from zhiyu.ledger.queries import balances
from zhiyu.platform.models import Event

NOON = datetime(2027, 1, 31, 12, tzinfo=SHANGHAI)


def termed(count: int = 1, unit: str = "month") -> Course:
    course = make.course(lessons=11)
    Product.objects.filter(pk=course.product_id).update(term_count=count, term_unit=unit)
    course.product.refresh_from_db()
    return course


def spans() -> list[tuple[datetime, datetime | None]]:
    return list(Grant.objects.order_by("valid_from").values_list("valid_from", "valid_until"))


@pytest.mark.django_db
def test_a_course_for_a_month_is_open_to_the_end_of_its_last_day() -> None:
    course, buyer = termed(), make.user()
    with standing_at(NOON):
        pay(make.order(buyer=buyer, of=course))

    assert spans() == [(NOON, datetime(2027, 3, 1, tzinfo=SHANGHAI))]
    with standing_at(datetime(2027, 2, 28, 23, 59, 59, tzinfo=SHANGHAI)):
        assert owns(buyer.pk, course.product_id)
    with standing_at(datetime(2027, 3, 1, tzinfo=SHANGHAI)):
        assert not owns(buyer.pk, course.product_id)


@pytest.mark.django_db
def test_renewing_goes_on_where_the_time_bought_ends_and_after_a_gap_begins_now() -> None:
    course, buyer = termed(), make.user()
    for moment in (NOON, NOON + timedelta(days=1), datetime(2027, 6, 9, 8, tzinfo=SHANGHAI)):
        with standing_at(moment):
            pay(make.order(buyer=buyer, of=course))

    march, april = datetime(2027, 3, 1, tzinfo=SHANGHAI), datetime(2027, 4, 1, tzinfo=SHANGHAI)
    june, july = datetime(2027, 6, 9, 8, tzinfo=SHANGHAI), datetime(2027, 7, 10, tzinfo=SHANGHAI)
    assert spans() == [(NOON, march), (march, april), (june, july)]


@pytest.mark.django_db
def test_what_is_held_for_ever_is_not_sold_again_and_what_is_held_for_a_time_is() -> None:
    course, buyer = make.course(), make.user()
    month = make.variant(make.plan(prices={"month": 3_900, "": 99_900}), "month")
    pay(make.order(buyer=buyer, of=month))
    assert standing_of(buyer.pk, course.product_id).owned

    pay(make.order(buyer=buyer, of=course))
    assert standing_of(buyer.pk, course.product_id).until is None
    with pytest.raises(AlreadyOwned):
        make.order(buyer=buyer, of=course)
    pay(make.order(buyer=buyer, of=month))
    assert Grant.objects.filter(product=month).count() == 2


@pytest.mark.django_db
def test_who_has_a_membership_for_ever_buys_no_month_of_it_and_none_of_its_courses() -> None:
    course, buyer = make.course(), make.user()
    plan = make.plan(prices={"month": 3_900, "": 99_900})
    pay(make.order(buyer=buyer, of=make.variant(plan, "")))

    for product in (make.variant(plan, "month"), make.variant(plan, ""), course.product):
        with pytest.raises(AlreadyOwned):
            make.order(buyer=buyer, of=product)


@pytest.mark.django_db
def test_a_trial_is_had_once_also_after_it_was_given_back() -> None:
    buyer = make.user()
    trial = make.variant(make.plan(prices={"day": 100, "year": 36_500}), "day")
    order = make.order(buyer=buyer, of=trial)
    pay(order)
    with pytest.raises(OnceOnly):
        make.order(buyer=buyer, of=trial)

    request_refund(order_no=order.no, buyer_id=buyer.pk, reason="no_time")
    with pytest.raises(OnceOnly):
        make.order(buyer=buyer, of=trial)
    make.order(buyer=make.user(), of=trial)


@pytest.mark.django_db
def test_a_free_trial_begins_without_a_payment() -> None:
    buyer = make.user()
    course = make.course()
    order = make.order(buyer=buyer, of=make.variant(make.plan(prices={"day": 0, "year": 36_500}), "day"))

    assert (order.status, Payment.objects.count()) == ("paid", 0)
    assert owns(buyer.pk, course.product_id)


@pytest.mark.django_db
def test_a_course_that_only_a_membership_sells_cannot_be_ordered_by_itself() -> None:
    course, buyer = make.course(), make.user()
    Product.objects.filter(pk=course.product_id).update(sold_alone=False)

    with pytest.raises(NotFound):
        place_order(buyer_id=buyer.pk, lines=[(course.product.code, 1)], shown_total_fen=9_900, accepted=[])
    assert not Order.objects.exists()


@pytest.mark.django_db
def test_a_membership_is_given_back_whole_while_little_of_it_was_opened() -> None:
    """Ten paid lessons in all: three may be opened, the fourth is too many."""
    course, buyer = make.course(lessons=11), make.user()
    order = make.order(buyer=buyer, of=make.variant(make.plan(), "year"))
    pay(order)
    make.opened(buyer, course, lessons=3)

    preview = preview_refund(order_no=order.no, buyer_id=buyer.pk)
    assert (preview.amount_fen, preview.by_itself) == (36_500, False)
    assert [item.kind for item in preview.items] == ["money", "back_full", "membership"]

    make.opened(buyer, course, lessons=4)
    assert preview_refund(order_no=order.no, buyer_id=buyer.pk).amount_fen == 21_900


@pytest.mark.django_db
def test_an_unopened_membership_goes_back_by_itself_and_takes_its_courses_along() -> None:
    course, mine, buyer = make.course(), make.course(), make.user()
    pay(make.order(buyer=buyer, of=mine))
    order = make.order(buyer=buyer, of=make.variant(make.plan(), "year"))
    pay(order)
    assert owns(buyer.pk, course.product_id)

    refund = request_refund(order_no=order.no, buyer_id=buyer.pk, reason="no_time")

    assert (refund.status, refund.amount_fen) == ("approved", 36_500)
    assert (owns(buyer.pk, course.product_id), owns(buyer.pk, mine.product_id)) == (False, True)
    assert balances()["payable:refunds"] == -36_500


@pytest.mark.django_db
def test_money_for_a_closed_order_goes_back_when_the_same_was_ordered_anew_and_paid() -> None:
    """Nobody who pays twice because the first answer was late wants two months."""
    course, buyer = termed(), make.user()
    first = make.order(buyer=buyer, of=course)
    attempt = make.attempt(first)
    Order.objects.update(status="closed", closed_at=now(), close_at=None)
    pay(make.order(buyer=buyer, of=course))

    confirm_payment(
        out_trade_no=attempt.out_trade_no, provider="wechat", reference="late", paid_fen=9_900, paid_at=now()
    )

    assert len(spans()) == 1
    assert list(Refund.objects.values_list("reason", "amount_fen")) == [("paid_too_late", 9_900)]


@pytest.mark.django_db
def test_told_twice_of_a_payment_the_time_is_added_once() -> None:
    course, buyer = termed(), make.user()
    order = make.order(buyer=buyer, of=course)
    paid = channel().take(make.attempt(order).out_trade_no, fen=9_900)
    tell(paid)
    tell(paid)

    assert len(spans()) == 1
    assert [one.name for one in Event.objects.filter(name="commerce.order_paid")] == ["commerce.order_paid"]


@pytest.mark.django_db(transaction=True)
def test_a_month_and_a_year_paid_at_once_follow_each_other() -> None:
    buyer, plan = make.user(), make.plan()
    attempts = [
        begin_attempt(order_no=order.no, provider="wechat", method="native")
        for order in (make.order(buyer=buyer, of=make.variant(plan, unit)) for unit in ("month", "year"))
    ]
    fens = {one.out_trade_no: one.amount_fen for one in attempts}

    def confirm(n: int) -> None:
        no = attempts[n % 2].out_trade_no
        confirm_payment(out_trade_no=no, provider="wechat", reference=f"r-{no}", paid_fen=fens[no], paid_at=now())

    together(4, confirm)

    (_, first_end), (second_start, _) = spans()
    assert first_end == second_start


@pytest.mark.django_db(transaction=True)
def test_one_person_takes_one_free_trial_from_four_windows() -> None:
    buyer = make.user()
    trial = make.variant(make.plan(prices={"day": 0, "year": 36_500}), "day")
    answers = together(4, lambda _n: make.order(buyer=buyer, of=trial))

    assert Grant.objects.count() == 1
    assert sorted(getattr(one, "code", "paid") for one in answers) == ["once_only"] * 3 + ["paid"]


@pytest.mark.django_db
def test_the_api_sells_a_membership_and_says_what_it_opened() -> None:
    course, buyer = make.course(title="七天写作营"), make.user()
    plan = make.plan()
    client, me = Client(), make.bearer(buyer)
    shown = client.get(f"/api/v1/plans/{plan.code}", headers=me).json()
    year = next(one for one in shown["choices"] if one["term"] == {"count": 1, "unit": "year"})
    body = {
        "lines": [{"product": year["product"]}],
        "shown_total_fen": year["quote"]["total_fen"],
        "accepted": [term["id"] for term in year["quote"]["terms"]],
    }
    placed = client.post("/api/v1/orders", json.dumps(body), "application/json", headers=me)
    assert placed.status_code == 201
    pay(Order.objects.get())

    owned = client.get("/api/v1/me/entitlements", headers=me).json()["items"]
    assert {(one["product"], tuple(one["by"])) for one in owned} == {
        (year["product"], (year["product"],)),
        (course.product.code, (year["product"],)),
    }
    [mine] = client.get("/api/v1/me/memberships", headers=me).json()["items"]
    assert (mine["plan"], mine["active"], mine["renewal"]) == (plan.code, True, year["product"])
    assert client.get(f"/api/v1/plans/{plan.code}", headers=me).json()["member"]
