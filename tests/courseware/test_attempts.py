"""What a learner's browser reports of courseware, kept so that nothing that was reached is lost."""

from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.auth.models import AnonymousUser
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from tests import make
from tests.courseware import packages
from tests.pace import examples
from tests.together import together
from zhiyu.access.actions import grant, revoke
from zhiyu.access.errors import LessonLocked
from zhiyu.access.models import Consumption, Grant
from zhiyu.accounts.models import User
from zhiyu.catalog.actions import set_lesson_asset
from zhiyu.catalog.models import Course, Lesson
from zhiyu.courseware.actions import MOST_STATE, Report, commit, open_part
from zhiyu.courseware.errors import ContinuedElsewhere, NoExercise, TooMuchState
from zhiyu.courseware.models import Attempt
from zhiyu.courseware.outcomes import outcome_of, starting
from zhiyu.courseware.queries import board_of, exercise_of, results
from zhiyu.kernel.clock import now
from zhiyu.learning.actions import save_progress
from zhiyu.learning.models import Progress
from zhiyu.media.actions import package_now, store_file
from zhiyu.platform.models import Event

pytestmark = pytest.mark.django_db


def said(status: str = "incomplete", raw: str = "", **more: Any) -> dict[str, Any]:
    return {"core": {"lesson_status": status, "score": {"raw": raw, "min": "", "max": ""}}, **more}


def begun(user: User, lesson: Lesson, part: str = "p0", *, anew: bool = False) -> Attempt:
    attempt = open_part(user=user, lesson_id=lesson.pk, part=part, anew=anew).attempt
    assert attempt
    return attempt


def told(attempt: Attempt, number: int, cmi: Mapping[str, Any], *, seconds: int = 0) -> Attempt:
    assert attempt.session
    report = Report(part=attempt.part, session=attempt.session, number=number, seconds=seconds, cmi=cmi)
    return commit(user_id=attempt.user_id, lesson_id=attempt.lesson_id, report=report)


def earlier(attempt: Attempt, seconds: int) -> None:
    at = Attempt.objects.get(pk=attempt.pk).session_at
    assert at
    Attempt.objects.filter(pk=attempt.pk).update(session_at=at - timedelta(seconds=seconds))


def test_opening_counts_as_opened_and_passing_completes_the_lesson_once(learner: User, lesson: Lesson) -> None:
    attempt = begun(learner, lesson)
    assert list(Consumption.objects.values_list("lesson_id", flat=True)) == [lesson.pk]
    assert Progress.objects.get().completed_at is None

    told(attempt, 1, said("incomplete", suspend_data="第 2 题"))
    told(attempt, 2, said("passed", "90"))
    told(attempt, 2, said("failed", "10"))

    row = Attempt.objects.get()
    assert (row.completion, row.success, row.score, row.best, row.saved) == ("completed", "passed", 0.9, 0.9, 2)
    assert Progress.objects.get().completed_at is not None
    assert list(Event.objects.values_list("name", flat=True)) == ["learning.lesson_completed"]


def test_beginning_anew_forgets_the_place_and_keeps_what_was_reached(learner: User, lesson: Lesson) -> None:
    first = begun(learner, lesson)
    told(first, 1, said("passed", "90", suspend_data="x"))

    again = begun(learner, lesson, anew=True)
    told(again, 1, said("failed", "40"))

    row = Attempt.objects.get()
    assert (row.cmi["core"]["score"]["raw"], row.rounds) == ("40", 2)
    assert (row.success, row.score, row.best) == ("failed", 0.4, 0.9)
    assert row.completed_at is not None


def test_the_window_that_opened_last_is_the_one_that_writes(learner: User, lesson: Lesson) -> None:
    first = begun(learner, lesson)
    second = begun(learner, lesson)

    with pytest.raises(ContinuedElsewhere):
        told(first, 1, said("passed", "100"))
    told(second, 1, said("incomplete", "20"))

    assert Attempt.objects.get().best == 0.2


