import re

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from tests import make
from tests.storefront.conftest import BODY, film
from zhiyu.access.actions import grant
from zhiyu.access.models import Consumption
from zhiyu.accounts.models import User
from zhiyu.catalog.models import Attachment, Chapter, Course, Lesson, Product
from zhiyu.kernel.clock import now
from zhiyu.learning.actions import save_progress
from zhiyu.learning.models import Progress
from zhiyu.media.files import original
from zhiyu.media.models import Asset, Rendition

pytestmark = pytest.mark.django_db


def html(client: Client, lesson: Lesson, status: int = 200) -> str:
    answer = client.get(f"/lessons/{lesson.pk}")
    assert answer.status_code == status, answer.content.decode()[:2000]
    return answer.content.decode()


def data_of(text: str, name: str) -> str | None:
    found = re.search(rf'\bdata-{name}="([^"]*)"', text)
    return found[1] if found else None


@pytest.fixture
def owned(course: Course, learner: User) -> Course:
    grant(user_id=learner.pk, product_id=course.product_id, source="staff:1")
    return course


def test_a_stranger_gets_a_player_with_a_wall_and_a_way_back(course: Course, video: Lesson) -> None:
    text = html(Client(), video)

    assert (data_of(text, "ticket"), data_of(text, "preview")) == (f"/api/v1/lessons/{video.pk}/ticket", "20")
    assert data_of(text, "progress") is None
    assert "试看到这里" in text
    assert "这一课还有 1 分钟" in text
    assert f"/checkout/{course.product.code}?next=/lessons/{video.pk}" in text
    assert f"/login?next=/lessons/{video.pk}" in text


def test_the_anonymous_browser_is_remembered_for_its_ticket(video: Lesson) -> None:
    assert "zhiyu_device" in Client().get(f"/lessons/{video.pk}").cookies


@pytest.mark.usefixtures("owned")
def test_the_owner_goes_on_at_the_second_where_she_stopped(video: Lesson, learner: User, page: Client) -> None:
    save_progress(user_id=learner.pk, lesson_id=video.pk, position=41.5, ranges=[(0, 41.5)])
    text = html(page, video)

    assert data_of(text, "position") == "41.5"
    assert data_of(text, "progress") == f"/api/v1/lessons/{video.pk}/progress"
    assert data_of(text, "preview") is None
    assert "data-wall" not in text
    assert "/checkout/" not in text


def test_looking_at_a_player_is_not_opening_the_lesson(owned: Course, video: Lesson, page: Client) -> None:
    assert owned
    html(page, video)
    assert not Consumption.objects.exists()


@pytest.mark.parametrize(("state", "words"), [("packaging", "处理中"), ("stored", "处理中"), ("failed", "暂时放不了")])
def test_what_cannot_play_yet_says_why(course: Course, state: str, words: str) -> None:
    lesson = film(course.chapters.get(), title="新的一课", state=state)
    text = html(Client(), lesson)
    assert words in text
    assert "data-player" not in text


def test_an_article_shows_its_first_part_only_until_it_is_bought(
    course: Course, paid: Lesson, learner: User, page: Client
) -> None:
    text = html(page, paid)
    assert "第 0 段" in text
    assert "第 5 段" not in text
    assert "先看到这里" in text
    assert not Consumption.objects.exists()

    grant(user_id=learner.pk, product_id=course.product_id, source="staff:1")
    text = html(page, paid)
    assert "第 5 段" in text
    assert "data-wall" not in text
    assert data_of(text, "progress") == f"/api/v1/lessons/{paid.pk}/progress"
    html(page, paid)
    assert list(Consumption.objects.values_list("lesson", flat=True)) == [paid.pk]


def test_a_lesson_without_preview_is_all_wall(video: Lesson, paid: Lesson) -> None:
    Lesson.objects.filter(pk__in=[video.pk, paid.pk]).update(preview_seconds=0)
    for lesson in (video, paid):
        text = html(Client(), lesson)
        assert "加入课程后就能学" in text
        assert "第 0 段" not in text


def test_a_free_lesson_is_open_to_all_and_counted_for_none(free: Lesson, page: Client) -> None:
    for client in (Client(), page):
        text = html(client, free)
        assert "正文。" in text
        assert "data-wall" not in text
    assert data_of(html(Client(), free), "progress") is None
    assert data_of(html(page, free), "progress") is not None
    assert not Consumption.objects.exists()


