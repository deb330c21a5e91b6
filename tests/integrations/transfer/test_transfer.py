"""Paying by bank: a slip comes in, a person looks at the bank's list, and only then anything opens."""

from collections.abc import Iterator

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from hypothesis import HealthCheck, given
from hypothesis import settings as bounds
from hypothesis import strategies as st
from pytest_django import Settings

from tests import make
from tests.commerce.clock import later
from tests.media import films
from tests.pace import examples
from tests.together import together
from zhiyu.access.queries import owns
from zhiyu.accounts.models import User
from zhiyu.commerce.actions import (
    approve_refund,
    ask_channel,
    cancel_order,
    close_expired,
    reconcile_payments,
    request_refund,
    start_payment,
)
from zhiyu.commerce.actions.billing import take_bill
from zhiyu.commerce.errors import ProviderUnavailable
from zhiyu.commerce.models import Order, Payment, Refund
from zhiyu.integrations.transfer.actions import refuse_slip, save_account, send_return, send_slip, take_transfer
from zhiyu.integrations.transfer.errors import ReferenceUsed, TransferStateError
from zhiyu.integrations.transfer.models import Return, Transfer
from zhiyu.kernel.clock import SHANGHAI, now
from zhiyu.kernel.errors import DomainError
from zhiyu.ledger.queries import balances, verify
from zhiyu.platform.models import AuditEntry

pytestmark = pytest.mark.django_db
SLIP = "凭证.png"


@pytest.fixture(autouse=True)
def school(settings: Settings, finance: User) -> None:
    settings.PAYMENT_PROVIDERS = {"transfer": "zhiyu.integrations.transfer.provider.BankTransfer"}
    where = {
        "holder": "林知文化工作室",
        "bank": "招商银行杭州分行",
        "number": "571912345610101",
        "note": "",
        "offered": True,
    }
    save_account(actor_id=finance.pk, fields=dict(where))


@pytest.fixture
def finance() -> Iterator[User]:
    return make.user(role="owner")  # type: ignore[return-value]


def opened(buyer: User | None = None, *, stock: int | None = None) -> Transfer:
    order = make.order(of=make.course(stock=stock), buyer=buyer or make.user())
    start_payment(order_no=order.no, buyer_id=order.buyer_id, method="transfer")
    return Transfer.objects.get(attempt__order=order)


def sent(transfer: Transfer) -> Transfer:
    order = transfer.attempt.order
    return send_slip(user_id=order.buyer_id, order_no=order.no, path=films.picture(), name=SLIP, payer="王秀英")


def taken(transfer: Transfer, finance: User, *, fen: int = 9_900, reference: str = "B1") -> Transfer:
    return take_transfer(transfer_id=transfer.pk, actor_id=finance.pk, reference=reference, paid_fen=fen)


def order_of(transfer: Transfer) -> Order:
    return Order.objects.get(pk=transfer.attempt.order_id)


def test_money_that_somebody_saw_opens_the_course_once(finance: User) -> None:
    transfer = sent(opened())
    assert not owns(order_of(transfer).buyer_id, order_of(transfer).lines.get().product_id)
    for _ in range(2):
        taken(transfer, finance)
    order = order_of(transfer)
    assert (order.status, Payment.objects.count(), Payment.objects.get().reference) == ("paid", 1, "B1")
    assert owns(order.buyer_id, order.lines.get().product_id)
    assert (balances()["receivable:transfer"], verify().first_bad) == (9_900, None)
    assert AuditEntry.objects.filter(action="transfer.taken").count() == 1


def test_a_slip_keeps_the_order_and_its_seat_until_somebody_looked(finance: User) -> None:
    transfer = sent(opened(stock=1))
    later(days=1)
    close_expired()
    reconcile_payments()
    assert order_of(transfer).status == "pending"
    with pytest.raises(ProviderUnavailable):
        cancel_order(order_no=order_of(transfer).no, buyer_id=order_of(transfer).buyer_id)
    taken(transfer, finance)
    assert order_of(transfer).status == "paid"


def test_without_a_slip_it_closes_in_time_and_late_money_still_counts(finance: User) -> None:
    transfer = opened(stock=1)
    later(hours=1)
    close_expired()
    transfer.refresh_from_db()
    assert (order_of(transfer).status, transfer.state) == ("closed", "closed")
    taken(sent(transfer), finance)
    assert order_of(transfer).status == "paid"


