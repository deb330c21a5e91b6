"""Orders of what asks for an application: placed on an approval only, which buys once."""

from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta

import pytest
from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from tests import make
from tests.commerce.clock import standing_at
from tests.commerce.fakepay import channel, pay, tell
from tests.pace import examples
from tests.screening.made import approved, say_no, say_yes, screened, sent
from tests.together import together
from zhiyu.accounts.models import User
from zhiyu.catalog.models import Product
from zhiyu.commerce.actions import cancel_order, close_order, place_order, request_refund, use_balance
from zhiyu.commerce.errors import OrderStateError
from zhiyu.commerce.exchanges import goods_to_choose
from zhiyu.commerce.models import Order, OrderLine, Refund
from zhiyu.commerce.pricing import quote_for
from zhiyu.gifts.actions import require_giveable
from zhiyu.gifts.errors import NotGiveable
from zhiyu.kernel.clock import now
from zhiyu.kernel.errors import DomainError
from zhiyu.screening.actions import end_lapsed, withdraw
from zhiyu.screening.errors import ApplicationNeeded, ApplicationStateError, ApprovalHeld
from zhiyu.screening.models import Application

Status = Application.Status


def service() -> Product:
    """What can be bought again and again, each time on an approval of its own."""
    return screened(make.package().product)


@pytest.mark.django_db
@pytest.mark.parametrize("state", ["none", "sent", "declined", "withdrawn", "expired", "somebody else's"])
def test_without_a_live_approval_nobody_orders_it_by_any_door(state: str, client: Client) -> None:
    product, who = screened(), make.user()
    if state != "none":
        one = sent(product, make.user() if "else" in state else who)
        if state == "declined":
            say_no(one)
        elif state == "withdrawn":
            withdraw(application_id=one.pk, applicant_id=who.pk)
        elif state != "sent":
            say_yes(one)
    moment = now() + timedelta(days=8 if state == "expired" else 0)
    with standing_at(moment), pytest.raises(ApplicationNeeded):
        make.order(buyer=who, of=product)
    body = {"lines": [{"product": product.code}], "shown_total_fen": 9_900, "accepted": []}
    if state != "expired":
        refused = client.post("/api/v1/orders", body, "application/json", headers=make.bearer(who))
        assert (refused.status_code, refused.json()["code"]) == (409, "application_needed")
        client.force_login(who)
        assert client.get(f"/checkout/{product.code}").headers["Location"] == f"/apply/{product.code}"
        assert client.post(f"/checkout/{product.code}").headers["Location"] == f"/apply/{product.code}"
    assert not Order.objects.exists()


@pytest.mark.django_db
def test_it_is_neither_given_nor_taken_in_exchange() -> None:
    product = screened()
    with pytest.raises(NotGiveable):
        require_giveable(product)
    assert product not in goods_to_choose([])
    who = make.user()
    approved(product, who)
    from_api = Client().post(
        "/api/v1/gifts",
        {"product": product.code, "shown_total_fen": 9_900, "accepted": []},
        "application/json",
        headers=make.bearer(who),
    )
    assert (from_api.status_code, from_api.json()["code"]) == (422, "not_giveable")


@pytest.mark.django_db
def test_an_approval_is_held_while_an_order_waits_given_back_when_it_closes_and_used_when_it_is_paid() -> None:
    product, who = service(), make.user()
    one = approved(product, who)
    order = make.order(buyer=who, of=product)
    assert make.order(buyer=who, of=product).no == order.no
    one.refresh_from_db()
    assert (one.status, one.order_no) == (Status.APPROVED, order.no)
    with pytest.raises(ApprovalHeld):
        withdraw(application_id=one.pk, applicant_id=who.pk)

    cancel_order(order_no=order.no, buyer_id=who.pk)
    one.refresh_from_db()
    assert (one.status, one.order_no) == (Status.APPROVED, "")
    attempt = make.attempt(make.order(buyer=who, of=product))
    for _told_twice in range(2):
        again = tell(channel().take(attempt.out_trade_no, fen=attempt.amount_fen))
    one.refresh_from_db()
    assert (one.status, one.order_no, again.status) == (Status.USED, again.no, "paid")
    with pytest.raises(ApplicationNeeded):
        make.order(buyer=who, of=product)


