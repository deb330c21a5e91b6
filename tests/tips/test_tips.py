"""To thank a teacher: a calm button, an ordinary payment, no access, no promotion, a list."""

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries, Settings

from tests import make
from tests.commerce.fakepay import pay
from zhiyu.access.models import Grant
from zhiyu.accounts.models import User
from zhiyu.catalog.actions import edit_course
from zhiyu.catalog.models import Course, Lesson, Product
from zhiyu.commerce.actions import place_order, preview_refund
from zhiyu.commerce.errors import NotRefundable, OneOnly
from zhiyu.commerce.models import Order
from zhiyu.commerce.pricing import past_of
from zhiyu.kernel.errors import DomainError, Invalid
from zhiyu.ledger.queries import balances
from zhiyu.platform.actions import save_school
from zhiyu.platform.models import Event
from zhiyu.tips.actions import give_tip
from zhiyu.tips.errors import NoTips
from zhiyu.tips.models import Tip


@pytest.fixture(autouse=True)
def open_school(settings: Settings, db: None) -> None:
    del db
    settings.PAYMENT_PROVIDERS = {"wechat": "tests.commerce.fakepay.FakePay"}
    save_school(actor_id=None, tipping=True)


@pytest.fixture
def course() -> Course:
    return make.course()


@pytest.fixture
def lesson(course: Course) -> Lesson:
    return Lesson.objects.get(chapter__course=course, free=True)


@pytest.fixture
def reader(client: Client) -> User:
    made = make.user()
    make.login(client, made)
    return made


def text(response: object) -> str:
    return response.content.decode()  # type: ignore[attr-defined, no-any-return]


def test_from_the_lesson_to_the_thanks(client: Client, reader: User, course: Course, lesson: Lesson) -> None:
    assert f"/lessons/{lesson.pk}/thanks" in text(client.get(f"/lessons/{lesson.pk}"))
    assert "¥5" in text(client.get(f"/lessons/{lesson.pk}/thanks"))
    answer = client.post(f"/lessons/{lesson.pk}/thanks", {"amount": "own", "own": "6.66", "words": "谢谢，用上了"})
    order = Order.objects.get()
    assert answer.headers["Location"].startswith(f"/pay/{order.no}") or order.no in answer.headers["Location"]
    assert (order.total_fen, order.quote["terms"]) == (666, [])
    pay(order)

    assert not Grant.objects.exists()
    product = Product.objects.get(kind="tip")
    assert balances()[f"sales:{product.code}"] == -666
    done = text(client.get(f"/orders/{order.no}/done?next=/lessons/{lesson.pk}"))
    assert "谢谢你的心意" in done
    assert "回到刚才的课" in done
    assert past_of(reader.pk, []).newcomer
    assert course.product.title in product.title
    with pytest.raises(NotRefundable, match="打赏出于自愿"):
        preview_refund(order_no=order.no, buyer_id=reader.pk)
    assert [one.name for one in Event.objects.all()] == ["commerce.order_paid"]


@pytest.mark.parametrize("own", ["", "0", "2000.01", "-5", "很多"])
def test_a_sum_out_of_bounds_is_told(client: Client, reader: User, lesson: Lesson, own: str) -> None:
    del reader
    answer = client.post(f"/lessons/{lesson.pk}/thanks", {"amount": "own", "own": own})
    assert answer.status_code == 422
    assert not Order.objects.exists()


def test_the_same_sum_asked_twice_is_one_order_and_paid_it_can_be_given_again(reader: User, lesson: Lesson) -> None:
    first, second = (give_tip(user=reader, lesson_id=lesson.pk, amount_fen=500) for _twice in range(2))
    assert first == second
    other = give_tip(user=reader, lesson_id=lesson.pk, amount_fen=1_000)
    first.refresh_from_db()
    assert (first.status, other.status) == ("closed", "pending")
    pay(other)
    pay(give_tip(user=reader, lesson_id=lesson.pk, amount_fen=1_000))
    assert Order.objects.filter(status="paid").count() == 2
    assert Tip.objects.count() == 3


def test_a_tip_goes_by_itself_and_names_its_own_price_within_bounds(
    reader: User, course: Course, lesson: Lesson
) -> None:
    code = give_tip(user=reader, lesson_id=lesson.pk, amount_fen=100).lines.get().product.code
    lines = [(code, 1), (course.product.code, 1)]
    with pytest.raises(OneOnly):
        place_order(buyer_id=reader.pk, lines=lines, shown_total_fen=10_000, accepted=[])
    for sum_fen in (0, 200_001):
        with pytest.raises(Invalid):
            place_order(buyer_id=reader.pk, lines=[(code, 1)], shown_total_fen=sum_fen, accepted=[])
    assert Client().get(f"/checkout/{code}").status_code in {302, 404}


def test_nobody_is_asked_where_the_school_or_the_course_does_not_want_it(
    client: Client, reader: User, course: Course, lesson: Lesson
) -> None:
    edit_course(course_id=course.pk, actor_id=None, tips_off=True)
    assert "/thanks" not in text(client.get(f"/lessons/{lesson.pk}"))
    assert client.get(f"/lessons/{lesson.pk}/thanks").status_code == 404
    edit_course(course_id=course.pk, actor_id=None, tips_off=False)
    save_school(actor_id=None, tipping=False)
    assert "/thanks" not in text(client.get(f"/lessons/{lesson.pk}"))
    with pytest.raises(NoTips):
        give_tip(user=reader, lesson_id=lesson.pk, amount_fen=100)


def test_who_may_not_read_a_lesson_does_not_thank_for_it(reader: User, course: Course) -> None:
    locked = Lesson.objects.get(chapter__course=course, free=False)
    with pytest.raises(DomainError):
        give_tip(user=reader, lesson_id=locked.pk, amount_fen=100)


@pytest.mark.parametrize("count", [1, 3])
def test_the_creator_reads_what_was_given_and_said(
    client: Client, lesson: Lesson, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for n in range(count):
        pay(give_tip(user=make.user(), lesson_id=lesson.pk, amount_fen=500 + n, words="谢谢"))
    client.force_login(make.user(role="creator"))
    client.get("/studio/tips")
    with django_assert_num_queries(5):
        page = text(client.get("/studio/tips"))
    assert page.count(">谢谢<") == count
    assert len(client.get("/api/v1/studio/tips").json()["items"]) == count


def test_the_twin_gives_too(client: Client, reader: User, lesson: Lesson) -> None:
    made = client.post(
        f"/api/v1/lessons/{lesson.pk}/tips", {"amount_fen": 888}, "application/json", headers=make.bearer(reader)
    )
    assert (made.status_code, made.json()["total_fen"]) == (201, 888)
