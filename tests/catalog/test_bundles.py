"""Bundles in the studio and as learners meet them."""

from datetime import timedelta

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from tests import make
from tests.promotions.build import deal
from zhiyu.access.actions import grant
from zhiyu.catalog import actions
from zhiyu.catalog.errors import CourseInBundle, PartNotOnSale, PartSoldByIntakes, TooFewParts
from zhiyu.catalog.models import Bundle, Product
from zhiyu.kernel.clock import now
from zhiyu.promotions.market import Kind

pytestmark = pytest.mark.django_db


def text(response: object) -> str:
    return response.content.decode()  # type: ignore[attr-defined, no-any-return]


def form(*parts: int, **other: str) -> dict[str, object]:
    typed = {"title": "安心生活两门课", "price": "150", "refund_days": "7", "refund_percent": "30"} | other
    return {**typed, "parts": [str(one) for one in parts]}


def test_two_courses_and_a_price_make_a_bundle_and_one_click_sells_it(studio: Client) -> None:
    one, two = make.course(title="七天写作营"), make.course(title="标题的学问")
    studio.post("/studio/bundles/new", form(one.product_id, two.product_id))
    made = Bundle.objects.select_related("product").get()
    address = f"/bundles/{made.product.code}"
    assert made.product.code == "an-xin-sheng-huo-liang-men-ke"
    assert Client().get(address).status_code == 404
    assert "只有你能看到" in text(studio.get(address))

    studio.post(f"/studio/bundles/{made.pk}/publish")
    page = text(Client().get(address))
    for words in ("七天写作营", "标题的学问", "分开买共 ¥198，打包省 ¥48", f"/checkout/{made.product.code}"):
        assert words in page
    assert f'href="{address}"' in text(Client().get("/"))
    assert "和别的课一起买更省" in text(Client().get(f"/courses/{one.product.code}"))
    assert address in text(Client().get("/sitemap.xml"))

    studio.post(f"/studio/bundles/{made.pk}/unpublish")
    assert Client().get(address).status_code == 404


@pytest.mark.parametrize(
    ("wrong", "words"),
    [({"price": ""}, "请填写打包价"), ({"price": "贵"}, "请填写金额"), ({"title": ""}, "请填写名称")],
)
def test_what_is_missing_is_said_and_nothing_is_made(studio: Client, wrong: dict[str, str], words: str) -> None:
    parts = [make.course().product_id for _ in range(2)]
    answer = studio.post("/studio/bundles/new", form(*parts, **wrong))

    assert (answer.status_code, words in text(answer)) == (422, True)
    assert not Bundle.objects.exists()


def test_one_course_alone_is_no_bundle(studio: Client) -> None:
    course = make.course()
    for parts in ([], [course.product_id]):
        assert "打包至少要有两门课" in text(studio.post("/studio/bundles/new", form(*parts)))
    with pytest.raises(TooFewParts):
        make.bundle(course)
    assert not Product.objects.filter(kind="bundle").exists()


def test_a_draft_in_it_keeps_it_from_the_shelf(studio: Client) -> None:
    ready, draft = make.course(), make.course(title="还在写", published=False)
    made = make.bundle(ready, draft, on_sale=False)
    with pytest.raises(PartNotOnSale):
        actions.publish_bundle(bundle_id=made.pk, actor_id=None)

    said = text(studio.post(f"/studio/bundles/{made.pk}/publish", follow=True))
    assert "《还在写》还没有上架" in said
    sold = make.bundle(ready, make.course())
    before = set(sold.parts.values_list("pk", flat=True))
    answer = studio.post(f"/studio/bundles/{sold.pk}", form(ready.product_id, draft.product_id))
    assert answer.status_code == 422
    assert set(sold.parts.values_list("pk", flat=True)) == before


def test_who_has_a_part_is_told_before_buying(client: Client) -> None:
    one, two, learner = make.course(title="七天写作营"), make.course(), make.user()
    made = make.bundle(one, two)
    grant(user_id=learner.pk, product_id=one.product_id, source="order_line:1")
    make.login(client, learner)

    for path in (f"/bundles/{made.product.code}", f"/checkout/{made.product.code}"):
        assert "其中《七天写作营》你已经拥有了" in text(client.get(path))

    grant(user_id=learner.pk, product_id=two.product_id, source="order_line:2")
    assert "这里的课你都有了" in text(client.get(f"/bundles/{made.product.code}"))
    assert client.get(f"/checkout/{made.product.code}").headers["Location"] == f"/bundles/{made.product.code}"


