"""A learner who bought sessions, the teacher who gives them, and an appointment of theirs."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from tests import make
from zhiyu.access.actions import grant
from zhiyu.access.models import Grant
from zhiyu.accounts.models import User
from zhiyu.coaching.actions import make_appointment
from zhiyu.coaching.models import Appointment
from zhiyu.kernel.clock import now


@dataclass(frozen=True, kw_only=True)
class Two:
    teacher: User
    learner: User
    held: Grant

    def book(self, *, in_minutes: float = 10, **wanted: Any) -> Appointment:
        asked: dict[str, Any] = {"seen": self.held.appointments.count(), "minutes": 40, "link": ""} | wanted
        starts_at = now() + timedelta(minutes=in_minutes)
        return make_appointment(grant_id=self.held.pk, actor_id=self.teacher.pk, starts_at=starts_at, **asked)


def two(*, sessions: int = 3) -> Two:
    teacher, learner = make.user(role="creator", name="林知"), make.user(name="小满")
    package = make.package()
    held = grant(user_id=learner.pk, product_id=package.product_id, source=f"test:{learner.pk}", sessions=sessions)
    return Two(teacher=teacher, learner=learner, held=held)
