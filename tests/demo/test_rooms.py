"""The demo's room is seeded once, and whatever a teacher planned since stays hers."""

from datetime import timedelta

import pytest

from tests import make
from zhiyu.access.models import Grant
from zhiyu.accounts.models import User
from zhiyu.catalog.models import Chapter, Product
from zhiyu.demo.evenings import COMING, SLUG
from zhiyu.demo.rooms import SHOWN, make_rooms
from zhiyu.kernel.clock import now
from zhiyu.live.actions import call_off, plan
from zhiyu.live.models import LiveClass
from zhiyu.rooms.models import Card, Message, Poll, Question, Room

pytestmark = pytest.mark.django_db


def coded(code: str) -> Product:
    product_id = make.course(title=code, price_fen=9_900).product_id
    Product.objects.filter(pk=product_id).update(code=code)
    return Product.objects.get(pk=product_id)


def planned(product: Product, title: str, *, days: int) -> LiveClass:
    (one,) = plan(
        chapter_id=Chapter.objects.get(course__product=product).pk,
        actor_id=None,
        title=title,
        starts_at=now() + timedelta(days=days),
        minutes=60,
        host_id=make.user(role="operator").pk,
        free=False,
    )
    return one


def start(people: list[User]) -> None:
    owner, assistant, learner = people
    make_rooms(owner=owner, assistant=assistant, learner=learner)


def seeded() -> tuple[int, int, int, int]:
    return tuple(kind.objects.count() for kind in (Message, Question, Poll, Card))  # type: ignore[return-value]


def test_a_teachers_own_class_stays_untouched_by_a_start_of_the_demo() -> None:
    people = [make.user(role="owner"), make.user(role="operator"), make.user()]
    coded(SHOWN)
    ours, hers = coded(SLUG), coded("my-own-course")
    evening = planned(ours, COMING, days=7)
    start(people)
    first = seeded()
    assert first == (3, 1, 1, 1)

    sooner = planned(hers, "我自己的课", days=1)
    beside = planned(ours, "同一门课里的另一场", days=2)
    start(people)
    assert seeded() == first
    assert not Room.objects.filter(pk__in=[sooner.pk, beside.pk]).exists()
    assert [grant.product_id for grant in Grant.objects.filter(user=people[2])] == [ours.pk]

    call_off(class_id=evening.pk, actor_id=None)
    start(people)
    assert seeded() == first


def test_where_only_a_teachers_class_is_left_nothing_is_seeded_at_all() -> None:
    coded(SHOWN)
    planned(coded("my-own-course"), COMING, days=1)
    start([make.user(role="owner"), make.user(role="operator"), make.user()])
    assert (seeded(), Room.objects.count(), Grant.objects.count()) == ((0, 0, 0, 0), 0, 0)
