"""Service packages: set up, bought, sessions given and noted, undone, counted by a refund."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from pytest_django import DjangoAssertNumQueries, Settings

from tests import make
from tests.commerce.clock import standing_at
from tests.commerce.fakepay import pay
from tests.together import together
from zhiyu.access.actions import grant
from zhiyu.access.errors import NothingLeft
from zhiyu.access.models import Grant
from zhiyu.accounts.models import User
from zhiyu.catalog.models import Package, Product
from zhiyu.catalog.refund_rules import RefundRule, save_refund_defaults
from zhiyu.coaching.actions import note_delivery, undo_delivery
from zhiyu.coaching.errors import NotedMeanwhile
from zhiyu.coaching.models import Delivery, Undoing
from zhiyu.commerce.actions import approve_refund, preview_refund, request_refund
from zhiyu.commerce.errors import NotRefundable
from zhiyu.commerce.models import OrderLine
from zhiyu.kernel.clock import day_start, now
from zhiyu.kernel.errors import NotFound
from zhiyu.platform.models import AuditEntry

FORM = {
    "title": "一对一批改",
    "sessions": "3",
    "days": "90",
    "price": "300",
    "refund_days": "7",
    "refund_percent": "34",
}


@pytest.fixture(autouse=True)
def pay_channel(settings: Settings) -> None:
    settings.PAYMENT_PROVIDERS = {"wechat": "tests.commerce.fakepay.FakePay"}


@pytest.fixture
def teacher() -> User:
    return make.user(role="creator", name="林知")


def text(response: object) -> str:
    return response.content.decode()  # type: ignore[attr-defined, no-any-return]


def bought(package: Package, buyer: User | None = None) -> Grant:
    order = make.order(buyer=buyer, of=package.product)
    pay(order)
    return Grant.objects.get(source=order.lines.get().source)


def note(held: Grant, teacher: User, seen: int = 0) -> Delivery:
    return note_delivery(grant_id=held.pk, seen=seen, actor_id=teacher.pk, given_on=day_start().date(), note="改了开头")


@pytest.mark.django_db
def test_a_new_service_begins_with_the_schools_refund_rule(client: Client, teacher: User) -> None:
    save_refund_defaults(actor_id=None, rule=RefundRule(refund_days=10, refund_percent=40, refund_later_days=200))
    client.force_login(teacher)
    page = text(client.get("/studio/packages/new"))
    for name, value in (("refund_days", 10), ("refund_percent", 40), ("refund_later_days", 200)):
        assert re.search(rf'name="{name}"[^>]* value="{value}"', page), name


@pytest.mark.django_db
def test_it_is_set_up_on_one_page_previewed_sold_bought_and_used(client: Client, teacher: User) -> None:
    client.force_login(teacher)
    answer = client.post("/studio/packages/new", FORM | {"intro": "每次 40 分钟", "booking": "加微信 linzhi"})
    made = Package.objects.get()
    assert answer.headers["Location"] == f"/studio/packages/{made.pk}"
    assert (made.product.price_fen, made.product.sessions, str(made.product.term)) == (30_000, 3, "90 天")
    path = f"/packages/{made.product.code}"
    assert Client().get(path).status_code == 404
    assert "只有你能看到" in text(client.get(path))
    client.post(f"/studio/packages/{made.pk}/publish")
    page = text(Client().get(path))
    for words in ("一共 3 次", "90 天内用完", "每次 40 分钟", "做过的不超过 1 次，可全额退款"):
        assert words in page
    assert "linzhi" not in page
    assert path in text(Client().get("/"))

    buyer, browser = make.user(), Client()
    held = bought(made, buyer)
    make.login(browser, buyer)
    assert "加微信 linzhi" in text(browser.get(path))
    client.post(f"/studio/sessions/{held.pk}", {"seen": "0", "given_on": str(day_start().date()), "note": "改了开头"})
    page = text(browser.get(path))
    assert "还剩 2 次" in page
    assert "改了开头" in page
    assert "还剩 2 次" in text(browser.get("/me"))
    assert browser.get(f"/api/v1{path}").json()["left"] == 2
    assert browser.get("/api/v1/me/sessions").json()["items"][0]["deliveries"][0]["note"] == "改了开头"
    assert [x.action for x in AuditEntry.objects.filter(action__startswith="coaching.")] == ["coaching.delivered"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("wrong", "words"), [({"sessions": "0"}, ""), ({"price": "很贵"}, "请填写金额"), ({"title": ""}, "请填写名称")]
)
def test_what_is_missing_is_said(client: Client, teacher: User, wrong: dict[str, str], words: str) -> None:
    client.force_login(teacher)
    answer = client.post("/studio/packages/new", FORM | wrong)
    assert answer.status_code == 422
    assert words in text(answer)
    assert not Package.objects.exists()


@pytest.mark.django_db
def test_what_is_noted_twice_counts_once_and_the_fourth_of_three_is_refused(client: Client, teacher: User) -> None:
    held = bought(make.package(sessions=3))
    client.force_login(teacher)
    sent = {"seen": "0", "given_on": str(day_start().date())}
    assert client.post(f"/studio/sessions/{held.pk}", sent).status_code == 302
    again = client.post(f"/studio/sessions/{held.pk}", sent)
    assert again.status_code == 422
    assert "刚刚已经记过一次了" in text(again)
    assert Grant.objects.get().used == Delivery.objects.count() == 1

    note(held, teacher, seen=1)
    note(held, teacher, seen=2)
    with pytest.raises(NothingLeft):
        note(held, teacher, seen=3)
    assert Grant.objects.get().used == Delivery.objects.count() == 3
    assert "次数都做完了" in text(client.get(f"/studio/sessions/{held.pk}"))


@pytest.mark.django_db
def test_a_mistake_is_undone_once_and_stays_written_down(client: Client, teacher: User) -> None:
    held = bought(make.package())
    made = note(held, teacher)
    client.force_login(teacher)

    for _twice in range(2):
        client.post(f"/studio/deliveries/{made.pk}/undo")

    assert (Grant.objects.get().used, Delivery.objects.count(), Undoing.objects.count()) == (0, 1, 1)
    assert "已撤销" in text(client.get(f"/studio/sessions/{held.pk}"))


@pytest.mark.django_db
def test_a_day_to_come_is_no_day_on_which_a_session_was(client: Client, teacher: User) -> None:
    held = bought(make.package())
    client.force_login(teacher)
    tomorrow = str(day_start().date() + timedelta(days=1))

    answer = client.post(f"/studio/sessions/{held.pk}", {"seen": "0", "given_on": tomorrow})

    assert answer.status_code == 422
    assert "还没到那一天" in text(answer)
    sent = {"seen": 0, "given_on": tomorrow}
    path = f"/api/v1/studio/sessions/{held.pk}/deliveries"
    refused = client.post(path, sent, "application/json", headers=make.bearer(teacher))
    assert (refused.status_code, refused.json()["code"]) == (422, "not_yet")
    assert Grant.objects.get().used == 0


@pytest.mark.django_db
def test_after_its_time_nothing_is_left_and_bought_again_it_is_had_beside_the_first(teacher: User) -> None:
    package, buyer = make.package(days=30), make.user()
    with standing_at(now() - timedelta(days=40)):
        over = bought(package, buyer)
    with pytest.raises(NothingLeft):
        note(over, teacher)

    first, second = bought(package, buyer), bought(package, buyer)
    assert (first.sessions, second.sessions) == (3, 3)
    assert first.valid_until == second.valid_until
    note(second, teacher)
    assert [one.used for one in Grant.objects.order_by("pk")] == [0, 0, 1]


@pytest.mark.django_db
def test_a_refund_counts_the_sessions_given_and_ends_the_others(teacher: User) -> None:
    package, buyer = make.package(sessions=3, refund_percent=34), make.user()
    held = bought(package, buyer)
    no = order_no(held)
    note(held, teacher)
    preview = preview_refund(order_no=no, buyer_id=buyer.pk)
    assert [(part.share.used, part.share.whole) for part in preview.parts] == [(1, 3)]
    assert [item.kind for item in preview.items] == ["money", "back_full", "sessions"]
    assert not preview.by_itself

    note(held, teacher, seen=1)
    with pytest.raises(NotRefundable, match="最多做过 1 次可以退；已经做了 2 次"):
        preview_refund(order_no=no, buyer_id=buyer.pk)
    undo_delivery(delivery_id=Delivery.objects.latest("pk").pk, actor_id=teacher.pk)
    refund = request_refund(order_no=no, buyer_id=buyer.pk, reason="no_time")
    approve_refund(refund_id=refund.pk, actor_id=teacher.pk)
    with pytest.raises(NothingLeft):
        note(held, teacher, seen=1)


def order_no(held: Grant) -> str:
    return OrderLine.objects.get(pk=held.source.partition(":")[2]).order.no


@pytest.mark.django_db
@pytest.mark.parametrize("count", [1, 3])
def test_the_list_of_holders_costs_the_same_for_one_and_for_three(
    client: Client, teacher: User, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    package = make.package()
    for n in range(count):
        grant(user_id=make.user().pk, product_id=package.product_id, source=f"test:{n}", sessions=3)
    client.force_login(teacher)
    client.get("/studio/sessions")
    with django_assert_num_queries(5):
        page = text(client.get("/studio/sessions"))
    assert page.count("3 / 3 次") == count
    assert len(client.get("/api/v1/studio/sessions").json()["items"]) == count


@pytest.mark.django_db
def test_the_twins_note_and_undo_as_the_pages_do(client: Client, teacher: User) -> None:
    held, app = bought(make.package()), make.bearer(teacher)
    path = f"/api/v1/studio/sessions/{held.pk}"
    sent = {"seen": 0, "given_on": str(day_start().date())}

    made = client.post(f"{path}/deliveries", sent, "application/json", headers=app)
    assert made.status_code == 201
    again = client.post(f"{path}/deliveries", sent, "application/json", headers=app)
    assert (again.status_code, again.json()["code"]) == (409, "noted_meanwhile")
    undone = client.post(f"/api/v1/studio/deliveries/{made.json()['id']}/undo", headers=app)
    assert undone.json()["undone"] is True
    assert client.get(path, headers=app).json()["used"] == 0


@pytest.mark.django_db
def test_a_grant_of_a_course_has_no_sessions(teacher: User) -> None:
    course = make.course()
    held = grant(user_id=make.user().pk, product_id=course.product_id, source="test:1")
    with pytest.raises(NotFound):
        note(held, teacher)
    with pytest.raises(NotFound):
        undo_delivery(delivery_id=0, actor_id=teacher.pk)


@pytest.mark.django_db(transaction=True)
def test_five_hands_that_note_the_same_session_at_once_note_it_once() -> None:
    teacher, package = make.user(role="creator"), make.package(sessions=3)
    held = grant(user_id=make.user().pk, product_id=package.product_id, source="test:1", sessions=3)

    got = together(5, lambda _n: note(held, teacher))

    assert sorted(type(one).__name__ for one in got) == ["Delivery", *["NotedMeanwhile"] * 4]
    assert isinstance(next(one for one in got if not isinstance(one, Delivery)), NotedMeanwhile)
    assert Grant.objects.get().used == Delivery.objects.count() == 1


class AnyOrderOfNotesAndUndoings(TestCase):
    @settings(max_examples=20, deadline=None)
    @given(steps=st.lists(st.one_of(st.just("note"), st.integers(0, 5)), max_size=12))
    def test_the_balance_is_what_was_given_and_not_undone_and_never_below_zero(self, steps: list[str | int]) -> None:
        teacher, package = make.user(role="creator"), make.package(sessions=2)
        held = grant(user_id=make.user().pk, product_id=package.product_id, source=f"t:{package.pk}", sessions=2)
        made: list[Delivery] = []
        for step in steps:
            held.refresh_from_db()
            try:
                if isinstance(step, int):
                    if step < len(made):
                        undo_delivery(delivery_id=made[step].pk, actor_id=teacher.pk)
                else:
                    made.append(note(held, teacher, seen=held.used))
            except NothingLeft:
                assert held.used == held.sessions
        held.refresh_from_db()
        given_now = Delivery.objects.filter(grant=held, undoing=None).count()
        assert 0 <= held.used == given_now <= 2


@pytest.mark.django_db
def test_changes_are_for_later_buyers(client: Client, teacher: User) -> None:
    package = make.package(sessions=3)
    held = bought(package)
    client.force_login(teacher)

    client.post(f"/studio/packages/{package.pk}", FORM | {"sessions": "5", "days": ""})

    held.refresh_from_db()
    assert held.sessions == 3
    assert Product.objects.get(pk=package.product_id).term is None
    assert bought(package).valid_until is None
