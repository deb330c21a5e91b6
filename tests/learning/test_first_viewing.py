"""A course whose first viewing does not skip: what counts is what the server's clock left time for."""

import threading
from datetime import datetime, timedelta

import pytest
from django.db import connections
from django.test import Client
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from tests import make
from tests.pace import examples
from zhiyu.access.actions import grant
from zhiyu.accounts.models import User
from zhiyu.catalog.models import Course, Lesson
from zhiyu.kernel.clock import SHANGHAI
from zhiyu.learning.actions import mark_complete, save_progress
from zhiyu.learning.errors import SeenWholeFirst
from zhiyu.learning.models import Attention, Progress, ProvenDay
from zhiyu.learning.proving import SILENCE_MS, SLACK_MS, STEP_MS
from zhiyu.learning.ranges import merged, proved, total_ms
from zhiyu.media.models import Asset
from zhiyu.platform.models import Event

LENGTH_MS = 4_000
SLACK_S, SILENCE_S = SLACK_MS // 1000, SILENCE_MS // 1000
moment = st.integers(-500, LENGTH_MS + 500).map(lambda ms: ms / 1000)
watched = st.lists(st.tuples(moment, moment), max_size=8)


class Clock:
    """Goes on only when it is told to."""

    def __init__(self) -> None:
        tomorrow = datetime.now(SHANGHAI) + timedelta(days=1)  # what is granted before it stands still is in force
        self.at = tomorrow.replace(hour=23, minute=59, second=0, microsecond=0)

    def __call__(self) -> datetime:
        return self.at

    def after(self, seconds: float) -> None:
        self.at += timedelta(seconds=seconds)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    made = Clock()
    monkeypatch.setattr(timezone, "now", made)
    return made


@pytest.fixture
def held(clock: Clock, course: Course, video: Lesson) -> Lesson:
    del clock
    Course.objects.filter(pk=course.pk).update(no_skip=True)
    return video


def report(user: User, lesson: Lesson, *ranges: tuple[float, float], at: float = 0.0) -> Progress:
    return save_progress(user_id=user.pk, lesson_id=lesson.pk, position=at, ranges=ranges)


def test_a_script_that_posts_all_of_it_at_once_gains_no_more_than_the_slack(learner: User, held: Lesson) -> None:
    report(learner, held, (0, 100), at=100)
    report(learner, held, (0, 100), at=100)

    row = Progress.objects.get()
    assert (row.proven, row.ranges, row.reached, row.position) == ([[0, SLACK_S]], [[0, SLACK_S]], SLACK_S, SLACK_S)
    assert row.completed_at is None
    assert not Event.objects.exists()


def test_who_watches_in_real_time_completes_it_at_its_end_and_not_at_the_rule(
    learner: User, held: Lesson, clock: Clock
) -> None:
    report(learner, held)
    for second in range(0, 90, 10):
        clock.after(10)
        assert report(learner, held, (second, second + 10)).completed_at is None
    clock.after(10)
    report(learner, held, (90, 100), at=100)

    row = Progress.objects.get()
    assert (row.proven, row.reached, row.pace) == ([[0, 100]], 100, 1)
    assert row.completed_at == clock.at
    assert [one.name for one in Event.objects.all()] == ["learning.lesson_completed"]


def test_what_lies_ahead_of_the_first_gap_does_not_count(learner: User, held: Lesson, clock: Clock) -> None:
    report(learner, held)
    clock.after(60)
    report(learner, held, (0, 5), (50, 60), at=60)

    row = Progress.objects.get()
    assert (row.proven, row.position) == ([[0, 5]], 5)


def test_steps_over_small_gaps_are_paid_as_if_they_were_watched(learner: User, held: Lesson, clock: Clock) -> None:
    report(learner, held)
    crumbs = [(n * 2.0, n * 2.0 + 0.1) for n in range(50)]
    report(learner, held, *crumbs)
    assert Progress.objects.get().proven == [[0, pytest.approx(SLACK_S, abs=STEP_MS / 1000)]]

    clock.after(1)
    report(learner, held, *crumbs)
    assert total_ms(Progress.objects.get().proven) <= SLACK_MS + 1000


