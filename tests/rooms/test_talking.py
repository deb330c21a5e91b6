"""What is said: once, in order, kept in order by the host."""

from datetime import timedelta

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from tests import make
from tests.commerce.clock import standing_at
from tests.rooms.scene import Scene, key, on_air
from tests.together import together
from zhiyu.access.actions import revoke
from zhiyu.kernel.clock import now
from zhiyu.kernel.errors import Invalid
from zhiyu.platform.models import AuditEntry
from zhiyu.rooms import actions, queries, wording
from zhiyu.rooms.errors import Muted, NotInRoom, RoomClosed, RoomQuiet, TooSoon
from zhiyu.rooms.models import Message, Word


def said(scene: Scene) -> list[str]:
    return [one.text for one in queries.history(scene.room)]


@pytest.mark.django_db
def test_a_message_sent_twice_is_said_once_and_numbers_have_no_gap() -> None:
    scene, once = on_air(), key()
    first = actions.say(room_id=scene.room, user=scene.learner, text="  老师\n好 ", key=once)
    again = actions.say(room_id=scene.room, user=scene.learner, text="老师好", key=once)
    actions.say(room_id=scene.room, user=scene.host, text="大家好", key=key())
    assert first == again
    assert [(one.n, one.who, one.part, one.text) for one in queries.history(scene.room)] == [
        (1, "小满", "", "老师 好"),
        (2, "林知", "host", "大家好"),
    ]


@pytest.mark.django_db(transaction=True)
def test_the_same_message_from_five_hands_at_once_is_one_and_many_are_numbered_without_a_gap() -> None:
    scene, once = on_air(), key()
    others = [scene.another() for _ in range(5)]
    together(5, lambda _n: actions.say(room_id=scene.room, user=scene.learner, text="同一条", key=once))
    together(5, lambda n: actions.say(room_id=scene.room, user=others[n], text="各说各的", key=once))
    assert [one.n for one in queries.history(scene.room)] == [1, 2, 3, 4, 5, 6]
    assert Message.objects.count() == 6


@pytest.mark.django_db
def test_what_was_missed_is_asked_for_by_number() -> None:
    scene = on_air()
    for n in range(4):
        actions.say(room_id=scene.room, user=scene.host, text=f"第 {n} 条", key=key())
    assert [one.n for one in queries.history(scene.room, after=2)] == [3, 4]
    assert [one.n for one in queries.history(scene.room, before=3, most=1)] == [2]


@pytest.mark.django_db
def test_slow_mode_lets_one_speak_again_after_its_seconds_and_never_holds_up_the_host() -> None:
    scene = on_air()
    actions.arrange(room_id=scene.room, slow_seconds=15, quiet=False, actor_id=scene.host.pk)
    actions.say(room_id=scene.room, user=scene.learner, text="一", key=key())
    with pytest.raises(TooSoon) as refused:
        actions.say(room_id=scene.room, user=scene.learner, text="二", key=key())
    assert 0 < refused.value.extra["seconds"] <= 16
    for _ in range(7):
        actions.say(room_id=scene.room, user=scene.host, text="老师说", key=key())
    with standing_at(now() + timedelta(seconds=16)):
        actions.say(room_id=scene.room, user=scene.learner, text="二", key=key())


@pytest.mark.django_db
def test_nobody_floods_a_room() -> None:
    scene = on_air()
    for n in range(5):
        actions.say(room_id=scene.room, user=scene.learner, text=str(n), key=key())
    with pytest.raises(TooSoon):
        actions.say(room_id=scene.room, user=scene.learner, text="又来", key=key())
    assert len(said(scene)) == 5


@pytest.mark.django_db
def test_one_or_all_can_be_asked_to_listen() -> None:
    scene = on_air()
    other = scene.another()
    actions.set_mute(room_id=scene.room, user_id=scene.learner.pk, muted=True, actor_id=scene.host.pk)
    actions.set_mute(room_id=scene.room, user_id=scene.learner.pk, muted=True, actor_id=scene.host.pk)
    with pytest.raises(Muted):
        actions.say(room_id=scene.room, user=scene.learner, text="在吗", key=key())
    actions.say(room_id=scene.room, user=other, text="在", key=key())
    actions.set_mute(room_id=scene.room, user_id=scene.learner.pk, muted=False, actor_id=scene.host.pk)
    actions.arrange(room_id=scene.room, slow_seconds=0, quiet=True, actor_id=scene.host.pk)
    with pytest.raises(RoomQuiet):
        actions.say(room_id=scene.room, user=scene.learner, text="在吗", key=key())
    actions.say(room_id=scene.room, user=scene.host, text="先听", key=key())
    assert said(scene) == ["在", "先听"]
    marks = AuditEntry.objects.filter(action__startswith="room.").order_by("pk").values_list("action", flat=True)
    assert list(marks) == ["room.muted", "room.unmuted", "room.arranged"]


