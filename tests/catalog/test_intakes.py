"""A course sold by intakes: set up in the studio, bought, waited for, full, given back."""

from datetime import timedelta

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries, Settings

from tests import make
from tests.commerce.clock import standing_at
from tests.commerce.fakepay import pay
from tests.together import together
from zhiyu.access.models import Grant
from zhiyu.access.queries import owns
from zhiyu.catalog.actions import close_intake, edit_course, edit_intake, unpublish
from zhiyu.catalog.errors import BadDays, BadSeats, CourseNotOnSale, NotSelling, SoldOut
from zhiyu.catalog.intake_forms import shown
from zhiyu.catalog.intakes import intakes_sold, next_open, phase_of, proposed, values_of
from zhiyu.catalog.models import Course, Intake, Product
from zhiyu.commerce.actions import preview_refund, request_refund
from zhiyu.commerce.errors import AlreadyOwned
from zhiyu.commerce.models import Order
from zhiyu.kernel.clock import day_start, now
from zhiyu.ledger.queries import balances
from zhiyu.platform.models import AuditEntry


@pytest.fixture(autouse=True)
def pay_channel(settings: Settings) -> None:
    settings.PAYMENT_PROVIDERS = {"wechat": "tests.commerce.fakepay.FakePay"}


def text(response: object) -> str:
    return response.content.decode()  # type: ignore[attr-defined, no-any-return]


def typed(course: Course) -> dict[str, str]:
    """What the form offers, sent as it stands."""
    return {name: str(value) for name, value in shown(proposed(course)).items() if name not in {"at_once", "price_fen"}}


def fresh(intake: Intake) -> Intake:
    return Intake.objects.select_related("product").get(pk=intake.pk)


@pytest.mark.django_db
def test_the_first_intake_is_filled_in_and_the_next_follows_the_last_by_whole_weeks(studio: Client) -> None:
    course = make.course(price_fen=19_900)
    page = text(studio.get(f"/studio/courses/{course.pk}/intakes"))
    assert "这门课还没有分期" in page
    form = shown(proposed(course))
    assert (form["starts_on"].weekday(), form["price"], form["seats"]) == (0, "199", 30)
    assert str(form["starts_on"]) in text(studio.get(f"/studio/courses/{course.pk}/intakes/new"))
    made = studio.post(f"/studio/courses/{course.pk}/intakes/new", typed(course))
    first = Intake.objects.get()
    assert made.headers["Location"] == f"/studio/intakes/{first.pk}"
    assert (first.name, first.product.title) == ("第 1 期", "七天写作营 · 第 1 期")
    assert "学员会看到的样子" in text(studio.get(f"/studio/intakes/{first.pk}"))
    assert "第 1 期" not in text(Client().get(f"/courses/{course.product.code}"))

    studio.post(f"/studio/intakes/{first.pk}/publish")
    assert "报名第 1 期" in text(Client().get(f"/courses/{course.product.code}"))
    following = shown(proposed(course))
    assert following["starts_on"] - first.starts_on == timedelta(days=28)
    assert following["starts_on"] > first.ends_on
    assert (following["seats"], following["price"], following["name"]) == (30, "199", "")

    studio.post(f"/studio/intakes/{first.pk}/close")
    assert phase_of(fresh(first)) == Intake.Phase.SHUT
    assert [x.action for x in AuditEntry.objects.filter(target=f"course:{course.pk}").order_by("pk")] == [
        *("catalog.intake_added", "catalog.intake_edited", "catalog.intake_published", "catalog.intake_closed")
    ]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"ends_on": "2020-01-01"}, "结课不能早于开课"),
        ({"sells_until": "2020-01-01"}, "报名结束不能早于报名开始"),
        ({"sells_until": "2099-01-01"}, "课已经结束就不能再报名了"),
        ({"starts_on": ""}, "请选日期"),
        ({"sells_until": "9999-12-31", "ends_on": "9999-12-31"}, "请选日期"),
        ({"price": "很贵"}, "请填写金额"),
    ],
)
def test_days_in_the_wrong_order_are_told_and_nothing_is_made(
    studio: Client, wrong: dict[str, str], words: str
) -> None:
    course = make.course()

    answer = studio.post(f"/studio/courses/{course.pk}/intakes/new", typed(course) | wrong)

    assert answer.status_code == 422
    assert words in text(answer)
    assert not Intake.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("count", [1, 3])
