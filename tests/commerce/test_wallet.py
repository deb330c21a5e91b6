"""A learner's balance: fed by refunds, spent on orders, paid back the way it came. Never below nothing."""

from datetime import timedelta

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from tests import make
from tests.commerce.fakepay import FakePay, channel, give_back, pay, tell
from tests.jobs import run_jobs
from tests.together import together
from zhiyu.access.queries import owns
from zhiyu.accounts.models import User
from zhiyu.commerce.actions import (
    approve_refund,
    cancel_order,
    close_order,
    preview_refund,
    reject_refund,
    request_payout,
    request_refund,
    start_payment,
    use_balance,
)
from zhiyu.commerce.errors import BalanceTooLow, NothingToPayOut, NotRefundable, OrderStateError
from zhiyu.commerce.models import Order, Refund, WalletEntry
from zhiyu.commerce.wallets import balance_of, entries_of, unbooked
from zhiyu.kernel.clock import now
from zhiyu.ledger.queries import balances, verify
from zhiyu.messaging.models import Message

pytestmark = pytest.mark.django_db


def saved(buyer: User, fen: int = 9_900) -> Order:
    """Something bought for so much by a channel, and given back to the balance."""
    order = pay(make.order(buyer=buyer, of=make.course(price_fen=fen)))
    request_refund(order_no=order.no, buyer_id=buyer.pk, reason="no_time", to_balance=True)
    order.refresh_from_db()
    return order


def spend(order: Order) -> Order:
    return use_balance(order_no=order.no, buyer_id=order.buyer_id)


def kinds(buyer: User) -> list[tuple[str, int, int]]:
    return [(one.kind, one.amount_fen, one.balance_fen) for one in entries_of(buyer.pk).order_by("pk")]


def sound() -> None:
    assert (unbooked(), verify().first_bad, sum(balances().values())) == ([], None, 0)


def test_a_refund_to_the_balance_is_there_at_once_and_asks_no_channel(pay_channel: FakePay) -> None:
    buyer, course = make.user(), make.course()
    order = pay(make.order(buyer=buyer, of=course))
    preview = preview_refund(order_no=order.no, buyer_id=buyer.pk, to_balance=True)
    assert preview.items[0].text == "¥99 退到余额，马上可以用来买课，也可以再申请退回原支付。"
    refund = request_refund(order_no=order.no, buyer_id=buyer.pk, reason="no_time", to_balance=True)
    with pytest.raises(NotRefundable):
        request_refund(order_no=order.no, buyer_id=buyer.pk, reason="no_time", to_balance=True)
    run_jobs()
    order.refresh_from_db()
    assert (refund.status, order.status, "refund" in pay_channel.calls) == ("succeeded", "refunded", False)
    assert not owns(buyer.pk, course.product_id)
    assert (balances()[f"wallet:{buyer.pk}"], balances()["payable:refunds"]) == (-9_900, 0)
    sound()


def test_an_order_is_paid_whole_from_the_balance_and_goes_back_there() -> None:
    buyer, course = make.user(), make.course(price_fen=4_000)
    saved(buyer)
    order = make.order(buyer=buyer, of=course)
    for _ in range(2):
        assert spend(order).status == "paid"
    assert (owns(buyer.pk, course.product_id), balance_of(buyer.pk)) == (True, 5_900)
    sound()

    refund = request_refund(order_no=order.no, buyer_id=buyer.pk, reason="no_time")
    assert (refund.status, refund.balance_fen, refund.payment_id) == ("succeeded", 4_000, None)
    assert kinds(buyer) == [("refund", 9_900, 9_900), ("spent", -4_000, 5_900), ("refund", 4_000, 9_900)]
    sound()


def test_an_order_is_paid_in_part_and_its_refund_fills_the_balance_first(pay_channel: FakePay) -> None:
    buyer = make.user()
    saved(buyer, 3_000)
    order = make.order(buyer=buyer, of=make.course())
    start_payment(order_no=order.no, buyer_id=buyer.pk, method="native")
    order = spend(order)
    assert (order.status, order.due_fen, balance_of(buyer.pk)) == ("pending", 6_900, 0)
    assert "close" in pay_channel.calls
    start_payment(order_no=order.no, buyer_id=buyer.pk, method="native")
    assert list(pay_channel.opened.values())[-1].total_fen == 6_900

    assert pay(order).status == "paid"
    sound()
    refund = request_refund(order_no=order.no, buyer_id=buyer.pk, reason="no_time")
    assert (refund.amount_fen, refund.balance_fen, balance_of(buyer.pk)) == (9_900, 3_000, 3_000)
    run_jobs()
    assert pay_channel.given_back[refund.no] == 6_900
    give_back(refund)
    order.refresh_from_db()
    assert (order.status, order.refunded_fen, balances()["payable:refunds"]) == ("refunded", 9_900, 0)
    sound()


