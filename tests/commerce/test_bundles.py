"""Several courses at one price: bought, opened, given back as one, with a seat of each."""

import pytest
from django.test import Client

from tests import make
from tests.commerce.fakepay import channel, pay, tell
from tests.together import together
from zhiyu.access.models import Grant
from zhiyu.access.queries import owned_products
from zhiyu.catalog.actions import edit_bundle, unpublish
from zhiyu.catalog.errors import PartNotOnSale, SoldOut
from zhiyu.catalog.models import Bundle, Course, Product
from zhiyu.commerce.actions import cancel_order, preview_refund, request_refund
from zhiyu.commerce.errors import AlreadyOwned
from zhiyu.commerce.models import Order, OrderLine
from zhiyu.ledger.queries import balances

pytestmark = pytest.mark.django_db


@pytest.fixture
def parts() -> tuple[Course, Course]:
    return make.course(title="七天写作营", lessons=6), make.course(title="标题的学问", lessons=6)


@pytest.fixture
def bundle(parts: tuple[Course, Course]) -> Bundle:
    return make.bundle(*parts)


def taken() -> list[int]:
    return list(Product.objects.order_by("pk").values_list("taken", flat=True))


def test_paying_opens_every_part_by_one_cause(bundle: Bundle, parts: tuple[Course, Course]) -> None:
    buyer = make.user()
    order = make.order(buyer=buyer, of=bundle.product)
    paid = channel().take(make.attempt(order).out_trade_no, fen=15_000)
    tell(paid)
    tell(paid)

    line = OrderLine.objects.get()
    assert list(Grant.objects.order_by("pk").values_list("product_id", "source")) == [
        (one.product_id, line.source) for one in parts
    ]
    assert balances()[f"sales:{bundle.product.code}"] == -15_000


def test_what_was_in_it_at_the_order_is_what_is_bought(bundle: Bundle, parts: tuple[Course, Course]) -> None:
    buyer, other = make.user(), make.course()
    order = make.order(buyer=buyer, of=bundle.product)
    edit_bundle(
        bundle_id=bundle.pk,
        actor_id=None,
        title="写作两门课",
        subtitle="",
        parts=[parts[0].product_id, other.product_id],
        price_fen=15_000,
        refund_days=7,
        refund_percent=30,
    )
    pay(order)
    every = [one.product_id for one in (*parts, other)]
    assert owned_products(buyer.pk, every) == {one.product_id for one in parts}

    second = make.order(buyer=make.user(), of=bundle.product)
    assert second.lines.get().parts == [parts[0].product_id, other.product_id]


def test_an_order_from_before_a_change_is_not_taken_for_the_new_one(
    bundle: Bundle, parts: tuple[Course, Course]
) -> None:
    buyer, other = make.user(), make.course()
    first = make.order(buyer=buyer, of=bundle.product)
    again = make.order(buyer=buyer, of=bundle.product)
    edit_bundle(
        bundle_id=bundle.pk,
        actor_id=None,
        title="写作两门课",
        subtitle="",
        parts=[one.product_id for one in (*parts, other)],
        price_fen=15_000,
        refund_days=7,
        refund_percent=30,
    )
    fresh = make.order(buyer=buyer, of=bundle.product)

    first.refresh_from_db()
    assert (again.pk, first.status, fresh.pk == first.pk) == (first.pk, "closed", False)


def test_one_part_owned_does_not_stand_in_the_way_and_all_of_them_do(
    bundle: Bundle, parts: tuple[Course, Course]
) -> None:
    buyer = make.user()
    pay(make.order(buyer=buyer, of=parts[0]))
    pay(make.order(buyer=buyer, of=bundle.product))
    with pytest.raises(AlreadyOwned):
        make.order(buyer=buyer, of=bundle.product)
    with pytest.raises(AlreadyOwned):
        make.order(buyer=buyer, of=parts[1])


