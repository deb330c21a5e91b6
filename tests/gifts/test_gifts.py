"""Gifts: bought like anything, given to who comes, and taken back as an order is."""

import pytest
from django.test import Client

from tests import make
from tests.commerce.fakepay import give_back, pay
from tests.gifts import made
from tests.promotions import build
from tests.together import together
from zhiyu.access.models import Grant
from zhiyu.access.queries import owns
from zhiyu.accounts.actions.leaving import close_account
from zhiyu.accounts.models import User
from zhiyu.catalog.errors import SoldOut
from zhiyu.catalog.models import Product
from zhiyu.commerce.actions import Seen, preview_refund, request_refund, settle_outside, use_balance
from zhiyu.commerce.errors import NotRefundable, NotStuck, PriceChanged
from zhiyu.commerce.models import AfterSale, Order, OrderLine, Refund, Wallet
from zhiyu.commerce.pricing import quote_for_others
from zhiyu.commerce.stuck import stuck_count, stuck_items
from zhiyu.commerce.wallets import unbooked
from zhiyu.gifts import actions
from zhiyu.gifts.errors import AlreadyYours, GiftOver, GiftReturned, GiftTaken, NotGiveable
from zhiyu.gifts.models import Gift
from zhiyu.kernel.clock import now
from zhiyu.kernel.errors import Invalid, NotFound
from zhiyu.ledger.queries import balances, verify
from zhiyu.platform.models import Event
from zhiyu.promotions.market import Kind

pytestmark = pytest.mark.django_db


def events() -> list[str]:
    return list(Event.objects.order_by("pk").values_list("name", flat=True))


def taken(product: Product) -> int:
    return Product.objects.values_list("taken", flat=True).get(pk=product.pk)


def asked_back(gift: Gift) -> Refund:
    order = gift.line.order
    return request_refund(order_no=order.no, buyer_id=order.buyer_id, reason="no_time", line_ids=[gift.line_id])


def test_a_gift_opens_nothing_for_its_buyer_and_all_of_it_for_who_claims_it() -> None:
    course, giver, friend = make.course(lessons=6), make.user(), make.user()
    (gift,) = made.given(giver=giver, of=course)
    assert (owns(giver.pk, course.product_id), Grant.objects.count()) == (False, 0)

    for _ in range(2):
        assert actions.claim(token=gift.token, user_id=friend.pk).receiver_id == friend.pk

    assert list(Grant.objects.values_list("user", "product", "source")) == [
        (friend.pk, course.product_id, gift.line.source)
    ]
    assert events() == ["commerce.order_paid", "gifts.claimed"]
    with pytest.raises(GiftTaken):
        actions.claim(token=gift.token, user_id=giver.pk)


def test_who_owns_it_may_give_it_and_who_owns_it_leaves_it_for_somebody_else() -> None:
    course, giver = make.course(lessons=6), make.user()
    pay(make.order(buyer=giver, of=course))
    (gift,) = made.given(giver=giver, of=course)
    with pytest.raises(AlreadyYours):
        actions.claim(token=gift.token, user_id=giver.pk)
    assert actions.claim(token=gift.token, user_id=make.user().pk).state == "claimed"


def test_several_are_a_line_and_a_link_each_and_the_giver_may_keep_one() -> None:
    course, giver = make.course(lessons=6, stock=5), make.user()
    gifts = made.given(giver=giver, of=course, quantity=3)
    assert (len({gift.token for gift in gifts}), taken(course.product)) == (3, 3)
    assert list(OrderLine.objects.values_list("quantity", "total_fen", "to_buyer")) == [(1, 9_900, False)] * 3
    actions.claim(token=gifts[0].token, user_id=giver.pk)
    assert owns(giver.pk, course.product_id)
    with pytest.raises(AlreadyYours):
        actions.claim(token=gifts[1].token, user_id=giver.pk)


def test_asked_again_it_is_the_same_order_with_the_newer_card_and_ones_own_order_stays() -> None:
    course, giver = make.course(lessons=6), make.user()
    own = make.order(buyer=giver, of=course)
    first = made.ordered(giver, course)
    second = made.ordered(giver, course, message="升职快乐")
    other = made.ordered(giver, course, quantity=2)
    assert (first.no == second.no, second.no == other.no) == (True, False)
    first.refresh_from_db()
    own.refresh_from_db()
    assert (first.status, own.status, Gift.objects.get(line__order=first).message) == ("closed", "pending", "升职快乐")


def test_both_ones_own_and_a_gift_of_the_same_are_paid_and_each_does_its_own() -> None:
    course, giver, friend = make.course(lessons=6), make.user(), make.user()
    own, for_friend = make.order(buyer=giver, of=course), made.ordered(giver, course)
    pay(for_friend)
    pay(own)
    actions.claim(token=Gift.objects.get().token, user_id=friend.pk)
    assert (owns(giver.pk, course.product_id), owns(friend.pk, course.product_id)) == (True, True)