@pytest.mark.django_db
def test_a_refund_does_not_bring_an_approval_back() -> None:
    product, who = screened(), make.user()
    one = approved(product, who)
    order = pay(make.order(buyer=who, of=product))
    request_refund(order_no=order.no, buyer_id=who.pk, reason="no_time")
    one.refresh_from_db()
    assert one.status == Status.USED
    with pytest.raises(ApplicationNeeded):
        make.order(buyer=who, of=product)
    assert sent(product, who).status == Status.SENT


@pytest.mark.django_db
def test_an_order_placed_in_the_last_second_can_be_paid_after_it() -> None:
    product, who = screened(), make.user()
    one = approved(product, who)
    assert one.pay_until is not None
    with standing_at(one.pay_until), pytest.raises(ApplicationNeeded):
        make.order(buyer=who, of=product)
    with standing_at(one.pay_until - timedelta(microseconds=1)):
        order = make.order(buyer=who, of=product)
    with standing_at(one.pay_until + timedelta(minutes=20)):
        assert end_lapsed() == 0
        one.refresh_from_db()
        assert one.standing == Status.APPROVED
        assert pay(order).status == "paid"
    one.refresh_from_db()
    assert one.status == Status.USED


@pytest.mark.django_db
def test_an_order_that_waits_is_ordered_again_after_its_approvals_time_and_only_while_it_waits() -> None:
    product, who = screened(), make.user()
    one = approved(product, who)
    assert one.pay_until is not None
    with standing_at(one.pay_until - timedelta(minutes=1)):
        order = make.order(buyer=who, of=product)
    with standing_at(one.pay_until + timedelta(minutes=20)):
        assert make.order(buyer=who, of=product).no == order.no
        with pytest.raises(ApplicationNeeded):
            make.order(of=product)
        Product.objects.filter(pk=product.pk).update(price_fen=500)
        newer = make.order(buyer=who, of=product)
    one.refresh_from_db()
    assert (newer.total_fen, one.order_no) == (500, newer.no)
    with standing_at(one.pay_until + timedelta(minutes=51)), pytest.raises(ApplicationNeeded):
        make.order(buyer=who, of=product)


@pytest.mark.django_db
def test_late_money_for_a_closed_order_opens_it_on_a_good_approval_and_goes_back_on_a_used_one() -> None:
    product, who = service(), make.user()
    approved(product, who)
    orders = []
    for _twice in range(2):
        order = make.order(buyer=who, of=product)
        orders.append((order, make.attempt(order)))
        close_order(order_no=order.no)
    for order, attempt in orders:
        tell(channel().take(attempt.out_trade_no, fen=attempt.amount_fen))
        order.refresh_from_db()
    assert [order.status for order, _attempt in orders] == ["paid", "closed"]
    assert Refund.objects.get().reason == "paid_too_late"
    assert Application.objects.get().order_no == orders[0][0].no


@pytest.mark.django_db
def test_an_order_from_before_the_switch_gives_way_to_one_on_an_approval() -> None:
    course, who = make.course(lessons=4), make.user()
    order = make.order(buyer=who, of=course)
    product = screened(course)
    with pytest.raises(ApplicationNeeded):
        make.order(buyer=who, of=product)
    one = approved(product, who)
    newer = make.order(buyer=who, of=product)
    order.refresh_from_db()
    assert (order.status, newer.lines.get().application_id) == ("closed", one.pk)


@pytest.mark.django_db(transaction=True)
def test_five_taps_place_one_order_and_two_answers_at_once_are_one() -> None:
    product, who = screened(), make.user()
    approved(product, who)
    offer = quote_for([product.code], buyer_id=who.pk)
    accepted = [term.id for term in offer.terms]

    def place(_n: int) -> Order:
        lines = [(product.code, 1)]
        return place_order(buyer_id=who.pk, lines=lines, shown_total_fen=offer.total_fen, accepted=accepted)

    placed = together(5, place)
    assert len({getattr(one, "no", None) for one in placed}) == 1

    waiting = [sent(product) for _ in range(3)]
    outcomes = together(2, lambda n: (say_yes, say_no)[n](waiting[0]))
    assert sorted(type(one).__name__ for one in outcomes) == ["Application", "ApplicationStateError"]
    answers: list[Callable[[], object]] = [
        lambda: say_yes(waiting[1]),
        lambda: withdraw(application_id=waiting[1].pk, applicant_id=waiting[1].applicant_id),
    ]
    together(2, lambda n: answers[n]())
    waiting[1].refresh_from_db()
    assert waiting[1].status == Status.WITHDRAWN  # whichever came first: a yes can be withdrawn, not the other way
    with pytest.raises(ApplicationStateError):
        say_yes(waiting[1])