def test_late_money_whose_seat_is_gone_is_to_be_sent_back(finance: User) -> None:
    transfer = opened(stock=1)
    later(hours=1)
    close_expired()
    make.order(of=transfer.attempt.order.lines.get().product)
    taken(transfer, finance)
    refund = Refund.objects.get()
    ask_channel(refund_id=refund.pk)
    assert (order_of(transfer).status, Return.objects.get().amount_fen) == ("closed", 9_900)
    for _ in range(2):
        send_return(return_id=Return.objects.get().pk, actor_id=finance.pk, reference="R1")
    refund.refresh_from_db()
    assert (refund.status, balances()["payable:refunds"], verify().first_bad) == ("succeeded", 0, None)


def test_a_refused_slip_says_why_and_may_be_sent_again(client: Client, finance: User) -> None:
    transfer = sent(opened())
    for _ in range(2):
        refuse_slip(transfer_id=transfer.pk, actor_id=finance.pk, reason="银行里没有查到这笔钱")
    order = order_of(transfer)
    make.login(client, order.buyer)
    assert "银行里没有查到这笔钱" in client.get(f"/orders/{order.no}/transfer").content.decode()
    assert sent(transfer).state == "sent"
    assert "凭证收到了" in client.get(f"/orders/{order.no}/transfer").content.decode()


def test_the_same_money_pays_only_once(finance: User) -> None:
    first, second = sent(opened()), sent(opened())
    taken(first, finance)
    with pytest.raises(ReferenceUsed):
        taken(second, finance)
    second.refresh_from_db()
    assert (second.state, order_of(second).status) == ("sent", "pending")
    with pytest.raises(TransferStateError):
        taken(first, finance, reference="B2")


def test_another_amount_stands_in_suspense(finance: User) -> None:
    transfer = sent(opened())
    taken(transfer, finance, fen=9_000)
    assert Payment.objects.get().suspended
    assert order_of(transfer).status == "closed"
    assert verify().first_bad is None


def test_a_refund_waits_for_a_person_and_the_bill_of_the_day_agrees(finance: User) -> None:
    transfer = sent(opened())
    taken(transfer, finance)
    order = order_of(transfer)
    refund = request_refund(order_no=order.no, buyer_id=order.buyer_id, reason="not_for_me")
    refund.refresh_from_db()
    if refund.status == "requested":
        approve_refund(refund_id=refund.pk, actor_id=finance.pk)
    ask_channel(refund_id=refund.pk)
    refund.refresh_from_db()
    assert refund.status == "processing"
    send_return(return_id=Return.objects.get().pk, actor_id=finance.pk, reference="R1")
    refund.refresh_from_db()
    assert (refund.status, order_of(transfer).status) == ("succeeded", "refunded")
    take_bill(provider_name="transfer", day=now().astimezone(SHANGHAI).date())
    assert (balances().get("receivable:transfer", 0), verify().first_bad) == (0, None)


@pytest.mark.django_db(transaction=True)
def test_of_two_people_who_book_the_same_money_for_two_orders_one_succeeds(finance: User) -> None:
    transfers = [sent(opened()), sent(opened())]
    answers = together(2, lambda n: taken(transfers[n], finance))
    assert sum(isinstance(one, ReferenceUsed) for one in answers) == 1
    assert (Payment.objects.count(), Order.objects.filter(status="paid").count()) == (1, 1)


@pytest.mark.django_db(transaction=True)
def test_eight_who_book_one_transfer_at_once_book_it_once(finance: User) -> None:
    transfer = sent(opened())
    answers = together(8, lambda _n: taken(transfer, finance))
    assert not [one for one in answers if isinstance(one, DomainError)]
    assert (Payment.objects.count(), balances()["receivable:transfer"]) == (1, 9_900)


STEPS = ["send", "refuse", "take", "take", "cancel", "close"]