def test_what_is_not_bought_in_the_end_gives_the_balance_back_and_late_money_takes_it_again() -> None:
    buyer = make.user()
    saved(buyer, 3_000)
    order = spend(make.order(buyer=buyer, of=make.course()))
    attempt = make.attempt(order)
    cancel_order(order_no=order.no, buyer_id=buyer.pk)
    assert kinds(buyer)[1:] == [("spent", -3_000, 0), ("released", 3_000, 3_000)]
    paid = channel().take(attempt.out_trade_no, fen=attempt.amount_fen)
    assert (tell(paid).status, tell(paid).status, balance_of(buyer.pk)) == ("paid", "paid", 0)
    sound()


def test_a_page_from_before_the_balance_was_used_may_still_pay_all_of_it() -> None:
    buyer = make.user()
    saved(buyer, fen=3_000)
    order = make.order(buyer=buyer, of=make.course(price_fen=9_900))
    start_payment(order_no=order.no, buyer_id=buyer.pk, method="native")
    whole = order.attempts.get()
    spend(order)
    assert balance_of(buyer.pk) == 0
    for _ in range(2):
        tell(channel().take(whole.out_trade_no, fen=9_900))
    order.refresh_from_db()
    assert (order.status, order.balance_fen, balance_of(buyer.pk)) == ("paid", 0, 3_000)
    sound()


def test_such_a_page_pays_all_of_an_order_that_has_closed_meanwhile() -> None:
    buyer = make.user()
    saved(buyer, fen=3_000)
    order = make.order(buyer=buyer, of=make.course(price_fen=9_900))
    start_payment(order_no=order.no, buyer_id=buyer.pk, method="native")
    whole = order.attempts.get()
    spend(order)
    cancel_order(order_no=order.no, buyer_id=buyer.pk)
    tell(channel().take(whole.out_trade_no, fen=9_900))
    order.refresh_from_db()
    assert (order.status, order.balance_fen, balance_of(buyer.pk)) == ("paid", 0, 3_000)
    sound()


def test_the_buyer_is_told_where_the_money_went() -> None:
    buyer = make.user()
    saved(buyer)
    run_jobs()
    told = Message.objects.filter(recipient=buyer).values_list("template", flat=True)
    assert "commerce.refund_to_balance" in told
    assert not {"commerce.refund_done", "commerce.refund_approved"} & set(told)


def test_late_money_for_an_order_whose_balance_is_spent_goes_back_whole() -> None:
    buyer = make.user()
    saved(buyer, 3_000)
    order = spend(make.order(buyer=buyer, of=make.course()))
    attempt = make.attempt(order)
    close_order(order_no=order.no)
    spend(make.order(buyer=buyer, of=make.course(price_fen=3_000)))
    order = tell(channel().take(attempt.out_trade_no, fen=attempt.amount_fen))
    assert (order.status, Refund.objects.get(reason="paid_too_late").amount_fen) == ("closed", 6_900)
    sound()


def test_what_cannot_be_paid_from_it_is_refused() -> None:
    buyer = make.user()
    order = make.order(buyer=buyer)
    with pytest.raises(BalanceTooLow):
        spend(order)
    saved(buyer, 100)
    Order.objects.filter(pk=order.pk).update(expires_at=now() - timedelta(seconds=1))
    with pytest.raises(OrderStateError):
        spend(order)
    with pytest.raises(OrderStateError):
        spend(make.order(buyer=buyer, of=make.course(price_fen=0)))
    assert balance_of(buyer.pk) == 100


def test_a_balance_goes_back_the_way_it_came_once_somebody_agrees(pay_channel: FakePay) -> None:
    buyer, finance = make.user(), make.user(role="finance")
    first, second = saved(buyer, 5_000), saved(buyer, 4_000)
    pay(make.order(buyer=buyer, of=make.course()))  # its money stays where it is
    spend(make.order(buyer=buyer, of=make.course(price_fen=2_000)))
    asked = request_payout(user_id=buyer.pk, actor_id=buyer.pk)
    assert [(one.order_id, one.amount_fen, one.status) for one in asked] == [
        (second.pk, 4_000, "requested"),
        (first.pk, 3_000, "requested"),
    ]
    again = request_payout(user_id=buyer.pk, actor_id=finance.pk)
    assert {one.pk for one in again} == {one.pk for one in asked}

    for _ in range(2):
        approve_refund(refund_id=asked[0].pk, actor_id=finance.pk)
    assert balance_of(buyer.pk) == 3_000
    reject_refund(refund_id=asked[1].pk, actor_id=finance.pk, note="先留着")
    run_jobs()
    assert pay_channel.given_back == {asked[0].no: 4_000}
    give_back(asked[0])
    second.refresh_from_db()
    assert (second.status, second.refunded_fen, balances()["payable:refunds"]) == ("refunded", 4_000, 0)
    sound()

    [last] = request_payout(user_id=buyer.pk, actor_id=buyer.pk)
    assert (last.order_id, last.amount_fen) == (first.pk, 3_000)
    spend(make.order(buyer=buyer, of=make.course(price_fen=500)))
    with pytest.raises(BalanceTooLow):
        approve_refund(refund_id=last.pk, actor_id=finance.pk)
    sound()


