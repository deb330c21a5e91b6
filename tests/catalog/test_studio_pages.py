import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from tests import make
from zhiyu.accounts.models import User
from zhiyu.catalog import actions
from zhiyu.catalog.models import Course, Lesson, Product
from zhiyu.catalog.queries import whole_outline
from zhiyu.catalog.refund_rules import refund_sentence

pytestmark = pytest.mark.django_db

PAGES = ["", "/intro", "/price", "/publish", "/preview"]


def text(response: object) -> str:
    return response.content.decode()  # type: ignore[attr-defined, no-any-return]


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_takes_as_many_statements_for_three_courses_as_for_one(
    studio: Client, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(count):
        make.course(title="七天写作营")
    studio.get("/studio/courses")

    with django_assert_num_queries(7):
        page = studio.get("/studio/courses")

    assert text(page).count('<span class="course-row-title">七天写作营</span>') == count


def test_an_empty_school_is_shown_how_to_begin(studio: Client) -> None:
    page = text(studio.get("/studio/courses"))

    assert "做第一门课" in page
    assert 'href="/studio/courses/new"' in page


def test_the_list_filters_by_state_and_finds_by_word(studio: Client, creator: User) -> None:
    make.course(title="看板思维")
    actions.create_course(title="摄影入门", actor_id=creator.pk)

    drafts = text(studio.get("/studio/courses?status=draft"))
    found = text(studio.get("/studio/courses?query=摄影"))
    none = text(studio.get("/studio/courses?query=烹饪"))

    assert ("摄影入门" in drafts, "看板思维" in drafts) == (True, False)
    assert ("摄影入门" in found, "看板思维" in found) == (True, False)
    assert "没有找到课程" in none


def test_a_pasted_outline_is_proposed_and_then_made(studio: Client) -> None:
    outline = "第一章 认识\n  为什么\n第二章 动手\n  选题\n  动笔"

    proposal = text(studio.post("/studio/courses/new/proposal", {"outline": outline}))
    made = studio.post("/studio/courses/new", {"title": "写作", "outline": outline})

    assert "2 章 3 节" in proposal
    course = Course.objects.get()
    assert made["Location"] == f"/studio/courses/{course.pk}"
    assert [(c.title, [x.title for x in c.lessons]) for c in whole_outline(course.pk)] == [
        ("认识", ["为什么"]),
        ("动手", ["选题", "动笔"]),
    ]
    assert course.teacher == "林知"


def test_a_course_without_a_title_keeps_the_outline_that_was_typed(studio: Client) -> None:
    page = studio.post("/studio/courses/new", {"title": " ", "outline": "第一章 认识\n  为什么"})

    assert page.status_code == 422
    assert "请填写标题。" in text(page)
    assert "第一章 认识\n  为什么" in text(page)
    assert Course.objects.count() == 0


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("who", ["nobody", "learner", "finance"])
def test_only_those_who_edit_courses_get_in(client: Client, page: str, who: str) -> None:
    course = make.course()
    if who != "nobody":
        client.force_login(make.user(role=None if who == "learner" else who))

    answer = client.get(f"/studio/courses/{course.pk}{page}")

    assert answer.status_code == (302 if who == "nobody" else 403)
    assert course.product.title not in text(answer)


@pytest.mark.parametrize("page", PAGES)
def test_every_tab_opens_for_drafts_and_for_published_courses(studio: Client, page: str) -> None:
    for course in (make.course(), make.course(published=False, lessons=0)):
        assert course.product.title in text(studio.get(f"/studio/courses/{course.pk}{page}"))
    assert studio.get(f"/studio/courses/99999{page}").status_code == 404


@pytest.mark.parametrize("lessons", [1, 3])
def test_the_outline_page_takes_the_same_statements_for_any_length(
    studio: Client, lessons: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    course = make.course(lessons=lessons)
    studio.get("/studio/courses")

    with django_assert_num_queries(5):
        page = studio.get(f"/studio/courses/{course.pk}")

    assert text(page).count("data-lesson=") == lessons + 1  # the many-files card has one too


def test_a_change_asked_by_htmx_answers_with_the_outline_alone(studio: Client) -> None:
    course = make.course(lessons=2, published=False)
    first = whole_outline(course.pk).lessons[0]
    htmx = {"HX-Request": "true"}

    part = studio.post(f"/studio/lessons/{first.pk}/shift", {"step": "1"}, headers=htmx)
    whole = studio.post(f"/studio/lessons/{first.pk}/shift", {"step": "-1"})

    assert part.status_code == 200
    assert "<html" not in text(part)
    assert "“第 1 课”移到了“第一章”的第 2 节" in text(part)
    assert whole["Location"] == f"/studio/courses/{course.pk}"
    assert [one.title for one in whole_outline(course.pk).lessons] == ["第 1 课", "第 2 课"]


def test_a_title_that_is_too_long_stays_in_its_box_with_the_reason(studio: Client) -> None:
    course = make.course()
    long = "长" * 81

    page = studio.post(f"/studio/courses/{course.pk}/chapters", {"title": long})

    assert page.status_code == 422
    assert long in text(page)
    assert "wrong-chapter" in text(page)
    assert course.chapters.count() == 1


def test_the_price_is_typed_in_yuan_and_kept_in_fen(studio: Client) -> None:
    course = make.course(price_fen=0)
    typed = {"price": "99.50", "stock": "20", "refund_days": "14", "refund_percent": "20"}

    studio.post(f"/studio/courses/{course.pk}/price", typed)
    page = text(studio.get(f"/studio/courses/{course.pk}/price"))

    product = Product.objects.get(pk=course.product_id)
    assert (product.price_fen, product.stock, product.refund_days, product.refund_percent) == (9_950, 20, 14, 20)
    assert 'value="99.50"' in page
    assert refund_sentence(days=14, percent=20) in page


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"price": "九十九"}, "请填写金额，例如 99 或 99.50。"),
        ({"price": "-1"}, "请填写金额，例如 99 或 99.50。"),
        ({"price": ""}, "请填写价格，免费课填 0。"),
        ({"stock": "2"}, "已经有 3 个名额被占用，名额不能比它少。"),
        ({"refund_percent": "101"}, "100"),
    ],
)
def test_a_wrong_price_form_says_what_is_wrong_and_changes_nothing(
    studio: Client, change: dict[str, str], reason: str
) -> None:
    course = make.course(price_fen=100, stock=5)
    actions.hold_seats(product_id=course.product_id, quantity=3)
    typed = {"price": "88", "stock": "9", "refund_days": "7", "refund_percent": "30"} | change

    page = studio.post(f"/studio/courses/{course.pk}/price", typed)

    assert page.status_code == 422
    assert reason in text(page)
    assert all(f'value="{value}"' in text(page) for value in typed.values() if value)
    assert Product.objects.values_list("price_fen", "stock").get(pk=course.product_id) == (100, 5)


