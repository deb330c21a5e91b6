"""The studio's home: each number real, each for those whose role it is."""

import re
from datetime import timedelta

import pytest
from django.test import Client

from tests import make
from tests.studio import build
from zhiyu.catalog.models import Course, Product
from zhiyu.commerce.models import Exchange
from zhiyu.kernel.clock import day_start, days_ago, now
from zhiyu.media.models import Asset
from zhiyu.platform.models import Delivery, Event
from zhiyu.studio import charts, queries

pytestmark = pytest.mark.django_db


def look(client: Client, role: str, path: str = "/studio/") -> str:
    make.login(client, make.user(role=role))
    return client.get(path).content.decode()


def test_today_counts_what_arrived_since_midnight_in_shanghai() -> None:
    course, free = make.course(price_fen=9_900), make.course(price_fen=0)
    build.paid_order(course)
    build.paid_order(course, at=day_start())
    build.paid_order(free)
    old = build.paid_order(course, at=day_start() - timedelta(seconds=1))
    build.refund(old, status="succeeded")
    build.refund(build.paid_order(course, at=days_ago(3)), status="requested")
    make.user(role="creator")

    today = queries.today()

    assert (today.paid_fen, today.refunded_fen, today.orders) == (19_800, 9_900, 3)
    assert today.learners == 5  # the five buyers; the creator is no learner


def test_the_week_holds_seven_shanghai_days_and_takes_refunds_off_the_day_they_left() -> None:
    course = make.course(price_fen=9_900)
    first = build.paid_order(course, at=days_ago(6))
    build.paid_order(course, at=days_ago(6) - timedelta(seconds=1))
    build.paid_order(course, at=day_start() - timedelta(seconds=1))
    build.refund(first, status="succeeded")

    week = queries.week()

    assert [day.paid_fen for day in week.days] == [9_900, 0, 0, 0, 0, 9_900, 0]
    assert week.nets == [9_900, 0, 0, 0, 0, 9_900, -9_900]
    assert (week.net_fen, week.best[0].day) == (9_900, days_ago(6).date())
    assert week.days[-1].day == day_start().date()


def test_a_drawn_line_stays_in_its_box_with_losses_and_without_sales() -> None:
    for values in ([0] * 7, [5, -3, 0, 9, 9, 9, 1]):
        drawn = charts.line(values)
        heights = [float(spot.split(",")[1]) for spot in drawn.points.split()]
        assert len(heights) == 7
        assert all(0 <= height <= charts.HEIGHT for height in heights)


def asked_exchange(course: Course) -> None:
    order = build.paid_order(course)
    line = order.lines.get()
    Exchange.objects.create(line=line, wanted=make.course().product, status="asked", asked_by=order.buyer)


def test_things_to_do_are_counted_and_lead_to_their_lists(client: Client) -> None:
    course = make.course()
    build.refund(build.paid_order(course), status="requested")
    build.refund(build.paid_order(course), status="requested")
    build.refund(build.paid_order(course), status="abnormal")
    asked_exchange(course)
    make.course(published=False)
    event = Event.objects.create(name="x", payload={})
    Delivery.objects.create(event=event, handler="a.b", state="parked")
    Asset.objects.create(kind="video", state="failed", name="坏.mp4", mime="video/mp4", size=1, sha256="0" * 64)

    todos = queries.things_to_do(can=lambda _: True)

    assert [(one.count, one.page, one.query, one.urgent) for one in todos] == [
        (2, "commerce:studio_refunds", "status=requested", True),
        (1, "commerce:studio_refunds", "", True),
        (1, "commerce:studio_stuck", "", True),
        (1, "studio:health", "", True),
        (1, "studio:health", "", False),
        (1, "catalog:courses", "status=draft", False),
    ]
    assert "退款等你决定" in look(client, "owner")


def test_a_draft_that_is_no_course_is_not_counted_among_the_courses(client: Client) -> None:
    Product.objects.create(code="plan-1", title="年度会员", kind=Product.Kind.PLAN, price_fen=1, status="draft")
    assert "课程还是草稿" not in look(client, "owner")

    course = make.course(published=False)
    link = re.search(r'href="(/studio/courses\?status=draft)".*?课程还是草稿.*?</a>', look(client, "owner"), re.DOTALL)

    assert link is not None
    assert f'href="/studio/courses/{course.pk}' in client.get(link[1]).content.decode()


