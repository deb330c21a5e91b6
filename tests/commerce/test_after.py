"""After paying: the word of welcome, the group's code, and the one next step."""

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from tests import make
from tests.access.viewers import browser, content
from tests.commerce.fakepay import pay
from tests.gifts.made import batch, codes, given, redeemed
from tests.media import films
from zhiyu.access.actions import grant, revoke
from zhiyu.access.models import Grant
from zhiyu.accounts.models import User
from zhiyu.catalog.actions import set_step, set_welcome, unpublish
from zhiyu.catalog.errors import StepsInACircle, WrongAsset
from zhiyu.catalog.models import Course, Lesson, Product, Welcome
from zhiyu.commerce.actions import request_refund
from zhiyu.commerce.after import next_step
from zhiyu.gifts.actions import claim, revoke_code
from zhiyu.gifts.models import Code
from zhiyu.learning.actions import mark_complete
from zhiyu.media.actions import store_file
from zhiyu.media.models import Asset

pytestmark = pytest.mark.django_db


@pytest.fixture
def studio(client: Client) -> Client:
    client.force_login(make.user(role="owner"))
    return client


@pytest.fixture
def course() -> Course:
    return make.course(title="七天写作营", lessons=6)


@pytest.fixture
def picture() -> Asset:
    return store_file(path=films.picture(), name="group.png", owner_id=None)


def text(response: object) -> str:
    return response.content.decode()  # type: ignore[attr-defined, no-any-return]


def lead(first: Course, then: Course, tier: str = "hook") -> None:
    set_step(product_id=first.product_id, tier=tier, leads_to_id=then.product_id, actor_id=None)


def test_holders_find_the_words_and_the_group_and_nobody_else(studio: Client, course: Course, picture: Asset) -> None:
    address = f"/studio/products/{course.product_id}/welcome"
    studio.post(address, {"text": "先看第一课", "caption": "写作群", "group_code": str(picture.pk)})
    assert "先看第一课" in text(studio.get(address))
    buyer, code = make.user(), course.product.code
    order = pay(make.order(buyer=buyer, of=course))
    page, passer = browser(buyer), browser(make.user())

    for shown in (f"/orders/{order.no}/done", f"/courses/{code}"):
        found = text(page.get(shown))
        assert "先看第一课" in found
        assert "写作群" in found
        assert f'src="/group/{code}/code"' in found
    assert page.get(f"/api/v1/products/{code}/welcome").json() == {
        "text": "先看第一课",
        "caption": "写作群",
        "group_code": f"/group/{code}/code",
    }
    answer = page.get(f"/group/{code}/code")
    assert (answer.headers["Content-Type"], answer.headers["Cache-Control"]) == ("image/webp", "private, no-store")
    assert content(answer)
    assert "先看第一课" not in text(passer.get(f"/courses/{code}"))
    for one in (f"/group/{code}/code", f"/api/v1/products/{code}/welcome"):
        assert passer.get(one).status_code == 404

    request_refund(order_no=order.no, buyer_id=buyer.pk, reason="no_time")
    assert page.get(f"/group/{code}/code").status_code == 404
    assert page.get(f"/api/v1/products/{code}/welcome").status_code == 404


def test_the_schools_own_words_stand_where_a_product_has_none(studio: Client, course: Course) -> None:
    studio.post("/studio/products/welcome", {"text": "欢迎来到学堂", "caption": ""})
    buyer = make.user()
    grant(user_id=buyer.pk, product_id=course.product_id, source="staff:1")
    page = browser(buyer)
    assert "欢迎来到学堂" in text(page.get(f"/courses/{course.product.code}"))

    set_welcome(product_ids=[course.product_id], text="写作营见", group_code_id=None, caption="", actor_id=None)
    found = text(page.get(f"/courses/{course.product.code}"))
    assert ("写作营见" in found, "欢迎来到学堂" in found) == (True, False)
    set_welcome(product_ids=[course.product_id], text="", group_code_id=None, caption="", actor_id=None)
    assert [(one.product_id, one.text) for one in Welcome.objects.all()] == [(None, "欢迎来到学堂")]


