"""Memberships as learners meet them: their own page, beside a course, at the checkout and in "me"."""

from datetime import timedelta

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries, Settings

from tests import make
from tests.commerce.clock import standing_at
from tests.commerce.fakepay import pay
from zhiyu.access.actions import give
from zhiyu.access.models import Grant
from zhiyu.accounts.models import User
from zhiyu.catalog.models import Course, Lesson, Product
from zhiyu.kernel.clock import now

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def pay_channel(settings: Settings) -> None:
    settings.PAYMENT_PROVIDERS = {"wechat": "tests.commerce.fakepay.FakePay"}


def html(client: Client, path: str, status: int = 200) -> str:
    answer = client.get(path)
    assert answer.status_code == status, answer.content.decode()[:2000]
    return answer.content.decode()


def test_a_stranger_sees_what_it_opens_and_every_length_with_its_price(course: Course) -> None:
    plan = make.plan(prices={"day": 100, "month": 3_900, "year": 36_500, "": 99_900})
    make.course(title="还没上架", published=False)
    text = html(Client(), f"/plans/{plan.code}")

    for words in ("全站 1 门课", "所有课程随时学", course.product.title, "39", "365", "999", "体验，每人一次"):
        assert words in text
    assert "还没上架" not in text
    assert "合每月 ¥30.42" in text
    for unit in ("day", "month", "year", ""):
        assert f'href="/checkout/{make.variant(plan, unit).code}"' in text


def test_who_had_the_trial_is_not_offered_it_again(page: Client, learner: User) -> None:
    plan = make.plan(prices={"day": 100, "year": 36_500})
    give(user_id=learner.pk, product=make.variant(plan, "day"), source="order_line:1")

    assert f"/checkout/{make.variant(plan, 'day').code}" not in html(page, f"/plans/{plan.code}")


def test_a_member_sees_to_when_and_goes_on_from_there(page: Client, learner: User, course: Course) -> None:
    plan = make.plan()
    pay(make.order(buyer=learner, of=make.variant(plan, "month")))
    end = Grant.objects.get().valid_until
    assert end

    text = html(page, f"/plans/{plan.code}")
    assert "你是会员" in text
    assert "续费，接着到期日往后算" in text
    checkout = html(page, f"/checkout/{make.variant(plan, 'year').code}")
    assert "接着现在的到期日往后算" in checkout
    shown = html(page, f"/courses/{course.product.code}")
    assert "你是会员，这门课可以学" in shown
    assert "可学到" in shown
    assert "/checkout/" not in shown


def test_a_member_for_ever_is_asked_for_nothing(page: Client, learner: User) -> None:
    plan = make.plan(prices={"year": 36_500, "": 99_900})
    pay(make.order(buyer=learner, of=make.variant(plan, "")))

    assert "/checkout/" not in html(page, f"/plans/{plan.code}")
    answer = page.get(f"/checkout/{make.variant(plan, 'year').code}")
    assert answer.headers["Location"] == f"/plans/{plan.code}"
    assert "终身有效" in html(page, "/me")


def test_when_it_ran_out_every_page_says_so_and_leads_back(page: Client, learner: User, course: Course) -> None:
    plan = make.plan()
    with standing_at(now() - timedelta(days=90)):
        give(user_id=learner.pk, product=make.variant(plan, "month"), source="order_line:1")

    assert "到期了" in html(page, f"/plans/{plan.code}")
    me = html(page, "/me")
    assert "到期了" in me
    assert f"/checkout/{make.variant(plan, 'month').code}" in me
    shown = html(page, f"/courses/{course.product.code}")
    assert "你的会员到期了" in shown
    assert f'href="/plans/{plan.code}"' in shown


def test_a_course_page_shows_every_way_to_it(page: Client, course: Course) -> None:
    plan = make.plan(opens=[course], prices={"month": 900, "year": 8_900}, title="摄影专栏")
    elsewhere = make.plan(opens=[make.course()], title="别的专栏")
    text = html(page, f"/courses/{course.product.code}")

    assert f"/checkout/{course.product.code}" in text
    assert "也可以开会员来学" in text
    assert f'href="/plans/{plan.code}"' in text
    assert "¥9 起 / 1 个月" in text
    assert elsewhere.code not in text


def test_a_column_is_sold_by_its_membership_alone(page: Client, course: Course) -> None:
    plan = make.plan(opens=[course], title="摄影专栏")
    Product.objects.filter(pk=course.product_id).update(sold_alone=False)
    text = html(page, f"/courses/{course.product.code}")

    assert "开会员学这门课" in text
    assert f"/checkout/{course.product.code}" not in text
    assert page.get(f"/checkout/{course.product.code}").status_code == 404
    assert "会员课程" in html(page, f"/plans/{plan.code}")


def test_a_column_without_a_membership_cannot_be_bought(page: Client, course: Course) -> None:
    Product.objects.filter(pk=course.product_id).update(sold_alone=False)

    assert "现在不能购买" in html(page, f"/courses/{course.product.code}")


