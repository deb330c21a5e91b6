"""What an order takes of deals and coupons follows what becomes of the order, once, whoever else wants it."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from tests import make
from tests.promotions import build
from tests.together import together
from zhiyu.accounts.models import Identity, User
from zhiyu.commerce.actions import cancel_order, confirm_payment, place_order, request_refund
from zhiyu.commerce.errors import PriceChanged
from zhiyu.commerce.models import Order, Refund
from zhiyu.commerce.pricing import quote_for
from zhiyu.kernel.clock import now
from zhiyu.promotions.actions import claim_coupon, give_back, give_coupon, note_paid, switch_coupon
from zhiyu.promotions.errors import CouponClosed, CouponGone, CouponTaken, DealGone
from zhiyu.promotions.market import Kind
from zhiyu.promotions.models import Coupon, Deal, Held, Spent, Use

pytestmark = pytest.mark.django_db


def taken(deal: Deal) -> int:
    return Deal.objects.values_list("taken", flat=True).get(pk=deal.pk)


def test_an_order_takes_a_unit_and_closing_it_gives_the_unit_back_once() -> None:
    course, buyer = make.course(), make.user()
    flash = build.deal(Kind.FLASH, price_fen=4_900, stock=3, products=[course.product_id])

    order = build.order(buyer, course)
    assert (order.total_fen, taken(flash)) == (4_900, 1)
    assert list(Use.objects.values_list("deal", "order_no", "quantity", "off_fen")) == [(flash.pk, order.no, 1, 5_000)]
    cancel_order(order_no=order.no, buyer_id=buyer.pk)
    give_back(order_no=order.no)

    assert taken(flash) == 0
    assert Use.objects.filter(given_back_at=None).count() == 0


def test_paying_marks_the_use_and_a_refund_gives_units_and_coupon_back() -> None:
    course, buyer = make.course(lessons=6), make.user()
    flash = build.deal(Kind.FLASH, price_fen=4_900, stock=3, once=True)
    held = claim_coupon(coupon_id=build.coupon().pk, user_id=buyer.pk)

    order = build.paid(build.order(buyer, course))
    note_paid(order_no=order.no)
    held.refresh_from_db()
    assert (order.total_fen, held.order_no, held.off_fen, held.used_at is not None) == (3_900, order.no, 1_000, True)
    assert Use.objects.get().paid_at is not None

    request_refund(order_no=order.no, buyer_id=buyer.pk, reason="no_time")
    assert Refund.objects.get().status == "approved"
    held.refresh_from_db()
    assert (held.order_no, held.used_at, taken(flash)) == ("", None, 0)
    assert Spent.objects.count() == 2, "who has had a price once has had it"


def test_of_two_lines_the_coupon_comes_back_with_the_last_one() -> None:
    first, second, buyer = make.course(lessons=6), make.course(lessons=6), make.user()
    held = claim_coupon(coupon_id=build.coupon().pk, user_id=buyer.pk)
    order = build.paid(build.order(buyer, first, second))

    request_refund(order_no=order.no, buyer_id=buyer.pk, reason="no_time", products=[first.product.code])
    held.refresh_from_db()
    assert held.order_no == order.no


def test_the_last_unit_goes_to_one_of_two_buyers() -> None:
    course = make.course()
    build.deal(Kind.FLASH, price_fen=4_900, stock=1)
    first, second = make.user(), make.user()
    offer = quote_for([course.product.code], buyer_id=second.pk)
    build.order(first, course)

    with pytest.raises(PriceChanged) as refused:
        place_order(
            buyer_id=second.pk,
            lines=[(course.product.code, 1)],
            shown_total_fen=offer.total_fen,
            accepted=[term.id for term in offer.terms],
        )
    assert refused.value.extra["quote"]["total_fen"] == 9_900
    assert "双周特惠：已抢完" in [one["text"] for one in refused.value.extra["quote"]["applied"]]


def test_a_buyers_own_unpaid_order_does_not_stand_in_their_way() -> None:
    course, buyer = make.course(), make.user()
    flash = build.deal(Kind.FLASH, price_fen=4_900, stock=1, once=True)
    claim_coupon(coupon_id=build.coupon().pk, user_id=buyer.pk)

    order = build.order(buyer, course)
    assert build.order(buyer, course) == order
    assert (order.total_fen, taken(flash)) == (3_900, 1)
    without = build.order(buyer, course, coupon="")
    assert (without.total_fen, taken(flash)) == (4_900, 1)
    order.refresh_from_db()
    assert order.status == Order.Status.CLOSED
    assert Held.objects.get().order_no == ""


def test_a_newcomer_is_new_once_over_all_their_accounts() -> None:
    course, other = make.course(), make.course()
    build.deal(Kind.NEWCOMER, price_fen=100, once=True)
    buyer = make.person("13911112222")
    Identity.objects.create(user=buyer, provider="wechat", app_id="wx1", subject="o1", union_id="u1")
    assert build.order(buyer, course).total_fen == 100

    buyer.phone = None
    buyer.save(update_fields=["phone"])
    again = make.person("13911112222")
    assert quote_for([other.product.code], buyer_id=again.pk).total_fen == 9_900
    by_wechat = User.objects.create(username="w")
    Identity.objects.create(user=by_wechat, provider="wechat", app_id="wx2", subject="o2", union_id="u1")
    assert quote_for([other.product.code], buyer_id=by_wechat.pk).total_fen == 9_900
    assert quote_for([other.product.code], buyer_id=make.user().pk).total_fen == 100


def test_who_has_paid_before_is_no_newcomer() -> None:
    buyer = make.user()
    build.paid(build.order(buyer, make.course()))
    build.deal(Kind.NEWCOMER, price_fen=100, once=True)
    assert quote_for([make.course().product.code], buyer_id=buyer.pk).total_fen == 9_900


def test_nobody_is_new_at_two_deals_by_leaving_the_first_order_unpaid() -> None:
    first, second, buyer = make.course(), make.course(), make.user()
    for one in (first, second):
        build.deal(Kind.NEWCOMER, price_fen=100, products=[one.product_id])

    assert [build.order(buyer, one).total_fen for one in (first, second)] == [100, 9_900]
    assert quote_for([first.product.code], buyer_id=buyer.pk).total_fen == 100


def test_members_are_those_who_hold_what_makes_them_members() -> None:
    plan, course, member = make.course(), make.course(), make.user()
    build.deal(Kind.MEMBER, percent=50, members=[plan.product_id], products=[course.product_id])
    build.paid(build.order(member, plan))
    assert quote_for([course.product.code], buyer_id=member.pk).total_fen == 4_950
    assert quote_for([course.product.code], buyer_id=make.user().pk).total_fen == 9_900


def test_a_typed_code_comes_into_the_buyers_hands_with_the_order() -> None:
    course, buyer = make.course(), make.user()
    build.coupon(how="code", code="SPRING618", budget=1)

    order = build.order(buyer, course, coupon="spring 618")
    assert order.total_fen == 8_900
    assert list(Held.objects.values_list("user", "order_no")) == [(buyer.pk, order.no)]
    assert Coupon.objects.get().issued == 1
    assert quote_for([course.product.code], buyer_id=make.user().pk, coupon="SPRING618").total_fen == 9_900


def test_a_claim_said_twice_is_one_coupon_and_the_budget_holds() -> None:
    issue, buyer = build.coupon(budget=1), make.user()
    assert claim_coupon(coupon_id=issue.pk, user_id=buyer.pk) == claim_coupon(coupon_id=issue.pk, user_id=buyer.pk)
    with pytest.raises(CouponGone):
        claim_coupon(coupon_id=issue.pk, user_id=make.user().pk)
    assert (Held.objects.count(), Coupon.objects.get().issued) == (1, 1)


def test_a_coupon_is_given_by_the_school_to_each_once() -> None:
    issue, owner, people = build.coupon(how="issued"), make.user(role="owner"), [make.user(), make.user()]
    ids = [one.pk for one in people]
    assert give_coupon(coupon_id=issue.pk, user_ids=[*ids, ids[0]], actor_id=owner.pk) == 2
    assert give_coupon(coupon_id=issue.pk, user_ids=ids, actor_id=owner.pk) == 0


def test_a_coupon_that_is_over_or_stopped_is_not_claimed() -> None:
    over = build.coupon(claim_until=now() - timedelta(seconds=1))
    stopped = build.coupon()
    switch_coupon(coupon_id=stopped.pk, on=False, actor_id=None)
    for one in (over, stopped):
        with pytest.raises(CouponClosed):
            claim_coupon(coupon_id=one.pk, user_id=make.user().pk)


def test_days_of_a_coupon_are_whole_days_in_shanghai(monkeypatch: pytest.MonkeyPatch) -> None:
    noon = datetime(2028, 2, 27, 4, tzinfo=UTC)
    monkeypatch.setattr(timezone, "now", lambda: noon)
    held = claim_coupon(coupon_id=build.coupon(valid_days=2).pk, user_id=make.user().pk)
    assert held.valid_until is not None
    assert timezone.localtime(held.valid_until).isoformat() == "2028-03-01T00:00:00+08:00"


def test_late_money_for_a_closed_order_takes_again_or_goes_back() -> None:
    course, buyer, rival = make.course(), make.user(), make.user()
    flash = build.deal(Kind.FLASH, price_fen=4_900, stock=1)
    claim_coupon(coupon_id=build.coupon().pk, user_id=buyer.pk)
    order = build.order(buyer, course)
    attempt = make.attempt(order)
    pay = {"out_trade_no": attempt.out_trade_no, "provider": "wechat", "paid_fen": 3_900, "paid_at": now()}
    close(order)
    assert taken(flash) == 0

    again = build.order(rival, course)
    confirm_payment(reference="late-1", **pay)  # type: ignore[arg-type]
    order.refresh_from_db()
    assert (order.status, Refund.objects.get().reason) == ("closed", "paid_too_late")
    assert (taken(flash), Held.objects.get().order_no) == (1, "")

    close(again)
    order.refresh_from_db()
    confirm_payment(reference="late-2", **pay)  # type: ignore[arg-type]
    order.refresh_from_db()
    assert (order.status, taken(flash), Held.objects.get().order_no) == ("paid", 1, order.no)


def close(order: Order) -> None:
    from zhiyu.commerce.actions.fulfilment import let_go  # noqa: PLC0415 -- as the clock's job does

    order.refresh_from_db()
    let_go(order)


@pytest.mark.django_db(transaction=True)
def test_of_many_buyers_at_once_as_many_get_the_price_as_there_are_units() -> None:
    course = make.course()
    flash = build.deal(Kind.FLASH, price_fen=4_900, stock=3)
    buyers = [make.user() for _ in range(8)]
    found = together(8, lambda n: build.order(buyers[n], course))

    sold = [one for one in found if isinstance(one, Order) and one.total_fen == 4_900]
    assert len(sold) == 3
    assert all(isinstance(one, (Order, DealGone, PriceChanged)) for one in found)
    assert (taken(flash), Use.objects.count()) == (3, 3)


@pytest.mark.django_db(transaction=True)
def test_one_coupon_pays_for_one_of_two_orders_from_two_devices() -> None:
    buyer, courses = make.user(), [make.course(), make.course()]
    claim_coupon(coupon_id=build.coupon().pk, user_id=buyer.pk)
    found = together(2, lambda n: build.order(buyer, courses[n]))

    totals = sorted(one.total_fen for one in found if isinstance(one, Order))
    assert totals in ([8_900], [8_900, 9_900])
    assert all(isinstance(one, (Order, CouponTaken, PriceChanged)) for one in found)
    assert Held.objects.exclude(order_no="").count() == 1


@pytest.mark.django_db(transaction=True)
def test_the_last_coupon_of_a_budget_is_claimed_by_one() -> None:
    issue, people = build.coupon(budget=2), [make.user() for _ in range(6)]
    found = together(6, lambda n: claim_coupon(coupon_id=issue.pk, user_id=people[n].pk))
    assert sorted(type(one).__name__ for one in found) == ["CouponGone"] * 4 + ["Held"] * 2
    assert (Coupon.objects.get().issued, Held.objects.count()) == (2, 2)
