"""The form of a new work: what is wrong stands where it belongs, and is known before any picture is sent."""

from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests import make
from tests.works.made import taken_outside
from zhiyu.works.models import Work


@pytest.mark.django_db
def test_what_is_wrong_is_said_at_its_own_field_before_the_pictures_come() -> None:
    client, sent = Client(), taken_outside(3)
    make.login(client, make.user())
    form = {"key": str(uuid4()), "title": "窗台", "audience": "course", "note": "", "made_on": "", "course": ""}

    whole = client.post("/me/works/new", form | {"pictures": [SimpleUploadedFile("窗台.jpg", sent)]})
    for answer in (whole, client.post("/me/works/new", form | {"check": "1"})):
        page_text = answer.content.decode()
        assert answer.status_code == 422
        assert "给同学看，要先选是哪门课的作品" in page_text.split('id="id_course_error"')[1][:400]
        assert 'id="id_pictures_error"' not in page_text
    ready = form | {"audience": "owner"}
    assert "请选至少一张图片" in client.post("/me/works/new", ready | {"check": "0"}).content.decode()
    assert client.post("/me/works/new", ready | {"check": "1"}).status_code == 204
    assert not Work.objects.exists()
    assert "选填" not in client.get("/me/works/new").content.decode().split("id_pictures_label")[1].split("</span>")[0]
