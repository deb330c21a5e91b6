"""Where a pre-sale meets everything else: whoever could not pay the balance keeps their money."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import transaction
from django.test import Client

from tests import make
from tests.commerce.fakepay import channel, pay, tell
from tests.commerce.test_presales import back, balance, booked, deposited, in_days, presale, start_again
from tests.commerce.test_races import at_once, somebody_waits_for_us
from tests.promotions import build
from tests.screening.test_pages import DEFAULTS
from tests.simulator import wait_for
from zhiyu.access.actions import give
from zhiyu.accounts.models import User
from zhiyu.catalog.actions import set_by_application, set_counting
from zhiyu.catalog.errors import NotForPreSale, SoldInAdvance
from zhiyu.catalog.models import PreSale, Product
from zhiyu.catalog.presales import courses_to_presell
from zhiyu.commerce.actions import (
    approve_refund,
    call_off,
    cancel_order,
    request_refund,
    tend_presales,
    use_balance,
)
from zhiyu.commerce.actions.presales import tell_of
from zhiyu.commerce.errors import OrderStateError
from zhiyu.commerce.models import AfterSale, Order, Refund
from zhiyu.commerce.pricing import quote_for
from zhiyu.gifts.actions import require_giveable
from zhiyu.gifts.errors import NotGiveable
from zhiyu.kernel.clock import now
from zhiyu.kernel.errors import Invalid
from zhiyu.ledger.queries import verify
from zhiyu.messaging.models import Message
from zhiyu.promotions.market import Kind
from zhiyu.promotions.models import Credit

pytestmark = pytest.mark.django_db


def reasons() -> list[tuple[str, int]]:
    return list(Refund.objects.order_by("pk").values_list("reason", "amount_fen"))


def test_a_deposit_whose_money_was_under_way_when_it_was_called_off_goes_back() -> None:
    (_, sale), buyer = presale(keeps=True), make.user()
    deposited(buyer, sale)
    call_off(presale_id=sale.pk, actor_id=None)
    Credit.objects.update(kept_from=sale.pays_until)  # as if given at the same moment
    with in_days(7):
        tend_presales()
    assert reasons() == [("pre_sale_off", 10_000)]
    assert booked("deposits", "sales", "refunds") == {}


@pytest.mark.parametrize("ends", ["called off", "over"])
def test_money_for_the_deposit_of_a_pre_sale_that_has_ended_buys_nothing(ends: str) -> None:
    (_, sale), buyer = presale(keeps=True), make.user()
    saved = pay(make.order(buyer=buyer, of=make.course()))
    request_refund(order_no=saved.no, buyer_id=buyer.pk, reason="no_time", to_balance=True)
    order = make.order(buyer=buyer, of=sale.deposit)
    by_balance = make.order(buyer=buyer, of=presale()[1].deposit)
    attempt = make.attempt(order)
    if ends == "called off":
        for one in PreSale.objects.all():
            call_off(presale_id=one.pk, actor_id=None)
    else:
        PreSale.objects.update(pays_from=now() - timedelta(days=1), pays_until=now())
    with pytest.raises(OrderStateError):
        use_balance(order_no=by_balance.no, buyer_id=buyer.pk)
    with pytest.raises(OrderStateError):
        make.attempt(by_balance)
    tell(channel().take(attempt.out_trade_no, fen=10_000))
    order.refresh_from_db()
    assert (order.status, reasons()[-1], Credit.objects.count()) == ("closed", ("paid_too_late", 10_000), 0)


def test_what_asks_for_an_application_or_is_in_a_bundle_on_sale_is_not_pre_sold(client: Client) -> None:
    asks, packed, (course, sale) = make.course(price_fen=9_900), make.course(price_fen=9_900), presale()
    set_by_application(product_id=asks.product_id, on=True)
    make.bundle(packed, make.course(price_fen=9_900))
    assert not {asks.product_id, packed.product_id} & set(courses_to_presell().values_list("pk", flat=True))
    for one in (asks, packed):
        with pytest.raises(NotForPreSale):
            start_again(one)
    with pytest.raises(SoldInAdvance):
        set_by_application(product_id=course.product_id, on=True)
    make.login(client, make.user(role="owner"))
    path = f"/studio/products/{course.product_id}/application"
    refused = client.post(path, DEFAULTS)
    assert (refused.status_code, "正在预售" in refused.content.decode()) == (422, True)
    call_off(presale_id=sale.pk, actor_id=None)
    assert client.post(path, DEFAULTS).status_code == 302


def owned(product: Product, buyer: User) -> None:
    give(user_id=buyer.pk, product=product, source="gift:1")


def changed(**said: object) -> Callable[[Product, User], None]:
    def change(product: Product, _buyer: User) -> None:
        Product.objects.filter(pk=product.pk).update(**said)

    return change


@pytest.mark.parametrize("happens", [changed(status="unpublished"), changed(sold_alone=False), changed(stock=0), owned])
def test_nothing_is_kept_of_whoever_could_not_pay_the_balance(happens: Callable[[Product, User], None]) -> None:
    (course, sale), buyer = presale(keeps=True), make.user()
    deposited(buyer, sale)
    happens(course.product, buyer)
    with in_days(7):
        tend_presales()
        tend_presales()
    assert reasons() == [("balance_not_paid", 10_000)]
    assert booked("deposits", "sales", "refunds") == {}


def test_a_refund_asked_for_in_time_is_decided_by_the_school_and_not_by_the_clock() -> None:
    AfterSale.objects.update_or_create(pk=1, defaults={"auto_fen": 1})
    (_, sale), buyer = presale(keeps=True), make.user()
    refund = back(deposited(buyer, sale))
    assert refund.status == "requested"
    with in_days(7):
        tend_presales()
        assert booked("sales", "deposits") == {f"deposits:{sale.deposit.code}": -10_000}
        refund = approve_refund(refund_id=refund.pk, actor_id=make.user(role="owner").pk)
        tend_presales()
    assert (refund.status, booked("sales", "deposits", "refunds")) == ("approved", {})


def test_neither_a_deposit_nor_a_tip_counts_by_the_page_of_what_counts_nor_is_it_given_away() -> None:
    (course, sale), dear = presale(), make.course(price_fen=200_000).product
    for product, target in [(sale.deposit, dear), (sale.deposit, None), (course.product, sale.deposit)]:
        with pytest.raises(Invalid):
            set_counting(product_id=product.pk, counts_for_id=target.pk if target else None, days=7, actor_id=None)
    assert Product.objects.get(pk=sale.deposit_id).counts_for_id == course.product_id
    with pytest.raises(NotGiveable):
        require_giveable(sale.deposit)


def test_a_deposit_makes_nobody_an_old_customer() -> None:
    (_, sale), buyer = presale(), make.user()
    build.deal(Kind.NEWCOMER, price_fen=100)
    deposited(buyer, sale)
    assert quote_for([make.course().product.code], buyer_id=buyer.pk).total_fen == 100


def test_nobody_is_told_of_a_balance_that_nobody_can_pay() -> None:
    (_, late), (_, off) = presale(), presale()
    for sale in (late, off):
        deposited(make.user(), sale)
    call_off(presale_id=off.pk, actor_id=None)
    with in_days(4):
        tell_of(presale_id=off.pk)
    with in_days(7):
        tell_of(presale_id=late.pk)
    late.refresh_from_db()
    assert (Message.objects.filter(template__startswith="commerce.balance").count(), bool(late.told_end_at)) == (
        0,
        True,
    )


# --- the order of locks ----------------------------------------------------------------------------------------------


def off(order: Order) -> None:
    call_off(presale_id=PreSale.objects.get().pk, actor_id=None)
    del order


def let_go(order: Order) -> None:
    cancel_order(order_no=order.no, buyer_id=order.buyer_id)


def ordered_anew(order: Order) -> None:
    Product.objects.filter(pk__in=order.lines.values("product")).update(price_fen=98_900)
    line = order.lines.select_related("product__course").get()
    build.order(order.buyer, line.product.course)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("act", [off, let_go, ordered_anew])
def test_who_waits_for_a_credit_holds_no_product(act: Callable[[Order], None]) -> None:
    (course, sale), buyer = presale(keeps=True), make.user()
    deposited(buyer, sale)
    with in_days(4), ThreadPoolExecutor(1) as people:
        order = build.order(buyer, course)
        with transaction.atomic():
            list(Credit.objects.select_for_update())
            done = people.submit(at_once, lambda: act(order))
            wait_for(somebody_waits_for_us)
            assert list(Product.objects.select_for_update(nowait=True, no_key=True))
        assert done.result() == {"ok": 1}
        balance(buyer, course)
    assert verify().first_bad is None
