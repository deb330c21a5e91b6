from urllib.parse import quote

import pytest
from django.test import Client

from tests import make
from tests.access.viewers import content
from tests.media import films
from zhiyu.access.models import Consumption
from zhiyu.accounts.models import User
from zhiyu.catalog.models import Attachment, Course, Lesson
from zhiyu.media.actions import store_file

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7\n" + b"0" * 5000 + b"\n%%EOF\n"


@pytest.fixture
def attachment(course: Course) -> Attachment:
    lesson = Lesson.objects.get(chapter__course=course, kind="article", free=False)
    asset = store_file(path=films.wrong("x.pdf", PDF), name="第一课 讲义.pdf", owner_id=None)
    return Attachment.objects.create(lesson=lesson, asset=asset, title="第一课 讲义.pdf")


def address(attachment: Attachment) -> str:
    return f"/lessons/{attachment.lesson_id}/files/{attachment.pk}"


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_an_owner_downloads_under_its_name_and_that_is_consumption(owner: User, attachment: Attachment) -> None:
    answer = signed_in(owner).get(address(attachment))
    assert (answer.status_code, content(answer)) == (200, PDF)
    assert answer.headers["Content-Disposition"] == f"attachment; filename*=UTF-8''{quote('第一课 讲义.pdf')}"
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert Consumption.objects.get().lesson_id == attachment.lesson_id


def test_others_do_not(attachment: Attachment) -> None:
    assert signed_in(make.user()).get(address(attachment)).status_code == 403
    assert Client().get(address(attachment)).status_code in {302, 403}
    assert not Consumption.objects.exists()


def test_a_file_belongs_to_its_lesson(owner: User, attachment: Attachment) -> None:
    other = Lesson.objects.exclude(pk=attachment.lesson_id).first()
    assert other
    client = signed_in(owner)
    assert client.get(f"/lessons/{other.pk}/files/{attachment.pk}").status_code == 404
    assert client.get(f"/lessons/{attachment.lesson_id}/files/999999").status_code == 404


def test_the_name_gets_the_ending_of_what_it_is(owner: User, attachment: Attachment) -> None:
    Attachment.objects.update(title='讲义"\r\nX: 1')
    answer = signed_in(owner).get(address(attachment))
    content(answer)
    assert answer.headers["Content-Disposition"].endswith(".pdf")
    assert "\n" not in answer.headers["Content-Disposition"]
