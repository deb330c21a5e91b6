"""Opening a part of courseware and keeping what it reports."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

import orjson
from django.db import transaction

from zhiyu.access.actions import open_lesson
from zhiyu.access.errors import LessonLocked
from zhiyu.access.standing import Person, Right
from zhiyu.catalog.models import Lesson
from zhiyu.catalog.queries import lesson as live_lesson
from zhiyu.courseware import outcomes, queries
from zhiyu.courseware.errors import ContinuedElsewhere, NoExercise, TooMuchState
from zhiyu.courseware.models import Attempt
from zhiyu.kernel.clock import now
from zhiyu.learning.actions import openable, work_on
from zhiyu.media.exercises.manifest import Part

MOST_STATE = 256 * 1024
SLACK_SECONDS = 5


@dataclass(frozen=True)
class Opened:
    """``attempt`` is None for who leaves no trace: visitors of a free lesson, staff who look in."""

    lesson: Lesson
    standard: str
    part: Part
    attempt: Attempt | None

    @property
    def asset_id(self) -> UUID:
        if self.lesson.asset_id is None:
            raise NoExercise
        return self.lesson.asset_id


@dataclass(frozen=True, kw_only=True)
class Report:
    """``number`` counts a session's reports from 1, ``seconds`` its time by now."""

    part: str
    session: UUID
    number: int
    seconds: int
    cmi: Mapping[str, Any]


@transaction.atomic
def open_part(*, user: Person, lesson_id: int, part: str, anew: bool = False) -> Opened:
    """Begin or go on; ``anew`` forgets where it stopped and never what was reached."""
    lesson = live_lesson(lesson_id)
    standard, found = queries.part_named(lesson, part)
    right = open_lesson(user=user, lesson=lesson)
    if right == Right.NONE:
        raise LessonLocked
    kept = right != Right.STAFF and user.is_authenticated
    attempt = begin(user_id=user.pk, lesson=lesson, part=found, anew=anew) if kept and user.pk else None
    return Opened(lesson, standard, found, attempt)


BEGUN = [
    *("session", "session_at", "session_seconds", "saved", "cmi", "rounds", "completion", "success", "score"),
    *("completed_at", "updated_at"),
]
KEPT = [
    *("cmi", "completion", "success", "score", "best", "seconds", "session_seconds", "saved", "updated_at"),
    "completed_at",
]


@transaction.atomic
def begin(*, user_id: int, lesson: Lesson, part: Part, anew: bool) -> Attempt:
    """The window that opens it last is the one that may write."""
    attempt, created = locked(user_id, lesson.pk, part.key)
    attempt.session, attempt.session_at, attempt.session_seconds, attempt.saved = uuid4(), now(), 0, 0
    if anew and not created:
        attempt.cmi, attempt.rounds = {}, attempt.rounds + 1
        attempt.completion, attempt.success, attempt.score = Attempt.Completion.UNKNOWN, Attempt.Success.UNKNOWN, None
    if not part.tracked and attempt.completed_at is None:
        attempt.completed_at, attempt.completion = now(), Attempt.Completion.COMPLETED
    attempt.save(update_fields=BEGUN)
    note(attempt, lesson)
    return attempt


@transaction.atomic
def commit(*, user_id: int, lesson_id: int, report: Report) -> Attempt:
    """Keep what a part reports; one that is older than what came already changes nothing.

    All of it is the word of the learner's browser. Time is believed as far as the clock on the wall allows.
    """
    if len(orjson.dumps(report.cmi)) > MOST_STATE:
        raise TooMuchState
    lesson = openable(user_id=user_id, lesson_id=lesson_id)
    standard, found = queries.part_named(lesson, report.part)
    attempt = Attempt.objects.select_for_update().filter(user=user_id, lesson=lesson_id, part=found.key).first()
    if attempt is None or attempt.session is None or attempt.session_at is None:
        raise NoExercise
    if attempt.session != report.session:
        raise ContinuedElsewhere
    if report.number <= attempt.saved:
        return attempt
    passed = int((now() - attempt.session_at).total_seconds()) + SLACK_SECONDS
    told = min(max(report.seconds, attempt.session_seconds), passed)
    attempt.seconds += max(0, told - attempt.session_seconds)
    attempt.session_seconds = max(told, attempt.session_seconds)
    attempt.saved, attempt.cmi = report.number, dict(report.cmi)
    take(attempt, outcomes.outcome_of(standard, report.cmi, mastery=found.mastery))
    attempt.save(update_fields=KEPT)
    note(attempt, lesson)
    return attempt


def take(attempt: Attempt, outcome: outcomes.Outcome) -> None:
    """What was reached once stays: the best score, and that it was completed."""
    attempt.completion, attempt.success, attempt.score = outcome.completion, outcome.success, outcome.score
    if outcome.score is not None:
        attempt.best = max(outcome.score, attempt.best or 0.0)
    done = outcome.completion == Attempt.Completion.COMPLETED or outcome.success == Attempt.Success.PASSED
    if done and attempt.completed_at is None:
        attempt.completed_at = now()


def locked(user_id: int, lesson_id: int, part: str) -> tuple[Attempt, bool]:
    made, created = Attempt.objects.get_or_create(user_id=user_id, lesson_id=lesson_id, part=part)
    return (made, True) if created else (Attempt.objects.select_for_update().get(pk=made.pk), False)


def note(attempt: Attempt, lesson: Lesson) -> None:
    """Their place in the course, and its completion where the lesson's rule is fulfilled."""

    def fulfils(lesson: Lesson) -> bool:
        mine = attempt.user_id
        return lesson.asset_id is not None and queries.exercise_of(
            lesson_id=lesson.pk, asset_id=lesson.asset_id, user_id=mine
        ).fulfils(lesson)

    work_on(user_id=attempt.user_id, lesson_id=lesson.pk, fulfils=fulfils)
