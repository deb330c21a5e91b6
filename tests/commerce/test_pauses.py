"""A membership put aside: closed meanwhile, its end later by as much, to the second; never twice, never lost."""

from datetime import datetime, timedelta

import pytest
from django.test import Client

from tests import make
from tests.commerce.clock import standing_at
from tests.commerce.fakepay import pay
from tests.together import together
from zhiyu.access.actions import pause, resume
from zhiyu.access.errors import NotPausable, NotPaused, PausedTooOften, PauseTooLong
from zhiyu.access.memberships import holdings_of
from zhiyu.access.models import Grant, Pause
from zhiyu.access.queries import days_used, owns
from zhiyu.accounts.models import User
from zhiyu.catalog.models import Course, Plan
from zhiyu.commerce.actions import request_refund
from zhiyu.kernel.clock import SHANGHAI
from zhiyu.kernel.errors import NotFound
from zhiyu.platform.models import AuditEntry

NOON = datetime(2027, 1, 31, 12, tzinfo=SHANGHAI)
MARCH = datetime(2027, 3, 1, tzinfo=SHANGHAI)
A_DAY = timedelta(days=1)


def member(*, months: int = 1) -> tuple[User, Plan, Course]:
    """Somebody who bought so many months at noon of the last of January."""
    buyer, course, plan = make.user(), make.course(), make.plan(prices={"month": 3_900})
    with standing_at(NOON):
        for _ in range(months):
            pay(make.order(buyer=buyer, of=make.variant(plan, "month")))
    return buyer, plan, course


def put_aside(buyer: User, plan: Plan, days: int = 10, *, by: User | None = None) -> Pause:
    return pause(user_id=buyer.pk, plan_id=plan.pk, days=days, actor_id=(by or buyer).pk)


def go_on(buyer: User, plan: Plan) -> Pause:
    return resume(user_id=buyer.pk, plan_id=plan.pk, actor_id=buyer.pk)


def spans() -> list[tuple[datetime, datetime | None]]:
    return list(Grant.objects.filter(revoked_at=None).order_by("valid_from").values_list("valid_from", "valid_until"))


@pytest.mark.django_db
def test_what_is_paused_is_closed_and_ends_that_much_later() -> None:
    buyer, plan, course = member()
    at = NOON + 5 * A_DAY
    with standing_at(at):
        put_aside(buyer, plan)
        assert not owns(buyer.pk, course.product_id)
        [holding] = holdings_of(buyer.pk)
    assert (holding.held, holding.paused_until, holding.until) == (False, at + 10 * A_DAY, MARCH + 10 * A_DAY)
    with standing_at(at + 10 * A_DAY - timedelta(microseconds=1)):
        assert not owns(buyer.pk, course.product_id)
    with standing_at(at + 10 * A_DAY):
        assert owns(buyer.pk, course.product_id)
        assert holdings_of(buyer.pk)[0].paused_until is None
        assert days_used(Grant.objects.all()) == (5, 29)
    with standing_at(MARCH + 10 * A_DAY):
        assert not owns(buyer.pk, course.product_id)


@pytest.mark.django_db
def test_pausing_twice_is_pausing_once_and_so_is_going_on() -> None:
    buyer, plan, course = member()
    with standing_at(NOON + A_DAY):
        assert put_aside(buyer, plan).pk == put_aside(buyer, plan, 20).pk
    with standing_at(NOON + 3 * A_DAY):
        first = go_on(buyer, plan)
        assert go_on(buyer, plan).pk == first.pk
        assert owns(buyer.pk, course.product_id)
    assert spans() == [(NOON + 3 * A_DAY, MARCH + 2 * A_DAY)]
    actions = AuditEntry.objects.filter(action__startswith="access.").exclude(action="access.granted")
    assert list(actions.order_by("id").values_list("action", flat=True)) == ["access.paused", "access.resumed"]


@pytest.mark.django_db
def test_at_midnight_and_in_the_last_second() -> None:
    buyer, plan, course = member()
    with standing_at(MARCH), pytest.raises(NotPausable):
        put_aside(buyer, plan)
    with standing_at(MARCH - timedelta(seconds=1)):
        put_aside(buyer, plan)
    back = MARCH - timedelta(seconds=1) + 10 * A_DAY
    with standing_at(back):
        assert owns(buyer.pk, course.product_id)
    with standing_at(back + timedelta(seconds=1)):
        assert not owns(buyer.pk, course.product_id)


@pytest.mark.django_db
def test_what_was_bought_ahead_moves_along_and_what_is_bought_meanwhile_follows() -> None:
    buyer, plan, _ = member(months=2)
    at = NOON + A_DAY
    with standing_at(at):
        put_aside(buyer, plan)
        pay(make.order(buyer=buyer, of=make.variant(plan, "month")))
    april, later = MARCH + 31 * A_DAY, 10 * A_DAY
    third = (april + later, datetime(2027, 5, 11, tzinfo=SHANGHAI))
    assert spans() == [(at + later, MARCH + later), (MARCH + later, april + later), third]
    with standing_at(at + 4 * A_DAY):
        go_on(buyer, plan)
    assert [
        ends - begins
        for begins, ends in zip([one[0] for one in spans()[1:]], [one[1] for one in spans()[:-1]], strict=True)
        if ends
    ] == [timedelta()] * 2
    assert spans()[0] == (at + 4 * A_DAY, MARCH + 4 * A_DAY)


