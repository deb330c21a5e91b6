"""Money comes in: once, in the right amount, and never for nothing."""

import pytest

from tests import make
from tests.commerce.fakepay import FakePay, channel, give_back, pay, tell
from tests.jobs import run_jobs
from zhiyu.access.models import Grant
from zhiyu.access.queries import owns
from zhiyu.catalog.models import Product
from zhiyu.commerce.actions import close_order, confirm_payment, place_order, start_payment
from zhiyu.commerce.errors import (
    AlreadyOwned,
    AmountMismatch,
    MethodUnknown,
    NothingToPay,
    OrderStateError,
    ProviderUnavailable,
    UnknownPayment,
)
from zhiyu.commerce.models import Order, Payment, PaymentAttempt, Refund
from zhiyu.commerce.payments import ProviderPermanent, ProviderRetryable, ProviderUnknown
from zhiyu.kernel.clock import now
from zhiyu.kernel.errors import NotFound
from zhiyu.ledger.queries import balances, verify
from zhiyu.platform.models import AuditEntry, Event

pytestmark = pytest.mark.django_db


def events() -> list[str]:
    """All of them but those that texts are to be sent."""
    told = Event.objects.exclude(name__startswith="messaging.")
    return list(told.order_by("pk").values_list("name", flat=True))


def test_paying_opens_the_course_books_the_sale_and_tells_everybody_once() -> None:
    order = make.order()
    code = order.lines.get().product.code
    attempt = make.attempt(order)
    state = channel().take(attempt.out_trade_no, fen=9_900)

    tell(state)
    tell(state)
    run_jobs()
    tell(state)

    order.refresh_from_db()
    assert (order.status, order.paid_at) == ("paid", state.paid_at)
    assert list(Payment.objects.values_list("provider", "reference", "amount_fen")) == [
        ("wechat", state.reference, 9_900)
    ]
    assert list(Grant.objects.values_list("user_id", "source")) == [(order.buyer_id, order.lines.get().source)]
    assert balances() == {"receivable:wechat": 9_900, f"sales:{code}": -9_900}
    assert events() == ["commerce.order_paid"]
    assert [x.action for x in AuditEntry.objects.filter(target=f"order:{order.no}")] == ["order.placed", "order.paid"]


@pytest.mark.parametrize("fen", [9_899, 9_901, 0])
def test_another_amount_opens_nothing(fen: int) -> None:
    attempt = make.attempt(make.order())
    with pytest.raises(AmountMismatch):
        tell(channel().take(attempt.out_trade_no, fen=fen))
    assert (Payment.objects.count(), Grant.objects.count(), events()) == (0, 0, [])


def test_a_payment_for_no_order_of_ours_is_refused() -> None:
    for provider, number in (("wechat", "P404"), ("alipay", make.attempt(make.order()).out_trade_no)):
        with pytest.raises(UnknownPayment):
            confirm_payment(out_trade_no=number, provider=provider, reference="x", paid_fen=9_900, paid_at=now())


def test_one_reference_cannot_pay_two_orders() -> None:
    tell(channel().take(make.attempt(make.order()).out_trade_no, fen=9_900), reference="tx")
    with pytest.raises(AmountMismatch):
        tell(channel().take(make.attempt(make.order()).out_trade_no, fen=9_900), reference="tx")


def test_money_for_a_closed_order_opens_it_again_while_seats_last() -> None:
    order = make.order(of=make.course(stock=1))
    attempt = make.attempt(order)
    close_order(order_no=order.no)
    assert Product.objects.get().taken == 0

    tell(channel().take(attempt.out_trade_no, fen=9_900))

    assert (Order.objects.get().status, Product.objects.get().taken) == ("paid", 1)
    assert events() == ["commerce.order_closed", "commerce.order_paid"]


def test_late_money_without_a_seat_goes_back_by_itself(pay_channel: FakePay) -> None:
    course = make.course(stock=1)
    late = make.order(of=course)
    attempt = make.attempt(late)
    close_order(order_no=late.no)
    pay(make.order(of=course))
    state = channel().take(attempt.out_trade_no, fen=9_900)

    tell(state)
    tell(state)
    run_jobs()

    refund = Refund.objects.get()
    late.refresh_from_db()
    assert (late.status, late.refunded_fen) == ("closed", 0)
    assert (refund.reason, refund.status, refund.amount_fen) == ("paid_too_late", "processing", 9_900)
    assert pay_channel.given_back == {refund.no: 9_900}
    assert not owns(late.buyer_id, course.product_id)
    assert balances()["payable:refunds"] == -9_900

    give_back(refund)
    assert balances()["payable:refunds"] == 0
    assert balances()["receivable:wechat"] == 9_900
    assert verify().first_bad is None
    late.refresh_from_db()
    assert late.status == "closed"


def test_late_money_for_what_was_bought_again_goes_back() -> None:
    course, buyer = make.course(), make.user()
    first = make.order(of=course, buyer=buyer)
    attempt = make.attempt(first)
    close_order(order_no=first.no)
    pay(make.order(of=course, buyer=buyer))

    tell(channel().take(attempt.out_trade_no, fen=9_900))
    assert (Refund.objects.get().reason, Refund.objects.get().order) == ("paid_too_late", first)


