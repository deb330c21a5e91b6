"""A deposit is an order, its balance another; what the money is at every moment, the books say too."""

from contextlib import AbstractContextManager
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import translation
from django.utils.timezone import localtime

from tests import make
from tests.commerce.clock import standing_at
from tests.promotions import build
from zhiyu.access.queries import owns
from zhiyu.accounts.models import User
from zhiyu.catalog.actions import start_presale
from zhiyu.catalog.errors import InPreSale, NotForPreSale, NotSelling
from zhiyu.catalog.models import Course, PreSale
from zhiyu.commerce.actions import call_off, place_order, request_refund, settle_deposit, tend_presales
from zhiyu.commerce.errors import DepositPaid, NotRefundable, OneOnly
from zhiyu.commerce.models import Order, Refund
from zhiyu.commerce.pricing import quote_for
from zhiyu.kernel.clock import now
from zhiyu.kernel.errors import NotFound
from zhiyu.ledger.queries import balances
from zhiyu.messaging.models import Message
from zhiyu.messaging.templates import rendered, written_as
from zhiyu.promotions.models import Credit
from zhiyu.ui.wording import when

pytestmark = pytest.mark.django_db
AT = "2099-01-01T00:00:00+08:00"


def presale(*, worth_fen: int = 20_000, keeps: bool = False) -> tuple[Course, PreSale]:
    """¥999 for ¥100 that count for ¥200; the deposit for two days, the balance from the third day to the sixth."""
    course = make.course(price_fen=99_900, title="预售课", lessons=11)
    today = now()
    made = start_presale(
        terms={
            "product_id": course.product_id,
            "deposit_fen": 10_000,
            "worth_fen": worth_fen,
            "deposit_until": today + timedelta(days=2),
            "pays_from": today + timedelta(days=3),
            "pays_until": today + timedelta(days=6),
            "keeps": keeps,
        },
        actor_id=None,
    )
    return course, made


def in_days(days: float) -> AbstractContextManager[None]:
    return standing_at(now() + timedelta(days=days))


def deposited(buyer: User, sale: PreSale) -> Order:
    return build.paid(make.order(buyer=buyer, of=sale.deposit))


def balance(buyer: User, course: Course) -> Order:
    return build.paid(build.order(buyer, course))


def back(order: Order) -> Refund:
    return request_refund(order_no=order.no, buyer_id=order.buyer_id, reason="no_time")


def booked(*prefixes: str) -> dict[str, int]:
    return {code: fen for code, fen in balances().items() if code.partition(":")[0] in prefixes and fen}


def test_deposit_then_balance_opens_the_course_and_is_sales_only_then() -> None:
    (course, sale), buyer = presale(), make.user()
    deposited(buyer, sale)
    code, deposit = course.product.code, sale.deposit.code
    assert booked("sales", "deposits") == {f"deposits:{deposit}": -10_000}
    assert not owns(buyer.pk, course.product_id)
    with pytest.raises(NotSelling):
        balance(buyer, course)

    with in_days(4):
        assert quote_for([code], buyer_id=buyer.pk).sentence == "标价 ¥999，定金抵 ¥200，付 ¥799。"
        assert quote_for([code], buyer_id=make.user().pk).total_fen == 99_900
        order = balance(buyer, course)
        assert order.total_fen == 79_900
        assert owns(buyer.pk, course.product_id)
    assert booked("sales", "deposits") == {f"sales:{code}": -89_900}


def test_a_deposit_is_paid_once_and_by_itself() -> None:
    (course, sale), buyer = presale(), make.user()
    deposited(buyer, sale)
    with pytest.raises(DepositPaid):
        make.order(buyer=buyer, of=sale.deposit)
    other, codes = make.course(), [sale.deposit.code]
    with pytest.raises(OneOnly):
        place_order(
            buyer_id=make.user().pk,
            lines=[(one, 1) for one in [*codes, other.product.code]],
            shown_total_fen=0,
            accepted=[],
        )
    with pytest.raises(InPreSale):
        start_again(course)
    with pytest.raises(NotForPreSale):
        start_again(make.course(stock=5, price_fen=99_900))


def start_again(course: Course) -> PreSale:
    at, day = now(), timedelta(days=1)
    return start_presale(
        terms={
            "product_id": course.product_id,
            "deposit_fen": 1,
            "worth_fen": 1,
            "deposit_until": at + day,
            "pays_from": at + 2 * day,
            "pays_until": at + 3 * day,
            "keeps": False,
        },
        actor_id=None,
    )


def test_before_the_balance_the_deposit_goes_back_whole_and_at_once() -> None:
    (_, sale), buyer = presale(keeps=True), make.user()
    refund = back(deposited(buyer, sale))
    assert (refund.status, refund.amount_fen) == ("approved", 10_000)
    assert booked("deposits", "refunds", "sales") == {}
    assert Credit.objects.get().voided_at is not None
    make.order(buyer=buyer, of=sale.deposit)


