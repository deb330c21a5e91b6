import json
from datetime import timedelta

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from tests import make
from zhiyu.access.actions import grant, revoke
from zhiyu.access.models import Grant
from zhiyu.accounts.actions import issue_token
from zhiyu.accounts.models import User
from zhiyu.catalog.models import Course, Lesson
from zhiyu.kernel.clock import now
from zhiyu.learning.actions import mark_complete, save_progress
from zhiyu.learning.queries import my_learning, progress_in, progress_of

pytestmark = pytest.mark.django_db


def caller(user: User) -> Client:
    token, _device = issue_token(user=user, user_agent="test", address="127.0.0.1")
    return Client(headers={"Authorization": f"Bearer {token}"})


def put_progress(client: Client, lesson: Lesson, body: dict[str, object]) -> tuple[int, dict[str, object]]:
    path = f"/api/v1/lessons/{lesson.pk}/progress"
    answer = client.put(path, json.dumps(body), content_type="application/json")
    return answer.status_code, answer.json()


def test_one_goes_on_where_one_stopped(learner: User, course: Course, video: Lesson, articles: list[Lesson]) -> None:
    assert progress_in(learner.pk, [course])[0].next_lesson == articles[0]
    mark_complete(user_id=learner.pk, lesson_id=articles[1].pk)
    after_second = progress_in(learner.pk, [course])[0]
    assert (after_second.done, after_second.total, after_second.percent) == (1, 3, 33)
    assert (after_second.last_lesson, after_second.next_lesson) == (articles[1], video)

    save_progress(user_id=learner.pk, lesson_id=video.pk, position=70, ranges=[(0, 100)])
    assert progress_in(learner.pk, [course])[0].next_lesson == articles[0]
    mark_complete(user_id=learner.pk, lesson_id=articles[0].pk)
    finished = progress_in(learner.pk, [course])[0]
    assert (finished.percent, finished.next_lesson) == (100, None)


def test_a_removed_lesson_leaves_the_count_but_not_the_books(
    learner: User, course: Course, articles: list[Lesson]
) -> None:
    mark_complete(user_id=learner.pk, lesson_id=articles[1].pk)
    Lesson.objects.filter(pk=articles[1].pk).update(removed_at=now())
    assert progress_in(learner.pk, [course])[0].percent == 0
    Lesson.objects.filter(pk=articles[1].pk).update(removed_at=None)
    assert progress_in(learner.pk, [course])[0].percent == 50


def test_nobody_has_no_progress(course: Course) -> None:
    lessons = list(Lesson.objects.filter(chapter__course=course))
    assert (progress_of(None, lessons).done, progress_of(None, lessons).total) == (0, 2)


def test_the_list_holds_what_is_owned_and_what_was_begun_for_free(learner: User, course: Course) -> None:
    tasted, unknown = make.course(), make.course()
    free = Lesson.objects.get(chapter__course=tasted, free=True)
    save_progress(user_id=learner.pk, lesson_id=free.pk, position=10, ranges=[(0, 10)])

    found = my_learning(learner.pk)
    assert [(x.course, x.owned) for x in found] == [(tasted, False), (course, True)]
    assert unknown not in [x.course for x in found]

    revoke(source="staff:1", product_id=course.product_id, because="refund")
    assert [x.course for x in my_learning(learner.pk)] == [tasted]


def test_the_longest_right_counts(learner: User, course: Course) -> None:
    Grant.objects.update(valid_until=now() + timedelta(days=1))
    later = now() + timedelta(days=9)
    grant(user_id=learner.pk, product_id=course.product_id, source="staff:2", until=later)
    assert my_learning(learner.pk)[0].until == later
    grant(user_id=learner.pk, product_id=course.product_id, source="staff:3")
    assert my_learning(learner.pk)[0].until is None


def test_the_api_saves_and_tells(learner: User, video: Lesson, articles: list[Lesson]) -> None:
    client = caller(learner)
    status, saved = put_progress(client, video, {"position": 5.0, "ranges": [[0, 5]]})
    assert (status, saved["position"], saved["watched_seconds"], saved["completed_at"]) == (200, 5.0, 5, None)

    (item,) = client.get("/api/v1/me/learning").json()["items"]
    assert (item["done"], item["total"], item["percent"], item["owned"]) == (0, 3, 0, True)
    assert item["last"] == item["next"] == {"id": video.pk, "title": "看一遍", "kind": "video", "position": 5.0}

    answer = client.post(f"/api/v1/lessons/{articles[1].pk}/complete", content_type="application/json")
    assert answer.json()["completed_at"] is not None


@pytest.mark.parametrize(
    "body",
    [
        {"position": -1, "ranges": []},
        {"position": 1, "ranges": [[1]]},
        {"position": 1, "ranges": [[0, 1]] * 501},
        {"ranges": [[0, 1]]},
    ],
)
def test_nonsense_is_refused(learner: User, video: Lesson, body: dict[str, object]) -> None:
    status, problem = put_progress(caller(learner), video, body)
    assert (status, problem["code"]) == (422, "invalid")


def test_infinity_is_refused(learner: User, video: Lesson) -> None:
    answer = caller(learner).put(
        f"/api/v1/lessons/{video.pk}/progress", '{"position": Infinity}', content_type="application/json"
    )
    assert answer.status_code in {400, 422}


def test_the_api_refuses_strangers_and_anonymous_callers(video: Lesson) -> None:
    body: dict[str, object] = {"position": 1, "ranges": [[0, 1]]}
    status, problem = put_progress(Client(), video, body)
    assert (status, problem["code"]) == (401, "login_required")
    status, problem = put_progress(caller(make.user()), video, body)
    assert (status, problem["code"]) == (403, "lesson_locked")


@pytest.mark.parametrize("courses", [1, 3])
def test_the_list_asks_the_database_the_same_number_of_times(
    courses: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    learner = make.user()
    for n in range(courses):
        made = make.course(lessons=3)
        grant(user_id=learner.pk, product_id=made.product_id, source=f"staff:{n}")
        save_progress(user_id=learner.pk, lesson_id=made.chapters.get().lessons.all()[1].pk, position=1, ranges=[])
    with django_assert_num_queries(4):
        assert len(my_learning(learner.pk)) == courses
