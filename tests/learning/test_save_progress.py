import json
import threading
from datetime import timedelta

import pytest
from django.db import connections
from django.test import Client

from tests import make
from zhiyu.access.actions import grant
from zhiyu.access.errors import LessonLocked
from zhiyu.accounts.models import User
from zhiyu.catalog.models import Course, Lesson
from zhiyu.kernel.clock import now
from zhiyu.learning.actions import mark_complete, save_progress
from zhiyu.learning.errors import CompletedByWatching
from zhiyu.learning.models import Progress
from zhiyu.platform.models import Event

pytestmark = pytest.mark.django_db


def watch(user: User, lesson: Lesson, *ranges: tuple[float, float], position: float | None = None) -> Progress:
    at = ranges[-1][1] if position is None and ranges else position or 0.0
    return save_progress(user_id=user.pk, lesson_id=lesson.pk, position=at, ranges=ranges)


def test_ranges_add_up_and_the_position_is_the_latest(learner: User, video: Lesson) -> None:
    watch(learner, video, (0, 10.5))
    watch(learner, video, (40, 50), (45, 60.25), position=12.125)

    row = Progress.objects.get()
    assert (row.ranges, row.watched_seconds, row.position) == ([[0, 10.5], [40, 60.25]], 30, 12.125)
    assert row.completed_at is None
    assert not Event.objects.exists()


def test_nothing_beyond_the_end_counts(learner: User, video: Lesson) -> None:
    watch(learner, video, (90, 5_000))

    row = Progress.objects.get()
    assert (row.ranges, row.watched_seconds, row.position) == ([[90, 100]], 10, 100)


def test_the_rule_completes_the_lesson_once_against_the_outline_of_the_day(
    learner: User, course: Course, video: Lesson
) -> None:
    Course.objects.update(outline_version=3)
    watch(learner, video, (0, 79.999))
    assert Progress.objects.get().completed_at is None

    watch(learner, video, (79.999, 80))
    first = Progress.objects.get()
    Course.objects.update(outline_version=4)
    watch(learner, video, (0, 100))

    row = Progress.objects.get()
    assert (row.completed_version, row.completed_at) == (3, first.completed_at)
    assert list(Event.objects.values_list("name", "payload")) == [
        (
            "learning.lesson_completed",
            {"user_id": learner.pk, "lesson_id": video.pk, "course_id": course.pk, "outline_version": 3},
        )
    ]


def test_a_rule_of_all_of_it_forgives_the_last_second(learner: User, video: Lesson) -> None:
    Lesson.objects.filter(pk=video.pk).update(rule_percent=100)
    watch(learner, video, (0, 98.9))
    assert Progress.objects.get().completed_at is None
    watch(learner, video, (98.9, 99))
    assert Progress.objects.get().completed_at is not None


def test_a_lesson_without_its_file_is_never_completed_by_itself(learner: User, video: Lesson) -> None:
    Lesson.objects.filter(pk=video.pk).update(asset=None)
    watch(learner, video, (0, 100))
    assert Progress.objects.get().completed_at is None


def test_an_article_is_done_at_its_end(learner: User, articles: list[Lesson]) -> None:
    watch(learner, articles[1], (0, 95), position=95)
    assert Progress.objects.get().completed_at is None
    watch(learner, articles[1], (95, 100), position=100)
    assert Progress.objects.get().completed_at is not None


def test_an_article_is_done_when_the_learner_says_so(learner: User, articles: list[Lesson]) -> None:
    first = mark_complete(user_id=learner.pk, lesson_id=articles[1].pk).completed_at
    again = mark_complete(user_id=learner.pk, lesson_id=articles[1].pk).completed_at
    assert first == again
    assert Event.objects.count() == 1


def test_a_video_is_marked_only_when_its_rule_leaves_that_to_the_learner(learner: User, video: Lesson) -> None:
    with pytest.raises(CompletedByWatching):
        mark_complete(user_id=learner.pk, lesson_id=video.pk)
    Lesson.objects.filter(pk=video.pk).update(rule="manual")

    watch(learner, video, (0, 100))
    assert Progress.objects.get().completed_at is None
    mark_complete(user_id=learner.pk, lesson_id=video.pk)
    assert Progress.objects.get().completed_at is not None


def test_only_who_may_open_a_lesson_makes_progress_in_it(video: Lesson, articles: list[Lesson]) -> None:
    stranger = make.user()
    with pytest.raises(LessonLocked):
        watch(stranger, video, (0, 5))
    with pytest.raises(LessonLocked):
        mark_complete(user_id=stranger.pk, lesson_id=video.pk)
    assert not Progress.objects.exists()

    watch(stranger, articles[0], (0, 5))
    assert Progress.objects.get().user_id == stranger.pk


@pytest.mark.django_db(transaction=True)
def test_devices_at_the_same_moment_lose_nothing_of_each_other() -> None:
    learner, course = make.user(), make.course(lessons=1)
    grant(user_id=learner.pk, product_id=course.product_id, source="staff:1")
    lesson = Lesson.objects.get()
    together = threading.Barrier(6)

    def read(part: int) -> None:
        together.wait()
        watch(learner, lesson, (part * 10, part * 10 + 5), position=part)
        connections.close_all()

    threads = [threading.Thread(target=read, args=(part,)) for part in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)

    row = Progress.objects.get()
    assert row.ranges == [[n * 10, n * 10 + 5] for n in range(6)]
    assert row.watched_seconds == 30


def test_a_player_hears_how_much_of_the_course_is_done_when_its_lesson_is(
    client: Client, learner: User, video: Lesson
) -> None:
    make.login(client, learner)
    path = f"/api/v1/lessons/{video.pk}/progress"

    def put(*ranges: tuple[float, float]) -> dict[str, object]:
        body = json.dumps({"position": 1, "ranges": ranges})
        return dict(client.put(path, body, content_type="application/json").json())

    assert put((0, 10))["course"] is None
    course = put((0, 100))["course"]
    assert isinstance(course, dict)
    assert course["done"] == 1
    shown = client.get(f"/lessons/{video.pk}").content.decode()
    assert f"学完 1 / {course['total']} 课" in shown
    assert f'value="{course["percent"]}"' in shown
    assert put((0, 10))["course"] == course, "an answer may have been lost"
    Progress.objects.update(completed_at=now() - timedelta(minutes=2))
    assert put((0, 10))["course"] is None
