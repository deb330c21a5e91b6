from pathlib import Path

import pytest
from pytest_django import Settings

from tests import make
from tests.media import packed
from zhiyu.access.actions import grant
from zhiyu.accounts.models import User
from zhiyu.catalog.models import Course, Lesson


@pytest.fixture
def course(db: None, settings: Settings, tmp_path: Path) -> Course:
    """One free and one paid article, and a paid video of 120 s with a preview of 20."""
    del db
    settings.MEDIA_DIR = tmp_path / "media"
    made = make.course()
    Lesson.objects.create(chapter=made.chapters.get(), title="看一遍", kind="video", position=9, asset=packed.asset())
    return made


@pytest.fixture
def video(course: Course) -> Lesson:
    return Lesson.objects.get(chapter__course=course, kind="video")


@pytest.fixture
def owner(course: Course) -> User:
    made = make.user()
    grant(user_id=made.pk, product_id=course.product_id, source="order_line:1")
    return made
