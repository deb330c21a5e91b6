from django.db import transaction

from zhiyu.access.actions import open_lesson
from zhiyu.access.errors import LessonLocked
from zhiyu.access.standing import Person, Right
from zhiyu.live.errors import NotOnAir
from zhiyu.live.models import LiveClass
from zhiyu.live.queries import live_class, state_of
from zhiyu.media import gate, streaming
from zhiyu.media.actions import show_from

State = LiveClass.State


@transaction.atomic
def ticket_for(*, class_id: int, user: Person, holder: gate.Holder) -> gate.Ticket:
    """For what is on now, to whom the whole lesson is open; entering is noted like the opening of any lesson.

    A device too many, or a class that is not on, takes the opening back.
    """
    one = live_class(class_id)
    right = open_lesson(user=user, lesson=one.lesson)
    if right == Right.NONE:
        raise LessonLocked
    if state_of(one) != State.LIVE or one.asset_id is None:
        raise NotOnAir
    if one.is_film:
        stream = show_from(asset_id=one.asset_id, begins_at=one.starts_at)
    elif streaming.count_of(one.asset_id):
        stream = streaming.stream_of(one.asset_id)
    else:
        raise NotOnAir
    wrapped, bought = one.lesson.chapter.course.wrapped_keys, right == Right.OWNED
    return streaming.issue(lesson_id=one.lesson_id, stream=stream, holder=holder, wrapped=wrapped, bought=bought)
