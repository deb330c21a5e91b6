from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from tests import make
from zhiyu.access.actions import grant
from zhiyu.accounts.models import User
from zhiyu.catalog.models import Course, Lesson
from zhiyu.kernel.clock import SHANGHAI
from zhiyu.learning.actions import mark_complete, save_progress
from zhiyu.media.models import Asset


class Clock:
    """Goes on only when it is told to."""

    def __init__(self) -> None:
        self.at = datetime(2026, 11, 27, 12, 0, 0, tzinfo=SHANGHAI)

    def __call__(self) -> datetime:
        return self.at

    def after(self, **lapse: float) -> None:
        self.at += timedelta(**lapse)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    made = Clock()
    monkeypatch.setattr(timezone, "now", made)
    return made


@pytest.fixture
def learner(db: None) -> User:
    del db
    return make.user(name="张小明")


@pytest.fixture
def course(learner: User) -> Course:
    """Owned by ``learner``: an article, and a film of 400 seconds that is not skipped in."""
    made = make.course(lessons=2, title="安全生产 15 学时")
    grant(user_id=learner.pk, product_id=made.product_id, source="staff:1")
    asset = Asset.objects.create(
        kind="video", state="ready", name="a.mp4", mime="video/mp4", size=1, sha256="0" * 64, duration_ms=400_000
    )
    Lesson.objects.create(chapter=made.chapters.get(), title="看一遍", kind="video", position=9, asset=asset)
    Course.objects.update(no_skip=True)
    return made


@pytest.fixture
def learned(clock: Clock, learner: User, course: Course) -> Course:
    """On the 27th all of the film; on the 28th the article, and the film again."""
    film = Lesson.objects.get(kind="video")
    watch(clock, learner, film, 400)
    clock.after(days=1)
    watch(clock, learner, film, 400)
    article = Lesson.objects.filter(chapter__course=course, kind="article").order_by("position").last()
    assert article is not None
    mark_complete(user_id=learner.pk, lesson_id=article.pk)
    return course


def watch(clock: Clock, user: User, lesson: Lesson, seconds: int) -> None:
    save_progress(user_id=user.pk, lesson_id=lesson.pk, position=0, ranges=[])
    clock.after(seconds=seconds)
    save_progress(user_id=user.pk, lesson_id=lesson.pk, position=0, ranges=[(0, seconds)])
