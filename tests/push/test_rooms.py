"""What is said in a room reaches all who are in it, read once; who may no longer be there hears no more."""

import json
import time
from typing import Any

import pytest
from django.db import transaction

from tests import make
from tests.push.conftest import Listen, Server, Stream, soon
from tests.rooms.scene import Scene, key, on_air
from zhiyu.access.actions import revoke
from zhiyu.live.models import LiveClass
from zhiyu.push import asgi
from zhiyu.push import rooms as pushed
from zhiyu.rooms import actions, queries
from zhiyu.rooms.models import Attendance
from zhiyu.rooms.shapes import Line

RESYNC = ("resync", "")


def told(stream: Stream, name: str) -> Any:
    """The next event of this name; counts of the stage may come between."""
    while (found := stream.next()) is not None:
        if found[0] == name:
            return json.loads(found[1])
    raise AssertionError(name)


def say(scene: Scene, text: str) -> int | None:
    return actions.say(room_id=scene.room, user=scene.host, text=text, key=key()).n


def test_what_is_said_reaches_everybody_in_order_and_is_read_once(
    listen: Listen, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[set[int]] = []
    lines = queries.lines

    def noted(room_id: int, ns: set[int]) -> list[Line]:
        read.append(set(ns))
        return lines(room_id, ns)

    monkeypatch.setattr(queries, "lines", noted)
    scene = on_air()
    streams = [listen(f"room:{scene.room}", user=scene.learner), listen(f"room:{scene.room}", user=scene.another())]
    assert [one.next() for one in streams] == [RESYNC, RESYNC]

    for text in ("一", "二", "三"):
        say(scene, text)

    for stream in streams:
        heard: list[str] = []
        while len(heard) < 3:
            heard += [line["text"] for line in told(stream, "said")["lines"]]
        assert heard == ["一", "二", "三"]
    assert sorted(n for ns in read for n in ns) == [1, 2, 3]


def test_what_is_rolled_back_or_waits_for_the_host_is_heard_by_nobody_else(listen: Listen) -> None:
    scene = on_air()
    actions.save_words(words=["加微信"], actor_id=scene.host.pk)
    watching = listen(f"room:{scene.room}", user=scene.learner)
    hosting = listen(f"room:{scene.room},host:{scene.room}", user=scene.host)
    assert (watching.next(), hosting.next()) == (RESYNC, RESYNC)

    with transaction.atomic():
        say(scene, "没说成")
        transaction.set_rollback(True)
    actions.say(room_id=scene.room, user=scene.another(), text="加微信", key=key())
    assert hosting.next() == ("message", f"host:{scene.room}")
    taken = say(scene, "要删的")
    assert told(watching, "said")["up_to"] == taken == 1
    actions.hide(message_id=queries.message_id(scene.room, 1), actor_id=scene.host.pk)
    assert told(watching, "gone") == [1]


def test_counts_come_at_a_bounded_pace_and_the_last_is_right(listen: Listen, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pushed, "PACE", 0.3)
    scene, began = on_air(), time.monotonic()
    watching = listen(f"room:{scene.room}", user=scene.learner)
    watching.next()
    for _ in range(12):
        actions.like(room_id=scene.room, user=scene.another(), count=1)
    heard: list[int] = []
    while not heard or heard[-1] < 12:
        heard.append(told(watching, "stage")["likes"])
    # One at the beginning and one as each pace ends, however slowly hands are lifted.
    assert len(heard) <= 1 + (time.monotonic() - began) / pushed.PACE
    question = actions.ask(room_id=scene.room, user=scene.learner, text="怎么开头", key=key())
    assert [one["id"] for one in told(watching, "questions")] == [question.pk]


def test_a_class_that_begins_is_heard_of_in_its_room(listen: Listen) -> None:
    scene = on_air(state="planned")
    watching = listen(f"room:{scene.room}", user=scene.learner)
    watching.next()
    LiveClass.objects.get(pk=scene.room).move_to(LiveClass.State.LIVE)
    assert told(watching, "stage")["state"] == "live"


def test_only_who_may_open_the_lesson_listens_and_only_hosts_hear_what_waits(listen: Listen) -> None:
    scene = on_air()
    room, host = f"room:{scene.room}", f"host:{scene.room}"
    assert listen(room, user=make.user()).status == 403
    assert listen(room).status == 401
    assert listen(f"{room},{host}", user=scene.learner).status == 403
    assert listen("room:999999", user=scene.host).status == 403
    assert listen(f"{room},{host}", user=scene.host).status == 200
    assert listen(room, user=make.user(role="finance")).status == 403


def test_a_right_that_ends_closes_the_room_at_once_and_leaves_others_open(server: Server, listen: Listen) -> None:
    scene = on_air()
    leaving, staying = listen(f"room:{scene.room}", user=scene.learner), listen(f"room:{scene.room}", user=scene.host)
    assert (leaving.next(), staying.next()) == (RESYNC, RESYNC)

    revoke(source=f"test:{scene.learner.pk}", product_id=scene.course.product_id, because="refund")

    assert leaving.next() is None
    soon(lambda: server.open == 1)
    assert listen(f"room:{scene.room}", user=scene.learner).status == 403


def test_who_listens_is_noted_as_being_there(listen: Listen, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asgi, "BEAT", queries.BEAT / 100)
    scene = on_air()
    Attendance.objects.all().delete()
    listen(f"room:{scene.room}", user=scene.learner).next()
    first = Attendance.objects.get()
    assert first.user == scene.learner
    soon(lambda: Attendance.objects.get().last_at > first.last_at)


def test_who_is_muted_or_may_speak_again_is_told_at_once_and_nobody_else(listen: Listen) -> None:
    scene = on_air()
    theirs = listen(f"room:{scene.room}", user=scene.learner)
    other = listen(f"room:{scene.room}", user=scene.another())
    assert (theirs.next(), other.next()) == (RESYNC, RESYNC)
    for muted in (True, False):
        actions.set_mute(room_id=scene.room, user_id=scene.learner.pk, muted=muted, actor_id=scene.host.pk)
        assert theirs.next() == ("resync", "now")
    say(scene, "接着讲")
    heard = other.next()
    assert heard is not None
    assert heard[0] == "said"