def test_nothing_that_did_not_come_by_a_channel_can_leave_by_one() -> None:
    buyer = make.user()
    with pytest.raises(NothingToPayOut):
        request_payout(user_id=buyer.pk, actor_id=buyer.pk)


@pytest.mark.django_db(transaction=True)
def test_two_orders_at_once_do_not_spend_the_same_balance() -> None:
    buyer = make.user()
    saved(buyer, 1_000)
    orders = [make.order(buyer=buyer, of=make.course(price_fen=700)) for _ in range(4)]
    together(4, lambda n: spend(orders[n % 4]))
    spent = sum(one.amount_fen for one in WalletEntry.objects.filter(kind="spent"))
    assert (spent, balance_of(buyer.pk)) == (-1_000, 0)
    together(3, lambda n: cancel_order(order_no=orders[n].no, buyer_id=buyer.pk))
    sound()


@pytest.mark.parametrize("count", [1, 3])
def test_the_wallet_lists_its_entries_in_a_flat_number_of_statements(
    client: Client, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    buyer = make.user()
    for _ in range(count):
        saved(buyer, 1_000)
    make.login(client, buyer)
    client.get("/me/wallet")
    with django_assert_num_queries(5):
        page = client.get("/me/wallet").content.decode()
    assert page.count("退款到余额") == count
    with django_assert_num_queries(3):
        told = client.get("/api/v1/me/wallet").json()
    assert (told["balance_fen"], len(told["items"])) == (1_000 * count, count)


def test_on_the_pages_from_refund_to_checkout_to_payout(client: Client) -> None:
    buyer, course = make.user(), make.course()
    make.login(client, buyer)
    assert "还没有余额" in client.get("/me/wallet").content.decode()
    order = pay(make.order(buyer=buyer, of=make.course(price_fen=20_000)))
    page = client.get(f"/me/orders/{order.no}/refund?to=balance").content.decode()
    assert "¥200 退到余额" in page
    client.post(f"/me/orders/{order.no}/refund", {"reason": "no_time", "to": "balance"})
    assert "钱已退到余额" in client.get(f"/me/orders/{order.no}").content.decode()

    address = f"/checkout/{course.product.code}"
    assert "用余额抵 ¥99" in client.get(address).content.decode()
    sent = {"shown_total_fen": "9900", "accepted": ["refund:7d30@1"], "use_balance": "on"}
    answer = client.post(address, sent)
    assert (answer.status_code, owns(buyer.pk, course.product_id)) == (302, True)
    client.post("/me/wallet/payout")
    assert "已申请把 ¥101 退回原支付" in client.get("/me/wallet").content.decode()

    dear = make.order(buyer=buyer, of=make.course(price_fen=30_000))
    assert "用余额抵 ¥101" in client.get(f"/orders/{dear.no}/pay").content.decode()
    client.post(f"/orders/{dear.no}/use-balance")
    assert "余额已抵 ¥101" in client.get(f"/orders/{dear.no}/pay").content.decode()

    make.login(client, make.user(role="owner"))
    refund = Refund.objects.get(reason="paid_out")
    assert "余额里的 ¥101 原路退回微信支付" in client.get(f"/studio/refunds/{refund.pk}").content.decode()
    assert client.post(f"/studio/refunds/{refund.pk}/approve").status_code in {302, 409}
    assert client.get(f"/studio/learners/{buyer.pk}").status_code == 200


def test_by_the_api() -> None:
    buyer, course = make.user(), make.course(price_fen=20_000)
    order = pay(make.order(buyer=buyer, of=make.course()))
    api = Client(headers=make.bearer(buyer))
    said = api.get(f"/api/v1/orders/{order.no}/refund-preview?to=balance").json()
    assert said["items"][0]["kind"] == "balance"
    asked = {"reason": "no_time", "to": "balance"}
    made = api.post(f"/api/v1/orders/{order.no}/refunds", asked, content_type="application/json").json()
    assert (made["status"], made["balance_fen"]) == ("succeeded", 9_900)
    waiting = make.order(buyer=buyer, of=course)
    paid = api.post(f"/api/v1/orders/{waiting.no}/use-balance", content_type="application/json").json()
    assert (paid["status"], paid["total_fen"], paid["balance_fen"]) == ("pending", 20_000, 9_900)
    cancel_order(order_no=waiting.no, buyer_id=buyer.pk)
    [payout] = api.post("/api/v1/me/wallet/payout", content_type="application/json").json()["items"]
    assert (payout["reason"], payout["amount_fen"]) == ("paid_out", 9_900)
    staff = Client(headers=make.bearer(make.user(role="finance")))
    assert staff.get(f"/api/v1/studio/learners/{buyer.pk}/wallet").json()["balance_fen"] == 9_900
    again = staff.post(f"/api/v1/studio/learners/{buyer.pk}/payout", content_type="application/json").json()
    assert [one["no"] for one in again["items"]] == [payout["no"]]
