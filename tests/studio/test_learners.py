"""Finding learners, seeing what they own, and their numbers masked until someone entitled asks."""

import pytest
from django.test import Client

from tests import make
from tests.studio import build
from zhiyu.kernel.clock import now
from zhiyu.learning.models import Progress
from zhiyu.platform.models import AuditEntry
from zhiyu.studio.queries import learner_rows, learners

pytestmark = pytest.mark.django_db


def staff(client: Client, role: str = "operator") -> None:
    make.login(client, make.user(role=role))


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_is_flat_in_queries_on_the_page_and_in_the_api(
    client: Client, count: int, django_assert_num_queries: object
) -> None:
    course = make.course(title="七天写作营", lessons=2)
    for _ in range(count):
        build.owner_of(course, completed=1)
    staff(client)
    client.get("/studio/learners")

    with django_assert_num_queries(7):  # type: ignore[operator]
        page = client.get("/studio/learners").content.decode()
    assert page.count("七天写作营") == count

    with django_assert_num_queries(5):  # type: ignore[operator]
        items = client.get("/api/v1/studio/learners").json()["items"]
    assert [(one["owned"], one["completed_lessons"], one["lessons"]) for one in items] == [
        (["七天写作营"], 1, 2)
    ] * count


def test_progress_counts_owned_courses_and_standing_lessons_only() -> None:
    owned, other = make.course(lessons=3), make.course(lessons=3)
    user = build.owner_of(owned, completed=2)
    for course in (owned, other):
        lesson = course.chapters.get().lessons.all()[0]
        Progress.objects.get_or_create(user=user, lesson=lesson, defaults={"completed_at": now()})
    lesson = owned.chapters.get().lessons.all()[1]
    lesson.removed_at = now()
    lesson.save(update_fields=["removed_at"])

    (row,) = learner_rows(list(learners()))

    assert (row.done, row.total, row.percent) == (1, 2, 50)


def test_people_are_found_by_name_whole_phone_or_its_last_digits() -> None:
    aunt = make.person("13900001234", name="王阿姨")
    make.person("13900005678", name="李叔")
    for query in ("阿姨", "13900001234", "139 0000 1234", "１２３４", "+8613900001234"):
        assert [one.pk for one in learners(query=query)] == [aunt.pk], query
    for query in ("1390000", "234", "%", "查无此人"):
        assert not learners(query=query).exists(), query


def test_the_team_is_no_learner_until_searched_for() -> None:
    boss = make.person("13900000001", role="owner", name="林知")
    assert not learners().exists()
    assert [one.pk for one in learners(query="林知")] == [boss.pk]


def test_phones_are_masked_everywhere(client: Client) -> None:
    someone = make.person("13912345678", name="王阿姨")
    staff(client)
    for path in ("/studio/learners", f"/studio/learners/{someone.pk}", "/api/v1/studio/learners"):
        page = client.get(path).content.decode()
        assert "139****5678" in page
        assert "13912345678" not in page


def test_a_whole_number_is_shown_on_request_and_written_down(client: Client) -> None:
    someone = make.person("13912345678")
    staff(client)
    assert client.get(f"/studio/learners/{someone.pk}/phone").status_code == 405
    assert not AuditEntry.objects.filter(action="phone.revealed").exists()

    answer = client.post(f"/studio/learners/{someone.pk}/phone")

    assert "13912345678" in answer.content.decode()
    assert "no-store" in answer["Cache-Control"]
    assert AuditEntry.objects.filter(action="phone.revealed", target=f"user:{someone.pk}").count() == 1


@pytest.mark.parametrize("role", ["finance", "creator", None])
def test_other_roles_see_no_learner_and_reveal_nothing(client: Client, role: str | None) -> None:
    someone = make.person("13912345678")
    make.login(client, make.user(role=role))
    assert client.get("/studio/learners").status_code == 403
    assert client.get(f"/studio/learners/{someone.pk}").status_code == 403
    answer = client.post(f"/studio/learners/{someone.pk}/phone")
    assert answer.status_code == 403
    assert "13912345678" not in answer.content.decode()
    assert client.get("/api/v1/studio/learners").status_code == 403
    assert not AuditEntry.objects.filter(action="phone.revealed").exists()


def test_a_learners_page_tells_orders_rights_progress_and_devices(client: Client) -> None:
    course = make.course(title="七天写作营", lessons=2)
    someone = build.owner_of(course, completed=1)
    order = build.paid_order(course, buyer=someone)
    make.bearer(someone)
    staff(client)

    page = client.get(f"/studio/learners/{someone.pk}").content.decode()

    for words in ("七天写作营", "学完 1 / 2 节", "长期", "已支付", "¥99"):
        assert words in page, words
    assert f"/studio/orders/{order.no}" in page
    assert client.get("/studio/learners/999999").status_code == 404


def test_the_api_list_goes_on_by_cursor(client: Client) -> None:
    people = [make.user() for _ in range(52)]
    staff(client)
    first = client.get("/api/v1/studio/learners").json()
    second = client.get(f"/api/v1/studio/learners?cursor={first['next']}").json()
    ids = [one["id"] for one in first["items"] + second["items"]]
    assert ids == [user.pk for user in reversed(people)]
    assert second["next"] is None
    assert client.get("/api/v1/studio/learners?cursor=x").status_code == 422