@pytest.mark.django_db
def test_the_plan_says_how_often_and_how_long_and_staff_are_not_bound() -> None:
    buyer, plan, _ = member(months=3)
    staff = make.user(role="operator")
    for n, days in enumerate((0, 31)):
        with standing_at(NOON + n * A_DAY), pytest.raises(PauseTooLong):
            put_aside(buyer, plan, days)
    for n in range(1, 3):
        with standing_at(NOON + n * A_DAY):
            put_aside(buyer, plan, 1)
    with standing_at(NOON + 4 * A_DAY), pytest.raises(PausedTooOften):
        put_aside(buyer, plan, 1)
    with standing_at(NOON + 4 * A_DAY):
        assert put_aside(buyer, plan, 60, by=staff).by_staff
    with standing_at(NOON + 400 * A_DAY), pytest.raises(NotPausable):
        put_aside(buyer, plan, 1)
    with pytest.raises(NotFound):
        pause(user_id=buyer.pk, plan_id=0, days=1, actor_id=buyer.pk)


@pytest.mark.django_db
def test_for_ever_has_no_end_to_move_and_what_is_not_paused_does_not_go_on() -> None:
    buyer, plan = make.user(), make.plan(prices={"": 99_900})
    pay(make.order(buyer=buyer, of=make.variant(plan, "")))
    with pytest.raises(NotPausable):
        put_aside(buyer, plan)
    with pytest.raises(NotPaused):
        go_on(buyer, plan)


@pytest.mark.django_db
def test_what_is_given_back_while_it_is_paused_stays_closed_and_may_be_bought_and_paused_anew() -> None:
    buyer, plan, course = member()
    order = buyer.orders.get()
    with standing_at(NOON + A_DAY):
        put_aside(buyer, plan)
    with standing_at(NOON + 2 * A_DAY):
        request_refund(order_no=order.no, buyer_id=buyer.pk, reason="no_time")
        assert not owns(buyer.pk, course.product_id)
        with pytest.raises(NotPaused):
            go_on(buyer, plan)
        pay(make.order(buyer=buyer, of=make.variant(plan, "month")))
        assert owns(buyer.pk, course.product_id)
    with standing_at(NOON + 3 * A_DAY):
        put_aside(buyer, plan)
        assert Pause.objects.count() == 2


@pytest.mark.django_db
def test_a_pause_that_was_given_back_whole_takes_no_day_of_what_is_bought_after_it() -> None:
    buyer, plan, _ = member()
    with standing_at(NOON + A_DAY):
        put_aside(buyer, plan)
    with standing_at(NOON + 2 * A_DAY):
        request_refund(order_no=buyer.orders.get().no, buyer_id=buyer.pk, reason="no_time")
        for _n in range(2):
            pay(make.order(buyer=buyer, of=make.variant(plan, "month")))
        before = spans()
        with pytest.raises(NotPaused):
            go_on(buyer, plan)
        assert spans() == before
        put_aside(buyer, plan)
    assert [ends - begins for begins, ends in spans() if ends] == [ends - begins for begins, ends in before if ends]
    assert spans()[0][0] == NOON + 12 * A_DAY


@pytest.mark.django_db(transaction=True)
def test_pausing_renewing_and_going_on_at_once_lose_no_day() -> None:
    buyer, plan = make.user(), make.plan(prices={"month": 3_900})
    pay(make.order(buyer=buyer, of=make.variant(plan, "month")))
    order = make.order(buyer=buyer, of=make.variant(plan, "month"))
    before = Grant.objects.get()

    def act(n: int) -> object:
        return pay(order) if n == 0 else put_aside(buyer, plan)

    together(3, act)
    made = Pause.objects.get()
    (_, first), (second, _) = spans()
    assert before.valid_until
    assert first
    assert (first, second) == (before.valid_until + 10 * A_DAY, first)
    together(2, lambda _: go_on(buyer, plan))
    assert Pause.objects.get(pk=made.pk).resumed_at
    (_, first), (second, _) = spans()
    assert first == second


@pytest.mark.django_db
def test_on_the_pages_and_by_the_api_for_oneself_and_for_a_learner(client: Client) -> None:
    buyer, plan, course = make.user(), make.plan(prices={"month": 3_900}), make.course()
    pay(make.order(buyer=buyer, of=make.variant(plan, "month")))
    make.login(client, buyer)
    assert "暂停" in client.get("/me").content.decode()
    address = f"/me/memberships/{plan.code}"
    assert "30 天" in client.get(f"{address}/pause").content.decode()
    assert client.post(f"{address}/pause", {"days": "x"}).status_code == 422
    assert client.post(f"{address}/pause", {"days": "31"}).status_code == 422
    assert client.post(f"{address}/pause", {"days": "7"}).status_code == 302
    assert "提前恢复" in client.get(f"/plans/{plan.code}").content.decode()
    assert "现在就恢复" in client.get("/me").content.decode()
    told = client.get("/api/v1/me/memberships").json()["items"][0]
    assert (told["active"], bool(told["paused_until"])) == (False, True)
    assert client.get("/api/v1/me/entitlements").json()["items"] == []
    client.post(f"{address}/resume")
    assert owns(buyer.pk, course.product_id)

    paused = client.post(f"/api/v1{address}/pause", {"days": 3}, content_type="application/json")
    assert (paused.status_code, paused.json()["resumed_at"]) == (200, None)
    assert client.post(f"/api/v1{address}/resume", content_type="application/json").json()["resumed_at"]

    make.login(client, make.user(role="operator"))
    page = f"/studio/learners/{buyer.pk}"
    for sent, shown in (("90", "暂停到"), ("900", "暂停到")):
        client.post(f"{page}/pause/{plan.code}", {"days": sent})
        assert shown in client.get(page).content.decode()
    client.post(f"{page}/resume/{plan.code}")
    assert "用到" in client.get(page).content.decode()
    again = client.post(f"/api/v1{page}/memberships/{plan.code}/pause", {"days": 5}, content_type="application/json")
    assert again.status_code == 200
    assert client.post(f"/api/v1{page}/memberships/{plan.code}/resume").status_code == 200