def test_the_studios_list_costs_the_same_for_one_and_for_three(
    studio: Client, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    course = make.course()
    for _n in range(count):
        make.intake(course)

    studio.get(f"/studio/courses/{course.pk}/intakes")
    with django_assert_num_queries(4):
        page = text(studio.get(f"/studio/courses/{course.pk}/intakes"))
    assert page.count("0 / 20") == count


@pytest.mark.django_db
def test_who_books_waits_for_the_first_day_and_then_may_learn_for_ever() -> None:
    course, buyer = make.course(lessons=6), make.user()
    intake = make.intake(course, starts=10)
    pay(make.order(buyer=buyer, of=intake.product))
    opens = day_start() + timedelta(days=10)

    assert list(Grant.objects.values_list("valid_from", "valid_until")) == [(opens, None)]
    assert not owns(buyer.pk, course.product_id)
    with standing_at(opens - timedelta(microseconds=1)):
        assert not owns(buyer.pk, course.product_id)
    with standing_at(opens):
        assert owns(buyer.pk, course.product_id)


@pytest.mark.django_db
def test_it_opens_at_once_where_the_creator_said_so_and_for_who_comes_late() -> None:
    course, eager, late = make.course(lessons=6), make.user(), make.user()
    pay(make.order(buyer=eager, of=make.intake(course, at_once=True).product))
    assert owns(eager.pk, course.product_id)

    running = make.intake(make.course(), starts=-3, sells=(-10, 5))
    pay(make.order(buyer=late, of=running.product))
    assert owns(late.pk, running.course.product_id)


@pytest.mark.django_db
def test_the_page_sells_the_next_open_intake_and_says_when_the_one_after_opens() -> None:
    course = make.course()
    first = make.intake(course, starts=10, seats=1)
    second = make.intake(course, starts=40, sells=(20, 39))
    path = f"/courses/{course.product.code}"
    page = text(Client().get(path))
    assert f"/checkout/{first.product.code}" in page
    assert f"/checkout/{second.product.code}" not in page
    assert "还剩 1 个" in page

    pay(make.order(of=first.product))
    page = text(Client().get(path))
    assert "名额已满" in page
    assert "第 2 期从" in page
    assert "/checkout/" not in page
    shown = Client().get(f"/api/v1{path}").json()
    assert [(one["product"], one["state"], one["seats_left"]) for one in shown["intakes"]] == [
        (first.product.code, "full", 0),
        (second.product.code, "soon", 20),
    ]

    with standing_at(now() + timedelta(days=20)):
        api = Client().get(f"/api/v1{path}").json()
        assert (api["buy"], api["quote"]["total_fen"]) == (second.product.code, 19_900)
        assert f"/checkout/{second.product.code}" in text(Client().get(path))


@pytest.mark.django_db
def test_outside_its_days_it_is_not_sold_by_any_door(client: Client) -> None:
    course, buyer = make.course(), make.user()
    soon = make.intake(course, sells=(3, 9))
    make.login(client, buyer)

    with pytest.raises(NotSelling):
        make.order(buyer=buyer, of=soon.product)
    assert client.get(f"/checkout/{soon.product.code}").headers["Location"] == f"/courses/{course.product.code}"
    with standing_at(day_start() + timedelta(days=10)), pytest.raises(NotSelling):
        make.order(buyer=buyer, of=soon.product)
    with standing_at(day_start() + timedelta(days=10, microseconds=-1)):
        assert make.order(buyer=buyer, of=soon.product).status == Order.Status.PENDING


@pytest.mark.django_db
def test_a_learner_sees_the_own_intake_on_the_course_and_in_me(client: Client) -> None:
    course, buyer = make.course(lessons=6), make.user()
    intake = make.intake(course)
    order = make.order(buyer=buyer, of=intake.product)
    make.login(client, buyer)
    checkout = text(client.get(f"/checkout/{intake.product.code}"))
    assert "开课，那天起就能学" in checkout
    pay(order)

    page = text(client.get(f"/courses/{course.product.code}"))
    assert "你已报名第 1 期" in page
    assert "/checkout/" not in page
    assert "第 1 期" in text(client.get("/me"))
    assert client.get("/api/v1/me/intakes").json()["items"][0]["course"] == course.product.code
    assert "看看课程安排" in text(client.get(f"/orders/{order.no}/done"))
    with standing_at(now() + timedelta(days=10)):
        page = text(client.get(f"/courses/{course.product.code}"))
        assert "你已拥有这门课" in page
        assert "第 1 期" in page
    with standing_at(now() + timedelta(days=60)):
        assert "第 1 期" not in text(client.get("/me"))


@pytest.mark.django_db
def test_nobody_books_what_they_are_in_already_nor_another_class_of_the_same_course() -> None:
    course, buyer = make.course(), make.user()
    first, second = make.intake(course), make.intake(course, starts=40)
    pay(make.order(buyer=buyer, of=first.product))

    for intake in (first, second):
        with pytest.raises(AlreadyOwned):
            make.order(buyer=buyer, of=intake.product)


@pytest.mark.django_db
def test_a_refund_gives_the_seat_and_the_money_back_and_shuts_the_course() -> None:
    course, buyer = make.course(lessons=6), make.user()
    intake = make.intake(course, seats=1, at_once=True)
    order = make.order(buyer=buyer, of=intake.product)
    pay(order)
    assert phase_of(fresh(intake)) == Intake.Phase.FULL

    items = preview_refund(order_no=order.no, buyer_id=buyer.pk).items
    assert [item.kind for item in items] == ["money", "back_unused", "access", "seat"]
    for _twice in range(2):
        request_refund(order_no=order.no, buyer_id=buyer.pk, reason="no_time")

    assert phase_of(fresh(intake)) == Intake.Phase.OPEN
    assert not owns(buyer.pk, course.product_id)
    books = balances()
    assert books[f"sales:{intake.product.code}"] == -19_900
    assert books[f"refunds:{intake.product.code}"] == 19_900
    assert make.order(buyer=buyer, of=intake.product).status == Order.Status.PENDING


@pytest.mark.django_db(transaction=True)
def test_the_last_seat_of_an_intake_goes_to_one_of_five() -> None:
    product = make.intake(make.course(), seats=1).product
    buyers = [make.user() for _n in range(5)]

    got = together(5, lambda n: make.order(buyer=buyers[n], of=product))

    assert [type(one) for one in got].count(Order) == 1
    assert [type(one) for one in got].count(SoldOut) == 4
    assert Product.objects.values_list("taken", flat=True).get(pk=product.pk) == 1


@pytest.mark.django_db
def test_changes_are_for_tomorrows_buyers_and_seats_are_never_cut_below_what_is_taken() -> None:
    course, buyer = make.course(), make.user()
    intake = make.intake(course, seats=5)
    pay(make.order(buyer=buyer, of=intake.product))
    changes = values_of(fresh(intake))

    later = {"starts_on": intake.starts_on + timedelta(days=7), "ends_on": intake.ends_on + timedelta(days=7)}
    edit_intake(intake_id=intake.pk, actor_id=None, **changes | later)
    assert Grant.objects.get().valid_from == day_start() + timedelta(days=10)
    assert fresh(intake).product.opens_at == day_start() + timedelta(days=17)
    with pytest.raises(BadDays):
        edit_intake(intake_id=intake.pk, actor_id=None, **changes | {"ends_on": intake.starts_on - timedelta(days=1)})
    pay(make.order(of=intake.product))
    with pytest.raises(BadSeats):
        edit_intake(intake_id=intake.pk, actor_id=None, **changes | {"seats": 1})


@pytest.mark.django_db
def test_a_course_off_the_shelf_takes_its_intakes_with_it() -> None:
    course = make.course()
    intake = make.intake(course)
    unpublish(course_id=course.pk, actor_id=None)

    assert fresh(intake).product.status == Product.Status.UNPUBLISHED
    draft = make.course(published=False)
    with pytest.raises(CourseNotOnSale):
        make.intake(draft)
    for _twice in range(2):
        close_intake(intake_id=intake.pk, actor_id=None)


@pytest.mark.django_db
def test_a_course_with_intakes_is_not_sold_by_itself() -> None:
    course = make.course()
    intake = make.intake(course)
    course.product.refresh_from_db()

    assert not course.product.sold_alone
    assert next_open(intakes_sold(course.pk)) == intake
    assert sold_page_of(course) == "buy"


def sold_page_of(course: Course) -> str:
    api = Client().get(f"/api/v1/courses/{course.product.code}").json()
    return "buy" if api["buy"] != course.product.code else "course"


@pytest.mark.django_db
def test_a_class_is_given_back_by_the_rule_of_its_course() -> None:
    course = make.course()
    Product.objects.filter(pk=course.product_id).update(refund_days=9, refund_percent=20, refund_later_days=300)
    product = make.intake(Course.objects.get(pk=course.pk)).product
    assert (product.refund_days, product.refund_percent, product.refund_later_days) == (9, 20, 300)


@pytest.mark.django_db
def test_a_changed_rule_of_the_course_is_the_rule_of_who_books_from_now_on() -> None:
    course = make.course()
    intake, buyer = make.intake(course), make.user()
    order = pay(make.order(buyer=buyer, of=intake.product))
    edit_course(course_id=course.pk, actor_id=None, refund_days=3, refund_percent=10, refund_later_days=60)

    intake.product.refresh_from_db()
    rule = intake.product.refund_days, intake.product.refund_percent, intake.product.refund_later_days
    assert rule == (3, 10, 60)
    kept = order.lines.get()
    assert (kept.refund_days, kept.refund_percent) == (7, 30)