@pytest.mark.django_db
def test_a_word_of_the_schools_list_waits_for_the_host_however_it_is_written() -> None:
    scene = on_air()
    actions.save_words(words=["加微信", "", "加 微 信", "VX"], actor_id=scene.host.pk)
    assert sorted(Word.objects.values_list("text", flat=True)) == ["vx", "加微信"]
    held = actions.say(room_id=scene.room, user=scene.learner, text="加-微 信ＶＸ", key=key())
    other = actions.say(room_id=scene.room, user=scene.another(), text="vx 多少", key=key())
    host = actions.say(room_id=scene.room, user=scene.host, text="别加微信", key=key())
    assert (held.n, other.n, host.n) == (None, None, 1)
    assert [one.pk for one in queries.held(scene.room)] == [held.pk, other.pk]

    actions.release(message_id=held.pk, actor_id=scene.host.pk)
    actions.release(message_id=held.pk, actor_id=scene.host.pk)
    actions.hide(message_id=other.pk, actor_id=scene.host.pk)
    assert [(one.n, one.text) for one in queries.history(scene.room)] == [(1, "别加微信"), (2, "加-微 信ＶＸ")]
    assert not queries.held(scene.room)


@pytest.mark.django_db
def test_what_the_host_takes_down_is_gone_for_all() -> None:
    scene = on_air()
    one = actions.say(room_id=scene.room, user=scene.learner, text="广告", key=key())
    for _twice in range(2):
        actions.hide(message_id=one.pk, actor_id=scene.host.pk)
    assert said(scene) == []
    assert AuditEntry.objects.filter(action="room.hidden").count() == 1


@pytest.mark.django_db
def test_only_who_may_open_the_lesson_is_in_the_room() -> None:
    scene = on_air()
    with pytest.raises(NotInRoom):
        actions.say(room_id=scene.room, user=make.user(), text="我也来", key=key())
    revoke(source=f"test:{scene.learner.pk}", product_id=scene.course.product_id, because="refund")
    with pytest.raises(NotInRoom):
        actions.say(room_id=scene.room, user=scene.learner, text="还在", key=key())
    free = on_air(free=True)
    actions.say(room_id=free.room, user=make.user(), text="免费的", key=key())


@pytest.mark.django_db
def test_when_the_class_is_over_only_the_host_has_a_last_word() -> None:
    scene = on_air(state="ended")
    with pytest.raises(RoomClosed):
        actions.say(room_id=scene.room, user=scene.learner, text="再见", key=key())
    actions.say(room_id=scene.room, user=scene.host, text="回放明天有", key=key())


@pytest.mark.django_db
@pytest.mark.parametrize("text", ["", " \n\u200b ", "长" * 201])
def test_nothing_and_too_much_are_refused(text: str) -> None:
    scene = on_air()
    with pytest.raises(Invalid):
        actions.say(room_id=scene.room, user=scene.learner, text=text, key=key())


def test_what_stands_between_letters_hides_no_word() -> None:
    assert wording.has_any("加 * 微—信", ["加微信"])
    assert not wording.has_any("加油", ["加微信"])
    assert wording.tidy("a\u202eb\tc\x00") == "ab c"


@pytest.mark.django_db
@pytest.mark.parametrize("count", [1, 3])
def test_entering_by_the_api_costs_the_same_for_one_and_for_three(
    client: Client, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    scene = on_air()
    for n in range(count):
        actions.say(room_id=scene.room, user=scene.host, text=f"第 {n} 条", key=key())
        actions.ask(room_id=scene.room, user=scene.another(), text=f"问题 {n}", key=key())
    app = make.bearer(scene.learner)
    client.get(f"/api/v1/rooms/{scene.room}", headers=app)
    with django_assert_num_queries(ENTERING):
        told = client.get(f"/api/v1/rooms/{scene.room}", headers=app).json()
    assert len(told["lines"]) == len(told["questions"]) == count


ENTERING = 20


@pytest.mark.django_db
def test_the_api_says_lists_and_refuses_as_the_page_does(client: Client) -> None:
    scene = on_air()
    app, path = make.bearer(scene.learner), f"/api/v1/rooms/{scene.room}"
    body = {"text": "老师好", "key": key()}
    made = client.post(f"{path}/messages", body, "application/json", headers=app)
    assert (made.status_code, made.json()["n"]) == (201, 1)
    told = client.get(path, headers=app).json()
    assert [line["text"] for line in told["lines"]] == ["老师好"]
    assert (told["stage"]["here"], told["muted"]) == (1, False)
    assert client.get(f"{path}/messages?cursor=1", headers=app).json() == {"items": [], "next": None}
    refused = client.post(f"{path}/messages", body, "application/json", headers=make.bearer(make.user()))
    assert (refused.status_code, refused.json()["code"]) == (403, "not_in_room")

    host, studio = make.bearer(scene.host), f"/api/v1/studio/rooms/{scene.room}"
    client.put(studio, {"slow_seconds": 0, "quiet": True}, "application/json", headers=host)
    client.post(f"{studio}/mutes", {"n": 1, "muted": True}, "application/json", headers=host)
    client.post(f"{studio}/messages/1/hide", headers=host)
    told = client.get(path, headers=app).json()
    assert (told["lines"], told["gone"], told["muted"], told["stage"]["quiet"]) == ([], [1], True, True)
