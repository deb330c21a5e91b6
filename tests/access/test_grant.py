from datetime import timedelta

import pytest

from tests import make
from zhiyu.access.actions import grant, revoke
from zhiyu.access.errors import GrantMismatch
from zhiyu.access.models import Grant
from zhiyu.access.queries import entitlements_of, live_grants, may_open, owned_products, owns
from zhiyu.accounts.models import User
from zhiyu.catalog.models import Course, Lesson, Product
from zhiyu.kernel.clock import now
from zhiyu.platform.models import AuditEntry

pytestmark = pytest.mark.django_db


@pytest.fixture
def learner() -> User:
    return make.user()


@pytest.fixture
def course() -> Course:
    return make.course()


def lessons(course: Course) -> list[Lesson]:
    return list(Lesson.objects.filter(chapter__course=course).order_by("position"))


def test_the_same_cause_grants_once(learner: User, course: Course) -> None:
    first = grant(user_id=learner.pk, product_id=course.product_id, source="order_line:1")
    again = grant(user_id=learner.pk, product_id=course.product_id, source="order_line:1")

    assert first == again
    assert owns(learner.pk, course.product_id)
    assert [x.action for x in AuditEntry.objects.all()] == ["access.granted"]


def test_a_cause_belongs_to_one_person(learner: User, course: Course) -> None:
    grant(user_id=learner.pk, product_id=course.product_id, source="order_line:1")
    with pytest.raises(GrantMismatch):
        grant(user_id=make.user().pk, product_id=course.product_id, source="order_line:1")


def test_access_is_the_union_of_live_grants(learner: User, course: Course) -> None:
    product_id = course.product_id
    grant(user_id=learner.pk, product_id=product_id, source="order_line:1")
    grant(user_id=learner.pk, product_id=product_id, source="staff:1")

    revoke(source="order_line:1", product_id=product_id, because="refund:1")
    revoke(source="order_line:1", product_id=product_id, because="again")
    assert owns(learner.pk, product_id)
    revoke(source="staff:1", product_id=product_id, because="mistake")

    assert not owns(learner.pk, product_id)
    assert list(Grant.objects.order_by("pk").values_list("source", "revoked_because")) == [
        ("order_line:1", "refund:1"),
        ("staff:1", "mistake"),
    ]


def test_a_revoked_cause_never_opens_again(learner: User, course: Course) -> None:
    grant(user_id=learner.pk, product_id=course.product_id, source="order_line:1")
    revoke(source="order_line:1", product_id=course.product_id, because="refund:1")
    grant(user_id=learner.pk, product_id=course.product_id, source="order_line:1")
    assert not owns(learner.pk, course.product_id)


def test_a_grant_ends_to_the_second_and_others_stay_closed(learner: User, course: Course) -> None:
    grant(user_id=learner.pk, product_id=course.product_id, source="a", until=now() + timedelta(days=1))
    assert owns(learner.pk, course.product_id)
    Grant.objects.update(valid_until=now())
    assert not owns(learner.pk, course.product_id)
    Grant.objects.update(valid_from=now() + timedelta(hours=1), valid_until=None)
    assert not owns(learner.pk, course.product_id)
    assert not owns(make.user().pk, course.product_id)
    assert not owns(None, course.product_id)


def test_what_a_learner_may_open(learner: User, course: Course) -> None:
    free, paid = lessons(course)
    assert [may_open(None, x.pk) for x in (free, paid)] == [True, False]
    assert [may_open(learner.pk, x.pk) for x in (free, paid)] == [True, False]
    grant(user_id=learner.pk, product_id=course.product_id, source="a")
    assert [may_open(learner.pk, x.pk) for x in (free, paid)] == [True, True]

    Product.objects.update(status="unpublished")
    assert [may_open(learner.pk, x.pk) for x in (free, paid)] == [True, True]
    assert not may_open(None, free.pk)
    Lesson.objects.filter(pk=paid.pk).update(removed_at=now())
    assert not may_open(learner.pk, paid.pk)


def test_entitlements_join_the_grants_of_a_product(learner: User, course: Course) -> None:
    other = make.course()
    end = now() + timedelta(days=3)
    first = grant(user_id=learner.pk, product_id=course.product_id, source="a", until=end)
    grant(user_id=learner.pk, product_id=other.product_id, source="b", until=end)
    grant(user_id=learner.pk, product_id=course.product_id, source="c", until=end - timedelta(days=1))

    found = {x.product: (x.since, x.until) for x in entitlements_of(learner.pk)}
    assert found[course.product] == (first.valid_from, end)
    grant(user_id=learner.pk, product_id=course.product_id, source="d")
    found = {x.product: (x.since, x.until) for x in entitlements_of(learner.pk)}
    assert found == {course.product: (first.valid_from, None), other.product: (found[other.product][0], end)}
    assert live_grants(learner.pk).count() == 4


def test_lists_ask_for_many_products_at_once(learner: User, course: Course) -> None:
    other = make.course()
    grant(user_id=learner.pk, product_id=course.product_id, source="a")
    assert owned_products(learner.pk, [course.product_id, other.product_id]) == {course.product_id}
    assert owned_products(None, [course.product_id]) == set()
