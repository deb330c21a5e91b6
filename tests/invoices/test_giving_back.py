"""Refunds of what was invoiced: previewed, applied in the refund's own transaction, never more invoiced than kept."""

import pytest
from django.db import IntegrityError, transaction
from hypothesis import HealthCheck, given
from hypothesis import settings as bounds
from hypothesis import strategies as st

from tests import make
from tests.commerce.fakepay import give_back
from tests.commerce.test_races import at_once
from tests.invoices import made
from tests.pace import examples
from tests.together import together
from zhiyu.commerce.actions import approve_refund, preview_refund, reject_refund
from zhiyu.commerce.models import Order, OrderLine, Refund
from zhiyu.commerce.undo import read_undo
from zhiyu.invoices import actions, queries
from zhiyu.invoices.models import Invoice, InvoiceLine, Reversal
from zhiyu.kernel.errors import DomainError
from zhiyu.platform.models import Event

pytestmark = pytest.mark.django_db


def told(refund: Refund) -> list[str]:
    return [item.text for item in read_undo(refund.undo) if item.kind == "invoice"]


def test_an_application_is_cancelled_with_the_refund() -> None:
    order = made.bought(make.course(title="水彩"))
    invoice = made.applied(order)
    refund = made.refunded(order)
    assert told(refund) == ["《水彩》的发票申请会取消。"]
    assert (made.again(invoice).status, made.again(invoice).note) == ("cancelled", "refund")
    assert not InvoiceLine.objects.filter(live=True).exists()


def test_an_issued_invoice_must_be_reversed_by_what_is_given_back() -> None:
    first, second = make.course(title="水彩"), make.course(title="书法", price_fen=5_000)
    order = made.bought(first, second)
    invoice = made.issued(order)
    refund = made.refunded(order, second.product.code)
    assert told(refund) == [f"发票 {invoice.number} 要红冲《书法》的 ¥50。"]
    assert (made.again(invoice).status, invoice.reversals.get().amount_fen) == ("red_needed", 5_000)
    assert Event.objects.get(name="invoices.red_needed").payload["amount_fen"] == 5_000

    actions.record_reversed(invoice_id=invoice.pk, number=made.number(), actor_id=1)
    assert made.again(invoice).status == "issued"  # the rest of it holds
    give_back(refund)
    made.refunded(order, first.product.code)
    assert [(one.amount_fen, bool(one.done_at)) for one in invoice.reversals.order_by("pk")] == [
        (5_000, True),
        (9_900, False),
    ]
    actions.record_reversed(invoice_id=invoice.pk, number=made.number(), actor_id=1)
    assert made.again(invoice).status == "reversed"


def test_two_parts_given_back_before_anybody_reversed_are_one_red_invoice() -> None:
    first, second = make.course(), make.course(price_fen=5_000)
    order = made.bought(first, second)
    invoice = made.issued(order)
    for course in (first, second):
        give_back(made.refunded(order, course.product.code))
    assert (made.again(invoice).status, invoice.reversals.get().amount_fen) == ("red_needed", 14_900)


def test_a_refund_while_it_is_being_issued_shows_at_once_and_counts_once_it_has_its_number() -> None:
    order = made.bought(make.course(title="水彩"))
    invoice = made.issuing(order)
    refund = made.refunded(order)
    assert "正在开" in told(refund)[0]
    assert (made.again(invoice).status, invoice.reversals.get().amount_fen) == ("issuing", 9_900)
    actions.record_issued(invoice_id=invoice.pk, number=made.number(), actor_id=1)
    assert made.again(invoice).status == "red_needed"

    other = made.issuing(made.bought())
    made.refunded(other.order)
    actions.reject(invoice_id=other.pk, actor_id=1, because="已退款")
    assert not other.reversals.exists()


def test_only_what_was_kept_is_invoiced_after_a_partial_refund() -> None:
    first, second = make.course(), make.course(price_fen=5_000)
    order = made.bought(first, second)
    give_back(made.refunded(order, first.product.code))
    assert made.applied(order).amount_fen == 5_000


def test_a_refund_that_is_refused_leaves_the_invoice_alone() -> None:
    course = make.course(lessons=6)
    order = made.bought(course)
    invoice = made.issued(order)
    make.opened(order.buyer, course)
    refund = made.refunded(order)
    assert (refund.status, len(told(refund))) == ("requested", 1)
    reject_refund(refund_id=refund.pk, actor_id=order.buyer_id, note="不行")
    assert (made.again(invoice).status, Reversal.objects.exists()) == ("issued", False)


def test_approving_twice_reverses_once() -> None:
    course = make.course(lessons=6)
    order = made.bought(course)
    invoice = made.issued(order)
    make.opened(order.buyer, course)
    refund = made.refunded(order)
    for _ in range(2):
        approve_refund(refund_id=refund.pk, actor_id=order.buyer_id)
    assert invoice.reversals.get().amount_fen == 9_900


def test_an_order_without_an_invoice_says_nothing_of_one() -> None:
    order = made.bought()
    preview = preview_refund(order_no=order.no, buyer_id=order.buyer_id)
    assert [item.kind for item in preview.items] == ["money", "back_unused", "access"]


def test_the_database_itself_refuses_more_than_was_kept() -> None:
    invoice = made.applied(made.bought())
    for wrong in ({"amount_fen": 9_901}, {"back_fen": 1}, {"red_fen": 9_901}):
        with pytest.raises(IntegrityError), transaction.atomic():
            invoice.lines.update(**wrong)
    held = invoice.lines.get()
    with pytest.raises(IntegrityError), transaction.atomic():
        InvoiceLine.objects.create(invoice=invoice, line=held.line, title="x", quantity=1, amount_fen=1, paid_fen=1)


