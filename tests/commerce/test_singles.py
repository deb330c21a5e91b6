"""One lesson without its course: sold, opened, counted and given back by itself."""

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from tests import make
from tests.access.viewers import browser
from tests.commerce.fakepay import channel, pay, tell
from zhiyu.access.actions import grant, revoke
from zhiyu.access.models import Consumption, Grant
from zhiyu.access.queries import may_open, owned_for_ever
from zhiyu.catalog.actions import edit_course, edit_lesson, remove_lesson, sell_lesson, unpublish
from zhiyu.catalog.models import Course, Lesson, Product, Single
from zhiyu.commerce.actions import preview_refund, request_refund
from zhiyu.commerce.errors import AlreadyOwned, NotRefundable
from zhiyu.commerce.models import Order
from zhiyu.kernel.errors import NotFound
from zhiyu.learning.actions import mark_complete
from zhiyu.learning.queries import my_learning
from zhiyu.ledger.queries import balances

pytestmark = pytest.mark.django_db


@pytest.fixture
def course() -> Course:
    return make.course(title="七天写作营", lessons=6)


@pytest.fixture
def studio(client: Client) -> Client:
    client.force_login(make.user(role="creator"))
    return client


@pytest.fixture
def lesson(course: Course) -> Lesson:
    return Lesson.objects.get(chapter__course=course, position=2)


def text(response: object) -> str:
    return response.content.decode()  # type: ignore[attr-defined, no-any-return]


def test_a_price_puts_a_lesson_on_sale_beside_its_course(studio: Client, course: Course, lesson: Lesson) -> None:
    typed = {"title": lesson.title, "kind": "article", "body": lesson.body, "stage": "basic", "rule": "watched"}
    address = f"/studio/lessons/{lesson.pk}"
    assert "大于 0" in text(studio.post(address, {**typed, "rule_percent": "80", "alone_price": "0"}))
    assert studio.post(address, {**typed, "rule_percent": "80", "alone_price": "9.90"}).status_code == 302

    product = Product.objects.get(kind="lesson")
    assert (product.title, product.price_fen, product.status) == ("第 3 课（七天写作营）", 990, "published")
    assert 'value="9.90"' in text(studio.get(address))
    assert "单买 ¥9.90" in text(Client().get(f"/courses/{course.product.code}"))
    wall = text(Client().get(f"/lessons/{lesson.pk}"))
    assert "只买这一课 ¥9.90" in wall
    assert f"/checkout/{product.code}?next=" in wall
    items = Client().get(f"/api/v1/courses/{course.product.code}").json()["chapters"][0]["lessons"]
    assert [item["alone"] and item["alone"]["quote"]["total_fen"] for item in items] == [None, None, 990, *[None] * 3]

    studio.post(address, {**typed, "rule_percent": "80", "alone_price": ""})
    assert "单买" not in text(Client().get(f"/courses/{course.product.code}"))
    with pytest.raises(NotFound):
        make.order(of=product)


def test_paying_opens_this_lesson_and_nothing_else(course: Course, lesson: Lesson) -> None:
    buyer, product = make.user(), make.single(lesson)
    order = make.order(buyer=buyer, of=product)
    paid = channel().take(make.attempt(order).out_trade_no, fen=990)
    tell(paid)
    tell(paid)

    assert list(Grant.objects.values_list("product_id", flat=True)) == [product.pk]
    assert balances()[f"sales:{product.code}"] == -990
    lessons = Lesson.objects.filter(chapter__course=course).order_by("position")
    assert [may_open(buyer.pk, one.pk) for one in lessons] == [True, False, True, False, False, False]
    page = browser(buyer)
    assert page.get(f"/api/v1/lessons/{lesson.pk}").json()["open"] is True
    assert page.get(f"/api/v1/lessons/{lessons[3].pk}").json()["open"] is False
    assert list(Consumption.objects.values_list("lesson_id", flat=True)) == [lesson.pk]
    outline = text(page.get(f"/courses/{course.product.code}"))
    assert "单买" not in outline
    assert f"/checkout/{course.product.code}" in outline
    with pytest.raises(AlreadyOwned):
        make.order(buyer=buyer, of=product)
    make.order(buyer=buyer, of=course)


