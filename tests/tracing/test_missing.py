"""Where the packages of tracing are not installed, pages promise nothing that cannot run, and say why."""

from pathlib import Path

import pytest
from django.test import Client
from pytest_django import Settings

from tests import make
from zhiyu.catalog import protection
from zhiyu.catalog.actions import edit_course
from zhiyu.catalog.models import Course, Lesson
from zhiyu.media.models import Asset
from zhiyu.tracing import installed
from zhiyu.tracing.models import Inquiry

pytestmark = pytest.mark.django_db
ABSENT = ("a_package_that_nobody_has",)


@pytest.fixture
def traced(tmp_path: Path, settings: Settings) -> Course:
    """A course with one film that waits for its marks."""
    settings.MEDIA_DIR = tmp_path / "media"
    course = make.course()
    edit_course(course_id=course.pk, actor_id=None, traced=True)
    film = Asset.objects.create(
        kind="video", state="ready", name="课.mp4", mime="video/mp4", size=1, sha256="0" * 64, duration_ms=60_000
    )
    Lesson.objects.create(chapter=course.chapters.get(), title="看", kind="video", position=9, asset=film)
    return course


@pytest.fixture
def studio() -> Client:
    client = Client()
    make.login(client, make.user(role="owner"))
    return client


def page(client: Client, address: str) -> str:
    return client.get(address).content.decode()


@pytest.mark.usefixtures("traced")
def test_nothing_stands_in_line_and_nothing_can_be_handed_in(studio: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = Inquiry.objects.create(name="流出来的.mp4", sha256="1" * 64)
    before = page(studio, "/studio/traces")
    assert "排队中" in before
    assert "data-picker" in before

    monkeypatch.setattr(installed, "NEEDED", ABSENT)
    listed = page(studio, "/studio/traces")

    assert "排队中" not in listed
    assert listed.count("等组件装好") == 2
    assert "data-picker" not in listed
    assert "才能在这里上传、开始查" in listed
    answer = page(studio, f"/studio/traces/{asked.pk}")
    assert "现在读不了" in answer
    assert "data-live-waits" not in answer


def test_a_traced_courses_price_page_says_that_no_new_marks_can_be_made(
    traced: Course, studio: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = f"/studio/courses/{traced.pk}/price"
    assert "make tracing" not in page(studio, address)

    monkeypatch.setattr(protection, "TRACING", ABSENT)

    assert "现在做不了新的记号" in page(studio, address)
    assert "现在打不开" in page(studio, f"/studio/courses/{make.course().pk}/price")
