from datetime import datetime, timedelta
from typing import Annotated, Literal

from ninja import Field, Router, Status

from zhiyu.accounts.http import UserRequest, signed_in_api
from zhiyu.catalog.models import Lesson
from zhiyu.kernel.clock import now
from zhiyu.kernel.schema import Schema
from zhiyu.learning import actions, noting, queries
from zhiyu.learning.models import Progress
from zhiyu.learning.notes import Noted, notes_of
from zhiyu.media.books.finding import Spot

router = Router(tags=["learning"])

DAY = 24 * 3600
NEW = timedelta(minutes=1)
Seconds = Annotated[float, Field(ge=0, le=DAY, allow_inf_nan=False)]


class ProgressIn(Schema):
    """``position`` and ``ranges`` in seconds of the lesson; for an article in per cent of its text."""

    position: Seconds
    ranges: Annotated[list[tuple[Seconds, Seconds]], Field(max_length=500)] = []


class CourseDone(Schema):
    done: int
    total: int
    percent: int


class ProgressOut(Schema):
    """``reached``: a first viewing cannot skip beyond that second; null: the whole lesson is free to seek in.

    ``course``: how much of it is done, while that is new: in the minute after the lesson was completed.
    """

    lesson: int
    position: float
    watched_seconds: int
    reached: float | None
    completed_at: datetime | None
    course: CourseDone | None = None


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


class PassageIn(Schema):
    """Characters of a chapter's text from ``start`` up to ``end``."""

    kind: Literal["bookmark", "highlight"]
    chapter: Annotated[int, Field(ge=0, le=9_999)]
    start: Annotated[int, Field(ge=0, le=10_000_000)]
    end: Annotated[int, Field(ge=1, le=10_000_000)]


class NoteIn(Schema):
    note: Annotated[str, Field(max_length=2_000)]


class NoteOut(Schema):
    """``lost``: its words are no longer in the book, so that it has no place there."""

    id: int
    kind: str
    quote: str
    note: str
    lost: bool
    chapter: int | None
    start: int | None
    end: int | None
    at: datetime


class NoteList(Schema):
    items: list[NoteOut]
    next: str | None


@router.get("/lessons/{int:lesson_id}/progress", response=ProgressOut, auth=signed_in_api)
def progress(request: UserRequest, lesson_id: int) -> ProgressOut:
    return progress_out(queries.progress_at(user_id=request.user.pk, lesson_id=lesson_id))


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
    held = actions.is_held(progress.lesson, progress)
    return ProgressOut(
        lesson=progress.lesson_id,
        position=progress.position,
        watched_seconds=progress.watched_seconds,
        reached=progress.reached if held else None,
        completed_at=progress.completed_at,
        course=course_done(progress),
    )


def course_done(progress: Progress) -> CourseDone | None:
    """A player tells of its lesson every ten seconds, and nobody counts a whole course for each."""
    if progress.completed_at is None or progress.completed_at < now() - NEW:
        return None
    (whole,) = queries.progress_in(progress.user_id, [progress.lesson.chapter.course])
    return CourseDone(done=whole.done, total=whole.total, percent=whole.percent)


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


@router.get("/lessons/{int:lesson_id}/notes", response=NoteList, auth=signed_in_api)
def notes(request: UserRequest, lesson_id: int) -> NoteList:
    book = actions.openable(user_id=request.user.pk, lesson_id=lesson_id)
    return NoteList(items=[note_out(one) for one in notes_of(request.user.pk, book)], next=None)


@router.post("/lessons/{int:lesson_id}/notes", response={201: NoteOut}, auth=signed_in_api)
def add_note(request: UserRequest, lesson_id: int, body: PassageIn) -> Status[NoteOut]:
    spot = Spot(body.chapter, body.start, body.end)
    made = noting.add_note(user_id=request.user.pk, lesson_id=lesson_id, kind=body.kind, spot=spot)
    return Status(201, note_out(made))


@router.patch("/notes/{int:note_id}", response=NoteOut, auth=signed_in_api)
def write_note(request: UserRequest, note_id: int, body: NoteIn) -> NoteOut:
    return note_out(noting.write_note(user_id=request.user.pk, note_id=note_id, text=body.note))


@router.delete("/notes/{int:note_id}", response={204: None}, auth=signed_in_api)
def remove_note(request: UserRequest, note_id: int) -> Status[None]:
    noting.remove_note(user_id=request.user.pk, note_id=note_id)
    return Status(204, None)


def note_out(one: Noted) -> NoteOut:
    return NoteOut(
        id=one.note.pk,
        kind=one.note.kind,
        quote=one.note.quote,
        note=one.note.note,
        lost=one.spot is None,
        chapter=one.spot.chapter if one.spot else None,
        start=one.spot.start if one.spot else None,
        end=one.spot.end if one.spot else None,
        at=one.note.at,
    )
