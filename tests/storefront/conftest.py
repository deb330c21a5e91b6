import pytest
from django.test import Client

from tests import make
from zhiyu.accounts.models import User
from zhiyu.catalog.models import Chapter, Course, Lesson
from zhiyu.media.models import Asset

BODY = "\n\n".join(f"第 {n} 段，{'讲得很细。' * 12}" for n in range(6))


@pytest.fixture
def course(db: None) -> Course:
    """99 yuan: a free article, a paid article of six paragraphs, a video of 100 s with a preview of 20."""
    del db
    made = make.course(title="手机拍好家人", lessons=2)
    Lesson.objects.filter(chapter__course=made, free=False).update(body=BODY)
    film(made.chapters.get(), title="窗边的光")
    return made


def film(chapter: Chapter, *, title: str, kind: str = "video", state: str = "ready") -> Lesson:
    asset = Asset.objects.create(
        kind=kind,
        state=state,
        name="a.mp4",
        mime="video/mp4",
        size=1,
        sha256="0" * 64,
        duration_ms=100_000,
        progress=40,
    )
    return Lesson.objects.create(
        chapter=chapter, title=title, kind=kind, position=9, asset=asset, preview_seconds=20, objective="找到那扇窗"
    )


@pytest.fixture
def video(course: Course) -> Lesson:
    return Lesson.objects.get(chapter__course=course, kind="video")


@pytest.fixture
def paid(course: Course) -> Lesson:
    return Lesson.objects.get(chapter__course=course, kind="article", free=False)


@pytest.fixture
def free(course: Course) -> Lesson:
    return Lesson.objects.get(chapter__course=course, free=True)


@pytest.fixture
def learner(db: None) -> User:
    del db
    return make.user(name="陈阿姨")


@pytest.fixture
def page(learner: User) -> Client:
    """A browser in which ``learner`` is logged in."""
    client = Client()
    make.login(client, learner)
    return client
