"""Memberships in the studio: set up on one page, put on sale, changed without taking anything from who holds one."""

from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from tests import make
from tests.commerce.clock import standing_at
from zhiyu.access.actions import give
from zhiyu.access.queries import owns
from zhiyu.catalog import actions
from zhiyu.catalog.errors import NothingOffered, NothingOpened, ScopeFixed
from zhiyu.catalog.models import Opens, Plan, Product, Single
from zhiyu.catalog.plans import courses_in, plan
from zhiyu.kernel.clock import now
from zhiyu.kernel.errors import NotFound
from zhiyu.platform.models import AuditEntry

pytestmark = pytest.mark.django_db
FORM = {
    "title": "全站会员",
    "scope": "all",
    "year_price": "365",
    "days": "7",
    "refund_days": "7",
    "refund_percent": "10",
}


def text(response: object) -> str:
    return response.content.decode()  # type: ignore[attr-defined, no-any-return]


def changes(**other: Any) -> Any:
    return {
        "title": "全站会员",
        "subtitle": "",
        "benefits": "",
        "opens_all": True,
        "opened": set(),
        "prices": {"year": 36_500},
        "days": 7,
        "once": True,
        "refund_days": 7,
        "refund_percent": 10,
    } | other


def test_a_name_and_a_price_make_a_membership_and_one_click_sells_it(studio: Client) -> None:
    made = studio.post("/studio/plans/new", FORM)
    found = Plan.objects.get()
    assert made.headers["Location"] == f"/studio/plans/{found.pk}"
    assert (found.code, found.on_sale) == ("quan-zhan-hui-yuan", False)
    assert Client().get(f"/plans/{found.code}").status_code == 404

    preview = text(studio.get(f"/plans/{found.code}"))
    assert "只有你能看到" in preview
    assert "/checkout/" not in preview

    studio.post(f"/studio/plans/{found.pk}/publish")
    year = Product.objects.get(kind="plan")
    assert (year.title, year.price_fen, str(year.term)) == ("全站会员 · 1 年", 36_500, "1 年")
    assert (year.opens_all, year.status, year.refund_percent) == (True, "published", 10)
    assert f"/checkout/{year.code}" in text(Client().get(f"/plans/{found.code}"))

    studio.post(f"/studio/plans/{found.pk}/unpublish")
    assert Client().get(f"/plans/{found.code}").status_code == 404
    assert [x.action for x in AuditEntry.objects.filter(target=f"plan:{found.pk}").order_by("pk")] == [
        *("catalog.plan_created", "catalog.plan_edited", "catalog.plan_published", "catalog.plan_unpublished")
    ]


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"year_price": ""}, "至少填一个价格"),
        ({"year_price": "一百"}, "请填写金额"),
        ({"scope": "chosen"}, "请选择会员能学哪些课程"),
        ({"title": ""}, "请填写名称"),
        ({"days": "0"}, ""),
    ],
)
def test_what_is_missing_is_said_and_nothing_is_made(studio: Client, wrong: dict[str, str], words: str) -> None:
    answer = studio.post("/studio/plans/new", FORM | wrong)

    assert answer.status_code == 422
    assert words in text(answer)
    assert not Plan.objects.exists()


def test_a_column_is_a_course_that_its_membership_sells(studio: Client) -> None:
    course, other = make.course(title="写作专栏"), make.course()
    studio.post("/studio/plans/new", FORM | {"scope": "chosen", "opened": [str(course.product_id)]})
    made = Plan.objects.get()

    assert list(courses_in(made)) == [course]
    assert list(Opens.objects.values_list("opened_id", flat=True)) == [course.product_id]
    form = text(studio.get(f"/studio/plans/{made.pk}"))
    assert f'value="{course.product_id}"' in form
    assert f'value="{other.product_id}"' in form


