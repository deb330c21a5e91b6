"""A class at a place in a course, and people who may come to it."""

from datetime import timedelta

from tests import make
from zhiyu.access.actions import grant
from zhiyu.accounts.models import User
from zhiyu.catalog.models import Course
from zhiyu.kernel.clock import now
from zhiyu.onsite import passes
from zhiyu.onsite.actions import plan
from zhiyu.onsite.actions.planning import Plan
from zhiyu.onsite.models import OnsiteClass, Seat

PLACE = "长宁区愚园路 300 号 2 楼"


def planned(
    course: Course | None = None, *, seats: int = 2, minutes_until: float = 3 * 24 * 60, free: bool = False
) -> OnsiteClass:
    course = course or make.course()
    one = plan(
        chapter_id=course.chapters.get().pk,
        actor_id=None,
        title="周末面对面",
        starts_at=now() + timedelta(days=3),
        minutes=90,
        place=PLACE,
        directions="2 号线江苏路站 3 号口",
        seats=seats,
        host_id=make.user(role="owner", name="林知").pk,
        free=free,
    )
    OnsiteClass.objects.filter(pk=one.pk).update(starts_at=now() + timedelta(minutes=minutes_until))
    return OnsiteClass.objects.select_related("lesson__chapter__course__product", "host").get(pk=one.pk)


def learner(one: OnsiteClass, *, name: str = "") -> User:
    """Who bought the course."""
    user = make.user(name=name)
    grant(user_id=user.pk, product_id=one.lesson.chapter.course.product_id, source=f"staff:{user.pk}")
    return user


def learners(one: OnsiteClass, count: int) -> list[User]:
    return [learner(one) for _ in range(count)]


def wanted(one: OnsiteClass, **more: object) -> Plan:
    """What stands, with some of it another way."""
    one.refresh_from_db()
    said = {"title": "周末面对面", "starts_at": one.starts_at, "minutes": one.minutes, "place": one.place}
    said |= {"directions": one.directions, "seats": one.seats, "host_id": one.host_id, "free": False}
    return said | more  # type: ignore[return-value]


def code(one: OnsiteClass, *, seconds_ago: int = 0) -> str:
    return passes.shown(one.pk, now() - timedelta(seconds=seconds_ago))


def states(one: OnsiteClass) -> list[str]:
    """Of all seats, in the order in which they were asked for."""
    held = Seat.objects.filter(onsite_class=one).order_by("number", "pk")
    return list(held.values_list("state", flat=True))


def state(one: OnsiteClass, user: User) -> str:
    return Seat.objects.get(onsite_class=one, user=user).state
