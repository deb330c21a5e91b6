import pytest

from tests import make
from zhiyu.access.actions import grant
from zhiyu.accounts.models import User
from zhiyu.catalog.models import Course, Lesson
from zhiyu.media.models import Asset


@pytest.fixture
def learner(db: None) -> User:
    del db
    return make.user()


@pytest.fixture
def course(learner: User) -> Course:
    """Owned by ``learner``: a free article, a paid article, a video of 100 seconds that is done at 80 %."""
    made = make.course(lessons=2)
    grant(user_id=learner.pk, product_id=made.product_id, source="staff:1")
    return made


@pytest.fixture
def video(course: Course) -> Lesson:
    asset = Asset.objects.create(
        kind="video", state="ready", name="a.mp4", mime="video/mp4", size=1, sha256="0" * 64, duration_ms=100_000
    )
    return Lesson.objects.create(
        chapter=course.chapters.get(), title="看一遍", kind="video", position=9, asset=asset, rule_percent=80
    )


@pytest.fixture
def articles(course: Course) -> list[Lesson]:
    return list(Lesson.objects.filter(chapter__course=course, kind="article"))