def test_who_booked_a_class_is_told_what_its_course_says_before_it_begins(course: Course) -> None:
    set_welcome(product_ids=[course.product_id], text="开课前先进群", group_code_id=None, caption="", actor_id=None)
    buyer, intake = make.user(), make.intake(course)
    order = pay(make.order(buyer=buyer, of=intake.product))

    assert "开课前先进群" in text(browser(buyer).get(f"/orders/{order.no}/done"))
    code = intake.product.code
    assert browser(make.user()).get(f"/api/v1/products/{code}/welcome").status_code == 404
    request_refund(order_no=order.no, buyer_id=buyer.pk, reason="no_time")
    assert browser(buyer).get(f"/api/v1/products/{code}/welcome").status_code == 404


def test_who_has_sessions_finds_the_words_beside_them(studio: Client) -> None:
    package = make.package()
    studio.post(f"/studio/products/{package.product_id}/welcome", {"text": "加我微信约时间", "caption": ""})
    buyer, page = make.user(), f"/packages/{package.product.code}"
    pay(make.order(buyer=buyer, of=package.product))

    assert "加我微信约时间" in text(browser(buyer).get(page))
    assert "加我微信约时间" not in text(browser(make.user()).get(page))


def test_variants_of_a_plan_say_the_same_and_a_bundle_says_its_own(studio: Client, course: Course) -> None:
    plan, bundle = make.plan(), make.bundle(course, make.course())
    month = make.variant(plan, "month")
    studio.post(f"/studio/products/{month.pk}/welcome", {"text": "会员群见", "caption": ""})
    set_welcome(product_ids=[bundle.product_id], text="打包群见", group_code_id=None, caption="", actor_id=None)
    buyer = make.user()
    pay(make.order(buyer=buyer, of=make.variant(plan, "year")))
    order = pay(make.order(buyer=buyer, of=bundle.product))
    page = browser(buyer)

    assert "会员群见" in text(page.get(f"/plans/{plan.code}"))
    assert "打包群见" in text(page.get(f"/bundles/{bundle.product.code}"))
    assert "打包群见" in text(page.get(f"/orders/{order.no}/done"))
    stranger = browser(make.user())
    assert stranger.get(f"/api/v1/products/{bundle.product.code}/welcome").status_code == 404


def test_who_was_given_a_bundle_or_a_class_is_welcomed_as_who_bought_it(course: Course) -> None:
    """By a friend, by a code, or by the school."""
    bundle, intake = make.bundle(course, make.course()).product, make.intake(make.course(title="训练营")).product
    for product, words in ((bundle, "打包群见"), (intake, "开课前先进群")):
        set_welcome(product_ids=[product.pk], text=words, group_code_id=None, caption="", actor_id=None)
    friend, reader, guest = make.user(), make.user(), make.user()
    for product in (bundle, intake):
        gift = given(of=product)[0]
        claim(token=gift.token, user_id=friend.pk)
        redeemed(codes(batch(product))[0], reader)
    grant(user_id=guest.pk, product_id=intake.pk, source="staff:1", start=intake.opens_at)

    camp, pack = f"/courses/{intake.intake.course.product.code}", f"/bundles/{bundle.code}"
    for person, path, words in (
        (friend, pack, "打包群见"),
        (friend, camp, "开课前先进群"),
        (reader, pack, "打包群见"),
        (reader, camp, "开课前先进群"),
        (guest, camp, "开课前先进群"),
    ):
        assert words in text(browser(person).get(path))
    for code in (bundle.code, intake.code):
        assert browser(friend).get(f"/api/v1/products/{code}/welcome").status_code == 200
        assert browser(make.user()).get(f"/api/v1/products/{code}/welcome").status_code == 404

    revoke_code(code_id=Code.objects.get(user=reader, batch__product=bundle).pk, actor_id=guest.pk)
    assert "打包群见" not in text(browser(reader).get(pack))


def test_only_a_picture_is_a_group_code(course: Course) -> None:
    with pytest.raises(WrongAsset):
        set_welcome(
            product_ids=[course.product_id],
            text="",
            group_code_id=make.book_file().pk,
            caption="",
            actor_id=None,
        )


