"""Giving back: seen whole before it is asked, undone whole or not at all, and the money follows."""

from collections.abc import Iterator, Sequence
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import make
from tests.commerce.fakepay import FakePay, give_back, pay
from tests.commerce.test_confirm_payment import events
from tests.jobs import run_jobs
from zhiyu.access.models import Grant
from zhiyu.access.queries import owns
from zhiyu.catalog.models import Course, Product
from zhiyu.commerce import consumption, undo
from zhiyu.commerce.actions import approve_refund, place_order, preview_refund, reject_refund, request_refund
from zhiyu.commerce.consumption import Share
from zhiyu.commerce.errors import NotRefundable, RefundStateError
from zhiyu.commerce.models import Order, OrderLine, Refund
from zhiyu.commerce.undo import UndoItem
from zhiyu.kernel.clock import now
from zhiyu.kernel.errors import Invalid, NotFound
from zhiyu.ledger.queries import balances, verify

pytestmark = pytest.mark.django_db
REQUESTED = ["commerce.order_paid", "commerce.refund_requested"]
APPROVED = [*REQUESTED, "access.grant_revoked", "commerce.refund_approved"]
SETTLED = [*APPROVED, "commerce.refund_settled"]


def bought(*, lessons: int = 6, stock: int | None = None, opened: int = 0, price_fen: int = 9_900) -> Order:
    course = make.course(lessons=lessons, stock=stock, price_fen=price_fen)
    order = make.order(of=course)
    if price_fen:
        order = pay(order)
    make.opened(order.buyer, course, lessons=opened)
    return order


def ask(order: Order, **said: object) -> Refund:
    return request_refund(order_no=order.no, buyer_id=order.buyer_id, **{"reason": "no_time", **said})  # type: ignore[arg-type]


def test_the_whole_undo_is_shown_before_anybody_asks() -> None:
    order = bought(stock=3, opened=1)
    preview = preview_refund(order_no=order.no, buyer_id=order.buyer_id)
    assert (preview.amount_fen, preview.by_itself) == (9_900, False)
    assert [(item.kind, item.text) for item in preview.items] == [
        ("money", "¥99 原路退回微信支付，一般几分钟内到账。"),
        ("back_full", "《七天写作营》共 5 节付费课，打开过 1 节，还在可以全退的范围里：¥99 全额退回。"),
        ("access", "《七天写作营》不能再学习，学习记录会保留。"),
        ("seat", "《七天写作营》的名额会放出来给别人。"),
    ]
    assert [part.share for part in preview.parts] == [Share(1, 5)]
    with pytest.raises(NotFound):
        preview_refund(order_no=order.no, buyer_id=make.user().pk)


def test_never_opened_is_approved_by_itself_and_the_money_goes_back(pay_channel: FakePay) -> None:
    order = bought(stock=3)
    code = OrderLine.objects.get().product.code

    refund = ask(order)
    assert (refund.status, refund.amount_fen, refund.decided_by_id) == ("approved", 9_900, None)
    assert not owns(order.buyer_id, OrderLine.objects.get().product_id)
    assert Product.objects.get().taken == 0
    assert balances() == {
        "payable:refunds": -9_900,
        "receivable:wechat": 9_900,
        f"refunds:{code}": 9_900,
        f"sales:{code}": -9_900,
    }

    run_jobs()
    refund.refresh_from_db()
    assert (refund.status, pay_channel.given_back) == ("processing", {refund.no: 9_900})
    assert Order.objects.get().status == "paid"

    give_back(refund)
    give_back(refund)
    order.refresh_from_db()
    assert (order.status, order.refunded_fen) == ("refunded", 9_900)
    assert (OrderLine.objects.get().refunded_fen, Product.objects.get().taken) == (9_900, 0)
    assert balances() == {
        "payable:refunds": 0,
        "receivable:wechat": 0,
        f"refunds:{code}": 9_900,
        f"sales:{code}": -9_900,
    }
    assert (events(), pay_channel.inside) == (SETTLED, False)
    assert verify().first_bad is None