def test_what_costs_nothing_and_trials_are_no_gifts_and_fifty_is_the_most() -> None:
    giver = make.user()
    trial = make.variant(make.plan(prices={"month": 3_900, "day": 100}), "day")
    for product in (trial, make.course(price_fen=0).product):
        with pytest.raises(NotGiveable):
            made.ordered(giver, product)
    with pytest.raises(NotFound):
        made.ordered(giver, make.course(published=False))
    for quantity in (0, 51):
        with pytest.raises(Invalid):
            made.ordered(giver, make.course(), quantity=quantity)


def test_a_newcomers_price_and_free_for_a_time_are_for_oneself_a_discount_for_everybody() -> None:
    course, giver = make.course(lessons=6), make.user()
    build.deal(Kind.NEWCOMER, price_fen=100, once=True, products=[course.product_id])
    build.deal(Kind.FREE, price_fen=0, products=[course.product_id])
    assert quote_for_others(course.product.code, 2, buyer_id=giver.pk).total_fen == 19_800
    build.deal(Kind.DISCOUNT, percent=80, products=[course.product_id])
    order = made.ordered(giver, course, quantity=2)
    assert (order.total_fen, order.quote["uses"][0][1]) == (15_840, 2)


def test_another_total_than_todays_is_refused_and_the_last_seat_is_one() -> None:
    course, giver = make.course(lessons=6, stock=2), make.user()
    with pytest.raises(PriceChanged):
        actions.give(
            giver_id=giver.pk,
            code=course.product.code,
            quantity=2,
            card=actions.Card(),
            seen=Seen(total_fen=1, accepted=[]),
        )
    with pytest.raises(SoldOut):
        made.ordered(giver, course, quantity=3)
    assert taken(course.product) == 0


def test_before_it_is_claimed_it_goes_back_whole_and_the_link_is_dead() -> None:
    course = make.course(lessons=6, stock=5)
    first, second = made.given(of=course, quantity=2)
    made.long_ago(first)  # beyond every refund rule

    refund = asked_back(first)

    assert (refund.status, refund.amount_fen, taken(course.product)) == ("approved", 9_900, 1)
    assert (made.again(first).state, made.again(second).state) == ("returned", "waiting")
    assert events()[-2:] == ["gifts.returned", "commerce.refund_approved"]
    with pytest.raises(GiftReturned):
        actions.claim(token=first.token, user_id=make.user().pk)


def test_after_it_is_claimed_the_rule_is_asked_of_what_the_friend_has_used() -> None:
    course, friend = make.course(lessons=11), make.user()
    first, second = made.given(of=course, quantity=2)
    for gift, who in ((first, friend), (second, make.user())):
        actions.claim(token=gift.token, user_id=who.pk)
    assert asked_back(second).status == "approved"
    give_back(Refund.objects.get())

    make.opened(friend, course, lessons=2)
    order = first.line.order
    preview = preview_refund(order_no=order.no, buyer_id=order.buyer_id, line_ids=[first.line_id])
    assert (preview.by_itself, preview.parts[0].share.used) == (False, 2)
    assert any(f"{friend} 领走的《七天写作营》" in item.text for item in preview.items)
    make.opened(friend, course, lessons=9)
    with pytest.raises(NotRefundable):
        asked_back(first)
    assert owns(friend.pk, course.product_id)


def test_a_refund_of_a_claimed_gift_takes_it_from_the_friend_and_from_nobody_else() -> None:
    course, friend = make.course(lessons=6), make.user()
    (gift,) = made.given(of=course)
    actions.claim(token=gift.token, user_id=friend.pk)
    asked_back(gift)
    assert (owns(friend.pk, course.product_id), made.again(gift).state) == (False, "returned")
    returned = Event.objects.get(name="gifts.returned")
    assert returned.payload["receiver_id"] == friend.pk


def test_nobody_came_so_the_money_goes_back_by_itself_once_and_later_where_it_has_to_wait() -> None:
    course = make.course(lessons=6, stock=9)
    first, second, third = made.given(of=course, quantity=3)
    actions.claim(token=first.token, user_id=make.user().pk)
    assert actions.return_unclaimed() == 0
    open_one = asked_back(third)
    made.long_ago(first, second)
    assert actions.return_unclaimed() == 0  # another refund of the order is under way
    give_back(open_one)
    with pytest.raises(GiftOver):
        actions.claim(token=second.token, user_id=make.user().pk)

    assert [actions.return_unclaimed() for _ in range(2)] == [1, 0]

    refund = Refund.objects.latest("pk")
    assert (refund.reason, refund.amount_fen, refund.status) == ("not_taken", 9_900, "approved")
    assert [made.again(one).state for one in (first, second, third)] == ["claimed", "returned", "returned"]
    give_back(refund)
    first.line.order.refresh_from_db()
    assert (first.line.order.status, taken(course.product)) == ("partly_refunded", 1)


