"""Classes at a place by API: what the studio's pages of them do, a program does too, and is refused the same."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from tests import make
from tests.onsite.scene import PLACE, learner, learners, planned, state, states
from tests.programs import Program, fields, met, of
from zhiyu.kernel.clock import LATEST, now
from zhiyu.learning.models import Progress
from zhiyu.onsite import actions
from zhiyu.onsite.models import OnsiteClass, Seat
from zhiyu.platform.models import AuditEntry, Event, IdempotencyKey

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff() -> Program:
    return of("creator")


def wanted(caller: Program, /, **more: Any) -> dict[str, Any]:
    assert caller.user
    usual = {"title": "周末面对面", "starts_at": now() + timedelta(days=2), "minutes": 90, "place": PLACE, "seats": 2}
    return usual | {"host": caller.user.pk} | more


def new(caller: Program, /, **more: Any) -> dict[str, Any]:
    return wanted(caller, chapter=make.course().chapters.get().pk) | more


def audited(one: OnsiteClass) -> list[str]:
    return list(AuditEntry.objects.filter(target=f"onsite:{one.pk}").order_by("pk").values_list("action", flat=True))


@pytest.mark.parametrize("count", [1, 3])
def test_the_lists_take_the_same_statements_for_one_and_for_three(
    staff: Program, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    course = make.course()
    for _ in range(count):
        one = planned(course, seats=count, minutes_until=60)
        for who in learners(one, count):
            actions.book(class_id=one.pk, user_id=who.pk)
    staff.get("/studio/onsite")
    with django_assert_num_queries(3):
        found = staff.get("/studio/onsite")
    assert [(line["booked"], line["waiting"]) for line in found["items"]] == [(count, 0)] * count
    assert staff.get("/studio/onsite?scope=past")["items"] == []
    with django_assert_num_queries(3):
        seats = staff.get(f"/studio/onsite/{one.pk}/seats")
    assert [seat["number"] for seat in seats["items"]] == list(range(1, count + 1))
    with django_assert_num_queries(4):
        choices = staff.get("/studio/onsite/choices")
    assert [chapter["id"] for chapter in choices["chapters"]] == [course.chapters.get().pk]
    assert one.host_id in [host["id"] for host in choices["hosts"]]


def test_long_lists_go_on_where_they_stopped(staff: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("zhiyu.onsite.studio_api.PAGE", 2)
    monkeypatch.setattr("zhiyu.onsite.studio_api.PEOPLE", 2)
    course = make.course()
    made = [planned(course, seats=5) for _ in range(3)]
    for who in learners(made[0], 3):
        actions.book(class_id=made[0].pk, user_id=who.pk)
    for path, count in (("/studio/onsite", 3), (f"/studio/onsite/{made[0].pk}/seats", 3)):
        first = staff.get(path)
        rest = staff.get(f"{path}?cursor={first['next']}")
        assert (len(first["items"]), len(rest["items"]), rest["next"]) == (2, 1, None)
        assert len({one["id"] for one in (*first["items"], *rest["items"])}) == count


def test_a_class_is_planned_changed_and_called_off_and_each_is_written_once(staff: Program) -> None:
    body = new(staff, directions="2 号线江苏路站")
    first = staff.post("/studio/onsite", body, key="k1")
    assert staff.post("/studio/onsite", body, key="k1") == first
    one = OnsiteClass.objects.select_related("lesson").get()
    assert (first[0], first[1]["items"][0]["id"]) == (201, one.pk)
    assert (one.lesson.title, one.place, one.directions, one.seats) == ("周末面对面", PLACE, "2 号线江苏路站", 2)

    at = f"/studio/onsite/{one.pk}"
    waiting = learners(one, 3)
    for who in waiting:
        actions.book(class_id=one.pk, user_id=who.pk)
    shown = staff.get(at)
    assert (shown["booked"], shown["waiting"], shown["came"]) == (2, 1, 0)
    later = wanted(staff, title="改了名", starts_at=one.starts_at, seen_at=shown["updated_at"])
    status, fewer = staff.put(at, later | {"seats": 1})
    assert (status, fewer["code"], fields(fewer)) == (422, "too_few_seats", ["seats"])
    changed = staff.put(at, later | {"seats": 3, "place": "别处"})[1]
    assert (changed["title"], changed["place"], changed["booked"], changed["waiting"]) == ("改了名", "别处", 3, 0)
    assert staff.put(at, later)[1]["code"] == "edited_elsewhere"
    for _twice in range(2):
        assert staff.post(f"{at}/call-off")[1]["state"] == "called_off"
    assert audited(one) == ["onsite.planned", "onsite.changed", "onsite.called_off"]
    assert Event.objects.filter(name="onsite.called_off").count() == 1
    assert [line["id"] for line in staff.get("/studio/onsite?scope=past")["items"]] == [one.pk]
    assert staff.put(at, later | {"seen_at": now()})[1]["code"] == "onsite_state"


def test_a_series_is_planned_at_once(staff: Program) -> None:
    _status, made = staff.post("/studio/onsite", new(staff, weeks=3))
    assert [one["title"] for one in made["items"]] == [f"周末面对面 · 第 {n} 次" for n in (1, 2, 3)]
    first, *rest = OnsiteClass.objects.order_by("pk").values_list("starts_at", flat=True)
    assert [at - first for at in rest] == [timedelta(weeks=1), timedelta(weeks=2)]


def test_what_cannot_be_planned_is_refused_by_its_field_and_leaves_no_row(staff: Program) -> None:
    article, finance = make.article(), make.user(role="finance")
    wrong: list[tuple[dict[str, Any], str]] = [
        ({"title": " "}, "title"),
        ({"place": ""}, "place"),
        ({"directions": "字" * 501}, "directions"),
        ({"minutes": 1_441}, "minutes"),
        ({"seats": -1}, "seats"),
        ({"seats": 10_001}, "seats"),
        ({"weeks": 27}, "weeks"),
        ({"starts_at": now()}, "starts_at"),
        ({"starts_at": LATEST, "weeks": 2}, "starts_at"),
        ({"host": finance.pk}, "host"),
        ({"chapter": article.chapters.get().pk}, "chapter"),
        ({"chapter": 4_040_404}, "chapter"),
    ]
    for said, field in wrong:
        status, answer = staff.post("/studio/onsite", new(staff, **said))
        assert (status, fields(answer)) == (422, [field]), said
    assert OnsiteClass.objects.count() == 0


def test_the_page_refuses_by_the_same_rules(client: Client) -> None:
    owner = make.user(role="owner")
    make.login(client, owner)
    far = {"chapter": make.course().chapters.get().pk, "title": "x", "starts_at": "9999-12-31T23:59", "minutes": 60}
    page = client.post("/studio/onsite/new", far | {"place": PLACE, "seats": 2, "weeks": 3, "host": owner.pk})
    assert (page.status_code, OnsiteClass.objects.count()) == (422, 0)
    assert "这个时间太远了" in page.content.decode()


def test_who_stands_at_the_door_ticks_undoes_and_brings_each_once(staff: Program) -> None:
    one = planned(seats=2, minutes_until=60)
    at = f"/studio/onsite/{one.pk}/seats"
    booked, other = learners(one, 2)
    seat = actions.book(class_id=one.pk, user_id=booked.pk)
    for _twice in range(2):
        status, came = staff.post(f"{at}/{seat.pk}/came", key="k1")
        assert (status, came["state"], came["how"], came["name"]) == (200, "came", "staff", booked.name)
    assert Progress.objects.get(user=booked).completed_at is not None
    assert staff.post(f"{at}/{seat.pk}/undo")[1]["state"] == "booked"
    assert staff.post(f"{at}/{seat.pk}/undo")[1]["came_at"] is None
    for _twice in range(2):
        assert staff.post(at, {"phone": f"+86 {other.phone}"})[1]["state"] == "came"
    assert states(one) == ["booked", "came"]
    assert [line["name"] for line in staff.get(f"{at}?state=came")["items"]] == [other.name]
    assert audited(one) == ["onsite.planned", "onsite.ticked", "onsite.unticked", "onsite.ticked"]
    assert staff.post(at, {"phone": "123"})[1]["code"] == "invalid_phone"
    assert staff.post(at, {"phone": "13700000000"})[0] == 404
    assert staff.post(at, {"phone": make.user().phone})[1]["code"] == "no_right"
    assert staff.post(f"{at}/4040404/came")[0] == 404
    assert (Seat.objects.count(), IdempotencyKey.objects.count()) == (2, 0)


def test_the_code_of_the_door_lets_in_while_it_is_open(staff: Program) -> None:
    one = planned(minutes_until=60)
    who = learner(one)
    shown = staff.get(f"/studio/onsite/{one.pk}/door")
    assert shown["open"]
    assert f"/onsite/{one.pk}/here?code={shown['code']}" in shown["address"]
    assert Program(who).post(f"/onsite/{one.pk}/here", {"code": shown["code"]})[0] == 200
    assert state(one, who) == "came"
    assert staff.get(f"/studio/onsite/{one.pk}/door")["came"] == 1
    early = staff.get(f"/studio/onsite/{planned().pk}/door")
    assert (early["open"], early["code"], early["address"]) == (False, "", "")
    status, refused = staff.post(f"/studio/onsite/{planned().pk}/seats", {"phone": who.phone})
    assert (status, refused["code"]) == (409, "door_closed")


def test_who_may_not_read_learners_is_told_names_alone(staff: Program) -> None:
    one = planned()
    who = learner(one, name="小满")
    actions.book(class_id=one.pk, user_id=who.pk)
    at = f"/studio/onsite/{one.pk}/seats"
    assert [(seat["user_id"], seat["name"]) for seat in staff.get(at)["items"]] == [(None, "小满")]
    assert [seat["user_id"] for seat in of("operator").get(at)["items"]] == [who.pk]
    assert who.phone
    assert who.phone not in str(of("operator").get(at))


def test_who_neither_edits_nor_hosts_meets_a_closed_door(staff: Program) -> None:
    one = planned(minutes_until=60)
    seat = actions.book(class_id=one.pk, user_id=learner(one).pk)
    at = f"/studio/onsite/{one.pk}"
    calls: list[tuple[str, str, Any]] = [
        *[
            ("GET", path, None)
            for path in ("/studio/onsite", "/studio/onsite/choices", at, f"{at}/door", f"{at}/seats")
        ],
        ("POST", "/studio/onsite", new(staff)),
        ("PUT", at, wanted(staff, seen_at=now())),
        ("POST", f"{at}/call-off", {}),
        ("POST", f"{at}/seats", {"phone": "13700000000"}),
        *[("POST", f"{at}/seats/{seat.pk}/{word}", {}) for word in ("came", "undo")],
    ]
    assert met(calls, "finance", None) == [{403}, {403}, {401}]
    assert audited(one) == ["onsite.planned"]
    gone = [(method, path.replace(at, "/studio/onsite/4040404"), body) for method, path, body in calls if at in path]
    assert {staff.ask(*call)[0] for call in gone} == {404}