def test_the_doubled_title_of_a_text_is_left_out(free: Lesson) -> None:
    assert html(Client(), free).count(f">{free.title}</h") == 1


def test_staff_look_in_without_a_trace(paid: Lesson) -> None:
    maker = Client()
    make.login(maker, make.user(role="creator"))
    text = html(maker, paid)
    assert "第 5 段" in text
    assert "不计入学习" in text
    assert data_of(text, "progress") is None
    assert not Consumption.objects.exists()


@pytest.mark.usefixtures("owned")
def test_one_says_that_one_has_finished(paid: Lesson, learner: User, page: Client) -> None:
    answer = page.post(f"/lessons/{paid.pk}/complete")
    assert answer.headers["Location"] == f"/lessons/{paid.pk}"
    assert Progress.objects.get(user=learner).completed_at is not None
    assert re.search(r"data-completed\s*>", html(page, paid))
    assert Client().post(f"/lessons/{paid.pk}/complete").headers["Location"].startswith("/login")


def test_files_are_for_those_who_may_open_the_lesson(owned: Course, paid: Lesson, page: Client) -> None:
    assert owned
    sheet = Asset.objects.create(
        kind="file", state="ready", name="作业.pdf", mime="application/pdf", size=9, sha256="0" * 64
    )
    file = Attachment.objects.create(lesson=paid, asset=sheet, title="作业.pdf")
    path = f"/lessons/{paid.pk}/files/{file.pk}"

    assert path in html(page, paid)
    stranger = html(Client(), paid)
    assert path not in stranger
    assert "作业.pdf" in stranger
    assert Client().get(path).status_code == 403
    assert page.get(f"/lessons/{paid.pk + 1}/files/{file.pk}").status_code == 404


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ("", (200, b"0123456789", None)),
        ("bytes=4-", (206, b"456789", "bytes 4-9/10")),
        ("bytes=2-3", (206, b"23", "bytes 2-3/10")),
        ("bytes=8-99", (206, b"89", "bytes 8-9/10")),
        ("bytes=-3", (206, b"789", "bytes 7-9/10")),
        ("bytes=10-", (416, b"", "bytes */10")),
        ("bytes=5-2", (416, b"", "bytes */10")),
        ("bytes=0-1,4-5", (200, b"0123456789", None)),
        ("bytes=-", (200, b"0123456789", None)),
        ("lines=1-2", (200, b"0123456789", None)),
    ],
)
def test_a_broken_download_goes_on_where_it_stopped(
    owned: Course, paid: Lesson, page: Client, asked: str, expected: tuple[int, bytes, str | None]
) -> None:
    assert owned
    sheet = Asset.objects.create(
        kind="file", state="ready", name="a.pdf", mime="application/pdf", size=10, sha256="0" * 64
    )
    original(sheet).parent.mkdir(parents=True)
    original(sheet).write_bytes(b"0123456789")
    path = f"/lessons/{paid.pk}/files/{Attachment.objects.create(lesson=paid, asset=sheet, title='a').pk}"

    answer = page.get(path, headers={"Range": asked} if asked else {})

    assert (answer.status_code, b"".join(answer), answer.get("Content-Range")) == expected
    other = page.get(path, headers={"Range": "bytes=4-", "If-Range": '"another"'})
    assert (other.status_code, b"".join(other)) == (200, b"0123456789")
    if expected[0] < 300:
        assert answer["Content-Length"] == str(len(expected[1]))
        again = page.get(path, headers={"Range": "bytes=4-", "If-Range": answer["ETag"]})
        assert (again.status_code, b"".join(again)) == (206, b"456789")


def test_neighbours_and_the_list_lead_through_the_course(free: Lesson, paid: Lesson, video: Lesson) -> None:
    text = html(Client(), paid)
    assert f'class="beside-next" href="/lessons/{video.pk}"' in re.sub(r"\s+", " ", text)
    assert f'class="beside-before" href="/lessons/{free.pk}"' in re.sub(r"\s+", " ", text)
    assert text.count('aria-current="page"') == 1
    for words in ("免费", "试看", "试读"):
        assert words in text


def test_a_removed_or_unpublished_lesson_is_gone(video: Lesson, free: Lesson, page: Client) -> None:
    Product.objects.update(status=Product.Status.UNPUBLISHED)
    for lesson in (video, free):
        html(page, lesson, 404)
        assert Client().get(f"/api/v1/lessons/{lesson.pk}").status_code == 404


