"""From the lesson's page to the seat, the code at the door and the completed lesson; as forms are sent."""

from datetime import timedelta

import pytest
from django.test import Client

from tests import make
from tests.onsite.scene import PLACE, code, learner, planned, state
from zhiyu.access.errors import LessonLocked
from zhiyu.access.models import Consumption
from zhiyu.kernel.clock import ahead_to, now
from zhiyu.kernel.errors import NotFound
from zhiyu.learning.actions import mark_complete, save_progress
from zhiyu.learning.errors import CompletedByComing
from zhiyu.learning.models import Progress
from zhiyu.onsite import actions, passes
from zhiyu.onsite.errors import BadPass, DoorClosed, NoRight, NoRoom, OnsiteStateError
from zhiyu.onsite.models import OnsiteClass, Seat
from zhiyu.platform.models import AuditEntry

pytestmark = pytest.mark.django_db


def completed() -> list[int]:
    return list(Progress.objects.exclude(completed_at=None).order_by("pk").values_list("user_id", flat=True))


def test_a_learner_books_comes_and_has_learnt_it(client: Client) -> None:
    one = planned(minutes_until=60)
    me = learner(one, name="小满")
    make.login(client, me)
    page = client.get(f"/lessons/{one.lesson_id}").content.decode()
    assert "占一个座位" in page
    assert PLACE in page
    assert "江苏路站" in page
    assert client.post(f"/onsite/{one.pk}/book").headers["Location"] == f"/lessons/{one.lesson_id}"
    assert "不去了，让出座位" in client.get(f"/lessons/{one.lesson_id}").content.decode()

    scanned = client.get(f"/onsite/{one.pk}/here", {"code": code(one)})
    assert "我到了" in scanned.content.decode()
    assert state(one, me) == Seat.State.BOOKED  # looking writes nothing
    pressed = client.post(f"/onsite/{one.pk}/here", {"code": code(one)}, follow=True)
    assert "签到好了" in pressed.content.decode()
    seat = Seat.objects.get()
    assert (seat.state, seat.how, seat.by_id, seat.before) == ("came", "qr", None, "booked")
    assert completed() == [me.pk]
    assert Consumption.objects.filter(grant__user=me, lesson=one.lesson_id).count() == 1
    assert "你签到了" in client.get(f"/lessons/{one.lesson_id}").content.decode()


def test_who_comes_twice_came_once() -> None:
    one = planned(minutes_until=30)
    me = learner(one)
    first = actions.come(class_id=one.pk, user=me, code=code(one)).came_at
    assert actions.come(class_id=one.pk, user=me, code=code(one)).came_at == first
    assert Progress.objects.count() == 1


def test_who_has_no_seat_is_let_in_while_there_is_room(client: Client) -> None:
    one = planned(seats=1, minutes_until=30)
    first, late = learner(one), learner(one)
    assert actions.come(class_id=one.pk, user=first, code=code(one)).number == 1
    with pytest.raises(NoRoom):
        actions.come(class_id=one.pk, user=late, code=code(one))
    assert Seat.objects.count() == 1
    make.login(client, late)
    page = client.get(f"/onsite/{one.pk}/here", {"code": code(one)}).content.decode()
    assert "请找现场的工作人员" in page
    assert "我到了" not in page


def test_who_has_no_right_is_led_to_the_course_and_nothing_is_written(client: Client) -> None:
    one, stranger = planned(minutes_until=30), make.user()
    make.login(client, stranger)
    page = client.get(f"/onsite/{one.pk}/here", {"code": code(one)}).content.decode()
    assert f"/courses/{one.lesson.chapter.course.product.code}" in page
    assert "我到了" not in page
    assert client.post(f"/onsite/{one.pk}/here", {"code": code(one)}).status_code == 422
    with pytest.raises(LessonLocked):
        actions.book(class_id=one.pk, user_id=stranger.pk)
    assert not Seat.objects.exists()


def test_staff_who_look_in_are_told_that_they_need_not_sign_in(client: Client) -> None:
    one = planned(minutes_until=30)
    make.login(client, one.host)
    assert "你是工作人员" in client.get(f"/onsite/{one.pk}/here", {"code": code(one)}).content.decode()


@pytest.mark.parametrize(("minutes", "open_"), [(121, False), (119, True), (-209, True), (-211, False)])
def test_the_door_is_open_from_two_hours_before_until_two_hours_after(minutes: float, *, open_: bool) -> None:
    one = planned(minutes_until=minutes)
    me = learner(one)
    if open_:
        actions.come(class_id=one.pk, user=me, code=code(one))
    else:
        with pytest.raises(DoorClosed):
            actions.come(class_id=one.pk, user=me, code=code(one))
    assert Seat.objects.count() == open_


@pytest.mark.parametrize("wrong", ["", "x", "0" * 24, "９" * 24, "1." + "0" * 24, "a" * 9_000])
def test_a_wrong_code_is_answered_kindly_and_writes_nothing(client: Client, wrong: str) -> None:
    one = planned(minutes_until=30)
    me = learner(one)
    make.login(client, me)
    assert "再扫一次" in client.get(f"/onsite/{one.pk}/here", {"code": wrong[:500]}).content.decode()
    answer = client.post(f"/onsite/{one.pk}/here", {"code": wrong})
    assert answer.status_code == 422
    assert "再扫一次" in answer.content.decode()
    assert not Seat.objects.exists()