def test_time_is_believed_as_far_as_the_clock_allows_and_adds_up(learner: User, lesson: Lesson) -> None:
    attempt = begun(learner, lesson)
    earlier(attempt, 60)
    told(attempt, 1, said(), seconds=30)
    told(attempt, 2, said(), seconds=20)
    told(attempt, 3, said(), seconds=100_000)
    again = begun(learner, lesson)
    told(again, 1, said(), seconds=3)

    assert Attempt.objects.get().seconds == 65 + 3


def test_who_lost_the_right_is_refused_and_nothing_is_kept(learner: User, lesson: Lesson) -> None:
    attempt = begun(learner, lesson)
    grant_row = Grant.objects.get()
    revoke(source=grant_row.source, product_id=grant_row.product_id, because="refund")

    with pytest.raises(LessonLocked):
        told(attempt, 1, said("passed", "100"))
    with pytest.raises(LessonLocked):
        open_part(user=learner, lesson_id=lesson.pk, part="p0")

    assert Attempt.objects.get().best is None


def test_staff_and_visitors_of_a_free_lesson_leave_no_trace(lesson: Lesson) -> None:
    staff = make.user(role="creator")
    assert open_part(user=staff, lesson_id=lesson.pk, part="p0").attempt is None
    with pytest.raises(LessonLocked):
        open_part(user=AnonymousUser(), lesson_id=lesson.pk, part="p0")

    Lesson.objects.filter(pk=lesson.pk).update(free=True)
    assert open_part(user=AnonymousUser(), lesson_id=lesson.pk, part="p0").attempt is None

    assert (Attempt.objects.count(), Progress.objects.count()) == (0, 0)


def test_what_is_too_much_or_was_never_opened_is_refused(learner: User, lesson: Lesson) -> None:
    attempt = begun(learner, lesson)
    stranger = Report(part="p0", session=uuid4(), number=1, seconds=0, cmi={})

    with pytest.raises(TooMuchState):
        told(attempt, 1, {"suspend_data": "x" * MOST_STATE})
    with pytest.raises(NoExercise):
        open_part(user=learner, lesson_id=lesson.pk, part="p9")
    with pytest.raises(ContinuedElsewhere):
        commit(user_id=learner.pk, lesson_id=lesson.pk, report=stranger)

    assert Attempt.objects.get().cmi == {}


@pytest.mark.parametrize(
    ("rule", "percent", "reports", "completed"),
    [
        ("watched", 80, {"p0": said("completed")}, False),
        ("watched", 80, {"p0": said("completed"), "p1": said("failed", "10")}, True),
        ("scored", 80, {"p0": said("failed", "70"), "p1": said("passed", "90")}, True),
        ("scored", 81, {"p0": said("failed", "70"), "p1": said("passed", "90")}, False),
        ("scored", 80, {"p0": said("passed", "100")}, False),
        ("scored", 10, {"p0": said("completed"), "p1": said("completed")}, False),
        ("manual", 1, {"p0": said("passed", "100"), "p1": said("passed", "100")}, False),
    ],
)
def test_a_lesson_is_learned_by_its_own_rule(  # noqa: PLR0913, PLR0917 -- a row of the table
    learner: User,
    course: Course,
    tmp_path: Path,
    rule: str,
    percent: int,
    reports: Mapping[str, dict[str, Any]],
    completed: bool,  # noqa: FBT001
) -> None:
    lesson = packages.lesson_of(course, packages.scorm12(tmp_path / "two.zip", 2))
    Lesson.objects.filter(pk=lesson.pk).update(rule=rule, rule_percent=percent)

    for part, cmi in reports.items():
        told(begun(learner, lesson, part), 1, cmi)

    assert (Progress.objects.get().completed_at is not None) is completed


def test_watching_ranges_completes_no_courseware(learner: User, lesson: Lesson) -> None:
    save_progress(user_id=learner.pk, lesson_id=lesson.pk, position=1, ranges=[(0, 1)])

    assert Progress.objects.get().completed_at is None