def test_opened_waits_for_an_operator_and_access_stays_till_then() -> None:
    order = bought(opened=1)
    refund = ask(order)
    assert (refund.status, ask(order).pk) == ("requested", refund.pk)
    assert owns(order.buyer_id, OrderLine.objects.get().product_id)
    assert events() == REQUESTED

    operator = make.user(role="operator")
    done = approve_refund(refund_id=refund.pk, actor_id=operator.pk, note="好的")
    again = approve_refund(refund_id=refund.pk, actor_id=make.user().pk, note="再来")
    assert (done.status, again.note, again.decided_by_id) == ("approved", "好的", operator.pk)
    assert Grant.objects.get().revoked_because == f"refund:{refund.no}"
    assert events() == APPROVED
    with pytest.raises(RefundStateError):
        reject_refund(refund_id=refund.pk, actor_id=operator.pk)


def test_a_no_changes_nothing_and_may_be_asked_again() -> None:
    order = bought(opened=1)
    first, operator = ask(order), make.user(role="operator")
    for _ in range(2):
        assert reject_refund(refund_id=first.pk, actor_id=operator.pk, note="先试试辅导").status == "rejected"
    with pytest.raises(RefundStateError):
        approve_refund(refund_id=first.pk, actor_id=operator.pk)
    assert owns(order.buyer_id, OrderLine.objects.get().product_id)
    assert events() == [*REQUESTED, "commerce.refund_rejected"]
    assert ask(order).pk != first.pk


def test_past_the_days_or_the_share_it_is_refused_with_the_number() -> None:
    order = bought(opened=2)
    with pytest.raises(NotRefundable, match="共 5 节付费课，最多学过 1 节可以退；已经打开 2 节") as refusal:
        ask(order)
    assert refusal.value.extra == {"days": 7, "percent": 30, "most": 1, "used": 2, "whole": 5}

    fresh = bought()
    Order.objects.update(paid_at=now() - timedelta(days=7, seconds=1))
    with pytest.raises(NotRefundable, match="付款后 7 天"):
        ask(fresh)
    OrderLine.objects.update(refund_days=0)
    with pytest.raises(NotRefundable, match="不支持退款"):
        preview_refund(order_no=fresh.no, buyer_id=fresh.buyer_id)
    assert not Refund.objects.exists()


def test_only_what_was_paid_by_oneself_for_a_known_reason_is_given_back() -> None:
    order = make.order()
    with pytest.raises(NotRefundable):
        ask(order)
    with pytest.raises(NotFound):
        request_refund(order_no=order.no, buyer_id=make.user().pk, reason="no_time")
    pay(order)
    for reason in ("paid_too_late", "whatever", ""):
        with pytest.raises(Invalid):
            ask(order, reason=reason)
    with pytest.raises(NotRefundable):
        ask(order, products=["another-course"])
    ask(order)
    with pytest.raises(NotRefundable, match="已经在退款中"):
        preview_refund(order_no=order.no, buyer_id=order.buyer_id)
    with pytest.raises(NotFound):
        approve_refund(refund_id=0, actor_id=order.buyer_id)


def test_what_cost_nothing_is_given_back_without_the_channel(pay_channel: FakePay) -> None:
    order = bought(price_fen=0, opened=3)
    refund = ask(order)
    run_jobs()
    assert (refund.status, Order.objects.get().status) == ("succeeded", "refunded")
    assert not owns(order.buyer_id, OrderLine.objects.get().product_id)
    assert (pay_channel.calls, balances()) == ([], {})
    assert events() == SETTLED
    with pytest.raises(NotRefundable):
        ask(order)


def two_courses() -> tuple[Order, Course, Course]:
    one, two, buyer = make.course(lessons=6), make.course(lessons=6, price_fen=100), make.user()
    lines = [(one.product.code, 1), (two.product.code, 1)]
    order = place_order(buyer_id=buyer.pk, lines=lines, shown_total_fen=10_000, accepted=["refund:7d30@1"])
    return pay(order), one, two


