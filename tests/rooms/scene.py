"""A class on air with a learner who has its course and a host."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import uuid4

from tests import make
from zhiyu.access.actions import grant
from zhiyu.accounts.models import User
from zhiyu.catalog.models import Course, Lesson
from zhiyu.kernel.clock import now
from zhiyu.live.models import LiveClass
from zhiyu.rooms.actions import enter


@dataclass(frozen=True, kw_only=True)
class Scene:
    room: int
    host: User
    course: Course
    learner: User

    def another(self, name: str = "") -> User:
        return admitted(self.room, self.course, make.user(name=name))


def key() -> str:
    return uuid4().hex


def on_air(*, state: str = "live", free: bool = False, in_minutes: int = 0) -> Scene:
    course = make.course(title="春天写作课")
    lesson = Lesson.objects.filter(chapter__course=course).last()
    assert lesson is not None
    lesson.kind, lesson.title, lesson.free = Lesson.Kind.LIVE, "开营直播", free
    lesson.save(update_fields=["kind", "title", "free"])
    host = make.user(role="operator", name="林知")
    starts_at = now() + timedelta(minutes=in_minutes)
    made = LiveClass.objects.create(lesson=lesson, host=host, state=state, starts_at=starts_at, began_at=now())
    return Scene(room=made.pk, host=host, course=course, learner=admitted(made.pk, course, make.user(name="小满")))


def admitted(room: int, course: Course, user: User) -> User:
    grant(user_id=user.pk, product_id=course.product_id, source=f"test:{user.pk}")
    enter(room_id=room, user=user)
    return user