@pytest.mark.parametrize("keeps", [False, True])
def test_who_does_not_pay_the_balance_gets_it_back_or_gives_it_up_as_agreed(
    keeps: bool,  # noqa: FBT001 -- what was agreed
) -> None:
    (_, sale), buyer = presale(keeps=keeps), make.user()
    order = deposited(buyer, sale)
    with in_days(7):
        if keeps:
            with pytest.raises(NotRefundable, match="定金不退"):
                back(order)
        tend_presales()
        tend_presales()
        settle_deposit(source=Credit.objects.get().source)
    kept = {f"sales:{sale.deposit.code}": -10_000} if keeps else {}
    assert booked("deposits", "sales", "refunds") == kept
    assert list(Refund.objects.values_list("reason", "amount_fen")) == ([] if keeps else [("balance_not_paid", 10_000)])


def test_the_balance_goes_back_by_its_rule_and_then_the_deposit_by_itself() -> None:
    (course, sale), buyer = presale(keeps=True), make.user()
    first = deposited(buyer, sale)
    with in_days(5):
        second = balance(buyer, course)
        with pytest.raises(NotRefundable, match=second.no):
            back(first)
    with in_days(7):
        tend_presales()
        assert Refund.objects.count() == 0, "an order has it: that one decides"
        assert back(second).amount_fen == 79_900
        assert booked("deposits") == {f"deposits:{sale.deposit.code}": -10_000}
        tend_presales()
    assert list(Refund.objects.order_by("pk").values_list("order", "amount_fen")) == [
        (second.pk, 79_900),
        (first.pk, 10_000),
    ]
    assert booked("deposits") == {}
    assert sum(booked("sales", "refunds").values()) == 0


def test_a_balance_that_goes_back_in_part_is_part_of_all_that_was_paid() -> None:
    (course, sale), buyer = presale(), make.user()
    course.product.refund_later_days = 365
    course.product.save(update_fields=["refund_later_days"])
    first = deposited(buyer, sale)
    with in_days(4):
        second = balance(buyer, course)
        make.opened(buyer, course, lessons=5)
        refund = back(second)
        assert refund.amount_fen == 44_950, "half of the ¥899 that were paid"
        with pytest.raises(NotRefundable):
            back(first)


def test_calling_it_off_refunds_every_deposit_whose_balance_is_not_paid() -> None:
    course, sale = presale(keeps=True)
    paid, waiting = make.user(), make.user()
    deposited(paid, sale)
    deposited(waiting, sale)
    with in_days(4):
        balance(paid, course)
        call_off(presale_id=sale.pk, actor_id=None)
        call_off(presale_id=sale.pk, actor_id=None)
        tend_presales()
        tend_presales()
        assert owns(paid.pk, course.product_id)
    assert list(Refund.objects.values_list("order__buyer", "reason", "amount_fen")) == [
        (waiting.pk, "pre_sale_off", 10_000)
    ]
    assert quote_for([course.product.code], buyer_id=waiting.pk).total_fen == 99_900


def test_depositors_are_told_once_that_the_balance_is_open_and_once_before_it_ends() -> None:
    (course, sale), buyer, other = presale(), make.user(), make.user()
    deposited(buyer, sale)
    deposited(other, sale)
    told = Message.objects.filter(template__startswith="commerce.balance").order_by("pk")
    tend_presales()
    assert told.count() == 0
    for day in (3.5, 3.6):
        with in_days(day):
            tend_presales()
    assert list(told.values_list("recipient", "template")) == [
        (buyer.pk, "commerce.balance_open"),
        (other.pk, "commerce.balance_open"),
    ]
    first = told[0]
    for language in ("zh-hans", "en"):
        with translation.override(language):
            assert when(sale.pays_until) in rendered(written_as(first.template, first.version), first.facts).text
    with in_days(5.5):
        balance(other, course)
        tend_presales()
        tend_presales()
    assert list(told.values_list("recipient", "template"))[2:] == [(buyer.pk, "commerce.balance_ends")]


def test_the_page_and_its_twin_say_what_is_next_and_until_when(client: Client) -> None:
    (course, sale), buyer = presale(), make.user()
    page = f"/courses/{course.product.code}"
    seen = client.get(page).content.decode()
    assert "付定金 ¥100" in seen
    assert "定金自动退回" in seen
    offered = client.get(f"/api/v1{page}").json()["presale"]
    assert (offered["deposit"], offered["phase"], offered["paid"]) == (sale.deposit.code, "deposit", False)

    deposited(buyer, sale)
    make.login(client, buyer)
    assert "你已付定金" in client.get(page).content.decode()
    assert "已付定金，抵 ¥200" in client.get("/me").content.decode()


