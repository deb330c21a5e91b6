"""What one person does in two places at once: each of the two sees what the other gave, and neither waits for ever."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import transaction

from tests import make
from tests.commerce.fakepay import channel, pay, tell
from tests.commerce.test_races import at_once, somebody_waits_for_us
from tests.gifts.made import batch, codes, given, redeemed
from tests.promotions import build
from tests.simulator import wait_for
from zhiyu.access.actions import hold_rights
from zhiyu.access.models import Grant
from zhiyu.accounts.models import User
from zhiyu.catalog.models import Product
from zhiyu.commerce.actions import (
    SeenExchange,
    cancel_order,
    offer_exchange,
    request_refund,
    take_exchange,
    use_balance,
)
from zhiyu.commerce.exchanges import bargain
from zhiyu.commerce.models import Order, Refund, Wallet
from zhiyu.gifts.actions import claim
from zhiyu.ledger.queries import verify

pytestmark = pytest.mark.django_db(transaction=True)
ROUNDS = pytest.mark.parametrize("_", range(2))


def forever(user: User) -> int:
    return Grant.objects.filter(user=user, revoked_at=None, valid_until=None).count()


@ROUNDS
def test_two_classes_of_one_course_paid_at_once_open_one_of_them(_: int) -> None:  # noqa: PT019
    course, buyer = make.course(), make.user()
    orders = [make.order(buyer=buyer, of=make.intake(course).product) for _ in range(2)]
    states = [channel().take(make.attempt(one).out_trade_no, fen=one.total_fen) for one in orders]

    assert at_once(*[lambda state=state: tell(state) for state in states] * 2) == {"ok": 4}
    assert (forever(buyer), Refund.objects.get().reason) == (1, "paid_twice")
    assert sorted(Order.objects.values_list("status", flat=True)) == ["closed", "paid"]
    assert verify().first_bad is None


@ROUNDS
def test_a_class_that_costs_nothing_another_paid_a_code_and_a_gift_at_once_are_one_of_them(_: int) -> None:  # noqa: PT019
    course, buyer = make.course(), make.user()
    free, paid, coded, given_one = (make.intake(course).product for _ in range(4))
    Product.objects.filter(pk=free.pk).update(price_fen=0)
    order = make.order(buyer=buyer, of=paid)
    state = channel().take(make.attempt(order).out_trade_no, fen=order.total_fen)
    code, gift = codes(batch(coded))[0], given(of=given_one)[0]

    seen = at_once(
        lambda: make.order(buyer=buyer, of=free),
        lambda: tell(state),
        lambda: redeemed(code, buyer),
        lambda: claim(token=gift.token, user_id=buyer.pk),
    )
    assert (forever(buyer), sum(seen.values())) == (1, 4)
    assert set(seen) <= {"ok", "already_owned", "already_yours"}


# --- the order of locks ----------------------------------------------------------------------------------------------

WORLD = dict[str, Any]


def world() -> WORLD:
    """A buyer with a month, a course, a balance, something to take up and something to pay."""
    buyer, staff = make.user(), make.user(role="owner")
    plan, old, new, book = make.plan(prices={"month": 3_900, "": 99_900}), make.course(), make.course(), make.course()
    pay(make.order(buyer=buyer, of=make.variant(plan, "month")))
    bought = pay(make.order(buyer=buyer, of=old))
    request_refund(
        order_no=pay(make.order(buyer=buyer, of=book)).no, buyer_id=buyer.pk, reason="no_time", to_balance=True
    )
    said = {"product": old.product.code, "wanted": new.product.code}
    made = offer_exchange(order_no=bought.no, actor_id=staff.pk, **said)
    return {"buyer": buyer, "plan": plan, "old": old, "new": new, "book": book, "exchange": made}


def swap(at: WORLD) -> None:
    offer = bargain(at["exchange"])
    terms = [term.id for term in offer.quote.terms]
    seen = SeenExchange(value_fen=offer.value_fen, total_fen=offer.quote.total_fen, accepted=terms)
    take_exchange(exchange_id=at["exchange"].pk, buyer_id=at["buyer"].pk, seen=seen)


def order_for_nothing(at: WORLD) -> None:
    build.coupon(whole=True, how="code", code="ALL")
    stale = make.order(buyer=at["buyer"], of=at["book"])
    assert stale.status == "pending"
    build.order(at["buyer"], at["book"], coupon="ALL")


def pay_late(at: WORLD) -> None:
    order = make.order(buyer=at["buyer"], of=at["book"])
    attempt = make.attempt(order)
    cancel_order(order_no=order.no, buyer_id=at["buyer"].pk)
    tell(channel().take(attempt.out_trade_no, fen=order.total_fen))


def spend(at: WORLD) -> None:
    order = make.order(buyer=at["buyer"], of=make.variant(at["plan"], "month"))
    use_balance(order_no=order.no, buyer_id=at["buyer"].pk)


def redeem(at: WORLD) -> None:
    redeemed(codes(batch(at["book"]))[0], at["buyer"])


@pytest.mark.parametrize("act", [swap, order_for_nothing, pay_late, spend, redeem])
def test_who_waits_for_a_persons_rights_holds_nothing_that_is_locked_later(act: Callable[[WORLD], None]) -> None:
    """Rights, then grants, then products, then the balance: whoever holds the rights may go on to all of these."""
    at = world()
    with ThreadPoolExecutor(1) as people:
        with transaction.atomic():
            hold_rights(user_id=at["buyer"].pk)
            done = people.submit(at_once, lambda: act(at))
            wait_for(somebody_waits_for_us)
            for model in (Grant, Product, Wallet):
                assert list(model.objects.select_for_update(nowait=True, no_key=True))
        assert done.result() == {"ok": 1}
    assert verify().first_bad is None
