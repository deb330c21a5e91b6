"""Appointments of sessions: made, moved, called off, had, told of; never more of them than sessions are left."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from tests import make
from tests.coaching.scene import Two, two
from tests.commerce.clock import standing_at
from tests.together import together
from zhiyu.access.actions import grant, restore, revoke
from zhiyu.access.errors import NothingLeft
from zhiyu.access.models import Grant
from zhiyu.accounts.belongings import all_belongings
from zhiyu.coaching.actions import (
    call_off_appointment,
    change_appointment,
    let_go,
    note_delivery,
    note_given,
    remind_due,
    undo_delivery,
)
from zhiyu.coaching.errors import (
    AfterTheEnd,
    AppointmentStateError,
    ChangedMeanwhile,
    InThePast,
    MadeMeanwhile,
    NotYet,
)
from zhiyu.coaching.models import Appointment, Delivery
from zhiyu.kernel.clock import day_start, now
from zhiyu.kernel.errors import DomainError
from zhiyu.messaging.models import Message
from zhiyu.platform.delivering import deliver_due
from zhiyu.platform.models import AuditEntry

WHEN = "%Y-%m-%dT%H:%M"


def text(response: object) -> str:
    return response.content.decode()  # type: ignore[attr-defined, no-any-return]


def told(scene: Two) -> list[tuple[str, str]]:
    names = {scene.teacher.pk: "teacher", scene.learner.pk: "learner"}
    rows = Message.objects.filter(template__startswith="coaching.").order_by("pk")
    return [(names[one.recipient_id], one.template.removeprefix("coaching.")) for one in rows]


@pytest.mark.django_db
def test_it_is_made_seen_entered_moved_and_called_off(client: Client) -> None:
    scene, browser = two(), Client()
    make.login(client, scene.teacher)
    make.login(browser, scene.learner)
    page = f"/studio/sessions/{scene.held.pk}"
    asked = {"seen": "0", "starts_at": (now() + timedelta(days=1)).strftime(WHEN), "minutes": "40", "place": "here"}
    assert client.post(f"{page}/appointments", asked).headers["Location"] == page
    one = Appointment.objects.get()
    assert (one.host, one.minutes, one.link, one.state) == (scene.teacher, 40, "", "planned")
    seen = text(browser.get("/me/sessions"))
    assert f"/sessions/{one.pk}/room" in seen
    assert "林知" in seen
    assert '/me/sessions"' in text(browser.get("/me/"))
    assert "约在" in text(browser.get(f"/packages/{scene.held.product.code}"))

    link = "https://meeting.tencent.com/dm/abc"
    moved = asked | {"seen": "1", "place": "link", "link": link}
    assert client.post(f"/studio/appointments/{one.pk}", moved).headers["Location"] == page
    assert f'href="{link}"' in text(browser.get("/me/sessions"))
    assert f'href="{link}"' in text(client.get(page))
    assert browser.get(f"/sessions/{one.pk}/room").status_code == 404
    client.post(f"/studio/appointments/{one.pk}/call-off")
    client.post(f"/studio/appointments/{one.pk}/call-off")
    assert link not in text(browser.get("/me/sessions"))
    assert told(scene) == [(who, what) for what in ("planned", "moved", "called_off") for who in ("learner", "teacher")]
    assert "约好了一次服务" in text(browser.get("/me/messages"))
    actions = AuditEntry.objects.filter(action__startswith="coaching.").order_by("pk")
    assert [x.action for x in actions] == ["coaching.made", "coaching.moved", "coaching.called_off"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"starts_at": "2020-01-01T10:00"}, "这个时间已经过了"),
        ({"starts_at": ""}, "请选时间"),
        ({"place": "link", "link": ""}, "请填写以 https:// 开头的链接"),
        ({"place": "link", "link": "http://meeting.example"}, "请填写以 https:// 开头的链接"),
        ({"place": "link", "link": "https://a:b@meeting.example"}, "请填写以 https:// 开头的链接"),
        ({"place": "link", "link": "javascript:alert(1)"}, "请填写以 https:// 开头的链接"),
        ({"seen": "4"}, "刚刚已经约过一次了"),
    ],
)
def test_what_does_not_fit_is_said_on_the_page(client: Client, wrong: dict[str, str], words: str) -> None:
    scene = two()
    make.login(client, scene.teacher)
    asked = {"seen": "0", "starts_at": (now() + timedelta(days=1)).strftime(WHEN), "minutes": "40", "place": "here"}
    answer = client.post(f"/studio/sessions/{scene.held.pk}/appointments", asked | wrong)
    assert answer.status_code == 422
    assert words in text(answer)
    assert not Appointment.objects.exists()


@pytest.mark.django_db
def test_the_api_does_the_same(client: Client) -> None:
    scene, browser = two(), Client()
    make.login(client, scene.teacher)
    make.login(browser, scene.learner)
    asked = {"seen": 0, "starts_at": (now() + timedelta(days=1)).isoformat(), "minutes": 30}
    json = {"content_type": "application/json"}
    address = f"/api/v1/studio/sessions/{scene.held.pk}/appointments"
    assert client.post(address, asked | {"link": "http://x.example"}, **json).status_code == 422  # type: ignore[arg-type]
    made = client.post(address, asked, **json).json()  # type: ignore[arg-type]
    assert client.post(address, asked, **json).json()["code"] == "made_meanwhile"  # type: ignore[arg-type]
    one = f"/api/v1/studio/appointments/{made['id']}"
    changed = client.put(one, asked | {"seen": made["version"], "link": "https://x.example/1"}, **json).json()  # type: ignore[arg-type]
    assert changed["link"] == "https://x.example/1"
    (shown,) = browser.get("/api/v1/me/sessions").json()["items"]
    assert [x["link"] for x in shown["appointments"]] == ["https://x.example/1"]
    assert client.post(f"{one}/call-off").json()["state"] == "called_off"


@pytest.mark.django_db
def test_had_it_is_noted_once_on_its_day_and_can_be_undone_as_ever(client: Client) -> None:
    scene = two()
    make.login(client, scene.teacher)
    tomorrow = scene.book(in_minutes=24 * 60)
    with pytest.raises(NotYet):
        note_given(appointment_id=tomorrow.pk, actor_id=scene.teacher.pk)
    one = scene.book()
    with standing_at(one.starts_at):
        page = f"/studio/sessions/{scene.held.pk}"
        assert "做完了，记一次" in text(client.get(page))
        for _ in range(2):
            client.post(f"/studio/appointments/{one.pk}/given")
        delivery = Delivery.objects.get()
        one.refresh_from_db()
        assert (one.state, one.delivery, delivery.given_on) == ("done", delivery, day_start().date())
        assert Grant.objects.get().used == 1
        with pytest.raises(AppointmentStateError):
            call_off_appointment(appointment_id=one.pk, actor_id=scene.teacher.pk)
        undo_delivery(delivery_id=delivery.pk, actor_id=scene.teacher.pk)
        assert note_given(appointment_id=one.pk, actor_id=scene.teacher.pk) == delivery
    assert Grant.objects.get().used == 0


@pytest.mark.django_db
def test_no_time_is_promised_without_a_session_behind_it() -> None:
    scene = two(sessions=2)
    first = scene.book()
    note_delivery(grant_id=scene.held.pk, seen=0, actor_id=scene.teacher.pk, given_on=day_start().date())
    with pytest.raises(NothingLeft):
        scene.book()
    call_off_appointment(appointment_id=first.pk, actor_id=scene.teacher.pk)
    scene.book()
    Grant.objects.update(valid_until=now() + timedelta(days=1), used=0)
    with pytest.raises(AfterTheEnd):
        scene.book(in_minutes=25 * 60)
    with pytest.raises(InThePast):
        scene.book(in_minutes=-1)
    revoke(source=scene.held.source, product_id=scene.held.product_id, because="test")
    with pytest.raises(NothingLeft):
        scene.book()


@pytest.mark.django_db
def test_a_change_of_what_somebody_else_changed_is_refused_and_the_same_again_tells_nobody() -> None:
    scene = two()
    one = scene.book()
    wanted: dict[str, Any] = {"starts_at": one.starts_at + timedelta(hours=1), "minutes": 30, "link": ""}
    for _ in range(2):
        with pytest.raises(ChangedMeanwhile):
            change_appointment(appointment_id=one.pk, seen=7, actor_id=scene.teacher.pk, **wanted)
    change_appointment(appointment_id=one.pk, seen=1, actor_id=scene.teacher.pk, **wanted)
    change_appointment(appointment_id=one.pk, seen=2, actor_id=scene.teacher.pk, **wanted)
    assert [what for _, what in told(scene)] == ["planned"] * 2 + ["moved"] * 2
    back = wanted | {"starts_at": one.starts_at}
    change_appointment(appointment_id=one.pk, seen=2, actor_id=scene.teacher.pk, **back)
    again = {**wanted}
    change_appointment(appointment_id=one.pk, seen=3, actor_id=scene.teacher.pk, **again)
    assert [what for _, what in told(scene)].count("moved") == 6


@pytest.mark.django_db
def test_both_are_reminded_a_quarter_of_an_hour_before_once_for_each_time() -> None:
    scene = two()
    one, gone = scene.book(in_minutes=60), scene.book(in_minutes=60)
    call_off_appointment(appointment_id=gone.pk, actor_id=scene.teacher.pk)

    def soon() -> int:
        remind_due()
        remind_due()
        return [what for _, what in told(scene)].count("soon")

    assert soon() == 0
    with standing_at(one.starts_at - timedelta(minutes=14)):
        assert soon() == 2
    later = one.starts_at + timedelta(hours=2)
    change_appointment(appointment_id=one.pk, seen=1, actor_id=scene.teacher.pk, starts_at=later, minutes=40)
    with standing_at(later - timedelta(minutes=1)):
        assert soon() == 4
    with standing_at(later + timedelta(hours=1)):
        assert soon() == 4


@pytest.mark.django_db
def test_what_is_given_back_ends_what_was_planned_and_both_are_told_once() -> None:
    scene = two()
    had, coming = scene.book(in_minutes=5), scene.book(in_minutes=60)
    with standing_at(had.starts_at + timedelta(minutes=1)):
        for _twice in range(2):
            revoke(source=scene.held.source, product_id=scene.held.product_id, because="refund:1")
        deliver_due()
        let_go(grant_id=scene.held.pk)
    assert list(Appointment.objects.order_by("pk").values_list("pk", "state")) == [
        (had.pk, "planned"),
        (coming.pk, "called_off"),
    ]
    assert [who for who, what in told(scene) if what == "given_back"] == ["learner", "teacher"]


@pytest.mark.django_db
def test_what_another_purchase_still_gives_stays_planned() -> None:
    scene = two()
    first, second = scene.book(in_minutes=60), scene.book(in_minutes=120)
    given: dict[str, Any] = {"user_id": scene.learner.pk, "product_id": scene.held.product_id}
    other = grant(**given, source="gift:1", sessions=1)
    grant(**given, source="gift:2", sessions=5, until=now() + timedelta(minutes=90))
    revoke(source=scene.held.source, product_id=scene.held.product_id, because="refund:1")
    deliver_due()
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.state, first.grant_id, first.n) == ("planned", other.pk, 1)
    assert second.state == "called_off", "one session was left, and the other purchase ends before"
    assert [what for _, what in told(scene)].count("given_back") == 2


@pytest.mark.django_db
def test_what_was_given_back_and_is_held_again_keeps_its_appointments() -> None:
    scene = two()
    one = scene.book(in_minutes=60)
    what: dict[str, Any] = {"source": scene.held.source, "product_id": scene.held.product_id, "because": "upgrade:1"}
    revoke(**what)
    restore(**what)
    deliver_due()
    one.refresh_from_db()
    assert one.state == "planned"


@pytest.mark.django_db
def test_who_leaves_takes_links_and_plans_along() -> None:
    scene = two()
    scene.book(link="https://x.example/1")
    mine = {one.key: one for one in all_belongings()}
    assert [x["link"] for x in mine["appointments"].export(scene.learner.pk)] == ["https://x.example/1"]
    mine["sessions"].forget(scene.learner.pk)
    one = Appointment.objects.get()
    assert (one.link, one.state) == ("", "called_off")


@pytest.mark.django_db(transaction=True)
def test_of_six_who_ask_for_the_last_session_together_one_gets_it() -> None:
    scene = two(sessions=1)

    def ask(n: int) -> Appointment:
        return scene.book(seen=0, in_minutes=10 + n)

    found = together(6, ask)
    assert len([x for x in found if isinstance(x, Appointment)]) == 1
    assert all(isinstance(x, Appointment | MadeMeanwhile) for x in found)
    assert Appointment.objects.count() == 1
    assert Message.objects.filter(template="coaching.planned").count() == 2


@pytest.mark.django_db(transaction=True)
def test_noted_by_four_together_it_is_noted_once() -> None:
    scene = two()
    one = scene.book()
    with standing_at(one.starts_at):
        found = together(4, lambda _: note_given(appointment_id=one.pk, actor_id=scene.teacher.pk))
    assert len({x.pk for x in found if isinstance(x, Delivery)}) == 1
    assert Delivery.objects.count() == Grant.objects.get().used == 1


@pytest.mark.django_db
def test_the_database_itself_refuses_the_same_number_twice() -> None:
    scene = two()
    one = scene.book()
    with pytest.raises(IntegrityError), transaction.atomic():
        Appointment.objects.create(grant=scene.held, n=one.n, host=scene.teacher, starts_at=now(), minutes=10)


class Sequences(TestCase):
    @settings(max_examples=25, deadline=None)
    @given(st.integers(1, 3), st.lists(st.sampled_from(["book", "call off", "had", "by hand", "undo"]), max_size=10))
    def test_whatever_is_done_no_more_is_promised_than_is_left(self, sessions: int, steps: list[str]) -> None:
        scene = two(sessions=sessions)
        for step in steps:
            before = Appointment.objects.filter(grant=scene.held, state="planned").count()
            try:
                self.take(scene, step)
            except DomainError:
                continue
            held = Grant.objects.get(pk=scene.held.pk)
            planned = Appointment.objects.filter(grant=held, state="planned").count()
            assert held.used <= sessions
            if step == "book":
                assert planned == before + 1
                assert held.used + planned <= sessions
            done = Appointment.objects.filter(grant=held, state="done")
            assert done.count() == done.exclude(delivery=None).count()

    def take(self, scene: Two, step: str) -> None:
        who = scene.teacher.pk
        planned = Appointment.objects.filter(grant=scene.held, state="planned").first()
        given = Delivery.objects.filter(grant=scene.held, undoing=None).first()
        used = Grant.objects.get(pk=scene.held.pk).used
        if step == "book":
            scene.book()
        elif step == "call off" and planned:
            call_off_appointment(appointment_id=planned.pk, actor_id=who)
        elif step == "had" and planned:
            Appointment.objects.filter(pk=planned.pk).update(starts_at=now())
            note_given(appointment_id=planned.pk, actor_id=who)
        elif step == "by hand":
            note_delivery(grant_id=scene.held.pk, seen=used, actor_id=who, given_on=day_start().date())
        elif step == "undo" and given:
            undo_delivery(delivery_id=given.pk, actor_id=who)
