"""What is for a course is for its intakes: they are how it is sold."""

import pytest
from django.test import Client

from tests import make
from tests.promotions import build
from zhiyu.catalog.actions import set_counting
from zhiyu.catalog.models import Product
from zhiyu.commerce.actions import place_order, request_refund
from zhiyu.commerce.pricing import quote_for
from zhiyu.promotions.actions import claim_coupon
from zhiyu.promotions.credit_forms import CountingForm
from zhiyu.promotions.market import Kind
from zhiyu.promotions.models import Credit, CreditUse, Use

pytestmark = pytest.mark.django_db


def price(code: str, buyer_id: int | None = None) -> int:
    return quote_for([code], buyer_id=buyer_id).total_fen


def test_a_courses_deal_lowers_each_of_its_intakes_and_nobody_elses() -> None:
    course, other = make.course(), make.course()
    mine, elsewhere = make.intake(course).product, make.intake(other).product
    deal = build.deal(Kind.FLASH, percent=50, stock=2, products=[course.product_id])
    assert (price(mine.code), price(elsewhere.code)) == (9_950, 19_900)

    later = make.intake(course, starts=60, sells=(0, 50)).product
    assert price(later.code) == 9_950, "one that is opened while the deal runs"

    offer, buyer = quote_for([mine.code], buyer_id=None), make.user()
    terms = [term.id for term in offer.terms]
    order = place_order(buyer_id=buyer.pk, lines=[(mine.code, 1)], shown_total_fen=9_950, accepted=terms)
    assert list(Use.objects.values_list("deal", "order_no", "quantity")) == [(deal.pk, order.no, 1)]


def test_a_deal_on_one_intake_is_that_intakes_alone() -> None:
    course = make.course(price_fen=30_000)
    first, second = make.intake(course).product, make.intake(course, starts=60, sells=(0, 50)).product
    build.deal(percent=50, products=[first.pk])
    assert [price(code) for code in (first.code, second.code, course.product.code)] == [9_950, 19_900, 30_000]


def test_a_courses_coupon_pays_for_its_intakes_too() -> None:
    course, buyer = make.course(), make.user()
    intake, elsewhere = make.intake(course).product, make.intake(make.course()).product
    claim_coupon(coupon_id=build.coupon(products=[course.product_id]).pk, user_id=buyer.pk)
    typed = build.coupon(how="code", code="CLASS50", off_fen=5_000, products=[course.product_id])

    assert price(intake.code, buyer.pk) == 18_900
    assert price(elsewhere.code, buyer.pk) == 19_900
    assert quote_for([intake.code], buyer_id=buyer.pk, coupon=typed.code).total_fen == 14_900


def test_what_was_paid_for_a_taste_of_a_course_counts_towards_its_intakes_too(client: Client) -> None:
    taste, course, buyer = make.course(price_fen=990), make.course(price_fen=0), make.user()
    intake, elsewhere = make.intake(course).product, make.intake(make.course()).product
    form = CountingForm({"product": taste.product_id, "target": course.product_id, "days": 30})
    assert form.is_valid(), "it costs what its intakes cost"
    set_counting(product_id=taste.product_id, counts_for_id=course.product_id, days=30, actor_id=None)
    build.paid(build.order(buyer, taste))
    assert (price(intake.code, buyer.pk), price(elsewhere.code, buyer.pk)) == (18_910, 19_900)

    make.login(client, buyer)
    shown = client.get("/me").content.decode()
    assert f"/courses/{course.product.code}" in shown
    assert f"/checkout/{course.product.code}" not in shown, "it is not sold by itself"
    Product.objects.filter(pk=course.product_id).update(status=Product.Status.UNPUBLISHED)
    assert f"/courses/{course.product.code}" not in client.get("/me").content.decode()

    order = build.paid(build.order(buyer, intake))
    assert list(CreditUse.objects.values_list("product", "off_fen", "paid_fen")) == [(intake.pk, 990, 990)]
    request_refund(order_no=order.no, buyer_id=buyer.pk, reason="no_time")
    assert (order.total_fen, Credit.objects.get().unspent_fen) == (18_910, 990)