def test_it_goes_back_whole_until_it_was_opened(lesson: Lesson) -> None:
    product = make.single(lesson)
    unread, read = make.user(), make.user()
    orders = [make.order(buyer=one, of=product) for one in (unread, read)]
    for order in orders:
        pay(order)
    browser(read).get(f"/lessons/{lesson.pk}")

    assert preview_refund(order_no=orders[0].no, buyer_id=unread.pk).by_itself
    request_refund(order_no=orders[0].no, buyer_id=unread.pk, reason="no_time")
    assert not may_open(unread.pk, lesson.pk)
    with pytest.raises(NotRefundable, match="没有打开过才可以退"):
        preview_refund(order_no=orders[1].no, buyer_id=read.pk)
    assert may_open(read.pk, lesson.pk)


def test_who_has_the_course_does_not_pay_for_a_lesson_of_it(course: Course, lesson: Lesson) -> None:
    owner, product = make.user(), make.single(lesson)
    grant(user_id=owner.pk, product_id=course.product_id, source="staff:1")

    assert owned_for_ever(owner.pk, [product.pk]) == {product.pk}
    with pytest.raises(AlreadyOwned):
        make.order(buyer=owner, of=product)
    revoke(source="staff:1", product_id=course.product_id, because="test")
    make.order(buyer=owner, of=product)


def test_it_leaves_the_shelf_with_its_course_when_free_or_gone_and_stays_its_owners(
    course: Course, lesson: Lesson
) -> None:
    product, owner = make.single(lesson), make.user()
    grant(user_id=owner.pk, product_id=product.pk, source="staff:1")

    def status() -> str:
        return Product.objects.get(pk=product.pk).status

    edit_lesson(lesson_id=lesson.pk, actor_id=None, free=True)
    assert status() == "unpublished"
    edit_lesson(lesson_id=lesson.pk, actor_id=None, free=False, title="写开头")
    assert Product.objects.get(pk=product.pk).title == "写开头（七天写作营）"
    unpublish(course_id=course.pk, actor_id=None)
    assert status() == "unpublished"
    assert browser(owner).get(f"/lessons/{lesson.pk}").status_code == 200
    assert browser(make.user()).get(f"/lessons/{lesson.pk}").status_code == 404
    remove_lesson(lesson_id=lesson.pk, actor_id=None)
    assert (status(), Single.objects.count()) == ("unpublished", 1)


def test_its_refund_days_are_its_courses(course: Course, lesson: Lesson) -> None:
    product = make.single(lesson)
    edit_course(course_id=course.pk, actor_id=None, refund_days=3)
    sell_lesson(lesson_id=lesson.pk, price_fen=1_990, actor_id=None)

    product.refresh_from_db()
    assert (product.refund_days, product.refund_percent, product.price_fen) == (3, 0, 1_990)


def test_my_learning_counts_the_lessons_that_were_bought(lesson: Lesson) -> None:
    buyer = make.user()
    pay(make.order(buyer=buyer, of=make.single(lesson)))
    [one] = my_learning(buyer.pk)
    assert (one.owned, one.part, one.progress.done, one.progress.total) == (True, True, 0, 1)

    mark_complete(user_id=buyer.pk, lesson_id=lesson.pk)
    [one] = my_learning(buyer.pk)
    assert (one.progress.done, one.progress.percent) == (1, 100)
    shelf = text(browser(buyer).get("/me/learning"))
    assert "单独买的 1 课" in shelf
    assert Order.objects.get().status == "paid"


@pytest.mark.parametrize("count", [1, 3])
def test_the_lessons_sold_alone_cost_three_statements_however_many(
    course: Course, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for one in Lesson.objects.filter(chapter__course=course, free=False)[:count]:
        make.single(one)
    client = Client()
    client.get(f"/courses/{course.product.code}")
    with django_assert_num_queries(8):
        page = text(client.get(f"/courses/{course.product.code}"))

    assert page.count("单买") == count
