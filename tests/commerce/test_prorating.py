"""What comes back after the days of a full refund: in proportion, to the fen, and said in the same words everywhere."""

import json
from datetime import timedelta

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from tests import make
from tests.commerce.clock import later, standing_at
from tests.commerce.fakepay import give_back, pay
from zhiyu.access.models import Grant
from zhiyu.catalog.actions import create_course
from zhiyu.catalog.models import Product
from zhiyu.catalog.refund_rules import RefundRule, refund_defaults
from zhiyu.commerce import consumption
from zhiyu.commerce.actions import (
    AfterSaleRules,
    after_sale_rules,
    approve_refund,
    preview_refund,
    request_refund,
    save_after_sale_rules,
)
from zhiyu.commerce.errors import NotRefundable
from zhiyu.commerce.models import Order, OrderLine, Refund
from zhiyu.commerce.prorating import Share, Why, judge, unused_fen
from zhiyu.ledger.queries import balances, verify
from zhiyu.platform.models import AuditEntry

RULE = {"refund_days": 7, "refund_percent": 30, "refund_later_days": 365}


def bought(*, opened: int, lessons: int = 11, price_fen: int = 9_900, days: float = 20) -> Order:
    """A course of ``lessons - 1`` paid lessons, paid ``days`` ago."""
    course = make.course(lessons=lessons, price_fen=price_fen)
    Product.objects.filter(pk=course.product_id).update(**RULE)
    course.product.refresh_from_db()
    order = pay(make.order(of=course))
    make.opened(order.buyer, course, lessons=opened)
    later(minutes=0, days=days)
    return order


def ask(order: Order) -> Refund:
    return request_refund(order_no=order.no, buyer_id=order.buyer_id, reason="no_time")


@given(
    price_fen=st.integers(1, 10_000_000),
    whole=st.integers(0, 400),
    parts=st.integers(0, 400),
    age=st.integers(0, 800),
    rule=st.builds(
        RefundRule,
        refund_days=st.integers(0, 30),
        refund_percent=st.integers(1, 100),
        refund_later_days=st.integers(0, 700),
    ),
)
def test_what_comes_back_is_never_more_than_was_paid_and_never_less_than_the_unused_part(
    price_fen: int, whole: int, parts: int, age: int, rule: RefundRule
) -> None:
    used = Share(min(parts, whole), whole)
    said = judge(rule, price_fen=price_fen, age=timedelta(days=age), opened=used, used=used)
    assert 0 <= said.back_fen <= price_fen
    assert (said.back_fen > 0) == (said.why in {Why.FULL, Why.PART})
    if said.why == Why.PART:
        assert price_fen * (whole - used.used) <= said.back_fen * (whole or 1) < price_fen * (whole or 1) + (whole or 1)
    if whole and used.used < whole:
        kept = [unused_fen(price_fen, Share(n, whole)) for n in range(used.used, whole + 1)]
        assert kept == sorted(kept, reverse=True)
        assert kept[-1] == 0


@pytest.mark.django_db
def test_after_the_days_the_lessons_not_opened_come_back_and_everybody_reads_why(client: Client) -> None:
    order = bought(opened=3)
    sentence = "《七天写作营》共 10 节付费课，打开过 3 节：¥99 里退回 ¥69.30。"

    preview = preview_refund(order_no=order.no, buyer_id=order.buyer_id)
    assert (preview.amount_fen, preview.by_itself) == (6_930, False)
    make.login(client, order.buyer)
    page = client.get(f"/me/orders/{order.no}/refund").content.decode()
    said = client.get(f"/api/v1/orders/{order.no}/refund-preview").json()
    assert sentence in page
    assert (said["amount_fen"], [one["text"] for one in said["items"]][1]) == (6_930, sentence)

    refund = ask(order)
    assert (refund.status, refund.amount_fen) == ("requested", 6_930)
    make.login(client, make.user(role="owner"))
    assert sentence in client.get(f"/studio/refunds/{refund.pk}").content.decode()

    approve_refund(refund_id=refund.pk, actor_id=make.user(role="operator").pk)
    give_back(refund)
    order.refresh_from_db()
    line = order.lines.get()
    assert (order.status, order.refunded_fen, line.refunded_fen) == ("refunded", 6_930, 6_930)
    assert balances()[f"refunds:{line.product.code}"] == 6_930
    assert verify().first_bad is None
    with pytest.raises(NotRefundable):
        ask(order)


@pytest.mark.django_db
def test_within_the_days_too_much_opened_is_in_proportion_and_past_the_last_day_nothing() -> None:
    early = bought(opened=5, days=1)
    assert preview_refund(order_no=early.no, buyer_id=early.buyer_id).amount_fen == 4_950
    done = bought(opened=10, days=1)
    with pytest.raises(NotRefundable, match="已经全部用完"):
        ask(done)
    late = bought(opened=0, days=366)
    with pytest.raises(NotRefundable, match="付款后 365 天"):
        ask(late)


