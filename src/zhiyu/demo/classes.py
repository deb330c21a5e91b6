"""A course that is run for one group after the other: one class is on, the next can be booked, one more is coming."""

from datetime import date, timedelta

from zhiyu.accounts.models import User
from zhiyu.catalog.actions import add_intake, publish_intake
from zhiyu.catalog.intakes import intakes_for_studio
from zhiyu.catalog.models import Intake
from zhiyu.catalog.queries import course_by_code
from zhiyu.demo.history import buy
from zhiyu.demo.past import ago
from zhiyu.kernel.clock import day_start

CLASS = "family-letters"
WEEKS = timedelta(days=20)


def open_classes(*, owner: User, learner: User) -> None:
    course = course_by_code(CLASS, on_sale_only=False)
    if intakes_for_studio(course.pk):
        return
    today = day_start().date()
    with ago(days=28):
        on = class_of(course.pk, owner, starts=today - timedelta(days=7), sold_for=timedelta(days=20))
    class_of(course.pk, owner, starts=today + timedelta(days=14), sold_for=timedelta(days=20))
    class_of(course.pk, owner, starts=today + timedelta(days=42), sold_for=timedelta(days=20))
    with ago(days=10):
        buy(learner, on.product.code)


def class_of(course_id: int, owner: User, *, starts: date, sold_for: timedelta) -> Intake:
    made = add_intake(
        course_id=course_id,
        actor_id=owner.pk,
        name="",
        starts_on=starts,
        ends_on=starts + WEEKS,
        sells_from=starts - timedelta(days=1) - sold_for,
        sells_until=starts - timedelta(days=1),
        at_once=False,
        seats=20,
        price_fen=19_900,
    )
    return publish_intake(intake_id=made.pk, actor_id=owner.pk)