def test_one_line_of_two_is_given_back_and_then_the_other() -> None:
    order, one, two = two_courses()
    refund = give_back(ask(order, products=[two.product.code]))
    order.refresh_from_db()
    assert (refund.amount_fen, order.status, order.refunded_fen) == (100, "partly_refunded", 100)
    assert (owns(order.buyer_id, one.product_id), owns(order.buyer_id, two.product_id)) == (True, False)
    with pytest.raises(NotRefundable):
        ask(order, products=[two.product.code])

    give_back(ask(order))
    order.refresh_from_db()
    assert (order.status, order.refunded_fen) == ("refunded", 10_000)
    assert balances()["receivable:wechat"] == 0


def test_a_course_given_back_can_be_bought_again() -> None:
    order = bought()
    give_back(ask(order))
    again = pay(make.order(of=Course.objects.get(), buyer=order.buyer))
    assert (again.pk != order.pk, owns(order.buyer_id, Course.objects.get().product_id)) == (True, True)


class Points:
    """An app above with something of its own to take back."""

    def __init__(self) -> None:
        self.taken: list[int] = []
        self.broken = False

    def preview(self, line: OrderLine) -> Sequence[UndoItem]:
        return [UndoItem(kind="points", text=f"扣回 {line.total_fen // 100} 积分")]

    def apply(self, line: OrderLine) -> None:
        if self.broken:
            raise ValueError("no points")
        self.taken.append(line.pk)


@pytest.fixture
def points(monkeypatch: pytest.MonkeyPatch) -> Iterator[Points]:
    monkeypatch.setattr(undo, "_registered", {})
    made = Points()
    undo.register_undo("test.points", made)
    yield made
    with pytest.raises(RuntimeError):
        undo.register_undo("test.points", made)


def test_apps_above_take_part_in_the_undo(points: Points) -> None:
    order = bought()
    assert preview_refund(order_no=order.no, buyer_id=order.buyer_id).items[-1].text == "扣回 99 积分"
    refund = ask(order)
    assert points.taken == [OrderLine.objects.get().pk]
    assert refund.undo[-1] == {"kind": "points", "text": "扣回 99 积分"}


def test_an_undo_that_fails_stops_the_whole_refund(points: Points) -> None:
    order, points.broken = bought(), True
    with pytest.raises(ValueError, match="no points"):
        ask(order)
    assert owns(order.buyer_id, OrderLine.objects.get().product_id)
    assert not Refund.objects.exists()


def test_the_largest_share_any_meter_reports_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(consumption, "_registered", {})
    consumption.register_meter("test.half", lambda _: Share(1, 2))
    with pytest.raises(RuntimeError):
        consumption.register_meter("test.half", lambda _: Share(1, 2))
    with pytest.raises(NotRefundable, match="共 2 节付费课，一节都没打开时可以退；已经打开 1 节"):
        ask(bought())


def test_a_decision_locks_the_grants_as_a_request_does() -> None:
    """By their numbers, all before any is ended; products may stand in another order."""
    courses = [make.course(), make.course()]
    order = place_order(
        buyer_id=make.user().pk,
        lines=[(course.product.code, 1) for course in reversed(courses)],
        shown_total_fen=19_800,
        accepted=["refund:7d30@1"],
    )
    pay(order)
    with CaptureQueriesContext(connection) as seen:
        ask(order)
    locks = [q["sql"] for q in seen if "FOR UPDATE" in q["sql"] and '"access_grant"' in q["sql"]]
    ended = next(n for n, q in enumerate(seen) if q["sql"].startswith('UPDATE "access_grant"'))
    decided = next(n for n, q in enumerate(seen) if q["sql"].startswith('UPDATE "commerce_refund"'))
    between = [q["sql"] for q in seen.captured_queries[decided:ended] if q["sql"] in locks]
    assert 'ORDER BY "access_grant"."id" ASC FOR UPDATE' in between[0]
    assert all(line.source in between[0] for line in order.lines.all())