def test_a_gap_without_the_line_is_made_good_when_it_is_back(learner: User, held: Lesson, clock: Clock) -> None:
    report(learner, held)
    clock.after(90)
    report(learner, held, (0, 90))
    assert Progress.objects.get().reached == 90


def test_a_longer_silence_is_another_sitting(learner: User, held: Lesson, clock: Clock) -> None:
    report(learner, held, (0, 5))
    clock.after(SILENCE_S + 1)
    report(learner, held, (0, 100))
    assert Progress.objects.get().reached == 5 + SLACK_S


def test_a_person_has_one_time_for_all_devices_and_lessons(
    learner: User, course: Course, held: Lesson, clock: Clock
) -> None:
    other = Lesson.objects.create(
        chapter=course.chapters.get(), title="另一课", kind="audio", position=10, asset=held.asset
    )
    for _ in range(6):
        clock.after(10)
        report(learner, held, (0, 100))
        report(learner, other, (0, 100))

    assert sum(total_ms(one.proven) for one in Progress.objects.all()) <= SLACK_MS + 60_000


def test_time_spent_in_another_lesson_buys_nothing_here(
    learner: User, course: Course, held: Lesson, clock: Clock
) -> None:
    other = Lesson.objects.create(
        chapter=course.chapters.get(), title="另一课", kind="audio", position=10, asset=held.asset
    )
    report(learner, other)
    clock.after(300)
    report(learner, held, (0, 100))
    assert Progress.objects.get(lesson=held).reached == SLACK_S


def test_who_completed_it_once_is_free(learner: User, course: Course, video: Lesson, clock: Clock) -> None:
    report(learner, video, (0, 80))
    Course.objects.filter(pk=course.pk).update(no_skip=True)
    clock.after(1)

    report(learner, video, (95, 100), at=100)
    assert Progress.objects.get().ranges == [[0, 80], [95, 100]]


def test_a_held_lesson_is_not_marked_by_hand(learner: User, held: Lesson) -> None:
    Lesson.objects.filter(pk=held.pk).update(rule="manual")
    with pytest.raises(SeenWholeFirst):
        mark_complete(user_id=learner.pk, lesson_id=held.pk)
    assert not Progress.objects.exists()


def test_elsewhere_everything_is_as_it_was_and_proof_is_kept_beside_it(
    learner: User, video: Lesson, clock: Clock
) -> None:
    report(learner, video)
    clock.after(10)
    report(learner, video, (0, 80), at=80)

    row = Progress.objects.get()
    assert row.completed_at is not None
    assert (row.ranges, row.proven, row.pace) == ([[0, 80]], [[0, 3 * (10 + SLACK_S)]], 3)