def test_a_course_for_a_time_says_how_long_and_can_be_renewed(page: Client, learner: User, course: Course) -> None:
    Product.objects.filter(pk=course.product_id).update(term_count=1, term_unit="year")
    assert "买后可以学 1 年" in html(page, f"/courses/{course.product.code}")
    assert "有效期 1 年" in html(page, f"/checkout/{course.product.code}")

    course.product.refresh_from_db()
    order = make.order(buyer=learner, of=course)
    pay(order)
    assert "续费 1 年" in html(page, f"/courses/{course.product.code}")
    Product.objects.filter(pk=course.product_id).update(by_application=True)
    assert f'href="/apply/{course.product.code}"><span>续费' in html(page, f"/courses/{course.product.code}")
    Product.objects.filter(pk=course.product_id).update(by_application=False)
    assert "用到" in html(page, f"/orders/{order.no}/done")
    Grant.objects.update(valid_until=now() - timedelta(days=1))
    assert "你学过这门课，时间到了" in html(page, f"/courses/{course.product.code}")


def test_from_order_to_refund_a_membership_is_named_by_its_own_words(page: Client, learner: User) -> None:
    make.course()
    plan = make.plan()
    order = make.order(buyer=learner, of=make.variant(plan, "year"))
    pay(order)

    done = html(page, f"/orders/{order.no}/done")
    assert "看看现在能学什么" in done
    assert f'href="/plans/{plan.code}"' in done
    assert "全站会员 · 1 年" in html(page, "/me/orders")
    assert f'href="/plans/{plan.code}"' in html(page, f"/me/orders/{order.no}")
    asked = html(page, f"/me/orders/{order.no}/refund")
    assert "会员里的课程不能再学习" in asked
    page.post(f"/me/orders/{order.no}/refund", {"reason": "no_time"})
    assert "你是会员" not in html(page, f"/plans/{plan.code}")


def test_my_learning_lists_what_a_member_began_and_not_the_whole_site(page: Client, learner: User) -> None:
    begun, other = make.course(title="开始学的"), make.course(title="还没看的")
    give(user_id=learner.pk, product=make.variant(make.plan(), "year"), source="order_line:1")
    lesson = Lesson.objects.filter(chapter__course=begun, free=False).first()
    assert lesson
    page.get(f"/lessons/{lesson.pk}")
    page.post(f"/lessons/{lesson.pk}/complete")

    text = html(page, "/me/learning")
    assert ("开始学的" in text, "还没看的" in text) == (True, False)
    assert "继续学习" in text or "再学一遍" in text
    assert other.pk


def test_the_front_offers_memberships_above_the_courses(course: Course) -> None:
    plan = make.plan()
    text = html(Client(), "/")

    assert text.index(f'href="/plans/{plan.code}"') < text.index(course.product.title)
    assert f"/plans/{plan.code}" in html(Client(), "/sitemap.xml")


def test_what_is_no_longer_sold_is_kept_by_its_members_and_gone_for_others(page: Client, learner: User) -> None:
    plan = make.plan()
    give(user_id=learner.pk, product=make.variant(plan, "year"), source="order_line:1")
    plan.on_sale = False
    plan.save(update_fields=["on_sale"])
    Product.objects.filter(kind="plan").update(status="unpublished")

    assert "这个会员已经停止销售" in html(page, f"/plans/{plan.code}")
    html(Client(), f"/plans/{plan.code}", status=404)


@pytest.mark.parametrize("count", [1, 3])
def test_more_courses_and_more_lengths_take_no_more_statements(
    page: Client, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(count):
        make.course(title="七天写作营")
    plan = make.plan(prices=dict(list({"month": 3_900, "quarter": 9_900, "year": 36_500}.items())[:count]))
    html(page, f"/plans/{plan.code}")

    with django_assert_num_queries(10):
        text = html(page, f"/plans/{plan.code}")

    assert text.count('class="course-card-title">七天写作营') == count


@pytest.mark.parametrize("count", [1, 3])
def test_the_api_lists_memberships_in_as_many_statements_for_three_as_for_one(
    count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for n in range(count):
        make.plan(title=f"会员 {n}")
    Client().get("/api/v1/plans")

    with django_assert_num_queries(2):
        items = Client().get("/api/v1/plans").json()["items"]

    assert len(items) == count
    assert [one["quote"]["total_fen"] for one in items[0]["choices"]] == [3_900, 36_500]


@pytest.mark.parametrize("count", [1, 3])
def test_me_lists_memberships_in_as_many_statements_for_three_as_for_one(
    page: Client, learner: User, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for n in range(count):
        made = make.plan(title=f"会员 {n}")
        give(user_id=learner.pk, product=make.variant(made, "year"), source=f"order_line:{n}")
    html(page, "/me")

    with django_assert_num_queries(12):
        text = html(page, "/me")

    assert text.count("用到") == count


def test_the_api_says_how_a_course_can_be_had(course: Course) -> None:
    plan = make.plan(opens=[course])
    Product.objects.filter(pk=course.product_id).update(term_count=6, term_unit="month")

    said = Client().get(f"/api/v1/courses/{course.product.code}").json()

    assert (said["term"], said["sold_alone"], said["plans"]) == ({"count": 6, "unit": "month"}, True, [plan.code])