@bounds(max_examples=examples(12), deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(st.sampled_from(STEPS), max_size=8))
def test_whatever_the_order_paid_means_open_and_nothing_else_does(steps: list[str]) -> None:
    finance = make.user(role="owner")
    transfer = opened()
    order = order_of(transfer)
    for step in steps:
        try:
            if step == "send":
                sent(transfer)
            elif step == "refuse":
                refuse_slip(transfer_id=transfer.pk, actor_id=finance.pk, reason="没有查到")
            elif step == "take":
                taken(transfer, finance, reference=f"B{transfer.pk}")
            elif step == "cancel":
                cancel_order(order_no=order.no, buyer_id=order.buyer_id)
            else:
                later(days=8)
                close_expired()
        except DomainError:
            continue
    transfer.refresh_from_db()
    order.refresh_from_db()
    mine = Payment.objects.filter(order=order)
    assert (order.status == "paid") == (transfer.state == "taken") == owns(order.buyer_id, order.lines.get().product_id)
    assert mine.count() == int(transfer.state == "taken")
    assert verify().first_bad is None


# --- pages ---------------------------------------------------------------------------------------------------------


def test_a_learner_is_led_to_the_page_sends_a_slip_and_finance_sees_it(client: Client, finance: User) -> None:
    order = make.order(of=make.course())
    make.login(client, order.buyer)
    answer = client.get(f"/orders/{order.no}/pay")
    assert answer.headers["Location"].startswith(f"/orders/{order.no}/transfer")
    page = client.get(f"/orders/{order.no}/transfer").content.decode()
    assert "571912345610101" in page
    wrong = client.post(f"/orders/{order.no}/transfer", {"payer": "王秀英"})
    assert (wrong.status_code, 'value="王秀英"' in wrong.content.decode()) == (422, True)
    bad = SimpleUploadedFile("a.png", b"no picture")
    refused = client.post(f"/orders/{order.no}/transfer", {"payer": "王秀英", "slip": bad})
    assert (refused.status_code, 'value="王秀英"' in refused.content.decode()) == (422, True)
    good = SimpleUploadedFile(SLIP, films.picture().read_bytes())
    assert client.post(f"/orders/{order.no}/transfer", {"payer": "王秀英", "slip": good}).status_code == 302

    make.login(client, finance)
    assert "王秀英" in client.get("/studio/transfers").content.decode()
    transfer = Transfer.objects.get()
    assert client.get(f"/studio/transfers/{transfer.pk}/slip").status_code == 200
    assert "银行转账要核对" in client.get("/studio/").content.decode()
    client.post(f"/studio/transfers/{transfer.pk}", {"paid": "99", "reference": " B 1 "})
    assert (Payment.objects.get().reference, Order.objects.get().status) == ("B1", "paid")
    make.login(client, order.buyer)
    assert "/done" in client.get(f"/orders/{order.no}/transfer").headers["Location"]


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_takes_as_many_questions_for_three_as_for_one(
    client: Client, count: int, finance: User, django_assert_num_queries: object
) -> None:
    for _ in range(count):
        sent(opened())
    make.login(client, finance)
    client.get("/studio/transfers")
    with django_assert_num_queries(5):  # type: ignore[operator]
        assert client.get("/studio/transfers").content.decode().count("王秀英") == count
    assert len(client.get("/api/v1/studio/transfers").json()["items"]) == count


def test_the_api_does_what_the_pages_do(client: Client, finance: User) -> None:
    transfer = opened()
    no = transfer.attempt.order.no
    make.login(client, transfer.attempt.order.buyer)
    told = client.get(f"/api/v1/orders/{no}/transfer").json()
    assert (told["state"], told["remark"], told["account"]["number"]) == ("open", transfer.remark, "571912345610101")
    slip = SimpleUploadedFile(SLIP, films.picture().read_bytes())
    assert client.post(f"/api/v1/orders/{no}/transfer", {"payer": "王", "slip": slip}).json()["state"] == "sent"
    make.login(client, finance)
    where = f"/api/v1/studio/transfers/{transfer.pk}"
    assert client.post(f"{where}/refuse", {"reason": "没有"}, "application/json").json()["state"] == "open"
    said = {"paid_fen": 9_900, "reference": "B1"}
    assert client.post(f"{where}/taken", said, "application/json").json()["state"] == "taken"


def test_it_is_offered_only_when_the_school_says_so(finance: User) -> None:
    save_account(actor_id=finance.pk, fields={"offered": False})
    from zhiyu.commerce.payments import Browser, ways  # noqa: PLC0415

    assert ways(Browser.PHONE) == []