def test_every_length_is_its_own_product_and_one_left_empty_is_no_longer_sold() -> None:
    made = make.plan(prices={"day": 100, "month": 3_900, "quarter": 9_900, "year": 36_500, "": 99_900})
    assert [str(one.term or "终身") for one in made.offers] == ["7 天", "1 个月", "1 个季度", "1 年", "终身"]
    assert [one.once_a_person for one in made.offers] == [True, False, False, False, False]

    actions.edit_plan(plan_id=made.pk, actor_id=None, **changes(prices={"year": 29_900}))
    assert [one.price_fen for one in plan(made.pk).offers] == [29_900]

    actions.edit_plan(plan_id=made.pk, actor_id=None, **changes(prices={"month": 4_900, "year": 29_900}))
    assert [one.price_fen for one in plan(made.pk).offers] == [4_900, 29_900]
    assert Product.objects.filter(kind="plan").count() == 5


def test_off_and_on_sale_again_sells_what_is_offered_and_nothing_else() -> None:
    made = make.plan(prices={"month": 3_900, "year": 36_500})
    actions.edit_plan(plan_id=made.pk, actor_id=None, **changes())
    for act in (actions.unpublish_plan, actions.unpublish_plan, actions.publish_plan, actions.publish_plan):
        act(plan_id=made.pk, actor_id=None)

    assert [one.term_unit for one in plan(made.pk).offers] == ["year"]


def test_what_is_taken_out_stays_open_to_who_has_it_and_closed_to_who_comes_later() -> None:
    kept, taken = make.course(), make.course()
    made, early, late = make.plan(opens=[kept, taken]), make.user(), make.user()
    year = make.variant(made, "year")
    give(user_id=early.pk, product=year, source="order_line:1")
    actions.edit_plan(plan_id=made.pk, actor_id=None, **changes(opens_all=False, opened={kept.product_id}))
    give(user_id=late.pk, product=year, source="order_line:2")

    assert (owns(early.pk, taken.product_id), owns(late.pk, taken.product_id)) == (True, False)
    assert (owns(early.pk, kept.product_id), owns(late.pk, kept.product_id)) == (True, True)
    assert list(courses_in(plan(made.pk))) == [kept]


def test_a_course_put_outside_the_whole_site_stays_open_to_earlier_members(studio: Client) -> None:
    course, early, late = make.course(), make.user(), make.user()
    year = make.variant(make.plan(), "year")
    give(user_id=early.pk, product=year, source="order_line:1")
    price = {"price": "99", "refund_days": "7", "refund_percent": "30", "outside": "on"}
    studio.post(f"/studio/courses/{course.pk}/price", price)
    give(user_id=late.pk, product=year, source="order_line:2")

    assert (owns(early.pk, course.product_id), owns(late.pk, course.product_id)) == (True, False)


def test_the_whole_site_once_sold_cannot_shrink(studio: Client) -> None:
    course, made = make.course(), make.plan()
    with pytest.raises(ScopeFixed):
        actions.edit_plan(plan_id=made.pk, actor_id=None, **changes(opens_all=False, opened={course.product_id}))

    answer = studio.post(f"/studio/plans/{made.pk}", FORM | {"scope": "chosen", "opened": [str(course.product_id)]})
    assert answer.status_code == 422
    assert "请另建一个会员" in text(answer)


def test_a_membership_opens_something_for_some_price() -> None:
    with pytest.raises(NothingOffered):
        actions.create_plan(actor_id=None, **changes(prices={}))
    with pytest.raises(NothingOpened):
        actions.create_plan(actor_id=None, **changes(opens_all=False))
    with pytest.raises(NotFound):
        actions.edit_plan(plan_id=4_040_404, actor_id=None, **changes())
    assert not Plan.objects.exists()


