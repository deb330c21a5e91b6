import pytest
from django.test import Client

from tests import make
from tests.media import films
from zhiyu.accounts.models import User
from zhiyu.catalog import actions
from zhiyu.catalog.errors import NotReady, ProductStateError
from zhiyu.catalog.models import Course, Lesson, OutlineVersion, Product
from zhiyu.catalog.outlines import DraftChapter
from zhiyu.catalog.queries import course_by_code, courses_on_sale, publish_check, whole_outline
from zhiyu.kernel.errors import NotFound
from zhiyu.media.actions import package_now, store_file
from zhiyu.platform.models import AuditEntry

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(creator: User) -> Course:
    """One article and one video, nothing in them yet."""
    course = actions.create_course(
        title="看板", actor_id=creator.pk, outline=[DraftChapter("第一章", ["先读", "再看"])]
    )
    second = whole_outline(course.pk).lessons[1]
    actions.edit_lesson(lesson_id=second.pk, actor_id=creator.pk, kind=Lesson.Kind.VIDEO)
    return course


def missing(course: Course) -> list[tuple[str, str]]:
    return [(one.code, one.tab) for one in publish_check(course)]


def test_what_is_missing_is_said_one_by_one_until_nothing_is(draft: Course, creator: User) -> None:
    article, video = whole_outline(draft.pk).lessons
    assert missing(draft) == [("body", "lesson"), ("asset", "lesson")]

    actions.edit_lesson(lesson_id=article.pk, actor_id=creator.pk, body="正文")
    asset = store_file(path=films.film(), name="再看.mp4", owner_id=creator.pk)
    actions.set_lesson_asset(lesson_id=video.pk, asset_id=asset.pk, actor_id=creator.pk)
    assert missing(draft) == [("packaging", "lesson")]
    with pytest.raises(NotReady) as refused:
        actions.publish(course_id=draft.pk, actor_id=creator.pk)
    assert [one["lesson_id"] for one in refused.value.extra["missing"]] == [video.pk]
    assert Product.objects.get().status == "draft"

    package_now(asset.pk)
    assert missing(draft) == []


def test_an_empty_course_cannot_be_published(creator: User) -> None:
    course = actions.create_course(title="空", actor_id=creator.pk)

    assert missing(course) == [("lessons", "outline")]


def test_publishing_puts_on_sale_once_and_unpublishing_takes_it_back(creator: User) -> None:
    course = make.course(published=False)
    with pytest.raises(NotFound):
        course_by_code(course.product.code)

    actions.publish(course_id=course.pk, actor_id=creator.pk)
    actions.publish(course_id=course.pk, actor_id=creator.pk)
    first = Product.objects.get().published_at
    assert course_by_code(course.product.code) == course
    assert list(courses_on_sale(query="写作")) == [course]

    actions.unpublish(course_id=course.pk, actor_id=creator.pk)
    actions.unpublish(course_id=course.pk, actor_id=creator.pk)
    assert list(courses_on_sale()) == []
    assert list(courses_on_sale(query="写作")) == []
    assert course_by_code(course.product.code, on_sale_only=False) == course

    actions.publish(course_id=course.pk, actor_id=creator.pk)
    assert Product.objects.get().published_at == first
    assert OutlineVersion.objects.count() == 1
    assert list(AuditEntry.objects.order_by("id").values_list("action", flat=True)) == [
        "catalog.course_published",
        "catalog.course_unpublished",
        "catalog.course_published",
    ]


def test_a_draft_cannot_be_unpublished(creator: User) -> None:
    course = make.course(published=False)

    with pytest.raises(ProductStateError):
        actions.unpublish(course_id=course.pk, actor_id=creator.pk)


def test_the_page_leads_to_what_is_missing_and_then_to_sharing(
    studio: Client, draft: Course, creator: User, settings: object
) -> None:
    settings.PUBLIC_URL, settings.MODE = "https://school.example", "production"  # type: ignore[attr-defined]
    article, video = whole_outline(draft.pk).lessons
    address = f"/studio/courses/{draft.pk}/publish"

    page = studio.post(address)
    assert page.status_code == 422
    assert f'href="/studio/lessons/{article.pk}"' in page.content.decode()
    assert "《再看》还没有上传视频" in page.content.decode()

    actions.remove_lesson(lesson_id=video.pk, actor_id=creator.pk)
    actions.edit_lesson(lesson_id=article.pk, actor_id=creator.pk, body="正文")
    assert studio.post(address)["Location"] == address
    page = studio.get(address)
    assert "https://school.example/courses/kan-ban" in page.content.decode()
    for form, mark in (("png", b"\x89PNG"), ("svg", b"<?xml")):
        qr = studio.get(f"/studio/courses/{draft.pk}/qr.{form}")
        assert qr.content.startswith(mark)
    assert studio.get(f"/studio/courses/{draft.pk}/qr.gif").status_code == 404

    studio.post(f"/studio/courses/{draft.pk}/unpublish")
    assert Product.objects.get().status == "unpublished"


@pytest.mark.parametrize(("fen", "asks"), [(0, 1), (9900, 0)])
def test_a_free_course_says_so_and_asks_before_it_goes_on_sale(studio: Client, fen: int, asks: int) -> None:
    course = make.course(published=False, price_fen=fen)

    page = studio.get(f"/studio/courses/{course.pk}/publish").content.decode()

    assert ("这门课现在是免费的：" in page, "确定免费上架？" in page) == (asks, asks)
