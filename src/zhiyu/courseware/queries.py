"""What a lesson's courseware holds and how somebody stands in it; whose is in the name and in the WHERE."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any
from uuid import UUID

from django.db.models import Avg, Count, Max, Q, QuerySet, Sum

from zhiyu.accounts.models import User
from zhiyu.catalog.models import Lesson
from zhiyu.catalog.queries import lesson as live_lesson
from zhiyu.courseware.errors import NoExercise
from zhiyu.courseware.models import Attempt
from zhiyu.kernel.errors import NotFound
from zhiyu.learning.models import Progress
from zhiyu.media.exercises.manifest import Part
from zhiyu.media.queries import courseware_of


@dataclass(frozen=True)
class Standing:
    """One line of the outline, and its learner's attempt if there is one."""

    part: Part
    mine: Attempt | None

    @property
    def done(self) -> bool:
        return self.mine is not None and self.mine.done

    @property
    def percent(self) -> int | None:
        return None if self.mine is None or self.mine.best is None else round(self.mine.best * 100)


@dataclass(frozen=True)
class Exercise:
    standard: str
    outline: Sequence[Standing]

    @cached_property
    def parts(self) -> Sequence[Standing]:
        """Those that can be opened."""
        return [one for one in self.outline if one.part.path]

    @property
    def scored(self) -> list[float]:
        return [one.mine.best for one in self.parts if one.mine and one.mine.best is not None]

    @property
    def score(self) -> float | None:
        """The mean of the best scores, of the parts that give one."""
        return sum(self.scored) / len(self.scored) if self.scored else None

    @property
    def percent(self) -> int | None:
        return None if self.score is None else round(self.score * 100)

    @property
    def done(self) -> int:
        return sum(one.done for one in self.parts)

    @property
    def begun(self) -> bool:
        return any(one.mine for one in self.parts)

    @property
    def next(self) -> Standing:
        """Where to go on: what was open last if it is not done, else the next that is not, else the first."""
        touched = [(one.mine.updated_at, at) for at, one in enumerate(self.parts) if one.mine]
        start = max(touched)[1] if touched else 0
        around = [*self.parts[start:], *self.parts[:start]]
        return next((one for one in around if not one.done), self.parts[0])

    def fulfils(self, lesson: Lesson) -> bool:
        """Whether the lesson's own rule says that it is learned."""
        if lesson.rule == Lesson.Rule.WATCHED:
            return self.done == len(self.parts)
        if lesson.rule != Lesson.Rule.SCORED or self.score is None:
            return False
        every = all(one.done or one.percent is not None for one in self.parts)
        return every and self.score * 100 >= lesson.rule_percent


def parts_of(asset_id: UUID) -> tuple[str, list[Part]]:
    """Its standard and its outline; raises ``NoExercise`` before it is unpacked."""
    try:
        found = courseware_of(asset_id)
    except NotFound:
        raise NoExercise from None
    return found.standard, [Part(**one) for one in found.parts]


def exercise_of(*, lesson_id: int, asset_id: UUID, user_id: int | None) -> Exercise:
    standard, parts = parts_of(asset_id)
    mine: dict[str, Attempt] = {}
    if user_id is not None:
        kept = Attempt.objects.filter(user=user_id, lesson=lesson_id).defer("cmi")
        mine = {one.part: one for one in kept}
    return Exercise(standard, [Standing(part, mine.get(part.key)) for part in parts])


def part_named(lesson: Lesson, key: str) -> tuple[str, Part]:
    """The standard and the part of that key; raises ``NoExercise``."""
    if lesson.kind != Lesson.Kind.EXERCISE or lesson.asset_id is None:
        raise NoExercise
    standard, parts = parts_of(lesson.asset_id)
    found = next((one for one in parts if one.key == key and one.path), None)
    if found is None:
        raise NoExercise
    return standard, found


@dataclass(frozen=True)
class Whole:
    """One person's standing in a whole lesson."""

    exercise: Exercise
    completed: bool


def standing_of(*, lesson_id: int, user_id: int) -> Whole:
    lesson = live_lesson(lesson_id)
    if lesson.asset_id is None:
        raise NoExercise
    exercise = exercise_of(lesson_id=lesson_id, asset_id=lesson.asset_id, user_id=user_id)
    completed = Progress.objects.filter(user=user_id, lesson=lesson_id, completed_at__isnull=False).exists()
    return Whole(exercise, completed)


@dataclass(frozen=True)
class Result:
    """One learner in one lesson's courseware. ``score``: the mean of their best scores."""

    user: User
    score: float | None
    done: int
    seconds: int
    rounds: int
    at: datetime

    @property
    def percent(self) -> int | None:
        return None if self.score is None else round(self.score * 100)


def reached(lesson_id: int, parts: Sequence[str]) -> QuerySet[Attempt, Any]:
    """A row a person, who worked last first. What was done in parts that a later package left out does not count."""
    return (
        Attempt.objects.filter(lesson=lesson_id, part__in=parts)
        .values("user_id")
        .annotate(
            score=Avg("best"),
            completed=Count("pk", filter=Q(completed_at__isnull=False)),
            seconds=Sum("seconds"),
            rounds=Max("rounds"),
            at=Max("updated_at"),
        )
        .order_by("-at", "user_id")
    )


def results(rows: Iterable[dict[str, Any]]) -> list[Result]:
    """``rows`` of ``reached``, each with its person."""
    found = list(rows)
    people = User.objects.in_bulk([row["user_id"] for row in found])
    return [
        Result(
            user=people[row["user_id"]],
            score=row["score"],
            done=row["completed"],
            seconds=row["seconds"],
            rounds=row["rounds"],
            at=row["at"],
        )
        for row in found
    ]


@dataclass(frozen=True)
class Board:
    """What the studio says of a lesson's courseware. ``mean`` is of the people who have a score."""

    lesson: Lesson
    keys: Sequence[str]
    people: int
    mean: float | None
    finished: int

    @property
    def percent(self) -> int | None:
        return None if self.mean is None else round(self.mean * 100)

    @property
    def parts(self) -> int:
        return len(self.keys)

    @property
    def rows(self) -> QuerySet[Attempt, Any]:
        return reached(self.lesson.pk, self.keys)


def board_of(lesson_id: int) -> Board:
    """Raises ``NoExercise`` for a lesson that is none, or is not ready."""
    lesson = live_lesson(lesson_id)
    if lesson.kind != Lesson.Kind.EXERCISE or lesson.asset_id is None:
        raise NoExercise
    _standard, outline = parts_of(lesson.asset_id)
    keys = [one.key for one in outline if one.path]
    finished = Count("user_id", filter=Q(completed__gte=len(keys)))
    rows = reached(lesson_id, keys).order_by()
    found = rows.aggregate(people=Count("user_id"), mean=Avg("score"), finished=finished)
    return Board(lesson=lesson, keys=keys, **found)