@pytest.mark.django_db
def test_a_third_of_a_price_is_rounded_to_the_learners_good_and_waits_for_somebody() -> None:
    order = bought(opened=1, lessons=4, price_fen=10_000)
    assert ask(order).amount_fen == 6_667
    unopened = bought(opened=0)
    refund = ask(unopened)
    assert (refund.status, refund.amount_fen) == ("requested", 9_900)


@pytest.mark.django_db
def test_a_membership_counts_its_days() -> None:
    plan = make.plan(prices={"year": 36_500})
    order = pay(make.order(of=make.variant(plan, "year")))
    Product.objects.update(**RULE)
    OrderLine.objects.update(later_days=365)
    grant = Grant.objects.get()
    assert grant.valid_until
    whole = -(-(grant.valid_until - grant.valid_from) // timedelta(days=1))
    with standing_at(grant.valid_from + timedelta(days=100, hours=23)):
        preview = preview_refund(order_no=order.no, buyer_id=order.buyer_id)
    assert preview.amount_fen == -(-36_500 * (whole - 100) // whole)
    assert preview.items[1].text.startswith(f"《全站会员 · 1 年》共 {whole} 天，已经用了 100 天：¥365 里退回")


@pytest.mark.django_db
def test_services_not_delivered_come_back_by_the_consumption_port(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(consumption, "_registered", {})
    consumption.register_meter("test.sessions", lambda _: Share(1, 4, "session"))
    order = bought(opened=1)
    preview = preview_refund(order_no=order.no, buyer_id=order.buyer_id)
    assert preview.amount_fen == 7_425
    assert preview.items[1].text == "《七天写作营》共 4 次服务，已经用了 1 次：¥99 里退回 ¥74.25。"


@pytest.mark.django_db
def test_limits_of_what_goes_back_by_itself() -> None:
    rules = AfterSaleRules(rule=refund_defaults(), auto_fen=9_900, auto_most=1)
    owner = make.user(role="owner")
    for _ in range(2):
        assert save_after_sale_rules(actor_id=owner.pk, rules=rules) == 0
    assert after_sale_rules() == rules
    assert AuditEntry.objects.filter(action="refund.rules_saved").count() == 1

    course, other, dear = make.course(), make.course(), make.course(price_fen=9_901)
    buyer = make.user()
    first, second, third = (pay(make.order(buyer=buyer, of=one)) for one in (course, other, dear))
    fourth = pay(make.order(of=dear))
    assert [ask(one).status for one in (first, second, third, fourth)] == [
        *("approved", "requested", "requested", "requested")
    ]


@pytest.mark.django_db
def test_the_schools_rule_is_what_new_products_begin_with_and_what_follows_it_moves(client: Client) -> None:
    owner = make.user(role="owner")
    follows = create_course(title="跟着走", actor_id=owner.pk).product
    own = make.course().product
    make.login(client, owner)
    example = client.get("/studio/settings/refunds/example", {"days": 3, "percent": 50, "later_days": 0})
    assert "超出后不再退款" in example.content.decode()
    sent = {"days": "14", "percent": "50", "later_days": "90", "auto_yuan": "200", "auto_most": ""}
    assert client.post("/studio/settings/refunds", sent).status_code == 302

    for product in (follows, own):
        product.refresh_from_db()
    assert (follows.refund_days, follows.refund_percent, follows.refund_later_days) == (14, 50, 90)
    assert (own.refund_days, own.refund_percent, own.refund_later_days) == (7, 30, 0)
    assert create_course(title="新来的", actor_id=owner.pk).product.refund_later_days == 90
    page = client.get("/studio/settings/refunds").content.decode()
    assert "2 个商品用这条规则" in page
    bad = client.post("/studio/settings/refunds", sent | {"days": "-1", "auto_yuan": "many"})
    assert (bad.status_code, "请填写金额" in bad.content.decode()) == (422, True)

    told = client.get("/api/v1/studio/refund-rules").json()
    assert (told["days"], told["auto_fen"], told["following"], told["own"]) == (14, 20_000, 2, 1)
    body = json.dumps({"days": 7, "percent": 30, "later_days": 365})
    put = client.put("/api/v1/studio/refund-rules", body, content_type="application/json").json()
    assert [(one["why"], one["back_fen"]) for one in put["examples"]] == [
        ("full", 9_900),
        ("part", 4_950),
        ("part", 6_930),
        ("part", 26_500),
    ]
    assert put["auto_fen"] is None


@pytest.mark.django_db
def test_the_rule_is_the_one_that_was_bought() -> None:
    order = bought(opened=0, days=0)
    assert order.quote["terms"][0]["id"] == "refund:7d30+365@1"
    Product.objects.update(refund_days=0, refund_later_days=0)
    assert preview_refund(order_no=order.no, buyer_id=order.buyer_id).amount_fen == 9_900