def test_the_sum_is_of_the_prices_on_the_cards_beside_it(client: Client) -> None:
    one, two, learner = make.course(price_fen=9_900), make.course(price_fen=2_990), make.user()
    made = make.bundle(one, two, price_fen=9_900)
    deal(Kind.NEWCOMER, title="新人见面价", price_fen=100, products=[two.product_id])
    address = f"/bundles/{made.product.code}"
    stranger = text(client.get(address))
    assert "分开买共 ¥128.90，打包省 ¥29.90" in stranger
    assert "</span>29.90</span>" in stranger
    assert "比单买省 ¥29.90" in text(client.get("/"))

    make.login(client, learner)
    newcomer = text(client.get(address))
    assert "分开买共 ¥100，打包省 ¥1" in newcomer
    assert ("新人见面价" in newcomer, "</span>1</span>" in newcomer, "</span>29.90</span>" in newcomer) == (
        True,
        True,
        False,
    )
    assert "比单买省" not in text(client.get("/"))


@pytest.mark.parametrize("count", [2, 4])
def test_more_parts_take_no_more_statements(
    client: Client, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    made = make.bundle(*(make.course(title="七天写作营") for _ in range(count)))
    client.get(f"/bundles/{made.product.code}")

    with django_assert_num_queries(7):
        page = text(client.get(f"/bundles/{made.product.code}"))

    assert page.count('class="course-card-title">七天写作营') == count


@pytest.mark.parametrize("count", [1, 3])
def test_the_api_lists_bundles_in_as_many_statements_for_three_as_for_one(
    count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for n in range(count):
        make.bundle(make.course(), make.course(), title=f"打包 {n}")
    Client().get("/api/v1/bundles")

    with django_assert_num_queries(3):
        assert len(Client().get("/api/v1/bundles").json()["items"]) == count


def test_a_course_that_is_sold_by_intakes_is_in_no_bundle(studio: Client) -> None:
    """Who bought the bundle would be in it at once, whatever the day that its class begins."""
    other, camp = make.course(title="阅读课"), make.course(title="训练营")
    bundle = make.bundle(other, camp)
    draft = make.intake(camp, on_sale=False)
    said = text(studio.post(f"/studio/intakes/{draft.pk}/publish", follow=True))
    assert "这门课在打包《写作两门课》里卖" in said
    with pytest.raises(CourseInBundle):
        actions.publish_intake(intake_id=draft.pk, actor_id=None)

    studio.post(f"/studio/bundles/{bundle.pk}/unpublish")
    actions.publish_intake(intake_id=draft.pk, actor_id=None)
    assert "《训练营》是分期报名的" in text(studio.post(f"/studio/bundles/{bundle.pk}/publish", follow=True))
    for path in ("/studio/bundles/new", f"/studio/bundles/{bundle.pk}"):
        answer = studio.post(path, form(other.product_id, camp.product_id))
        assert (answer.status_code, "《训练营》是分期报名的" in text(answer)) == (422, True)
    assert Bundle.objects.get().product.status == "unpublished"
    with pytest.raises(PartSoldByIntakes):
        make.bundle(other, camp)


def test_a_course_that_asks_for_an_application_is_offered_for_no_bundle_and_refused_by_name(studio: Client) -> None:
    one, other, asking = make.course(), make.course(), make.course(title="先申请的课")
    bundle = make.bundle(one, other)
    actions.set_by_application(product_id=asking.product_id, on=True)
    for path in ("/studio/bundles/new", f"/studio/bundles/{bundle.pk}"):
        assert "先申请的课" not in text(studio.get(path))
        answer = studio.post(path, form(one.product_id, asking.product_id, 10**30, title="我写的名称"))
        assert (answer.status_code, "先申请的课" in text(answer)) == (422, True)
        page = text(studio.post(path, form(one.product_id, asking.product_id, title="我写的名称")))
        assert "《先申请的课》要先申请" in page
        assert "我写的名称" in page
    assert Bundle.objects.get().parts.count() == 2


def test_no_bundle_is_published_around_a_course_in_pre_sale(studio: Client) -> None:
    one, two = make.course(title="宴客"), make.course()
    studio.post("/studio/bundles/new", form(one.product_id, two.product_id))
    made, today = Bundle.objects.get(), now()
    actions.start_presale(
        terms={
            "product_id": one.product_id,
            "deposit_fen": 100,
            "worth_fen": 100,
            "deposit_until": today + timedelta(days=1),
            "pays_from": today + timedelta(days=2),
            "pays_until": today + timedelta(days=3),
            "keeps": False,
        },
        actor_id=None,
    )

    refused = studio.post(f"/studio/bundles/{made.pk}/publish", follow=True)

    assert "《宴客》正在预售，不能在打包里卖" in text(refused)
    assert Product.objects.get(pk=made.product_id).status == "draft"
