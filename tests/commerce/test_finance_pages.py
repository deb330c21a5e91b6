"""Stuck orders and bills as the bookkeeper sees and settles them, on pages and through the API."""

import pytest
from pytest_django import DjangoAssertNumQueries

from tests import make
from tests.commerce.fakepay import FakePay, give_back
from tests.commerce.test_bills import fetched, line, sold
from tests.commerce.test_learner_pages import browser, seen
from tests.commerce.test_refunds import ask, bought
from tests.commerce.test_stuck import found_odd, silent_for_days
from zhiyu.commerce.models import Difference, Payment, PaymentAttempt, Refund
from zhiyu.commerce.payments import ProviderRetryable
from zhiyu.ledger.queries import balances
from zhiyu.platform.models import AuditEntry

pytestmark = pytest.mark.django_db
DOWN = ProviderRetryable("down")


def test_an_empty_page_teaches() -> None:
    client = browser(make.user(role="finance"))
    assert "都了结了" in seen(client, "/studio/orders/stuck")
    assert "还没有账单" in seen(client, "/studio/bills")


def test_only_who_keeps_the_books_comes_in() -> None:
    operator = browser(make.user(role="operator"))
    for path in ("/studio/orders/stuck", "/studio/bills"):
        seen(operator, path, 403)
    payment = found_odd()
    assert operator.post(f"/studio/orders/stuck/payment/{payment.pk}/return").status_code == 403
    assert not Refund.objects.exists()


def test_odd_money_is_told_and_given_back() -> None:
    payment = found_odd(fen=20_000)
    client = browser(make.user(role="finance"))
    assert "订单没能自己了结" in seen(client, "/studio/")
    assert f"/studio/orders/stuck/payment/{payment.pk}" in seen(client, "/studio/orders/stuck")
    page = seen(client, f"/studio/orders/stuck/payment/{payment.pk}")
    assert "学员付了 ¥200，而订单是 ¥99" in page
    answer = client.post(f"/studio/orders/stuck/payment/{payment.pk}/return")
    refund = Refund.objects.get()
    assert answer.headers["Location"] == f"/studio/refunds/{refund.pk}"
    assert "付款金额与订单不一致" in seen(client, f"/studio/refunds/{refund.pk}")
    seen(client, f"/studio/orders/stuck/payment/{payment.pk}", 404)
    assert "都了结了" in seen(client, "/studio/orders/stuck")


def test_the_buyer_is_told_of_odd_money_on_the_orders_page() -> None:
    order = found_odd(fen=20_000).order
    page = seen(browser(order.buyer), f"/me/orders/{order.no}")
    assert "收到一笔 ¥200 的付款，和订单金额不同" in page


def test_settling_elsewhere_asks_for_a_reason() -> None:
    payment = found_odd()
    client, where = browser(make.user(role="owner")), f"/studio/orders/stuck/payment/{payment.pk}/settle"
    answer = client.post(where, {"note": " "})
    assert (answer.status_code, "请写一句怎么处理的" in answer.content.decode()) == (422, True)
    client.post(where, {"note": "商户平台退了"})
    assert "都了结了" in seen(client, "/studio/orders/stuck")
    assert "商户平台退了" in seen(client, f"/studio/orders/{payment.order.no}")


def test_a_silent_channel_may_be_asked_now(pay_channel: FakePay) -> None:
    attempt = make.attempt(make.order())
    pay_channel.trouble = {"query": DOWN, "close": DOWN}
    silent_for_days(pay_channel)
    client = browser(make.user(role="finance"))
    where = f"/studio/orders/stuck/attempt/{attempt.pk}"
    assert "几天都没有回答" in seen(client, where)
    assert client.post(f"{where}/ask").headers["Location"] == where
    assert "还是没有给出确定的回答" in seen(client, where)
    pay_channel.trouble.clear()
    assert client.post(f"{where}/ask").headers["Location"] == f"/studio/orders/{attempt.order.no}"
    assert PaymentAttempt.objects.get().order.status == "closed"


def test_a_silent_refund_is_not_said_to_have_failed(pay_channel: FakePay) -> None:
    refund = ask(bought())
    pay_channel.trouble["refund"] = DOWN
    silent_for_days(pay_channel, days=6)
    client = browser(make.user(role="owner"))
    for page in (f"/studio/refunds/{refund.pk}", f"/studio/orders/stuck/refund/{refund.pk}"):
        assert "一直没有得到确定的回答" in seen(client, page)


def test_health_counts_what_is_stuck() -> None:
    give_back(ask(bought()), "closed")
    page = seen(browser(make.user(role="owner")), "/studio/health")
    assert "/studio/orders/stuck" in page