# --- whatever happens in whatever order -----------------------------------------------------------------------------

STEPS = ["apply", "cancel", "start", "issue", "reject", "red", "reversed", "give back", "settle"]


def step(what: str, order: Order, n: int) -> None:
    invoices = list(order.invoices.order_by("-pk"))
    one = invoices[n % len(invoices)] if invoices else None
    if what == "apply":
        made.applied(order)
    elif what == "give back":
        codes = sorted(order.lines.values_list("product__code", flat=True))
        made.refunded(order, *([codes[n % len(codes)]] if n % 4 else codes))
    elif what == "settle":
        for refund in order.refunds.exclude(status="succeeded"):
            give_back(refund)
    elif one is not None:
        office(what, one)


def office(what: str, one: Invoice) -> None:
    if what == "cancel":
        actions.cancel(buyer_id=one.order.buyer_id, invoice_id=one.pk)
    elif what == "start":
        actions.start_issuing(invoice_ids=[one.pk], actor_id=1)
    elif what == "issue":
        actions.record_issued(invoice_id=one.pk, number=made.number(), actor_id=1)
    elif what == "reject":
        actions.reject(invoice_id=one.pk, actor_id=1, because="不开")
    elif what == "red":
        actions.need_red(invoice_id=one.pk, actor_id=1, because="写错")
    else:
        actions.record_reversed(invoice_id=one.pk, number=made.number(), actor_id=1)


def never_more_invoiced_than_kept(order: Order) -> None:
    for line in OrderLine.objects.filter(order=order):
        kept = line.total_fen - queries.given_back(line)
        live = list(InvoiceLine.objects.filter(line=line, live=True))
        assert len(live) <= 1
        assert sum(one.amount_fen - one.red_fen for one in live) <= kept
    for invoice in order.invoices.all():
        lines, reversals = list(invoice.lines.all()), list(invoice.reversals.all())
        assert invoice.amount_fen == sum(one.amount_fen for one in lines)
        assert {one.live for one in lines} == {invoice.status in Invoice.LIVE}
        waiting = [one for one in reversals if one.done_at is None]
        assert bool(waiting) == (invoice.status == "red_needed") or (invoice.status == "issuing" and waiting)
        if invoice.status not in {"cancelled", "rejected"}:
            assert sum(one.amount_fen for one in reversals) == sum(one.red_fen for one in lines)
    assert order.invoices.filter(status__in=Invoice.OPEN).count() <= 1


@bounds(max_examples=examples(15), deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(st.tuples(st.sampled_from(STEPS), st.integers(0, 11)), max_size=24))
def test_no_sequence_of_steps_invoices_more_than_paid_and_kept(steps: list[tuple[str, int]]) -> None:
    with transaction.atomic():
        order = made.bought(make.course(), make.course(price_fen=5_000), make.course(price_fen=1))
        for what, n in steps:
            try:
                with transaction.atomic():
                    step(what, order, n)
            except DomainError:
                pass
            never_more_invoiced_than_kept(order)
        transaction.set_rollback(True)


# --- several at the same moment ------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_of_ten_applications_one_is_made() -> None:
    order = made.bought()
    title = made.title(order.buyer)
    answers = together(10, lambda _: actions.apply(buyer_id=order.buyer_id, order_no=order.no, title_id=title.pk))
    assert sorted(getattr(one, "code", "ok") for one in answers) == ["invoice_open"] * 9 + ["ok"]
    assert (Invoice.objects.count(), InvoiceLine.objects.count()) == (1, 1)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("_", range(3))
def test_applying_while_the_refund_is_decided_leaves_no_invoice_of_money_that_is_gone(_: int) -> None:
    order = made.bought()
    title = made.title(order.buyer)
    at_once(
        lambda: actions.apply(buyer_id=order.buyer_id, order_no=order.no, title_id=title.pk),
        lambda: made.refunded(order),
    )
    assert not InvoiceLine.objects.filter(live=True).exists()
    assert set(Invoice.objects.values_list("status", flat=True)) <= {"cancelled"}


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("_", range(3))
def test_numbering_while_the_refund_is_decided_is_seen_by_one_of_the_two(_: int) -> None:
    order = made.bought()
    invoice = made.issuing(order)
    number = made.number()
    seen = at_once(
        lambda: actions.record_issued(invoice_id=invoice.pk, number=number, actor_id=1), lambda: made.refunded(order)
    )
    assert seen == {"ok": 2}
    assert (made.again(invoice).status, Reversal.objects.get().amount_fen) == ("red_needed", 9_900)


@pytest.mark.django_db(transaction=True)
def test_one_number_typed_ten_times_is_one_invoice_issued_once() -> None:
    invoice = made.issuing(made.bought())
    number = made.number()
    answers = together(10, lambda _: actions.record_issued(invoice_id=invoice.pk, number=number, actor_id=1))
    assert not [one for one in answers if isinstance(one, DomainError)]
    assert Event.objects.filter(name="invoices.issued").count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_invoices_never_get_one_number() -> None:
    both = [made.issuing(made.bought()) for _ in range(2)]
    number = made.number()
    answers = together(2, lambda n: actions.record_issued(invoice_id=both[n].pk, number=number, actor_id=1))
    assert sorted(getattr(one, "code", "ok") for one in answers) == ["number_taken", "ok"]
