"""The demo school's yesterdays: spread over weeks, by the actions of today, the books in order."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests import make
from tests.jobs import run_jobs
from zhiyu.accounts.models import User
from zhiyu.catalog.models import Chapter, Lesson, Product
from zhiyu.commerce.models import Order, Payment, Refund
from zhiyu.demo.history import BREAKFAST, PHOTOS, SLEEP, make_history
from zhiyu.demo.memberships import COLUMN, EVERYTHING, NOTES, open_memberships
from zhiyu.demo.past import ago
from zhiyu.kernel.clock import SHANGHAI, days_ago, now
from zhiyu.learning.models import Progress
from zhiyu.ledger.actions import seal_all
from zhiyu.ledger.models import Journal, Seal
from zhiyu.ledger.queries import faults
from zhiyu.messaging.models import Message, Send
from zhiyu.storefront.memberships import memberships_of

pytestmark = pytest.mark.django_db
DESK = ("invoices.waiting", "invoices.red_needed", "commerce.refund_waiting")


@pytest.fixture
def people() -> tuple[User, User]:
    for code, price in ((BREAKFAST, 0), (PHOTOS, 9900), (SLEEP, 2990)):
        course = make.course(title=code, price_fen=price, lessons=6)
        Product.objects.filter(pk=course.product_id).update(code=code)
        Lesson.objects.filter(chapter__in=Chapter.objects.filter(course=course)).update(body="一段话。" * 100)
    Product.objects.filter(pk=make.course(title="手记").product_id).update(code=COLUMN)
    open_memberships(owner=make.user(role="owner"))
    return make.user(name="陈默"), make.user(name="孙秀英")


def test_orders_payments_and_progress_lie_in_the_past_weeks_and_the_chain_holds(people: tuple[User, User]) -> None:
    learner, other = people
    make_history(learner=learner, other=other, owner=make.user(role="owner"), progress=lambda _: None)
    seal_all()

    orders = Order.objects.order_by("created_at")
    assert len({order.created_at.date() for order in orders}) >= 4
    assert orders[0].created_at < days_ago(14)
    assert not orders.filter(created_at__gte=days_ago(0)).exists()
    assert orders.filter(paid_at=None).get().attempts.get().provider == "transfer"
    for order in orders.exclude(paid_at=None):
        assert order.paid_at is not None
        assert 0 <= (order.paid_at - order.created_at).total_seconds() < 60
    posted = sorted(journal.posted_at for journal in Journal.objects.filter(memo__startswith="wechat:demo-"))
    for at, payment in zip(posted, Payment.objects.order_by("paid_at"), strict=True):
        assert 0 <= (at - payment.paid_at).total_seconds() < 60
    assert {refund.status for refund in Refund.objects.all()} == {"succeeded", "requested"}
    assert not Refund.objects.filter(requested_at__gte=now()).exists()
    assert not Progress.objects.filter(updated_at__gte=days_ago(1)).exists()
    assert Seal.objects.count() == Journal.objects.count()
    assert list(faults()) == []


def test_people_were_told_there_and_then_and_no_phone_rang_by_night(people: tuple[User, User]) -> None:
    learner, other = people
    owner = make.user(role="owner")
    make_history(learner=learner, other=other, owner=owner, progress=lambda _: None)

    def told(person: User) -> list[str]:
        return list(Message.objects.filter(recipient=person).order_by("pk").values_list("template", flat=True))

    assert {"commerce.order_paid", "commerce.refund_approved", "invoices.issued"} <= set(told(learner))
    assert [told(owner).count(one) for one in DESK] == [3, 1, 1]
    assert not Message.objects.filter(at__gte=days_ago(0)).exists()
    assert {one.read_at is None for one in Message.objects.filter(recipient=learner)} == {True, False}
    texts = list(Send.objects.all())
    assert {one.status for one in texts} == {"sent"}
    assert {8 <= one.ended_at.astimezone(SHANGHAI).hour < 21 for one in texts if one.ended_at} == {True}
    before = Message.objects.count()
    run_jobs()
    assert Message.objects.count() == before


def test_one_is_a_member_and_the_others_subscription_ran_out(people: tuple[User, User]) -> None:
    learner, other = people
    make_history(learner=learner, other=other, owner=make.user(role="owner"), progress=lambda _: None)
    open_memberships(owner=make.user(role="owner"))  # safe to repeat

    assert [(one.plan.title, one.held) for one in memberships_of(learner.pk)] == [(EVERYTHING, True)]
    assert [(one.plan.title, one.held) for one in memberships_of(other.pk)] == [(NOTES, False)]


def test_the_clock_comes_back_whatever_happens() -> None:
    real = timezone.now
    with ago(days=3):
        assert timedelta(days=2, hours=23) < real() - now() <= timedelta(days=3)
    assert timezone.now is real
    with pytest.raises(ZeroDivisionError), ago(days=3):
        divmod(1, 0)
    assert timezone.now is real
