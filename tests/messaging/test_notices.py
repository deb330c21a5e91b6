"""Who is told what about orders, refunds and invoices, once each, by the events that made it true."""

from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

import pytest
from pytest_django import Settings

from tests import make
from tests.commerce.fakepay import channel, give_back, pay, tell
from tests.gifts import made as gifts
from tests.invoices import made
from tests.jobs import run_jobs
from tests.messaging import fake
from tests.messaging.conftest import Clock
from zhiyu.accounts.models import User
from zhiyu.commerce.actions import approve_refund, reject_refund, request_refund, return_suspended, suspend_payment
from zhiyu.commerce.models import Order, Refund
from zhiyu.gifts.actions import claim, return_unclaimed
from zhiyu.gifts.notices import way_back
from zhiyu.invoices import actions as invoices
from zhiyu.kernel.clock import now
from zhiyu.messaging.models import Message
from zhiyu.messaging.presenters import shown
from zhiyu.platform.models import Delivery

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def media(settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_DIR = tmp_path / "media"


def names(person: User) -> list[str]:
    return list(Message.objects.filter(recipient=person).order_by("pk").values_list("template", flat=True))


def newest(person: User) -> tuple[str, str, str]:
    message = Message.objects.filter(recipient=person).order_by("-pk")[0]
    words = shown(message).words
    return words.title, words.text, words.link


def texts(phone: fake.Phone, person: User) -> Sequence[str]:
    return [letter.text for letter in phone.arrived if letter.to == person.phone]


def again() -> None:
    """Every delivery comes a second time."""
    before = Message.objects.count()
    Delivery.objects.filter(handler__contains=".tell_").update(state="waiting", due_at="2020-01-01T00:00Z")
    run_jobs()
    assert Message.objects.count() == before


def bought(*, opened: int = 0) -> Order:
    course = make.course(lessons=6, title="水彩")
    order = pay(make.order(of=course))
    make.opened(order.buyer, course, lessons=opened)
    run_jobs()
    return order


def ask(order: Order) -> Refund:
    refund = request_refund(order_no=order.no, buyer_id=order.buyer_id, reason="no_time")
    run_jobs()
    return refund


def test_money_that_fits_no_order_is_told_of_calmly_until_it_was_dealt_with(phone: fake.Phone) -> None:
    order = make.order(of=make.course(title="水彩"))
    first, second, third = (make.attempt(order, method=method) for method in ("native", "jsapi", "h5"))
    suspend_payment(attempt_id=first.pk, reference="W1", paid_fen=9_800, paid_at=now())
    run_jobs()
    title, text, link = newest(order.buyer)
    assert (title, link) == ("收到一笔要核对的付款", f"/me/orders/{order.no}")
    assert text.startswith("收到 ¥98，和订单要付的 ¥99 不一样。钱先替你放着，老师核对后会退给你")
    again()
    suspend_payment(attempt_id=second.pk, reference="W2", paid_fen=9_900, paid_at=now())
    run_jobs()
    assert newest(order.buyer)[1].startswith("收到 ¥99，这个订单已经关闭。")
    suspend_payment(attempt_id=third.pk, reference="W3", paid_fen=1, paid_at=now())
    return_suspended(payment_id=third.payments.get().pk, actor_id=make.user(role="finance").pk)
    run_jobs()
    assert names(order.buyer) == ["commerce.payment_suspended"] * 2 + ["commerce.money_going_back"]
    assert len(texts(phone, order.buyer)) == 1


def test_a_giver_is_told_that_a_gift_was_claimed_and_that_one_came_back(phone: fake.Phone) -> None:
    first, second = gifts.given(of=make.course(title="水彩", lessons=6), quantity=2)
    giver = first.giver
    claim(token=first.token, user_id=make.user().pk)
    run_jobs()
    page = f"/me/gifts/{first.line.order.no}"
    assert newest(giver) == ("礼物领走了", "你送的《水彩》有人领走了，现在就能学。点开看是谁。", page)
    gifts.long_ago(second)
    assert return_unclaimed() == 1
    run_jobs()
    told = "你送的《水彩》退回了，礼物链接已失效。¥99 原路退回你付款的账户。"
    assert shown(Message.objects.get(template="gifts.returned")).words.text == told
    assert [name for name in names(giver) if name.startswith("gifts")] == ["gifts.claimed", "gifts.returned"]
    assert all("礼物" not in text for text in texts(phone, giver))
    again()


@pytest.mark.parametrize(
    ("channel_fen", "balance_fen", "told"),
    [(0, 500, "¥5 退到你的余额"), (300, 200, "¥3 原路退回你付款的账户，¥2 退到你的余额"), (0, 0, "没有要退的钱")],
)
def test_a_returned_gift_says_where_its_money_goes(channel_fen: int, balance_fen: int, told: str) -> None:
    assert told in way_back({"channel_fen": channel_fen, "balance_fen": balance_fen})["back"]


def test_who_paid_is_told_and_who_took_something_free_is_not(phone: fake.Phone) -> None:
    order = bought()
    assert newest(order.buyer) == ("付款成功", "《水彩》已付款 ¥99，点开看订单。", f"/me/orders/{order.no}")
    assert texts(phone, order.buyer) == ["你买的《水彩》已付款99元，登录学堂在订单里查看。"]
    assert Message.objects.get().facts == {"order": order.no, "title": "水彩", "count": 1, "amount_fen": 9_900}
    free = make.order(of=make.course(price_fen=0))
    run_jobs()
    assert names(free.buyer) == []
    several = made.bought(make.course(title="水彩"), make.course(title="书法"))
    run_jobs()
    assert newest(several.buyer)[1] == "《水彩》等 2 件已付款 ¥198，点开看订单。"
    again()


def test_a_refund_that_waits_is_told_to_buyer_and_desk_and_then_decided(phone: fake.Phone) -> None:
    owner, operator, bookkeeper = (make.user(role=role) for role in ("owner", "operator", "finance"))
    creator = make.user(role="creator")
    order = bought(opened=1)
    refund = ask(order)
    assert newest(order.buyer)[:2] == ("收到你的退款申请", "《水彩》的退款 ¥99 在等老师看，有了结果马上告诉你。")
    for person in (owner, operator, bookkeeper):
        told = ("有一笔退款等你处理", "《水彩》，要退 ¥99。", f"/studio/refunds/{refund.pk}")
        assert newest(person) == told
    assert (names(creator), texts(phone, owner)) == ([], [])
    approve_refund(refund_id=refund.pk, actor_id=owner.pk, note="")
    run_jobs()
    assert newest(order.buyer)[0] == "退款已同意"
    give_back(refund)
    run_jobs()
    assert newest(order.buyer)[:2] == ("退款已到账", "《水彩》的退款 ¥99 已经退到你付款的账户。")
    assert texts(phone, order.buyer)[1:] == ["《水彩》的退款99元已经退到你付款的账户，请查收。"]
    assert names(order.buyer) == [
        "commerce.order_paid",
        "commerce.refund_requested",
        "commerce.refund_approved",
        "commerce.refund_done",
    ]
    again()


def test_a_no_says_why_in_the_school_and_only_that_there_is_one_by_text(phone: fake.Phone) -> None:
    order = bought(opened=1)
    refund = ask(order)
    for _ in range(2):
        reject_refund(refund_id=refund.pk, actor_id=make.user(role="owner").pk, note="先试试辅导")
    run_jobs()
    assert newest(order.buyer)[:2] == ("退款没有通过", "《水彩》的退款申请没有通过：先试试辅导")
    assert texts(phone, order.buyer)[-1] == "《水彩》的退款申请没有通过，原因请登录学堂在订单里查看。"
    Message.objects.filter(template="commerce.refund_rejected").update(
        facts={"title": "水彩", "order": "1", "reason": ""}
    )
    assert newest(order.buyer)[1] == "《水彩》的退款申请没有通过：没有写明原因"
    again()


def test_what_is_approved_by_itself_waits_for_nobody() -> None:
    owner, order = make.user(role="owner"), bought()
    ask(order)
    assert names(order.buyer) == ["commerce.order_paid", "commerce.refund_approved"]
    assert names(owner) == []


def test_trouble_of_the_channel_is_the_schools_and_the_buyer_hears_once_of_the_money(clock: Clock) -> None:
    order = bought()
    refund = ask(order)
    give_back(refund, "closed")
    run_jobs()
    clock.at += timedelta(minutes=1)
    assert names(order.buyer) == ["commerce.order_paid", "commerce.refund_approved"]


def test_money_that_bought_nothing_is_said_to_go_back() -> None:
    order = make.order(of=make.course(title="水彩"))
    for attempt in [make.attempt(order), make.attempt(order, method="jsapi")]:
        tell(channel().take(attempt.out_trade_no, fen=9_900))
    run_jobs()
    assert names(order.buyer) == ["commerce.order_paid", "commerce.money_going_back"]
    assert newest(order.buyer)[:2] == ("有一笔钱要退给你", "重复付款，收到的 ¥99 会原路退回，你不用做什么。")


def test_an_invoice_is_told_to_the_desk_and_its_end_to_the_buyer(phone: fake.Phone) -> None:
    owner, operator = make.user(role="owner"), make.user(role="operator")
    order = made.bought()
    invoice = made.applied(order)
    run_jobs()
    assert newest(owner)[::2] == ("有一张发票等你开", f"/studio/invoices/{invoice.pk}")
    assert names(operator) == []
    invoices.reject(invoice_id=invoice.pk, actor_id=owner.pk, because="税号不对")
    run_jobs()
    assert newest(order.buyer) == (
        "发票没有开成",
        f"订单 {order.no} 的发票没有开成，改好以后可以再申请。原因：税号不对",
        f"/me/orders/{order.no}/invoice",
    )
    assert "税号" not in texts(phone, order.buyer)[-1]
    second = made.issued(order)
    run_jobs()
    assert newest(order.buyer)[0] == "发票开好了"
    invoices.need_red(invoice_id=second.pk, actor_id=owner.pk, because="抬头错")
    run_jobs()
    assert newest(owner)[:2] == ("有一张发票要红冲", f"订单 {order.no} 退了款或开错了，要冲掉 ¥99。")
    assert names(owner).count("invoices.waiting") == 1, "begun before anybody was told, it waits for nobody"
    again()