def test_the_introduction_is_saved_with_tags_categories_and_address(studio: Client) -> None:
    course = make.course(published=False)
    before = text(studio.get(f"/studio/courses/{course.pk}/intro"))
    typed = {
        "title": "看板",
        "subtitle": "二十一天",
        "code": "kan-ban",
        "tags": "Excel，excel 零基础",
        "categories": ["1"],
        "cover_design": "waves",
        "cover_hue": "200",
        "problem": "表格太多",
    }

    saved = studio.post(f"/studio/courses/{course.pk}/intro", typed)

    assert "职场技能" in before
    assert saved.status_code == 302
    course.refresh_from_db()
    product = course.product
    assert (product.title, product.subtitle, product.code) == ("看板", "二十一天", "kan-ban")
    assert sorted(course.tags.values_list("name", flat=True)) == ["Excel", "零基础"]
    assert list(course.categories.values_list("name", flat=True)) == ["职场技能"]
    assert (course.cover_design, course.cover_hue, course.problem) == ("waves", 200, "表格太多")


def test_an_address_in_use_is_refused_and_one_that_was_published_is_fixed(studio: Client) -> None:
    published, draft = make.course(), make.course(published=False)
    typed = {"title": "甲", "code": published.product.code, "cover_design": "grid", "cover_hue": "1"}

    taken = studio.post(f"/studio/courses/{draft.pk}/intro", typed)
    studio.post(f"/studio/courses/{published.pk}/intro", typed | {"code": "another"})

    assert "这个地址已经被别的课程使用" in text(taken)
    published.refresh_from_db()
    assert published.product.code != "another"


def test_a_lesson_is_written_and_read_back(studio: Client) -> None:
    lesson = whole_outline(make.course(lessons=1).pk).lessons[0]
    typed = {
        "title": "看见光",
        "kind": "article",
        "body": "# 光\n\n正文",
        "objective": "会看光",
        "stage": "practice",
        "free": "on",
        "rule": "manual",
        "rule_percent": "80",
        "preview_seconds": "",
    }

    saved = studio.post(f"/studio/lessons/{lesson.pk}", typed)
    page = text(studio.get(f"/studio/lessons/{lesson.pk}"))

    assert saved.status_code == 302
    row = Lesson.objects.get(pk=lesson.pk)
    assert (row.title, row.stage, row.free, row.rule, row.preview_seconds) == (
        "看见光",
        "practice",
        True,
        "manual",
        None,
    )
    assert "<h2>光</h2>" in page


def test_two_windows_do_not_overwrite_one_another(studio: Client) -> None:
    lesson = whole_outline(make.course(lessons=1).pk).lessons[0]
    opened = lesson.updated_at.isoformat()
    typed = {"title": "甲", "kind": "article", "stage": "basic", "rule": "watched", "rule_percent": "80"}
    studio.post(f"/studio/lessons/{lesson.pk}", typed | {"body": "第一个窗口", "seen_at": opened})

    second = studio.post(f"/studio/lessons/{lesson.pk}", typed | {"body": "第二个窗口", "seen_at": opened})

    assert "刚刚在别处保存过" in text(second)
    assert "第二个窗口" in text(second)
    assert Lesson.objects.get(pk=lesson.pk).body == "第一个窗口"


def test_the_preview_is_the_learners_html(studio: Client) -> None:
    part = text(studio.post("/studio/lessons/preview", {"body": "**好** <script>x</script>"}))

    assert "<strong>好</strong>" in part
    assert "<script>" not in part


def test_categories_are_added_renamed_moved_and_removed(studio: Client) -> None:
    studio.post("/studio/courses/categories", {"name": "写作"})
    page = text(studio.get("/studio/courses/categories"))
    assert page.count('class="category-row"') == 7

    studio.post("/studio/courses/categories/2", {"name": "爱好"})
    studio.post("/studio/courses/categories/2", {"position": "0"})
    taken = studio.post("/studio/courses/categories/3", {"name": "爱好"})
    studio.post("/studio/courses/categories/1", {"remove": "1"})

    assert "已经有叫这个名字的分类" in text(taken)
    page = text(studio.get("/studio/courses/categories"))
    assert page.index('value="爱好"') < page.index('value="专业知识"')
    assert "职场技能" not in page