def test_a_gift_paid_by_a_coupon_alone_gives_its_coupon_back() -> None:
    giver, course = make.user(), make.course(lessons=6)
    build.coupon(whole=True, how="code", code="GIFT")
    order = made.ordered(giver, course, coupon="GIFT")
    assert (order.status, order.total_fen) == ("paid", 0)
    made.long_ago(Gift.objects.select_related("line").get())
    assert actions.return_unclaimed() == 1
    assert (Order.objects.get().status, Gift.objects.get().state) == ("refunded", "returned")


def test_a_membership_begins_when_it_is_claimed_and_a_bundle_is_what_it_was() -> None:
    friend = make.user()
    (month,) = made.given(of=make.variant(make.plan(), "month"))
    made_at = Order.objects.get().paid_at
    actions.claim(token=month.token, user_id=friend.pk)
    one, two = make.course(), make.course()
    (pack,) = made.given(of=make.bundle(one, two).product)
    actions.claim(token=pack.token, user_id=friend.pk)
    assert made_at
    assert Grant.objects.get(source=month.line.source).valid_from > made_at
    assert set(Grant.objects.filter(source=pack.line.source).values_list("product", flat=True)) == {
        one.product_id,
        two.product_id,
    }


def test_an_unpaid_gift_cannot_be_claimed_and_late_money_brings_it() -> None:
    course, giver = make.course(lessons=6), make.user()
    order = made.ordered(giver, course)
    token = Gift.objects.get().token
    with pytest.raises(NotFound):
        actions.claim(token=token, user_id=make.user().pk)
    pay(order)
    assert actions.claim(token=token, user_id=make.user().pk).state == "claimed"
    assert verify().first_bad is None


@pytest.mark.django_db(transaction=True)
def test_of_many_friends_with_one_link_one_has_it_whoever_refunds_meanwhile() -> None:
    course = make.course(lessons=6, stock=2)
    gift, other = made.given(of=course, quantity=2)
    people = [make.user() for _ in range(5)]

    seen = together(5, lambda n: actions.claim(token=gift.token, user_id=people[n].pk))

    assert sorted(type(one).__name__ for one in seen) == ["Gift", *["GiftTaken"] * 4]
    assert Grant.objects.count() == 1

    def cross(n: int) -> object:
        return asked_back(other) if n % 2 else actions.claim(token=other.token, user_id=people[n].pk)

    together(2, cross)
    live = Grant.objects.filter(source=other.line.source, revoked_at=None).count()
    assert (made.again(other).state, live, taken(course.product)) == ("returned", 0, 1)


def test_sessions_are_a_gift_also_for_who_has_some() -> None:
    friend, package = make.user(), make.package(sessions=3).product
    for gift in made.given(of=package, quantity=2):
        actions.claim(token=gift.token, user_id=friend.pk)
    assert [one.sessions for one in Grant.objects.filter(user=friend)] == [3, 3]


def test_what_nobody_came_for_goes_back_whatever_the_limits_of_refunds_by_themselves() -> None:
    AfterSale.objects.update_or_create(pk=1, defaults={"auto_fen": 1, "auto_most": 0})
    gift = made.given()[0]
    made.long_ago(gift)
    actions.return_unclaimed()
    assert (made.again(gift).state, Refund.objects.get().decided_by_id) == ("returned", None)
    assert Refund.objects.get().status != "requested"


def test_what_comes_back_to_an_account_that_is_closed_waits_for_a_person(client: Client) -> None:
    """Paid from a balance that is nobody's any more: it is not lost in it, and nobody is told that it is back."""
    giver, course = make.user(), make.course(lessons=6)
    spent = request_refund(
        order_no=pay(make.order(buyer=giver)).no, buyer_id=giver.pk, reason="no_time", to_balance=True
    )
    use_balance(order_no=made.ordered(giver, course).no, buyer_id=giver.pk)
    User.objects.filter(pk=giver.pk).update(closing_at=now())
    assert close_account(user_id=giver.pk)
    made.long_ago(Gift.objects.select_related("line").get())
    assert actions.return_unclaimed() == 1

    [item] = stuck_items()
    assert (item.kind, item.amount_fen, stuck_count(), spent.status) == ("balance", 9_900, 1, "succeeded")
    make.login(client, make.user(role="owner"))
    assert "这个账号已经注销" in client.get("/studio/orders/stuck").content.decode()
    page = f"/studio/orders/stuck/balance/{item.pk}"
    assert "已经在别处处理好了" in client.get(page).content.decode()
    for _ in range(2):
        settle_outside(kind="balance", pk=item.pk, actor_id=giver.pk, note="转账")
    assert (stuck_items(), unbooked(), balances()["bank"]) == ([], [], -9_900)
    assert verify().first_bad is None


def test_a_balance_with_an_owner_is_not_settled_by_somebody_else() -> None:
    order = pay(make.order())
    request_refund(order_no=order.no, buyer_id=order.buyer_id, reason="no_time", to_balance=True)
    with pytest.raises(NotStuck):
        settle_outside(kind="balance", pk=Wallet.objects.get().pk, actor_id=order.buyer_id, note="转账")
    assert stuck_items() == []
