"""Paid entry to a WeChat group: set up, bought, the picture for holders only, and who is to be in it."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django import DjangoAssertNumQueries, Settings

from tests import make
from tests.commerce.clock import standing_at
from tests.commerce.fakepay import pay
from tests.media import films
from zhiyu.access.actions import give, pause, revoke
from zhiyu.access.memberships import members_of
from zhiyu.access.models import Grant, Pause
from zhiyu.accounts.models import User
from zhiyu.catalog.actions import publish_plan
from zhiyu.catalog.errors import GroupMissing
from zhiyu.catalog.models import Plan, Product
from zhiyu.kernel.clock import now

pytestmark = pytest.mark.django_db
FORM = {
    "title": "早起写作群",
    "scope": "group",
    "month_price": "29",
    "days": "7",
    "refund_days": "7",
    "refund_percent": "30",
}


@pytest.fixture(autouse=True)
def pay_channel(settings: Settings) -> None:
    settings.PAYMENT_PROVIDERS = {"wechat": "tests.commerce.fakepay.FakePay"}


def text(response: object) -> str:
    return response.content.decode()  # type: ignore[attr-defined, no-any-return]


def body(response: object) -> bytes:
    return response.content  # type: ignore[attr-defined, no-any-return]


def test_a_group_is_set_up_in_two_steps_and_its_picture_is_for_who_paid(client: Client) -> None:
    client.force_login(make.user(role="owner"))
    assert "新建付费社群" in text(client.get("/studio/plans/new?scope=group"))
    answer = client.post("/studio/plans/new", FORM)
    plan = Plan.objects.get()
    assert answer.headers["Location"] == f"/studio/plans/{plan.pk}/group"
    refused = client.post(f"/studio/plans/{plan.pk}/publish", follow=True)
    assert "放上群二维码" in text(refused)
    assert not Plan.objects.get().on_sale

    picture = films.picture("png").read_bytes()
    sent = {"name": "早起写作群", "note": "扫码进群", "qr": SimpleUploadedFile("qr.png", picture, "image/png")}
    client.post(f"/studio/plans/{plan.pk}/group", sent)
    client.post(f"/studio/plans/{plan.pk}/publish")
    path, qr = f"/plans/{plan.code}", f"/plans/{plan.code}/group-qr"
    assert body(client.get(qr)) == picture
    stranger = text(Client().get(path))
    assert "开通后可以进微信群「早起写作群」" in stranger
    assert "扫码进群" not in stranger
    assert "付款后 7 天内，可全额退款" in stranger

    buyer, browser = make.user(), Client()
    make.login(browser, buyer)
    assert browser.get(qr).status_code == 404
    pay(make.order(buyer=buyer, of=make.variant(plan, "month")))
    mine = text(browser.get(path))
    assert "扫码进群" in mine
    assert body(browser.get(qr)) == picture
    assert browser.get(f"/api/v1{path}").json()["group"]["qr_url"] == qr
    with standing_at(now() + timedelta(days=40)):
        make.login(browser, buyer)
        assert browser.get(qr).status_code == 404
        assert "扫码进群" not in text(browser.get(path))


def test_no_lessons_are_counted_where_there_are_none(client: Client) -> None:
    make.login(client, make.user())
    checkout = text(client.get(f"/checkout/{make.variant(make.community(), 'month').code}"))
    assert "付款后 7 天内，可全额退款" in checkout
    assert "节付费课" not in checkout


def test_what_is_no_picture_is_refused(client: Client) -> None:
    client.force_login(make.user(role="owner"))
    plan = make.community()
    sent = {"name": "群", "qr": SimpleUploadedFile("qr.png", b"not a picture", "image/png")}
    assert client.post(f"/studio/plans/{plan.pk}/group", sent).status_code == 422
    assert client.post(f"/studio/plans/{plan.pk}/group", {"name": ""}).status_code == 422
    assert Plan.objects.get().group_name == "早起写作群"


def test_without_a_group_a_plan_that_opens_nothing_is_not_sold() -> None:
    plan = make.community(on_sale=False)
    Plan.objects.update(group_qr=None)
    with pytest.raises(GroupMissing):
        publish_plan(plan_id=plan.pk, actor_id=None)


def held(user: User, plan: Plan, n: int) -> Product:
    product = make.variant(plan, "month")
    give(user_id=user.pk, product=product, source=f"order_line:{n}")
    return product


def test_the_list_says_who_is_in_and_who_is_to_be_taken_out(client: Client) -> None:
    plan, now_in, lapsed, given_back = make.community(), make.user(), make.user(), make.user()
    with standing_at(now() - timedelta(days=60)):
        held(lapsed, plan, 1)
        held(now_in, plan, 2)
    with standing_at(now() - timedelta(days=2)):
        held(now_in, plan, 3)
        product = held(given_back, plan, 4)
    revoke(source="order_line:4", product_id=product.pk, because="refund")
    assert [(one.user_id, one.held) for one in members_of(plan.pk)] == [
        (now_in.pk, True),
        (given_back.pk, False),
        (lapsed.pk, False),
    ]

    client.force_login(make.user(role="operator"))
    path = f"/studio/plans/{plan.pk}/members"
    inside, outside = text(client.get(path)), text(client.get(f"{path}?state=out"))
    assert (now_in.name in inside, lapsed.name in inside) == (True, False)
    assert (now_in.name in outside, lapsed.name in outside, given_back.name in outside) == (False, True, True)
    api = client.get(f"/api/v1{path}").json()
    assert [len(api["inside"]), len(api["outside"])] == [1, 2]


def test_who_pauses_stays_in_a_list_of_their_own_with_what_they_have_left(client: Client) -> None:
    plan, away, begun = make.community(), make.user(), now() - timedelta(days=8)
    with standing_at(begun):
        held(away, plan, 1)
        ends = Grant.objects.get().valid_until
    pause(user_id=away.pk, plan_id=plan.pk, days=10, actor_id=away.pk)
    [told] = members_of(plan.pk)
    paused = Pause.objects.get()
    assert ends
    assert (told.held, told.since, told.until) == (False, begun, ends + timedelta(days=10))
    assert (told.paused_until, told.days_left) == (paused.ends_at, -((paused.starts_at - ends) // timedelta(days=1)))

    make.login(client, make.user(role="owner"))
    path = f"/studio/plans/{plan.pk}/members"
    shown = [text(client.get(f"{path}?state={state}")) for state in ("", "paused", "out")]
    assert [away.name in one for one in shown] == [False, True, False]
    assert (f">{told.days_left} 天<" in shown[1], "之后还剩" in shown[0]) == (True, False)
    api = client.get(f"/api/v1{path}").json()
    assert ([len(one) for one in api.values()], api["paused"][0]["days_left"]) == ([0, 1, 0], told.days_left)
    assert "已暂停" in text(client.get(f"{path}.csv", follow=True))

    with standing_at(paused.ends_at):
        [told] = members_of(plan.pk)
        assert (told.held, told.since, told.until, told.paused_until) == (True, begun, ends + timedelta(days=10), None)
    revoke(source="order_line:1", product_id=Grant.objects.get().product_id, because="refund")
    assert [(one.held, one.paused_until) for one in members_of(plan.pk)] == [(False, None)]


def test_the_sheet_has_everybody(client: Client) -> None:
    plan, member = make.community(), make.user(name="=李明")
    held(member, plan, 1)
    owner = make.user(role="owner")
    make.login(client, owner)
    rows = text(client.get(f"/studio/plans/{plan.pk}/members.csv", follow=True))
    assert "'=李明" in rows
    assert "请移出" not in rows


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_for_one_and_for_three(
    client: Client, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    plan = make.community()
    for n in range(count):
        held(make.user(), plan, n)
    client.force_login(make.user(role="operator"))
    client.get(f"/studio/plans/{plan.pk}/members")
    with django_assert_num_queries(6):
        client.get(f"/studio/plans/{plan.pk}/members")