def test_two_memberships_of_one_name_have_two_addresses() -> None:
    codes = {make.plan().code, make.plan().code}
    assert codes == {"quan-zhan-hui-yuan", "quan-zhan-hui-yuan-2"}


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_of_products_takes_as_many_statements_for_three_as_for_one(
    studio: Client, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(count):
        make.course(title="七天写作营")
        make.plan(prices={"year": 36_500})
    studio.get("/studio/products")

    with django_assert_num_queries(5):
        page = text(studio.get("/studio/products"))

    assert (page.count("七天写作营"), page.count("全站会员 · 1 年")) == (count, count)


def test_the_list_filters_by_kind_and_an_empty_one_shows_how_to_begin(studio: Client) -> None:
    assert "还没有商品" in text(studio.get("/studio/products"))
    make.course(title="七天写作营")
    make.plan(prices={"": 99_900})

    only = text(studio.get("/studio/products?kind=plan"))
    assert ("七天写作营" in only, "全站会员 · 终身" in only, "一直有效" in only) == (False, True, True)
    assert "/studio/plans/new" in text(studio.get("/studio/products/new"))


def test_a_course_sold_for_a_time_says_so_on_its_price_page(studio: Client) -> None:
    course = make.course()
    price = {"price": "99", "refund_days": "7", "refund_percent": "30", "term": "6-month", "only_by_plan": "on"}
    studio.post(f"/studio/courses/{course.pk}/price", price)
    product = Product.objects.get()
    assert (product.term_count, product.term_unit, product.sold_alone) == (6, "month", False)
    assert '<option value="6-month" selected>' in text(studio.get(f"/studio/courses/{course.pk}/price"))

    studio.post(f"/studio/courses/{course.pk}/price", {"price": "99", "refund_days": "7", "refund_percent": "30"})
    product.refresh_from_db()
    assert (product.term, product.sold_alone, product.outside_since) == (None, True, None)


def test_a_new_membership_does_not_fall_to_those_who_hold_another() -> None:
    holder = make.user()
    with standing_at(now()):
        give(user_id=holder.pk, product=make.variant(make.plan(), "year"), source="order_line:1")
        other = make.variant(make.plan(title="早鸟会员"), "year")
        assert not owns(holder.pk, other.pk)


def test_a_column_is_made_in_one_form_and_its_course_and_lessons_are_sold_by_no_other_way(studio: Client) -> None:
    course, other = make.course(title="每周一封信"), make.course()
    lesson = course.chapters.get().lessons.first()
    assert lesson is not None
    actions.sell_lesson(lesson_id=lesson.pk, price_fen=900, actor_id=None)

    said = FORM | {"scope": "chosen", "opened": [str(course.product_id)], "only_here": "on"}
    studio.post("/studio/plans/new", said)

    course.product.refresh_from_db()
    assert course.product.sold_alone is False
    assert list(Single.objects.values_list("lesson", "offered")) == [(lesson.pk, False)]
    assert Product.objects.get(pk=other.product_id).sold_alone is True
    page = text(studio.get(f"/studio/plans/{Plan.objects.get().pk}"))
    assert "checked" in page.partition('name="only_here"')[2].partition(">")[0]

    studio.post(f"/studio/plans/{Plan.objects.get().pk}", said)
    assert AuditEntry.objects.filter(action="catalog.course_edited").count() == 1
    studio.post(f"/studio/plans/{Plan.objects.get().pk}", said | {"only_here": ""})
    course.product.refresh_from_db()
    assert course.product.sold_alone is True


def test_a_paid_group_is_asked_for_its_name_once_and_in_words_of_a_group(studio: Client) -> None:
    page = text(studio.get("/studio/plans/new?scope=group"))
    form = page.partition('<form class="price-form')[2].partition("</form>")[0]
    for words in ("群名", "进群能得到什么", "建好，去放群二维码"):
        assert words in form
    for words in ("课程", "课时", "会员"):
        assert words not in form

    answer = studio.post("/studio/plans/new", {**FORM, "scope": "group", "title": "早起写作群", "refund_percent": ""})

    assert Plan.objects.get().group_name == "早起写作群"
    assert 'value="早起写作群"' in text(studio.get(answer.headers["Location"]))