def test_a_report_costs_as_much_however_long_one_has_watched(
    learner: User, held: Lesson, clock: Clock, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    report(learner, held)
    for second in range(0, 50, 10):
        clock.after(10)
        if second:
            with django_assert_num_queries(9):
                report(learner, held, (second, second + 10))
        else:
            report(learner, held, (0, 10))


def last(lesson: Lesson, seconds: float | None) -> None:
    """Its film is so long now; None: away."""
    Lesson.objects.filter(pk=lesson.pk).update(asset=lesson.asset if seconds else None)
    assert lesson.asset
    Asset.objects.filter(pk=lesson.asset.pk).update(duration_ms=(seconds or 100) * 1000)


@pytest.mark.parametrize("meanwhile", [None, 20])
def test_a_film_that_is_away_or_shorter_for_a_while_takes_no_proof_along(
    learner: User, held: Lesson, clock: Clock, meanwhile: float | None
) -> None:
    report(learner, held)
    clock.after(60)
    report(learner, held, (0, 60), at=60)
    Progress.objects.update(completed_at=None if meanwhile is None else clock.at)
    last(held, meanwhile)
    report(learner, held, (0, 60), at=60)
    last(held, 100)
    clock.after(60)
    report(learner, held, (0, 60), at=60)

    row = Progress.objects.get()
    assert (row.proven, row.ranges, row.position, row.reached) == ([[0, 60]], [[0, 60]], 60, 60)
    assert sum(ProvenDay.objects.values_list("ms", flat=True)) == 60_000


def test_another_film_is_seen_from_its_beginning_and_one_that_is_back_not_counted_twice(
    learner: User, held: Lesson, clock: Clock, client: Client
) -> None:
    make.login(client, learner)
    address = f"/api/v1/lessons/{held.pk}"
    report(learner, held)
    clock.after(90)
    report(learner, held, (0, 90), at=90)
    other = Asset.objects.create(
        kind="video", state="ready", name="b.mp4", mime="video/mp4", size=1, sha256="1" * 64, duration_ms=100_000
    )
    Lesson.objects.filter(pk=held.pk).update(asset=other)
    assert client.get(address).json()["reached"] == 0
    report(learner, held, (90, 100), at=100)
    assert Progress.objects.get().completed_at is None
    clock.after(20)
    report(learner, held, (0, 20), at=20)
    row = Progress.objects.get()
    assert (row.proven, row.reached, row.position, row.film) == ([[0, 20]], 20, 20, other.pk)

    Lesson.objects.filter(pk=held.pk).update(asset=held.asset)
    clock.after(100)
    report(learner, held, (0, 90), at=90)
    row = Progress.objects.get()
    assert (row.proven, row.reached, row.shelved) == ([[0, 90]], 90, {str(other.pk): [[0, 20]]})
    assert sum(ProvenDay.objects.values_list("ms", flat=True)) == 110_000
    report(learner, held, (90, 100), at=100)
    assert Progress.objects.get().completed_at == clock.at


def test_what_lies_beyond_a_shorter_film_completes_nothing(learner: User, video: Lesson) -> None:
    report(learner, video, (50, 79), at=79)
    last(video, 50)
    report(learner, video, at=79)
    Course.objects.update(no_skip=True)
    report(learner, video, at=79)

    row = Progress.objects.get()
    assert (row.completed_at, row.ranges, row.position, row.reached) == (None, [[50, 79]], 0, 0)


def test_the_last_seconds_after_it_is_completed_are_of_the_first_viewing(
    learner: User, held: Lesson, clock: Clock
) -> None:
    report(learner, held)
    clock.after(80)
    report(learner, held, (0, 80), at=80)
    clock.after(18)
    assert report(learner, held, (80, 98), at=98).completed_at
    clock.after(2)
    report(learner, held, (98, 100), at=100)

    row = Progress.objects.get()
    assert (row.proven, row.reached, row.pace) == ([[0, 100]], 100, 1)


def test_a_proof_that_begins_a_little_late_is_gone_on_with(learner: User, held: Lesson, clock: Clock) -> None:
    report(learner, held)
    Progress.objects.update(proven=[[1.5, 50]])
    clock.after(10)
    assert report(learner, held, at=50).reached == 50
    report(learner, held, (50, 60), at=60)
    assert Progress.objects.get().reached == 60


def test_days_keep_when_it_was_proven_and_repeats_are_in_none(learner: User, held: Lesson, clock: Clock) -> None:
    report(learner, held)
    clock.after(30)
    report(learner, held, (0, 30))
    clock.after(40)
    report(learner, held, (0, 30), (20, 60))
    report(learner, held, (0, 60))

    first = clock.at.date() - timedelta(days=1)
    assert list(ProvenDay.objects.order_by("on").values_list("on", "ms")) == [
        (first, 30_000),
        (clock.at.date(), 30_000),
    ]


def test_both_entrances_say_how_far_one_may_go(learner: User, held: Lesson, clock: Clock, client: Client) -> None:
    make.login(client, learner)
    address = f"/api/v1/lessons/{held.pk}"
    assert client.get(address).json()["reached"] == 0
    assert 'data-reached="0' in client.get(f"/lessons/{held.pk}").content.decode()

    saved = client.put(f"{address}/progress", {"position": 0, "ranges": []}, content_type="application/json")
    clock.after(20)
    saved = client.put(f"{address}/progress", {"position": 20, "ranges": [[0, 20]]}, content_type="application/json")
    assert saved.json()["reached"] == 20
    clock.after(80)
    saved = client.put(f"{address}/progress", {"position": 9, "ranges": [[20, 100]]}, content_type="application/json")
    assert saved.json()["reached"] is None
    assert client.get(address).json()["reached"] is None
    assert "data-reached" not in client.get(f"/lessons/{held.pk}").content.decode()


def test_staff_and_passers_by_are_not_held(held: Lesson, client: Client) -> None:
    Lesson.objects.filter(pk=held.pk).update(free=True)
    assert "data-reached" not in client.get(f"/lessons/{held.pk}").content.decode()
    make.login(client, make.user(role="owner"))
    Lesson.objects.filter(pk=held.pk).update(free=False)
    assert "data-reached" not in client.get(f"/lessons/{held.pk}").content.decode()


@given(watched, watched, st.integers(0, 3_000), st.sampled_from([None, 0, 300]))
def test_proof_is_never_more_than_was_said_or_paid(
    before: list[tuple[float, float]], said: list[tuple[float, float]], budget: int, step: int | None
) -> None:
    length = LENGTH_MS / 1000
    union = merged(before, length=length)
    found = proved(union, said, length=length, budget_ms=budget, step_ms=step)

    assert found == merged(found, length=length)
    assert total_ms(union) <= total_ms(found) <= min(total_ms(union) + budget, LENGTH_MS)
    assert merged([*found, *union], length=length) == found
    if step is None:
        assert total_ms(found) <= total_ms(merged([*union, *said], length=length))
        again = proved(found, said, length=length, budget_ms=LENGTH_MS)
        assert again == merged([*union, *said], length=length)


def test_no_reports_prove_more_than_there_was_time_for(
    learner: User, course: Course, held: Lesson, clock: Clock
) -> None:
    other = Lesson.objects.create(
        chapter=course.chapters.get(), title="另一课", kind="audio", position=10, asset=held.asset
    )
    second = st.integers(-5, 110)
    said = st.lists(st.tuples(second, second), max_size=3)
    reports = st.lists(st.tuples(st.sampled_from([held, other]), st.integers(0, 700), said), max_size=8)

    @settings(max_examples=examples(25))
    @given(reports)
    def none_does(reports: list[tuple[Lesson, int, list[tuple[float, float]]]]) -> None:
        Progress.objects.all().delete()
        Attention.objects.all().delete()
        began = clock.at
        for lesson, seconds, ranges in reports:
            clock.after(seconds)
            report(learner, lesson, *ranges)
        rows = list(Progress.objects.all())
        proven = [total_ms(one.proven) for one in rows]
        assert sum(proven) <= SLACK_MS + (clock.at - began) // timedelta(milliseconds=1)
        assert max(proven, default=0) <= 100_000
        assert sum(ProvenDay.objects.values_list("ms", flat=True)) == sum(proven)
        assert all(one.reached == total_ms(one.proven) / 1000 for one in rows if one.completed_at is None)

    none_does()


@pytest.mark.django_db(transaction=True)
def test_two_devices_at_the_same_moment_use_one_time() -> None:
    learner, course = make.user(), make.course(lessons=1)
    grant(user_id=learner.pk, product_id=course.product_id, source="staff:1")
    asset = Asset.objects.create(
        kind="video", state="ready", name="a.mp4", mime="video/mp4", size=1, sha256="0" * 64, duration_ms=900_000
    )
    Lesson.objects.update(kind="video", asset=asset)
    Course.objects.update(no_skip=True)
    lesson = Lesson.objects.get()
    together = threading.Barrier(6)

    def play() -> None:
        connections["default"].ensure_connection()
        together.wait()
        report(learner, lesson, (0, 900))
        connections.close_all()

    threads = [threading.Thread(target=play) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)

    row = Progress.objects.get()
    assert SLACK_MS <= total_ms(row.proven) < 2 * SLACK_MS
    assert ProvenDay.objects.get().ms == total_ms(row.proven)