def test_the_next_step_is_shown_once_paid_and_once_learned(course: Course) -> None:
    hook, buyer = make.course(title="试试写作", lessons=2), make.user()
    lead(hook, course)
    order = pay(make.order(buyer=buyer, of=hook))
    page, code = browser(buyer), hook.product.code
    assert text(page.get(f"/orders/{order.no}/done")).count("next-step-title") == 1
    assert "next-step-title" not in text(page.get(f"/courses/{code}"))

    lessons = list(Lesson.objects.filter(chapter__course=hook).order_by("position"))
    for one in lessons:
        mark_complete(user_id=buyer.pk, lesson_id=one.pk)
    for shown in (f"/courses/{code}", f"/lessons/{lessons[-1].pk}"):
        found = text(page.get(shown))
        assert found.count("next-step-title") == 1
        assert f'href="/courses/{course.product.code}"' in found
    told = page.get(f"/api/v1/products/{code}/next").json()
    assert (told["product"], told["quote"]["total_fen"]) == (course.product.code, 9_900)


def test_who_owns_the_next_is_led_to_what_follows_it(course: Course) -> None:
    hook, backend, buyer = make.course(title="试试"), make.course(title="一对一"), make.user()
    lead(hook, course)
    lead(course, backend, "core")

    def follows() -> str | None:
        step = next_step(hook.product_id and Product.objects.get(pk=hook.product_id).leads_to_id, buyer.pk)
        return step.goods.product.title if step else None

    assert follows() == "七天写作营"
    grant(user_id=buyer.pk, product_id=course.product_id, source="staff:1")
    assert follows() == "一对一"
    unpublish(course_id=backend.pk, actor_id=None)
    assert follows() is None


def test_nobody_is_led_in_a_circle(studio: Client, course: Course) -> None:
    second, third = make.course(), make.course()
    lead(course, second)
    lead(second, third)
    for wrong in (course, second, third):
        with pytest.raises(StepsInACircle):
            lead(third, wrong)
    said = text(studio.post(f"/studio/tiers/{third.product_id}", {"leads_to": course.product_id}, follow=True))
    assert "绕成一个圈" in said
    assert Product.objects.get(pk=third.product_id).leads_to_id is None


def holder(*courses: Course) -> User:
    """Who bought these, one after the other."""
    buyer = make.user()
    for one in courses:
        pay(make.order(buyer=buyer, of=one))
    return buyer


def test_the_tiers_count_who_went_on_and_name_them(studio: Client, course: Course) -> None:
    hook = make.course(title="试试写作")
    studio.post(f"/studio/tiers/{hook.product_id}", {"tier": "hook", "leads_to": course.product_id})
    studio.post(f"/studio/tiers/{course.product_id}", {"tier": "core", "leads_to": ""})
    went, stayed, gave_back = holder(hook, course), holder(hook), holder(hook, course)
    backwards = holder(course, hook)
    given = holder(hook)
    grant(user_id=given.pk, product_id=course.product_id, source="staff:1")
    source = Grant.objects.get(user=gave_back, product=course.product_id).source
    revoke(source=source, product_id=course.product_id, because="refund")

    page = text(studio.get("/studio/tiers"))
    assert page.count("5 人拥有，1 人接着买了，20%") == 2
    people = text(studio.get(f"/studio/tiers/{hook.product_id}/people"))
    for one in (went, stayed, gave_back, backwards, given):
        assert one.name in people
    assert people.count("还没有") == 4
    assert [
        (one["product"], one["tier"], one["leads_to"], one["people"], one["moved"])
        for one in studio.get("/api/v1/studio/tiers").json()["items"]
    ] == [(course.product.code, "core", None, 0, 0), (hook.product.code, "hook", course.product.code, 5, 1)]


@pytest.mark.parametrize("count", [1, 3])
def test_the_tiers_cost_the_same_however_many_there_are(
    studio: Client, course: Course, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for one in [make.course() for _ in range(count)]:
        lead(one, course)
        holder(one)
    studio.get("/studio/tiers")
    with django_assert_num_queries(4):
        page = text(studio.get("/studio/tiers"))

    assert page.count("1 人拥有，0 人接着买了，0%") == count
