"""What is on, what is coming, and what a visitor gets of it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from zhiyu.access.queries import right_to
from zhiyu.access.standing import Person, Right
from zhiyu.kernel.clock import now
from zhiyu.kernel.errors import NotFound
from zhiyu.live.models import LiveClass

State = LiveClass.State
# Longer without a sign of the teacher's computer: viewers are told that the picture is being waited for.
SILENCE = timedelta(seconds=8)


@dataclass(frozen=True, kw_only=True)
class Facts:
    """All that a page about one class must know. ``state`` is by the clock where it is a film."""

    class_id: int
    lesson_id: int
    course_code: str
    course_title: str
    title: str
    host_id: int
    host_name: str
    state: str
    starts_at: datetime
    ends_at: datetime
    began_at: datetime | None
    ended_at: datetime | None
    is_film: bool
    right: Right
    interrupted: bool
    replay: bool

    @property
    def may_watch(self) -> bool:
        return self.right != Right.NONE

    @property
    def on_air(self) -> bool:
        return self.state == State.LIVE


def live_class(class_id: int) -> LiveClass:
    """With its lesson, course and host; a lesson that was removed takes its class with it."""
    found = (
        LiveClass.objects.select_related("lesson__chapter__course__product", "lesson__asset", "host", "signal", "asset")
        .filter(pk=class_id, lesson__removed_at=None, lesson__chapter__removed_at=None)
        .first()
    )
    if found is None:
        raise NotFound
    return found


def facts(class_id: int, user: Person) -> Facts:
    """Who may not even see the course finds nothing."""
    one = live_class(class_id)
    product = one.lesson.chapter.course.product
    right = right_to(user, one.lesson)
    if right == Right.NONE and product.status != product.Status.PUBLISHED:
        raise NotFound
    state = state_of(one)
    return Facts(
        class_id=one.pk,
        lesson_id=one.lesson_id,
        course_code=product.code,
        course_title=product.title,
        title=one.lesson.title,
        host_id=one.host_id,
        host_name=one.host.name,
        state=state,
        starts_at=one.starts_at,
        ends_at=one.ends_at,
        began_at=one.began_at,
        ended_at=one.ended_at,
        is_film=one.is_film,
        right=right,
        interrupted=state == State.LIVE and not one.is_film and not is_heard(one),
        replay=one.lesson.asset_id is not None and one.lesson.kind != one.lesson.Kind.LIVE,
    )


def state_of(one: LiveClass) -> State:
    """A film shown as live begins and ends by the clock, whether or not anybody wrote it down yet."""
    if one.is_film and one.asset is not None and one.state in {State.PLANNED, State.LIVE}:
        ends_at = one.starts_at + timedelta(milliseconds=one.asset.duration_ms)
        return State.PLANNED if now() < one.starts_at else State.LIVE if now() < ends_at else State.ENDED
    return State(one.state)


def is_heard(one: LiveClass) -> bool:
    signal = getattr(one, "signal", None)
    return signal is not None and signal.connected_at is not None and signal.heard_at > now() - SILENCE