@pytest.mark.django_db(transaction=True)
def test_an_approval_that_is_withdrawn_or_ended_while_it_is_ordered_on_does_one_of_the_two() -> None:
    product, who = screened(), make.user()
    one = approved(product, who)
    acts: list[Callable[[], object]] = [
        lambda: make.order(buyer=who, of=product),
        lambda: withdraw(application_id=one.pk, applicant_id=who.pk),
    ]
    together(2, lambda n: acts[n]())
    one.refresh_from_db()
    placed = list(Order.objects.values_list("no", flat=True))
    assert (one.status, one.order_no) == ((Status.APPROVED, placed[0]) if placed else (Status.WITHDRAWN, ""))

    two, person = screened(), make.user()
    assert sorted(type(x).__name__ for x in together(4, lambda _n: sent(two, person))) == [
        *["AlreadyApplied"] * 3,
        "Application",
    ]


STEPS = ["apply", "yes", "no", "withdraw", "order", "cancel", "pay", "refund", "week"]


class AnyOrderOfSteps(TestCase):
    @settings(max_examples=examples(15), deadline=None)
    @given(steps=st.lists(st.sampled_from(STEPS), min_size=3, max_size=14))
    def test_nobody_without_a_live_approval_has_an_order_and_an_approval_buys_once(self, steps: list[str]) -> None:
        product, who, moment = service(), make.user(), now()
        for step in steps:
            moment += timedelta(days=8) if step == "week" else timedelta(seconds=1)
            with standing_at(moment):
                before = Order.objects.count()
                good = any(one.good_at(moment) for one in Application.objects.filter(applicant=who))
                with suppress(DomainError):
                    take(step, product, who)
                assert Order.objects.count() == before or (step == "order" and good)
        lines = OrderLine.objects.filter(product=product, order__paid_at__isnull=False)
        used = Application.objects.filter(applicant=who, status=Status.USED)
        assert sorted(lines.values_list("application_id", flat=True)) == sorted(used.values_list("pk", flat=True))
        assert Application.objects.filter(applicant=who, status__in=Application.LIVE).count() <= 1


def take(step: str, product: Product, who: User) -> None:
    one = Application.objects.filter(applicant=who).order_by("-pk").first() or Application(pk=0)
    order = Order.objects.filter(buyer=who).order_by("-pk").first() or Order(no="none", status="closed")
    steps: dict[str, Callable[[], object]] = {
        "apply": lambda: sent(product, who),
        "yes": lambda: say_yes(one),
        "no": lambda: say_no(one),
        "withdraw": lambda: withdraw(application_id=one.pk, applicant_id=who.pk),
        "order": lambda: make.order(buyer=who, of=product),
        "cancel": lambda: cancel_order(order_no=order.no, buyer_id=who.pk),
        "pay": lambda: pay(order) if order.status == "pending" else None,
        "refund": lambda: request_refund(order_no=order.no, buyer_id=who.pk, reason="no_time"),
        "week": end_lapsed,
    }
    steps[step]()


@pytest.mark.django_db
def test_a_balance_pays_nothing_whose_approval_bought_something_meanwhile() -> None:
    product, who = service(), make.user()
    one = approved(product, who)
    order = make.order(buyer=who, of=product)
    Application.objects.filter(pk=one.pk).update(status=Status.USED, order_no="another")

    with pytest.raises(OrderStateError):
        use_balance(order_no=order.no, buyer_id=who.pk)
    order.refresh_from_db()
    assert (order.status, order.balance_fen) == ("pending", 0)