@pytest.mark.parametrize(
    ("role", "money", "orders", "learners", "drafts"),
    [
        ("owner", True, True, True, True),
        ("operator", False, True, True, True),
        ("finance", True, True, False, False),
        ("creator", False, False, False, True),
    ],
)
def test_each_role_sees_its_own_numbers(
    client: Client, *, role: str, money: bool, orders: bool, learners: bool, drafts: bool
) -> None:
    build.paid_order(make.course(price_fen=12_300))
    make.course(published=False)
    page = look(client, role)
    assert ("今日收款" in page, "近 7 天收入" in page) == (money, money)
    assert ("今日订单" in page, "最近订单" in page) == (orders, orders)
    assert ("新学员" in page) is learners
    assert ("课程还是草稿" in page) is drafts

    answer = client.get("/api/v1/studio/home").json()
    assert (answer["paid_fen"] is not None, answer["orders"] is not None) == (money, orders)
    assert (answer["learners"] is not None) is learners


def test_page_and_api_say_the_same(client: Client) -> None:
    build.paid_order(make.course(price_fen=12_300))
    page = look(client, "owner")
    answer = client.get("/api/v1/studio/home").json()
    assert (answer["paid_fen"], answer["orders"], answer["learners"]) == (12_300, 1, 1)
    assert "¥123" in page


def test_a_learner_and_a_stranger_stay_outside(client: Client) -> None:
    assert client.get("/studio/")["Location"] == "/login?next=%2Fstudio%2F"
    assert client.get("/api/v1/studio/home").status_code == 401
    make.login(client, make.user())
    for path in ("/studio/", "/studio/learners", "/studio/settings", "/studio/settings/team", "/studio/health"):
        assert client.get(path).status_code == 403
    answer = client.get("/api/v1/studio/home")
    assert (answer.status_code, answer.json()["code"]) == (403, "forbidden")


def test_the_address_without_a_slash_leads_to_the_home(client: Client) -> None:
    assert client.get("/studio")["Location"] == "/studio/"


def test_an_empty_school_teaches_the_first_course(client: Client) -> None:
    page = look(client, "owner")
    assert "开张清单" in page
    assert "做完 0 / 5" in page
    assert "/studio/courses/new" in page
    assert 'btn-small" href="/studio/courses"' not in page  # nothing to fill or to sell yet
    assert "还没有订单" in page
    make.course(published=False)
    assert 'btn-small" href="/studio/courses"' in look(client, "owner")


@pytest.mark.parametrize("count", [1, 3])
def test_the_home_is_flat_in_queries(client: Client, count: int, django_assert_num_queries: object) -> None:
    course = make.course(title="七天写作营")
    for _ in range(count):
        build.paid_order(course, at=now())
    make.login(client, make.user(role="owner"))
    client.get("/studio/")

    with django_assert_num_queries(12):  # type: ignore[operator]
        page = client.get("/studio/").content.decode()

    assert page.count("七天写作营") == count


@pytest.mark.parametrize("count", [1, 3])
def test_a_days_page_lists_the_rows_behind_its_numbers(
    client: Client, count: int, django_assert_num_queries: object
) -> None:
    paid, free = make.course(price_fen=9_900, title="付费课"), make.course(price_fen=0, title="免费课")
    for _ in range(count):
        build.paid_order(paid)
        build.paid_order(free)
        build.refund(build.paid_order(paid, at=days_ago(2)), status="succeeded")
    make.login(client, make.user(role="finance"))
    path = f"/studio/days/{day_start().date()}"
    client.get(path)

    with django_assert_num_queries(9):  # type: ignore[operator]
        page = client.get(path).content.decode()

    assert (page.count("付费课"), page.count("免费课")) == (2 * count, count)
    assert page.count(f"{count} 笔，共 ¥{99 * count}") == 2
    assert client.get("/studio/days/yesterday").status_code == 404


def test_a_days_page_is_for_those_who_see_orders(client: Client) -> None:
    make.login(client, make.user(role="creator"))
    assert client.get(f"/studio/days/{day_start().date()}").status_code == 403
