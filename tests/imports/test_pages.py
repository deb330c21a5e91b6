"""Handing in on the page and through its twin, as the creator and as others."""

import zipfile
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from tests import make
from tests.imports import made
from tests.imports.conftest import HandIn
from zhiyu.accounts.models import User
from zhiyu.imports.models import Brought, Run
from zhiyu.media.actions import store_file

KEY, OTHER = {"Idempotency-Key": "5c1d6c1e"}, {"Idempotency-Key": "5c1d6c1f"}
pytestmark = pytest.mark.django_db(transaction=True)


def test_a_creator_hands_in_an_export_and_sees_what_came(client: Client, owner: User, bring: HandIn) -> None:
    run = bring("a.xml", made.wxr(made.item(1, "老文章", "甲[form]"), made.item(2, "关于", "乙", kind="page")))
    make.login(client, owner)

    page = client.get(f"/studio/imports/{run.pk}").content.decode()

    course = Brought.objects.get().course_id
    assert f'href="{reverse("catalog:writing_edit", args=[course])}"' in page
    assert "搬来 1 篇文章，都是草稿" in page
    assert "短代码" in page
    assert "1 个页面没有搬" in page
    assert "data-live" not in page.split('id="import"')[1].split(">")[0]


def test_a_file_of_another_kind_is_refused_on_the_form(
    client: Client, owner: User, tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.mktemp("x") / "a.txt"
    path.write_text("只是文字")
    asset = store_file(path=path, name="a.txt", owner_id=owner.pk)
    make.login(client, owner)

    answer = client.post("/studio/imports", {"export": str(asset.pk)})

    assert answer.status_code == 422
    assert "认不出这是什么" in answer.content.decode()
    assert not Run.objects.exists()


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_of_what_came_costs_the_same_for_one_and_three(
    client: Client, owner: User, bring: HandIn, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    run = bring("a.xml", made.wxr(*[made.item(n, f"文章 {n}", "甲") for n in range(count)]))
    make.login(client, owner)
    client.get("/studio/imports")

    with django_assert_num_queries(7):
        page = client.get(f"/studio/imports/{run.pk}")

    assert page.content.decode().count("文章 ") >= count


def test_the_twin_hands_in_and_lists(client: Client, owner: User, bring: HandIn) -> None:
    run = bring("a.xml", made.wxr(made.item(1, "老文章", "甲")))
    refused = bring("b.xml", "<html></html>")
    make.login(client, owner)

    listed = client.get("/api/v1/studio/imports").json()["items"]
    brought = client.get(f"/api/v1/studio/imports/{run.pk}/brought").json()["items"]
    again = client.post(f"/api/v1/studio/imports/{refused.pk}/again", {}, content_type="application/json", headers=KEY)
    never = client.post(f"/api/v1/studio/imports/{run.pk}/again", {}, content_type="application/json", headers=OTHER)

    assert [(one["state"], one["came"]) for one in listed] == [("refused", 0), ("done", 1)]
    assert [(one["title"], one["status"], one["kind"]) for one in brought] == [("老文章", "draft", "article")]
    assert again.json()["state"] == "waiting"
    assert (never.status_code, never.json()["code"]) == (409, "import_state")


def test_a_course_that_came_is_told_with_its_chapters_and_lessons(
    client: Client, owner: User, bring: HandIn, tmp_path: Path
) -> None:
    with zipfile.ZipFile(tmp_path / "课.zip", "w") as course:
        for name in ("01-起步/01-看.md", "01-起步/02-拍.md", "02-深入/01-修.md"):
            course.writestr(f"拍照课/{name}", "# 一节\n\n正文")
    run = bring("课.zip", tmp_path / "课.zip")
    make.login(client, owner)

    page = client.get(f"/studio/imports/{run.pk}").content.decode()

    assert "搬来 1 门课程、2 章、3 节课，都是草稿" in page
    assert "2 章 · 3 节课" in page


def test_a_file_that_cannot_be_opened_is_not_offered_once_more(client: Client, owner: User, bring: HandIn) -> None:
    run = bring("b.xml", "<html></html>")
    make.login(client, owner)

    page = client.get(f"/studio/imports/{run.pk}").content.decode()

    assert run.state == "refused"
    assert "再搬一次" not in page
    assert "换一个文件" in page


def test_the_courses_page_leads_to_moving_in_with_and_without_courses(client: Client, owner: User) -> None:
    make.login(client, owner)
    assert 'href="/studio/imports"' in client.get("/studio/courses").content.decode()
    make.course()
    assert 'href="/studio/imports"' in client.get("/studio/courses").content.decode()
