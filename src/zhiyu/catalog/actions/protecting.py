from typing import TypedDict, Unpack

from django.db import transaction

from zhiyu.catalog.actions.courses import CourseChanges, edit_course
from zhiyu.catalog.actions.ripple import lock_course
from zhiyu.catalog.models import Course
from zhiyu.catalog.protection import may_download, may_trace


class Protection(TypedDict):
    players: str
    traced: bool
    trace_against: int
    downloads: bool
    no_skip: bool


@transaction.atomic
def protect_course(*, course_id: int, actor_id: int | None, **wanted: Unpack[Protection]) -> Course:
    """From the next player that is opened on. Said twice it is written once."""
    course = lock_course(course_id)
    if wanted["traced"]:
        may_trace(was=course.traced)
    if wanted["downloads"]:
        may_download(players=wanted["players"], was=course.downloads)
    changes: CourseChanges = {
        "wrapped_keys": wanted["players"] == "wrapped",
        "plain_small": wanted["players"] == "small",
        "traced": wanted["traced"],
        "trace_against": wanted["trace_against"],
        "downloads": wanted["downloads"],
        "no_skip": wanted["no_skip"],
    }
    if all(getattr(course, name) == value for name, value in changes.items()):
        return course
    return edit_course(course_id=course_id, actor_id=actor_id, **changes)