def test_a_page_that_only_is_read_is_done_when_it_is_opened(learner: User, course: Course, tmp_path: Path) -> None:
    parts = {"imsmanifest.xml": packages.manifest2004(), "content/a b.html": b"", "content/read.html": b""}
    lesson = packages.lesson_of(course, packages.packed(tmp_path / "x.zip", parts))

    begun(learner, lesson, "b")
    told(begun(learner, lesson, "a"), 1, {"score": {"scaled": "0.7"}, "completion_status": "completed"})

    assert list(Attempt.objects.order_by("part").values_list("part", "success", "best")) == [
        ("a", "passed", 0.7),
        ("b", "unknown", None),
    ]
    assert Progress.objects.get().completed_at is not None


@pytest.mark.parametrize(
    ("standard", "cmi", "mastery", "expected"),
    [
        ("scorm12", {}, None, ("unknown", "unknown", None)),
        ("scorm12", said("completed", "85"), 0.8, ("completed", "passed", 0.85)),
        ("scorm12", said("passed", "10"), 0.8, ("completed", "passed", 0.1)),
        ("scorm12", {"core": {"score": {"raw": "3", "min": "1", "max": "5"}}}, None, ("unknown", "unknown", 0.5)),
        ("scorm12", {"core": {"score": {"raw": "9", "min": "9", "max": "9"}}}, None, ("unknown", "unknown", None)),
        ("scorm12", {"core": ["x"], "score": 3}, None, ("unknown", "unknown", None)),
        ("scorm12", said("nonsense", "nan"), 0.5, ("unknown", "unknown", None)),
        (
            "scorm2004",
            {"completion_status": "incomplete", "score": {"scaled": "-0.5"}},
            None,
            ("incomplete", "unknown", 0.0),
        ),
        ("scorm2004", {"success_status": "failed", "score": {"raw": 7, "max": 10}}, 0.5, ("unknown", "failed", 0.7)),
        ("html", {"score": 1.5, "completed": True}, None, ("completed", "unknown", 1.0)),
        ("html", {"score": True, "completed": "yes"}, None, ("incomplete", "unknown", None)),
    ],
)
def test_the_words_of_each_standard_mean_the_same_to_us(
    standard: str, cmi: dict[str, Any], mastery: float | None, expected: tuple[str, str, float | None]
) -> None:
    found = outcome_of(standard, cmi, mastery=mastery)

    assert (found.completion, found.success, found.score) == expected


def test_a_part_finds_what_it_kept_and_what_only_we_may_say() -> None:
    facts = {"id": "u1", "name": "王小满", "launch_data": "x", "mastery": 0.8}
    kept = {"suspend_data": "abc", "core": {"lesson_status": "incomplete", "exit": "suspend"}}

    first = starting("scorm12", {}, facts, seconds=0)
    again = starting("scorm12", kept, facts, seconds=3725)
    newer = starting("scorm2004", {"location": "3"}, facts, seconds=61)

    assert (first["core"]["entry"], first["core"]["lesson_status"]) == ("ab-initio", "not attempted")
    assert again["suspend_data"] == "abc"
    assert again["core"]["total_time"] == "0001:02:05"
    assert (again["core"]["entry"], again["core"]["exit"], again["student_data"]["mastery_score"]) == (
        "resume",
        "",
        "80",
    )
    assert (newer["location"], newer["total_time"], newer["scaled_passing_score"]) == ("3", "PT61S", "0.8")


@pytest.mark.django_db(transaction=True)
def test_parts_finished_at_the_same_moment_complete_the_lesson_once(
    learner: User, course: Course, tmp_path: Path
) -> None:
    lesson = packages.lesson_of(course, packages.scorm12(tmp_path / "four.zip", 4))
    attempts = [begun(learner, lesson, f"p{n}") for n in range(4)]

    together(8, lambda n: told(attempts[n % 4], 1, said("passed", "100")))

    assert Attempt.objects.filter(completed_at__isnull=False).count() == 4
    assert Event.objects.filter(name="learning.lesson_completed").count() == 1


@pytest.mark.django_db(transaction=True)
def test_one_part_opened_at_the_same_moment_has_one_row_and_one_writer(learner: User, lesson: Lesson) -> None:
    opened = together(4, lambda _n: begun(learner, lesson))
    answers = together(4, lambda n: told(opened[n], 1, said("incomplete", str(n * 10))))  # type: ignore[arg-type]

    assert Attempt.objects.count() == 1
    assert sum(isinstance(one, Attempt) for one in answers) == 1