def test_a_refund_takes_every_part_back_and_leaves_what_was_bought_besides(
    bundle: Bundle, parts: tuple[Course, Course]
) -> None:
    buyer = make.user()
    pay(make.order(buyer=buyer, of=parts[0]))
    order = make.order(buyer=buyer, of=bundle.product)
    pay(order)
    assert taken() == [2, 1, 1]

    preview = preview_refund(order_no=order.no, buyer_id=buyer.pk)
    assert (preview.amount_fen, [item.kind for item in preview.items]) == (15_000, ["money", "back_unused", "bundle"])
    refund = request_refund(order_no=order.no, buyer_id=buyer.pk, reason="no_time")

    assert refund.status == "approved"
    assert owned_products(buyer.pk, [one.product_id for one in parts]) == {parts[0].product_id}
    assert taken() == [1, 0, 0]
    assert balances()["payable:refunds"] == -15_000


def test_a_bundle_is_used_up_by_the_lessons_of_all_its_parts(bundle: Bundle, parts: tuple[Course, Course]) -> None:
    """Ten paid lessons: three may be opened."""
    buyer = make.user()
    order = make.order(buyer=buyer, of=bundle.product)
    pay(order)
    make.opened(buyer, parts[0], lessons=3)
    assert preview_refund(order_no=order.no, buyer_id=buyer.pk).parts[0].share.whole == 10

    make.opened(buyer, parts[1], lessons=1)
    preview = preview_refund(order_no=order.no, buyer_id=buyer.pk)
    assert (preview.amount_fen, preview.items[1].kind) == (9_000, "back_lesson")


def test_it_holds_a_seat_of_every_part_and_gives_all_back(bundle: Bundle) -> None:
    buyer = make.user()
    order = make.order(buyer=buyer, of=bundle.product)
    assert taken() == [1, 1, 1]

    cancel_order(order_no=order.no, buyer_id=buyer.pk)
    assert taken() == [0, 0, 0]


def test_a_part_without_seats_sells_no_bundle(bundle: Bundle, parts: tuple[Course, Course]) -> None:
    Product.objects.filter(pk=parts[1].product_id).update(stock=0)

    with pytest.raises(SoldOut):
        make.order(of=bundle.product)
    assert (taken(), Order.objects.count()) == ([0, 0, 0], 0)


def test_a_part_off_the_shelf_sells_no_bundle(bundle: Bundle, parts: tuple[Course, Course]) -> None:
    unpublish(course_id=parts[1].pk, actor_id=None)

    with pytest.raises(PartNotOnSale):
        make.order(of=bundle.product)
    assert not Order.objects.exists()


def test_the_api_sells_it_and_says_what_it_saves(bundle: Bundle, parts: tuple[Course, Course]) -> None:
    buyer = make.user()
    me = make.bearer(buyer)
    [listed] = Client().get("/api/v1/bundles").json()["items"]
    assert (listed["product"], listed["apart_fen"], listed["quote"]["total_fen"]) == (
        bundle.product.code,
        19_800,
        15_000,
    )
    pay(make.order(buyer=buyer, of=bundle.product))

    shown = Client().get(f"/api/v1/bundles/{bundle.product.code}", headers=me).json()
    assert shown["owned"] == shown["courses"] == [one.product.code for one in parts]
    owned = Client().get("/api/v1/me/entitlements", headers=me).json()["items"]
    assert {one["product"] for one in owned} == set(shown["courses"])


@pytest.mark.django_db(transaction=True)
def test_the_last_seat_of_a_part_goes_to_one_buyer_of_two_bundles() -> None:
    scarce, one, two = make.course(stock=1), make.course(), make.course()
    bundles = [make.bundle(scarce, one), make.bundle(two, scarce)]
    answers = together(4, lambda n: make.order(of=bundles[n % 2].product))

    assert sorted(getattr(one, "code", "placed") for one in answers) == ["placed", *["sold_out"] * 3]
    assert Product.objects.get(pk=scarce.product_id).taken == 1