def test_a_code_that_was_sent_home_is_old_and_one_of_another_class_opens_nothing() -> None:
    one, other = planned(minutes_until=30), planned(minutes_until=30)
    me = learner(one)
    for bad in (code(one, seconds_ago=65), code(other)):
        with pytest.raises(BadPass):
            actions.come(class_id=one.pk, user=me, code=bad)
    actions.come(class_id=one.pk, user=me, code=code(one, seconds_ago=25))


def test_who_must_log_in_first_keeps_what_they_scanned(client: Client) -> None:
    one = planned(minutes_until=30)
    me, path = learner(one), f"/onsite/{one.pk}/here"
    scanned = code(one)
    to_login = client.get(path, {"code": scanned})
    assert to_login.status_code == 302
    assert "/login?next=" in to_login.headers["Location"]
    with ahead_to(now() + timedelta(minutes=5)):
        make.login(client, me)
        assert "我到了" in client.get(path, {"code": scanned}).content.decode()
        assert client.post(path, {"code": ""}).status_code == 302
    assert state(one, me) == Seat.State.CAME


def test_what_was_scanned_is_kept_ten_minutes_and_not_renewed(client: Client) -> None:
    one = planned(minutes_until=30)
    make.login(client, learner(one))
    path = f"/onsite/{one.pk}/here"
    client.get(path, {"code": code(one)})
    begun = now()
    with ahead_to(begun + timedelta(minutes=9)):
        assert "我到了" in client.get(path).content.decode()
    with ahead_to(begun + timedelta(minutes=11)):
        assert "再扫一次" in client.get(path).content.decode()
        assert client.post(path).status_code == 422


def test_who_has_no_phone_is_ticked_by_hand_also_beyond_the_seats_and_a_mistake_is_undone(client: Client) -> None:
    one = planned(seats=1, minutes_until=30)
    booked, waits = learner(one), learner(one)
    for who in (booked, waits):
        actions.book(class_id=one.pk, user_id=who.pk)
    make.login(client, one.host)
    seat = Seat.objects.get(user=waits)
    for _twice in range(2):
        client.post(f"/studio/onsite/{one.pk}/seats/{seat.pk}/came", {"state": "waiting"})
    seat.refresh_from_db()
    assert (seat.state, seat.how, seat.by_id, seat.before) == ("came", "staff", one.host_id, "waiting")
    assert completed() == [waits.pk]
    for _twice in range(2):
        client.post(f"/studio/onsite/{one.pk}/seats/{seat.pk}/undo", {"state": "came"})
    seat.refresh_from_db()
    assert (seat.state, seat.how, seat.by_id, seat.came_at) == ("waiting", "", None, None)
    acts = AuditEntry.objects.filter(action__startswith="onsite.").order_by("pk")
    assert list(acts.values_list("action", flat=True)) == ["onsite.planned", "onsite.ticked", "onsite.unticked"]


def test_who_is_on_no_list_is_brought_in_by_their_phone_if_they_have_the_course(client: Client) -> None:
    one = planned(seats=1, minutes_until=30)
    here, stranger = learner(one), make.user()
    make.login(client, one.host)
    path = f"/studio/onsite/{one.pk}/bring"
    client.post(path, {"phone": here.phone, "state": "came"})
    assert state(one, here) == Seat.State.CAME
    for phone in (stranger.phone, "13700000000", "12"):
        client.post(path, {"phone": phone, "state": "nonsense"})
    assert Seat.objects.count() == 1
    with pytest.raises(NoRight):
        actions.bring(class_id=one.pk, phone=stranger.phone or "", actor_id=one.host_id)
    with pytest.raises(NotFound):
        actions.bring(class_id=one.pk, phone="13700000000", actor_id=one.host_id)


def test_nobody_is_ticked_before_the_door_opens_or_in_what_is_called_off() -> None:
    one = planned(minutes_until=200)
    me = learner(one)
    seat = actions.book(class_id=one.pk, user_id=me.pk)
    with pytest.raises(DoorClosed):
        actions.tick(class_id=one.pk, seat_id=seat.pk, actor_id=one.host_id)
    OnsiteClass.objects.filter(pk=one.pk).update(starts_at=now())
    actions.call_off(class_id=one.pk, actor_id=None)
    with pytest.raises(OnsiteStateError):
        actions.tick(class_id=one.pk, seat_id=seat.pk, actor_id=one.host_id)
    with pytest.raises(OnsiteStateError):
        actions.come(class_id=one.pk, user=me, code=code(one))
    with pytest.raises(NotFound):
        actions.tick(class_id=planned(minutes_until=5).pk, seat_id=seat.pk, actor_id=one.host_id)


def test_it_is_not_learnt_by_saying_so() -> None:
    one = planned()
    me = learner(one)
    one.lesson.rule = "manual"
    one.lesson.save()
    with pytest.raises(CompletedByComing):
        mark_complete(user_id=me.pk, lesson_id=one.lesson_id)
    save_progress(user_id=me.pk, lesson_id=one.lesson_id, position=100, ranges=[[0, 9_999]])
    assert completed() == []


def test_the_screen_shows_another_code_each_half_minute_and_none_before_its_time(client: Client) -> None:
    one = planned(minutes_until=30)
    make.login(client, one.host)
    path = f"/studio/onsite/{one.pk}/door"
    first = client.get(path).content.decode()
    assert "<svg" in first
    with ahead_to(now() + timedelta(seconds=passes.STEP)):
        assert client.get(path).content.decode() != first
    early = planned(minutes_until=300)
    assert "还不能签到" in client.get(f"/studio/onsite/{early.pk}/door").content.decode()