def test_the_api_gives_the_body_to_those_who_may_read_it(owned: Course, paid: Lesson, learner: User) -> None:
    assert owned
    path = f"/api/v1/lessons/{paid.pk}"
    stranger = Client().get(path).json()
    assert (stranger["open"], stranger["body"], stranger["html"]) == (False, None, None)
    assert stranger["excerpt"].startswith("第 0 段")
    assert "第 5 段" not in stranger["excerpt"]
    assert not Consumption.objects.exists()

    mine = Client().get(path, headers=make.bearer(learner)).json()
    assert (mine["open"], mine["body"], mine["excerpt"], mine["kind"]) == (True, BODY, None, "article")
    assert mine["html"].startswith("<p>第 0 段")
    assert Consumption.objects.count() == 1


def test_the_api_tells_where_one_stands(owned: Course, video: Lesson, paid: Lesson, learner: User) -> None:
    save_progress(user_id=learner.pk, lesson_id=video.pk, position=12.5, ranges=[(0, 12.5)])
    mine = Client().get(f"/api/v1/lessons/{video.pk}", headers=make.bearer(learner)).json()
    assert (mine["position"], mine["duration_seconds"], mine["preview_seconds"]) == (12.5, 100, 20)
    assert (mine["previous"], mine["next"], mine["course"]) == (paid.pk, None, owned.product.code)


@pytest.mark.parametrize(("packaged_ms", "told"), [(None, 20), (12_050, 12), (20_130, 20), (0, None)])
def test_a_preview_is_as_long_as_what_was_packaged(
    course: Course, video: Lesson, packaged_ms: int | None, told: int | None
) -> None:
    assert video.asset is not None
    Rendition.objects.create(asset=video.asset, name="720p", shown_ms=1, retired_at=now())
    Rendition.objects.create(asset=video.asset, name="00", version=Rendition.WAITING, shown_ms=1)
    Rendition.objects.create(asset=video.asset, name="720p", version=2, shown_ms=packaged_ms)
    lessons = Client().get(f"/api/v1/courses/{course.product.code}").json()["chapters"][0]["lessons"]
    assert lessons[2]["preview_seconds"] == told
    assert Client().get(f"/api/v1/lessons/{video.pk}").json()["preview_seconds"] == told
    words = f"免费试看 {told} 秒" if told else "免费学一课"
    assert words in Client().get(f"/courses/{course.product.code}").content.decode()
    assert data_of(html(Client(), video), "preview") == (str(told) if told else None)


def test_the_api_shows_the_course_as_the_contract_says(owned: Course, learner: User, video: Lesson) -> None:
    path = f"/api/v1/courses/{owned.product.code}"
    stranger = Client().get(path).json()
    assert (stranger["slug"], stranger["price_fen"], stranger["owned"]) == (owned.product.code, 9_900, False)
    assert stranger["quote"]["total_fen"] == 9_900
    assert [term["id"] for term in stranger["quote"]["terms"]] == ["refund:7d30@1"]
    lessons = stranger["chapters"][0]["lessons"]
    assert [(x["kind"], x["free"], x["preview_seconds"]) for x in lessons] == [
        ("article", True, None),
        ("article", False, None),
        ("video", False, 20),
    ]
    assert lessons[2]["id"] == video.pk
    assert Client().get(path, headers=make.bearer(learner)).json()["owned"] is True
    missing = Client().get("/api/v1/courses/no-such").json()
    assert missing["code"] == "not_found"


@pytest.mark.parametrize("count", [1, 3])
def test_page_and_api_ask_the_database_the_same_number_of_times(
    count: int, learner: User, page: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    course = make.course(lessons=1)
    lesson = Lesson.objects.get(chapter__course=course)
    for n in range(count - 1):
        chapter = Chapter.objects.create(course=course, title=f"章 {n}")
        film(chapter, title=f"课 {n}")
    grant(user_id=learner.pk, product_id=course.product_id, source="staff:1")
    html(page, lesson)
    with django_assert_num_queries(13):
        assert html(page, lesson).count('class="outline-row"') == count
    headers = make.bearer(learner)
    with django_assert_num_queries(12):
        page.get(f"/api/v1/lessons/{lesson.pk}", headers=headers)