def test_a_difference_leads_to_its_order_and_is_settled_with_a_note() -> None:
    statement = fetched(line(sold(), amount_fen=9_901))
    one, client = Difference.objects.get(), browser(make.user(role="finance"))
    assert "1 笔差异" in seen(client, "/studio/bills")
    page = seen(client, f"/studio/bills/{statement.pk}")
    assert f"/studio/orders/{Payment.objects.get().order.no}" in page
    assert "待查款项" in page
    answer = client.post(f"/studio/bills/differences/{one.pk}/settle", {"note": ""})
    assert answer.status_code == 422
    client.post(f"/studio/bills/differences/{one.pk}/settle", {"note": "渠道四舍五入"})
    assert "渠道四舍五入" in seen(client, f"/studio/bills/{statement.pk}")
    assert "对上了" in seen(client, "/studio/bills")
    assert balances()["suspense"] == 0
    entry = AuditEntry.objects.get(action="bill.settled")
    assert entry.detail["note"] == "渠道四舍五入"


def test_a_bill_is_fetched_again_from_its_page(pay_channel: FakePay) -> None:
    statement = fetched(line(sold()))
    client, where = browser(make.user(role="finance")), f"/studio/bills/{statement.pk}"
    client.post(f"{where}/check")
    assert "逐笔核对过了" in seen(client, where)
    pay_channel.trouble["bill"] = DOWN
    client.post(f"{where}/check")
    page = seen(client, where)
    assert "这会儿没有给出账单" in page
    assert "上一次去取时的回答：down" in page
    assert pay_channel.calls.count("bill") == 3


def test_the_api_says_and_does_the_same(client: object) -> None:
    del client
    payment, finance = found_odd(fen=500), make.user(role="finance")
    api, me = browser(finance), make.bearer(finance)
    told = api.get("/api/v1/studio/stuck", headers=me).json()["items"]
    assert [(one["kind"], one["id"], one["amount_fen"]) for one in told] == [("payment", payment.pk, 500)]
    for _ in range(2):
        left = api.post(f"/api/v1/studio/stuck/payment/{payment.pk}/return", headers=me)
        assert (left.status_code, left.json()) == (200, {"items": []})
    assert Refund.objects.count() == 1
    refused = api.get("/api/v1/studio/stuck", headers=make.bearer(make.user(role="operator")))
    assert refused.status_code == 403


def test_the_api_settles_asks_and_reads_bills() -> None:
    give_back(ask(bought()), "closed")
    refund, finance = Refund.objects.get(), make.user(role="finance")
    api, me = browser(finance), make.bearer(finance)
    body = {"note": "银行转账"}
    answer = api.post(f"/api/v1/studio/stuck/refund/{refund.pk}/settle", body, "application/json", headers=me)
    assert (answer.status_code, answer.json()) == (200, {"items": []})
    assert api.post(f"/api/v1/studio/stuck/refund/{refund.pk}/ask", headers=me).json()["code"] == "not_stuck"
    assert api.post("/api/v1/studio/stuck/parcel/1/ask", headers=me).status_code == 404
    assert api.post("/api/v1/studio/stuck/parcel/1/settle", body, "application/json", headers=me).status_code == 404

    statement = fetched(line(sold(), amount_fen=9_901))
    (told,) = api.get("/api/v1/studio/bills", headers=me).json()["items"]
    assert (told["total_fen"], told["lines"], told["open"]) == (9_901, 1, told["open"])
    one = api.get(f"/api/v1/studio/bills/{statement.pk}", headers=me).json()["differences"][0]
    assert one["kind"] in {"other_amount", "missing_there"}
    checked = api.post(f"/api/v1/studio/bills/{statement.pk}/check", headers=me)
    assert checked.status_code == 200
    where = f"/api/v1/studio/bills/differences/{one['id']}/settle"
    settled = api.post(where, body, "application/json", headers=me).json()
    assert settled["differences"][-1]["note"] == "银行转账"
    assert api.get("/api/v1/studio/bills/0", headers=me).status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_the_lists_ask_the_same_number_of_questions(
    count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(count):
        give_back(ask(bought()), "abnormal")
    statement = fetched(*[line(sold(), amount_fen=1) for _ in range(count)])
    finance = make.user(role="finance")
    api, me, client = browser(finance), make.bearer(finance), browser(finance)
    seen(client, "/studio/orders/stuck")
    api.get("/api/v1/studio/stuck", headers=me)
    with django_assert_num_queries(6):
        page = seen(client, "/studio/orders/stuck")
    assert page.count('<td data-label="为什么">') == count
    with django_assert_num_queries(5):
        assert len(api.get("/api/v1/studio/stuck", headers=me).json()["items"]) == count
    with django_assert_num_queries(7):
        page = seen(client, f"/studio/bills/{statement.pk}")
    assert page.count('class="difference"') == count
