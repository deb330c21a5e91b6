"""Signals of a call go down the streams of its two people, whole, and to nobody else's."""

import json

from tests import make
from tests.coaching.scene import two
from tests.push.conftest import Listen, Server, soon
from zhiyu.coaching.actions import call_off_appointment, pass_on

RESYNC = ("resync", "")


def test_what_one_signals_both_hear_and_nobody_else_may_listen(listen: Listen) -> None:
    scene = two()
    one, other = scene.book(), scene.book()
    topic = f"call:{one.pk}"
    for user in (make.user(), make.user(role="owner"), make.user(role="creator")):
        assert listen(topic, user=user).status == 403
    streams = [listen(topic, user=scene.learner), listen(topic, user=scene.teacher)]
    elsewhere = listen(f"call:{other.pk}", user=scene.learner)
    assert [stream.next() for stream in (*streams, elsewhere)] == [RESYNC] * 3

    body = json.dumps({"pair": "a", "said": {"type": "offer", "sdp": "a=candidate:1 udp\r\n" * 400}})
    pass_on(appointment_id=one.pk, user_id=scene.learner.pk, kind="description", tab="t" * 8, to="u" * 8, body=body)

    for stream in streams:
        event = stream.next()
        assert event is not None
        assert event[0] == "signal"
        said = json.loads(event[1])
        assert said == {"side": "learner", "kind": "description", "tab": "t" * 8, "to": "u" * 8, "body": body}
    assert elsewhere.nothing()


def test_who_may_no_longer_talk_is_told_and_let_go(listen: Listen, server: Server) -> None:
    scene = two()
    one = scene.book()
    stream = listen(f"call:{one.pk}", user=scene.learner)
    assert stream.next() == RESYNC
    call_off_appointment(appointment_id=one.pk, actor_id=scene.teacher.pk)
    assert stream.next() == ("moved", "")
    server.call(lambda: server.live._keep(server.live.look_at(list(server.live.hub.viewers))))  # noqa: SLF001
    assert soon(lambda: server.open == 0)