def test_the_studio_begins_one_and_sees_who_is_behind_the_numbers(client: Client) -> None:
    course = make.course(price_fen=99_900)
    make.login(client, make.user(role="owner"))
    page = client.get("/studio/presales/new").content.decode()
    assert 'name="deposit_fen"' in page
    at = now() + timedelta(days=1)
    typed = {
        "product": course.product_id,
        "deposit_fen": "100",
        "worth_fen": "200",
        "deposit_until": f"{at:%Y-%m-%dT%H:%M}",
        "pays_from": f"{at + timedelta(days=1):%Y-%m-%dT%H:%M}",
        "pays_until": f"{at + timedelta(days=3):%Y-%m-%dT%H:%M}",
        "keeps": "",
    }
    paying = client.post("/studio/presales/new", {**typed, "rehearse": "1", "rehearse_who": "balance"}).json()
    assert "定金抵 ¥200，付 ¥799" in paying["page"]
    assert PreSale.objects.count() == 0
    wrong = client.post("/studio/presales/new", {**typed, "worth_fen": "999"})
    assert (wrong.status_code, PreSale.objects.count()) == (422, 0)
    answer = client.post("/studio/presales/new", typed)
    sale = PreSale.objects.get()
    assert answer.headers["Location"] == f"/studio/presales/{sale.pk}"
    buyer = make.user(name="付定金的人")
    deposited(buyer, sale)
    assert "付定金的人" in client.get(f"/studio/presales/{sale.pk}").content.decode()
    listed = client.get("/api/v1/studio/presales").json()["items"]
    assert [(one["deposits_paid"], one["balances_paid"]) for one in listed] == [(1, 0)]
    client.post(f"/studio/presales/{sale.pk}/call-off")
    tend_presales()
    assert Refund.objects.get().reason == "pre_sale_off"


def typed(**said: str) -> dict[str, str]:
    moments = {"deposit_until": 2, "pays_from": 4, "pays_until": 9}
    at = {name: f"{localtime(now() + timedelta(days=days)):%Y-%m-%dT%H:%M}" for name, days in moments.items()}
    return {"deposit_fen": "50", "worth_fen": "150", "keeps": "1", **at, **said}


def test_terms_are_changed_until_somebody_ordered_a_deposit_and_then_they_stay(client: Client) -> None:
    (course, sale), owner = presale(), make.user(role="owner")
    old = sale.deposit.code
    make.login(client, owner)
    address = f"/studio/presales/{sale.pk}"
    assert f"{address}/terms" in client.get(address).content.decode()

    assert client.post(f"{address}/terms", typed()).status_code == 302

    sale.refresh_from_db()
    course.product.refresh_from_db()
    assert (sale.worth_fen, sale.keeps, sale.deposit.price_fen, sale.deposit.refund_days) == (15_000, True, 5_000, 0)
    assert course.product.sells_from == sale.pays_from
    assert "定金 ¥50，抵 ¥150" in Client().get(f"/courses/{course.product.code}").content.decode()

    with pytest.raises(NotFound):  # a page that was opened before says the old terms
        place_order(buyer_id=make.user().pk, lines=[(old, 1)], shown_total_fen=5_000, accepted=["deposit:free@1"])

    make.order(of=sale.deposit)
    refused = client.post(f"{address}/terms", typed(worth_fen="60"))
    assert (refused.status_code, "已经有人按现在的条件订了定金" in refused.content.decode()) == (422, True)
    page = client.get(address).content.decode()
    assert f"{address}/terms" not in page
    assert "定金、抵多少、付款时间都不能再改" in page
    body = {"deposit_fen": 1, "worth_fen": 1, **dict.fromkeys(("deposit_until", "pays_from", "pays_until"), AT)}
    answer = client.put(f"/api/v1{address}", body, "application/json", headers=make.bearer(owner))
    assert (answer.status_code, answer.json()["code"]) == (409, "terms_relied_on")
    sale.refresh_from_db()
    assert sale.worth_fen == 15_000


def test_where_no_course_fits_the_form_says_of_each_what_is_missing(client: Client) -> None:
    make.login(client, make.user(role="owner"))
    make.course(title="草稿课", published=False)
    make.course(title="小班课", stock=5)

    page = client.get("/studio/presales/new").content.decode()

    assert "现在没有能预售的课" in page
    assert "放一节课、定好价格就能上架" in page.partition("草稿课")[2]
    assert "限了名额" in page.partition("小班课")[2]
    assert 'name="deposit_fen"' not in page

    make.course(title="能预售的课")
    page = client.get("/studio/presales/new").content.decode()
    assert "没有看到要预售的课？" in page
    assert "能预售的课" in page.partition("data-picker")[2]