@pytest.mark.parametrize("count", [1, 3])
def test_the_board_lists_who_worked_in_a_flat_number_of_queries(
    lesson: Lesson, course: Course, count: int, django_assert_num_queries: Any
) -> None:
    for n in range(count):
        user = make.user()
        grant(user_id=user.pk, product_id=course.product_id, source=f"order_line:{n}")
        told(begun(user, lesson), 1, said("passed", str(100 - 50 * (n % 2))))

    board = board_of(lesson.pk)
    with django_assert_num_queries(2):
        listed = results(board.rows)

    assert [one.percent for one in listed] == [100, 50, 100][:count][::-1]
    assert (board.people, board.finished, board.percent) == (count, count, {1: 100, 3: 83}[count])


def test_what_was_done_in_an_earlier_package_is_not_counted_in_the_one_of_today(
    lesson: Lesson, learner: User, course: Course, tmp_path: Path
) -> None:
    before, now_there = make.user(), packages.scorm12(tmp_path / "two.zip", 2)
    grant(user_id=before.pk, product_id=course.product_id, source="order_line:1")
    for one in (before, learner):
        told(begun(one, lesson), 1, said("passed", "100"))
    Attempt.objects.filter(user=before).update(part="gone")
    Attempt.objects.create(user=learner, lesson=lesson, part="gone", completed_at=now(), best=0.1)
    asset = store_file(path=now_there, name="two.zip", owner_id=None, expect="played")
    set_lesson_asset(lesson_id=lesson.pk, asset_id=asset.pk, actor_id=None)
    package_now(asset.pk)

    board = board_of(lesson.pk)
    assert (board.parts, board.people, board.finished, board.percent) == (2, 1, 0, 100)
    assert [(one.user, one.done, one.percent) for one in results(board.rows)] == [(learner, 1, 100)]


class TestInvariant(TestCase):
    """Whatever is reported in whatever order: time never shrinks, the best stays the best, done stays done."""

    @settings(max_examples=examples(10), deadline=None)
    @given(
        st.lists(
            st.tuples(
                st.booleans(),
                st.integers(0, 6),
                st.integers(0, 200),
                st.sampled_from(["passed", "failed", "incomplete", "completed", "", "odd"]),
                st.one_of(st.just(""), st.integers(-50, 150).map(str)),
            ),
            min_size=1,
            max_size=6,
        )
    )
    def test_nothing_that_was_reached_is_lost(self, reports: list[tuple[bool, int, int, str, str]]) -> None:
        user, (lesson, _course) = make.user(), bare_lesson()
        attempt, before = begun(user, lesson), Attempt()
        for anew, number, seconds, status, raw in reports:
            if anew:
                attempt = begun(user, lesson, anew=seconds % 2 == 0)
            earlier(attempt, seconds // 2)
            told(attempt, number, said(status, raw), seconds=seconds)
            now = Attempt.objects.get(user=user)
            assert now.seconds >= before.seconds
            assert (now.best or 0) >= (before.best or 0)
            assert (now.completed_at or before.completed_at) == (before.completed_at or now.completed_at)
            assert before.completed_at is None or now.completed_at == before.completed_at
            before = now
        whole = exercise_of(lesson_id=lesson.pk, asset_id=lesson.asset_id or uuid4(), user_id=user.pk)
        done = Progress.objects.get(user=user).completed_at is not None
        assert done == (whole.done == 1)


def bare_lesson() -> tuple[Lesson, Course]:
    """Without files: what is reported asks for none."""
    from zhiyu.media.models import Asset, Courseware  # noqa: PLC0415

    course = make.course(lessons=1)
    asset = Asset.objects.create(
        kind="exercise", state="ready", name="x.zip", mime="application/zip", size=1, sha256="0"
    )
    parts = [{"key": "p0", "title": "p", "depth": 0, "path": "p.html", "tracked": True}]
    Courseware.objects.create(asset=asset, standard="scorm12", parts=parts)
    lesson = Lesson.objects.create(
        chapter=course.chapters.get(), title="练", kind="exercise", position=9, asset=asset, free=True
    )
    return lesson, course
