from pathlib import Path

import pytest
from pytest_django import Settings

from tests import make
from tests.courseware import packages
from zhiyu.access.actions import grant
from zhiyu.accounts.models import User
from zhiyu.catalog.models import Course, Lesson


@pytest.fixture(autouse=True)
def media_dir(settings: Settings, tmp_path: Path) -> Path:
    settings.MEDIA_DIR = tmp_path / "media"
    return tmp_path / "media"


@pytest.fixture
def learner(db: None) -> User:
    del db
    return make.user(name="王小满")


@pytest.fixture
def course(learner: User) -> Course:
    made = make.course(lessons=1)
    grant(user_id=learner.pk, product_id=made.product_id, source="staff:1")
    return made


@pytest.fixture
def lesson(course: Course, tmp_path: Path) -> Lesson:
    """One SCO of SCORM 1.2, ``p0``, that passes at 80."""
    return packages.lesson_of(course, packages.scorm12(tmp_path / "quiz.zip"))
