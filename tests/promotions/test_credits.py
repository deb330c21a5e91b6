"""What was paid for one thing counts towards another, once, and follows what becomes of either order."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from tests import make
from tests.promotions import build
from tests.together import together
from zhiyu.accounts.models import User
from zhiyu.catalog.actions import set_counting
from zhiyu.catalog.models import Course
from zhiyu.commerce.actions import cancel_order, confirm_payment, place_order, request_refund
from zhiyu.commerce.actions.previews import preview_refund
from zhiyu.commerce.errors import NotRefundable, TermsNotAccepted
from zhiyu.commerce.models import Order, Refund
from zhiyu.commerce.pricing import quote_for, quote_for_others
from zhiyu.kernel.clock import now
from zhiyu.kernel.errors import DomainError, Invalid
from zhiyu.promotions.models import Credit, CreditUse

pytestmark = pytest.mark.django_db


def pair(*, days: int = 30) -> tuple[Course, Course]:
    """A taste for ¥9.90 that counts towards a course for ¥199."""
    taste = make.course(price_fen=990, title="体验课", lessons=6)
    whole = make.course(price_fen=19_900, title="正课", lessons=11)
    set_counting(product_id=taste.product_id, counts_for_id=whole.product_id, days=days, actor_id=None)
    return taste, whole


def state() -> list[tuple[int, int, int]]:
    return list(Credit.objects.order_by("pk").values_list("fen", "used_fen", "unspent_fen"))


def asked(buyer: User, course: Course) -> int:
    return quote_for([course.product.code], buyer_id=buyer.pk).total_fen


def back(order: Order) -> Refund:
    return request_refund(order_no=order.no, buyer_id=order.buyer_id, reason="no_time")


def test_the_price_of_a_taste_counts_towards_the_course_once_and_for_its_buyer_alone() -> None:
    (taste, whole), buyer = pair(), make.user()
    first = build.paid(build.order(buyer, taste))
    assert (asked(buyer, whole), asked(make.user(), whole)) == (18_910, 19_900)
    assert quote_for_others(whole.product.code, 1, buyer_id=buyer.pk).total_fen == 19_900
    assert quote_for([whole.product.code], buyer_id=buyer.pk).sentence == (
        "标价 ¥199，《体验课》付过的钱抵 ¥9.90，付 ¥189.10。"
    )

    order = build.order(buyer, whole)
    assert build.order(buyer, whole) == order, "asked again it is the same order, with the same credit"
    assert (order.total_fen, state()) == (18_910, [(990, 990, 0)])
    build.paid(order)
    use = CreditUse.objects.get()
    assert (use.order_no, use.off_fen, use.paid_fen, use.paid_at is not None) == (order.no, 990, 990, True)
    assert first.quote["credits"] == []


def test_a_credit_is_free_again_when_its_order_closes_and_ends_with_its_day() -> None:
    (taste, whole), buyer = pair(days=7), make.user()
    build.paid(build.order(buyer, taste))
    order = build.order(buyer, whole)
    cancel_order(order_no=order.no, buyer_id=buyer.pk)
    assert (asked(buyer, whole), state()) == (18_910, [(990, 0, 990)])

    Credit.objects.update(valid_until=now())
    assert asked(buyer, whole) == 19_900


def test_what_cost_nothing_counts_for_nothing() -> None:
    (taste, whole), buyer = pair(), make.user()
    build.deal(percent=None, price_fen=0, products=[taste.product_id])
    build.order(buyer, taste)
    assert Credit.objects.count() == 0
    with pytest.raises(Invalid):
        set_counting(product_id=whole.product_id, counts_for_id=taste.product_id, days=7, actor_id=None)


def test_refunding_the_taste_ends_its_credit_and_while_it_is_used_the_course_goes_back_first() -> None:
    (taste, whole), buyer = pair(), make.user()
    first = build.paid(build.order(buyer, taste))
    order = build.paid(build.order(buyer, whole))

    with pytest.raises(NotRefundable, match=order.no):
        back(first)
    assert [one.kind for one in preview_refund(order_no=order.no, buyer_id=buyer.pk).items].count("credit") == 1
    assert back(order).amount_fen == 18_910
    assert state() == [(990, 0, 990)]
    assert back(first).amount_fen == 990
    assert Credit.objects.get().voided_at is not None
    assert asked(buyer, whole) == 19_900


def test_what_is_refunded_in_part_is_of_all_that_was_paid_and_keeps_the_credit() -> None:
    (taste, whole), buyer = pair(), make.user()
    whole.product.refund_later_days = 365
    whole.product.save(update_fields=["refund_later_days"])
    build.paid(build.order(buyer, taste))
    order = build.paid(build.order(buyer, whole))
    make.opened(buyer, whole, lessons=5)

    preview = preview_refund(order_no=order.no, buyer_id=buyer.pk)
    assert preview.amount_fen == 9_950, "half of ¥199, of which ¥9.90 had been paid before"
    assert "credit_stays" in [one.kind for one in preview.items]


def test_a_course_paid_with_nothing_but_credit_gives_it_back_only_while_all_of_it_comes_back() -> None:
    (taste, whole), buyer = pair(), make.user()
    build.paid(build.order(buyer, taste))
    build.deal(percent=None, price_fen=500, products=[whole.product_id])
    order = build.order(buyer, whole)
    assert (order.status, order.total_fen, state()) == ("paid", 0, [(990, 500, 0)])
    make.opened(buyer, whole, lessons=9)
    with pytest.raises(NotRefundable):
        preview_refund(order_no=order.no, buyer_id=buyer.pk)


def test_money_for_a_closed_order_opens_it_with_the_same_credit_or_goes_back() -> None:
    (taste, whole), buyer = pair(), make.user()
    build.paid(build.order(buyer, taste))
    order = build.order(buyer, whole)
    attempt = make.attempt(order)
    said: dict[str, Any] = {"provider": "wechat", "paid_fen": 18_910, "paid_at": now()}
    Order.objects.filter(pk=order.pk).update(status=Order.Status.CLOSED, closed_at=timezone.now())
    CreditUse.objects.update(given_back_at=now())
    Credit.objects.update(used_fen=0, unspent_fen=990)

    confirm_payment(out_trade_no=attempt.out_trade_no, reference="late", **said)
    confirm_payment(out_trade_no=attempt.out_trade_no, reference="late", **said)
    order.refresh_from_db()
    assert (order.status, state()) == ("paid", [(990, 990, 0)])


@pytest.mark.django_db(transaction=True)
def test_of_two_devices_that_use_one_credit_one_has_it() -> None:
    taste, whole = pair()
    other = make.course(price_fen=29_900)
    buyer = make.user()
    build.paid(build.order(buyer, taste))

    def buy(n: int) -> Order:
        codes = [whole.product.code] if n else [whole.product.code, other.product.code]
        offer = quote_for(codes, buyer_id=buyer.pk)
        return place_order(
            buyer_id=buyer.pk,
            lines=[(code, 1) for code in codes],
            shown_total_fen=offer.total_fen,
            accepted=[term.id for term in offer.terms],
        )

    together(2, buy)
    live = CreditUse.objects.filter(given_back_at=None)
    assert live.count() == 1
    assert state() == [(990, 990, 0)]


@pytest.mark.django_db(transaction=True)
def test_a_refund_of_the_taste_and_a_use_of_its_credit_never_both_happen() -> None:
    (taste, whole), buyer = pair(), make.user()
    first = build.paid(build.order(buyer, taste))
    offer = quote_for([whole.product.code], buyer_id=buyer.pk)

    def act(n: int) -> object:
        if n:
            return back(first)
        return place_order(
            buyer_id=buyer.pk,
            lines=[(whole.product.code, 1)],
            shown_total_fen=offer.total_fen,
            accepted=[term.id for term in offer.terms],
        )

    done = [one for one in together(2, act) if not isinstance(one, DomainError)]
    credit = Credit.objects.get()
    assert len(done) == 1
    assert (credit.voided_at is None) == (credit.used_fen == 990)


def test_a_credit_lasts_to_the_end_of_its_last_day() -> None:
    (taste, _), buyer = pair(days=1), make.user()
    build.paid(build.order(buyer, taste))
    ends = Credit.objects.get().valid_until
    assert ends is not None
    assert timedelta(days=1) <= ends - now() <= timedelta(days=2)


def test_a_price_that_is_all_credit_is_no_gift_its_terms_are_agreed_to_at_the_checkout(client: Client) -> None:
    (taste, whole), buyer = pair(), make.user()
    build.paid(build.order(buyer, taste))
    build.deal(percent=None, price_fen=500, products=[whole.product_id])
    make.login(client, buyer)
    address = f"/courses/{whole.product.code}"
    client.post(f"{address}/take")
    assert Order.objects.count() == 1, "one tap takes nothing"
    assert f"/checkout/{whole.product.code}" in client.get(address).content.decode()
    assert 'name="accepted"' in client.get(f"/checkout/{whole.product.code}").content.decode()
    with pytest.raises(TermsNotAccepted):
        place_order(buyer_id=buyer.pk, lines=[(whole.product.code, 1)], shown_total_fen=0, accepted=[])
