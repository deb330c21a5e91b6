from datetime import datetime
from typing import Annotated

from ninja import Field, Router

from zhiyu.accounts.http import UserRequest, signed_in_api
from zhiyu.catalog.models import Lesson
from zhiyu.kernel.schema import Schema
from zhiyu.learning import actions, queries
from zhiyu.learning.models import Progress

router = Router(tags=["learning"])

DAY = 24 * 3600
Seconds = Annotated[float, Field(ge=0, le=DAY, allow_inf_nan=False)]


class ProgressIn(Schema):
    """``position`` and ``ranges`` in seconds of the lesson; for an article in per cent of its text."""

    position: Seconds
    ranges: Annotated[list[tuple[Seconds, Seconds]], Field(max_length=500)] = []


class ProgressOut(Schema):
    lesson: int
    position: float
    watched_seconds: int
    completed_at: datetime | None


class LessonRef(Schema):
    id: int
    title: str
    kind: str
    position: float


class StudyingOut(Schema):
    """``part``: some lessons of it were bought by themselves, and only they are counted."""

    course: str
    title: str
    owned: bool
    part: bool
    until: datetime | None
    done: int
    total: int
    percent: int
    last: LessonRef | None
    next: LessonRef | None
    touched_at: datetime | None


class StudyingList(Schema):
    items: list[StudyingOut]
    next: str | None


@router.put("/lessons/{int:lesson_id}/progress", response=ProgressOut, auth=signed_in_api)
def save_progress(request: UserRequest, lesson_id: int, body: ProgressIn) -> ProgressOut:
    progress = actions.save_progress(
        user_id=request.user.pk, lesson_id=lesson_id, position=body.position, ranges=body.ranges
    )
    return progress_out(progress)


@router.post("/lessons/{int:lesson_id}/complete", response=ProgressOut, auth=signed_in_api)
def mark_complete(request: UserRequest, lesson_id: int) -> ProgressOut:
    return progress_out(actions.mark_complete(user_id=request.user.pk, lesson_id=lesson_id))


@router.get("/me/learning", response=StudyingList, auth=signed_in_api)
def my_learning(request: UserRequest) -> StudyingList:
    return StudyingList(items=[studying_out(x) for x in queries.my_learning(request.user.pk)], next=None)


def progress_out(progress: Progress) -> ProgressOut:
    return ProgressOut(
        lesson=progress.lesson_id,
        position=progress.position,
        watched_seconds=progress.watched_seconds,
        completed_at=progress.completed_at,
    )


def studying_out(one: queries.Studying) -> StudyingOut:
    return StudyingOut(
        course=one.course.product.code,
        title=one.course.product.title,
        owned=one.owned,
        part=one.part,
        until=one.until,
        done=one.progress.done,
        total=one.progress.total,
        percent=one.progress.percent,
        last=lesson_ref(one.progress, one.progress.last_lesson),
        next=lesson_ref(one.progress, one.progress.next_lesson),
        touched_at=one.touched_at,
    )


def lesson_ref(progress: queries.CourseProgress[Lesson], lesson: Lesson | None) -> LessonRef | None:
    if lesson is None:
        return None
    known = progress.by_lesson.get(lesson.pk)
    return LessonRef(id=lesson.pk, title=lesson.title, kind=lesson.kind, position=known.position if known else 0.0)