def test_paying_twice_gives_the_second_money_back_even_while_a_refund_is_open() -> None:
    order = make.order()
    native, jsapi = make.attempt(order), make.attempt(order, method="jsapi")
    assert native.out_trade_no != jsapi.out_trade_no
    tell(channel().take(native.out_trade_no, fen=9_900))
    tell(channel().take(jsapi.out_trade_no, fen=9_900))
    run_jobs()
    assert list(Refund.objects.values_list("reason", "payment__attempt__method")) == [("paid_twice", "jsapi")]
    assert events() == ["commerce.order_paid", "commerce.payment_arrived_late", "commerce.refund_approved"]


def dearer_and_cheaper(stock: int | None = None) -> tuple[PaymentAttempt, PaymentAttempt]:
    """Two orders of one buyer for one course, both with an open QR code: the price fell in between."""
    course, buyer = make.course(stock=stock), make.user()
    dear = make.attempt(make.order(of=course, buyer=buyer))
    Product.objects.update(price_fen=8_800)
    course.product.refresh_from_db()
    return dear, make.attempt(make.order(of=course, buyer=buyer))


@pytest.mark.parametrize("first", [0, 1])
def test_a_course_paid_through_two_orders_is_bought_once(first: int, pay_channel: FakePay) -> None:
    both = dearer_and_cheaper(stock=5)
    kept, second = both[first], both[1 - first]
    for attempt in (kept, second):
        for _ in range(2):
            tell(channel().take(attempt.out_trade_no, fen=attempt.amount_fen))

    refund = Refund.objects.get()
    assert (refund.reason, refund.order_id, refund.amount_fen) == ("paid_twice", second.order_id, second.amount_fen)
    assert dict(Order.objects.values_list("pk", "status")) == {kept.order_id: "paid", second.order_id: "closed"}
    assert (Grant.objects.count(), Product.objects.get().taken) == (1, 1)
    run_jobs()
    give_back(refund)
    assert pay_channel.given_back == {refund.no: second.amount_fen}
    assert (balances()["payable:refunds"], balances()["receivable:wechat"]) == (0, kept.amount_fen)


def test_late_money_that_opens_a_closed_order_leaves_nothing_to_pay_for(pay_channel: FakePay) -> None:
    dear, cheap = dearer_and_cheaper()
    jsapi = make.attempt(cheap.order, method="jsapi")
    close_order(order_no=dear.order.no)
    tell(channel().take(dear.out_trade_no, fen=9_900))
    with pytest.raises(AlreadyOwned):
        make.attempt(cheap.order)
    tell(channel().take(cheap.out_trade_no, fen=8_800))
    run_jobs()
    assert list(Order.objects.order_by("pk").values_list("status", flat=True)) == ["paid", "closed"]
    assert (Refund.objects.get().reason, Grant.objects.count()) == ("paid_twice", 1)
    assert jsapi.out_trade_no in pay_channel.closed


def test_once_paid_the_other_ways_of_paying_are_shut(pay_channel: FakePay) -> None:
    order = make.order()
    paid, other = make.attempt(order), make.attempt(order, method="jsapi")
    tell(channel().take(paid.out_trade_no, fen=9_900))
    run_jobs()
    assert pay_channel.closed == {other.out_trade_no}
    assert not PaymentAttempt.objects.filter(closed_at=None).exists()


def test_starting_to_pay_twice_asks_the_channel_once(pay_channel: FakePay) -> None:
    order = make.order()
    first = start_payment(order_no=order.no, buyer_id=order.buyer_id, method="native")
    again = start_payment(order_no=order.no, buyer_id=order.buyer_id, method="native")
    assert first == again
    assert first.code_url == f"weixin://wxpay/{first.out_trade_no}"
    assert (pay_channel.calls, pay_channel.inside) == (["start"], False)
    asked = pay_channel.opened[first.out_trade_no]
    assert (asked.total_fen, asked.description, asked.buyer_id) == (9_900, "七天写作营", order.buyer_id)


@pytest.mark.parametrize("error", [ProviderRetryable("x"), ProviderUnknown("x"), ProviderPermanent("x")])
def test_a_channel_that_fails_is_named_and_the_next_try_uses_the_same_number(
    pay_channel: FakePay, error: Exception
) -> None:
    order = make.order()
    pay_channel.trouble["start"] = error
    with pytest.raises(ProviderUnavailable):
        start_payment(order_no=order.no, buyer_id=order.buyer_id, method="native")
    number = PaymentAttempt.objects.get().out_trade_no
    pay_channel.trouble.clear()
    assert start_payment(order_no=order.no, buyer_id=order.buyer_id, method="native").out_trade_no == number


def test_only_the_buyer_pays_only_what_waits_and_only_in_known_ways() -> None:
    order = make.order()
    with pytest.raises(NotFound):
        start_payment(order_no=order.no, buyer_id=make.user().pk, method="native")
    with pytest.raises(MethodUnknown):
        start_payment(order_no=order.no, buyer_id=order.buyer_id, method="shells")
    Order.objects.update(expires_at=now())
    with pytest.raises(OrderStateError):
        start_payment(order_no=order.no, buyer_id=order.buyer_id, method="native")
    Order.objects.update(status="closed")
    with pytest.raises(OrderStateError):
        make.attempt(order)


def test_nothing_is_paid_for_nothing() -> None:
    order = place_order(
        buyer_id=make.user().pk,
        lines=[(make.course(price_fen=0).product.code, 1)],
        shown_total_fen=0,
        accepted=[],
    )
    Order.objects.filter(pk=order.pk).update(status="pending")
    with pytest.raises(NothingToPay):
        make.attempt(order)
